// Forgets mails that ended so many days ago, batches without mails, and notices after 30 days, all within a number. Mails that nothing will
// send any more are told so.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import { removeInSteps } from './remove-in-steps.ts'

const dayMs = 86_400_000
const noticeMs = 30 * dayMs
/** About a kilobyte each. */
const mostMails = 100_000
const mostNotices = 10_000
const firstMs = 15_000
/** Rows a step: measured under 5 ms. */
const rowsAStep = 200

/** Returns the stop. */
export function keepMails(parts: {
  store: Pick<Store, 'mail' | 'transaction'>
  clock: Clock
  log: Log
  keepDays: () => number
}): () => void {
  const { store, clock, log, keepDays } = parts
  const stopFirst = clock.after(firstMs, () => {
    try {
      const stranded = store.transaction(() => store.mail.settleStranded(clock.now()))
      if (stranded > 0) log.warn({ mails: stranded }, 'mails waited although nothing would send them; they have failed')
    } catch (err) {
      log.warn({ err }, 'mails that nothing will send could not be found')
    }
  })
  const stopRemoving = removeInSteps({
    ...{ clock, log, what: 'old mails', firstMs, periodMs: 3_600_000, pauseMs: 50 },
    step: () => {
      const now = clock.now()
      const gone = store.transaction(() => {
        const mails = store.mail.purge({ before: now - keepDays() * dayMs, keep: mostMails, limit: rowsAStep })
        return mails + store.mail.purgeNotices({ before: now - noticeMs, keep: mostNotices, limit: rowsAStep })
      })
      return gone > 0
    },
  })
  return () => {
    stopFirst()
    stopRemoving()
  }
}
