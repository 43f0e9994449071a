// Windows of the rate limiter in the database. Few and short-lived. Rows in, rows out.
import type { Database } from 'better-sqlite3'

export interface RateWindowRow {
  readonly subject: string
  readonly windowS: number
  readonly openedAt: number
  readonly counted: number
}

export interface RateWindowStore {
  save(row: RateWindowRow): void
  listAll(): RateWindowRow[]
  /** Removes what closed before `now`. */
  removeClosed(now: number): void
}

/** Prepares every statement once. */
export function createRateWindowStore(db: Database): RateWindowStore {
  const save = db.prepare(`INSERT INTO rateWindow (subject, windowS, openedAt, counted) VALUES (@subject, @windowS, @openedAt, @counted)
    ON CONFLICT (subject, windowS) DO UPDATE SET openedAt = excluded.openedAt, counted = excluded.counted`)
  const listAll = db.prepare<[], RateWindowRow>('SELECT * FROM rateWindow')
  const removeClosed = db.prepare('DELETE FROM rateWindow WHERE openedAt + windowS * 1000 <= ?')
  return {
    save: (row) => void save.run(row),
    listAll: () => listAll.all(),
    removeClosed: (now) => void removeClosed.run(now),
  }
}
