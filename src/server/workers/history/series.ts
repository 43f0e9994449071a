// Series for charts: from the level that fits the span and the points asked for.
import type { Bucket, Series } from '../../../contract/schemas/sensor.ts'
import { chooseLevel, meanOf, type Rollup } from '../../../domain/rollup.ts'
import type { Sources } from './answers.ts'

export interface SeriesRequest {
  readonly sensorId: string
  readonly unit: string
  readonly from: number
  readonly to: number
  readonly points: number
}

export function answerSeries({ series, buckets }: Sources, { sensorId, unit, from, to, points }: SeriesRequest): Series {
  const { level, bucketMs } = chooseLevel(to - from, points)
  const found = series.find(sensorId)
  const list = found === undefined ? [] : buckets.read({ series: found.id, level, bucketMs, from, to })
  return { sensorId, unit, bucketMs, level, buckets: list.map((rollup) => bucketFrom(rollup, from)) }
}

function bucketFrom(rollup: Rollup, from: number): Bucket {
  const { min, max, n, last } = rollup
  return { at: Math.max(rollup.at, from), min, max, mean: meanOf(rollup), count: n, last }
}
