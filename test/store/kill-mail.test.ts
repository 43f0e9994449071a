// kill -9 of the real server at points of chance while it sends mails to aiosmtpd: every committed mail arrives, a repeat only under the same
// Message-ID. Two hundred points: test/long/kill-mail.test.ts.
import { expect } from 'vitest'
import { runKillMail } from '../helpers/kill-mail.ts'
import { itNeeds } from '../helpers/strangers.ts'

itNeeds('aiosmtpd')('killed six times, the server sends every committed mail and no other', { timeout: 120_000 }, async (t) => {
  const given = { kills: 3, people: 40, mostTaken: 40 }
  for (const result of await Promise.all([runKillMail(t, given), runKillMail(t, given)])) {
    expect(result).toMatchObject({ lost: [], ghosts: [], doubled: [], open: [], integrity: 'ok' })
    expect([result.mails > 60, result.killsAtWork > 0]).toEqual([true, true])
    // A repeat is a mail that was taken when the kill came: three are on their way at once.
    expect(result.repeats).toBeLessThanOrEqual(3 * given.kills)
  }
})
