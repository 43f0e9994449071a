// Jobs of the outbox in the database. A job is leased by its state; what a dead process had leased is waiting again at the next start.
// Rows in, rows out: which job is next and what follows from a try are services/outbox.ts.
import type { Database } from 'better-sqlite3'
import type { Job, JobKind } from '../outbox-port.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export type JobState = 'waiting' | 'running' | 'done' | 'dead' | 'dropped'
/** 0 a first try, 1 a further one by the awake clock, 2 a further one put back to an instant. */
export type JobTrack = 0 | 1 | 2

export interface JobRow extends Job {
  readonly state: JobState
  readonly track: JobTrack
  readonly dueKey: number
  readonly isPutBack: 0 | 1
  readonly step: number
  readonly leases: number
  readonly endedAt: number | null
}

export interface LaneRow {
  readonly kind: JobKind
  readonly lane: string
  readonly isFailing: 0 | 1
}

export interface JobFilter extends PageRequest {
  readonly kind?: JobKind | undefined
  readonly lane?: string | undefined
}

export interface JobStore {
  insert(job: Pick<JobRow, 'kind' | 'lane' | 'ref' | 'eventId' | 'subject' | 'dueAt' | 'createdAt'>): number
  find(id: number): JobRow | undefined
  /** Newest job that works on this row. */
  findOfRef(kind: JobKind, ref: string): JobRow | undefined
  /** The waiting one with the lowest id, or the one due first. */
  first(kind: JobKind, lane: string, track: JobTrack, by: 'id' | 'due'): Pick<JobRow, 'id' | 'dueKey'> | undefined
  lease(id: number): void
  /** What a try changes; a job dropped meanwhile stays dropped. */
  settle(
    row: Pick<JobRow, 'id' | 'state' | 'track' | 'dueKey' | 'dueAt' | 'isPutBack' | 'step' | 'attempts' | 'endedAt' | 'lastReason'>,
  ): void
  /** At the start: frees what was leased; what ended the program `mostLeases` times is dead, and answered. */
  freeAll(given: {
    readonly mostLeases: number
    readonly now: number
    readonly reason: string
  }): { readonly id: number; readonly kind: JobKind; readonly ref: string }[]
  free(id: number): void
  /** Makes it due now, at the first step of the ladder; false when it is neither waiting nor dead. */
  retry(id: number, due: { readonly now: number; readonly awake: number }): boolean
  drop(id: number, now: number): boolean
  /** Ids of a lane, so that many are changed in steps. */
  idsOfLane(kind: JobKind, lane: string, state: 'waiting' | 'dead'): number[]
  idsPutBack(kind: JobKind | null): { readonly id: number; readonly kind: JobKind; readonly lane: string }[]
  makeDue(id: number, now: number): void
  /** Lanes that have something waiting. */
  listLanes(): { kind: JobKind; lane: string }[]
  listFailing(): LaneRow[]
  saveLane(row: LaneRow, now: number): void
  count(): { readonly kind: JobKind; readonly state: JobState; readonly n: number }[]
  /** Instant of the oldest due first try or put-back one of a kind; null when none waits. */
  oldestDue(kind: JobKind, lane: string, due: { readonly now: number; readonly awake: number }): number | null
  listDead(request: JobFilter): PageOf<JobRow>
  countDead(): { readonly kind: JobKind; readonly lane: string; readonly n: number; readonly newestAt: number }[]
  /** Newest first. */
  listOfSubject(subject: string, request: PageRequest): PageOf<JobRow>
  /** Jobs that follow from these events. */
  listOfEvents(eventIds: readonly string[], subject: string): JobRow[]
  /** Deletes ended ones, and dead ones after `deadBefore`: at most `limit`; returns how many. */
  purge(given: { readonly before: number; readonly deadBefore: number; readonly keep: number; readonly limit: number }): number
  readAwake(): { readonly awakeMs: number; readonly seenAt: number } | undefined
  saveAwake(row: { readonly awakeMs: number; readonly seenAt: number }): void
  readRelay(name: string): { readonly lastId: number; readonly lastAt: number } | undefined
  saveRelay(name: string, row: { readonly lastId: number; readonly lastAt: number }): void
}

/** Prepares every statement once. */
export function createJobStore(db: Database): JobStore {
  const insert = db.prepare(`INSERT INTO job
    (kind, lane, ref, eventId, subject, state, track, dueKey, dueAt, isPutBack, step, attempts, leases, createdAt) VALUES
    (@kind, @lane, @ref, @eventId, @subject, 'waiting', 0, @dueAt, @dueAt, 0, 0, 0, 0, @createdAt)`)
  const find = db.prepare<[number], JobRow>('SELECT * FROM job WHERE id = ?')
  const findOfRef = db.prepare<[string, string], JobRow>('SELECT * FROM job WHERE kind = ? AND ref = ? ORDER BY id DESC LIMIT 1')
  const first = (order: 'id' | 'dueKey') =>
    db.prepare<[string, string, number], Pick<JobRow, 'id' | 'dueKey'>>(
      `SELECT id, dueKey FROM job WHERE state = 'waiting' AND kind = ? AND lane = ? AND track = ? ORDER BY ${order} LIMIT 1`,
    )
  const firstById = first('id')
  const firstByDue = first('dueKey')
  const lease = db.prepare(`UPDATE job SET state = 'running', leases = leases + 1 WHERE id = ? AND state = 'waiting'`)
  const settle = db.prepare(`UPDATE job SET state = iif(state = 'dropped', 'dropped', @state), track = @track, dueKey = @dueKey,
    dueAt = @dueAt, isPutBack = @isPutBack, step = @step, attempts = @attempts, leases = 0,
    endedAt = iif(state = 'dropped', endedAt, @endedAt), lastReason = @lastReason WHERE id = @id`)
  const tooOften = db.prepare<[number], { id: number; kind: JobKind; ref: string }>(
    `SELECT id, kind, ref FROM job WHERE state = 'running' AND leases >= ?`,
  )
  const freeAll = db.prepare(`UPDATE job SET state = iif(leases >= @mostLeases, 'dead', 'waiting'),
    endedAt = iif(leases >= @mostLeases, @now, NULL), lastReason = iif(leases >= @mostLeases, @reason, lastReason) WHERE state = 'running'`)
  const free = db.prepare(`UPDATE job SET state = 'waiting', leases = 0 WHERE id = ? AND state = 'running'`)
  const retry = db.prepare(`UPDATE job SET state = 'waiting', step = 0, isPutBack = 0, endedAt = NULL, dueAt = @now,
    track = iif(attempts > 0, 1, 0), dueKey = iif(attempts > 0, @awake, @now) WHERE id = @id AND state IN ('waiting', 'dead')`)
  const drop = db.prepare(`UPDATE job SET state = 'dropped', endedAt = @now WHERE id = @id AND state IN ('waiting', 'running', 'dead')`)
  const idsWaiting = db.prepare<[string, string], number>(`SELECT id FROM job WHERE state = 'waiting' AND kind = ? AND lane = ?`).pluck()
  const idsDead = db.prepare<[string, string], number>(`SELECT id FROM job WHERE state = 'dead' AND kind = ? AND lane = ?`).pluck()
  const putBack = db.prepare<[{ kind: string | null }], { id: number; kind: JobKind; lane: string }>(
    `SELECT id, kind, lane FROM job WHERE state = 'waiting' AND isPutBack = 1 AND (@kind IS NULL OR kind = @kind)`,
  )
  const makeDue = db.prepare(
    `UPDATE job SET dueKey = @now, dueAt = @now, isPutBack = 0 WHERE id = @id AND state = 'waiting' AND isPutBack = 1`,
  )
  const listLanes = db.prepare<[], { kind: JobKind; lane: string }>(`SELECT DISTINCT kind, lane FROM job WHERE state = 'waiting'`)
  const listFailing = db.prepare<[], LaneRow>('SELECT kind, lane, isFailing FROM jobLane')
  const saveLane = db.prepare(`INSERT INTO jobLane (kind, lane, isFailing, changedAt) VALUES (@kind, @lane, @isFailing, @now)
    ON CONFLICT (kind, lane) DO UPDATE SET isFailing = excluded.isFailing, changedAt = excluded.changedAt`)
  const count = db.prepare<[], { kind: JobKind; state: JobState; n: number }>(
    `SELECT kind, 'waiting' AS state, count(*) AS n FROM job WHERE state = 'waiting' GROUP BY kind
     UNION ALL SELECT kind, 'dead', count(*) FROM job WHERE state = 'dead' GROUP BY kind`,
  )
  const oldestDue = db
    .prepare<[object], number | null>(
      `SELECT min(dueAt) FROM (
        SELECT * FROM (SELECT dueAt FROM job WHERE state = 'waiting' AND kind = @kind AND lane = @lane AND track = 0 AND dueKey <= @now ORDER BY dueKey LIMIT 1)
        UNION ALL SELECT * FROM (SELECT dueAt FROM job WHERE state = 'waiting' AND kind = @kind AND lane = @lane AND track = 1 AND dueKey <= @awake ORDER BY dueKey LIMIT 1)
        UNION ALL SELECT * FROM (SELECT dueAt FROM job WHERE state = 'waiting' AND kind = @kind AND lane = @lane AND track = 2 AND dueKey <= @now ORDER BY dueKey LIMIT 1))`,
    )
    .pluck()
  const listDead = db.prepare<[object], JobRow>(`SELECT * FROM job WHERE state = 'dead' AND (endedAt, id) < (@at, @before)
    AND (@kind IS NULL OR kind = @kind) AND (@lane IS NULL OR lane = @lane) ORDER BY endedAt DESC, id DESC LIMIT @limit`)
  const countDead = db.prepare<[], { kind: JobKind; lane: string; n: number; newestAt: number }>(
    `SELECT kind, lane, count(*) AS n, max(endedAt) AS newestAt FROM job WHERE state = 'dead' GROUP BY kind, lane ORDER BY n DESC`,
  )
  const listOfSubject = db.prepare<[object], JobRow>(
    'SELECT * FROM job WHERE subject = @subject AND id < @before ORDER BY id DESC LIMIT @limit',
  )
  const listOfEvents = db.prepare<[{ subject: string; ids: string }], JobRow>(
    'SELECT * FROM job WHERE subject = @subject AND eventId IN (SELECT value FROM json_each(@ids)) ORDER BY id',
  )
  const purgeEnded = db.prepare(`DELETE FROM job WHERE id IN
    (SELECT id FROM job WHERE state IN ('done', 'dropped') AND endedAt < @before ORDER BY endedAt LIMIT @limit)`)
  const purgeDead = db.prepare(`DELETE FROM job WHERE id IN
    (SELECT id FROM job WHERE state = 'dead' AND endedAt < @deadBefore ORDER BY endedAt LIMIT @limit)`)
  const countEnded = db.prepare<[], number>(`SELECT count(*) FROM job WHERE state IN ('done', 'dropped')`).pluck()
  const readAwake = db.prepare<[], { awakeMs: number; seenAt: number }>('SELECT awakeMs, seenAt FROM jobAwake WHERE id = 1')
  const saveAwake = db.prepare(`INSERT INTO jobAwake (id, awakeMs, seenAt) VALUES (1, @awakeMs, @seenAt)
    ON CONFLICT (id) DO UPDATE SET awakeMs = excluded.awakeMs, seenAt = excluded.seenAt`)
  const readRelay = db.prepare<[string], { lastId: number; lastAt: number }>('SELECT lastId, lastAt FROM jobRelay WHERE name = ?')
  const saveRelay = db.prepare(`INSERT INTO jobRelay (name, lastId, lastAt) VALUES (@name, @lastId, @lastAt)
    ON CONFLICT (name) DO UPDATE SET lastId = excluded.lastId, lastAt = excluded.lastAt`)
  const beforeId = ({ at, id }: { at: number; id: string }) => ({ at, before: id === '' ? 0 : Number(id) || Number.MAX_SAFE_INTEGER })
  return {
    insert: (job) => Number(insert.run(job).lastInsertRowid),
    find: (id) => find.get(id),
    findOfRef: (kind, ref) => findOfRef.get(kind, ref),
    first: (kind, lane, track, by) => (by === 'id' ? firstById : firstByDue).get(kind, lane, track),
    lease: (id) => void lease.run(id),
    settle: (row) => void settle.run(row),
    freeAll: (given) => {
      const died = tooOften.all(given.mostLeases)
      freeAll.run(given)
      return died
    },
    free: (id) => void free.run(id),
    retry: (id, due) => retry.run({ id, ...due }).changes > 0,
    drop: (id, now) => drop.run({ id, now }).changes > 0,
    idsOfLane: (kind, lane, state) => (state === 'waiting' ? idsWaiting : idsDead).all(kind, lane),
    idsPutBack: (kind) => putBack.all({ kind }),
    makeDue: (id, now) => void makeDue.run({ id, now }),
    listLanes: () => listLanes.all(),
    listFailing: () => listFailing.all(),
    saveLane: (row, now) => void saveLane.run({ ...row, now }),
    count: () => count.all(),
    oldestDue: (kind, lane, due) => oldestDue.get({ kind, lane, ...due }) ?? null,
    listDead: ({ kind = null, lane = null, ...request }) =>
      readPage({
        request,
        read: ({ limit, ...from }) => listDead.all({ ...beforeId(from), kind, lane, limit }),
        position: (row) => ({ at: row.endedAt ?? 0, id: String(row.id) }),
        item: (row) => row,
      }),
    countDead: () => countDead.all(),
    listOfSubject: (subject, request) =>
      readPage({
        request,
        read: ({ limit, at }) => listOfSubject.all({ subject, before: at, limit }),
        position: (row) => ({ at: row.id, id: '' }),
        item: (row) => row,
      }),
    listOfEvents: (eventIds, subject) => listOfEvents.all({ subject, ids: JSON.stringify(eventIds) }),
    purge: ({ before, deadBefore, keep, limit }) => {
      const old = purgeEnded.run({ before, limit }).changes + purgeDead.run({ deadBefore, limit }).changes
      if (old > 0) return old
      const tooMany = (countEnded.get() ?? 0) - keep
      return tooMany <= 0 ? 0 : purgeEnded.run({ before: Number.MAX_SAFE_INTEGER, limit: Math.min(limit, tooMany) }).changes
    },
    readAwake: () => readAwake.get(),
    saveAwake: (row) => void saveAwake.run(row),
    readRelay: (name) => readRelay.get(name),
    saveRelay: (name, row) => void saveRelay.run({ name, ...row }),
  }
}
