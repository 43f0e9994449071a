// Values of many sensors at regular instants: what the time slider of a heat map scrubs through. A value is shown as long as it is fresh.
import type { Frames } from '../../../contract/schemas/sensor.ts'
import { silentAfterMs } from '../../../domain/node.ts'
import { chooseLevel, numberOf, type Rollup } from '../../../domain/rollup.ts'
import type { Sources } from './answers.ts'

export interface FramesRequest {
  readonly sensors: readonly { readonly sensorId: string; readonly intervalMs: number }[]
  readonly from: number
  readonly to: number
  readonly steps: number
}

export function answerFrames({ series, buckets }: Sources, { sensors, from, to, steps }: FramesRequest): Frames {
  const stepMs = (to - from) / steps
  const times = Array.from({ length: steps }, (_, i) => Math.round(from + (i + 1) * stepMs))
  const columns = sensors.map(({ sensorId, intervalMs }) => {
    const found = series.find(sensorId)
    if (found === undefined) return times.map(() => null)
    const freshMs = silentAfterMs(intervalMs)
    const { level, bucketMs } = chooseLevel(to - from, steps)
    const list = buckets.read({ series: found.id, level, bucketMs, from: Math.max(0, from - freshMs - bucketMs), to })
    return valuesAt(times, list, Math.max(freshMs, bucketMs))
  })
  return {
    sensorIds: sensors.map(({ sensorId }) => sensorId),
    times,
    values: times.map((_, i) => columns.map((column) => column[i] ?? null)),
  }
}

/** The last value at or before each instant, unless it is older than `freshMs`. */
function valuesAt(times: readonly number[], list: readonly Rollup[], freshMs: number): (number | null)[] {
  let next = 0
  let latest: { at: number; value: number | null } | null = null
  return times.map((time) => {
    for (; next < list.length; next += 1) {
      const bucket = list[next]
      if (bucket === undefined || bucket.firstAt > time) break
      // A bucket that reaches beyond the instant has only its first value for it.
      latest =
        bucket.lastAt <= time ? { at: bucket.lastAt, value: numberOf(bucket.last) } : { at: bucket.firstAt, value: numberOf(bucket.first) }
      if (bucket.lastAt > time) break
    }
    return latest !== null && time - latest.at <= freshMs ? latest.value : null
  })
}
