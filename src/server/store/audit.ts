// The audit in the database: rows are appended to the chain, read, and archived from the old end. Rows in, rows out.
import type { Database } from 'better-sqlite3'
import { type ArchivedRange, type AuditFields, type AuditRow, type Checkpoint, genesis, hashOfRow } from './audit-chain.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'
import { foldForSearch } from './search.ts'

export interface AuditFilter {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subject?: string | undefined
  readonly outcome?: 'done' | 'refused' | undefined
  readonly fromAt?: number | undefined
  readonly toAt?: number | undefined
  readonly search?: string | undefined
}

export interface AuditStore {
  /** Chains the row to the last one; call it in the transaction of the change. */
  append(row: AuditFields): AuditRow
  find(id: number): AuditRow | undefined
  /** The newest entry's number and hash, or what an archive or nothing at all leaves to stand on. */
  tip(): { readonly id: number; readonly hash: string }
  /** Newest first. */
  list(filter: AuditFilter, request: PageRequest): PageOf<AuditRow>
  /** Oldest first, from `fromId` on. */
  oldest(filter: AuditFilter, fromId: number, limit: number): AuditRow[]
  addCheckpoint(checkpoint: Checkpoint): void
  lastCheckpointId(): number
  archives(): ArchivedRange[]
  /** Drops the entries of the range and keeps what stands for them. */
  archive(range: ArchivedRange): void
}

/** Prepares every statement once. */
export function createAuditStore(db: Database): AuditStore {
  db.function('plenum_fold', { deterministic: true }, (text: unknown) => (typeof text === 'string' ? foldForSearch(text) : ''))
  const insert = db.prepare(`INSERT INTO audit
    (id, at, actorKind, actorId, actorName, program, action, outcome, subject, before, after, detail, requestId, previous, hash) VALUES
    (@id, @at, @actorKind, @actorId, @actorName, @program, @action, @outcome, @subject, @before, @after, @detail, @requestId, @previous, @hash)`)
  const find = db.prepare<[number], AuditRow>('SELECT * FROM audit WHERE id = ?')
  const newest = db.prepare<[], { id: number; hash: string }>('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1')
  const lastArchive = db.prepare<[], { id: number; hash: string }>(
    'SELECT toId AS id, lastHash AS hash FROM auditArchive ORDER BY fromId DESC LIMIT 1',
  )
  const where = `(@actor IS NULL OR actorId = @actor OR plenum_fold(actorName) LIKE @actorLike ESCAPE '\\')
    AND (@action IS NULL OR action = @action OR action LIKE @actionLike ESCAPE '\\')
    AND (@subject IS NULL OR subject = @subject OR subject LIKE @subjectLike ESCAPE '\\')
    AND (@outcome IS NULL OR outcome = @outcome)
    AND (@fromAt IS NULL OR at >= @fromAt) AND (@toAt IS NULL OR at < @toAt)
    AND (@search IS NULL OR plenum_fold(concat_ws(' ', actorName, program, action, subject, detail, before, after)) LIKE @search ESCAPE '\\')`
  const list = db.prepare<[object], AuditRow>(`SELECT * FROM audit WHERE id < @at AND ${where} ORDER BY id DESC LIMIT @limit`)
  const oldest = db.prepare<[object], AuditRow>(`SELECT * FROM audit WHERE id >= @fromId AND ${where} ORDER BY id LIMIT @limit`)
  const addCheckpoint = db.prepare('INSERT OR REPLACE INTO auditCheckpoint VALUES (@entryId, @at, @hash, @signature)')
  const lastCheckpoint = db.prepare('SELECT coalesce(max(entryId), 0) FROM auditCheckpoint').pluck()
  const archives = db.prepare<[], ArchivedRange>('SELECT * FROM auditArchive ORDER BY fromId')
  const addArchive = db.prepare(
    'INSERT INTO auditArchive (fromId, toId, at, lastHash, sha256, fileName, signature) VALUES (@fromId, @toId, @at, @lastHash, @sha256, @fileName, @signature)',
  )
  const drop = db.prepare('DELETE FROM audit WHERE id <= ?')
  const tip = () => newest.get() ?? lastArchive.get() ?? { id: 0, hash: genesis }
  return {
    append: (fields) => {
      const { id, hash: previous } = tip()
      const row: AuditRow = { ...fields, id: id + 1, previous, hash: hashOfRow(previous, fields) }
      insert.run(row)
      return row
    },
    find: (id) => find.get(id),
    tip,
    list: (filter, request) =>
      readPage({
        request,
        read: ({ at, limit }) => list.all({ ...parametersFrom(filter), at, limit }),
        position: (row) => ({ at: row.id, id: '' }),
        item: (row) => row,
      }),
    oldest: (filter, fromId, limit) => oldest.all({ ...parametersFrom(filter), fromId, limit }),
    addCheckpoint: (checkpoint) => void addCheckpoint.run(checkpoint),
    lastCheckpointId: () => lastCheckpoint.get() as number,
    archives: () => archives.all(),
    archive: (range) => {
      drop.run(range.toId)
      addArchive.run(range)
    },
  }
}

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')

function parametersFrom({ actor, action, subject, outcome, fromAt, toAt, search }: AuditFilter) {
  return {
    actor: actor ?? null,
    actorLike: `%${escaped(foldForSearch(actor ?? ''))}%`,
    action: action ?? null,
    actionLike: `${escaped(action ?? '')}.%`,
    subject: subject ?? null,
    subjectLike: `${escaped(subject ?? '')}/%`,
    outcome: outcome ?? null,
    fromAt: fromAt ?? null,
    toAt: toAt ?? null,
    search: search === undefined ? null : `%${escaped(foldForSearch(search))}%`,
  }
}
