// Time that stands still until a test moves it.
import type { Clock } from '../../src/server/clock.ts'

export interface FakeClock extends Clock {
  /** Moves time forward, running what falls due in order. */
  advance(byMs: number): void
}

/** A month of a timer that fires each second would take minutes: in one advance it fires this often at most, as on a machine that sleeps. */
const mostFirings = 20_000

/** Starts at 2026-01-05 08:00 UTC unless told. */
export function createFakeClock(startAt = Date.UTC(2026, 0, 5, 8)): FakeClock {
  let now = startAt
  let order = 0
  let shortestPeriodMs = 0
  const due = new Map<number, { at: number; run: () => void }>()
  const schedule = (delayMs: number, run: () => void, periodMs?: number) => {
    order += 1
    const key = order
    const entry = { at: now + delayMs, run }
    if (periodMs !== undefined) {
      entry.run = () => {
        due.set(key, { ...entry, at: now + Math.max(periodMs, shortestPeriodMs) })
        run()
      }
    }
    due.set(key, entry)
    return () => {
      due.delete(key)
    }
  }
  return {
    now: () => now,
    after: (delayMs, fn) => schedule(delayMs, fn),
    every: (periodMs, fn) => schedule(periodMs, fn, periodMs),
    advance: (byMs) => {
      const until = now + byMs
      shortestPeriodMs = byMs / mostFirings
      for (;;) {
        let next: [number, { at: number; run: () => void }] | undefined
        for (const one of due) {
          const isSooner = next === undefined || one[1].at < next[1].at || (one[1].at === next[1].at && one[0] < next[0])
          if (one[1].at <= until && isSooner) next = one
        }
        if (!next) break
        due.delete(next[0])
        now = next[1].at
        next[1].run()
      }
      now = until
    },
  }
}
