// Forgets deliveries after 30 days, or beyond what is kept at most: in small steps, so that nothing waits for it.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'

const hourMs = 3_600_000
const keptMs = 30 * 24 * hourMs
const mostKept = 300_000
const atOnce = 500
const pauseMs = 200

/** Returns the undo. */
export function keepDeliveries({
  store,
  clock,
  log,
}: {
  store: Pick<Store, 'delivery' | 'transaction'>
  clock: Clock
  log: Log
}): () => void {
  let cancel = () => {}
  const step = () => {
    try {
      const gone = store.transaction(() => store.delivery.purge({ before: clock.now() - keptMs, keep: mostKept, limit: atOnce }))
      if (gone >= atOnce) cancel = clock.after(pauseMs, step)
    } catch (err) {
      log.warn({ err }, 'old deliveries could not be forgotten; tried again in an hour')
    }
  }
  const stop = clock.every(hourMs, step)
  return () => {
    stop()
    cancel()
  }
}
