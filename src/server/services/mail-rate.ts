// So many mails a minute and no more, evenly; who waits is a worker, so that nothing is put back and forth.
import type { Clock } from '../clock.ts'

export interface MailRate {
  /** Resolves when it is this one's turn, or `signal` aborts. */
  turn(signal: AbortSignal): Promise<void>
}

const minuteMs = 60_000
const burstMs = 1000

export function createMailRate(clock: Clock, perMinute: () => number): MailRate {
  let freeAt = Number.NEGATIVE_INFINITY
  return {
    turn: async (signal) => {
      const gapMs = minuteMs / perMinute()
      const now = clock.now()
      // What a busy second left over may leave in the next: in no minute more than a sixtieth above the rate.
      const earliest = now - burstMs
      // A clock that was set back, or a lower rate before, holds nobody longer than a minute.
      const turnAt = Math.min(Math.max(freeAt, earliest), now + minuteMs)
      freeAt = turnAt + gapMs
      const waitMs = turnAt - now
      if (waitMs <= 0 || signal.aborted) return
      await new Promise<void>((resolve) => {
        const end = () => {
          cancel()
          signal.removeEventListener('abort', end)
          resolve()
        }
        const cancel = clock.after(waitMs, end)
        signal.addEventListener('abort', end)
      })
    },
  }
}
