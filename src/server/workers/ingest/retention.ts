// Deletes what is older than it is kept, in slices of at most 5,000 rows: raw readings, minutes and hours each by their own age, what a
// forgotten node left, and, over the size budget, the oldest first. What came in late is kept from its arrival on.
import type { Database } from 'better-sqlite3'
import { dayMs, hourMs } from '../../../domain/rollup.ts'
import type { Compactor } from './compact.ts'
import type { Keeping } from './protocol.ts'

const rowsAtOnce = 5000
const hoursAtOnce = 20
/** Under no pressure is anything younger deleted. */
const youngestMs = 2 * dayMs

export const defaultKeeping: Keeping = { rawDays: 90, minuteDays: 730, hourDays: 0, byType: {}, budgetBytes: 0 }

interface Due {
  readonly series: number
  readonly rawBefore: number
  readonly minutesBefore: number
  readonly hoursBefore: number
}

/** Every step is a unit of a few milliseconds, in a transaction of the caller. */
export function createRetention({ db, compactor }: { db: Database; compactor: Compactor }) {
  const listSeries = db.prepare<[], { id: number; type: string }>('SELECT id, type FROM series ORDER BY id')
  const oldChunks = db.prepare<[number, number, number], { hour: number; keepFrom: number }>(
    `SELECT hour, keepFrom FROM chunk WHERE series = ? AND hour < ? AND keepFrom < ? ORDER BY hour LIMIT ${hoursAtOnce}`,
  )
  const dropChunk = db.prepare('DELETE FROM chunk WHERE series = ? AND hour = ?')
  const dropMinutes = db.prepare(`DELETE FROM minuteChunk WHERE series = ? AND hour < ? AND keepFrom < ? LIMIT ${rowsAtOnce}`)
  const dropHours = db.prepare(`DELETE FROM rollupHour WHERE series = ? AND at < ? LIMIT ${rowsAtOnce}`)
  const oldest = db.prepare<[number], number | null>('SELECT min(hour) FROM chunk WHERE series = ?').pluck()
  const oldestMinutes = db.prepare<[number], number | null>('SELECT min(hour) FROM minuteChunk WHERE series = ?').pluck()
  const dropMinutesOf = db.prepare('DELETE FROM minuteChunk WHERE series = ? AND hour <= ?')
  const doomed = db.prepare<[], number>('SELECT series FROM doomed LIMIT 1').pluck()
  const doomedTables = ['chunk', 'minuteChunk', 'rollupHour', 'rollupDay'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE series = ? LIMIT ${rowsAtOnce}`),
  )
  const doomedHot = ['hot', 'rollupHot'].map((table) => db.prepare(`DELETE FROM ${table} WHERE series = ? LIMIT ${rowsAtOnce}`))
  const undoom = db.prepare('DELETE FROM doomed WHERE series = ?')
  let due: Due[] = []

  /** Plans one round over all series. */
  const plan = (keeping: Keeping, now: number): void => {
    due = listSeries.all().map(({ id, type }) => {
      const { rawDays = keeping.rawDays, minuteDays = keeping.minuteDays } = keeping.byType[type] ?? {}
      return {
        series: id,
        rawBefore: now - rawDays * dayMs,
        minutesBefore: now - minuteDays * dayMs,
        hoursBefore: keeping.hourDays === 0 ? 0 : now - keeping.hourDays * dayMs,
      }
    })
  }

  const stepDue = (): boolean => {
    const next = due[0]
    if (next === undefined) return false
    const { series, rawBefore, minutesBefore, hoursBefore } = next
    const hours = oldChunks.all(series, Math.floor(rawBefore / hourMs), rawBefore)
    for (const { hour, keepFrom } of hours) {
      // Short hours have no minutes yet; from now on they need them.
      if (hour * hourMs >= minutesBefore) compactor.keepMinutesOf(series, hour * hourMs, keepFrom)
      dropChunk.run(series, hour)
    }
    if (hours.length > 0) return true
    if (dropMinutes.run(series, Math.floor(minutesBefore / hourMs), minutesBefore).changes > 0) return true
    if (hoursBefore > 0 && dropHours.run(series, hoursBefore).changes > 0) return true
    due.shift()
    return due.length > 0
  }

  const stepDoomed = (): boolean => {
    const series = doomed.get()
    if (series === undefined) return false
    for (const statement of [...doomedTables, ...doomedHot]) if (statement.run(series).changes > 0) return true
    undoom.run(series)
    return true
  }

  /** After a rollback: the next plan begins anew. */
  const forget = (): void => {
    due = []
  }

  /** Deletes the oldest hour of raw readings of all sensors, or the oldest minutes where no raw ones are old enough. */
  const dropOldest = (now: number): boolean => {
    const all = listSeries.all().map(({ id }) => id)
    const youngest = Math.floor((now - youngestMs) / hourMs)
    for (const [find, drop] of [
      [oldest, dropChunk],
      [oldestMinutes, dropMinutesOf],
    ] as const) {
      const hours = all.flatMap((series) => {
        const hour = find.get(series)
        return hour === null || hour === undefined ? [] : [{ series, hour }]
      })
      const first = Math.min(...hours.map(({ hour }) => hour))
      if (first >= youngest) continue
      for (const { series, hour } of hours) if (hour === first) drop.run(series, hour)
      return true
    }
    return false
  }

  return { plan, step: (): boolean => stepDue() || stepDoomed(), dropOldest, forget }
}
export type Retention = ReturnType<typeof createRetention>
