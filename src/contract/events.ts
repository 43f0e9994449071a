// Live events: name -> payload. Sent over GET /events as `id: n`, `event: name`, `data: JSON`. Facts in the past tense.
import Type, { type Static } from 'typebox'
import { AlarmCounts, AlarmEvent, AlarmRecord } from './schemas/alarm.ts'
import { closed, Id, Instant } from './schemas/common.ts'
import { ExportRecord } from './schemas/export.ts'
import { mailParts, Notice } from './schemas/mail.ts'
import { CommandRecord, JoinWindow, NodeRecord } from './schemas/node.ts'
import { NodeId, SensorId, Value } from './schemas/sensor.ts'

const design = Type.Object(
  {
    designId: Id,
    projectId: Id,
    revision: Type.Integer(),
    at: Instant,
    name: Type.String(),
    clientId: Type.Optional(Type.String({ description: 'X-Client-Id of the window that caused it' })),
  },
  closed,
)
const project = Type.Object({ projectId: Id, at: Instant, name: Type.String() }, closed)

const nodeFact = Type.Object({ nodeId: NodeId, at: Instant, reason: Type.String() }, closed)
const alarmFact = Type.Object({ alarm: AlarmRecord, event: AlarmEvent, counts: AlarmCounts }, closed)

export const events = {
  snapshot: Type.Object(
    {
      at: Instant,
      version: Type.String(),
      settingsRevision: Type.Integer(),
      designs: Type.Array(Type.Object({ designId: Id, revision: Type.Integer() }, closed)),
      alarms: AlarmCounts,
    },
    closed,
  ),
  'design.saved': design,
  'design.deleted': design,
  'design.restored': design,
  'project.changed': project,
  'project.deleted': project,
  'design.exported': ExportRecord,
  /** The newest committed value of each sensor that got one; at most ten of these a second. */
  'readings.stored': Type.Object(
    {
      at: Instant,
      values: Type.Array(Type.Object({ sensorId: SensorId, nodeId: NodeId, type: Type.String(), at: Instant, value: Value }, closed)),
    },
    closed,
  ),
  'node.registered': nodeFact,
  /** Once, on silent or offline. */
  'node.offline': nodeFact,
  'node.online': nodeFact,
  'node.deleted': nodeFact,
  /** Anything shown of it; at most twice a second for one node. */
  'node.changed': NodeRecord,
  /** A sensor appeared, was renamed, moved or removed: lists refetch. */
  'sensor.changed': Type.Object({ sensorId: SensorId, nodeId: NodeId, at: Instant }, closed),
  'join.changed': JoinWindow,
  'command.changed': CommandRecord,
  'command.failed': CommandRecord,
  'alarm.raised': alarmFact,
  'alarm.returned': alarmFact,
  'alarm.cleared': alarmFact,
  'alarm.acknowledged': alarmFact,
  'alarm.shelved': alarmFact,
  'alarm.unshelved': alarmFact,
  /** Suppression, service, reset, escalation: `event.transition` says which. */
  'alarm.changed': alarmFact,
  /** More transitions in a second than are told one by one (200): once a second, lists refetch. */
  'alarm.flooded': Type.Object({ at: Instant, transitions: Type.Integer(), counts: AlarmCounts }, closed),
  'alarmRule.changed': Type.Object({ ruleId: Id, at: Instant }, closed),
  'dashboard.changed': Type.Object({ dashboardId: Id, revision: Type.Integer(), at: Instant }, closed),
  /** A key was made, changed, rotated or revoked: lists refetch. */
  'key.changed': Type.Object({ keyId: Id, at: Instant }, closed),
  /** 30, 14, 7 and 1 day before its end. */
  'key.expiring': Type.Object({ keyId: Id, name: Type.String(), at: Instant, expiresAt: Instant, days: Type.Integer() }, closed),
  /** A ticket was written, changed or deleted: lists refetch. */
  'ticket.changed': Type.Object({ ticketId: Id, nodeId: Type.Union([NodeId, Type.Null()]), state: Type.String(), at: Instant }, closed),
  /** A webhook came in or was worked off. */
  'inbox.changed': Type.Object({ inboxId: Id, sourceId: Id, state: Type.String(), at: Instant }, closed),
  /** An endpoint was made, changed, rotated, switched off or deleted: lists refetch. */
  'webhook.changed': Type.Object({ webhookId: Id, at: Instant }, closed),
  /** Deliveries were planned, tried or ended; once a second at most: lists refetch. */
  'delivery.changed': Type.Object({ at: Instant }, closed),
  /** Something waits, ran or came to nothing in the outbox; once a second at most: lists refetch. */
  'outbox.changed': Type.Object({ at: Instant, kinds: Type.Array(Type.String()) }, closed),
  /** Mails, the account, templates, rules or the suppression list; once a second at most: lists refetch. */
  'mail.changed': Type.Object({ at: Instant, what: Type.Array(Type.Enum([...mailParts])) }, closed),
  /** For the window of that account only; null is the owner's. */
  'notice.shown': Notice,
  'settings.changed': Type.Object({ revision: Type.Integer() }, closed),
} as const

export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = Static<(typeof events)[N]>
/** One delta as it travels: `id` counts up by one per connection-independent sequence; a gap means refetch. */
export interface LiveEvent<N extends EventName = EventName> {
  readonly id: number
  readonly name: N
  readonly payload: EventPayload<N>
}

/** Whose eyes a live event is for: the permission its reader needs. `snapshot` goes to all, with what each may read. */
export const eventPermissions = {
  'design.saved': 'projects:read',
  'design.deleted': 'projects:read',
  'design.restored': 'projects:read',
  'project.changed': 'projects:read',
  'project.deleted': 'projects:read',
  'design.exported': 'projects:read',
  'readings.stored': 'sensors:read',
  'node.registered': 'nodes:read',
  'node.offline': 'nodes:read',
  'node.online': 'nodes:read',
  'node.deleted': 'nodes:read',
  'node.changed': 'nodes:read',
  'sensor.changed': 'sensors:read',
  'join.changed': 'join:read',
  'command.changed': 'commands:read',
  'command.failed': 'commands:read',
  'alarm.raised': 'alarms:read',
  'alarm.returned': 'alarms:read',
  'alarm.cleared': 'alarms:read',
  'alarm.acknowledged': 'alarms:read',
  'alarm.shelved': 'alarms:read',
  'alarm.unshelved': 'alarms:read',
  'alarm.changed': 'alarms:read',
  'alarm.flooded': 'alarms:read',
  'alarmRule.changed': 'alarm-rules:read',
  'dashboard.changed': 'dashboards:read',
  'key.changed': 'api-keys:read',
  'key.expiring': 'api-keys:read',
  'ticket.changed': 'tickets:read',
  'inbox.changed': 'inbox:read',
  'webhook.changed': 'webhooks:read',
  'delivery.changed': 'deliveries:read',
  'outbox.changed': 'dead-letters:read',
  'mail.changed': 'mail:read',
  /** Its account's own, whatever it may. */
  'notice.shown': 'self',
  'settings.changed': 'settings:read',
} as const satisfies { readonly [N in Exclude<EventName, 'snapshot'>]: string }
