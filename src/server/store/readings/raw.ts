// Raw readings: hot rows and hourly chunks. A reading is in exactly one of them. Identity is (series, at).
import type { Database } from 'better-sqlite3'
import { hourMs } from '../../../domain/rollup.ts'
import { packRows, unpackRows } from './chunk-codec.ts'
import type { Row } from './value.ts'

export interface HotRow extends Row {
  readonly series: number
}
export interface ChunkHead {
  readonly n: number
  readonly firstAt: number
  readonly lastAt: number
}

/** For the writer, in transactions of the caller. */
export function createRawStore(db: Database) {
  const insert = db.prepare('INSERT INTO hot (at, series, kind, value, seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const find = db.prepare<[number, number], Row>('SELECT at, kind, value, seq FROM hot WHERE at = ? AND series = ?')
  const remove = db.prepare('DELETE FROM hot WHERE at = ? AND series = ?')
  const oldest = db.prepare<[number], HotRow>('SELECT at, series, kind, value, seq FROM hot ORDER BY at LIMIT ?')
  const between = db.prepare<[number, number], HotRow>('SELECT at, series, kind, value, seq FROM hot WHERE at >= ? AND at < ? ORDER BY at')
  const count = db.prepare<[], number>('SELECT count(*) FROM hot').pluck()
  const head = db.prepare<[number, number], ChunkHead>('SELECT n, firstAt, lastAt FROM chunk WHERE series = ? AND hour = ?')
  const chunk = db.prepare<[number, number], { bytes: Uint8Array; keepFrom: number }>(
    'SELECT bytes, keepFrom FROM chunk WHERE series = ? AND hour = ?',
  )
  const save = db.prepare(`INSERT OR REPLACE INTO chunk (series, hour, n, firstAt, lastAt, keepFrom, bytes)
    VALUES (@series, @hour, @n, @firstAt, @lastAt, @keepFrom, @bytes)`)
  const readChunk = (series: number, hour: number): Row[] => {
    const found = chunk.get(series, hour)
    return found === undefined ? [] : unpackRows(found.bytes)
  }
  return {
    /** False when that instant is taken. */
    insert: (series: number, { at, kind, value, seq }: Row): boolean => insert.run(at, series, kind, value, seq).changes === 1,
    find: (series: number, at: number): Row | undefined => find.get(at, series),
    remove: (series: number, at: number): void => void remove.run(at, series),
    oldest: (limit: number): HotRow[] => oldest.all(limit),
    between: (from: number, to: number): HotRow[] => between.all(from, to),
    count: (): number => count.get() ?? 0,
    head: (series: number, hourAt: number): ChunkHead | null => head.get(series, hourAt / hourMs) ?? null,
    readChunk: (series: number, hourAt: number): Row[] => readChunk(series, hourAt / hourMs),
    /** Joins rows, which must be hot ones of this hour, with the chunk there, and takes them out of hot. Returns the whole hour. */
    pack: (series: number, hourAt: number, rows: readonly Row[], keepFrom: number): Row[] => {
      const hour = hourAt / hourMs
      const before = chunk.get(series, hour)
      const whole = (before === undefined ? [...rows] : [...unpackRows(before.bytes), ...rows]).sort((a, b) => a.at - b.at)
      const [first, last] = [whole[0], whole.at(-1)]
      if (rows.length === 0 || first === undefined || last === undefined) return whole
      save.run({
        series,
        hour,
        n: whole.length,
        firstAt: first.at,
        lastAt: last.at,
        keepFrom: Math.max(keepFrom, before?.keepFrom ?? 0),
        bytes: packRows(whole),
      })
      for (const { at } of rows) remove.run(at, series)
      return whole
    },
  }
}
export type RawStore = ReturnType<typeof createRawStore>

/** For readers: rows of one series in order of time. */
export function createRawReader(db: Database) {
  const hot = db.prepare<[number, number, number, number], Row>(
    'SELECT at, kind, value, seq FROM hot WHERE at >= ? AND at < ? AND series = ? ORDER BY at LIMIT ?',
  )
  const chunks = db.prepare<[number, number, number], { hour: number; n: number; bytes: Uint8Array }>(
    'SELECT hour, n, bytes FROM chunk WHERE series = ? AND hour >= ? AND hour < ? ORDER BY hour',
  )
  const nextChunk = db
    .prepare<[number, number, number], number>('SELECT hour FROM chunk WHERE series = ? AND hour >= ? AND hour < ? ORDER BY hour LIMIT 1')
    .pluck()
  const inside = (rows: Row[], from: number, to: number) => rows.filter(({ at }) => at >= from && at < to)
  const hourOf = (at: number) => Math.floor(at / hourMs)
  return {
    hot: (series: number, from: number, to: number, limit = -1): Row[] => hot.all(from, to, series, limit),
    /** Rows of packed hours in [from, to). */
    packed: (series: number, from: number, to: number): Row[] => {
      const rows: Row[] = []
      for (const { bytes } of chunks.iterate(series, hourOf(from), hourOf(to - 1) + 1)) rows.push(...unpackRows(bytes))
      return inside(rows, from, to)
    },
    /** Packed readings of each hour, by the hour's start. */
    packedHours: (series: number, from: number, to: number): { at: number; n: number }[] =>
      chunks.all(series, hourOf(from), hourOf(to - 1) + 1).map(({ hour, n }) => ({ at: hour * hourMs, n })),
    /** Start of the first packed hour in [from, to). */
    nextPackedHour: (series: number, from: number, to: number): number | null => {
      const hour = nextChunk.get(series, hourOf(from), hourOf(to - 1) + 1)
      return hour === undefined ? null : hour * hourMs
    },
  }
}
export type RawReader = ReturnType<typeof createRawReader>
