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
    active: Type.Boolean(),
    createdAt: Instant,
    expiresAt: orNull(Instant),
    lastUsedAt: orNull(Instant),
  },
  closed,
)
export const CreateApiKey = Type.Object(
  {
    name: Name,
    description: Type.Optional(NoteText),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: 100 }),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
    perMinute: Type.Optional(most),
    perHour: Type.Optional(most),
    perDay: Type.Optional(most),
  },
  closed,
)
/** `key` is shown this once. */
export const CreatedApiKey = Type.Object({ ...ApiKeyRecord.properties, key: Type.String() }, closed)
export const ChangeApiKey = Type.Object({ active: Type.Boolean() }, closed)

export type ApiKeyRecord = Static<typeof ApiKeyRecord>
export type CreateApiKey = Static<typeof CreateApiKey>
export type CreatedApiKey = Static<typeof CreatedApiKey>
