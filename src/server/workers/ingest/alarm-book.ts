// The alarms as they are now, in memory and in readings.db: every change of a status is written with its events in the caller's transaction.
// One alarm per rule and sensor: the id is made of both, so there can't be two.
import { createHash } from 'node:crypto'
import type { ConditionMemory } from '../../../domain/alarm-condition.ts'
import { type AlarmStatus, newStatus } from '../../../domain/alarm-machine.ts'
import type { AlarmFact } from '../../../domain/alarm-transition.ts'
import type { SensorValue } from '../../../domain/sensor.ts'
import type { CommittedAlarm } from '../../ingest-port.ts'
import { type AlarmRow, type AlarmRows, alarmFromRow, occurrencesMs } from '../../store/readings/alarm-row.ts'
import { foldForSearch } from '../../store/search.ts'
import { keyOf, type Watch } from './alarm-rule-set.ts'

export interface Alarm {
  readonly key: string
  readonly id: string
  readonly ruleId: string
  readonly sensorId: string | null
  readonly nodeId: string
  status: AlarmStatus
  memory: ConditionMemory | undefined
  valueAt: number | null
  /** Why the node keeps it away; null when it doesn't. noData only. */
  nodeShutBy: string | null
  /** The last three times it was raised. */
  raises: readonly number[]
  /** As it is on disk; undefined before its first change. */
  row: AlarmRow | undefined
}

export interface AlarmBook {
  find(key: string): Alarm | undefined
  findById(id: string): Alarm | undefined
  /** Every one that is not simply normal. */
  hot(): Iterable<Alarm>
  all(): Iterable<Alarm>
  /** Found or new; a new one is on disk only once its status changes. */
  open(watch: Watch): Alarm
  /** Writes the new status and what led there; answers what to tell. */
  change(
    alarm: Alarm,
    watch: Watch | undefined,
    change: { status: AlarmStatus; facts: readonly AlarmFact[]; valueAt: number | null },
  ): CommittedAlarm[]
  /** Writes again what its rule or sensor says, if that changed. */
  refresh(alarm: Alarm, watch: Watch): void
  /** After its last event: kept on disk for the names of its events, forgotten here. */
  drop(alarm: Alarm, endedAt: number): void
  /** After a transaction that was rolled back: everything as it is on disk. */
  reload(): void
}

export function createAlarmBook({ rows }: { rows: AlarmRows }): AlarmBook {
  const byKey = new Map<string, Alarm>()
  const byId = new Map<string, Alarm>()
  const hot = new Set<Alarm>()

  const add = (alarm: Alarm) => {
    byKey.set(alarm.key, alarm)
    byId.set(alarm.id, alarm)
    heat(alarm)
    return alarm
  }
  const heat = (alarm: Alarm) => {
    const { logged, isActive, pendingSince } = alarm.status
    if (logged.state !== 'normal' || isActive || pendingSince !== null) hot.add(alarm)
    else hot.delete(alarm)
  }
  const save = (alarm: Alarm, row: AlarmRow) => {
    rows.save(row)
    alarm.row = row
  }
  const load = () => {
    const memories = new Map([...byKey].map(([key, { memory, raises }]) => [key, { memory, raises }]))
    for (const kept of [byKey, byId, hot]) kept.clear()
    for (const row of rows.listAll()) {
      const key = keyOf(row.ruleId, row.sensorId, row.nodeId)
      const { id, ruleId, sensorId, nodeId, valueAt } = row
      const remembered = memories.get(key) ?? { memory: undefined, raises: [] }
      const nodeShutBy = row.kind === 'noData' && row.isGated === 1 ? row.suppressedBy : null
      add({ key, id, ruleId, sensorId, nodeId, status: statusFromRow(row), valueAt, nodeShutBy, row, ...remembered })
    }
  }
  load()

  return {
    find: (key) => byKey.get(key),
    findById: (id) => byId.get(id),
    hot: () => [...hot],
    all: () => [...byKey.values()],
    open: (watch) => {
      const known = byKey.get(watch.key)
      if (known !== undefined) return known
      const { key, nodeId, rule, sensor } = watch
      const id = createHash('sha256').update(key).digest('base64url').slice(0, 22)
      // One that ended with its rule goes on where its log stopped.
      const ended = rows.find(id)
      const status =
        ended === undefined ? newStatus(rule.behaviour.priority) : { ...statusFromRow(ended), isActive: false, pendingSince: null }
      const blank = { memory: undefined, valueAt: null, nodeShutBy: null, raises: [], row: undefined }
      return add({ key, id, ruleId: rule.record.id, sensorId: sensor?.sensorId ?? null, nodeId, status, ...blank })
    },
    change: (alarm, watch, { status, facts, valueAt }) => {
      alarm.status = status
      if (facts.length > 0) alarm.valueAt = valueAt ?? alarm.valueAt
      heat(alarm)
      const row = rowOf(alarm, watch)
      save(alarm, row)
      const events = facts.map((fact) => rows.addEvent(alarm.id, fact))
      const last = facts.at(-1)
      if (last === undefined) return []
      for (const fact of facts) if (fact.transition === 'raised') alarm.raises = [...alarm.raises.slice(-2), fact.at]
      const record = alarmFromRow(row, rows.countRaised(alarm.id, last.at - occurrencesMs))
      return events.map((event) => ({ alarm: record, event }))
    },
    refresh: (alarm, watch) => {
      if (alarm.row === undefined) return
      const row = rowOf(alarm, watch)
      if (JSON.stringify(row) !== JSON.stringify(alarm.row)) save(alarm, row)
    },
    drop: (alarm, endedAt) => {
      if (alarm.row !== undefined) rows.save({ ...alarm.row, endedAt })
      byKey.delete(alarm.key)
      byId.delete(alarm.id)
      hot.delete(alarm)
    },
    reload: load,
  }
}

function statusFromRow(row: AlarmRow): AlarmStatus {
  const { state, priority, raisedAt, returnedAt, acknowledgedAt, acknowledgedBy, comment, escalation, changedAt } = row
  const { shelvedUntil, shelvedReason, shelvedBy, suppressedBy, pendingSince, nextEscalationAt } = row
  const value = row.value === null ? null : (JSON.parse(row.value) as SensorValue)
  return {
    logged: {
      ...{ state, priority, value, raisedAt, returnedAt, acknowledgedAt, acknowledgedBy, comment, escalation, changedAt },
      ...{ shelvedUntil, shelvedReason, shelvedBy, suppressedBy },
    },
    isActive: row.isActive === 1,
    isGated: row.isGated === 1,
    pendingSince,
    nextEscalationAt,
  }
}

/** Without a watch (its rule is gone) the words of its last row stay. */
function rowOf(alarm: Alarm, watch: Watch | undefined): AlarmRow {
  const { id, ruleId, sensorId, nodeId, status, valueAt } = alarm
  const { logged, isActive, isGated, pendingSince, nextEscalationAt } = status
  const { value, ...rest } = logged
  const words = wordsOf(alarm, watch)
  const searchText = foldForSearch(`${words.ruleName} ${sensorId ?? nodeId} ${words.type}`)
  return {
    ...{ id, ruleId, sensorId, nodeId, ...words, ...rest, pendingSince, nextEscalationAt, valueAt, searchText, endedAt: null },
    isActive: isActive ? 1 : 0,
    isGated: isGated ? 1 : 0,
    value: value === null ? null : JSON.stringify(value),
  }
}

type Words = Pick<AlarmRow, 'ruleName' | 'designId' | 'type' | 'unit' | 'kind' | 'setPoint' | 'deadband' | 'advice' | 'basePriority'>

function wordsOf({ row, ruleId }: Alarm, watch: Watch | undefined): Words {
  if (watch !== undefined) {
    const { name, kind, setPoint, deadband, advice } = watch.rule.record
    const { type = '', unit = '' } = watch.sensor ?? {}
    const { designId } = watch
    return { ruleName: name, designId, type, unit, kind, setPoint, deadband, advice, basePriority: watch.rule.behaviour.priority }
  }
  if (row === undefined) throw new Error(`The alarm of rule ${ruleId} has neither a rule nor a row`)
  const { ruleName, designId, type, unit, kind, setPoint, deadband, advice, basePriority } = row
  return { ruleName, designId, type, unit, kind, setPoint, deadband, advice, basePriority }
}
