// The buffer between sensing and the broker's acknowledgement: a reading leaves it only when it was acknowledged. In order; nothing is
// ever thrown away: a full ring says so and the device stops sensing.
import type { SensorValue } from '../../src/domain/sensor.ts'

export interface Waiting {
  readonly type: string
  readonly value: SensorValue
  readonly timestamp: number
  readonly seq: number
  readonly boot: number
}

export interface Ring {
  /** False when it is full: nothing was kept. */
  add(reading: Waiting): boolean
  /** Up to `count` of the oldest that aren't under way, now under way; empty when there is nothing. Call one of the two with the batch. */
  take(count: number): readonly Waiting[]
  acknowledged(batch: readonly Waiting[]): void
  /** The connection went: everything under way waits again. */
  startAgain(): void
  readonly size: number
  readonly underWay: number
}

/** Holds at most `capacity` readings, those under way included. */
export function createRing(capacity: number): Ring {
  const waiting = new Set<Waiting>()
  const sent = new Set<Waiting>()
  return {
    add: (reading) => {
      if (waiting.size + sent.size >= capacity) return false
      waiting.add(reading)
      return true
    },
    take: (count) => {
      const batch: Waiting[] = []
      for (const reading of waiting) {
        if (batch.length >= count) break
        batch.push(reading)
      }
      for (const reading of batch) {
        waiting.delete(reading)
        sent.add(reading)
      }
      return batch
    },
    acknowledged: (batch) => {
      for (const reading of batch) if (!sent.delete(reading)) waiting.delete(reading)
    },
    startAgain: () => {
      const all = [...sent, ...waiting].sort((a, b) => a.boot - b.boot || a.seq - b.seq)
      sent.clear()
      waiting.clear()
      for (const reading of all) waiting.add(reading)
    },
    get size() {
      return waiting.size + sent.size
    },
    get underWay() {
      return sent.size
    },
  }
}
