// What is in the hand to be bound: chosen in the list, bound to the next symbol that is placed or clicked. UI state only.
import { create } from 'zustand'

/** A whole node with all its sensors, or one sensor by itself. */
export interface Bindable {
  readonly kind: 'node' | 'sensor'
  readonly id: string
  readonly name: string
}

export const useBinding = create<{ readonly pending: Bindable | null }>()(() => ({ pending: null }))

/** Type of what is dragged from a list onto a plan. */
export const dragType = 'application/x-plenum-bindable'

/** What was dropped, or null when it isn't ours. */
export function readDragged(text: string): Bindable | null {
  try {
    const { kind, id, name } = JSON.parse(text) as Partial<Bindable>
    return (kind === 'node' || kind === 'sensor') && typeof id === 'string' && typeof name === 'string' ? { kind, id, name } : null
  } catch {
    return null
  }
}
