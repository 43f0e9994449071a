// Packs hot rows into hourly chunks and closes hours: a day after its end an hour's minutes, its hour and its readings leave the hot tables.
// Late readings stand in the hot tables like new ones and are found there first, for they are the oldest: the hot tables are the list of
// what has to be joined. Each unit moves (series, hour) as a whole, so whoever reads between two units sees every reading once.
import type { Database } from 'better-sqlite3'
import { createRollups, dayMs, hourMs, joinRollup, minuteMs, type Rollup, startOf } from '../../../domain/rollup.ts'
import type { HotRow, RawStore } from '../../store/readings/raw.ts'
import { createRollupReader, levels, packMinutes, type RollupStore, unpackMinutes } from '../../store/readings/rollup.ts'
import { type Row, valueFrom } from '../../store/readings/value.ts'

/** More hot rows than this are packed before their day is over, so that reading one sensor's last hours never walks over many rows. */
export const mostHotRows = 40_000
/** An hour is closed this long after its end. */
const closeAfterMs = dayMs
/** Just written rows wait a little: nodes send out of order. */
const settleMs = 60_000
const rowsAtOnce = 5000
/** Hours of up to two readings a minute keep no minutes of their own: their chunk answers as fast and takes less. */
export const mostWithoutMinutes = 120

interface Group {
  readonly series: number
  readonly hourAt: number
  readonly rows: Row[]
}

/** Every method is a unit of a few milliseconds at most, in a transaction of the caller. */
export function createCompactor({ db, raw, rollups }: { db: Database; raw: RawStore; rollups: RollupStore }) {
  const reader = createRollupReader(db)
  const closable = db.prepare<[number, number], { at: number; series: number }>(
    `SELECT at, series FROM rollupHot WHERE level = ${levels.hour} AND at < ? ORDER BY at LIMIT ?`,
  )
  const oldDays = db.prepare<[number], { at: number; series: number }>(
    `SELECT at, series FROM rollupHot WHERE level = ${levels.day} AND at < ? ORDER BY at LIMIT 1`,
  )
  const findMinutes = db.prepare<[number, number], Uint8Array>('SELECT bytes FROM minuteChunk WHERE series = ? AND hour = ?').pluck()
  const saveMinutes = db.prepare('INSERT OR REPLACE INTO minuteChunk (series, hour, keepFrom, bytes) VALUES (?, ?, ?, ?)')
  let early: Group[] = []
  let hour: { readonly at: number; readonly rows: Map<number, Row[]> } | null = null
  let removed = 0

  const keepFrom = (hourAt: number, now: number) => (now - hourAt < 3 * dayMs ? hourAt + hourMs : now)

  const packEarly = (now: number): boolean => {
    if (early.length === 0) early = groupRows(raw.oldest(rowsAtOnce).filter(({ at }) => at < now - settleMs))
    const group = early.shift()
    if (group === undefined) return false
    removed += group.rows.length
    // Late readings of a closed hour take their rollups along, all at once, or they would count twice.
    if (rollups.hasCold('hour', group.series, group.hourAt)) {
      const rows = raw.between(group.hourAt, group.hourAt + hourMs).filter(({ series }) => series === group.series)
      closeHour({ ...group, rows }, now)
    } else raw.pack(group.series, group.hourAt, group.rows, keepFrom(group.hourAt, now))
    hour = null
    return true
  }

  const closeNext = (now: number): boolean => {
    const next = closable.get(startOf(now - closeAfterMs - hourMs, hourMs) + 1, 1)
    if (next === undefined) return false
    if (hour?.at !== next.at) {
      const rows = new Map<number, Row[]>()
      for (const group of groupRows(raw.between(next.at, next.at + hourMs))) rows.set(group.series, group.rows)
      hour = { at: next.at, rows }
    }
    const rows = hour.rows.get(next.series) ?? []
    removed += rows.length
    closeHour({ series: next.series, hourAt: next.at, rows }, now)
    return true
  }

  /** `rows` are all hot rows of this series and hour. */
  const closeHour = ({ series, hourAt, rows }: Group, now: number): void => {
    const whole = raw.pack(series, hourAt, rows, keepFrom(hourAt, now))
    const part = rollups.findHot('hour', series, hourAt)
    if (part === null) return
    const count = rollups.coldCount(series, hourAt) + part.n
    const before = findMinutes.get(series, hourAt / hourMs)
    if (before !== undefined) {
      const late = reader.hot('minute', series, hourAt, hourAt + hourMs)
      storeMinutes(series, hourAt, joinMinutes(unpackMinutes(hourAt, before), late), keepFrom(hourAt, now))
    } else if (count > mostWithoutMinutes) storeMinutes(series, hourAt, minutesOf(whole), keepFrom(hourAt, now))
    rollups.removeHot('minute', series, hourAt, hourAt + hourMs)
    rollups.removeHot('hour', series, hourAt, hourAt + 1)
    rollups.addCold('hour', series, part)
  }
  const storeMinutes = (series: number, hourAt: number, minutes: readonly Rollup[], from: number): void => {
    saveMinutes.run(series, hourAt / hourMs, from, packMinutes(hourAt, minutes))
  }

  const foldDay = (now: number): boolean => {
    const next = oldDays.get(startOf(now - closeAfterMs - dayMs, dayMs) + 1)
    if (next === undefined) return false
    const part = rollups.findHot('day', next.series, next.at)
    rollups.removeHot('day', next.series, next.at, next.at + 1)
    if (part !== null) rollups.addCold('day', next.series, part)
    return true
  }

  return {
    /** Does one unit; false when nothing is due. */
    step: (now: number, hotCount: number): boolean => {
      if (early.length > 0 || hotCount - removed > mostHotRows) if (packEarly(now)) return true
      return closeNext(now) || foldDay(now)
    },
    /** Minutes of an hour whose readings are about to be deleted; `from` is the chunk's. */
    keepMinutesOf: (series: number, hourAt: number, from: number): void => {
      if (findMinutes.get(series, hourAt / hourMs) === undefined)
        storeMinutes(series, hourAt, minutesOf(raw.readChunk(series, hourAt)), from)
    },
    /** Rows taken out of hot since it was last asked. */
    takeRemoved: (): number => {
      const count = removed
      removed = 0
      return count
    },
    /** After new rows came in, or a rollback. */
    forget: (): void => {
      early = []
      hour = null
    },
  }
}
export type Compactor = ReturnType<typeof createCompactor>

function groupRows(rows: readonly HotRow[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { series, ...row } of rows) {
    const hourAt = startOf(row.at, hourMs)
    const key = `${hourAt} ${series}`
    const group = groups.get(key) ?? { series, hourAt, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function minutesOf(rows: readonly Row[]): Rollup[] {
  const minutes = createRollups(minuteMs)
  for (const { at, kind, value } of rows) minutes.add(at, valueFrom(kind, value))
  return minutes.list()
}

function joinMinutes(minutes: readonly Rollup[], late: readonly Rollup[]): Rollup[] {
  const byStart = new Map(minutes.map((minute) => [minute.at, minute]))
  for (const part of late) {
    const there = byStart.get(part.at)
    if (there === undefined) byStart.set(part.at, part)
    else joinRollup(there, part)
  }
  return [...byStart.values()].sort((a, b) => a.at - b.at)
}
