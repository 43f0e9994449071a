// The outbox against the real database and a still clock: tries, ladder, lanes, what is put back, what is dropped, what a restart frees.
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { Job, JobHandler, JobInput, JobOutcome, SettledJob } from '../../src/server/outbox-port.ts'
import { createAwake } from '../../src/server/services/awake.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { createOutbox } from '../../src/server/services/outbox.ts'
import type { Store } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { makeDataFolder, openTestStore, silentLog } from './open-database.ts'

type Life = Parameters<typeof openTestStore>[0]

/** What a job asks of its handler, by its ref; a promise holds the try open. */
type Answer = (job: Job, signal: AbortSignal) => JobOutcome | Promise<JobOutcome>

function open(
  t: Life,
  given: { answer?: Answer; handler?: Partial<JobHandler>; store?: Store; clock?: ReturnType<typeof createFakeClock> } = {},
) {
  const store = given.store ?? openTestStore(t)
  const clock = given.clock ?? createFakeClock()
  const awake = createAwake({ clock, startAt: store.job.readAwake()?.awakeMs ?? 0 })
  const outbox = createOutbox({ store, clock, awake, log: silentLog, random: () => 0.5 })
  const tries: { ref: string; at: number; attempts: number }[] = []
  outbox.handle('webhook', {
    ...{ workers: 8, failingWorkers: 4, ladderMs: [5_000, 300_000], jitter: 0.2, timeoutMs: 15_000, order: () => 'free' },
    run: async (job, signal) => {
      tries.push({ ref: job.ref, at: clock.now(), attempts: job.attempts })
      return (await given.answer?.(job, signal)) ?? { kind: 'done' }
    },
    ...given.handler,
  })
  t.onTestFinished(() => void outbox.stop())
  const add = (ref: string, more: Partial<JobInput> = {}) =>
    store.transaction(() => outbox.add({ kind: 'webhook', lane: 'a', ref, eventId: null, subject: null, ...more }))
  return { store, clock, outbox, tries, add, refs: () => tries.map((one) => one.ref) }
}
/** Lets what is under way go on. */
async function settle(rounds = 12): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve))
}
const fails: JobOutcome = { kind: 'retry', reason: 'refused' }

test('A job that is added runs once and is done', async (t) => {
  const { outbox, add, store, refs } = open(t)
  outbox.start()
  const id = add('one')
  await settle()
  expect(refs()).toEqual(['one'])
  expect(store.job.find(id)).toMatchObject({ state: 'done', attempts: 1 })
})

test('What is rolled back never runs; outside of a transaction nothing is added', async (t) => {
  const { outbox, store, refs } = open(t)
  outbox.start()
  expect(() =>
    store.transaction(() => {
      outbox.add({ kind: 'webhook', lane: 'a', ref: 'x', eventId: null, subject: null })
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(() => outbox.add({ kind: 'webhook', lane: 'a', ref: 'x', eventId: null, subject: null })).toThrow('outside of a transaction')
  await settle()
  expect(refs()).toEqual([])
})

test('A failed try goes up the ladder with jitter and is dead at its end; retry begins at the first step', async (t) => {
  const { outbox, add, store, clock, tries } = open(t, { answer: () => fails })
  outbox.start()
  const id = add('one')
  await settle()
  for (const stepMs of [4_000, 1_000, 299_000, 1_000]) {
    clock.advance(stepMs)
    await settle()
  }
  expect(tries.map((one) => one.attempts)).toEqual([0, 1, 2])
  expect(tries.map((one) => one.at - (tries[0]?.at ?? 0))).toEqual([0, 5_000, 305_000])
  expect(store.job.find(id)).toMatchObject({ state: 'dead', attempts: 3, lastReason: 'refused' })
  expect(outbox.state()).toMatchObject([{ kind: 'webhook', dead: 1, waiting: 0 }])
  outbox.retry(id)
  await settle()
  expect(tries).toHaveLength(4)
  clock.advance(5_000)
  await settle()
  expect(tries).toHaveLength(5)
})

test('The other side says when: afterMs takes the place of the step', async (t) => {
  const { outbox, add, clock, refs } = open(t, { answer: () => ({ ...fails, afterMs: 60_000 }) })
  outbox.start()
  add('one')
  await settle()
  clock.advance(59_000)
  await settle()
  expect(refs()).toHaveLength(1)
  clock.advance(1_000)
  await settle()
  expect(refs()).toHaveLength(2)
})

test('What is put back is no try, waits for its instant, and a wake makes it due', async (t) => {
  let isReady = false
  const { outbox, add, store, clock } = open(t, {
    answer: () => (isReady ? { kind: 'done' } : { kind: 'later', reason: 'no settings', dueAt: clock.now() + 3_600_000 }),
  })
  outbox.start()
  const id = add('one')
  await settle()
  expect(store.job.find(id)).toMatchObject({ state: 'waiting', attempts: 0, lastReason: 'no settings' })
  isReady = true
  outbox.wake('webhook')
  await settle()
  expect(store.job.find(id)).toMatchObject({ state: 'done', attempts: 1 })
})

describe('Order of a lane', () => {
  test('First tries leave in order, one at a time; one that failed holds nothing', async (t) => {
    let inside = 0
    const { outbox, add, clock, refs } = open(t, {
      handler: { order: () => 'firstTries' },
      answer: async ({ ref, attempts }) => {
        inside += 1
        if (attempts === 0) expect(inside).toBe(1)
        await settle(2)
        inside -= 1
        return ref === 'b' && attempts === 0 ? fails : { kind: 'done' }
      },
    })
    outbox.start()
    for (const ref of ['a', 'b', 'c', 'd']) add(ref)
    await settle(60)
    expect(refs()).toEqual(['a', 'b', 'c', 'd'])
    clock.advance(6_000)
    await settle(20)
    expect(refs()).toEqual(['a', 'b', 'c', 'd', 'b'])
  })

  test('In strict order nothing overtakes one that failed', async (t) => {
    const { outbox, add, clock, refs } = open(t, {
      handler: { order: () => 'strict' },
      answer: ({ ref, attempts }) => (ref === 'b' && attempts === 0 ? fails : { kind: 'done' }),
    })
    outbox.start()
    for (const ref of ['a', 'b', 'c']) add(ref)
    await settle(40)
    expect(refs()).toEqual(['a', 'b'])
    clock.advance(6_000)
    await settle(40)
    expect(refs()).toEqual(['a', 'b', 'b', 'c'])
  })

  /** Twenty lanes that swallow everything, and one that answers at once: how long its first job waits. */
  const waitBehindDead = async (t: Life, given: { slow: JobHandler['slow']; isKnown: boolean }) => {
    let isDark = !given.isKnown
    const { outbox, add, clock, store, tries } = open(t, {
      handler: { order: () => 'firstTries', ...(given.slow === undefined ? {} : { slow: given.slow }) },
      answer: (job, signal) =>
        job.lane === 'good' || !isDark
          ? { kind: 'done' }
          : new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ...fails, reason: 'no answer' }))),
    })
    outbox.start()
    if (given.isKnown) for (let lane = 0; lane < 20; lane++) add(`proof ${lane}`, { lane: `dead ${lane}` })
    await settle(40)
    isDark = true
    for (let lane = 0; lane < 20; lane++) for (let i = 0; i < 5; i++) add(`dead ${lane} ${i}`, { lane: `dead ${lane}` })
    add('good', { lane: 'good' })
    const from = clock.now()
    const isDone = () => tries.some(({ ref }) => ref === 'good')
    for (await settle(40); !isDone() && clock.now() - from < 60_000; await settle(20)) clock.advance(50)
    return { waitedMs: clock.now() - from, outbox, add, clock, store, tries }
  }
  test('Twenty lanes that hang hold four workers and leave the healthy one the others', async (t) => {
    const slow = { afterMs: 250, mostAtOnce: 64 }
    const { waitedMs, outbox, add, clock, store, tries } = await waitBehindDead(t, { slow, isKnown: false })
    expect(waitedMs).toBeLessThanOrEqual(1000)
    clock.advance(15_000)
    await settle(40)
    expect(outbox.state()).toMatchObject([{ running: 4 }])
    for (let i = 0; i < 50; i++) add(`good ${i}`, { lane: 'good' })
    await settle(400)
    expect(tries.filter((one) => one.ref.startsWith('good '))).toHaveLength(50)
    for (let i = 0; i < 40; i++) {
      clock.advance(15_000)
      await settle(20)
    }
    for (let i = 0; i < 20; i++) expect(store.job.findOfRef('webhook', `dead ${i} 0`)?.attempts).toBeGreaterThan(0)
    expect((await waitBehindDead(t, { slow, isKnown: true })).waitedMs).toBeLessThanOrEqual(1000)
  })
  test('Without that the healthy one waits for whole time-outs, and sixty-four tries are the most', async (t) => {
    for (const isKnown of [false, true]) expect((await waitBehindDead(t, { slow: undefined, isKnown })).waitedMs).toBeGreaterThan(14_000)
    const { outbox } = await waitBehindDead(t, { slow: { afterMs: 250, mostAtOnce: 12 }, isKnown: false })
    expect(outbox.state()[0]?.running).toBeLessThanOrEqual(12)
  })
})

test('A try over its time is told to end and counts as failed; one that ignores it keeps its lease and frees its worker', async (t) => {
  let finish = () => {}
  const stubborn = new Promise<JobOutcome>((resolve) => {
    finish = () => resolve({ kind: 'done' })
  })
  const { outbox, add, clock, store, refs } = open(t, {
    handler: { workers: 1, failingWorkers: 1 },
    answer: ({ ref }) => (ref === 'one' ? stubborn : { kind: 'done' }),
  })
  outbox.start()
  add('met')
  add('met', { lane: 'b' })
  await settle()
  const id = add('one')
  add('two', { lane: 'b' })
  await settle()
  clock.advance(15_000)
  await settle()
  expect(refs()).toEqual(['met', 'met', 'one'])
  clock.advance(5_000)
  await settle()
  clock.advance(60_000)
  await settle()
  expect(refs().filter((ref) => ref === 'one')).toHaveLength(1)
  expect(store.job.find(id)?.state).toBe('running')
  finish()
  await settle()
  expect(store.job.find(id)?.state).toBe('done')
})

test('The log of a try and the end of its lease are one commit; a log that cannot be written is a failed try', async (t) => {
  const seen: SettledJob[] = []
  const { outbox, add, store, clock } = open(t, {
    answer: ({ attempts }) => ({
      kind: 'done',
      write: (settled) => {
        expect(store.recorder.isInside()).toBe(true)
        if (attempts === 0) throw new Error('a bug')
        seen.push(settled)
      },
    }),
  })
  outbox.start()
  const id = add('one')
  await settle()
  expect(store.job.find(id)).toMatchObject({ state: 'waiting', attempts: 1 })
  clock.advance(6_000)
  await settle()
  expect(seen).toEqual([{ state: 'done', attempts: 2, dueAt: null }])
})

test('A log that refuses itself holds up nobody; a full disk is waited for, and the result is kept', async (t) => {
  let isFull = true
  const store = openTestStore(t)
  const { outbox, add, clock } = open(t, {
    store,
    answer: ({ ref, attempts }) => ({
      kind: 'done',
      write: () => {
        if (ref === 'refuses' && attempts === 0) throw new AppError('conflict', 'no')
        if (ref === 'waits' && isFull) throw new AppError('disk_full', 'full')
      },
    }),
  })
  outbox.start()
  const waits = add('waits')
  const refuses = add('refuses', { lane: 'b' })
  await settle()
  expect(store.job.find(waits)?.state).toBe('running')
  isFull = false
  clock.advance(2_000)
  await settle()
  expect(store.job.find(waits)).toMatchObject({ state: 'done', attempts: 1 })
  expect(store.job.find(refuses)).toMatchObject({ state: 'waiting', attempts: 1, lastReason: 'Its result could not be written' })
})

test('A dropped job ends without a try, also while it runs', async (t) => {
  const { outbox, add, store, clock, refs } = open(t, {
    answer: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(fails))),
  })
  outbox.start()
  const id = add('one')
  const later = add('two', { dueAt: clock.now() + 60_000 })
  await settle()
  outbox.drop(id)
  outbox.drop(later)
  await settle()
  clock.advance(600_000)
  await settle()
  expect(refs()).toEqual(['one'])
  expect([store.job.find(id)?.state, store.job.find(later)?.state]).toEqual(['dropped', 'dropped'])
})

test('What a dead process had leased is free at the next start; what ended it twenty times is dead', async (t) => {
  const store = openTestStore(t)
  const first = open(t, { store })
  const id = first.add('one')
  const poison = first.add('two')
  for (let i = 0; i < 20; i++) {
    store.job.lease(poison)
    if (i < 19) store.job.freeAll({ mostLeases: 20, now: 1, reason: 'x' })
  }
  store.job.lease(id)
  const died: string[] = []
  const second = open(t, { store, handler: { died: ({ ref }, reason) => void died.push(`${ref}: ${reason}`) } })
  second.outbox.start()
  await settle()
  expect(second.refs()).toEqual(['one'])
  expect(died).toEqual(['two: Plenum ended 20 times while this was being worked on'])
  expect(store.job.find(poison)).toMatchObject({ state: 'dead', lastReason: 'Plenum ended 20 times while this was being worked on' })
})

test('Bulk: a lane is retried or dropped as a whole, its dead ones apart from its waiting ones', async (t) => {
  const { outbox, add, store, refs } = open(t, { answer: () => ({ kind: 'dead', reason: '410' }) })
  outbox.start()
  for (let i = 0; i < 3; i++) add(`x${i}`)
  await settle()
  expect(outbox.dropLane('webhook', 'a')).toBe(0)
  expect(outbox.retryLane('webhook', 'a', 'dead')).toBe(3)
  await settle()
  expect(refs()).toHaveLength(6)
  expect(outbox.dropLane('webhook', 'a', 'dead')).toBe(3)
  expect(store.job.count()).toEqual([])
})

describe('Events', () => {
  const design = { designId: 'd', projectId: 'p', name: 'Room', revision: 1 }
  const openEvents = (t: Life) => {
    const store = openTestStore(t, makeDataFolder(t))
    let id = 0
    const events = createEventWriter({
      store,
      clock: createFakeClock(),
      log: silentLog,
      randomId: () => `event-${++id}`,
      actor: () => 'Ada',
    })
    const emit = () => events.emit({ type: 'design.saved', subject: 'design/d', projectId: 'p', data: design })
    return { store, events, emit }
  }

  test('An event is a row of its cause: rolled back it tells nobody, outside of a transaction it is refused', async (t) => {
    const { store, events, emit } = openEvents(t)
    const heard: string[] = []
    events.onStored((event) => void heard.push(event.id))
    expect(emit).toThrow('outside of a transaction')
    expect(() =>
      store.transaction(() => {
        emit()
        throw new Error('no')
      }),
    ).toThrow('no')
    store.transaction(emit)
    await settle(1)
    expect(heard).toEqual(['event-2'])
    expect(store.event.list({}).items).toMatchObject([{ id: 'event-2', seq: 1, actor: 'Ada', version: 1, data: design }])
  })

  test('A planner that throws is undone alone; the others and the cause go on', async (t) => {
    const { store, events, emit } = openEvents(t)
    const job = { kind: 'webhook' as const, lane: 'a', eventId: null, subject: null, dueAt: 1, createdAt: 1 }
    events.plan(() => {
      store.job.insert({ ...job, ref: 'half' })
      throw new Error('a bug')
    })
    events.plan(() => void store.job.insert({ ...job, ref: 'whole' }))
    store.transaction(emit)
    expect([store.job.findOfRef('webhook', 'half'), store.job.findOfRef('webhook', 'whole')?.ref]).toEqual([undefined, 'whole'])
  })
})
