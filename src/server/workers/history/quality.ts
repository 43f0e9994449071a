// The quality of a sensor's data over a range: on raw readings while they are few, on minutes, hours or days of them otherwise.
import type { Quality } from '../../../contract/schemas/sensor.ts'
import { silentAfterMs } from '../../../domain/node.ts'
import { countMissing, driftPerDay, findGaps, findOutliers, type QualityPoint, spreadOf, stuckSince } from '../../../domain/quality.ts'
import { meanOf, minuteMs, type Rollup, type SeriesLevel } from '../../../domain/rollup.ts'
import type { Sources } from './answers.ts'
import { readRows } from './readings.ts'

export interface QualityRequest {
  readonly sensorId: string
  readonly nodeId: string
  readonly intervalMs: number
  /** Since when it is expected to send; 0 when nobody knows. */
  readonly expectedFrom: number
  readonly from: number
  readonly to: number
}

const mostPoints = 50_000
const mostSeqs = 200_000

export function answerQuality({ series, buckets, raw, ledger }: Sources, request: QualityRequest): Quality {
  const { sensorId, nodeId, intervalMs, from, to } = request
  const found = series.find(sensorId)
  const start = Math.min(to, Math.max(from, request.expectedFrom))
  const expected = Math.max(0, Math.floor((to - start) / Math.max(1, intervalMs)))
  const { level, bucketMs } = levelFor(to - from, intervalMs)
  const list = found === undefined ? [] : buckets.read({ series: found.id, level, bucketMs, from, to })
  const count = list.reduce((sum, { n }) => sum + n, 0)
  const numeric = list.flatMap(pointOf)
  const spread = spreadOf(numeric)
  const seqs = found === undefined ? [] : readRows(raw, { series: found.id, from, to, limit: mostSeqs }).flatMap(({ seq }) => seq ?? [])
  return {
    ...{ sensorId, from, to, expected, count },
    completeness: expected === 0 ? 1 : Math.min(1, count / expected),
    gaps: findGaps(list.map(spanOf), { from: start, to, silentMs: Math.max(silentAfterMs(intervalMs), bucketMs) }),
    ...{ min: spread?.min ?? null, max: spread?.max ?? null, mean: spread?.mean ?? null },
    standardDeviation: spread?.standardDeviation ?? null,
    outliers: isNumber(list) ? findOutliers(numeric) : [],
    driftPerDay: isNumber(list) ? driftPerDay(numeric) : null,
    stuckSince: isNumber(list) ? stuckSince(numeric) : null,
    missingSeq: countMissing(seqs),
    boots: ledger.countBoots(nodeId, from, to),
  }
}

/** Single readings while at most 50,000 are expected. */
function levelFor(spanMs: number, intervalMs: number): { level: SeriesLevel; bucketMs: number } {
  if (spanMs / Math.max(1, intervalMs) <= mostPoints) return { level: 'raw', bucketMs: 1 }
  for (const [level, bucketMs] of [
    ['minute', minuteMs],
    ['hour', 60 * minuteMs],
  ] as const)
    if (spanMs / bucketMs <= mostPoints) return { level, bucketMs }
  return { level: 'day', bucketMs: 1440 * minuteMs }
}

function spanOf({ firstAt, lastAt, n }: Rollup): QualityPoint {
  return { at: firstAt, endAt: lastAt, n, mean: 0, min: 0, max: 0 }
}

function pointOf(rollup: Rollup): QualityPoint[] {
  const { firstAt, lastAt, numbers, min, max } = rollup
  const mean = meanOf(rollup)
  return mean === null || min === null || max === null ? [] : [{ at: firstAt, endAt: lastAt, n: numbers, mean, min, max }]
}

/** Booleans are never stuck or outliers. */
function isNumber(list: readonly Rollup[]): boolean {
  return typeof list.at(-1)?.last === 'number'
}
