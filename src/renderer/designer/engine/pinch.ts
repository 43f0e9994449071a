// Two fingers on the drawing: the first finger's gesture is given up, then both together pan and zoom. One finger draws like a pen.
// Knows no DOM: touches in, pen events out.
import type { PenEvent } from './editor-state.ts'
import { wheelZoomPerPx } from './view.ts'

export interface Touch {
  readonly id: number
  readonly kind: 'down' | 'move' | 'up' | 'cancel'
  readonly xPx: number
  readonly yPx: number
}

export interface Pinch {
  /** The pen events a touch stands for; null when it is an ordinary one-finger touch. */
  take(touch: Touch): readonly PenEvent[] | null
}

/** Starts with no finger down. */
export function createPinch(): Pinch {
  const fingers = new Map<number, { readonly xPx: number; readonly yPx: number }>()
  /** Fingers apart and middle at the last event; null while fewer than two are down. */
  let last: { readonly xPx: number; readonly yPx: number; readonly apartPx: number } | null = null
  /** After a pinch the finger left over does nothing until it is lifted. */
  let isSpent = false

  function spread() {
    const [a, b] = [...fingers.values()]
    if (!a || !b) return null
    return { xPx: (a.xPx + b.xPx) / 2, yPx: (a.yPx + b.yPx) / 2, apartPx: Math.max(1, Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx)) }
  }

  return {
    take({ id, kind, xPx, yPx }) {
      if (kind === 'down') {
        fingers.set(id, { xPx, yPx })
        if (fingers.size === 1) isSpent = false
        if (fingers.size !== 2) return fingers.size > 2 ? [] : null
        last = spread()
        isSpent = true
        if (!last) return []
        return [
          { kind: 'cancel', xPx, yPx },
          { kind: 'down', button: 1, xPx: last.xPx, yPx: last.yPx },
        ]
      }
      if (kind === 'move') {
        if (!fingers.has(id)) return null
        fingers.set(id, { xPx, yPx })
        if (!last) return isSpent ? [] : null
        const now = spread()
        if (!now) return []
        const deltaY = -Math.log(now.apartPx / last.apartPx) / wheelZoomPerPx
        last = now
        return [
          { kind: 'move', xPx: now.xPx, yPx: now.yPx },
          { kind: 'wheel', xPx: now.xPx, yPx: now.yPx, deltaY },
        ]
      }
      fingers.delete(id)
      if (!isSpent) return null
      if (!last || fingers.size > 1) return []
      const end: PenEvent = { kind: 'up', button: 1, xPx: last.xPx, yPx: last.yPx }
      last = null
      return [end]
    },
  }
}
