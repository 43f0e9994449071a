// The audit: who did what, when, from which program, in a chain that shows what was changed afterwards. And the log of the program.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant } from './common.ts'
import { TimeQuery } from './sensor.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const AuditEntry = Type.Object(
  {
    id: Type.Integer({ description: 'Counts up by one' }),
    at: Instant,
    actorKind: Type.Enum(['owner', 'account', 'program', 'node', 'system', 'nobody']),
    actorId: orNull(Type.String()),
    actorName: Type.String(),
    program: Type.String(),
    action: Type.String({ description: 'A route’s name, or signIn.refused, secret.used, ...' }),
    outcome: Type.Enum(['done', 'refused']),
    subject: orNull(Type.String({ description: 'kind/id of what was touched' })),
    /** JSON with secrets masked; null where there is none. */
    before: orNull(Type.String()),
    after: orNull(Type.String()),
    detail: orNull(Type.String()),
    requestId: orNull(Type.String()),
    hash: Type.String({ description: 'SHA-256 over the row and the hash before it' }),
  },
  closed,
)
export const AuditQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    actor: Type.Optional(Type.String({ maxLength: 200 })),
    action: Type.Optional(Type.String({ maxLength: 100 })),
    subject: Type.Optional(Type.String({ maxLength: 200 })),
    outcome: Type.Optional(Type.Enum(['done', 'refused'])),
    from: Type.Optional(TimeQuery),
    to: Type.Optional(TimeQuery),
    search: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)
export const auditVerdicts = ['ok', 'edited', 'missing', 'reordered', 'truncated', 'rewritten', 'unanchored'] as const
export const AuditVerdict = Type.Object(
  {
    verdict: Type.Enum([...auditVerdicts]),
    detail: Type.String(),
    entries: Type.Integer(),
    firstId: orNull(Type.Integer()),
    lastId: orNull(Type.Integer()),
    brokenAt: orNull(Type.Integer()),
    checkpoints: Type.Integer(),
    head: orNull(Type.String()),
    tookMs: Type.Number(),
  },
  closed,
)
/** Older entries go into a file in the data folder, then a row anchors its hash; nothing is dropped before the file is on disk. */
export const ArchiveAudit = Type.Object({ before: Instant }, closed)
export const ArchivedAudit = Type.Object({ fileName: Type.String(), entries: Type.Integer(), sha256: Type.String() }, closed)

export const LogLine = Type.Object(
  {
    id: Type.Integer(),
    at: Instant,
    level: Type.Enum(['debug', 'info', 'warn', 'error']),
    message: Type.String(),
    facts: Type.String({ description: 'JSON, secrets masked' }),
  },
  closed,
)
export const LogsQuery = Type.Object(
  {
    since: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    level: Type.Optional(Type.Enum(['debug', 'info', 'warn', 'error'])),
    search: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)
export const SecretState = Type.Object(
  {
    protection: Type.Enum(['keystore', 'file', 'none']),
    detail: Type.String({ description: 'What it protects against and what not' }),
    secrets: Type.Array(Type.Object({ name: Type.String(), state: Type.Enum(['sealed', 'toBeEntered']), changedAt: Instant }, closed)),
  },
  closed,
)
export const AuditParams = Type.Object({ id: Type.Integer({ minimum: 1 }) }, closed)
export { Id }
export type AuditEntry = Static<typeof AuditEntry>
export type AuditVerdict = Static<typeof AuditVerdict>
export type LogLine = Static<typeof LogLine>
export type SecretState = Static<typeof SecretState>
