// Business events in the database: added in the transaction of their cause, read by pages, newest first. Rows in, rows out.
import type { Database } from 'better-sqlite3'
import type { StoredEvent } from '../outbox-port.ts'
import { type PageOf, type PageRequest, positionFromCursor, readPage } from './cursor.ts'

export interface EventFilter extends PageRequest {
  /** Exact type, or its beginning when `isPrefix`. */
  readonly type?: string | undefined
  readonly isPrefix?: boolean
  readonly subject?: string | undefined
  /** UTC ms, `to` exclusive. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Only of these projects; null is all. */
  readonly projectIds?: ReadonlySet<string> | null
}

export interface EventStore {
  insert(event: Omit<StoredEvent, 'seq'>): number
  find(id: string): StoredEvent | undefined
  list(request: EventFilter): PageOf<StoredEvent>
  /** After this sequence number, oldest first. */
  listAfter(seq: number, limit: number): StoredEvent[]
  /** Deletes the oldest: those before, or, while more than `keep` are there, those beyond. At most `limit`; returns how many. */
  purge(given: { readonly before: number; readonly keep: number; readonly limit: number }): number
}

type Row = Omit<StoredEvent, 'data'> & { readonly data: string }

/** Prepares every statement once. */
export function createEventStore(db: Database): EventStore {
  const insert = db.prepare(`INSERT INTO businessEvent (id, type, version, at, subject, projectId, actor, data)
    VALUES (@id, @type, @version, @at, @subject, @projectId, @actor, @data)`)
  const find = db.prepare<[string], Row>('SELECT * FROM businessEvent WHERE id = ?')
  const listAfter = db.prepare<[number, number], Row>('SELECT * FROM businessEvent WHERE seq > ? ORDER BY seq LIMIT ?')
  const bounds = `seq < @seq AND (@from IS NULL OR at >= @from) AND (@to IS NULL OR at < @to)
    AND (@projectIds IS NULL OR projectId IN (SELECT value FROM json_each(@projectIds)))`
  const tail = `AND ${bounds} ORDER BY seq DESC LIMIT @limit`
  const list = db.prepare<[object], Row>(`SELECT * FROM businessEvent WHERE (@prefix IS NULL OR substr(type, 1, length(@prefix)) = @prefix)
    AND @subject IS NULL AND @type IS NULL ${tail}`)
  const listOfType = db.prepare<[object], Row>(
    `SELECT * FROM businessEvent WHERE type = @type AND @subject IS NULL AND @prefix IS NULL ${tail}`,
  )
  const listOfSubject = db.prepare<[object], Row>(`SELECT * FROM businessEvent WHERE subject = @subject AND (@type IS NULL OR type = @type)
    AND (@prefix IS NULL OR substr(type, 1, length(@prefix)) = @prefix) ${tail}`)
  const purgeOld = db.prepare(
    'DELETE FROM businessEvent WHERE seq IN (SELECT seq FROM businessEvent ORDER BY seq LIMIT @limit) AND at < @before',
  )
  const span = db.prepare<[], { first: number | null; last: number | null }>(
    'SELECT min(seq) AS first, max(seq) AS last FROM businessEvent',
  )
  const purgeMany = db.prepare(
    'DELETE FROM businessEvent WHERE seq IN (SELECT seq FROM businessEvent WHERE seq <= @until ORDER BY seq LIMIT @limit)',
  )
  return {
    insert: (event) => Number(insert.run({ ...event, data: JSON.stringify(event.data) }).lastInsertRowid),
    find: (id) => {
      const row = find.get(id)
      return row && eventFrom(row)
    },
    listAfter: (seq, limit) => listAfter.all(seq, limit).map(eventFrom),
    list: ({ type = null, isPrefix = false, subject = null, from = null, to = null, projectIds = null, ...request }) => {
      const statement = subject !== null ? listOfSubject : type !== null && !isPrefix ? listOfType : list
      const seq = request.cursor === undefined ? Number.MAX_SAFE_INTEGER : positionFromCursor(request.cursor).at
      const filter = {
        ...{ seq, subject, from, to },
        type: isPrefix ? null : type,
        prefix: isPrefix ? type : null,
        projectIds: projectIds === null ? null : JSON.stringify([...projectIds]),
      }
      return readPage({
        request,
        read: ({ limit }) => statement.all({ ...filter, limit }),
        position: (row) => ({ at: row.seq, id: '' }),
        item: eventFrom,
      })
    },
    purge: ({ before, keep, limit }) => {
      const old = purgeOld.run({ before, limit }).changes
      if (old > 0) return old
      const { first, last } = span.get() ?? { first: null, last: null }
      if (first === null || last === null || last - first < keep) return 0
      return purgeMany.run({ until: last - keep, limit }).changes
    },
  }
}

const eventFrom = (row: Row): StoredEvent => ({ ...row, data: JSON.parse(row.data) as unknown })
