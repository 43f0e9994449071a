// How services reach the broker, which stands after them: empty until it attaches itself, empty again when it stops.
import type { BrokerPort } from '../node-gate.ts'

export interface BrokerLink {
  /** null while no broker stands. */
  port(): BrokerPort | null
  /** Returns the undo. */
  attach(port: BrokerPort): () => void
  onAttached(listener: () => void): void
}

export function createBrokerLink(): BrokerLink {
  let current: BrokerPort | null = null
  const listeners: (() => void)[] = []
  return {
    port: () => current,
    attach: (port) => {
      current = port
      for (const listener of listeners) listener()
      return () => {
        if (current === port) current = null
      }
    },
    onAttached: (listener) => void listeners.push(listener),
  }
}
