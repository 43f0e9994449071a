// Commands to nodes in the database: every state change is one write, so what is shown survives a restart.
import type { Database } from 'better-sqlite3'
import type { CommandRecord } from '../../contract/schemas/node.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface CommandStore {
  /** Inserts or writes everything that changes. */
  save(command: CommandRecord): void
  find(id: string): CommandRecord | undefined
  /** Newest first. */
  listOfNode(nodeId: string, request: PageRequest): PageOf<CommandRecord>
  /** Not ended, oldest first. */
  listOpen(): CommandRecord[]
  /** Removes ended ones of a node beyond the newest `keep`. */
  trim(nodeId: string, keep: number): void
}

type Stored = Omit<CommandRecord, 'parameters'> & { parameters: string }

/** Prepares every statement once. */
export function createCommandStore(db: Database): CommandStore {
  const save = db.prepare(`INSERT INTO command
    (id, nodeId, command, parameters, state, reason, result, attempts, createdAt, expiresAt, sentAt, acceptedAt, endedAt) VALUES
    (@id, @nodeId, @command, @parameters, @state, @reason, @result, @attempts, @createdAt, @expiresAt, @sentAt, @acceptedAt, @endedAt)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason, result = excluded.result,
      attempts = excluded.attempts, sentAt = excluded.sentAt, acceptedAt = excluded.acceptedAt, endedAt = excluded.endedAt`)
  const find = db.prepare<[string], Stored>('SELECT * FROM command WHERE id = ?')
  const listOfNode = db.prepare<[{ nodeId: string; at: number; id: string; limit: number }], Stored>(
    `SELECT * FROM command WHERE nodeId = @nodeId AND (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit`,
  )
  const listOpen = db.prepare<[], Stored>('SELECT * FROM command WHERE endedAt IS NULL ORDER BY createdAt, rowid')
  const trim = db.prepare(`DELETE FROM command WHERE nodeId = @nodeId AND endedAt IS NOT NULL AND id NOT IN
    (SELECT id FROM command WHERE nodeId = @nodeId ORDER BY createdAt DESC, id DESC LIMIT @keep)`)
  return {
    save: (command) => void save.run({ ...command, parameters: JSON.stringify(command.parameters) }),
    find: (id) => {
      const stored = find.get(id)
      return stored && recordFrom(stored)
    },
    listOfNode: (nodeId, request) =>
      readPage({
        request,
        read: (from) => listOfNode.all({ ...from, nodeId }),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: recordFrom,
      }),
    listOpen: () => listOpen.all().map(recordFrom),
    trim: (nodeId, keep) => void trim.run({ nodeId, keep }),
  }
}

const recordFrom = (stored: Stored): CommandRecord => ({
  ...stored,
  parameters: JSON.parse(stored.parameters) as CommandRecord['parameters'],
})
