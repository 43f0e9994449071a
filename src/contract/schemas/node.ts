// Nodes (devices), the window through which they join, their credentials and commands.
import Type, { type Static } from 'typebox'
import { commandStates } from '../../domain/command.ts'
import { nodeStates, reportedWords } from '../../domain/node.ts'
import { closed, Id, Instant, Name, NoteText } from './common.ts'
import { Location, NodeId, SensorId, SensorType, TimeIn } from './sensor.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

/** received = stored + duplicate + quarantined + dropped. */
export const NodeCounters = Type.Object(
  { received: Type.Integer(), stored: Type.Integer(), duplicate: Type.Integer(), quarantined: Type.Integer(), dropped: Type.Integer() },
  closed,
)
export const NodeRecord = Type.Object(
  {
    id: NodeId,
    name: Type.String(),
    notes: Type.String(),
    state: Type.Enum([...nodeStates]),
    reason: Type.String({ description: 'Why the state is what it is' }),
    reported: orNull(Type.Enum([...reportedWords])),
    connected: orNull(Type.Boolean()),
    address: orNull(Type.String()),
    lastSeenAt: orNull(Instant),
    lastReadingAt: orNull(Instant),
    registeredAt: orNull(Instant),
    createdAt: Instant,
    firmwareVersion: orNull(Type.String()),
    capabilities: Type.Array(Type.String()),
    batteryLevel: orNull(Type.Number()),
    signalDbm: orNull(Type.Number()),
    intervalMs: Type.Integer({ description: 'Expected period, ms' }),
    reportedLocation: orNull(Type.Object({ x: Type.Number(), y: Type.Number(), z: Type.Number() }, closed)),
    location: orNull(Location),
    sensorIds: Type.Array(SensorId),
    clockOffsetMs: orNull(Type.Number({ description: 'Median of arrival minus stamp over the last messages' })),
    counters: NodeCounters,
    credentials: Type.Enum(['none', 'one', 'rotating', 'revoked']),
    /** Known from its own messages in open mode, never approved by a person. */
    isOpen: Type.Boolean(),
    replacedAt: orNull(Instant),
    alias: Type.Array(NodeId, { description: 'Ids of devices that took its place and still send under their own' }),
    /** What the broker refused or bounded of it since the start, newest reasons last. */
    refusals: Type.Optional(
      Type.Array(Type.Object({ reason: Type.String(), topic: orNull(Type.String()), count: Type.Integer(), lastAt: Instant }, closed)),
    ),
  },
  closed,
)
export const CreateNode = Type.Object(
  {
    nodeId: NodeId,
    sensors: Type.Array(SensorType, { maxItems: 100 }),
    name: Type.Optional(Name),
    intervalMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 7 * 86_400_000 })),
    location: Type.Optional(orNull(Location)),
    capabilities: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100 })),
  },
  closed,
)
/** Shown once. */
export const NodeCredentials = Type.Object({ nodeId: NodeId, username: Type.String(), password: Type.String() }, closed)
export const ChangeNode = Type.Partial(
  Type.Object(
    {
      name: Name,
      notes: NoteText,
      intervalMs: orNull(Type.Integer({ minimum: 100, maximum: 7 * 86_400_000 })),
      location: orNull(Location),
    },
    closed,
  ),
  closed,
)
export const NodesQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    state: Type.Optional(Type.Enum([...nodeStates])),
    designId: Type.Optional(Id),
    search: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)
export const NodeParams = Type.Object({ id: NodeId }, closed)
/** `by` is the id of a device that keeps sending under its own name; without it a new device takes over id and topics with new credentials. */
export const ReplaceNode = Type.Object({ by: Type.Optional(NodeId) }, closed)
export const ReplacedNode = Type.Object({ nodeId: NodeId, username: orNull(Type.String()), password: orNull(Type.String()) }, closed)
export const ImportNodes = Type.Object(
  { csv: Type.String({ maxLength: 1_000_000, description: 'Header node_id,name,sensors,interval_ms; sensors apart by spaces' }) },
  closed,
)
export const ImportedNodes = Type.Object(
  {
    created: Type.Array(NodeCredentials),
    refused: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() }, closed)),
  },
  closed,
)
/** Malformed messages, newest first. */
export const QuarantineItem = Type.Object(
  {
    id: Type.Integer(),
    nodeId: Type.String(),
    topic: Type.String(),
    at: Instant,
    reason: Type.String(),
    bytes: Type.Integer(),
    sample: Type.String({ description: 'The first bytes, unreadable ones as \\xNN' }),
  },
  closed,
)

export const PendingNode = Type.Object(
  {
    nodeId: NodeId,
    sensors: Type.Array(Type.String()),
    firmwareVersion: orNull(Type.String()),
    address: orNull(Type.String()),
    at: Instant,
    isKnown: Type.Boolean(),
  },
  closed,
)
export const JoinWindow = Type.Object(
  {
    isOpen: Type.Boolean(),
    code: orNull(Type.String({ description: 'Eight characters, shown XXXX-XXXX' })),
    opensUntil: orNull(Instant),
    wrongCodes: Type.Integer(),
    pending: Type.Array(PendingNode),
    host: Type.String(),
    mqttPort: orNull(Type.Integer()),
    mqttsPort: orNull(Type.Integer()),
    caFingerprint: orNull(Type.String()),
    /** What the QR holds. */
    uri: orNull(Type.String()),
    auth: Type.Enum(['required', 'open']),
  },
  closed,
)
export const OpenJoinWindow = Type.Object({ minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })) }, closed)
export const ApprovePending = Type.Object({ replaces: Type.Optional(NodeId), name: Type.Optional(Name) }, closed)

export const CommandRecord = Type.Object(
  {
    id: Id,
    nodeId: NodeId,
    command: Type.String(),
    parameters: Type.Record(Type.String(), Type.Unknown()),
    state: Type.Enum([...commandStates]),
    reason: orNull(Type.String()),
    result: orNull(Type.String({ description: 'JSON text of what the node sent' })),
    attempts: Type.Integer(),
    createdAt: Instant,
    expiresAt: Instant,
    sentAt: orNull(Instant),
    acceptedAt: orNull(Instant),
    endedAt: orNull(Instant),
  },
  closed,
)
export const CreateCommand = Type.Object(
  {
    command: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' }),
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    expiresAt: Type.Optional(TimeIn),
    expiresInMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 7 * 86_400_000 })),
  },
  closed,
)
export const CommandTemplateSchema = Type.Object(
  {
    command: Type.String(),
    capability: Type.String(),
    supersedes: Type.Boolean(),
    parameters: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          kind: Type.Enum(['number', 'string', 'boolean']),
          unit: Type.Optional(Type.String()),
          minimum: Type.Optional(Type.Number()),
          maximum: Type.Optional(Type.Number()),
          required: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
)

export const BrokerState = Type.Object(
  {
    state: Type.Enum(['online', 'off', 'down']),
    reason: orNull(Type.String()),
    auth: Type.Enum(['required', 'open']),
    host: Type.String(),
    port: orNull(Type.Integer()),
    tlsPort: orNull(Type.Integer()),
    webSocketPort: orNull(Type.Integer()),
    caFingerprint: orNull(Type.String()),
    startedAt: orNull(Instant),
    connections: Type.Integer(),
    receivedPerSecond: Type.Number(),
    sentPerSecond: Type.Number(),
    received: Type.Integer({ description: 'Publishes since the start' }),
    refused: Type.Integer({ description: 'Publishes and connections refused since the start' }),
    subscriptions: Type.Integer(),
    retained: Type.Integer(),
    pending: Type.Integer({ description: 'Readings that wait for their commit' }),
    commitP50Ms: Type.Number(),
    commitP99Ms: Type.Number(),
    clients: Type.Array(
      Type.Object(
        {
          clientId: Type.String(),
          username: orNull(Type.String()),
          address: Type.String(),
          connectedAt: Instant,
          received: Type.Integer(),
          throttled: Type.Boolean(),
          lastRefusal: orNull(Type.String()),
        },
        closed,
      ),
    ),
    /** Refusals by reason since the start. */
    refusals: Type.Record(Type.String(), Type.Integer()),
  },
  closed,
)
export const TopicItem = Type.Object(
  {
    topic: Type.String(),
    at: Instant,
    count: Type.Integer(),
    retained: Type.Boolean(),
    /** The first 2,000 characters of the last payload. */
    payload: Type.String(),
    sensorId: orNull(SensorId),
    nodeId: orNull(NodeId),
  },
  closed,
)
export const TopicsQuery = Type.Object(
  {
    prefix: Type.Optional(Type.String({ maxLength: 400 })),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
  },
  closed,
)

export type NodeRecord = Static<typeof NodeRecord>
export type NodeCounters = Static<typeof NodeCounters>
export type CreateNode = Static<typeof CreateNode>
export type ChangeNode = Static<typeof ChangeNode>
export type NodeCredentials = Static<typeof NodeCredentials>
export type JoinWindow = Static<typeof JoinWindow>
export type PendingNode = Static<typeof PendingNode>
export type CommandRecord = Static<typeof CommandRecord>
export type CreateCommand = Static<typeof CreateCommand>
export type BrokerState = Static<typeof BrokerState>
export type TopicItem = Static<typeof TopicItem>
export type QuarantineItem = Static<typeof QuarantineItem>
