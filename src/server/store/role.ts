// Own roles in the database. Few: they are read all at once. Rows in, rows out.
import type { Database } from 'better-sqlite3'

export interface RoleRow {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly permissions: readonly string[]
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface RoleStore {
  /** Inserts or writes everything that changes. */
  save(role: RoleRow): void
  /** Oldest first. */
  listAll(): RoleRow[]
  remove(id: string): void
}

type Stored = Omit<RoleRow, 'permissions'> & { permissions: string }

/** Prepares every statement once. */
export function createRoleStore(db: Database): RoleStore {
  const save = db.prepare(`INSERT INTO role (id, name, description, permissions, revision, createdAt, updatedAt)
    VALUES (@id, @name, @description, @permissions, @revision, @createdAt, @updatedAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, permissions = excluded.permissions,
      revision = excluded.revision, updatedAt = excluded.updatedAt`)
  const listAll = db.prepare<[], Stored>('SELECT * FROM role ORDER BY createdAt, id')
  const remove = db.prepare('DELETE FROM role WHERE id = ?')
  return {
    save: (role) => void save.run({ ...role, permissions: JSON.stringify(role.permissions) }),
    listAll: () => listAll.all().map((stored) => ({ ...stored, permissions: JSON.parse(stored.permissions) as string[] })),
    remove: (id) => void remove.run(id),
  }
}
