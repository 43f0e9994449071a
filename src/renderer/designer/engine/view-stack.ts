// Views have a history of their own: moves that follow each other closely count as one, so one wheel turn is one step back.
import type { View } from './editor-state.ts'

const mergeWithinMs = 500
const deepest = 100

export interface ViewStack {
  /** Remembers the view that is about to be left. */
  remember(view: View, atMs: number): void
  back(current: View): View | null
  forward(current: View): View | null
  canGoBack(): boolean
}

/** Opens an empty stack. */
export function createViewStack(): ViewStack {
  const past: View[] = []
  let future: View[] = []
  let lastAtMs = Number.NEGATIVE_INFINITY
  return {
    remember(view, atMs) {
      if (atMs - lastAtMs > mergeWithinMs) {
        past.push(view)
        if (past.length > deepest) past.shift()
      }
      future = []
      lastAtMs = atMs
    },
    back(current) {
      const view = past.pop()
      if (!view) return null
      future.push(current)
      lastAtMs = Number.NEGATIVE_INFINITY
      return view
    },
    forward(current) {
      const view = future.pop()
      if (!view) return null
      past.push(current)
      lastAtMs = Number.NEGATIVE_INFINITY
      return view
    },
    canGoBack: () => past.length > 0,
  }
}
