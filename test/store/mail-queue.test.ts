// The queue of mails on a real database and a still clock: the ladder, the rate, what waits and why, batches, digests, quiet hours, what is
// forgotten. The sender answers as the test says; real conversations are test/api/mail-strangers.test.ts and mail-sender.test.ts.
import { describe, expect, test } from 'vitest'
import { businessEvents } from '../../src/contract/business-events.ts'
import { keepMails } from '../../src/server/services/mail-keeping.ts'
import { endOfQuiet } from '../../src/server/services/mail-rule-time.ts'
import { mailLadderMs } from '../../src/server/services/mail-run.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { openMailParts, refusedBy, unreachable } from '../helpers/mail-parts.ts'
import { openTestStore, silentLog } from './open-database.ts'

const secondMs = 1000
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const to = [{ kind: 'address' as const, email: 'ada@example.org' }]

test('a mail that is refused for now is tried after 1, 5 and 30 minutes, 2, 8 and 24 hours, with the same Message-ID', async (t) => {
  const { mail, letters, messages, pass, settle, clock } = openMailParts(t, { answer: () => refusedBy(450) })
  const startAt = clock.now()
  mail.sendAll({ title: 'a', text: 'b', to: ['ada@example.org'] })
  await settle()
  await pass(37 * minuteMs, 30 * secondMs)
  const after = letters.map(({ sentAt }) => Math.round((sentAt - startAt) / minuteMs))
  expect(after).toEqual([0, 1, 6, 36])
  const [waiting] = messages()
  expect([waiting?.state, waiting?.reason, Math.round(((waiting?.nextAt ?? 0) - startAt) / minuteMs)]).toEqual(['waiting', '450 no', 156])
  expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(1)
  expect(mailLadderMs.map((ms) => ms / minuteMs)).toEqual([1, 5, 30, 120, 480, 1440])
})

test('without settings all of it waits and the state says how much; with them it leaves at once', async (t) => {
  const { mail, letters, settle, pass, messages } = openMailParts(t, { settings: null })
  const people = Array.from({ length: 250 }, (_, i) => `p${i}@example.org`)
  const batch = mail.sendAll({ title: 'a', text: 'b', to: people })
  expect([batch.waiting, mail.settings().health]).toEqual([
    250,
    { state: 'off', reason: 'No mail server is set up', waiting: 250, failed: 0 },
  ])
  await settle(400)
  await pass(10 * secondMs)
  expect(messages()[0]).toMatchObject({ state: 'waiting', reason: 'No mail server is set up', attempts: 0 })
  mail.change({ host: 'mail.example.org', from: 'plenum@example.org', ratePerMinute: 10_000 }, null)
  await settle(200)
  await pass(3 * secondMs, 100)
  expect([letters.length, mail.batch(batch.batchId)]).toMatchObject([250, { sent: 250, waiting: 0 }])
})

test('a server that is gone costs no mail a try; when it is back all of them leave', async (t) => {
  let isGone = true
  const { mail, letters, settle, pass, messages } = openMailParts(t, { answer: () => (isGone ? unreachable : { kind: 'sent' }) })
  mail.sendAll({ title: 'a', text: 'b', to: Array.from({ length: 60 }, (_, i) => `p${i}@example.org`) })
  await settle()
  await pass(10 * minuteMs, 5 * secondMs)
  const tried = letters.length
  // Every one of sixty mails asking every minute would be hundreds.
  expect(tried).toBeLessThan(40)
  expect(mail.settings().health).toMatchObject({ state: 'degraded', reason: 'Nothing answers', waiting: 60 })
  expect(messages().every((one) => one.attempts === 0)).toBe(true)
  isGone = false
  await pass(6 * minuteMs, secondMs)
  expect([mail.settings().health.state, messages().filter((one) => one.state === 'sent').length]).toEqual(['ok', 60])
})

test('so many leave a minute and no more, evenly; a password does not stand behind newsletters', async (t) => {
  const { mail, store, letters, settle, pass, clock } = openMailParts(t, { settings: { ratePerMinute: 60 } })
  const startAt = clock.now()
  mail.sendAll({ title: 'a', text: 'b', to: Array.from({ length: 300 }, (_, i) => `p${i}@example.org`) })
  await settle()
  await pass(30 * secondMs, 200)
  const who = { kind: 'passwordReset' as const, email: 'late@example.org', data: {}, link: 'http://127.0.0.1/#/x' }
  store.transaction(() => mail.add(who))
  await pass(minuteMs + 30 * secondMs, 200)
  const inMinute = (n: number) => letters.filter(({ sentAt }) => Math.floor((sentAt - startAt) / minuteMs) === n).length
  for (const n of [inMinute(0), inMinute(1)]) expect([n >= 57, n <= 61], String(n)).toEqual([true, true])
  const late = letters.find((one) => one.to === 'late@example.org')
  expect((late?.sentAt ?? Number.POSITIVE_INFINITY) - startAt).toBeLessThan(36 * secondMs)
})

test('an address suppressed between queueing and its turn gets nothing; one refused for good joins the list only by its own fault', async (t) => {
  const answers: Record<string, ReturnType<typeof refusedBy>> = { 'gone@example.org': { ...refusedBy(550), isRecipient: true } as never, 'spam@example.org': refusedBy(554) } // biome-ignore format: two answers
  const { mail, letters, settle, pass, messages } = openMailParts(t, {
    settings: { ratePerMinute: 10 },
    answer: ({ to: who }) => answers[who] ?? { kind: 'sent' },
  })
  mail.sendAll({ title: 'a', text: 'b', to: ['first@example.org', 'gone@example.org', 'spam@example.org', 'last@example.org'] })
  await settle()
  mail.suppress('LAST@example.org', 'unsubscribed')
  await pass(2 * minuteMs)
  const states = Object.fromEntries(messages().map((one) => [one.email.split('@')[0], one.state]))
  expect(states).toEqual({ first: 'sent', gone: 'failed', spam: 'failed', last: 'suppressed' })
  expect(letters.map((one) => one.to)).not.toContain('last@example.org')
  expect(mail.suppressions().items.map(({ email, why }) => [email, why]).sort()).toEqual([['LAST@example.org', 'unsubscribed'], ['gone@example.org', 'refused']]) // biome-ignore format: two rows
})

test('a link that has ended is not sent, and is forgotten', async (t) => {
  const { mail, store, letters, messages, pass, secrets } = openMailParts(t, { settings: null })
  store.transaction(() => mail.add({ kind: 'magicLink', email: 'ada@example.org', data: {}, link: 'http://127.0.0.1/#/x' }))
  await pass(11 * minuteMs, 10 * secondMs)
  mail.change({ host: 'mail.example.org', from: 'plenum@example.org' }, null)
  await pass(10 * secondMs)
  expect([letters, messages()[0]?.state, messages()[0]?.reason, secrets.size]).toEqual([
    [],
    'failed',
    'Its link had ended before the mail could be sent',
    0,
  ])
  expect(() => mail.resend(messages()[0]?.id ?? '')).toThrow('Its link has ended with it')
})

describe('batches', () => {
  test('taken back and given again while its mails are still being added: everybody gets one', async (t) => {
    const { mail, letters, settle, pass, messages } = openMailParts(t)
    const { batchId } = mail.sendAll({ title: 'a', text: 'b', to: Array.from({ length: 900 }, (_, i) => `p${i}@example.org`) })
    await settle(6)
    const { dropped, sent } = await mail.cancel(batchId)
    expect([dropped + sent > 890, mail.batch(batchId).waiting]).toEqual([true, 0])
    await pass(5 * secondMs)
    await mail.resendFailed(batchId, 'dropped')
    await settle(100)
    await pass(20 * secondMs, 200)
    expect(mail.batch(batchId)).toMatchObject({ sent: 900, waiting: 0, dropped: 0 })
    expect([letters.length, new Set(letters.map((one) => one.to)).size, messages().length]).toEqual([900, 900, 900])
  })

  test('its text is kept once, and only the failed of it are sent again', async (t) => {
    let code = 554
    const { mail, letters, pass, store, messages } = openMailParts(t, {
      answer: ({ to: who }) => (who.startsWith('odd') ? refusedBy(code) : { kind: 'sent' }),
    })
    const text = 'A long paragraph. '.repeat(1000)
    const { batchId } = mail.sendAll({ title: 'News', text, to: ['even@example.org', 'odd@example.org'] })
    await pass(5 * secondMs)
    expect(mail.batch(batchId)).toMatchObject({ sent: 1, failed: 1 })
    code = 250
    const odd = messages().find((one) => one.state === 'failed')
    expect(store.mail.find(odd?.id ?? '')?.data).toMatchObject({ title: 'News' })
    await mail.resendFailed(batchId)
    await pass(5 * secondMs)
    expect(letters.map((one) => one.to)).toEqual(['even@example.org', 'odd@example.org', 'odd@example.org'])
    expect(letters[2]?.text.length).toBeGreaterThan(text.length)
  })
})

describe('rules', () => {
  const alarm = (parts: ReturnType<typeof openMailParts>, priority: string, n = 0) => {
    const data = { ...businessEvents['alarm.raised'].sample, priority, title: `Too warm ${n}` } as never
    return parts.store.transaction(() => parts.events.emit({ type: 'alarm.raised', subject: `alarm/${n}`, projectId: null, data }))
  }

  test('accounts get what is theirs: the owner of an ending key without a rule, a role by its accounts; nobody who is switched off', async (t) => {
    const parts = openMailParts(t)
    const account = (id: string, role: string, active = true) =>
      parts.store.account.save({
        ...{ id, email: `${id}@example.org`, emailKey: `${id}@example.org`, name: id, role, active, state: 'active', passwordHash: null },
        ...{ hasTotp: false, totpStep: 0, createdAt: 1, lastSignInAt: null, deletedAt: null, revision: 1 },
      })
    account('ada', 'administrator')
    account('max', 'administrator')
    account('gone', 'administrator', false)
    account('guest', 'guest')
    parts.mailRule.create({ name: 'Backups', events: ['backup.*'], recipients: [{ kind: 'role', role: 'administrator' }, ...to] })
    const emit = (type: 'key.expiring' | 'backup.failed', more: object) =>
      parts.store.transaction(() =>
        parts.events.emit({ type, subject: 'x/1', projectId: null, data: { ...businessEvents[type].sample, ...more } as never }),
      )
    emit('key.expiring', { ownerId: 'guest', name: 'Building', days: 7 })
    emit('key.expiring', { ownerId: 'gone' })
    emit('backup.failed', { reason: 'The disk is full' })
    await parts.pass(3 * secondMs)
    const mails = parts.messages().map((one) => `${one.kind} ${one.email} ${one.state}`)
    // ada stands in the rule twice, by role and by address.
    expect(mails.sort()).toEqual(['backupFailed ada@example.org sent', 'backupFailed max@example.org sent', 'keyExpiring guest@example.org sent']) // biome-ignore format: three mails
    expect(parts.letters.map((one) => JSON.parse(one.text).event)).toContainEqual(expect.objectContaining({ reason: 'The disk is full' }))
  })

  test('two hundred alarms in a minute are one digest that counts them; the next one is a new digest', async (t) => {
    const parts = openMailParts(t)
    parts.mailRule.create({ name: 'Together', events: ['alarm.*'], recipients: to, digestMinutes: 5 })
    for (let n = 0; n < 200; n++) {
      alarm(parts, 'high', n)
      if (n % 10 === 0) await parts.pass(3 * secondMs)
    }
    await parts.pass(6 * minuteMs)
    expect(parts.letters.length).toBe(1)
    expect(JSON.parse(parts.letters[0]?.text ?? '')).toMatchObject({ count: 200, more: 100, rule: 'Together' })
    alarm(parts, 'high')
    await parts.pass(6 * minuteMs)
    expect(parts.letters.length).toBe(2)
    expect(JSON.parse(parts.letters[1]?.text ?? '')).toMatchObject({ count: 1 })
  })

  test('a digest that somebody drops is gone, and the next alarm begins a new one', async (t) => {
    const parts = openMailParts(t)
    const { id } = parts.mailRule.create({ name: 'Together', events: ['alarm.*'], recipients: to, digestMinutes: 5 })
    alarm(parts, 'high', 1)
    parts.outbox.dropLane('digest', id, 'waiting')
    alarm(parts, 'high', 2)
    await parts.pass(6 * minuteMs)
    expect(parts.letters.map((one) => JSON.parse(one.text).count)).toEqual([1])
  })

  test('in quiet hours over midnight only priority 1 goes through; the rest arrives when they end', async (t) => {
    const atLocal = (hour: number) => new Date(2026, 0, 5, hour, 0).getTime()
    const parts = openMailParts(t, { clock: createFakeClock(atLocal(23)) })
    parts.mailRule.create({ name: 'Nights', events: ['alarm.*'], recipients: to, quiet: { from: '22:00', to: '00:30' } })
    alarm(parts, 'urgent', 1)
    alarm(parts, 'high', 2)
    await parts.pass(minuteMs)
    expect(parts.letters.length).toBe(1)
    expect(parts.messages().map((one) => one.nextAt ?? 0)).toContain(new Date(2026, 0, 6, 0, 30).getTime())
    await parts.pass(88 * minuteMs, 4 * minuteMs)
    expect(parts.letters.length).toBe(1)
    await parts.pass(2 * minuteMs, 10 * secondMs)
    expect(parts.letters.length).toBe(2)
    expect(Math.abs((parts.letters[1]?.sentAt ?? 0) - new Date(2026, 0, 6, 0, 30).getTime())).toBeLessThan(2 * minuteMs)
  })

  test('a digest waits for the end of quiet hours, and an urgent alarm takes what was gathered along', async (t) => {
    const parts = openMailParts(t, { clock: createFakeClock(new Date(2026, 0, 5, 23, 0).getTime()) })
    parts.mailRule.create({ name: 'Nights', events: ['alarm.*'], recipients: to, digestMinutes: 5, quiet: { from: '22:00', to: '00:30' } })
    alarm(parts, 'high', 1)
    alarm(parts, 'low', 2)
    await parts.pass(10 * minuteMs, 10 * secondMs)
    expect(parts.letters).toEqual([])
    alarm(parts, 'urgent', 3)
    await parts.pass(6 * minuteMs, 10 * secondMs)
    expect(parts.letters.map((one) => JSON.parse(one.text).count)).toEqual([3])
    await parts.pass(90 * minuteMs, 5 * minuteMs)
    expect(parts.letters.length).toBe(1)
  })

  test('quiet hours end by the clock on the wall, also in the two nights a year when that jumps', () => {
    const before = process.env.TZ
    try {
      process.env.TZ = 'Europe/Berlin'
      const quiet = { from: '22:00', to: '06:00' }
      const at = (text: string) => Date.parse(text)
      // Clocks go forward in the night to 29 March 2026 and back in the night to 25 October.
      expect(endOfQuiet(at('2026-03-28T22:30:00Z'), quiet)).toBe(at('2026-03-29T04:00:00Z'))
      expect(endOfQuiet(at('2026-10-24T21:30:00Z'), quiet)).toBe(at('2026-10-25T05:00:00Z'))
      expect(endOfQuiet(at('2026-10-25T00:30:00Z'), quiet)).toBe(at('2026-10-25T05:00:00Z'))
      // The hour that is there twice, and an end in the hour that is not there.
      expect(endOfQuiet(at('2026-10-25T01:30:00Z'), { from: '02:00', to: '03:00' })).toBe(at('2026-10-25T02:00:00Z'))
      expect(endOfQuiet(at('2026-03-29T00:30:00Z'), { from: '01:00', to: '02:30' })).toBe(at('2026-03-29T01:30:00Z'))
      expect(endOfQuiet(at('2026-03-29T10:00:00Z'), quiet)).toBe(at('2026-03-29T10:00:00Z'))
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})

describe('files', () => {
  const exported = (parts: ReturnType<typeof openMailParts>) => {
    const data = { ...businessEvents['design.exported'].sample, exportId: 'e1' } as never
    parts.store.transaction(() => parts.events.emit({ type: 'design.exported', subject: 'design/d1', projectId: null, data }))
  }
  const filesOf = (bytes: number, open = async () => Buffer.alloc(bytes)) => ({
    find: () => ({ name: 'Hall <1>.pdf', contentType: 'application/pdf', bytes, link: 'http://127.0.0.1:5717/#/designs/d1' }),
    open,
  })
  const rule = (parts: ReturnType<typeof openMailParts>) =>
    parts.mailRule.create({ name: 'Drawings', events: ['design.exported'], recipients: to })

  test('up to the limit the file is in the mail, above it a link is, and the log says why', async (t) => {
    for (const [bytes, attached, why] of [
      [2 ** 20, 2 ** 20, null],
      [2 ** 20 + 1, undefined, 'Sent with a link: the file is 1 MB, more than 1 MB'],
    ] as const) {
      // biome-ignore format: two cases
      const parts = openMailParts(t, { settings: { attachUpToMb: 1 }, files: filesOf(bytes) })
      rule(parts)
      exported(parts)
      await parts.pass(2 * secondMs)
      const [letter] = parts.letters
      expect([letter?.file?.content.length, parts.messages()[0]?.state, parts.messages()[0]?.reason]).toEqual([attached, 'sent', why])
      expect(letter?.html.includes('Hall &#60;1&#62;.pdf')).toBe(true)
      expect(letter?.text.includes('/#/designs/d1')).toBe(attached === undefined)
    }
  })

  test('a server that finds it too large gets the link; a file that is not what it was is never attached', async (t) => {
    const tooLarge = { ...refusedBy(552), isTooLarge: true } as ReturnType<typeof refusedBy>
    const parts = openMailParts(t, { files: filesOf(1000), answer: ({ file }) => (file === null ? { kind: 'sent' } : tooLarge) })
    rule(parts)
    exported(parts)
    await parts.pass(2 * secondMs)
    expect([parts.letters.map(({ file }) => file !== null), parts.messages()[0]?.reason]).toEqual([[true, false], 'Sent with a link instead of the file: 552 no']) // biome-ignore format: two facts
    expect(new Set(parts.letters.map((one) => one.messageId)).size).toBe(1)

    const changed = openMailParts(t, {
      files: filesOf(1000, () => Promise.reject(new Error('the file on disk is not the one that was exported'))),
    })
    rule(changed)
    exported(changed)
    await changed.pass(2 * secondMs)
    expect([changed.letters[0]?.file, changed.messages()[0]?.reason]).toEqual([
      null,
      'Sent with a link: the file on disk is not the one that was exported',
    ])
  })
})

test('mails that ended are forgotten after the days set, with their batch; what waits stays, and notices go after 30 days', (t) => {
  const store = openTestStore(t)
  const clock = createFakeClock()
  const startAt = clock.now()
  const none = {
    kind: 'newsletter',
    accountId: null,
    ruleId: null,
    eventId: null,
    subject: null,
    data: {},
    file: null,
    messageId: '<a@b>',
  } as const
  const none2 = { reason: null, attempts: 1, createdAt: startAt, nextAt: null } as const
  const put = (id: string, endedAt: number | null) =>
    store.mail.insert({
      ...none,
      ...none2,
      id,
      batchId: 'b1',
      email: `${id}@example.org`,
      state: endedAt === null ? 'waiting' : 'sent',
      endedAt,
    })
  store.transaction(() => {
    store.mail.insertBatch({ id: 'b1', data: {}, recipients: ['a'], added: 1, isTakenBack: false, createdAt: startAt })
    for (let n = 0; n < 450; n++) put(`old${n}`, startAt)
    put('young', startAt + 5 * hourMs)
    put('waits', null)
    store.mail.insertNotice({ id: 'n1', accountId: null, title: 'a', body: 'b', subject: null, eventType: null, at: startAt })
  })
  t.onTestFinished(keepMails({ store, clock, log: silentLog, keepDays: () => 2 }))
  const left = () => store.mail.list({ limit: 1000 }).items.map(({ id }) => id)
  // Nothing is going to send it, so it is told so at the start; it ended now.
  clock.advance(20 * secondMs)
  expect(store.mail.find('waits')).toMatchObject({ state: 'failed', reason: 'Nothing was left to send it' })
  clock.advance(47 * hourMs)
  expect(left().length).toBe(452)
  clock.advance(2 * hourMs)
  expect([left().sort(), store.mail.countBatch('b1') === undefined, store.mail.notices(null, 10).length]).toEqual([['young'], false, 1])
  clock.advance(5 * hourMs)
  expect([left(), store.mail.countBatch('b1')]).toEqual([[], undefined])
  clock.advance(29 * 24 * hourMs)
  expect(store.mail.notices(null, 10)).toEqual([])
})

test('a mail whose job ended the program too often has failed, and says so', async (t) => {
  const parts = openMailParts(t, { settings: null })
  const { id } = parts.store.transaction(() => parts.mail.add({ kind: 'event', email: 'ada@example.org', data: {} }))
  const job = parts.store.job.findOfRef('mail', id)
  await parts.settle()
  if (job !== undefined)
    parts.store.job.settle({ ...job, state: 'dead', lastReason: 'Plenum ended 20 times while this was being worked on', endedAt: 1 })
  await parts.pass(16 * secondMs)
  expect(parts.messages()[0]).toMatchObject({ state: 'failed', reason: 'Plenum ended 20 times while this was being worked on' })
})
