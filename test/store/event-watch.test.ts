// Health told as events, and how long events and ended jobs are kept, on a still clock.
import { expect, test } from 'vitest'
import type { Health } from '../../src/contract/schemas/health.ts'
import { startEventPurge } from '../../src/server/services/event-purge.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { watchHealth } from '../../src/server/services/health-watch.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { openTestStore, silentLog } from './open-database.ts'

const dayMs = 86_400_000
type Part = Health['parts'][number]

function open(t: Parameters<typeof openTestStore>[0]) {
  const store = openTestStore(t)
  const clock = createFakeClock()
  const events = createEventWriter({ store, clock, log: silentLog, randomId: () => crypto.randomUUID(), actor: () => 'Plenum' })
  return { store, clock, events }
}

test('a part that is bad for two looks is told once, also over restarts, and once when it is back for two; one look is no news', async (t) => {
  const { store, clock, events } = open(t)
  let parts: Part[] = []
  let isBroken = false
  const health = {
    report: async () => {
      if (isBroken) throw new Error('nobody answers')
      return { detail: { parts } as unknown as Health }
    },
  }
  const start = () => watchHealth({ health, store, events, clock, log: silentLog })
  const look = async (state: Part['state'], times = 1) => {
    parts = [{ name: 'mail', state, tookMs: 1, ...(state === 'ok' ? {} : { reason: 'no answer' }) }]
    for (let i = 0; i < times; i++) {
      clock.advance(15_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return store.event.list({ subject: 'health/mail' }).items.map(({ type }) => type)
  }
  let stop = start()
  expect(await look('ok', 3)).toEqual([])
  for (let i = 0; i < 5; i++) expect([await look('degraded'), await look('ok')]).toEqual([[], []])
  expect(await look('degraded')).toEqual([])
  expect(await look('down')).toEqual(['health.degraded'])
  expect(await look('degraded', 5)).toEqual(['health.degraded'])
  stop()
  stop = start()
  expect(await look('down', 5)).toEqual(['health.degraded'])
  isBroken = true
  expect(await look('ok', 3)).toEqual(['health.degraded'])
  isBroken = false
  expect(await look('ok')).toEqual(['health.degraded'])
  expect(await look('ok')).toEqual(['health.recovered', 'health.degraded'])
  const [back, gone] = store.event.list({ subject: 'health/mail' }).items
  expect(gone?.data).toEqual({ part: 'mail', state: 'down', reason: 'no answer' })
  expect(back?.data).toEqual({ part: 'mail', afterMs: (back?.at ?? 0) - (gone?.at ?? 0) })
  stop()
})

test('events and ended jobs go after ninety days in small steps, dead ones too; what waits stays', (t) => {
  const { store, clock, events } = open(t)
  const emit = (n: number) =>
    events.emit({
      ...{ type: 'design.saved', subject: 'design/d', projectId: 'p', data: { designId: 'd', projectId: 'p', name: 'D', revision: n } },
    })
  const job = (state: 'waiting' | 'done' | 'dead') => {
    const now = clock.now()
    const id = store.job.insert({ kind: 'digest', lane: 'a', ref: 'r', eventId: null, subject: null, dueAt: now, createdAt: now })
    const row = store.job.find(id)
    if (row !== undefined && state !== 'waiting') store.job.settle({ ...row, state, endedAt: now, lastReason: null })
    return id
  }
  const old = store.transaction(() => {
    for (let n = 0; n < 500; n++) emit(n)
    return { waiting: job('waiting'), done: job('done'), dead: job('dead') }
  })
  const stop = startEventPurge({ store, clock, log: silentLog })
  const states = (ids: Record<string, number>) => Object.entries(ids).map(([name, id]) => [name, store.job.find(id)?.state])
  clock.advance(89 * dayMs)
  expect(states(old)).toEqual(Object.entries(old).map(([name]) => [name, name]))
  const young = store.transaction(() => {
    emit(1000)
    return { done: job('done'), dead: job('dead') }
  })
  clock.advance(2 * dayMs)
  expect(store.event.list({ limit: 100 }).items.map(({ data }) => (data as { revision: number }).revision)).toEqual([1000])
  expect(states(old)).toEqual([
    ['waiting', 'waiting'],
    ['done', undefined],
    ['dead', undefined],
  ])
  expect(states(young)).toEqual([
    ['done', 'done'],
    ['dead', 'dead'],
  ])
  stop()
})

test('a transaction that may be synced later is all or nothing, alone and inside another one', (t) => {
  const store = openTestStore(t)
  const save = (lastId: number) => store.job.saveRelay('r', { lastId, lastAt: 1 })
  store.transaction(() => save(1), { sync: 'later' })
  expect(() =>
    store.transaction(
      () => {
        save(2)
        throw new Error('no')
      },
      { sync: 'later' },
    ),
  ).toThrow('no')
  expect(store.job.readRelay('r')?.lastId).toBe(1)
  store.transaction(() => store.transaction(() => save(3), { sync: 'later' }))
  expect(store.job.readRelay('r')?.lastId).toBe(3)
})
