// Alarms in the window: addresses, rule forms, storm protection, tones, and what a state allows.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlarmRecord, AlarmRuleRecord } from '../../src/contract/schemas/alarm.ts'
import { alarmKinds, alarmStates } from '../../src/domain/alarm.ts'
import { deedsOf } from '../../src/renderer/alarms/alarm-deeds.ts'
import { filterOfSearch, readAlarmSearch } from '../../src/renderer/alarms/alarm-search.ts'
import { eventRange } from '../../src/renderer/alarms/event-range.ts'
import { createNoticeGate, mostNotices, type Notice, stormMs } from '../../src/renderer/alarms/notice-gate.ts'
import { bodyOfForm, formOfRule, newRuleForm, overrideForm, type RuleForm, readClock } from '../../src/renderer/alarms/rule-form.ts'
import { beepsOf } from '../../src/renderer/alarms/tone.ts'
import { durationText, readDuration } from '../../src/renderer/ui/duration.ts'
import { alarmOf, createTimers } from './live-things.ts'

const rule: AlarmRuleRecord = {
  id: 'r1',
  name: 'Temperature high',
  enabled: true,
  target: { kind: 'type', type: 'temperature' },
  overrides: null,
  kind: 'hi',
  setPoint: 28,
  reference: null,
  windowMs: null,
  states: [],
  deadband: 0.3,
  onDelayMs: 300_000,
  offDelayMs: 0,
  priority: 3,
  latch: false,
  schedule: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }],
  enableExpression: 'office-01_occupancy == true',
  advice: 'Check the blinds.',
  escalation: [{ afterMs: 1_800_000, priority: 2, note: 'call' }],
  deEscalate: true,
  isDefault: true,
  revision: 3,
  createdAt: 1,
  updatedAt: 2,
}
const bodyOf = (form: RuleForm) => {
  const read = bodyOfForm(form)
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.errors))
  return read.body
}
const pointersOf = (form: Partial<RuleForm>) => {
  const read = bodyOfForm({ ...newRuleForm, name: 'x', setPoint: '1', ...form })
  return read.kind === 'refused' ? read.errors.map((e) => e.pointer) : []
}

test('a rule goes through its form unchanged', () => {
  const { id, isDefault, revision, createdAt, updatedAt, ...fields } = rule
  expect(bodyOf(formOfRule(rule))).toEqual(fields)
})

test('every kind keeps its own fields and empties the others', () => {
  const full: RuleForm = {
    ...formOfRule(rule),
    setPoint: '2,5',
    referenceNumber: '21',
    window: '10 min',
    states: 'fault, 3, true',
    deadband: '0.1',
  }
  const kept = Object.fromEntries(
    alarmKinds.map((kind) => {
      const { setPoint, reference, windowMs, states, deadband } = bodyOf({ ...full, kind })
      return [kind, [setPoint, reference, windowMs, states.length, deadband]]
    }),
  )
  expect(kept).toEqual({
    hihi: [2.5, null, null, 0, 0.1],
    hi: [2.5, null, null, 0, 0.1],
    lo: [2.5, null, null, 0, 0.1],
    lolo: [2.5, null, null, 0, 0.1],
    deviation: [2.5, 21, null, 0, 0.1],
    rate: [2.5, null, 600_000, 0, 0.1],
    stuck: [2.5, null, 600_000, 0, 0],
    noData: [null, null, 600_000, 0, 0],
    state: [null, null, null, 3, 0],
  })
  expect(bodyOf({ ...full, kind: 'state' }).states).toEqual(['fault', 3, true])
})

test('what is missing or wrong is named at its field', () => {
  expect(pointersOf({ name: ' ', setPoint: '' })).toEqual(['/name', '/setPoint'])
  expect(pointersOf({ setPoint: 'warm', deadband: 'x', onDelay: 'soon' })).toEqual(['/setPoint', '/deadband', '/onDelayMs'])
  expect(pointersOf({ kind: 'rate', window: '' })).toEqual(['/windowMs'])
  expect(pointersOf({ kind: 'noData', window: '' })).toEqual([])
  expect(pointersOf({ kind: 'state', states: ' , ' })).toEqual(['/states'])
  expect(pointersOf({ targetKind: 'sensor', sensorId: '' })).toEqual(['/target/sensorId'])
  expect(pointersOf({ schedule: [{ days: [], from: '08:00', to: '09:00' }] })).toEqual(['/schedule/0/days'])
  expect(pointersOf({ escalation: [{ after: '', priority: 2, note: '' }] })).toEqual(['/escalation/0/afterMs'])
})

test('an expression that can’t be read is refused with the place of the mistake', () => {
  const read = bodyOfForm({ ...newRuleForm, name: 'x', setPoint: '1', enableExpression: 'office-01_co2 > > 600' })
  expect(read).toMatchObject({ kind: 'refused', errors: [{ pointer: '/enableExpression', key: 'expression', at: 16 }] })
})

test('an override keeps everything but what it watches', () => {
  const body = bodyOf(overrideForm(rule, 'office-03_temperature'))
  expect(body).toMatchObject({
    target: { kind: 'sensor', sensorId: 'office-03_temperature' },
    overrides: 'r1',
    setPoint: 28,
    onDelayMs: 300_000,
  })
})

test('durations are read as people type them, and every printed one is read back', () => {
  expect(['90', '90 s', '5 min', '1 h 30 min', '1,5h', '2d', '500ms', '', 'soon', '5 parsecs'].map(readDuration)).toEqual([
    90_000,
    90_000,
    300_000,
    5_400_000,
    5_400_000,
    172_800_000,
    500,
    null,
    null,
    null,
  ])
  fc.assert(fc.property(fc.integer({ min: 0, max: 7 * 86_400_000 }), (ms) => readDuration(durationText(ms)) === ms))
})

test('times of day are read however they are typed', () => {
  expect(['8:05', '0805', '8', '18.30', '24:00', '12:60', 'noon', ''].map(readClock)).toEqual([
    '08:05',
    '08:05',
    '08:00',
    '18:30',
    null,
    null,
    null,
    null,
  ])
})

test('an address that makes no sense shows the list as it is', () => {
  expect(readAlarmSearch({ group: 'nonsense', priority: '9', q: '', node: 7, id: 'a' })).toEqual({ node: '7', id: 'a' })
  const search = readAlarmSearch({ group: 'shelved', priority: '2', q: 'hall', type: 'co2', design: 'd' })
  expect(search).toEqual({ group: 'shelved', priority: 2, q: 'hall', type: 'co2', design: 'd' })
  expect(filterOfSearch(search)).toEqual({ priority: 2, search: 'hall', type: 'co2', designId: 'd' })
})

function openGate() {
  const timers = createTimers()
  const notices: Notice<AlarmRecord>[] = []
  const tones: number[] = []
  const take = createNoticeGate<AlarmRecord>({
    ...{ now: timers.now, later: timers.later, urgencyOf: ({ priority }) => priority },
    ...{ show: (n) => notices.push(n), tone: ({ priority }) => tones.push(priority) },
  })
  return { timers, notices, tones, take }
}

test('a few alarms are a notice each, with one tone of the most urgent', () => {
  const { timers, notices, tones, take } = openGate()
  take({ ...alarmOf('a'), priority: 3 })
  take({ ...alarmOf('b'), priority: 1 })
  timers.advance(1_000)
  expect(notices.map((n) => n.kind)).toEqual(['one', 'one'])
  expect(tones).toEqual([1])
})

test('a thousand alarms in a minute are a handful of notices, and none of them is left out of the counts', () => {
  const { timers, notices, tones, take } = openGate()
  for (let n = 0; n < 1_000; n++) {
    take({ ...alarmOf(`a${n}`), priority: n === 700 ? 1 : 3 })
    timers.advance(60)
  }
  timers.advance(stormMs)
  const told = notices.reduce((sum, n) => sum + (n.kind === 'one' ? 1 : n.count), 0)
  expect(told).toBe(1_000)
  expect(notices.length).toBeLessThanOrEqual(mostNotices + 8)
  expect(tones.length).toBeLessThanOrEqual(8)
  expect(tones.filter((p) => p === 1)).toHaveLength(1)
})

test('after a storm single alarms are told by themselves again', () => {
  const { timers, notices, take } = openGate()
  for (let n = 0; n < 50; n++) take(alarmOf(`a${n}`))
  timers.advance(1_000)
  expect(notices).toMatchObject([{ kind: 'many', count: 50 }])
  timers.advance(3 * stormMs)
  take(alarmOf('late'))
  timers.advance(1_000)
  expect(notices.at(-1)).toMatchObject({ kind: 'one', one: { id: 'late' } })
})

test('an alarm that comes twice before it is told counts once', () => {
  const { timers, notices, take } = openGate()
  take(alarmOf('a'))
  take({ ...alarmOf('a'), priority: 1 })
  timers.advance(1_000)
  expect(notices).toMatchObject([{ kind: 'one', one: { id: 'a', priority: 1 } }])
})

test('priorities sound different by rhythm, not by pitch alone', () => {
  expect([1, 2, 3, 4].map((p) => beepsOf(p).length)).toEqual([6, 2, 1, 1])
  expect(beepsOf(3)[0]?.hz).not.toBe(beepsOf(4)[0]?.hz)
})

test('each state offers what it allows and nothing else', () => {
  const offered = Object.fromEntries(
    alarmStates.map((state) => [
      state,
      Object.entries(deedsOf({ state, isActive: false }))
        .filter(([, can]) => can)
        .map(([deed]) => deed)
        .join(' '),
    ]),
  )
  expect(offered).toEqual({
    normal: 'takeOut',
    unacknowledged: 'acknowledge shelve takeOut',
    acknowledged: 'shelve takeOut',
    returnedUnacknowledged: 'acknowledge shelve takeOut',
    latchedUnacknowledged: 'acknowledge shelve takeOut reset',
    latchedAcknowledged: 'shelve takeOut reset',
    shelved: 'unshelve takeOut',
    suppressed: 'takeOut unsuppress',
    outOfService: 'putBack',
  })
  expect(deedsOf({ state: 'latchedAcknowledged', isActive: true }).reset).toBe(false)
})

test('the chart of an alarm begins before it, ends after it, and never lies in the future', () => {
  const now = 100 * 3_600_000
  const standing = eventRange({ raisedAt: now - 3_600_000, returnedAt: null, now })
  expect(standing).toEqual({ from: now - 3 * 3_600_000, to: now })
  const over = eventRange({ raisedAt: now - 50 * 3_600_000, returnedAt: now - 49 * 3_600_000, now })
  expect(over.to).toBe(now - 48.5 * 3_600_000)
  expect(eventRange({ raisedAt: now - 90 * 3_600_000, returnedAt: null, now }).to - over.from).toBeLessThan(0)
})
