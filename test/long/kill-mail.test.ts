// kill -9 at two hundred points of chance while thousands of mails are sent to aiosmtpd.
import { expect } from 'vitest'
import { runKillMail } from '../helpers/kill-mail.ts'
import { itNeeds } from '../helpers/strangers.ts'

itNeeds('aiosmtpd')('killed two hundred times, the server sends every committed mail and no other', { timeout: 1_800_000 }, async (t) => {
  const given = { kills: 100, people: 40, mostTaken: 60 }
  for (const result of await Promise.all([runKillMail(t, given), runKillMail(t, given)])) {
    expect(result).toMatchObject({ lost: [], ghosts: [], doubled: [], open: [], integrity: 'ok' })
    expect([result.mails > 3000, result.killsAtWork > 50]).toEqual([true, true])
    expect(result.repeats).toBeLessThanOrEqual(3 * given.kills)
  }
})
