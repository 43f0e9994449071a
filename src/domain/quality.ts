// How good a stretch of readings is: gaps, outliers, drift, stuck values, lost sequence numbers. Pure; works on readings or on rollups of them.
import { medianOf } from './stamp.ts'

/** One reading, or a bucket of several. */
export interface QualityPoint {
  readonly at: number
  readonly endAt: number
  readonly n: number
  readonly mean: number
  readonly min: number
  readonly max: number
}

const dayMs = 86_400_000
/** Median absolute deviations, scaled to standard deviations. */
const outlierLimit = 6
const madScale = 1.4826
const mostListed = 200
const stuckReadings = 60
const stuckMs = 3 * 3_600_000
const driftDays = 3

/** Stretches without a reading longer than `silentMs`, ends of the range included. */
export function findGaps(
  points: readonly QualityPoint[],
  range: { from: number; to: number; silentMs: number },
): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = []
  let before = range.from
  for (const { at, endAt } of points) {
    if (at - before > range.silentMs) gaps.push({ from: before, to: at })
    before = Math.max(before, endAt)
  }
  if (range.to - before > range.silentMs) gaps.push({ from: before, to: range.to })
  return gaps.slice(0, mostListed)
}

/** Values further from the median of the day around them than six robust standard deviations of all such distances. */
export function findOutliers(points: readonly QualityPoint[]): { at: number; value: number }[] {
  if (points.length < 20) return []
  const medians = medianByDay(points)
  const away = (at: number, value: number) => value - (medians.get(Math.floor(at / dayMs)) ?? 0)
  const deviation = medianOf(points.map(({ at, mean }) => Math.abs(away(at, mean)))) ?? 0
  const spread = deviation * madScale
  if (spread === 0) return []
  const found: { at: number; value: number }[] = []
  for (const { at, min, max } of points) {
    const value = Math.abs(away(at, max)) >= Math.abs(away(at, min)) ? max : min
    if (Math.abs(away(at, value)) > outlierLimit * spread) found.push({ at, value })
  }
  return found.slice(0, mostListed)
}

function medianByDay(points: readonly QualityPoint[]): Map<number, number> {
  const days = new Map<number, number[]>()
  for (const { at, mean } of points) {
    const day = Math.floor(at / dayMs)
    const values = days.get(day) ?? []
    values.push(mean)
    days.set(day, values)
  }
  return new Map([...days].map(([day, values]) => [day, medianOf(values) ?? 0]))
}

/** Slope of a line through the medians of the days (Theil and Sen), in units per day; null for fewer than three days. */
export function driftPerDay(points: readonly QualityPoint[]): number | null {
  const days = [...medianByDay(points)]
  if (days.length < driftDays) return null
  const slopes: number[] = []
  days.forEach(([day, value], i) => {
    for (const [later, laterValue] of days.slice(i + 1)) slopes.push((laterValue - value) / (later - day))
  })
  return medianOf(slopes)
}

/** Since when the very same number has come, when that is 60 readings and three hours or more; null otherwise. */
export function stuckSince(points: readonly QualityPoint[]): number | null {
  const last = points.at(-1)
  if (last === undefined || last.min !== last.max) return null
  let readings = 0
  let since = last.at
  for (let i = points.length - 1; i >= 0; i -= 1) {
    const point = points[i]
    if (point === undefined || point.min !== last.max || point.max !== last.max) break
    readings += point.n
    since = point.at
  }
  return readings >= stuckReadings && last.endAt - since >= stuckMs ? since : null
}

/** How many numbers are missing, by the step most of them go up by; a smaller number is a new count. */
export function countMissing(seqs: readonly number[]): number {
  const steps: number[] = []
  for (let i = 1; i < seqs.length; i += 1) {
    const step = (seqs[i] ?? 0) - (seqs[i - 1] ?? 0)
    if (step > 0) steps.push(step)
  }
  const usual = Math.max(1, Math.round(medianOf(steps) ?? 1))
  return steps.reduce((sum, step) => sum + Math.max(0, Math.round(step / usual) - 1), 0)
}

/** Of all readings behind the points; null for none. */
export function spreadOf(points: readonly QualityPoint[]): { min: number; max: number; mean: number; standardDeviation: number } | null {
  const n = points.reduce((sum, point) => sum + point.n, 0)
  if (n === 0) return null
  const mean = points.reduce((sum, point) => sum + (point.mean * point.n) / n, 0)
  const variance = points.reduce((sum, point) => sum + ((point.mean - mean) ** 2 * point.n) / n, 0)
  return {
    min: Math.min(...points.map((point) => point.min)),
    max: Math.max(...points.map((point) => point.max)),
    mean,
    standardDeviation: Math.sqrt(variance),
  }
}
