// Rollups of exactly [from, to): whole buckets of a level, and at both ends what is finer, down to raw. Every acknowledged reading is in it
// once, also where raw readings or minutes were already condensed away: there the next coarser level stands in.
import type { Database } from 'better-sqlite3'
import { createRollups, dayMs, hourMs, minuteMs, type Rollup, type SeriesLevel, startOf } from '../../../domain/rollup.ts'
import type { RawReader } from '../../store/readings/raw.ts'
import { type RollupReader, unpackMinutes } from '../../store/readings/rollup.ts'
import { valueFrom } from '../../store/readings/value.ts'

const levelMs = { minute: minuteMs, hour: hourMs, day: dayMs } as const
const finer = { day: 'hour', hour: 'minute', minute: 'raw' } as const

export function createBucketReader({ db, raw, rollups }: { db: Database; raw: RawReader; rollups: RollupReader }) {
  const minuteChunks = db.prepare<[number, number, number], { hour: number; bytes: Uint8Array }>(
    'SELECT hour, bytes FROM minuteChunk WHERE series = ? AND hour >= ? AND hour < ? ORDER BY hour',
  )

  /** Calls `take` with parts, in no particular order. */
  const collect = (series: number, level: SeriesLevel, from: number, to: number, take: (part: Rollup) => void): void => {
    if (from >= to) return
    if (level === 'raw') {
      collectRaw(series, from, to, take)
      return
    }
    const step = levelMs[level]
    const first = Math.min(to, Math.ceil(from / step) * step)
    const last = Math.max(first, startOf(to, step))
    collect(series, finer[level], from, first, take)
    if (level === 'minute') collectMinutes(series, first, last, take)
    else for (const part of [...rollups.cold(level, series, first, last), ...rollups.hot(level, series, first, last)]) take(part)
    collect(series, finer[level], last, to, take)
  }

  const collectRaw = (series: number, from: number, to: number, take: (part: Rollup) => void): void => {
    const packed = new Map(raw.packedHours(series, from, to).map(({ at, n }) => [at, n]))
    const condensed = rollups
      .cold('hour', series, startOf(from, hourMs), to)
      .filter(({ at, n }) => (packed.get(at) ?? 0) < n)
      .map(({ at }) => at)
    const isCondensed = new Set(condensed)
    for (const row of raw.packed(series, from, to)) if (!isCondensed.has(startOf(row.at, hourMs))) take(single(row))
    for (const row of raw.hot(series, from, to)) if (!isCondensed.has(startOf(row.at, hourMs))) take(single(row))
    for (const hourAt of condensed) collectMinutes(series, Math.max(from, hourAt), Math.min(to, hourAt + hourMs), take)
  }

  /** Minutes that start in [from, to). */
  const collectMinutes = (series: number, from: number, to: number, take: (part: Rollup) => void): void => {
    if (from >= to) return
    for (const part of rollups.hot('minute', series, from, to)) take(part)
    const firstHour = startOf(from, hourMs)
    const closed = rollups.cold('hour', series, firstHour, to)
    if (closed.length === 0) return
    const chunks = new Map(
      minuteChunks.all(series, firstHour / hourMs, Math.floor((to - 1) / hourMs) + 1).map(({ hour, bytes }) => [hour * hourMs, bytes]),
    )
    for (const hour of closed) {
      const bytes = chunks.get(hour.at)
      const minutes = bytes === undefined ? minutesOfRaw(series, hour.at) : unpackMinutes(hour.at, bytes)
      const isWhole = minutes.reduce((sum, { n }) => sum + n, 0) >= hour.n
      // Minutes were condensed as well: the hour stands in, where it begins.
      for (const part of isWhole ? minutes : [hour]) if (part.at >= from && part.at < to) take(part)
    }
  }

  /** Short hours keep no minutes of their own. */
  const minutesOfRaw = (series: number, hourAt: number): Rollup[] => {
    const minutes = createRollups(minuteMs)
    for (const { at, kind, value } of raw.packed(series, hourAt, hourAt + hourMs)) minutes.add(at, valueFrom(kind, value))
    return minutes.list()
  }

  return {
    /** Buckets of `bucketMs`, which is a multiple of the level's, in order. */
    read: (query: { series: number; level: SeriesLevel; bucketMs: number; from: number; to: number }): Rollup[] => {
      const { series, level, bucketMs, from, to } = query
      const found = createRollups(bucketMs)
      collect(series, level, from, to, found.join)
      return found.list()
    },
  }
}

function single({ at, kind, value }: { at: number; kind: number; value: number | string }): Rollup {
  const sent = valueFrom(kind, value)
  const number = typeof sent === 'string' ? null : Number(sent)
  return {
    ...{ at, n: 1, numbers: number === null ? 0 : 1, min: number, max: number, sum: number ?? 0 },
    ...{ firstAt: at, first: sent, lastAt: at, last: sent },
  }
}
