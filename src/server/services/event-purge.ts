// Events and ended jobs are kept 90 days and so many at most; what is dead as long, so that nobody finds it gone after a holiday. Small steps.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'

const keptMs = 90 * 86_400_000
/** About 400 bytes each: a budget of some 80 MB. */
const mostEvents = 100_000
const mostEnded = 100_000
const firstMs = 20_000
const periodMs = 3_600_000
const pauseMs = 50
const rowsAStep = 200

/** Returns the stop. */
export function startEventPurge({
  store,
  clock,
  log,
}: {
  store: Pick<Store, 'event' | 'job' | 'transaction'>
  clock: Clock
  log: Log
}): () => void {
  let stopNext: () => void = () => {}
  const step = (): void => {
    try {
      const before = clock.now() - keptMs
      const gone = store.transaction(
        () =>
          store.job.purge({ before, deadBefore: before, keep: mostEnded, limit: rowsAStep }) +
          store.event.purge({ before, keep: mostEvents, limit: rowsAStep }),
      )
      if (gone > 0) stopNext = clock.after(pauseMs, step)
    } catch (err) {
      log.warn({ err }, 'old events could not be removed; it goes on in an hour')
    }
  }
  stopNext = clock.after(firstMs, step)
  const stopHourly = clock.every(periodMs, step)
  return () => {
    stopNext()
    stopHourly()
  }
}
