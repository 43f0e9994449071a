// What is kept for a time only goes in small steps, each a transaction of its own, so that nothing waits for it.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

interface Given {
  readonly clock: Clock
  readonly log: Log
  /** In the log when a step fails; the next round tries again. */
  readonly what: string
  /** Until the first round. */
  readonly firstMs: number
  readonly periodMs: number
  readonly pauseMs: number
  /** Removes a few rows; whether there may be more. */
  readonly step: () => boolean
}

/** Begins a round at `firstMs` and then every `periodMs`: steps with pauses until nothing is left to remove. Returns the stop. */
export function removeInSteps({ clock, log, what, firstMs, periodMs, pauseMs, step }: Given): () => void {
  let stopNext: (() => void) | null = null
  const goOn = (): void => {
    stopNext = null
    try {
      if (step()) stopNext = clock.after(pauseMs, goOn)
    } catch (err) {
      log.warn({ err }, `${what} could not be removed; it goes on later`)
    }
  }
  stopNext = clock.after(firstMs, goOn)
  const stopRounds = clock.every(periodMs, () => {
    // One round at a time.
    if (stopNext === null) goOn()
  })
  return () => {
    stopNext?.()
    stopRounds()
  }
}
