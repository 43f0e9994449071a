// The live stores of a window: values and alarms kept by events, told at most ten times a second, without asking the server.
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { LiveEvent } from '../../src/contract/events.ts'
import type { AlarmRecord } from '../../src/contract/schemas/alarm.ts'
import { byUrgency, createLiveAlarms, isInGroup, passesFilter } from '../../src/renderer/api/live-alarms.ts'
import { createLiveCache } from '../../src/renderer/api/live-cache.ts'
import { createLiveValues, freshnessOf } from '../../src/renderer/api/live-values.ts'
import { sensorKeys } from '../../src/renderer/api/sensor-queries.ts'
import { alarmOf, changeOf, countsOf, createTimers, nodeOf } from './live-things.ts'

const stored = (...values: [string, number, number][]) => ({
  at: 0,
  values: values.map(([sensorId, at, value]) => ({ sensorId, nodeId: 'n', type: 't', at, value })),
})

test('a burst of readings tells a listener at most ten times a second, and the last value is never left out', () => {
  const timers = createTimers()
  const values = createLiveValues({ later: timers.later })
  const seen: (number | null)[] = []
  values.subscribe(['a'], () => seen.push((values.get('a')?.value ?? null) as number | null))
  for (let n = 1; n <= 50; n++) {
    values.take(stored(['a', n, n]))
    timers.advance(10)
  }
  timers.advance(200)
  expect(seen.length).toBeLessThanOrEqual(7)
  expect(seen[0]).toBe(1)
  expect(seen.at(-1)).toBe(50)
})

test('a listener hears only of its own sensors, and a store that nobody uses asks for nothing', () => {
  const timers = createTimers()
  let asked = 0
  const values = createLiveValues({ later: timers.later, onFirstUse: () => asked++ })
  let told = 0
  expect(asked).toBe(0)
  const stop = values.subscribe(['a'], () => told++)
  values.subscribe(['c'], () => undefined)
  expect(asked).toBe(1)
  values.take(stored(['b', 1, 1]))
  timers.advance(200)
  expect(told).toBe(0)
  values.take(stored(['a', 1, 1]))
  expect(told).toBe(1)
  stop()
  timers.advance(200)
  values.take(stored(['a', 2, 2]))
  expect(told).toBe(1)
})

test('an older answer of a list never overwrites a newer live value', () => {
  const values = createLiveValues({ later: () => undefined })
  values.take(stored(['a', 100, 5]))
  values.seed([{ id: 'a', latest: { at: 90, value: 4 } }])
  expect(values.get('a')).toEqual({ at: 100, value: 5 })
  values.seed([{ id: 'a', latest: { at: 110, value: 6 } }])
  expect(values.get('a')).toEqual({ at: 110, value: 6 })
})

test('freshness follows one and a half and three periods, never under thirty seconds for silence', () => {
  expect(freshnessOf(null, 5_000, 0)).toBe('never')
  expect(freshnessOf(0, 5_000, 7_000)).toBe('fresh')
  expect(freshnessOf(0, 5_000, 8_000)).toBe('late')
  expect(freshnessOf(0, 5_000, 30_000)).toBe('late')
  expect(freshnessOf(0, 5_000, 30_001)).toBe('silent')
  expect(freshnessOf(0, 60_000, 180_000)).toBe('late')
})

test('readings at ten a second ask the server for nothing and leave every query fresh', () => {
  const queries = new QueryClient()
  const timers = createTimers()
  const values = createLiveValues({ later: timers.later })
  const alarms = createLiveAlarms({ later: timers.later })
  const take = createLiveCache({ queries, values, alarms, later: timers.later })
  for (const key of [sensorKeys.sensors, sensorKeys.nodes, sensorKeys.alarmRules, ['designs'], ['projects']]) queries.setQueryData(key, [])
  for (let n = 0; n < 100; n++) {
    take({ id: n, name: 'readings.stored', payload: stored(['a', n, n]) } as LiveEvent)
    timers.advance(100)
  }
  expect(
    queries
      .getQueryCache()
      .getAll()
      .filter((q) => q.state.isInvalidated),
  ).toEqual([])
  expect(values.get('a')?.value).toBe(99)
})

test('each event makes old exactly what it is about', () => {
  const queries = new QueryClient()
  const timers = createTimers()
  const take = createLiveCache({ queries, values: createLiveValues(), alarms: createLiveAlarms(), later: timers.later })
  const all = {
    sensors: sensorKeys.sensors,
    nodes: sensorKeys.nodes,
    rules: sensorKeys.alarmRules,
    designs: ['designs'],
    messages: ['mail', 'messages'],
    settings: ['mail', 'settings'],
    templates: ['mail', 'templates'],
  }
  const oldAfter = (event: { name: string; payload: unknown }) => {
    for (const key of Object.values(all)) queries.setQueryData(key, [])
    take({ id: 1, ...event } as LiveEvent)
    timers.advance(2_000)
    return Object.entries(all).flatMap(([name, key]) => (queries.getQueryState(key)?.isInvalidated ? [name] : []))
  }
  expect(oldAfter({ name: 'sensor.changed', payload: {} })).toEqual(['sensors'])
  expect(oldAfter({ name: 'node.registered', payload: {} })).toEqual(['sensors', 'nodes'])
  expect(oldAfter({ name: 'alarmRule.changed', payload: {} })).toEqual(['rules'])
  expect(oldAfter({ name: 'node.changed', payload: nodeOf('n1') })).toEqual([])
  expect(oldAfter({ name: 'alarm.raised', payload: changeOf(alarmOf('a')) })).toEqual([])
  expect(oldAfter({ name: 'design.exported', payload: {} })).toEqual([])
  expect(oldAfter({ name: 'project.changed', payload: {} })).toEqual(['designs'])
  expect(oldAfter({ name: 'mail.changed', payload: { what: ['messages', 'settings'] } })).toEqual(['messages', 'settings'])
})

test('a changed node stands in the list within a quarter of a second, however many changed', () => {
  const queries = new QueryClient()
  const timers = createTimers()
  const take = createLiveCache({ queries, values: createLiveValues(), alarms: createLiveAlarms(), later: timers.later })
  queries.setQueryData(sensorKeys.nodes, [nodeOf('n1'), nodeOf('n2')])
  take({ id: 1, name: 'node.changed', payload: { ...nodeOf('n2'), state: 'silent' } } as LiveEvent)
  take({ id: 2, name: 'node.changed', payload: { ...nodeOf('n2'), state: 'offline' } } as LiveEvent)
  timers.advance(250)
  expect(queries.getQueryData<{ state: string }[]>(sensorKeys.nodes)?.map((n) => n.state)).toEqual(['online', 'offline'])
})

test('a command that changes state is changed in its place; a new one comes first', () => {
  const queries = new QueryClient()
  const take = createLiveCache({ queries, values: createLiveValues(), alarms: createLiveAlarms() })
  const key = sensorKeys.commands('n1')
  queries.setQueryData(key, { items: [{ id: 'c1', nodeId: 'n1', state: 'sent' }], next: null })
  take({ id: 1, name: 'command.changed', payload: { id: 'c1', nodeId: 'n1', state: 'done' } } as unknown as LiveEvent)
  take({ id: 2, name: 'command.changed', payload: { id: 'c2', nodeId: 'n1', state: 'queued' } } as unknown as LiveEvent)
  expect(queries.getQueryData<{ items: { id: string; state: string }[] }>(key)?.items.map((c) => `${c.id} ${c.state}`)).toEqual([
    'c2 queued',
    'c1 done',
  ])
})

test('an alarm that changes while the list is being asked for is not set back by the answer', () => {
  const alarms = createLiveAlarms({ later: () => undefined })
  const finish = alarms.beginSeed()
  alarms.take(changeOf({ ...alarmOf('a'), state: 'acknowledged', changedAt: 20 }, countsOf({ active: 2, unacknowledged: 1 })))
  finish({ records: [{ ...alarmOf('a'), changedAt: 10 }, alarmOf('b')], counts: countsOf({ active: 2, unacknowledged: 2 }) })
  expect(alarms.all().map((a) => `${a.id} ${a.state}`)).toEqual(['b unacknowledged', 'a acknowledged'])
  expect(alarms.counts().unacknowledged).toBe(1)
  expect(alarms.isReady()).toBe(true)
})

test('an alarm that is normal again leaves the list, and an answer that never came changes nothing', () => {
  const alarms = createLiveAlarms({ later: () => undefined })
  alarms.beginSeed()({ records: [alarmOf('a'), alarmOf('b')], counts: countsOf({ active: 2 }) })
  alarms.beginSeed()(null)
  alarms.take(changeOf({ ...alarmOf('a'), state: 'normal', changedAt: 30 }, countsOf({ active: 1 })))
  expect(alarms.all().map((a) => a.id)).toEqual(['b'])
})

test('the most urgent comes first: priority, then unacknowledged, then the newest', () => {
  const of = (id: string, more: Partial<AlarmRecord>) => ({ ...alarmOf(id), ...more })
  const list = [
    of('old', { raisedAt: 1 }),
    of('seen', { state: 'acknowledged', raisedAt: 9 }),
    of('new', { raisedAt: 5 }),
    of('urgent', { priority: 1, state: 'acknowledged' }),
  ]
  expect(list.sort(byUrgency).map((a) => a.id)).toEqual(['urgent', 'new', 'old', 'seen'])
})

test('groups and filters: every state stands where people look for it', () => {
  const groupsOf = (state: AlarmRecord['state']) =>
    (['active', 'unacknowledged', 'shelved', 'suppressed'] as const).filter((g) => isInGroup({ state }, g))
  expect(groupsOf('returnedUnacknowledged')).toEqual(['active', 'unacknowledged'])
  expect(groupsOf('latchedAcknowledged')).toEqual(['active'])
  expect(groupsOf('shelved')).toEqual(['shelved'])
  expect(groupsOf('outOfService')).toEqual(['suppressed'])
  expect(groupsOf('normal')).toEqual([])
  const alarm = { ...alarmOf('a'), ruleName: 'Temperature Hi', sensorId: 'office-03_temperature', nodeId: 'office-03', type: 'temperature' }
  const passes = (filter: Parameters<typeof passesFilter>[1]) => passesFilter(alarm, filter, () => 'd1')
  expect(passes({ search: 'hi OFFICE-03' })).toBe(true)
  expect(passes({ search: 'humidity' })).toBe(false)
  expect(passes({ designId: 'd2' })).toBe(false)
  expect(passes({ designId: 'd1', type: 'temperature', priority: 2, nodeId: 'office-03' })).toBe(true)
  expect(passes({ priority: 1 })).toBe(false)
})

test('an answer that was under way when a command moved on is asked for again, so it can’t overwrite the event for good', async () => {
  const timers = createTimers()
  const queries = new QueryClient()
  const take = createLiveCache({
    ...{ queries, values: createLiveValues({ later: timers.later }), alarms: createLiveAlarms({ later: timers.later }) },
    later: timers.later,
  })
  const key = sensorKeys.commands('n')
  const done = { id: 'c', nodeId: 'n', state: 'done' }
  const answers: ((state: string) => void)[] = []
  const queryFn = () => new Promise<unknown>((resolve) => answers.push((state) => resolve({ items: [{ ...done, state }], next: null })))
  const observer = new QueryObserver(queries, { queryKey: key, queryFn })
  const stop = observer.subscribe(() => undefined)
  take({ name: 'command.changed', payload: done } as unknown as LiveEvent)
  answers[0]?.('queued')
  await expect.poll(() => observer.getCurrentResult().data).toMatchObject({ items: [{ state: 'queued' }] })
  timers.advance(1000)
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.('done')
  await expect.poll(() => observer.getCurrentResult().data).toMatchObject({ items: [{ state: 'done' }] })
  stop()
})

test('a burst of mail asks each list again once', () => {
  const queries = new QueryClient()
  const timers = createTimers()
  const take = createLiveCache({ queries, values: createLiveValues(), alarms: createLiveAlarms(), later: timers.later })
  const asked: unknown[] = []
  queries.invalidateQueries = async (filters) => void asked.push(filters?.queryKey)
  for (let id = 1; id <= 50; id++) {
    take({ id, name: 'mail.changed', payload: { at: id, what: ['messages', 'suppressions'] } } as LiveEvent)
    timers.advance(10)
  }
  timers.advance(2_000)
  expect(asked).toEqual([
    ['mail', 'messages'],
    ['mail', 'suppressions'],
  ])
})
