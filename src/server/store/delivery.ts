// Deliveries of outgoing webhooks: the bytes sent, the state of each, and the log of attempts within a budget of bytes.
import type { Database } from 'better-sqlite3'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'dropped'

export interface DeliveryRow {
  readonly seq: number
  readonly id: string
  readonly webhookId: string
  readonly bodyId: string
  readonly eventId: string | null
  readonly eventType: string
  readonly subject: string | null
  readonly projectId: string | null
  readonly isTest: 0 | 1
  readonly state: DeliveryState
  readonly attempts: number
  readonly httpStatus: number | null
  readonly reason: string | null
  readonly createdAt: number
  readonly lastAt: number | null
  readonly dueAt: number | null
  readonly jobId: number
}
export interface AttemptRow {
  readonly id: number
  readonly deliveryId: string
  readonly at: number
  readonly durationMs: number
  readonly httpStatus: number | null
  readonly reason: string | null
  readonly answer: Uint8Array | null
  readonly answerType: string | null
  readonly isCut: 0 | 1
}
export interface DeliveryFilter extends PageRequest {
  readonly webhookId?: string | undefined
  readonly state?: DeliveryState | undefined
  readonly subject?: string | undefined
  readonly projectIds?: ReadonlySet<string> | null
}

export interface DeliveryStore {
  putBody(id: string, bytes: Uint8Array): void
  body(id: string): Uint8Array | undefined
  insert(delivery: Omit<DeliveryRow, 'seq'>): void
  find(id: string): DeliveryRow | undefined
  settle(row: Pick<DeliveryRow, 'id' | 'state' | 'attempts' | 'httpStatus' | 'reason' | 'lastAt' | 'dueAt'>): void
  /** It waits again, with this job. */
  reopen(row: { readonly id: string; readonly jobId: number; readonly dueAt: number }): void
  list(request: DeliveryFilter): PageOf<DeliveryRow>
  /** Ended ones of a range, oldest first. */
  listEnded(given: {
    readonly webhookId: string
    readonly isFailedOnly: boolean
    readonly from: number
    readonly to: number
    /** Those planned later than this one. */
    readonly afterSeq: number
    readonly limit: number
  }): DeliveryRow[]
  countWaiting(webhookId: string): number
  addAttempt(attempt: Omit<AttemptRow, 'id'>): void
  attempts(deliveryId: string, limit: number): AttemptRow[]
  answerBytes(): number
  /** Forgets the oldest answers, at most `limit`; returns how many bytes. */
  forgetAnswers(limit: number): number
  /** Deletes ended ones from before, or beyond `keep`: at most `limit`; returns how many. */
  purge(given: { readonly before: number; readonly keep: number; readonly limit: number }): number
}

/** Prepares every statement once. */
export function createDeliveryStore(db: Database): DeliveryStore {
  const putBody = db.prepare('INSERT OR IGNORE INTO webhookBody (id, bytes) VALUES (?, ?)')
  const body = db.prepare<[string], Buffer>('SELECT bytes FROM webhookBody WHERE id = ?').pluck()
  const insert = db.prepare(`INSERT INTO delivery (id, webhookId, bodyId, eventId, eventType, subject, projectId, isTest, state, attempts,
    httpStatus, reason, createdAt, lastAt, dueAt, jobId) VALUES (@id, @webhookId, @bodyId, @eventId, @eventType, @subject, @projectId,
    @isTest, @state, @attempts, @httpStatus, @reason, @createdAt, @lastAt, @dueAt, @jobId)`)
  const find = db.prepare<[string], DeliveryRow>('SELECT * FROM delivery WHERE id = ?')
  const settle = db.prepare(`UPDATE delivery SET state = @state, attempts = @attempts, httpStatus = @httpStatus, reason = @reason,
    lastAt = @lastAt, dueAt = @dueAt WHERE id = @id`)
  const reopen = db.prepare(`UPDATE delivery SET state = 'waiting', jobId = @jobId, dueAt = @dueAt WHERE id = @id`)
  const page = `AND seq < @seq AND (@projectIds IS NULL OR projectId IN (SELECT value FROM json_each(@projectIds)))
    ORDER BY seq DESC LIMIT @limit`
  const tail = `AND @subject IS NULL ${page}`
  const listAll = db.prepare<[object], DeliveryRow>(`SELECT * FROM delivery WHERE @webhookId IS NULL AND @state IS NULL ${tail}`)
  const listState = db.prepare<[object], DeliveryRow>(`SELECT * FROM delivery WHERE state = @state AND @webhookId IS NULL ${tail}`)
  const listOne = db.prepare<[object], DeliveryRow>(`SELECT * FROM delivery WHERE webhookId = @webhookId AND @state IS NULL ${tail}`)
  const listBoth = db.prepare<[object], DeliveryRow>(`SELECT * FROM delivery WHERE webhookId = @webhookId AND state = @state ${tail}`)
  const listSubject = db.prepare<[object], DeliveryRow>(`SELECT * FROM delivery WHERE subject = @subject
    AND (@webhookId IS NULL OR webhookId = @webhookId) AND (@state IS NULL OR state = @state) ${page}`)
  const listEnded = db.prepare<[object], DeliveryRow>(`SELECT * FROM delivery WHERE webhookId = @webhookId AND isTest = 0
    AND (state = 'failed' OR (state IN ('delivered', 'dropped') AND @isFailedOnly = 0)) AND createdAt >= @from AND createdAt < @to
    AND seq > @afterSeq ORDER BY seq LIMIT @limit`)
  const countWaiting = db.prepare<[string], number>(`SELECT count(*) FROM delivery WHERE webhookId = ? AND state = 'waiting'`).pluck()
  const addAttempt = db.prepare(`INSERT INTO deliveryAttempt (deliveryId, at, durationMs, httpStatus, reason, answer, answerType, isCut)
    VALUES (@deliveryId, @at, @durationMs, @httpStatus, @reason, @answer, @answerType, @isCut)`)
  const attempts = db.prepare<[string, number], AttemptRow>('SELECT * FROM deliveryAttempt WHERE deliveryId = ? ORDER BY id DESC LIMIT ?')
  const answerBytes = db
    .prepare<[], number>('SELECT coalesce(sum(length(answer)), 0) FROM deliveryAttempt WHERE answer IS NOT NULL')
    .pluck()
  const oldest = 'SELECT id FROM deliveryAttempt WHERE answer IS NOT NULL ORDER BY id LIMIT ?'
  const oldestBytes = db
    .prepare<[number], number>(`SELECT coalesce(sum(length(answer)), 0) FROM deliveryAttempt WHERE id IN (${oldest})`)
    .pluck()
  const forget = db.prepare(`UPDATE deliveryAttempt SET answer = NULL, isCut = 1 WHERE id IN (${oldest})`)
  const ended = `state IN ('delivered', 'failed', 'dropped')`
  const purgeOld = db.prepare(
    `DELETE FROM delivery WHERE seq IN (SELECT seq FROM delivery WHERE createdAt < @before AND ${ended} ORDER BY seq LIMIT @limit)`,
  )
  const purgeMany = db.prepare(`DELETE FROM delivery WHERE seq IN
    (SELECT seq FROM delivery WHERE seq <= (SELECT coalesce(max(seq), 0) FROM delivery) - @keep AND ${ended} ORDER BY seq LIMIT @limit)`)
  const purgeBodies = db.prepare(`DELETE FROM webhookBody WHERE id IN (SELECT id FROM webhookBody WHERE NOT EXISTS
    (SELECT 1 FROM delivery WHERE bodyId = webhookBody.id) LIMIT @limit)`)
  return {
    putBody: (id, bytes) => void putBody.run(id, bytes),
    body: (id) => body.get(id),
    insert: (delivery) => void insert.run(delivery),
    find: (id) => find.get(id),
    settle: (row) => void settle.run(row),
    reopen: (row) => void reopen.run(row),
    list: ({ webhookId = null, state = null, subject = null, projectIds = null, ...request }) => {
      const [all, one] = state === null ? [listAll, listOne] : [listState, listBoth]
      const statement = subject !== null ? listSubject : webhookId === null ? all : one
      const filter = { webhookId, state, subject, projectIds: projectIds === null ? null : JSON.stringify([...projectIds]) }
      return readPage({
        request,
        read: ({ at, limit }) => statement.all({ ...filter, seq: at, limit }),
        position: (row) => ({ at: row.seq, id: '' }),
        item: (row) => row,
      })
    },
    listEnded: ({ isFailedOnly, ...given }) => listEnded.all({ ...given, isFailedOnly: isFailedOnly ? 1 : 0 }),
    countWaiting: (webhookId) => countWaiting.get(webhookId) ?? 0,
    addAttempt: (attempt) => void addAttempt.run(attempt),
    attempts: (deliveryId, limit) => attempts.all(deliveryId, limit),
    answerBytes: () => answerBytes.get() ?? 0,
    forgetAnswers: (limit) => {
      const bytes = oldestBytes.get(limit) ?? 0
      if (bytes > 0) forget.run(limit)
      return bytes
    },
    purge: ({ before, keep, limit }) => {
      const old = purgeOld.run({ before, limit }).changes
      const many = old > 0 ? 0 : purgeMany.run({ keep, limit }).changes
      return old + many + purgeBodies.run({ limit }).changes
    },
  }
}
