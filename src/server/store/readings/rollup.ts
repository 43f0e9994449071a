// Rollups in the database: rows of rollupHot, rollupHour and rollupDay <-> Rollup, and the bytes of an hour of minutes.
import type { Database, Statement } from 'better-sqlite3'
import { joinRollup, minuteMs, type Rollup } from '../../../domain/rollup.ts'
import { createByteReader, createByteWriter } from './bytes.ts'
import { squeeze, unsqueeze } from './chunk-codec.ts'
import { readNumbers, writeNumbers } from './number-column.ts'
import { columnOf, kindOf, type StoredValue, valueFrom } from './value.ts'

export const levels = { minute: 1, hour: 2, day: 3 } as const
export type Level = keyof typeof levels

export interface RollupRow {
  readonly at: number
  readonly n: number
  readonly numbers: number
  readonly min: number | null
  readonly max: number | null
  readonly sum: number
  readonly firstAt: number
  readonly firstKind: number
  readonly first: StoredValue
  readonly lastAt: number
  readonly lastKind: number
  readonly last: StoredValue
}

export function rollupFromRow(row: RollupRow): Rollup {
  const { at, n, numbers, min, max, sum, firstAt, lastAt } = row
  const first = valueFrom(row.firstKind, row.first)
  return { at, n, numbers, min, max, sum, firstAt, first, lastAt, last: valueFrom(row.lastKind, row.last) }
}

export function rowFromRollup(rollup: Rollup): RollupRow {
  const { first, last, ...numbers } = rollup
  return { ...numbers, firstKind: kindOf(first), first: columnOf(first), lastKind: kindOf(last), last: columnOf(last) }
}

const columns = 'at, n, numbers, min, max, sum, firstAt, firstKind, first, lastAt, lastKind, last'
const names = columns.split(', ')

/** Adds to what is there: read, join, write. In a transaction of the caller. */
export function createRollupStore(db: Database) {
  const insert = (table: string, key: string) =>
    db.prepare(
      `INSERT OR REPLACE INTO ${table} (${key}, ${columns}) VALUES (${[...key.split(', '), ...names].map((name) => `@${name}`).join(', ')})`,
    )
  const hot = {
    find: db.prepare<[number, number, number], RollupRow>(`SELECT ${columns} FROM rollupHot WHERE level = ? AND at = ? AND series = ?`),
    save: insert('rollupHot', 'level, series'),
    remove: db.prepare('DELETE FROM rollupHot WHERE level = ? AND at >= ? AND at < ? AND series = ?'),
  }
  const coldTable = (name: string) => ({
    find: db.prepare<[number, number], RollupRow>(`SELECT ${columns} FROM ${name} WHERE series = ? AND at = ?`),
    save: insert(name, 'series'),
  })
  const cold = { hour: coldTable('rollupHour'), day: coldTable('rollupDay') }
  const joined = (found: RollupRow | undefined, part: Rollup): RollupRow => {
    if (found === undefined) return rowFromRollup(part)
    const whole = rollupFromRow(found)
    joinRollup(whole, part)
    return rowFromRollup(whole)
  }
  return {
    addHot: (level: Level, series: number, part: Rollup): void => {
      hot.save.run({ level: levels[level], series, ...joined(hot.find.get(levels[level], part.at, series), part) })
    },
    findHot: (level: Level, series: number, at: number): Rollup | null => {
      const row = hot.find.get(levels[level], at, series)
      return row === undefined ? null : rollupFromRow(row)
    },
    removeHot: (level: Level, series: number, from: number, to: number): void => {
      hot.remove.run(levels[level], from, to, series)
    },
    addCold: (level: 'hour' | 'day', series: number, part: Rollup): void => {
      cold[level].save.run({ series, ...joined(cold[level].find.get(series, part.at), part) })
    },
    hasCold: (level: 'hour' | 'day', series: number, at: number): boolean => cold[level].find.get(series, at) !== undefined,
    coldCount: (series: number, at: number): number => cold.hour.find.get(series, at)?.n ?? 0,
  }
}
export type RollupStore = ReturnType<typeof createRollupStore>

/** Every level of every bucket, for readers. */
export function createRollupReader(db: Database) {
  const hotRow: Statement<[number, number, number], RollupRow> = db.prepare(
    `SELECT ${columns} FROM rollupHot WHERE level = ? AND at = ? AND series = ?`,
  )
  const nextHot = db.prepare<[number, number], number>('SELECT at FROM rollupHot WHERE level = ? AND at >= ? ORDER BY at LIMIT 1').pluck()
  const cold = {
    hour: db.prepare<[number, number, number], RollupRow>(
      `SELECT ${columns} FROM rollupHour WHERE series = ? AND at >= ? AND at < ? ORDER BY at`,
    ),
    day: db.prepare<[number, number, number], RollupRow>(
      `SELECT ${columns} FROM rollupDay WHERE series = ? AND at >= ? AND at < ? ORDER BY at`,
    ),
  }
  return {
    /** Hot buckets of [from, to): searched from one filled instant to the next, so rows of other sensors are never walked over. */
    hot: (level: Level, series: number, from: number, to: number): Rollup[] => {
      const found: Rollup[] = []
      for (let at = nextHot.get(levels[level], from); at !== undefined && at < to; at = nextHot.get(levels[level], at + 1)) {
        const row = hotRow.get(levels[level], at, series)
        if (row !== undefined) found.push(rollupFromRow(row))
      }
      return found
    },
    cold: (level: 'hour' | 'day', series: number, from: number, to: number): Rollup[] =>
      cold[level].all(series, from, to).map(rollupFromRow),
  }
}
export type RollupReader = ReturnType<typeof createRollupReader>

/** The minutes of one hour, in order, to bytes. Values that are no numbers are kept as JSON. */
export function packMinutes(hourAt: number, minutes: readonly Rollup[]): Uint8Array {
  const to = createByteWriter()
  to.whole(minutes.length)
  for (const { at } of minutes) to.byte((at - hourAt) / minuteMs)
  for (const { n } of minutes) to.whole(n)
  for (const { numbers } of minutes) to.whole(numbers)
  for (const { at, firstAt, lastAt } of minutes) {
    to.whole(firstAt - at)
    to.whole(lastAt - firstAt)
  }
  const counted = minutes.filter(({ numbers }) => numbers > 0)
  for (const pick of ['min', 'max', 'sum'] as const)
    writeNumbers(
      to,
      counted.map((minute) => minute[pick] ?? 0),
    )
  const ends = minutes.flatMap(({ first, last }) => [first, last])
  for (const value of ends) to.byte(kindOf(value))
  writeNumbers(
    to,
    ends.flatMap((value) => (typeof value === 'number' ? [value] : [])),
  )
  const others = new TextEncoder().encode(JSON.stringify(ends.filter((value) => typeof value !== 'number')))
  to.whole(others.length)
  to.raw(others)
  return squeeze(to.finish())
}

export function unpackMinutes(hourAt: number, bytes: Uint8Array): Rollup[] {
  const from = createByteReader(unsqueeze(bytes))
  const count = from.whole()
  const each = <T>(read: () => T): T[] => Array.from({ length: count }, read)
  const ats = each(() => hourAt + from.byte() * minuteMs)
  const ns = each(from.whole)
  const numbers = each(from.whole)
  const times = each(() => [from.whole(), from.whole()] as const)
  const counted = numbers.filter((n) => n > 0).length
  const [mins, maxs, sums] = [readNumbers(from, counted), readNumbers(from, counted), readNumbers(from, counted)]
  const kinds = Array.from({ length: count * 2 }, from.byte)
  const endNumbers = readNumbers(from, kinds.filter((kind) => kind === 0).length)
  const others = JSON.parse(new TextDecoder().decode(from.raw(from.whole()))) as (boolean | string)[]
  let nextNumber = 0
  let nextOther = 0
  const ends = kinds.map((kind) => {
    if (kind !== 0) return others[nextOther++] ?? ''
    return endNumbers[nextNumber++] ?? 0
  })
  let next = 0
  return ats.map((at, i) => {
    const has = (numbers[i] ?? 0) > 0
    const place = next
    if (has) next += 1
    const firstAt = at + (times[i]?.[0] ?? 0)
    return {
      at,
      n: ns[i] ?? 0,
      numbers: numbers[i] ?? 0,
      min: has ? (mins[place] ?? 0) : null,
      max: has ? (maxs[place] ?? 0) : null,
      sum: has ? (sums[place] ?? 0) : 0,
      firstAt,
      first: ends[2 * i] ?? 0,
      lastAt: firstAt + (times[i]?.[1] ?? 0),
      last: ends[2 * i + 1] ?? 0,
    }
  })
}
