// Requests that came with an Idempotency-Key, and their sealed answers. Rows in, rows out.
import type { Database } from 'better-sqlite3'

export interface RepeatedRequestRow {
  readonly id: string
  readonly fingerprint: string
  readonly startedAt: number
  readonly answer: Uint8Array | null
}

export interface RepeatedRequestStore {
  insert(row: RepeatedRequestRow): void
  find(id: string): RepeatedRequestRow | undefined
  setAnswer(id: string, answer: Uint8Array): void
  remove(id: string): void
  removeOlder(than: number): void
}

/** Prepares every statement once. */
export function createRepeatedRequestStore(db: Database): RepeatedRequestStore {
  const insert = db.prepare(
    'INSERT INTO repeatedRequest (id, fingerprint, startedAt, answer) VALUES (@id, @fingerprint, @startedAt, @answer)',
  )
  const find = db.prepare<[string], RepeatedRequestRow>('SELECT * FROM repeatedRequest WHERE id = ?')
  const setAnswer = db.prepare('UPDATE repeatedRequest SET answer = ? WHERE id = ?')
  const remove = db.prepare('DELETE FROM repeatedRequest WHERE id = ?')
  const removeOlder = db.prepare('DELETE FROM repeatedRequest WHERE startedAt <= ?')
  return {
    insert: (row) => void insert.run(row),
    find: (id) => find.get(id),
    setAnswer: (id, answer) => void setAnswer.run(answer, id),
    remove: (id) => void remove.run(id),
    removeOlder: (than) => void removeOlder.run(than),
  }
}
