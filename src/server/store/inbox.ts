// What other systems sent, as it came, with what became of it.
import type { Database } from 'better-sqlite3'
import type { InboxRecord } from '../../contract/schemas/hook.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export type InboxRow = Omit<InboxRecord, 'source'>
export type InboxFilter = PageRequest & { readonly sourceId?: string; readonly state?: InboxRecord['state'] }

export interface InboxStore {
  insert(row: InboxRow, body: Uint8Array): void
  /** State, attempts, processedAt, reason, outcome. */
  settle(row: Pick<InboxRow, 'id' | 'state' | 'attempts' | 'processedAt' | 'reason' | 'outcome'>): void
  find(id: string): InboxRow | undefined
  body(id: string): Uint8Array | undefined
  list(request: InboxFilter): PageOf<InboxRow>
  /** Oldest first, what isn't waiting: those before, and so many as are over one of the budgets. At most `limit`. Returns how many. */
  purge(given: { readonly before: number; readonly mostBytes: number; readonly mostRows: number; readonly limit: number }): number
  /** Of the bodies that wait. */
  waitingBytes(): number
}

const columns = 'id, sourceId, deliveryId, eventType, receivedAt, bytes, state, attempts, processedAt, reason, outcome'

/** Prepares every statement once. */
export function createInboxStore(db: Database): InboxStore {
  const insert = db.prepare(`INSERT INTO inbox (${columns}, body) VALUES
    (@id, @sourceId, @deliveryId, @eventType, @receivedAt, @bytes, @state, @attempts, @processedAt, @reason, @outcome, @body)`)
  const settle = db.prepare(`UPDATE inbox SET state = @state, attempts = @attempts, processedAt = @processedAt, reason = @reason,
    outcome = @outcome WHERE id = @id`)
  const find = db.prepare<[string], InboxRow>(`SELECT ${columns} FROM inbox WHERE id = ?`)
  const body = db.prepare<[string], Uint8Array>('SELECT body FROM inbox WHERE id = ?').pluck()
  const list = db.prepare<[object], InboxRow>(`SELECT ${columns} FROM inbox WHERE (receivedAt, id) < (@at, @id)
    AND (@sourceId IS NULL OR sourceId = @sourceId) AND (@state IS NULL OR state = @state)
    ORDER BY receivedAt DESC, id DESC LIMIT @limit`)
  const purgeOld = db.prepare(
    `DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE receivedAt < ? AND state <> 'waiting' ORDER BY receivedAt LIMIT ?)`,
  )
  const size = db.prepare<[], { rows: number; bytes: number }>('SELECT count(*) AS rows, coalesce(sum(bytes), 0) AS bytes FROM inbox')
  const waitingBytes = db.prepare<[], number>(`SELECT coalesce(sum(bytes), 0) FROM inbox WHERE state = 'waiting'`).pluck()
  const purgeOldest = db.prepare(
    `DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE state <> 'waiting' ORDER BY receivedAt, id LIMIT ?)`,
  )
  return {
    insert: (row, bytes) => void insert.run({ ...row, body: bytes }),
    settle: (row) => void settle.run(row),
    find: (id) => find.get(id),
    body: (id) => body.get(id),
    list: ({ sourceId = null, state = null, ...request }) =>
      readPage({
        request,
        read: (from) => list.all({ ...from, sourceId, state }),
        position: (row) => ({ at: row.receivedAt, id: row.id }),
        item: (row) => row,
      }),
    purge: ({ before, mostBytes, mostRows, limit }) => {
      const old = purgeOld.run(before, limit).changes
      if (old > 0) return old
      const { rows, bytes } = size.get() ?? { rows: 0, bytes: 0 }
      return bytes > mostBytes || rows > mostRows ? purgeOldest.run(limit).changes : 0
    },
    waitingBytes: () => waitingBytes.get() ?? 0,
  }
}
