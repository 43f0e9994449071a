// Live events: name -> payload. Sent over GET /events as `id: n`, `event: name`, `data: JSON`. Facts in the past tense.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant } from './schemas/common.ts'
import { ExportRecord } from './schemas/export.ts'

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

export const events = {
  snapshot: Type.Object(
    {
      at: Instant,
      version: Type.String(),
      settingsRevision: Type.Integer(),
      designs: Type.Array(Type.Object({ designId: Id, revision: Type.Integer() }, closed)),
    },
    closed,
  ),
  'design.saved': design,
  'design.deleted': design,
  'design.restored': design,
  'project.changed': project,
  'project.deleted': project,
  'design.exported': ExportRecord,
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
