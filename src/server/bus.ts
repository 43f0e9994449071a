// Live facts inside one process, in the past tense. A listener's failure is isolated and logged; nothing is controlled through here.
import type { EventName, EventPayload } from '../contract/events.ts'

export type Fact = { [N in Exclude<EventName, 'snapshot'>]: { readonly name: N; readonly payload: EventPayload<N> } }[Exclude<
  EventName,
  'snapshot'
>]

export interface Bus {
  publish(fact: Fact): void
  /** Returns the undo. */
  subscribe(listener: (fact: Fact) => void): () => void
}

export function createBus({ onError }: { onError: (error: unknown, fact: Fact) => void }): Bus {
  const listeners = new Set<(fact: Fact) => void>()
  return {
    publish: (fact) => {
      for (const listener of [...listeners]) {
        try {
          listener(fact)
        } catch (error) {
          onError(error, fact)
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
