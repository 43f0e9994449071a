// Health: what is really probed, never a hard-coded "connected".
import Type, { type Static } from 'typebox'
import { closed, Instant } from './common.ts'

export const HealthLive = Type.Object({ status: Type.Literal('live') }, closed)
export const HealthReady = Type.Object({ status: Type.Enum(['ready', 'not_ready']), reason: Type.Optional(Type.String()) }, closed)
export const HealthPart = Type.Object(
  { name: Type.String(), state: Type.Enum(['ok', 'degraded', 'down', 'off']), reason: Type.Optional(Type.String()), tookMs: Type.Number() },
  closed,
)
export const Health = Type.Object(
  {
    status: Type.Enum(['ok', 'degraded', 'down']),
    version: Type.String(),
    node: Type.String(),
    startedAt: Instant,
    uptimeMs: Type.Number(),
    dataFolder: Type.String(),
    storage: Type.Object(
      {
        freeBytes: Type.Number(),
        databaseBytes: Type.Number(),
        fullAt: Type.Union([Instant, Type.Null()], {
          description: 'When the size budget or the disk is full at the present rate; null: never',
        }),
      },
      closed,
    ),
    loopDelayMs: Type.Object({ p50: Type.Number(), p99: Type.Number(), max: Type.Number() }, closed),
    parts: Type.Array(HealthPart),
  },
  closed,
)
export type Health = Static<typeof Health>
export type HealthPart = Static<typeof HealthPart>
