// What the server answers, shaped for a chart: points, where the line breaks, stretches without data, how long something was true. Pure.
import type { Bucket, Series } from '../../contract/schemas/sensor.ts'
import { silentAfterMs } from '../../domain/node.ts'
import type { SensorValue, ValueKind } from '../../domain/sensor.ts'
import type { TimeRange } from './time-expression.ts'

export interface ChartLine {
  readonly kind: ValueKind
  readonly bucketMs: number
  /** Where the mean is drawn: the middle of a bucket, the instant of a raw reading. */
  readonly x: readonly number[]
  readonly start: readonly number[]
  /** Until when the bucket's value is taken to hold. */
  readonly end: readonly number[]
  /** null for states. */
  readonly min: readonly (number | null)[]
  readonly max: readonly (number | null)[]
  readonly mean: readonly (number | null)[]
  readonly last: readonly (SensorValue | null)[]
  /** True where the line must not come from the point before. */
  readonly broken: readonly boolean[]
  readonly gaps: readonly TimeRange[]
}

export interface ShapeOptions {
  readonly series: Pick<Series, 'buckets' | 'bucketMs' | 'level'>
  readonly kind: ValueKind
  readonly intervalMs: number
  readonly range: TimeRange
  /** Nothing is missing after this. */
  readonly now: number
}

/** From how long a silence on there is a gap: what counts as silent for the sensor, and never less than what a bucket can't tell. */
export function gapAfterMs(bucketMs: number, intervalMs: number): number {
  return Math.max(1.5 * bucketMs, silentAfterMs(intervalMs))
}

/** Shapes one sensor's series. */
export function shapeSeries({ series, kind, intervalMs, range, now }: ShapeOptions): ChartLine {
  const { bucketMs, level } = series
  const buckets = series.buckets.filter((b) => b.count > 0)
  const threshold = gapAfterMs(bucketMs, intervalMs)
  const until = Math.min(range.to, now)
  const covers = Math.max(bucketMs, Math.min(intervalMs, threshold))
  const start = buckets.map((b) => b.at)
  const gaps: TimeRange[] = []
  const addGap = (from: number, to: number) => {
    if (to > from) gaps.push({ from, to })
  }
  const broken = start.map((at, n) => {
    const before = start[n - 1]
    if (before === undefined) {
      if (at - range.from > threshold) addGap(range.from, at)
      return true
    }
    if (at - before <= threshold) return false
    addGap(before + covers, at)
    return true
  })
  const last = start.at(-1)
  if (last === undefined) addGap(range.from, until)
  else if (until - last > threshold) addGap(last + covers, until)
  return {
    kind,
    bucketMs,
    x: level === 'raw' && bucketMs <= intervalMs ? start : start.map((at) => at + bucketMs / 2),
    start,
    end: start.map((at, n) => {
      const next = start[n + 1] ?? Math.max(until, at)
      return next - at <= threshold ? next : at + covers
    }),
    min: buckets.map((b) => b.min),
    max: buckets.map((b) => b.max),
    mean: buckets.map((b) => b.mean),
    last: buckets.map((b) => b.last ?? null),
    broken,
    gaps,
  }
}

/** How long a boolean was true within a range, by the share of each bucket. */
export function trueMs(line: ChartLine, range: TimeRange): number {
  let sum = 0
  line.start.forEach((at, n) => {
    const heldMs = Math.min(line.end[n] ?? at, range.to) - Math.max(at, range.from)
    if (heldMs > 0) sum += heldMs * (line.mean[n] ?? 0)
  })
  return sum
}

export interface Lane {
  readonly from: number
  readonly to: number
  /** true, mixed or false of a boolean; the word of a state. */
  readonly value: string
}

const laneWord = (line: ChartLine, n: number): string => {
  if (line.kind === 'state') return String(line.last[n] ?? '')
  const { [n]: min } = line.min
  const { [n]: max } = line.max
  return max === 0 ? 'false' : min === 1 ? 'true' : 'mixed'
}

/** Stretches of one value of a boolean or a state, joined where they touch. */
export function lanesOf(line: ChartLine): readonly Lane[] {
  const lanes: Lane[] = []
  line.start.forEach((from, n) => {
    const to = line.end[n] ?? from
    const value = laneWord(line, n)
    const before = lanes.at(-1)
    if (before && before.value === value && before.to === from) lanes[lanes.length - 1] = { ...before, to }
    else if (to > from) lanes.push({ from, to, value })
  })
  return lanes
}

export interface NamedGap extends TimeRange {
  readonly names: readonly string[]
}

/** Gaps of several lines as one list in order: where they overlap they are one, with the names of all that are missing. */
export function mergeGaps(lines: readonly { readonly name: string; readonly gaps: readonly TimeRange[] }[]): readonly NamedGap[] {
  const all = lines.flatMap(({ name, gaps }) => gaps.map((g) => ({ ...g, name }))).sort((a, b) => a.from - b.from)
  const merged: { from: number; to: number; names: string[] }[] = []
  for (const { from, to, name } of all) {
    const before = merged.at(-1)
    if (before && from <= before.to) {
      before.to = Math.max(before.to, to)
      if (!before.names.includes(name)) before.names.push(name)
    } else merged.push({ from, to, names: [name] })
  }
  return merged
}

/** Index of the point nearest to an instant, within the line's own spacing; -1 in a gap. */
export function indexAt(line: ChartLine, at: number): number {
  const { x, start, end } = line
  let low = 0
  let high = x.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  const before = low - 1
  const nearest = before >= 0 && at - (x[before] ?? 0) < Math.abs((x[low] ?? 0) - at) ? before : low
  const from = start[nearest]
  const to = end[nearest]
  if (from === undefined || to === undefined) return -1
  // Between two points that the line joins, the nearer one speaks.
  if (nearest === low && before >= 0 && !line.broken[low] && at <= (x[low] ?? 0)) return nearest
  const slack = Math.max(line.bucketMs, 1000)
  return at >= from - slack && at <= Math.max(to, from + line.bucketMs) + slack ? nearest : -1
}

/** Lowest and highest value within a range over several lines; null when there is none. */
export function boundsOf(lines: readonly ChartLine[], range: TimeRange): { readonly min: number; readonly max: number } | null {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const line of lines)
    for (let n = 0; n < line.start.length; n++) {
      const at = line.x[n] ?? 0
      if (at < range.from - line.bucketMs || at > range.to + line.bucketMs) continue
      min = Math.min(min, line.min[n] ?? Number.POSITIVE_INFINITY)
      max = Math.max(max, line.max[n] ?? Number.NEGATIVE_INFINITY)
    }
  return min <= max ? { min, max } : null
}

export interface LiveReading {
  readonly at: number
  readonly value: SensorValue
}

const numberOf = (value: SensorValue): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? (value ? 1 : 0) : null

/** A series with readings that came after it was asked; older ones than its last bucket are left to the next answer. */
export function withLive<S extends Pick<Series, 'buckets' | 'bucketMs' | 'level'>>(series: S, readings: readonly LiveReading[]): S {
  if (readings.length === 0) return series
  const buckets = [...series.buckets]
  const stepMs = series.level === 'raw' ? Math.min(series.bucketMs, 1) : series.bucketMs
  for (const { at, value } of readings) {
    const last = buckets.at(-1)
    const number = numberOf(value)
    if (last && at < last.at) continue
    if (last && at < last.at + Math.max(stepMs, 1)) buckets[buckets.length - 1] = addTo(last, number, value)
    else {
      const start = stepMs <= 1 ? at : last ? last.at + Math.floor((at - last.at) / stepMs) * stepMs : Math.floor(at / stepMs) * stepMs
      buckets.push({ at: start, min: number, max: number, mean: number, count: 1, last: value })
    }
  }
  return { ...series, buckets }
}

function addTo(bucket: Bucket, number: number | null, last: SensorValue): Bucket {
  const { at, min, max, mean, count } = bucket
  if (number === null || min === null || max === null || mean === null) return { ...bucket, count: count + 1, last }
  return {
    at,
    min: Math.min(min, number),
    max: Math.max(max, number),
    mean: (mean * count + number) / (count + 1),
    count: count + 1,
    last,
  }
}

/** A series moved in time: last week laid over this one. */
export function shiftSeries<S extends Pick<Series, 'buckets' | 'bucketMs' | 'level'>>(series: S, byMs: number): S {
  return { ...series, buckets: series.buckets.map((b) => ({ ...b, at: b.at + byMs })) }
}
