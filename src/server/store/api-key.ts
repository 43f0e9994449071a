// Keys of programs in the database: the hash of the secret, never the secret. Rows in, rows out.
import type { Database } from 'better-sqlite3'
import type { ApiKeyRecord } from '../../contract/schemas/api-key.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface ApiKeyRow extends ApiKeyRecord {
  /** SHA-256 of the whole key. */
  readonly hash: Uint8Array
  readonly perMinute: number | null
  readonly perHour: number | null
  readonly perDay: number | null
}

export interface ApiKeyStore {
  insert(key: ApiKeyRow): void
  find(id: string): ApiKeyRow | undefined
  /** Newest first. */
  list(request: PageRequest): PageOf<ApiKeyRow>
  setActive(id: string, active: boolean): void
  setUsed(id: string, at: number): void
  remove(id: string): void
}

type Stored = Omit<ApiKeyRow, 'scopes' | 'active'> & { scopes: string; active: 0 | 1 }

/** Prepares every statement once. */
export function createApiKeyStore(db: Database): ApiKeyStore {
  const insert = db.prepare(`INSERT INTO apiKey
    (id, name, description, prefix, hash, scopes, active, perMinute, perHour, perDay, createdAt, expiresAt, lastUsedAt) VALUES
    (@id, @name, @description, @prefix, @hash, @scopes, @active, @perMinute, @perHour, @perDay, @createdAt, @expiresAt, @lastUsedAt)`)
  const find = db.prepare<[string], Stored>('SELECT * FROM apiKey WHERE id = ?')
  const list = db.prepare<[{ at: number; id: string; limit: number }], Stored>(
    'SELECT * FROM apiKey WHERE (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit',
  )
  const setActive = db.prepare('UPDATE apiKey SET active = ? WHERE id = ?')
  const setUsed = db.prepare('UPDATE apiKey SET lastUsedAt = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM apiKey WHERE id = ?')
  return {
    insert: (key) => void insert.run({ ...key, scopes: JSON.stringify(key.scopes), active: key.active ? 1 : 0 }),
    find: (id) => {
      const stored = find.get(id)
      return stored && rowFrom(stored)
    },
    list: (request) =>
      readPage({ request, read: (from) => list.all(from), position: (row) => ({ at: row.createdAt, id: row.id }), item: rowFrom }),
    setActive: (id, active) => void setActive.run(active ? 1 : 0, id),
    setUsed: (id, at) => void setUsed.run(at, id),
    remove: (id) => void remove.run(id),
  }
}

const rowFrom = (stored: Stored): ApiKeyRow => ({ ...stored, scopes: JSON.parse(stored.scopes) as string[], active: stored.active === 1 })
