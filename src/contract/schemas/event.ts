// Business events as they are listed, what follows from them (jobs), and the timeline of one subject.
import Type, { type Static } from 'typebox'
import { businessEventNames } from '../business-events.ts'
import { closed, Id, Instant } from './common.ts'
import { TimeQuery } from './sensor.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
}

export const jobKinds = ['webhook', 'mail', 'notice', 'inbox', 'digest'] as const
export const jobStates = ['waiting', 'running', 'done', 'dead', 'dropped'] as const
/** What a delivery, a mail or a received webhook came to: a job may have done its part without the mail having left. */
export const jobResults = ['waiting', 'delivered', 'sent', 'suppressed', 'failed', 'dropped', 'done', 'ignored'] as const
const JobKind = Type.Enum([...jobKinds])
const JobId = Type.Integer({ minimum: 1 })
const Lane = Type.String({ minLength: 1, maxLength: 300 })

export const EventType = Type.Object(
  {
    type: Type.Enum([...businessEventNames]),
    version: Type.Integer(),
    summary: Type.String(),
    isLater: Type.Boolean({ description: 'Declared; nothing emits it yet' }),
    schema: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of `data`' }),
    sample: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
)
export const BusinessEventRecord = Type.Object(
  {
    id: Id,
    seq: Type.Integer({ description: 'Counts up in the order of the commits' }),
    type: Type.String(),
    version: Type.Integer(),
    at: Instant,
    subject: Type.String({ description: 'kind/id of what it is about' }),
    projectId: orNull(Id),
    actor: Type.String(),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
)
export const BusinessEventsQuery = Type.Object(
  {
    ...page,
    type: Type.Optional(Type.String({ maxLength: 100, description: 'A type, a beginning with * at its end (alarm.*), or *' })),
    subject: Type.Optional(Type.String({ maxLength: 200 })),
    from: Type.Optional(TimeQuery),
    to: Type.Optional(TimeQuery),
  },
  closed,
)
/** What follows from an event, as far as it got. */
export const JobRecord = Type.Object(
  {
    id: JobId,
    kind: JobKind,
    lane: Type.String({ description: 'Endpoint, mail account, source' }),
    ref: Type.String({ description: 'Id of the delivery or message' }),
    to: orNull(Type.String({ description: 'Endpoint, address, account or source in words; null when it is gone or the owner’s' })),
    result: orNull(Type.Enum([...jobResults], { description: 'State of that delivery or message; null when it has none (any more)' })),
    eventId: orNull(Id),
    subject: orNull(Type.String()),
    state: Type.Enum([...jobStates]),
    attempts: Type.Integer({ description: 'Tries that ended' }),
    dueAt: orNull(Type.Integer({ description: 'When it is tried (again), UTC ms, if the machine stays awake' })),
    createdAt: Instant,
    endedAt: orNull(Instant),
    lastReason: orNull(Type.String({ description: 'Why the last try failed or it was put back' })),
  },
  closed,
)
export const TimelineQuery = Type.Object(
  {
    ...BusinessEventsQuery.properties,
    subject: Type.Optional(Type.String({ minLength: 3, maxLength: 200, description: 'kind/id; all when left out' })),
    id: Type.Optional(Type.String({ maxLength: 64, description: 'Only this event' })),
  },
  closed,
)
export const TimelineItem = Type.Object(
  {
    event: BusinessEventRecord,
    jobs: Type.Array(JobRecord),
    /** How many of each kind are in which state. */
    counts: Type.Array(Type.Object({ kind: JobKind, state: Type.Enum([...jobStates]), count: Type.Integer() }, closed)),
  },
  closed,
)
export const DeadLettersQuery = Type.Object({ ...page, kind: Type.Optional(JobKind), lane: Type.Optional(Lane) }, closed)
export const DeadLetters = Type.Object(
  {
    items: Type.Array(JobRecord),
    next: orNull(Type.String()),
    lanes: Type.Array(
      Type.Object({ kind: JobKind, lane: Type.String(), to: orNull(Type.String()), count: Type.Integer(), newestAt: Instant }, closed),
    ),
  },
  closed,
)
export const JobParams = Type.Object({ id: JobId }, closed)
export const LaneOfJobs = Type.Object({ kind: JobKind, lane: Lane }, closed)
export const ChangedJobs = Type.Object({ count: Type.Integer() }, closed)
export const OutboxStates = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          kind: JobKind,
          waiting: Type.Integer(),
          running: Type.Integer(),
          dead: Type.Integer(),
          oldestDueMs: Type.Integer({ description: 'Age of the oldest due job; 0 when none is due' }),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type EventType = Static<typeof EventType>
export type BusinessEventRecord = Static<typeof BusinessEventRecord>
export type JobRecord = Static<typeof JobRecord>
export type TimelineItem = Static<typeof TimelineItem>
export type DeadLetters = Static<typeof DeadLetters>
export type OutboxStates = Static<typeof OutboxStates>
