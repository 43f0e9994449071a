// Business events, the timeline of a subject, and jobs that came to nothing.
import Type from 'typebox'
import { closed } from '../schemas/common.ts'
import {
  BusinessEventRecord,
  BusinessEventsQuery,
  ChangedJobs,
  DeadLetters,
  DeadLettersQuery,
  EventType,
  JobParams,
  JobRecord,
  LaneOfJobs,
  OutboxStates,
  TimelineItem,
  TimelineQuery,
} from '../schemas/event.ts'
import { list, route } from './route.ts'

export const eventRoutes = {
  listEventTypes: route({
    method: 'GET',
    path: '/event-types',
    summary: 'Every type of business event with its schema and a sample',
    reply: Type.Object({ items: Type.Array(EventType) }, closed),
    permission: 'events:read',
  }),
  listBusinessEvents: route({
    method: 'GET',
    path: '/business-events',
    summary: 'What happened, newest first',
    query: BusinessEventsQuery,
    reply: list(BusinessEventRecord),
    permission: 'events:read',
  }),
  getTimeline: route({
    method: 'GET',
    path: '/timeline',
    summary: 'What happened, to one subject or to all, newest first, and what followed from each event',
    query: TimelineQuery,
    reply: list(TimelineItem),
    permission: 'timeline:read',
  }),
  getOutbox: route({
    method: 'GET',
    path: '/outbox',
    summary: 'How much waits, runs and is dead, by kind',
    reply: OutboxStates,
    permission: 'dead-letters:read',
  }),
  listDeadLetters: route({
    method: 'GET',
    path: '/dead-letters',
    summary: 'Jobs that came to nothing, newest first, and how many each lane has',
    query: DeadLettersQuery,
    reply: DeadLetters,
    permission: 'dead-letters:read',
  }),
  retryDeadLetter: route({
    method: 'POST',
    path: '/dead-letters/{id}/retry',
    summary: 'Try it again now, from the first step of the ladder',
    params: JobParams,
    reply: JobRecord,
    permission: 'dead-letters:write',
  }),
  dropDeadLetter: route({
    method: 'DELETE',
    path: '/dead-letters/{id}',
    summary: 'Give it up',
    params: JobParams,
    reply: 'none',
    permission: 'dead-letters:delete',
  }),
  retryDeadLetters: route({
    method: 'POST',
    path: '/dead-letters/retry',
    summary: 'Try all of one lane again',
    body: LaneOfJobs,
    reply: ChangedJobs,
    permission: 'dead-letters:write',
  }),
  dropDeadLetters: route({
    method: 'POST',
    path: '/dead-letters/drop',
    summary: 'Give up all of one lane',
    body: LaneOfJobs,
    reply: ChangedJobs,
    permission: 'dead-letters:delete',
  }),
} as const
