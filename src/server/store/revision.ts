// Every save of a design, whole: one row, never changed afterwards. The document is JSON text exactly as it was saved.
// Not compressed: deflating a 600 kB document would hold the main loop for about 10 ms, and disks are larger than drawings.
import type { Database } from 'better-sqlite3'
import type { RevisionSummary } from '../../contract/schemas/design.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface StoredRevision {
  readonly number: number
  readonly name: string
  readonly savedAt: number
  /** JSON. */
  readonly document: string
}

export interface RevisionStore {
  insert(revision: StoredRevision & { readonly designId: string; readonly cause: RevisionSummary['cause'] }): void
  find(designId: string, number: number): StoredRevision | undefined
  /** Newest first. */
  list(designId: string, request: PageRequest): PageOf<RevisionSummary>
}

/** Prepares every statement once. */
export function createRevisionStore(db: Database): RevisionStore {
  const insert = db.prepare(`INSERT INTO revision (designId, number, name, cause, savedAt, bytes, document)
    VALUES (@designId, @number, @name, @cause, @savedAt, @bytes, @document)`)
  const find = db.prepare<[string, number], StoredRevision>(
    'SELECT number, name, savedAt, document FROM revision WHERE designId = ? AND number = ?',
  )
  const list = db.prepare<[{ designId: string; at: number; limit: number }], RevisionSummary>(
    `SELECT number, savedAt, name, cause, bytes FROM revision WHERE designId = @designId AND number < @at ORDER BY number DESC LIMIT @limit`,
  )
  return {
    insert: (revision) => {
      insert.run({ ...revision, bytes: Buffer.byteLength(revision.document) })
    },
    find: (designId, number) => find.get(designId, number),
    list: (designId, request) =>
      readPage({
        request,
        read: ({ at, limit }) => list.all({ designId, at, limit }),
        position: (row) => ({ at: row.number, id: '' }),
        item: (row) => row,
      }),
  }
}
