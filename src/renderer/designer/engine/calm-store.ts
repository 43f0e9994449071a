// The store as panes and listeners outside the engine see it. While a gesture's preview is in the hand they hear of changes a few times
// a second, so frames belong to the drawing; every decided change is told at once, and what is read is always the present state.
import type { StoreApi } from 'zustand/vanilla'
import type { EditorState } from './editor-state.ts'

type Listener = (state: EditorState, before: EditorState) => void

export interface CalmTimers {
  now(): number
  /** Runs once after the delay; returns the undo. */
  setTimer(run: () => void, delayMs: number): () => void
}

/** Rendering the tables costs as much as a frame of the drawing: told this seldom, 19 frames of 20 are the drawing's own. */
export const calmEveryMs = 400

const machineTimers: CalmTimers = {
  now: () => performance.now(),
  setTimer(run, delayMs) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Wraps a store; the wrapped one keeps telling its own listeners of everything. */
export function calmStore(store: StoreApi<EditorState>, timers: CalmTimers = machineTimers): StoreApi<EditorState> {
  const listeners = new Set<Listener>()
  let told = store.getState()
  let toldAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | null = null
  let stop: (() => void) | null = null

  function tell() {
    cancel?.()
    cancel = null
    const before = told
    told = store.getState()
    toldAt = timers.now()
    if (told !== before) for (const listener of [...listeners]) listener(told, before)
  }

  function hear(state: EditorState) {
    const inHand = state.design !== state.committed && told.design !== told.committed
    const waitMs = toldAt + calmEveryMs - timers.now()
    if (!inHand || waitMs <= 0) tell()
    else cancel ??= timers.setTimer(tell, waitMs)
  }

  return {
    ...store,
    subscribe(listener) {
      if (!stop) {
        told = store.getState()
        stop = store.subscribe(hear)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        cancel?.()
        cancel = null
        stop?.()
        stop = null
      }
    },
  }
}
