// Buckets: the same whatever order readings come in and however they are joined; levels that depend on points.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseLevel, createRollups, dayMs, hourMs, meanOf, minuteMs } from './rollup.ts'

const reading = fc.record({
  at: fc.integer({ min: 0, max: 3 * dayMs }),
  value: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant('open')),
})
const readings = fc.uniqueArray(reading, { selector: ({ at }) => at, maxLength: 80 })

test('hours joined from minutes are hours of readings, in any order', () => {
  fc.assert(
    fc.property(readings, fc.integer(), (given, seed) => {
      const direct = createRollups(hourMs)
      for (const { at, value } of given) direct.add(at, value)
      const shuffled = [...given].sort((a, b) => ((a.at * 7919 + seed) % 101) - ((b.at * 7919 + seed) % 101))
      const minutes = createRollups(minuteMs)
      for (const { at, value } of shuffled) minutes.add(at, value)
      const joined = createRollups(hourMs)
      for (const minute of minutes.list().reverse()) joined.join(minute)
      expect(joined.list()).toEqual(direct.list())
    }),
  )
})

test('a mean is never outside of what was measured, not even of the largest numbers', () => {
  const bucket = createRollups(hourMs)
  for (let i = 0; i < 3; i += 1) bucket.add(i, 1e308)
  expect(bucket.list().map(meanOf)).toEqual([1e308])
  const state = createRollups(hourMs)
  state.add(0, 'open')
  expect(state.list().map((b) => [meanOf(b), b.n, b.min])).toEqual([[null, 1, null]])
})

test('a series has at most twice the buckets that were asked for, at least half where there is that much', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 * 366 * dayMs }), fc.integer({ min: 1, max: 10_000 }), (spanMs, points) => {
      const { bucketMs, level } = chooseLevel(spanMs, points)
      const buckets = spanMs / bucketMs
      expect(buckets).toBeLessThanOrEqual(2 * points)
      if (spanMs > points) expect(buckets).toBeGreaterThanOrEqual(points / 2 - 1)
      const levelMs = { raw: 1, minute: minuteMs, hour: hourMs, day: dayMs }[level]
      expect(bucketMs % levelMs).toBe(0)
    }),
  )
})
