// Forgets mails that ended so many days ago, batches without mails, and notices after 30 days, all within a number: in small steps, so that
// nothing waits for it. Mails that nothing will send any more are told so.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'

const dayMs = 86_400_000
const noticeMs = 30 * dayMs
/** About a kilobyte each. */
const mostMails = 100_000
const mostNotices = 10_000
const firstMs = 15_000
const periodMs = 3_600_000
const pauseMs = 50
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
  let stopNext: () => void = () => {}
  const step = (): void => {
    try {
      const now = clock.now()
      const gone = store.transaction(() => {
        const mails = store.mail.purge({ before: now - keepDays() * dayMs, keep: mostMails, limit: rowsAStep })
        return mails + store.mail.purgeNotices({ before: now - noticeMs, keep: mostNotices, limit: rowsAStep })
      })
      if (gone > 0) stopNext = clock.after(pauseMs, step)
    } catch (err) {
      log.warn({ err }, 'old mails could not be forgotten; it goes on in an hour')
    }
  }
  const first = (): void => {
    try {
      const stranded = store.transaction(() => store.mail.settleStranded(clock.now()))
      if (stranded > 0) log.warn({ mails: stranded }, 'mails waited although nothing would send them; they have failed')
    } catch (err) {
      log.warn({ err }, 'mails that nothing will send could not be found')
    }
    step()
  }
  stopNext = clock.after(firstMs, first)
  const stopHourly = clock.every(periodMs, step)
  return () => {
    stopNext()
    stopHourly()
  }
}
