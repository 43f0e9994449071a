// Maintenance tickets as rows.
import type { Database } from 'better-sqlite3'
import type { TicketRecord } from '../../contract/schemas/ticket.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export type TicketFilter = PageRequest & { readonly nodeId?: string; readonly state?: TicketRecord['state'] | 'notDone' }

export interface TicketStore {
  save(ticket: TicketRecord): void
  find(id: string): TicketRecord | undefined
  findOfSource(sourceId: string, externalId: string): TicketRecord | undefined
  list(request: TicketFilter): PageOf<TicketRecord>
  remove(id: string): void
}

/** Prepares every statement once. */
export function createTicketStore(db: Database): TicketStore {
  const save = db.prepare(`INSERT INTO ticket
    (id, title, description, priority, state, nodeId, dueAt, sourceId, externalId, createdBy, createdAt, updatedAt, closedAt, revision) VALUES
    (@id, @title, @description, @priority, @state, @nodeId, @dueAt, @sourceId, @externalId, @createdBy, @createdAt, @updatedAt, @closedAt,
    @revision)
    ON CONFLICT (id) DO UPDATE SET title = @title, description = @description, priority = @priority, state = @state, nodeId = @nodeId,
    dueAt = @dueAt, updatedAt = @updatedAt, closedAt = @closedAt, revision = @revision`)
  const find = db.prepare<[string], TicketRecord>('SELECT * FROM ticket WHERE id = ?')
  const findOfSource = db.prepare<[string, string], TicketRecord>('SELECT * FROM ticket WHERE sourceId = ? AND externalId = ?')
  const list = db.prepare<[object], TicketRecord>(`SELECT * FROM ticket WHERE (createdAt, id) < (@at, @id)
    AND (@nodeId IS NULL OR nodeId = @nodeId)
    AND (@state IS NULL OR state = @state OR (@state = 'notDone' AND state <> 'done'))
    ORDER BY createdAt DESC, id DESC LIMIT @limit`)
  const remove = db.prepare('DELETE FROM ticket WHERE id = ?')
  return {
    save: (ticket) => void save.run(ticket),
    find: (id) => find.get(id),
    findOfSource: (...where) => findOfSource.get(...where),
    list: ({ nodeId = null, state = null, ...request }) =>
      readPage({
        request,
        read: (from) => list.all({ ...from, nodeId, state }),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: (row) => row,
      }),
    remove: (id) => void remove.run(id),
  }
}
