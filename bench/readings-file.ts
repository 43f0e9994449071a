// A readings.db with years in it, built by the store's own codecs, an hour at a time: packed chunk, packed minutes, hour and day rollups, as
// compaction leaves them. And the same rows in a plain table, as people write it by hand.
import Database from 'better-sqlite3'
import { createRollups, dayMs, hourMs, minuteMs, type Rollup, rollupOf } from '../src/domain/rollup.ts'
import { packRows } from '../src/server/store/readings/chunk-codec.ts'
import { openReadings } from '../src/server/store/readings/open.ts'
import { createRollupStore, packMinutes } from '../src/server/store/readings/rollup.ts'
import { createSeriesStore } from '../src/server/store/readings/series.ts'
import type { Row } from '../src/server/store/readings/value.ts'

export interface LongSeries {
  readonly sensorId: string
  readonly nodeId: string
  /** Start of an hour. */
  readonly from: number
  readonly hours: number
  readonly periodMs: number
}

function hash(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A room's temperature to 0.01 degrees: a day's swing, a slow walk, and a sensor's noise. The same at the same time. */
export function temperatureAt(at: number): number {
  const noise = hash(at / 1000) / 4_294_967_296 - 0.5
  const day = Math.sin((at / dayMs) * 2 * Math.PI)
  return Math.round((21 + 1.8 * day + 0.6 * Math.sin(at / 9_700_000) + 0.08 * noise) * 100) / 100
}

/** Adds one long series to the file of a server that isn't running; answers how many rows. */
export function buildLongSeries(dataFolder: string, { sensorId, nodeId, from, hours, periodMs }: LongSeries): number {
  const { db } = openReadings({ dataFolder, now: from })
  try {
    const store = createSeriesStore(db)
    const rollups = createRollupStore(db)
    const known = store.listAll().find((one) => one.sensorId === sensorId)
    const series = known ?? store.add({ sensorId, nodeId, type: 'temperature', unit: '°C', createdAt: from })
    const saveChunk = db.prepare('INSERT INTO chunk (series, hour, n, firstAt, lastAt, keepFrom, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)')
    const saveMinutes = db.prepare('INSERT INTO minuteChunk (series, hour, keepFrom, bytes) VALUES (?, ?, ?, ?)')
    const perHour = hourMs / periodMs
    const buildHours = db.transaction((first: number, last: number) => {
      const days = createRollups(dayMs)
      for (let hour = first; hour < last; hour++) {
        const start = from + hour * hourMs
        const minutes = createRollups(minuteMs)
        const rows = Array.from({ length: perHour }, (_, i): Row => {
          const at = start + i * periodMs
          const value = temperatureAt(at)
          minutes.add(at, value)
          return { at, kind: 0, value, seq: null }
        })
        const ofMinutes = minutes.list()
        const ofHour = createRollups(hourMs)
        for (const minute of ofMinutes) ofHour.join(minute)
        for (const one of ofHour.list()) {
          rollups.addCold('hour', series.id, one)
          days.join(one)
        }
        saveChunk.run(series.id, start / hourMs, rows.length, start, rows.at(-1)?.at ?? start, start, packRows(rows))
        if (perHour > 60) saveMinutes.run(series.id, start / hourMs, start, packMinutes(start, ofMinutes))
      }
      for (const day of days.list()) rollups.addCold('day', series.id, day)
    })
    for (let hour = 0; hour < hours; hour += 24) buildHours(hour, Math.min(hours, hour + 24))
    const lastAt = from + hours * hourMs - periodMs
    const newest: Rollup = rollupOf(lastAt, lastAt, temperatureAt(lastAt))
    store.saveLast({ ...series, lastAt, lastKind: 0, last: newest.max ?? 0 })
    db.pragma('wal_checkpoint(TRUNCATE)')
    return hours * perHour
  } finally {
    db.close()
  }
}

/** `reading (sensor, at, value)` with that primary key and the same rows, written by SQL itself. */
export function buildPlainTable(file: string, { from, hours, periodMs }: LongSeries): void {
  const db = new Database(file)
  try {
    db.pragma('journal_mode = OFF')
    db.pragma('synchronous = OFF')
    db.exec(
      'CREATE TABLE reading (sensor INTEGER NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (sensor, at)) WITHOUT ROWID',
    )
    db.prepare(
      `WITH RECURSIVE n(at) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT at + CAST(? AS INTEGER) FROM n WHERE at + CAST(? AS INTEGER) < CAST(? AS INTEGER))
       INSERT INTO reading SELECT 1, at, round(21 + 1.8 * sin(at / 86400000.0 * 6.283185307) + 0.6 * sin(at / 9700000.0), 2) FROM n`,
    ).run(from, periodMs, periodMs, from + hours * hourMs)
  } finally {
    db.close()
  }
}

/** Minimum, maximum, mean and count in buckets, by plain SQL over the raw rows. */
export function queryPlain(
  file: string,
  { from, to, points }: { from: number; to: number; points: number },
): { ms: number; buckets: number } {
  const db = new Database(file, { readonly: true })
  try {
    const width = Math.ceil((to - from) / points)
    const startedAt = performance.now()
    const rows = db
      .prepare(
        `SELECT (at - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS bucket, min(value), max(value), avg(value), count(*)
         FROM reading WHERE sensor = 1 AND at >= ? AND at < ? GROUP BY bucket`,
      )
      .all(from, width, from, to)
    return { ms: performance.now() - startedAt, buckets: rows.length }
  } finally {
    db.close()
  }
}
