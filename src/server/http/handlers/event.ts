// Business events, timelines and dead letters over HTTP.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

type Names =
  | ('listEventTypes' | 'listBusinessEvents' | 'getTimeline' | 'getOutbox' | 'listDeadLetters')
  | ('retryDeadLetter' | 'dropDeadLetter' | 'retryDeadLetters' | 'dropDeadLetters')

export function createEventHandlers({ eventLog }: Services): Pick<Handlers, Names> {
  return {
    listEventTypes: () => eventLog.types(),
    listBusinessEvents: ({ query, caller }) => eventLog.list(query, caller),
    getTimeline: ({ query, caller }) => eventLog.timeline(query, caller),
    getOutbox: () => eventLog.outbox(),
    listDeadLetters: ({ query }) => eventLog.deadLetters(query),
    retryDeadLetter: ({ params }) => eventLog.retry(params.id),
    dropDeadLetter: ({ params }) => {
      eventLog.drop(params.id)
    },
    retryDeadLetters: ({ body }) => eventLog.retryLane(body),
    dropDeadLetters: ({ body }) => eventLog.dropLane(body),
  }
}
