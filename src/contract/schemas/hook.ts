// Incoming webhooks: sources, what their bodies mean here, and the inbox.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name } from './common.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const hookKinds = ['bms', 'energy', 'maintenance', 'own'] as const
export const hookAdapters = ['standard', 'github', 'stripe', 'hmac', 'key'] as const
export const inboxStates = ['waiting', 'done', 'failed', 'ignored'] as const

const Pointer = Type.String({ maxLength: 500, description: 'JSON pointer, like /data/value; empty is the whole' })
const Field = Type.Object(
  {
    pointer: Type.Optional(Pointer),
    from: Type.Optional(Type.Enum(['item', 'body'], { description: 'What the pointer starts at; item when left out' })),
    constant: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()])),
    prefix: Type.Optional(Type.String({ maxLength: 100 })),
    table: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Type.String({ maxLength: 200 }), {
        description: 'The sender’s words -> ours',
      }),
    ),
    only: Type.Optional(Type.Boolean({ description: 'Words that are not in the table are refused' })),
  },
  closed,
)
const maybe = Type.Optional(Field)
const factor = Type.Optional(Type.Number({ minimum: -1e9, maximum: 1e9 }))
const items = Type.Optional(Pointer)

export const Mapping = Type.Union([
  Type.Object(
    { target: Type.Literal('readings'), items, sensor: Field, value: Field, timestamp: maybe, scale: factor, offset: factor },
    closed,
  ),
  Type.Object(
    {
      ...{ target: Type.Literal('ticket'), items, title: Field, description: maybe, priority: maybe },
      ...{ node: maybe, externalId: maybe, state: maybe, dueAt: maybe },
    },
    closed,
  ),
  Type.Object(
    { target: Type.Literal('tariff'), items, currency: maybe, standard: maybe, bandName: maybe, bandPrice: maybe, scale: factor },
    closed,
  ),
])

const HeaderName = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9-]+$' })
/** Of the plain HMAC adapter; the others are as their makers say. */
export const HmacOptions = Type.Object(
  {
    header: HeaderName,
    encoding: Type.Enum(['hex', 'base64']),
    prefix: Type.String({ maxLength: 40, description: 'Before the signature, like sha256=' }),
    timestampHeader: orNull(HeaderName),
    idHeader: orNull(HeaderName),
  },
  closed,
)

const Slug = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$', description: 'Small letters, digits and dashes; stands in the address' })
const EventTypes = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50, description: 'Only these; none are all' })

export const HookSourceRecord = Type.Object(
  {
    id: Id,
    source: Slug,
    name: Name,
    kind: Type.Enum([...hookKinds]),
    adapter: Type.Enum([...hookAdapters]),
    hmac: HmacOptions,
    eventTypes: EventTypes,
    mapping: Mapping,
    active: Type.Boolean(),
    /** One or, while rotating, two. */
    secrets: Type.Array(Type.Object({ id: Id, createdAt: Instant, endsAt: orNull(Instant), lastUsedAt: orNull(Instant) }, closed)),
    stats: Type.Object(
      {
        received: Type.Integer(),
        repeats: Type.Integer(),
        refused: Type.Integer(),
        failed: Type.Integer(),
        lastAt: orNull(Instant),
        lastRefusedAt: orNull(Instant),
        lastRefusal: orNull(Type.String()),
      },
      closed,
    ),
    createdAt: Instant,
    revision: Type.Integer(),
  },
  closed,
)
export const CreateHookSource = Type.Object(
  {
    source: Slug,
    name: Type.Optional(Name),
    kind: Type.Optional(Type.Enum([...hookKinds])),
    adapter: Type.Optional(Type.Enum([...hookAdapters])),
    hmac: Type.Optional(Type.Partial(HmacOptions, closed)),
    eventTypes: Type.Optional(EventTypes),
    mapping: Type.Optional(Mapping),
    secret: Type.Optional(Type.String({ minLength: 16, maxLength: 200, description: 'Given by the sender; made here when left out' })),
  },
  closed,
)
export const CreatedHookSource = Type.Object(
  { source: HookSourceRecord, secret: orNull(Type.String({ description: 'Shown once' })) },
  closed,
)
export const ChangeHookSource = Type.Object(
  {
    name: Type.Optional(Name),
    adapter: Type.Optional(Type.Enum([...hookAdapters])),
    hmac: Type.Optional(Type.Partial(HmacOptions, closed)),
    eventTypes: Type.Optional(EventTypes),
    mapping: Type.Optional(Mapping),
    active: Type.Optional(Type.Boolean()),
  },
  closed,
)
export const RotateHookSecret = Type.Object(
  {
    overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720, default: 24 })),
    secret: Type.Optional(Type.String({ minLength: 16, maxLength: 200 })),
  },
  closed,
)

const Effect = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('reading'),
      sensorId: Type.String(),
      value: Type.Union([Type.Number(), Type.Boolean(), Type.String()]),
      at: Instant,
    },
    closed,
  ),
  Type.Object(
    {
      ...{ kind: Type.Literal('ticket'), title: Type.String(), description: Type.String(), priority: Type.Integer() },
      ...{ nodeId: orNull(Type.String()), externalId: orNull(Type.String()), state: Type.String(), dueAt: orNull(Instant) },
    },
    closed,
  ),
  Type.Object(
    {
      ...{ kind: Type.Literal('tariff'), currency: orNull(Type.String()), standardPrice: orNull(Type.Number()) },
      bands: Type.Array(Type.Object({ name: Type.String(), pricePerKWh: Type.Number() }, closed)),
    },
    closed,
  ),
])
/** Tries a mapping on a kept or a pasted body; nothing is written. */
export const TryMapping = Type.Object(
  {
    mapping: Type.Optional(Mapping),
    inboxId: Type.Optional(Id),
    body: Type.Optional(Type.String({ maxLength: 262_144, description: 'JSON text' })),
  },
  closed,
)
export const TriedMapping = Type.Object(
  {
    effects: Type.Array(Effect, { description: 'The first hundred' }),
    total: Type.Integer(),
    problems: Type.Array(Type.String()),
  },
  closed,
)

export const InboxRecord = Type.Object(
  {
    id: Id,
    sourceId: Id,
    source: Type.String(),
    deliveryId: Type.String({ description: 'The sender’s id; the same within 7 days is a repeat' }),
    eventType: orNull(Type.String()),
    receivedAt: Instant,
    bytes: Type.Integer(),
    state: Type.Enum([...inboxStates]),
    attempts: Type.Integer(),
    processedAt: orNull(Instant),
    /** Why it failed or was left out; null when all went well. */
    reason: orNull(Type.String()),
    /** What it did, in words. */
    outcome: orNull(Type.String()),
  },
  closed,
)
export const InboxItem = Type.Object({ ...InboxRecord.properties, body: Type.String({ description: 'As it came' }) }, closed)
export const InboxQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    sourceId: Type.Optional(Id),
    state: Type.Optional(Type.Enum([...inboxStates])),
  },
  closed,
)
export const HookParams = Type.Object({ source: Type.String({ minLength: 1, maxLength: 64 }) }, closed)
export const HookReceived = Type.Object({ id: Id, status: Type.Enum(['accepted', 'repeat']) }, closed)

export type HookSourceRecord = Static<typeof HookSourceRecord>
export type CreateHookSource = Static<typeof CreateHookSource>
export type ChangeHookSource = Static<typeof ChangeHookSource>
export type HmacOptions = Static<typeof HmacOptions>
export type InboxRecord = Static<typeof InboxRecord>
export type InboxItem = Static<typeof InboxItem>
export type TriedMapping = Static<typeof TriedMapping>
export type HookReceived = Static<typeof HookReceived>
