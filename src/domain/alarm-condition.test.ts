// Every kind of condition by tables, with hysteresis, windows and thinning; schedules in local time.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AlarmCondition, type ConditionMemory, judge, silenceOf } from './alarm-condition.ts'
import { isScheduled } from './alarm-schedule.ts'
import type { SensorValue } from './sensor.ts'

const base = { setPoint: null, deadband: 0, windowMs: null, states: [] }

/** Verdicts of samples in order; `holds` null keeps the last one, shown as 'same'. */
function verdicts(condition: AlarmCondition, samples: readonly (readonly [at: number, value: SensorValue, reference?: number])[]) {
  let memory: ConditionMemory | undefined
  let wasHolding = false
  return samples.map(([at, value, reference]) => {
    const verdict = judge(condition, { at, value }, { wasHolding, reference: reference ?? null, memory })
    memory = verdict.memory
    wasHolding = verdict.holds ?? wasHolding
    return verdict.holds ?? 'same'
  })
}
const inOrder = (values: readonly SensorValue[]) => values.map((value, i) => [i * 1000, value] as const)

describe('set-points', () => {
  test.each<[AlarmCondition['kind'], number, number, SensorValue[], (boolean | 'same')[]]>([
    ['hi', 28, 0.5, [28, 28.1, 27.6, 27.5, 28], [false, true, true, false, false]],
    ['hihi', 32, 0, [32, 32.1, 32, 33], [false, true, false, true]],
    ['lo', 18, 1, [18, 17.9, 18.9, 19, 18.5], [false, true, true, false, false]],
    ['lolo', -5, 0.5, [-5, -5.1, -4.6, -4.5], [false, true, true, false]],
    ['hi', 28, 0, ['warm', true, 29, 'warm'], ['same', 'same', true, 'same']],
  ])('%s %d with deadband %d', (kind, setPoint, deadband, values, wanted) => {
    expect(verdicts({ ...base, kind, setPoint, deadband }, inOrder(values))).toEqual(wanted)
  })
})

test('Deviation is the distance from a number or another sensor; an unknown reference says nothing', () => {
  const rule: AlarmCondition = { ...base, kind: 'deviation', setPoint: 2, deadband: 0.5 }
  expect(
    verdicts(rule, [
      [0, 20],
      [1, 20, 22],
      [2, 20, 22.1],
      [3, 20, 21.6],
      [4, 20, 21.5],
      [5, 20, 17],
    ]),
  ).toEqual(['same', false, true, true, false, true])
})

describe('rate', () => {
  const rule: AlarmCondition = { ...base, kind: 'rate', setPoint: 1, deadband: 0.2, windowMs: 60_000 }
  test('Up and down count alike, in units a minute', () => {
    const samples = [0, 30, 60, 90, 120].map((s) => [s * 1000, 20 - s * 0.02] as const)
    expect(verdicts(rule, samples)).toEqual(['same', true, true, true, true])
    expect(
      verdicts(
        rule,
        samples.map(([at]) => [at, 20 + at * 0.000015] as const),
      ),
    ).toEqual(['same', false, false, false, false])
  })
  test('A jump between two samples a second apart is no rate yet; a slow sensor is compared with its last sample', () => {
    expect(
      verdicts(rule, [
        [0, 20],
        [1000, 25],
      ]),
    ).toEqual(['same', 'same'])
    expect(
      verdicts(rule, [
        [0, 20],
        [600_000, 35],
        [1_200_000, 36],
      ]),
    ).toEqual(['same', true, false])
  })
  test('What it remembers is bounded however fast samples come, and hardly off', () => {
    let memory: ConditionMemory | undefined
    let holds: boolean | null = null
    for (let at = 0; at < 600_000; at += 10) {
      const verdict = judge(rule, { at, value: at * 0.00002 }, { wasHolding: holds ?? false, reference: null, memory })
      memory = verdict.memory
      holds = verdict.holds
    }
    expect(memory?.points?.length ?? 0).toBeLessThan(40)
    expect(holds).toBe(true)
  })
})

test('Stuck: holds after the window, ends with the first move beyond the tolerance, is not undone by a restart', () => {
  const rule: AlarmCondition = { ...base, kind: 'stuck', setPoint: 0.1, windowMs: 60_000 }
  expect(
    verdicts(rule, [
      [0, 21],
      [30_000, 21.05],
      [60_000, 20.95],
      [90_000, 21],
      [91_000, 21.2],
      [92_000, 21.2],
    ]),
  ).toEqual([false, false, true, true, false, false])
  expect(judge(rule, { at: 0, value: 5 }, { wasHolding: true, reference: null, memory: undefined }).holds).toBe(null)
  const words: AlarmCondition = { ...rule, windowMs: 1000 }
  expect(
    verdicts(words, [
      [0, 'open'],
      [1000, 'open'],
      [2000, 'shut'],
      [3000, 'open'],
    ]),
  ).toEqual([false, true, false, false])
})

test('State: any of the listed values, of any kind', () => {
  const rule: AlarmCondition = { ...base, kind: 'state', states: ['jammed', false, 3] }
  expect(verdicts(rule, inOrder(['open', 'jammed', true, false, 3, '3']))).toEqual([false, true, false, true, true, false])
})

test('Silence is the rule’s window, else three periods, never under 30 s', () => {
  expect([silenceOf({ windowMs: 5000 }, 60_000), silenceOf({ windowMs: null }, 60_000), silenceOf({ windowMs: 0 }, 1000)]).toEqual([
    5000, 180_000, 30_000,
  ])
})

test('Verdicts never change inside the deadband, whatever the set-point, kind and series', () => {
  const series = fc.array(fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 50 })
  const setting = fc.record({
    kind: fc.constantFrom<'hi' | 'hihi' | 'lo' | 'lolo'>('hi', 'hihi', 'lo', 'lolo'),
    setPoint: fc.integer({ min: -1000, max: 1000 }),
    deadband: fc.integer({ min: 1, max: 50 }),
    wasHolding: fc.boolean(),
  })
  fc.assert(
    fc.property(setting, series, ({ kind, setPoint, deadband, wasHolding }, parts) => {
      const side = kind.startsWith('hi') ? -1 : 1
      for (const part of parts) {
        const value = setPoint + side * deadband * part
        const { holds } = judge({ ...base, kind, setPoint, deadband }, { at: 0, value }, { wasHolding, reference: null, memory: undefined })
        // Rounding may put a value exactly on the edge, where the verdict belongs to the other side.
        if (value !== setPoint && value !== setPoint + side * deadband) expect(holds).toBe(wasHolding)
      }
    }),
  )
})

describe('schedules', () => {
  const office = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }
  const night = { days: [5], from: '22:00', to: '06:00' }
  const at = (day: number, clock: string) => ({ day, minutes: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) })
  test.each<[string, Parameters<typeof isScheduled>[0], number, string, boolean]>([
    ['none is always', [], 0, '03:00', true],
    ['from is inside', [office], 1, '08:00', true],
    ['to is outside', [office], 1, '18:00', false],
    ['another day', [office], 6, '09:00', false],
    ['over midnight, the first day', [night], 5, '23:00', true],
    ['over midnight, the next day', [night], 6, '05:59', true],
    ['over midnight, over', [night], 6, '06:00', false],
    ['over midnight, not the night before', [night], 5, '05:00', false],
    ['any of several', [office, night], 6, '01:00', true],
    ['a whole day', [{ days: [0], from: '00:00', to: '00:00' }], 0, '23:59', true],
  ])('%s', (_name, windows, day, clock, wanted) => {
    expect(isScheduled(windows, at(day, clock))).toBe(wanted)
  })
})
