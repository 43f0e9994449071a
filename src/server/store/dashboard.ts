// Dashboards in the database: their tiles are JSON. Rows in, rows out.
import type { Database } from 'better-sqlite3'
import type { DashboardRecord } from '../../contract/schemas/dashboard.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface DashboardStore {
  /** Inserts or writes everything that changes. */
  save(dashboard: DashboardRecord): void
  find(id: string): DashboardRecord | undefined
  /** Newest change first. */
  list(request: PageRequest): PageOf<DashboardRecord>
  remove(id: string): void
}

type Stored = Omit<DashboardRecord, 'tiles'> & { tiles: string }

/** Prepares every statement once. */
export function createDashboardStore(db: Database): DashboardStore {
  const save = db.prepare(`INSERT INTO dashboard (id, name, designId, tiles, revision, createdAt, updatedAt)
    VALUES (@id, @name, @designId, @tiles, @revision, @createdAt, @updatedAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, designId = excluded.designId, tiles = excluded.tiles,
      revision = excluded.revision, updatedAt = excluded.updatedAt`)
  const find = db.prepare<[string], Stored>('SELECT * FROM dashboard WHERE id = ?')
  const list = db.prepare<[{ at: number; id: string; limit: number }], Stored>(
    'SELECT * FROM dashboard WHERE (updatedAt, id) < (@at, @id) ORDER BY updatedAt DESC, id DESC LIMIT @limit',
  )
  const remove = db.prepare('DELETE FROM dashboard WHERE id = ?')
  const recordFrom = (stored: Stored): DashboardRecord => ({ ...stored, tiles: JSON.parse(stored.tiles) as DashboardRecord['tiles'] })
  return {
    save: (dashboard) => void save.run({ ...dashboard, tiles: JSON.stringify(dashboard.tiles) }),
    find: (id) => {
      const stored = find.get(id)
      return stored && recordFrom(stored)
    },
    list: (request) =>
      readPage({ request, read: (from) => list.all(from), position: (row) => ({ at: row.updatedAt, id: row.id }), item: recordFrom }),
    remove: (id) => void remove.run(id),
  }
}
