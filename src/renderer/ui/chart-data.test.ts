// Shaping of series: gaps stay gaps, peaks stay peaks, time that something was true adds up.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bucket } from '../../contract/schemas/sensor.ts'
import { boundsOf, indexAt, lanesOf, mergeGaps, shapeSeries, shiftSeries, trueMs, withLive } from './chart-data.ts'

const minute = 60_000
const bucket = (at: number, value: number, more: Partial<Bucket> = {}): Bucket => ({
  at,
  min: value,
  max: value,
  mean: value,
  count: 1,
  ...more,
})
const minutes = (values: readonly (number | null)[]) => ({
  bucketMs: minute,
  level: 'minute' as const,
  buckets: values.flatMap((v, n) => (v === null ? [] : [bucket(n * minute, v)])),
})
const shape = (values: readonly (number | null)[], kind: 'number' | 'boolean' = 'number') =>
  shapeSeries({
    series: minutes(values),
    kind,
    intervalMs: minute,
    range: { from: 0, to: values.length * minute },
    now: values.length * minute,
  })

describe('gaps', () => {
  it('are there after three silent periods, and the line breaks', () => {
    const line = shape([20, 21, null, null, null, null, 22, 23])
    expect(line.gaps).toEqual([{ from: 2 * minute, to: 6 * minute }])
    expect(line.broken).toEqual([true, false, true, false])
  })
  it('are not made of one missing reading', () => {
    const line = shape([20, null, 21, 22])
    expect(line.gaps).toEqual([])
    expect(line.broken).toEqual([true, false, false])
  })
  it('are there before the first and after the last reading', () => {
    const line = shape([null, null, null, null, 20, null, null, null, null])
    expect(line.gaps).toEqual([
      { from: 0, to: 4 * minute },
      { from: 5 * minute, to: 9 * minute },
    ])
  })
  it('do not reach into the future', () => {
    const line = shapeSeries({
      series: minutes([20]),
      kind: 'number',
      intervalMs: minute,
      range: { from: 0, to: 1000 * minute },
      now: minute,
    })
    expect(line.gaps).toEqual([])
  })
  it('cover the whole range when nothing came', () => {
    expect(shape([null, null, null]).gaps).toEqual([{ from: 0, to: 3 * minute }])
  })
  it('of several sensors are one where they overlap, with every name', () => {
    const merged = mergeGaps([
      { name: 'a', gaps: [{ from: 0, to: 10 }] },
      {
        name: 'b',
        gaps: [
          { from: 5, to: 20 },
          { from: 30, to: 40 },
        ],
      },
    ])
    expect(merged).toEqual([
      { from: 0, to: 20, names: ['a', 'b'] },
      { from: 30, to: 40, names: ['b'] },
    ])
  })
  it('and data together cover the range, whatever is missing', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ min: -50, max: 50, noNaN: true })), { minLength: 1, maxLength: 200 }), (values) => {
        const line = shape(values)
        for (const gap of line.gaps) {
          expect(gap.to).toBeGreaterThan(gap.from)
          // No reading stands inside a gap.
          expect(line.start.filter((at) => at >= gap.from && at < gap.to)).toEqual([])
        }
        const breaks = line.broken.filter(Boolean).length
        const inner = line.gaps.filter((g) => line.start.includes(g.to)).length
        expect(breaks === inner || breaks === inner + 1).toBe(true)
      }),
    )
  })
})

describe('bands', () => {
  it('keep the peak of a bucket whatever its mean is', () => {
    const series = { bucketMs: minute, level: 'minute' as const, buckets: [bucket(0, 20), { ...bucket(minute, 21), max: 99 }] }
    const line = shapeSeries({ series, kind: 'number', intervalMs: minute, range: { from: 0, to: 2 * minute }, now: 2 * minute })
    expect(boundsOf([line], { from: 0, to: 2 * minute })).toEqual({ min: 20, max: 99 })
  })
  it('say nothing when there is nothing', () => {
    expect(boundsOf([shape([null, null])], { from: 0, to: 2 * minute })).toBeNull()
  })
})

describe('booleans and states', () => {
  it('add up the time that was true', () => {
    const line = shape([1, 1, 0, 1, 0.5], 'boolean')
    expect(trueMs(line, { from: 0, to: 5 * minute })).toBe(3.5 * minute)
    expect(trueMs(line, { from: minute, to: 2 * minute })).toBe(minute)
  })
  it('do not count silence as true', () => {
    const line = shape([1, ...new Array<null>(60).fill(null)], 'boolean')
    expect(trueMs(line, { from: 0, to: 61 * minute })).toBe(minute)
  })
  it('join stretches of one value', () => {
    const line = shape([1, 1, 0, 0, 1], 'boolean')
    expect(lanesOf(line)).toEqual([
      { from: 0, to: 2 * minute, value: 'true' },
      { from: 2 * minute, to: 4 * minute, value: 'false' },
      { from: 4 * minute, to: 5 * minute, value: 'true' },
    ])
  })
  it('tell a bucket that was both', () => {
    const series = { bucketMs: minute, level: 'minute' as const, buckets: [{ at: 0, min: 0, max: 1, mean: 0.5, count: 2 }] }
    const line = shapeSeries({ series, kind: 'boolean', intervalMs: minute, range: { from: 0, to: minute }, now: minute })
    expect(lanesOf(line)).toEqual([{ from: 0, to: minute, value: 'mixed' }])
  })
  it('show states by their words', () => {
    const word = (at: number, last: string): Bucket => ({ at, min: null, max: null, mean: null, count: 1, last })
    const series = {
      bucketMs: minute,
      level: 'minute' as const,
      buckets: [word(0, 'open'), word(minute, 'open'), word(2 * minute, 'closed')],
    }
    const line = shapeSeries({ series, kind: 'state', intervalMs: minute, range: { from: 0, to: 3 * minute }, now: 3 * minute })
    expect(lanesOf(line).map((l) => l.value)).toEqual(['open', 'closed'])
  })
})

describe('the value at the cursor', () => {
  it('is that of the nearest point, and nothing inside a gap', () => {
    const line = shape([20, 21, null, null, null, null, null, null, 22])
    expect(indexAt(line, 0.4 * minute)).toBe(0)
    expect(indexAt(line, 1.6 * minute)).toBe(1)
    expect(indexAt(line, 6.5 * minute)).toBe(-1)
    expect(indexAt(line, 8.5 * minute)).toBe(2)
    expect(indexAt(shape([null]), 0)).toBe(-1)
  })
  it('is that of the nearer reading between two raw readings that are far apart on the screen', () => {
    const series = { bucketMs: 5000, level: 'raw' as const, buckets: [bucket(0, 20), bucket(minute, 21)] }
    const line = shapeSeries({ series, kind: 'number', intervalMs: minute, range: { from: 0, to: 2 * minute }, now: minute })
    expect(indexAt(line, 20_000)).toBe(0)
    expect(indexAt(line, 40_000)).toBe(1)
  })
})

describe('live readings', () => {
  it('go into the last bucket or open the next one on its grid', () => {
    const grown = withLive(minutes([20, 30]), [
      { at: 1.5 * minute, value: 40 },
      { at: 3.2 * minute, value: 10 },
    ])
    expect(grown.buckets.at(1)).toMatchObject({ min: 30, max: 40, mean: 35, count: 2 })
    expect(grown.buckets.at(2)).toMatchObject({ at: 3 * minute, min: 10, max: 10 })
  })
  it('do not change what was asked', () => {
    const asked = minutes([20])
    withLive(asked, [{ at: 0, value: 99 }])
    expect(asked.buckets[0]?.max).toBe(20)
  })
  it('give the same as buckets made of all readings', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 50 }), (values) => {
        const readings = values.map((value, n) => ({ at: n * 20_000, value }))
        const grown = withLive({ bucketMs: minute, level: 'minute', buckets: [] as Bucket[] }, readings)
        for (const b of grown.buckets) {
          const own = readings.filter((r) => r.at >= b.at && r.at < b.at + minute).map((r) => r.value)
          expect(b).toMatchObject({ min: Math.min(...own), max: Math.max(...own), count: own.length })
          expect(b.mean).toBeCloseTo(own.reduce((a, c) => a + c, 0) / own.length, 9)
        }
      }),
    )
  })
  it('of last week stand where this week’s stand', () => {
    expect(shiftSeries(minutes([20]), 7 * 86_400_000).buckets[0]?.at).toBe(7 * 86_400_000)
  })
})
