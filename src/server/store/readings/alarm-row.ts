// Alarms in readings.db: one row per rule and sensor, and the event log. Rows in, rows out; the states are the engine's.
import type { Database } from 'better-sqlite3'
import type { AlarmEvent, AlarmRecord } from '../../../contract/schemas/alarm.ts'
import type { AlarmKind, AlarmPriority, AlarmState } from '../../../domain/alarm.ts'
import type { AlarmFact } from '../../../domain/alarm-transition.ts'
import type { SensorValue } from '../../../domain/sensor.ts'

/** As the table has it. */
export interface AlarmRow {
  readonly id: string
  readonly ruleId: string
  readonly ruleName: string
  /** null: the node as a whole. */
  readonly sensorId: string | null
  readonly nodeId: string
  readonly designId: string | null
  readonly type: string
  readonly unit: string
  readonly kind: AlarmKind
  readonly setPoint: number | null
  readonly deadband: number
  readonly advice: string
  readonly basePriority: AlarmPriority
  readonly priority: AlarmPriority
  readonly state: AlarmState
  readonly isActive: 0 | 1
  readonly pendingSince: number | null
  readonly isGated: 0 | 1
  /** JSON. */
  readonly value: string | null
  readonly valueAt: number | null
  readonly raisedAt: number | null
  readonly returnedAt: number | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedBy: string | null
  readonly comment: string | null
  readonly shelvedUntil: number | null
  readonly shelvedReason: string | null
  readonly shelvedBy: string | null
  readonly suppressedBy: string | null
  readonly escalation: number
  readonly nextEscalationAt: number | null
  readonly changedAt: number
  /** What a search looks through, folded. */
  readonly searchText: string
  /** Its rule no longer watches it; kept for the names of its events. */
  readonly endedAt: number | null
}

export interface AlarmEventRow {
  readonly id: number
  readonly alarmId: string
  readonly at: number
  readonly transition: string
  readonly from: AlarmState
  readonly to: AlarmState
  readonly value: string | null
  readonly priority: AlarmPriority
  readonly by: string | null
  readonly comment: string | null
  readonly until: number | null
}

export interface AlarmRows {
  /** Every row whose rule still watches. */
  listAll(): AlarmRow[]
  find(id: string): AlarmRow | undefined
  save(row: AlarmRow): void
  addEvent(alarmId: string, fact: AlarmFact): AlarmEvent
  /** Times raised at or after `since`. */
  countRaised(alarmId: string, since: number): number
  /** Deletes at most `limit` events that are older than `before` or beyond the newest `keep`; answers how many. */
  prune(limits: { before: number; keep: number; limit: number }): number
}

const columns = [
  ...['id', 'ruleId', 'ruleName', 'sensorId', 'nodeId', 'designId', 'type', 'unit', 'kind', 'setPoint', 'deadband', 'advice'],
  ...['basePriority', 'priority', 'state', 'isActive', 'pendingSince', 'isGated', 'value', 'valueAt', 'raisedAt', 'returnedAt'],
  ...['acknowledgedAt', 'acknowledgedBy', 'comment', 'shelvedUntil', 'shelvedReason', 'shelvedBy', 'suppressedBy', 'escalation'],
  ...['nextEscalationAt', 'changedAt', 'searchText', 'endedAt'],
] as const satisfies (keyof AlarmRow)[]

/** An alarm was raised within this to count as an occurrence. */
export const occurrencesMs = 86_400_000

/** The column list of an alarm as a table alias `a`. */
export const alarmColumns = columns.map((c) => `a.${c}`).join(', ')

/** Prepares every statement once. */
export function createAlarmRows(db: Database): AlarmRows {
  const listAll = db.prepare<[], AlarmRow>(`SELECT ${alarmColumns} FROM alarm a WHERE endedAt IS NULL`)
  const find = db.prepare<[string], AlarmRow>(`SELECT ${alarmColumns} FROM alarm a WHERE id = ?`)
  const save = db.prepare(`INSERT OR REPLACE INTO alarm (${columns.join(', ')}) VALUES (${columns.map((c) => `@${c}`).join(', ')})`)
  const addEvent = db.prepare(`INSERT INTO alarmEvent (alarmId, at, transition, "from", "to", value, priority, "by", comment, until)
    VALUES (@alarmId, @at, @transition, @from, @to, @value, @priority, @by, @comment, @until)`)
  const countRaised = db
    .prepare<[string, number], number>(`SELECT count(*) FROM alarmEvent WHERE alarmId = ? AND at >= ? AND transition = 'raised'`)
    .pluck()
  const newest = db.prepare<[], number | null>('SELECT max(id) FROM alarmEvent').pluck()
  const pruneOld = db.prepare('DELETE FROM alarmEvent WHERE id IN (SELECT id FROM alarmEvent WHERE at < ? ORDER BY at LIMIT ?)')
  const pruneMany = db.prepare('DELETE FROM alarmEvent WHERE id IN (SELECT id FROM alarmEvent WHERE id <= ? ORDER BY id LIMIT ?)')
  return {
    listAll: () => listAll.all(),
    find: (id) => find.get(id),
    save: (row) => void save.run(row),
    addEvent: (alarmId, fact) => {
      const value = fact.value === null ? null : JSON.stringify(fact.value)
      const { lastInsertRowid } = addEvent.run({ ...fact, alarmId, value })
      return { id: Number(lastInsertRowid), alarmId, ...fact }
    },
    countRaised: (alarmId, since) => countRaised.get(alarmId, since) ?? 0,
    prune: ({ before, keep, limit }) => {
      const old = pruneOld.run(before, limit).changes
      return old + pruneMany.run((newest.get() ?? 0) - keep, limit).changes
    },
  }
}

/** As the contract has it. */
export function alarmFromRow(row: AlarmRow, occurrences: number): AlarmRecord {
  const { isActive, isGated, pendingSince, value, endedAt, searchText, designId, ...record } = row
  return { ...record, isActive: isActive === 1, value: readValue(value), occurrences }
}

export function alarmEventFromRow(row: AlarmEventRow): AlarmEvent {
  return { ...row, value: readValue(row.value) }
}

function readValue(json: string | null): SensorValue | null {
  return json === null ? null : (JSON.parse(json) as SensorValue)
}
