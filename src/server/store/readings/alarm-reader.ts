// Alarms as a reader sees them: lists in order of urgency, one, counts, and the event log. For read-only connections; every query is bounded
// by a page or served by an index.
import type { Database } from 'better-sqlite3'
import { AppError } from '../../../contract/errors.ts'
import type { AlarmEvent, AlarmRecord } from '../../../contract/schemas/alarm.ts'
import type { AlarmState } from '../../../domain/alarm.ts'
import type { PageOf } from '../cursor.ts'
import { foldForSearch } from '../search.ts'
import { type AlarmEventRow, type AlarmRow, alarmColumns, alarmEventFromRow, alarmFromRow, occurrencesMs } from './alarm-row.ts'

export type AlarmGroup = 'active' | 'unacknowledged' | 'shelved' | 'suppressed' | 'cleared' | 'all'

export interface AlarmsRequest {
  readonly limit?: number
  readonly cursor?: string
  readonly group?: AlarmGroup
  readonly priority?: number
  readonly nodeId?: string
  readonly sensorId?: string
  readonly designId?: string
  readonly type?: string
  readonly search?: string
}

export interface AlarmEventsRequest {
  readonly limit?: number
  readonly cursor?: string
  readonly alarmId?: string
  /** UTC ms; inclusive. */
  readonly from?: number
  /** UTC ms; exclusive. */
  readonly to?: number
}

export interface StandingAlarm {
  readonly sensorId: string | null
  readonly nodeId: string
  readonly id: string
  readonly state: AlarmState
  readonly priority: number
}

export interface AlarmReader {
  /** Most urgent first; `now` is what occurrences of the last 24 h count back from. */
  list(request: AlarmsRequest, now: number): PageOf<AlarmRecord>
  find(id: string, now: number): AlarmRecord | undefined
  /** Every alarm that is not normal, in short. */
  listStanding(): StandingAlarm[]
  /** How often alarms became normal at or after `since`, not counting what came off a shelf; without a node where the alarm is gone. */
  listCleared(
    since: number,
  ): { readonly alarmId: string; readonly sensorId: string | null; readonly nodeId: string | null; readonly times: number }[]
  lastEventId(): number
  /** Newest first. */
  listEvents(request: AlarmEventsRequest): PageOf<AlarmEvent>
}

const statesOf: Record<Exclude<AlarmGroup, 'all' | 'cleared'>, readonly AlarmState[]> = {
  active: ['unacknowledged', 'acknowledged', 'returnedUnacknowledged', 'latchedUnacknowledged', 'latchedAcknowledged'],
  unacknowledged: ['unacknowledged', 'returnedUnacknowledged', 'latchedUnacknowledged'],
  shelved: ['shelved'],
  suppressed: ['suppressed', 'outOfService'],
}
const defaultLimit = 100

/** Where a page ended: which of the two lists, and the last row's key in it. */
type Position = readonly [list: 'u' | 'c', ...key: (string | number)[]]

const isSeen = `(a.state IN ('acknowledged', 'latchedAcknowledged'))`
const newest = '(-coalesce(a.raisedAt, a.changedAt))'
const filters = `(@priority IS NULL OR a.priority = @priority) AND (@nodeId IS NULL OR a.nodeId = @nodeId)
  AND (@sensorId IS NULL OR a.sensorId = @sensorId) AND (@designId IS NULL OR a.designId = @designId)
  AND (@type IS NULL OR a.type = @type) AND (@search = '' OR instr(a.searchText, @search) > 0)`
const occurrences = `(SELECT count(*) FROM alarmEvent e WHERE e.alarmId = a.id AND e.at >= @since AND e.transition = 'raised') AS occurrences`

type Found = AlarmRow & { readonly occurrences: number; readonly seen: number; readonly newest: number }

/** Prepares every statement once. */
export function createAlarmReader(db: Database): AlarmReader {
  const select = `SELECT ${alarmColumns}, ${occurrences}, ${isSeen} AS seen`
  const urgent = db.prepare<[object], Found>(`${select}, ${newest} AS newest FROM alarm a
    WHERE a.state <> 'normal' AND a.state IN (SELECT value FROM json_each(@states)) AND ${filters}
      AND (a.priority, ${isSeen}, ${newest}, a.id) > (@p, @s, @t, @id)
    ORDER BY a.priority, ${isSeen}, ${newest}, a.id LIMIT @limit`)
  const cleared = db.prepare<[object], Found>(`${select}, (-a.changedAt) AS newest FROM alarm a
    WHERE a.state = 'normal' AND a.raisedAt IS NOT NULL AND ${filters} AND ((-a.changedAt), a.id) > (@t, @id)
    ORDER BY (-a.changedAt), a.id LIMIT @limit`)
  const find = db.prepare<[object], AlarmRow & { occurrences: number }>(
    `SELECT ${alarmColumns}, ${occurrences} FROM alarm a WHERE a.id = @id`,
  )
  const standing = db.prepare<[], StandingAlarm>(`SELECT id, state, priority, sensorId, nodeId FROM alarm WHERE state <> 'normal'`)
  const clearedSince = db.prepare<[number], ReturnType<AlarmReader['listCleared']>[number]>(
    `SELECT e.alarmId, a.sensorId, a.nodeId, count(*) AS times FROM alarmEvent e LEFT JOIN alarm a ON a.id = e.alarmId
     WHERE e.at >= ? AND e."to" = 'normal' AND e."from" NOT IN ('shelved', 'suppressed', 'outOfService') GROUP BY e.alarmId`,
  )
  const lastEvent = db.prepare<[], number | null>('SELECT max(id) FROM alarmEvent').pluck()
  const all = `SELECT * FROM alarmEvent WHERE id < @before AND at >= @from AND at < @to`
  const events = db.prepare<[object], AlarmEventRow>(`${all} ORDER BY id DESC LIMIT @limit`)
  const eventsOfOne = db.prepare<[object], AlarmEventRow>(`${all} AND alarmId = @alarmId ORDER BY id DESC LIMIT @limit`)
  /** In a range, its own index is better than all newer rows. */
  const eventsOfRange = db.prepare<[object], AlarmEventRow>(`SELECT * FROM alarmEvent INDEXED BY alarmEventAt
    WHERE at >= @from AND at < @to AND id < @before ORDER BY id DESC LIMIT @limit`)

  const recordOf = ({ occurrences: times, seen, newest: order, ...row }: Found) => alarmFromRow(row, times)

  return {
    list: ({ limit = defaultLimit, cursor, group = 'active', search = '', ...given }, now) => {
      const position = cursor === undefined ? undefined : positionFrom(cursor)
      const { priority = null, nodeId = null, sensorId = null, designId = null, type = null } = given
      const base = { priority, nodeId, sensorId, designId, type, search: foldForSearch(search), since: now - occurrencesMs }
      const found: { readonly list: 'u' | 'c'; readonly row: Found }[] = []
      if (group !== 'cleared' && position?.[0] !== 'c') {
        const states = JSON.stringify(group === 'all' ? [...new Set(Object.values(statesOf).flat())] : statesOf[group])
        const [, p = 0, s = 0, t = -Number.MAX_SAFE_INTEGER, id = ''] = position ?? []
        for (const row of urgent.all({ ...base, states, p, s, t, id, limit: limit + 1 })) found.push({ list: 'u', row })
      }
      if ((group === 'cleared' || group === 'all') && found.length <= limit) {
        const [t, id] = position?.[0] === 'c' ? position.slice(1) : [-Number.MAX_SAFE_INTEGER, '']
        for (const row of cleared.all({ ...base, t, id, limit: limit + 1 - found.length })) found.push({ list: 'c', row })
      }
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next = found.length > limit && last !== undefined ? cursorFrom(last) : null
      return { items: page.map(({ row }) => recordOf(row)), next }
    },
    find: (id, now) => {
      const found = find.get({ id, since: now - occurrencesMs })
      if (found === undefined) return undefined
      const { occurrences: times, ...row } = found
      return alarmFromRow(row, times)
    },
    listStanding: () => standing.all(),
    lastEventId: () => lastEvent.get() ?? 0,
    listCleared: (since) => clearedSince.all(since),
    listEvents: ({ limit = defaultLimit, cursor, alarmId, from, to }) => {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : eventIdFrom(cursor)
      const request = { before, from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 }
      const query = alarmId !== undefined ? eventsOfOne : from !== undefined || to !== undefined ? eventsOfRange : events
      const rows = query.all(alarmId === undefined ? request : { ...request, alarmId })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const next = rows.length > limit && last !== undefined ? encode(['e', last.id]) : null
      return { items: page.map(alarmEventFromRow), next }
    },
  }
}

function cursorFrom({ list, row }: { readonly list: 'u' | 'c'; readonly row: Found }): string {
  return encode(list === 'u' ? ['u', row.priority, row.seen, row.newest, row.id] : ['c', row.newest, row.id])
}

function encode(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

function positionFrom(cursor: string): Position {
  const parts = decode(cursor)
  const [list, ...key] = parts
  const isUrgent = list === 'u' && key.length === 4 && key.slice(0, 3).every(Number.isSafeInteger) && typeof key[3] === 'string'
  const isCleared = list === 'c' && key.length === 2 && Number.isSafeInteger(key[0]) && typeof key[1] === 'string'
  if (isUrgent || isCleared) return parts as unknown as Position
  throw badCursor()
}

function eventIdFrom(cursor: string): number {
  const [list, id] = decode(cursor)
  if (list === 'e' && Number.isSafeInteger(id)) return id as number
  throw badCursor()
}

function decode(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts)) return parts
  } catch {
    // Falls through to the one refusal.
  }
  throw badCursor()
}

function badCursor(): AppError {
  return new AppError('bad_request', 'The cursor is not one this server gave out', {
    hint: 'Ask for the first page again, without a cursor.',
    errors: [{ pointer: 'query/cursor', detail: 'Send the `next` of the last reply, unchanged.' }],
  })
}
