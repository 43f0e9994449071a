// Sealed secrets in the database: never a plain one. Rows in, rows out. Each change is one statement, on disk when it returns, and joins a
// transaction that is open.
import type { Database } from 'better-sqlite3'

export interface SecretRow {
  readonly name: string
  /** Which data key sealed it. */
  readonly keyId: string
  readonly sealed: Uint8Array
  readonly changedAt: number
}

export interface SecretStore {
  put(row: SecretRow): void
  find(name: string): SecretRow | undefined
  /** By name. */
  all(): SecretRow[]
  /** All or nothing: what was sealed by one key is sealed by another now. */
  replaceAll(rows: readonly SecretRow[]): void
  remove(name: string): void
}

/** Prepares every statement once. */
export function createSecretStore(db: Database): SecretStore {
  const put = db.prepare(`INSERT INTO secret (name, keyId, sealed, changedAt) VALUES (@name, @keyId, @sealed, @changedAt)
    ON CONFLICT (name) DO UPDATE SET keyId = excluded.keyId, sealed = excluded.sealed, changedAt = excluded.changedAt`)
  const find = db.prepare<[string], SecretRow>('SELECT * FROM secret WHERE name = ?')
  const all = db.prepare<[], SecretRow>('SELECT * FROM secret ORDER BY name')
  const remove = db.prepare('DELETE FROM secret WHERE name = ?')
  return {
    put: (row) => void put.run(row),
    find: (name) => find.get(name),
    all: () => all.all(),
    replaceAll: (rows) =>
      db.transaction(() => {
        for (const row of rows) put.run(row)
      })(),
    remove: (name) => void remove.run(name),
  }
}
