// Floods, chattering and what would have stopped it: tables, and properties against slow and simple definitions.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from './alarm-condition.ts'
import { defaultRules } from './alarm-default.ts'
import { deadbandAgainst, findChatter, measureLoad, offDelayAgainst, percentile } from './alarm-quality.ts'

const minute = 60_000

test('Load: the mean, the worst ten minutes, and a flood from its first alarm to its last', () => {
  const flood = Array.from({ length: 15 }, (_, i) => 100 * minute + i * 30_000)
  const raised = [0, 50 * minute, ...flood, 200 * minute]
  expect(measureLoad(raised, 300 * minute)).toEqual({
    perTenMinutes: 18 / 30,
    worstTenMinutes: 15,
    floods: [{ from: 100 * minute, to: 107 * minute, count: 15 }],
  })
})

test('Ten in ten minutes is no flood, eleven are', () => {
  const raised = (n: number) => Array.from({ length: n }, (_, i) => i * 1000)
  expect([measureLoad(raised(10), minute).floods.length, measureLoad(raised(11), minute).floods.length]).toEqual([0, 1])
})

test('The worst ten minutes is what counting every window by hand gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 * minute }), { maxLength: 60 }), (times) => {
      const sorted = times.sort((a, b) => a - b)
      const byHand = Math.max(0, ...sorted.map((at) => sorted.filter((t) => t > at - 10 * minute && t <= at).length))
      expect(measureLoad(sorted, minute).worstTenMinutes).toBe(byHand)
    }),
  )
})

describe('chattering', () => {
  test('Three within a minute, with the dips between', () => {
    const raised = [0, 20_000, 40_000, 600_000]
    const returned = [5_000, 28_500, 50_000, 610_000]
    expect(findChatter(raised, returned)).toEqual({
      count: 3,
      dips: [
        { returnedAt: 5_000, raisedAt: 20_000 },
        { returnedAt: 28_500, raisedAt: 40_000 },
      ],
    })
    expect(findChatter([0, 31_000, 61_001], [1, 2, 3])).toBe(null)
  })
  test('The advised off-delay outlasts every dip, the advised deadband holds every reading of them', () => {
    const dip = fc.record({ returnedAt: fc.integer({ min: 0, max: 1e6 }), lasted: fc.integer({ min: 0, max: minute }) })
    fc.assert(
      fc.property(fc.array(dip, { minLength: 1 }), (parts) => {
        const dips = parts.map(({ returnedAt, lasted }) => ({ returnedAt, raisedAt: returnedAt + lasted }))
        const offDelayMs = offDelayAgainst(dips) ?? 0
        for (const { returnedAt, raisedAt } of dips) expect(raisedAt - returnedAt).toBeLessThan(offDelayMs)
      }),
    )
    const reading = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom<'hi' | 'lolo'>('hi', 'lolo'), fc.array(reading, { minLength: 1 }), (kind, readings) => {
        const deadband = deadbandAgainst({ kind, setPoint: 5 }, readings) ?? 0
        const rule = { kind, setPoint: 5, deadband, windowMs: null, states: [] }
        for (const value of readings)
          expect([value, judge(rule, { at: 0, value }, { wasHolding: true, reference: null, memory: undefined }).holds]).toEqual([
            value,
            true,
          ])
      }),
    )
    expect(deadbandAgainst({ kind: 'rate', setPoint: 5 }, [1])).toBe(null)
    expect(deadbandAgainst({ kind: 'hi', setPoint: 28 }, [27.9, 27.66])).toBe(0.35)
  })
})

test('Percentiles are of the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect([percentile(values, 0.5), percentile(values, 0.95), percentile([7], 0.5), percentile([], 0.5)]).toEqual([50, 95, 7, null])
})

test('The default rules are the thresholds of the requirements', () => {
  expect(defaultRules.map((r) => [r.target.kind === 'type' ? r.target.type : 'all', r.kind, r.setPoint, r.priority])).toEqual([
    ['temperature', 'hihi', 32, 1],
    ['temperature', 'hi', 28, 3],
    ['temperature', 'lo', 18, 3],
    ['temperature', 'lolo', 15, 1],
    ['humidity', 'hihi', 80, 1],
    ['humidity', 'hi', 60, 3],
    ['humidity', 'lo', 30, 3],
    ['humidity', 'lolo', 20, 1],
    ['light_level', 'hihi', 1200, 1],
    ['light_level', 'hi', 800, 3],
    ['light_level', 'lo', 300, 3],
    ['light_level', 'lolo', 100, 1],
    ['air_quality', 'hihi', 150, 1],
    ['air_quality', 'hi', 100, 3],
    ['all', 'noData', null, 3],
  ])
})
