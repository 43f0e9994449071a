// Leases under chance: many histories of adds, rolled back adds, failures, time-outs, drops, sleeps, full disks and dead processes on a still
// clock. Whatever happened: no job ran twice at once, none was lost, first tries of a lane kept their order, and what rolled back never ran.
import { expect, test } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { JobOutcome, Outbox } from '../../src/server/outbox-port.ts'
import { createAwake } from '../../src/server/services/awake.ts'
import { createOutbox } from '../../src/server/services/outbox.ts'
import type { Store } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { openTestStore, silentLog } from './open-database.ts'

const histories = 12
const stepsOfEach = 60
const orders = ['firstTries', 'strict', 'free'] as const
const settle = async (rounds = 6) => {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** Mulberry32: the same history for the same seed. */
function chanceFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

test(`Nothing runs twice at once and nothing is lost, in ${histories} histories`, { timeout: 120_000 }, async (t) => {
  let ended = 0
  for (let seed = 1; seed <= histories; seed++) ended += await liveOne(seed, openTestStore(t))
  expect(ended).toBeGreaterThan(histories * 20)
})

async function liveOne(seed: number, store: Store): Promise<number> {
  const chance = chanceFrom(seed)
  const ticking = createFakeClock()
  let sleptMs = 0
  const clock = { ...ticking, now: () => ticking.now() + sleptMs, monotonic: () => ticking.now() }
  let isDiskFull = false
  const disk: typeof store = {
    ...store,
    transaction: (fn) => {
      if (isDiskFull) throw new AppError('disk_full', 'full')
      return store.transaction(fn)
    },
  }
  const inside = new Map<string, number>()
  const firstTries = new Map<string, number[]>()
  const added = new Set<number>()
  const dropped = new Set<number>()
  const order = orders[seed % 3] ?? 'free'
  /** Of the process that lives; older ones are dead and their answers reach nobody. */
  let life = 0
  let outbox: Outbox | undefined
  const boot = () => {
    life += 1
    const own = life
    inside.clear()
    const alive: typeof store = {
      ...disk,
      transaction: (fn) => {
        if (own !== life) throw new AppError('disk_full', 'dead')
        return disk.transaction(fn)
      },
    }
    outbox = createOutbox({
      ...{ store: alive, clock, log: silentLog, random: chance },
      awake: createAwake({ clock, startAt: store.job.readAwake()?.awakeMs ?? 0 }),
    })
    outbox.handle('webhook', {
      ...{ workers: 5, failingWorkers: 2, ladderMs: [5_000, 10_000, 20_000], jitter: 0.2, timeoutMs: 15_000, order: () => order },
      run: async (job, signal) => {
        const key = `${own} ${job.id}`
        expect(inside.get(key) ?? 0, `job ${job.id} runs twice at once (seed ${seed})`).toBe(0)
        expect(added.has(job.id), `job ${job.id} was rolled back (seed ${seed})`).toBe(true)
        inside.set(key, 1)
        if (job.attempts === 0 && order === 'firstTries') {
          const before = firstTries.get(job.lane) ?? []
          const last = before.at(-1) ?? 0
          expect(job.id, `first tries of ${job.lane} out of order (seed ${seed})`).toBeGreaterThanOrEqual(last)
          firstTries.set(job.lane, [...before, job.id])
        }
        const how = chance()
        if (how < 0.1) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        else await settle(1 + Math.floor(chance() * 4))
        inside.delete(key)
        if (own !== life) return new Promise<JobOutcome>(() => {})
        if (how < 0.55) return { kind: 'done' }
        if (how < 0.9) return { kind: 'retry', reason: 'refused', ...(how < 0.6 ? { afterMs: 30_000 } : {}) }
        return how < 0.97 ? { kind: 'later', reason: 'paused', dueAt: clock.now() + 20_000 } : { kind: 'dead', reason: 'gone' }
      },
    })
    outbox.start()
  }
  boot()
  const add = (isKept: boolean) => {
    try {
      disk.transaction(() => {
        const id = outbox?.add({ kind: 'webhook', lane: `lane ${Math.floor(chance() * 4)}`, ref: 'x', eventId: null, subject: null })
        if (!isKept || id === undefined) throw new Error('rolled back')
        added.add(id)
      })
    } catch {
      // Refused as a whole.
    }
  }
  for (let step = 0; step < stepsOfEach; step++) {
    const what = chance()
    if (what < 0.5) for (let i = 0; i < 3; i++) add(chance() < 0.85)
    else if (what < 0.7) ticking.advance(Math.floor(chance() * 40_000))
    else if (what < 0.75) sleptMs += Math.floor(chance() * 8 * 3_600_000)
    else if (what < 0.8) isDiskFull = !isDiskFull
    else if (what < 0.85 && !isDiskFull && added.size > 0) {
      const id = [...added][Math.floor(chance() * added.size)] ?? 0
      const state = store.job.find(id)?.state
      outbox?.drop(id)
      if (state !== 'done') dropped.add(id)
    } else if (what < 0.9 && !isDiskFull) boot()
    await settle(3)
  }
  isDiskFull = false
  const isOpen = (id: number) => ['waiting', 'running'].includes(store.job.find(id)?.state ?? '')
  for (let i = 0; i < 1500 && [...added].some(isOpen); i++) {
    ticking.advance(10_000)
    await settle(8)
  }
  await settle(20)
  for (const id of added) {
    const state = store.job.find(id)?.state
    expect(['done', 'dead', 'dropped'], `job ${id} is ${state} (seed ${seed}, ${order})`).toContain(state)
    if (state === 'dropped') expect(dropped.has(id)).toBe(true)
  }
  life += 1
  return added.size
}

test('Sleep uses up nothing of a ladder, and what is overdue after it begins spread and slowly', async (t) => {
  const store = openTestStore(t)
  const ticking = createFakeClock()
  let sleptMs = 0
  const clock = { ...ticking, now: () => ticking.now() + sleptMs, monotonic: () => ticking.now() }
  const awake = createAwake({ clock, startAt: 0 })
  const outbox = createOutbox({ store, clock, awake, log: silentLog, random: () => 0.5 })
  const tries: { ref: string; at: number }[] = []
  outbox.handle('webhook', {
    ...{ workers: 8, failingWorkers: 8, ladderMs: [3_600_000], jitter: 0, timeoutMs: 15_000, order: () => 'free' },
    run: async ({ ref }) => {
      tries.push({ ref, at: ticking.now() })
      return ref === 'ladder' && tries.length === 1 ? { kind: 'retry', reason: 'refused' } : { kind: 'done' }
    },
  })
  outbox.start()
  t.onTestFinished(() => void outbox.stop())
  const add = (ref: string, dueAt?: number) =>
    store.transaction(() => outbox.add({ kind: 'webhook', lane: ref, ref, eventId: null, subject: null, ...(dueAt ? { dueAt } : {}) }))
  add('ladder')
  await settle()
  for (let i = 0; i < 40; i++) add(`planned ${i}`, clock.now() + 60_000)
  const fellAsleepAt = ticking.now()
  sleptMs += 10 * 3_600_000
  for (let i = 0; i < 12; i++) {
    ticking.advance(1_000)
    await settle(30)
  }
  const planned = tries.filter(({ ref }) => ref.startsWith('planned'))
  expect(planned.length).toBeGreaterThan(5)
  for (let second = 0; second < 12; second++)
    expect(planned.filter(({ at }) => Math.floor((at - fellAsleepAt) / 1000) === second).length).toBeLessThanOrEqual(10)
  expect(Math.min(...planned.map(({ at }) => at)) - fellAsleepAt).toBeGreaterThan(2_000)
  expect(tries.filter(({ ref }) => ref === 'ladder')).toHaveLength(1)
  for (let i = 0; i < 3600; i += 10) ticking.advance(10_000)
  await settle(30)
  expect(tries.filter(({ ref }) => ref === 'ladder')).toHaveLength(2)
})
