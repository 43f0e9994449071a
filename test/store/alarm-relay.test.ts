// Alarms as business events: read from readings.db, with a cursor that moves in the transaction of the events; nothing lost, nothing doubled.
import { expect, test } from 'vitest'
import type { AlarmFact } from '../../src/domain/alarm-transition.ts'
import { startAlarmRelay } from '../../src/server/services/alarm-relay.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { createAlarmRows } from '../../src/server/store/readings/alarm-row.ts'
import { openReadings } from '../../src/server/store/readings/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { createFakeIngest } from '../helpers/fake-ingest.ts'
import { alarmRow } from './alarm-relay-row.ts'
import { makeDataFolder, openTestStore, silentLog } from './open-database.ts'

function open(t: { onTestFinished(fn: () => void): void }) {
  const dataFolder = makeDataFolder(t)
  const store = openTestStore(t, dataFolder)
  const clock = createFakeClock()
  const { db: readings } = openReadings({ dataFolder, now: clock.now() })
  t.onTestFinished(() => readings.close())
  const alarms = createAlarmRows(readings)
  alarms.save(alarmRow)
  let n = 0
  const events = createEventWriter({ store, clock, log: silentLog, randomId: () => `e${++n}`, actor: () => 'Plenum' })
  let isBroken = false
  const broken: typeof store = {
    ...store,
    transaction: (fn) =>
      store.transaction(() => {
        const result = fn()
        if (isBroken) throw new Error('the power failed')
        return result
      }),
  }
  const start = () => {
    const relay = startAlarmRelay({ store: broken, events, ingest: createFakeIngest(), clock, log: silentLog, dataFolder })
    t.onTestFinished(relay.stop)
    return relay
  }
  const add = (fact: Partial<AlarmFact>) =>
    alarms.addEvent(alarmRow.id, {
      ...{ at: clock.now(), transition: 'raised', from: 'normal', to: 'unacknowledged', value: 29.4, priority: 2 },
      ...{ by: null, comment: null, until: null },
      ...fact,
    })
  const fail = (is: boolean) => {
    isBroken = is
  }
  const types = () => store.event.listAfter(0, 1000).map(({ type }) => type)
  return { store, clock, start, add, types, fail }
}

test('Old alarms are no news; what happens while nothing runs is told at the next start, once, in order', (t) => {
  const { store, clock, start, add, types } = open(t)
  add({})
  start().stop()
  expect(types()).toEqual([])
  add({})
  add({ transition: 'acknowledged', from: 'unacknowledged', to: 'acknowledged', by: 'Ada', comment: 'seen' })
  add({ transition: 'shelved', from: 'acknowledged', to: 'shelved', by: 'Ada' })
  add({ transition: 'cleared', from: 'acknowledged', to: 'normal' })
  start().stop()
  start().stop()
  clock.advance(60_000)
  expect(types()).toEqual(['alarm.raised', 'alarm.acknowledged', 'alarm.cleared'])
  expect(store.event.list({}).items.at(-1)).toMatchObject({
    subject: `alarm/${alarmRow.id}`,
    data: { title: 'Too warm: hall-01_temperature', priority: 'high', state: 'unacknowledged', value: 29.4, unit: '°C' },
  })
  expect(store.event.list({ type: 'alarm.acknowledged' }).items[0]).toMatchObject({ actor: 'Ada', data: { by: 'Ada', comment: 'seen' } })
})

test('An escalation says which step it is, counted since its alarm was raised', (t) => {
  const { store, start, add } = open(t)
  start().stop()
  const climb = () => add({ transition: 'escalated', from: 'unacknowledged', comment: 'Call the stand-by', priority: 1 })
  for (const each of [() => add({}), climb, climb, () => add({}), climb]) each()
  start()
  const steps = store.event.listAfter(0, 10).map(({ type, data }) => `${type} ${(data as { step?: number }).step ?? '-'}`)
  expect(steps).toEqual([...['alarm.raised -', 'alarm.escalated 1', 'alarm.escalated 2', 'alarm.raised -', 'alarm.escalated 1']])
  expect(store.event.list({ type: 'alarm.escalated' }).items[0]?.version).toBe(2)
})

test('A step that is rolled back is done again as a whole', (t) => {
  const { clock, start, add, types, fail } = open(t)
  start().stop()
  for (let i = 0; i < 120; i++) add({})
  fail(true)
  start()
  clock.advance(11_000)
  expect(types()).toEqual([])
  fail(false)
  clock.advance(11_000)
  expect(types()).toHaveLength(120)
})

test('Readings that were replaced by older ones tell nothing twice and go on from the instant', (t) => {
  const { store, clock, start, add, types } = open(t)
  start().stop()
  add({})
  start().stop()
  store.job.saveRelay('alarms', { lastId: 900, lastAt: clock.now() })
  start().stop()
  expect(types()).toHaveLength(1)
  clock.advance(1000)
  add({})
  start().stop()
  expect(types()).toHaveLength(2)
})
