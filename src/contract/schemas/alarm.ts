// Alarms and the rules that raise them, by ISA-18.2.
import Type, { type Static } from 'typebox'
import { alarmKinds, alarmStates, longestShelfMs } from '../../domain/alarm.ts'
import { closed, Id, Instant, Name, NoteText } from './common.ts'
import { NodeId, SensorId, SensorType, TimeQuery, Value } from './sensor.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const delay = (description: string) => Type.Integer({ minimum: 0, maximum: 7 * 86_400_000, description })
const Priority = Type.Integer({ minimum: 1, maximum: 4, description: '1 is the most urgent' })

export const AlarmTarget = Type.Union(
  [
    Type.Object({ kind: Type.Literal('sensor'), sensorId: SensorId }, closed),
    Type.Object({ kind: Type.Literal('type'), type: SensorType }, closed),
    Type.Object({ kind: Type.Literal('node'), nodeId: NodeId, type: Type.Optional(SensorType) }, closed),
    Type.Object({ kind: Type.Literal('zone'), designId: Id, type: Type.Optional(SensorType) }, closed),
    Type.Object({ kind: Type.Literal('all') }, closed),
  ],
  { description: 'Which sensors a rule watches' },
)
const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM, the server’s local time' })
export const ScheduleWindow = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7, description: '0 is Sunday' }),
    from: Clock,
    to: Clock,
  },
  closed,
)
export const EscalationStep = Type.Object(
  { afterMs: delay('After the alarm was raised without acknowledgement'), priority: Priority, note: Type.String({ maxLength: 500 }) },
  closed,
)
const ruleFields = {
  name: Name,
  enabled: Type.Boolean(),
  target: AlarmTarget,
  /** A rule whose place this one takes for its sensors: an override of a template. */
  overrides: orNull(Id),
  kind: Type.Enum([...alarmKinds]),
  setPoint: orNull(
    Type.Number({ description: 'hihi, hi, lo, lolo: the limit; deviation: the distance; rate: units a minute; stuck: the tolerance' }),
  ),
  reference: orNull(Type.Union([Type.Number(), SensorId], { description: 'deviation: from this number or sensor' })),
  windowMs: orNull(delay('rate, stuck, noData: over this time')),
  states: Type.Array(Value, { maxItems: 20, description: 'state: values that are alarms' }),
  deadband: Type.Number({ minimum: 0, maximum: 1e9, description: 'How far back the value must come' }),
  onDelayMs: delay('The condition must last this long'),
  offDelayMs: delay('It must be gone this long'),
  priority: Priority,
  latch: Type.Boolean({ description: 'Stays until it is reset by a person' }),
  schedule: Type.Array(ScheduleWindow, { maxItems: 20, description: 'Active in any of these; always when empty' }),
  enableExpression: Type.String({
    maxLength: 500,
    description: 'Active only while it is true: office-01_occupancy == true and office-01_co2 > 600',
  }),
  advice: Type.String({ maxLength: 2000, description: 'What to do, in a sentence or two' }),
  escalation: Type.Array(EscalationStep, { maxItems: 5 }),
  deEscalate: Type.Boolean({ description: 'Falls back to its own priority when acknowledged' }),
}
export const AlarmRuleRecord = Type.Object(
  { id: Id, ...ruleFields, isDefault: Type.Boolean(), revision: Type.Integer(), createdAt: Instant, updatedAt: Instant },
  closed,
)
const { name, target, kind, ...others } = ruleFields
export const CreateAlarmRule = Type.Object({ name, target, kind, ...Type.Partial(Type.Object(others, closed)).properties }, closed)
export const ChangeAlarmRule = Type.Partial(Type.Object(ruleFields, closed), closed)

export const AlarmRecord = Type.Object(
  {
    id: Id,
    ruleId: Id,
    ruleName: Type.String(),
    sensorId: orNull(SensorId),
    nodeId: NodeId,
    type: Type.String(),
    kind: Type.Enum([...alarmKinds]),
    priority: Priority,
    basePriority: Priority,
    state: Type.Enum([...alarmStates]),
    /** The condition holds now. */
    isActive: Type.Boolean(),
    value: orNull(Value),
    valueAt: orNull(Instant),
    setPoint: orNull(Type.Number()),
    deadband: Type.Number(),
    unit: Type.String(),
    advice: Type.String(),
    raisedAt: orNull(Instant),
    returnedAt: orNull(Instant),
    acknowledgedAt: orNull(Instant),
    acknowledgedBy: orNull(Type.String()),
    comment: orNull(Type.String()),
    shelvedUntil: orNull(Instant),
    shelvedReason: orNull(Type.String()),
    shelvedBy: orNull(Type.String()),
    suppressedBy: orNull(Type.String({ description: 'What suppresses it: an offline node, a schedule, an expression' })),
    escalation: Type.Integer({ description: 'Steps taken' }),
    nextEscalationAt: orNull(Instant),
    occurrences: Type.Integer({ description: 'Times raised in the last 24 h' }),
    changedAt: Instant,
  },
  closed,
)
export const AlarmsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    /** active: everything but normal, shelved and the like. */
    group: Type.Optional(Type.Enum(['active', 'unacknowledged', 'shelved', 'suppressed', 'cleared', 'all'])),
    priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
    nodeId: Type.Optional(NodeId),
    sensorId: Type.Optional(SensorId),
    designId: Type.Optional(Id),
    type: Type.Optional(SensorType),
    search: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)
export const AlarmCounts = Type.Object(
  {
    active: Type.Integer(),
    unacknowledged: Type.Integer(),
    shelved: Type.Integer(),
    suppressed: Type.Integer(),
    clearedToday: Type.Integer(),
    byPriority: Type.Array(Type.Integer(), { description: 'Active ones of priority 1, 2, 3, 4' }),
  },
  closed,
)
export const AlarmList = Type.Object({ items: Type.Array(AlarmRecord), next: orNull(Type.String()), counts: AlarmCounts }, closed)
export const AcknowledgeAlarm = Type.Object({ comment: Type.Optional(NoteText) }, closed)
export const AcknowledgeAlarms = Type.Object(
  { ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }), comment: Type.Optional(NoteText) },
  closed,
)
export const AcknowledgedAlarms = Type.Object(
  { acknowledged: Type.Array(Id), refused: Type.Array(Type.Object({ id: Id, reason: Type.String() }, closed)) },
  closed,
)
export const ShelveAlarm = Type.Object(
  { reason: Name, untilMs: Type.Optional(Instant), forMs: Type.Optional(Type.Integer({ minimum: 60_000, maximum: longestShelfMs })) },
  closed,
)
export const ReasonBody = Type.Object({ reason: Type.Optional(NoteText) }, closed)
/** One line of the event log; replaying it gives the state. */
export const AlarmEvent = Type.Object(
  {
    id: Type.Integer(),
    alarmId: Id,
    at: Instant,
    transition: Type.String({
      description:
        'raised, returned, cleared, acknowledged, shelved, unshelved, suppressed, unsuppressed, outOfService, returnedToService, reset, escalated, deEscalated, ended (its rule is gone)',
    }),
    from: Type.Enum([...alarmStates]),
    to: Type.Enum([...alarmStates]),
    value: orNull(Value),
    priority: Priority,
    by: orNull(Type.String()),
    comment: orNull(Type.String()),
    until: orNull(Instant),
  },
  closed,
)
export const AlarmEventsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    alarmId: Type.Optional(Id),
    from: Type.Optional(TimeQuery),
    to: Type.Optional(TimeQuery),
  },
  closed,
)
export const AlarmQuality = Type.Object(
  {
    from: Instant,
    to: Instant,
    raised: Type.Integer(),
    perTenMinutes: Type.Number(),
    worstTenMinutes: Type.Integer(),
    floods: Type.Array(Type.Object({ from: Instant, to: Instant, count: Type.Integer() }, closed)),
    chattering: Type.Array(
      Type.Object(
        {
          alarmId: Id,
          ruleName: Type.String(),
          sensorId: orNull(SensorId),
          count: Type.Integer(),
          deadband: orNull(Type.Number()),
          offDelayMs: orNull(Type.Integer()),
        },
        closed,
      ),
    ),
    standing: Type.Array(Type.Object({ alarmId: Id, ruleName: Type.String(), sensorId: orNull(SensorId), since: Instant }, closed)),
    top: Type.Array(Type.Object({ alarmId: Id, ruleName: Type.String(), sensorId: orNull(SensorId), count: Type.Integer() }, closed)),
    acknowledgeP50Ms: orNull(Type.Number()),
    acknowledgeP95Ms: orNull(Type.Number()),
  },
  closed,
)

export type AlarmTarget = Static<typeof AlarmTarget>
export type AlarmRuleRecord = Static<typeof AlarmRuleRecord>
export type CreateAlarmRule = Static<typeof CreateAlarmRule>
export type ChangeAlarmRule = Static<typeof ChangeAlarmRule>
export type AlarmRecord = Static<typeof AlarmRecord>
export type AlarmCounts = Static<typeof AlarmCounts>
export type AlarmEvent = Static<typeof AlarmEvent>
export type AlarmQuality = Static<typeof AlarmQuality>
