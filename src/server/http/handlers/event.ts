// Business events, timelines and dead letters over HTTP.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

type Names =
  | ('listEventTypes' | 'listBusinessEvents' | 'getTimeline' | 'getOutbox' | 'listDeadLetters')
  | ('retryDeadLetter' | 'dropDeadLetter' | 'retryDeadLetters' | 'dropDeadLetters')

export function createEventHandlers({ eventLog }: Services): Pick<Handlers, Names> {
  return {
    listEventTypes: () => eventLog.types(),
    listBusinessEvents: ({ query }) => eventLog.list(query),
    getTimeline: ({ query }) => eventLog.timeline(query),
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
