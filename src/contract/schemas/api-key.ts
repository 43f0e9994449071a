// API keys of programs: plm_<env>_<id8>_<secret><crc>. The secret is shown once and kept as a hash.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name, NoteText } from './common.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const Scope = Type.String({ minLength: 3, maxLength: 64, pattern: '^[a-z-]+:[a-z]+$' })
const most = Type.Integer({ minimum: 1, maximum: 1_000_000 })

export const ApiKeyRecord = Type.Object(
  {
    id: Id,
    name: Type.String(),
    description: Type.String(),
    prefix: Type.String({ description: 'What may be shown: plm_live_ and the id' }),
    scopes: Type.Array(Type.String()),
    /** What of it works: it shrinks with its owner’s permissions. */
    effectiveScopes: Type.Array(Type.String()),
    projectIds: orNull(Type.Array(Id)),
    ownerId: orNull(Id),
    ownerName: Type.String(),
    state: Type.Enum(['active', 'paused', 'expiresSoon', 'rotating', 'expired']),
    active: Type.Boolean(),
    perMinute: Type.Integer(),
    perHour: Type.Integer(),
    perDay: orNull(Type.Integer()),
    createdAt: Instant,
    expiresAt: orNull(Instant),
    rotatedAt: orNull(Instant),
    oldSecretUntil: orNull(Instant),
    lastUsedAt: orNull(Instant),
    callsToday: Type.Integer({ description: 'Since midnight on this computer' }),
    errorsToday: Type.Integer({ description: 'Of these, answered with 400 or above' }),
  },
  closed,
)
export const CreateApiKey = Type.Object(
  {
    name: Name,
    description: Type.Optional(NoteText),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: 200 }),
    projectIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 100 })),
    expiresInDays: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: 366 }))),
    perMinute: Type.Optional(most),
    perHour: Type.Optional(most),
    perDay: Type.Optional(most),
  },
  closed,
)
/** `key` is shown this once. */
export const CreatedApiKey = Type.Object({ ...ApiKeyRecord.properties, key: Type.String() }, closed)
export const ChangeApiKey = Type.Partial(
  Type.Object(
    {
      active: Type.Boolean(),
      name: Name,
      description: NoteText,
      scopes: Type.Array(Scope, { minItems: 1, maxItems: 200 }),
      perMinute: most,
      perHour: most,
      perDay: orNull(most),
      projectIds: orNull(Type.Array(Id, { minItems: 1, maxItems: 100 })),
      /** From now on; null, never, is for administrators. */
      expiresInDays: orNull(Type.Integer({ minimum: 1, maximum: 366 })),
      /** While rotating: how long the older secret works on from now; 0 ends it. */
      overlapHours: Type.Integer({ minimum: 0, maximum: 720 }),
    },
    closed,
  ),
  closed,
)
export const RotateApiKey = Type.Object({ overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 720 })) }, closed)
export const ApiKeyUsage = Type.Object(
  {
    total: Type.Integer(),
    today: Type.Integer({ description: 'Since midnight on this computer' }),
    errorsToday: Type.Integer({ description: 'Of these, answered with 400 or above' }),
    errorShare: Type.Number({ description: '0 to 1, of all calls' }),
    /** Of the last seven days. */
    p50Ms: orNull(Type.Number()),
    p95Ms: orNull(Type.Number()),
    /** Calls with the secret that is being replaced, since the rotation. */
    oldSecretCalls: Type.Integer(),
    newSecretCalls: Type.Integer(),
    /** The last 24, the one under way last, without holes. */
    hours: Type.Array(Type.Object({ at: Instant, calls: Type.Integer(), errors: Type.Integer(), oldSecretCalls: Type.Integer() }, closed), {
      minItems: 24,
      maxItems: 24,
    }),
    days: Type.Array(Type.Object({ at: Instant, calls: Type.Integer(), errors: Type.Integer() }, closed)),
    routes: Type.Array(Type.Object({ route: Type.String(), calls: Type.Integer(), errors: Type.Integer() }, closed)),
    callers: Type.Array(Type.Object({ at: Instant, program: Type.String(), route: Type.String(), status: Type.Integer() }, closed)),
    limits: Type.Array(
      Type.Object({ windowS: Type.Integer(), limit: Type.Integer(), remaining: Type.Integer(), resetAt: Instant }, closed),
    ),
  },
  closed,
)

export type ApiKeyRecord = Static<typeof ApiKeyRecord>
export type CreateApiKey = Static<typeof CreateApiKey>
export type CreatedApiKey = Static<typeof CreatedApiKey>
export type ChangeApiKey = Static<typeof ChangeApiKey>
export type RotateApiKey = Static<typeof RotateApiKey>
export type ApiKeyUsage = Static<typeof ApiKeyUsage>
