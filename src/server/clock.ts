// Time, as an argument: parts never call Date.now or setTimeout themselves, so tests move time.

export interface Clock {
  /** UTC epoch milliseconds. */
  now(): number
  /** Runs fn once after delayMs; returns the undo. */
  after(delayMs: number, fn: () => void): () => void
  /** Runs fn every periodMs; returns the undo. */
  every(periodMs: number, fn: () => void): () => void
  /** Milliseconds that nobody sets and that (mostly) stand still while the machine sleeps; without it `now` never jumps. */
  monotonic?(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
  every: (periodMs, fn) => {
    const timer = setInterval(fn, periodMs)
    timer.unref()
    return () => clearInterval(timer)
  },
  monotonic: () => performance.now(),
}
