// So many mails a minute and no more, evenly; who waits is a worker, so that nothing is put back and forth.
import type { Clock } from '../clock.ts'

export interface MailRate {
  /** Resolves when it is this one's turn, or `signal` aborts. */
  turn(signal: AbortSignal): Promise<void>
}

const minuteMs = 60_000

export function createMailRate(clock: Clock, perMinute: () => number): MailRate {
  let freeAt = Number.NEGATIVE_INFINITY
  return {
    turn: async (signal) => {
      const gapMs = minuteMs / perMinute()
      const now = clock.now()
      // A tenth of a minute's share may leave at once. A clock that was set back, or a higher rate, holds nobody longer than that.
      const earliest = now - minuteMs / 10
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
