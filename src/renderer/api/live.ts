// The live stream of this window: one connection, read by fetch. Connects -> snapshot -> numbered deltas; a gap or a reconnect means
// that everything is asked again. Listeners are told of facts; nothing here changes the document.
import type { EventName, LiveEvent } from '../../contract/events.ts'
import type { Api } from './api.tsx'

export type LiveState = 'connecting' | 'live' | 'lost'

export interface Live {
  /** Calls back for each event; returns the undo. */
  subscribe(listener: (event: LiveEvent) => void): () => void
  /** Calls back when deltas may have been missed. */
  onGap(listener: () => void): () => void
  state(): LiveState
  onState(listener: () => void): () => void
  stop(): void
}

/** Keeps the stream open, with back-off up to 15 s. */
export function startLive(api: Api): Live {
  const listeners = new Set<(event: LiveEvent) => void>()
  const gaps = new Set<() => void>()
  const states = new Set<() => void>()
  const abort = new AbortController()
  let state: LiveState = 'connecting'
  const setState = (next: LiveState) => {
    if (next === state) return
    state = next
    for (const tell of states) tell()
  }
  const add = <T>(set: Set<T>, item: T) => {
    set.add(item)
    return () => void set.delete(item)
  }

  const run = async () => {
    let delayMs = 500
    let connections = 0
    while (!abort.signal.aborted) {
      let last: number | null = null
      try {
        for await (const event of api.client.openEvents(abort.signal)) {
          setState('live')
          delayMs = 500
          const isSnapshot = event.name === ('snapshot' satisfies EventName)
          const missed = isSnapshot ? connections++ > 0 : last !== null && event.id !== last + 1
          last = event.id
          if (missed) for (const tell of gaps) tell()
          for (const tell of listeners) tell(event)
        }
      } catch {
        // Told by the state; the loop goes on.
      }
      if (abort.signal.aborted) return
      setState('lost')
      await new Promise((done) => setTimeout(done, delayMs))
      delayMs = Math.min(delayMs * 2, 15_000)
    }
  }
  void run()
  return {
    subscribe: (listener) => add(listeners, listener),
    onGap: (listener) => add(gaps, listener),
    state: () => state,
    onState: (listener) => add(states, listener),
    stop: () => abort.abort(),
  }
}
