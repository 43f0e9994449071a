// Forgets deliveries after 30 days, or beyond what is kept at most.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import { removeInSteps } from './remove-in-steps.ts'

const hourMs = 3_600_000
const keptMs = 30 * 24 * hourMs
const mostKept = 300_000
const rowsAStep = 500

/** Returns the stop. */
export function keepDeliveries({
  store,
  clock,
  log,
}: {
  store: Pick<Store, 'delivery' | 'transaction'>
  clock: Clock
  log: Log
}): () => void {
  return removeInSteps({
    ...{ clock, log, what: 'old deliveries', firstMs: hourMs, periodMs: hourMs, pauseMs: 200 },
    step: () =>
      store.transaction(() => store.delivery.purge({ before: clock.now() - keptMs, keep: mostKept, limit: rowsAStep })) >= rowsAStep,
  })
}
