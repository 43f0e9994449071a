// Events and ended jobs are kept 90 days and so many at most; what is dead as long, so that nobody finds it gone after a holiday.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import { removeInSteps } from './remove-in-steps.ts'

const keptMs = 90 * 86_400_000
/** About 400 bytes each: a budget of some 80 MB. */
const mostEvents = 100_000
const mostEnded = 100_000
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
  return removeInSteps({
    ...{ clock, log, what: 'old events', firstMs: 20_000, periodMs: 3_600_000, pauseMs: 50 },
    step: () => {
      const before = clock.now() - keptMs
      const gone = store.transaction(
        () =>
          store.job.purge({ before, deadBefore: before, keep: mostEnded, limit: rowsAStep }) +
          store.event.purge({ before, keep: mostEvents, limit: rowsAStep }),
      )
      return gone > 0
    },
  })
}
