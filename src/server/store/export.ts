// Exports in the database: a record each; the bytes are a file named for the record's id.
import type { Database } from 'better-sqlite3'
import type { ExportFormat, ExportRecord } from '../../contract/schemas/export.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

/** The record and what only the server needs: the content type of its file. */
export interface StoredExport extends ExportRecord {
  contentType: string
}

export interface ExportStore {
  insert(record: StoredExport): void
  update(record: StoredExport): void
  remove(id: string): void
  find(id: string): StoredExport | undefined
  /** Newest first. */
  list(designId: string, request: PageRequest): PageOf<ExportRecord>
  listRunning(): StoredExport[]
  listIds(designId: string): string[]
}

interface Stored {
  id: string
  designId: string
  designRevision: number
  format: ExportFormat
  status: ExportRecord['status']
  fileName: string
  contentType: string
  bytes: number
  sha256: string
  warnings: string
  reason: string | null
  savedTo: string | null
  createdAt: number
}

/** Prepares every statement once. */
export function createExportStore(db: Database): ExportStore {
  const insert = db.prepare(`INSERT INTO export
    (id, designId, designRevision, format, status, fileName, contentType, bytes, sha256, warnings, reason, savedTo, createdAt) VALUES
    (@id, @designId, @designRevision, @format, @status, @fileName, @contentType, @bytes, @sha256, @warnings, @reason, @savedTo, @createdAt)`)
  const update = db.prepare(`UPDATE export SET status = @status, fileName = @fileName, contentType = @contentType, bytes = @bytes,
    sha256 = @sha256, warnings = @warnings, reason = @reason, savedTo = @savedTo WHERE id = @id`)
  const remove = db.prepare('DELETE FROM export WHERE id = ?')
  const find = db.prepare<[string], Stored>('SELECT * FROM export WHERE id = ?')
  const list = db.prepare<[{ designId: string; at: number; id: string; limit: number }], Stored>(
    `SELECT * FROM export WHERE designId = @designId AND (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit`,
  )
  const listRunning = db.prepare<[], Stored>(`SELECT * FROM export WHERE status = 'running'`)
  const listIds = db.prepare<[string], { id: string }>('SELECT id FROM export WHERE designId = ?')
  return {
    insert: (record) => {
      insert.run(storedFrom(record))
    },
    update: (record) => {
      update.run(storedFrom(record))
    },
    remove: (id) => {
      remove.run(id)
    },
    find: (id) => {
      const stored = find.get(id)
      return stored && recordFrom(stored)
    },
    list: (designId, request) =>
      readPage({
        request,
        read: (from) => list.all({ ...from, designId }),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: (row) => publicExport(recordFrom(row)),
      }),
    listRunning: () => listRunning.all().map(recordFrom),
    listIds: (designId) => listIds.all(designId).map((row) => row.id),
  }
}

/** The record as the API shows it. */
export function publicExport({ contentType: _contentType, ...record }: StoredExport): ExportRecord {
  return record
}

function storedFrom({ reason, savedTo, warnings, ...record }: StoredExport): Stored {
  return { ...record, warnings: JSON.stringify(warnings), reason: reason ?? null, savedTo: savedTo ?? null }
}

function recordFrom({ reason, savedTo, warnings, ...stored }: Stored): StoredExport {
  return {
    ...stored,
    warnings: JSON.parse(warnings) as string[],
    ...(reason === null ? {} : { reason }),
    ...(savedTo === null ? {} : { savedTo }),
  }
}
