// Readings -> buckets of a minute, an hour, a day. Buckets are sums: in whatever order readings come, and however often two parts of a
// bucket are joined, the result is the same (the sum of floating numbers to the last bits). Days are UTC days. Pure.
import type { SensorValue } from './sensor.ts'

export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

/** Of one sensor; `at` is its start. */
export interface Rollup {
  at: number
  n: number
  /** How many of them count for min, max and mean: numbers, and booleans as 0 and 1. */
  numbers: number
  min: number | null
  max: number | null
  sum: number
  firstAt: number
  first: SensorValue
  lastAt: number
  last: SensorValue
}

/** What a value counts as; null for states. */
export function numberOf(value: SensorValue): number | null {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null
}

export function startOf(at: number, bucketMs: number): number {
  return Math.floor(at / bucketMs) * bucketMs
}

/** A bucket of one reading. */
export function rollupOf(bucketAt: number, at: number, value: SensorValue): Rollup {
  const number = numberOf(value)
  return {
    at: bucketAt,
    n: 1,
    numbers: number === null ? 0 : 1,
    min: number,
    max: number,
    sum: number ?? 0,
    firstAt: at,
    first: value,
    lastAt: at,
    last: value,
  }
}

/** Adds a reading in place. */
export function addToRollup(into: Rollup, at: number, value: SensorValue): void {
  const number = numberOf(value)
  into.n += 1
  if (number !== null) {
    into.numbers += 1
    into.min = into.min === null ? number : Math.min(into.min, number)
    into.max = into.max === null ? number : Math.max(into.max, number)
    into.sum = add(into.sum, number)
  }
  if (at < into.firstAt) {
    into.firstAt = at
    into.first = value
  }
  if (at >= into.lastAt) {
    into.lastAt = at
    into.last = value
  }
}

/** Adds a part of the same bucket, or of a smaller one inside it, in place. */
export function joinRollup(into: Rollup, part: Rollup): void {
  into.n += part.n
  into.numbers += part.numbers
  if (part.min !== null) into.min = into.min === null ? part.min : Math.min(into.min, part.min)
  if (part.max !== null) into.max = into.max === null ? part.max : Math.max(into.max, part.max)
  into.sum = add(into.sum, part.sum)
  if (part.firstAt < into.firstAt) {
    into.firstAt = part.firstAt
    into.first = part.first
  }
  if (part.lastAt >= into.lastAt) {
    into.lastAt = part.lastAt
    into.last = part.last
  }
}

/** Two values near the largest number must not make a bucket that has no mean. */
function add(a: number, b: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, a + b))
}

/** Inside min and max, whatever rounding did; null where there is no number. */
export function meanOf({ numbers, sum, min, max }: Rollup): number | null {
  if (numbers === 0 || min === null || max === null) return null
  return Math.max(min, Math.min(max, sum / numbers))
}

/** Collects parts by the start of their bucket. */
export function createRollups(bucketMs: number) {
  const found = new Map<number, Rollup>()
  return {
    add: (at: number, value: SensorValue): void => {
      const start = startOf(at, bucketMs)
      const bucket = found.get(start)
      if (bucket === undefined) found.set(start, rollupOf(start, at, value))
      else addToRollup(bucket, at, value)
    },
    join: (part: Rollup): void => {
      const start = startOf(part.at, bucketMs)
      const bucket = found.get(start)
      if (bucket === undefined) found.set(start, { ...part, at: start })
      else joinRollup(bucket, part)
    },
    /** By time. */
    list: (): Rollup[] => [...found.values()].sort((a, b) => a.at - b.at),
  }
}

export type SeriesLevel = 'raw' | 'minute' | 'hour' | 'day'

/**
 * The coarsest level that still gives about `points` buckets over a span, and the width of a bucket: at most 2 x points of them, so the work
 * depends on points and not on how much was measured.
 */
export function chooseLevel(spanMs: number, points: number): { readonly level: SeriesLevel; readonly bucketMs: number } {
  const ideal = spanMs / points
  const of = (level: SeriesLevel, levelMs: number) => ({ level, bucketMs: levelMs * Math.max(1, Math.floor(ideal / levelMs)) })
  if (ideal >= dayMs / 2) return of('day', dayMs)
  if (ideal >= hourMs / 2) return of('hour', hourMs)
  if (ideal >= minuteMs / 2) return of('minute', minuteMs)
  return { level: 'raw', bucketMs: Math.max(1, Math.ceil(ideal)) }
}
