// When a file that grows will be full: from how it grew in the last week, part by part, for what is only kept for a time stops growing. Pure.
import { medianOf } from './stamp.ts'

export interface SizeSample {
  readonly at: number
  readonly usedBytes: number
  /** Of them: raw readings, and minutes. */
  readonly rawBytes: number
  readonly minuteBytes: number
}

export interface Growth {
  /** Samples in order; those before `steadyFrom` show how the newest day fills, which says nothing of later. */
  readonly samples: readonly SizeSample[]
  readonly steadyFrom: number
  /** Bytes at which it is full. */
  readonly limitBytes: number
  /** From when on raw readings and minutes are deleted as fast as they come. */
  readonly rawUntil: number
  readonly minutesUntil: number
}

const weekMs = 7 * 86_400_000
const leastMs = 86_400_000
const tooFarMs = 100 * 365 * 86_400_000

/** UTC ms at which it is full; null when that is never, or can't be told yet. */
export function forecastFull({ samples, steadyFrom, limitBytes, rawUntil, minutesUntil }: Growth): number | null {
  const last = samples.at(-1)
  if (last === undefined) return null
  const recent = samples.filter(({ at }) => at >= Math.max(steadyFrom, last.at - weekMs))
  const first = recent[0]
  if (first === undefined || last.at - first.at < leastMs) return null
  const raw = slopeOf(recent.map(({ at, rawBytes }) => [at, rawBytes]))
  const minutes = slopeOf(recent.map(({ at, minuteBytes }) => [at, minuteBytes]))
  const whole = slopeOf(recent.map(({ at, usedBytes }) => [at, usedBytes]))
  // Within a day it swells and shrinks with what waits to be packed: the highest counts.
  const peak = Math.max(...recent.filter(({ at }) => at > last.at - leastMs).map(({ usedBytes }) => usedBytes))
  let left = limitBytes - peak
  if (left <= 0) return last.at
  let at = last.at
  // Piece by piece: until the next part stops growing.
  const ends = [
    { until: rawUntil, slope: Math.max(0, raw) },
    { until: minutesUntil, slope: Math.max(0, minutes) },
  ].sort((a, b) => a.until - b.until)
  let slope = whole
  for (const end of ends) {
    if (end.until > at) {
      const gain = slope * (end.until - at)
      if (slope > 0 && gain >= left) return Math.round(at + left / slope)
      left -= gain
      at = end.until
      slope -= end.slope
    }
  }
  if (slope <= 0 || left / slope > tooFarMs) return null
  return Math.round(at + left / slope)
}

/** Median of the slopes between samples half the stretch apart: packing makes steps that a plain line would follow. */
function slopeOf(points: readonly (readonly [at: number, value: number])[]): number {
  const half = Math.max(1, Math.floor(points.length / 2))
  const slopes: number[] = []
  for (let i = 0; i + half < points.length; i += 1) {
    const [from, to] = [points[i], points[i + half]]
    if (from && to && to[0] > from[0]) slopes.push((to[1] - from[1]) / (to[0] - from[0]))
  }
  return medianOf(slopes) ?? 0
}
