// Maintenance tickets: what is to be done at a node or in a room, by a person here or from a system that sends it.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name, NoteText } from './common.ts'
import { NodeId } from './sensor.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const ticketStates = ['open', 'inProgress', 'done'] as const
const fields = {
  title: Name,
  description: NoteText,
  priority: Type.Integer({ minimum: 1, maximum: 3, description: '1 is the most urgent' }),
  state: Type.Enum([...ticketStates]),
  nodeId: orNull(NodeId),
  dueAt: orNull(Instant),
}
export const TicketRecord = Type.Object(
  {
    id: Id,
    ...fields,
    /** Of the source that sent it; null when a person wrote it. */
    sourceId: orNull(Id),
    /** Its id there. */
    externalId: orNull(Type.String()),
    createdBy: Type.String(),
    createdAt: Instant,
    updatedAt: Instant,
    closedAt: orNull(Instant),
    revision: Type.Integer(),
  },
  closed,
)
export const CreateTicket = Type.Object(
  {
    title: fields.title,
    description: Type.Optional(fields.description),
    priority: Type.Optional(fields.priority),
    nodeId: Type.Optional(fields.nodeId),
    dueAt: Type.Optional(fields.dueAt),
  },
  closed,
)
export const ChangeTicket = Type.Partial(Type.Object(fields, closed), closed)
export const TicketsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    nodeId: Type.Optional(NodeId),
    state: Type.Optional(Type.Enum([...ticketStates, 'notDone'])),
  },
  closed,
)
export type TicketRecord = Static<typeof TicketRecord>
export type CreateTicket = Static<typeof CreateTicket>
export type ChangeTicket = Static<typeof ChangeTicket>
