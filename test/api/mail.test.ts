// Mail over the real API and a real SMTP conversation with the lab's sink: sent once, refused, retried, held back, put together.
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { itNeeds, runTool } from '../helpers/strangers.ts'
import { startTestServer, type TestLife, type TestServer } from '../helpers/test-server.ts'

const minuteMs = 60_000

/** Time goes on in steps while real sockets work. */
async function until<T>(server: TestServer, read: () => Promise<T>, isThere: (value: T) => boolean, stepMs = 20): Promise<T> {
  let value = await read()
  for (let i = 0; i < 400 && !isThere(value); i++) {
    server.clock.advance(stepMs)
    await new Promise((resolve) => setTimeout(resolve, 10))
    value = await read()
  }
  expect(isThere(value), JSON.stringify(value).slice(0, 2000)).toBe(true)
  return value
}

async function withSink(t: TestLife, fault?: { fault: 'refuse450' | 'refuse550' | 'noStartTls'; faultFor?: string[] }) {
  const server = await startTestServer(t)
  const { client } = server
  const sink = await client.startLabSmtp({ body: fault ?? {} })
  const account = {
    host: '127.0.0.1',
    port: sink.port as number,
    ca: sink.certificate,
    from: 'plenum@example.org',
    tls: 'required' as const,
  }
  const settings = await client.changeMailSettings({
    body: { ...account, user: 'ada', password: 'canary-of-mail', replyTo: 'desk@example.org' },
  })
  return { server, client, settings, account }
}
const stateOf = (server: TestServer) => async () => (await server.client.listMailMessages({ query: {} })).items
const received = async (server: TestServer) => (await server.client.getLabSmtp({})).received

test('one mail per recipient arrives encrypted, in HTML and text, with its own Message-ID; the password is told nowhere', async (t) => {
  const { server, client, settings } = await withSink(t)
  expect([settings.hasPassword, settings.health.state, JSON.stringify(settings).includes('canary')]).toEqual([true, 'ok', false])
  const to = ['a@example.org', 'b@example.org', 'A@example.org']
  const { batchId, waiting } = await client.sendMail({ body: { title: 'Hello <b>', text: 'One.\n\n<i>Two</i>', to } })
  expect(waiting).toBe(2)
  await until(
    server,
    () => client.getMailBatch({ params: { id: batchId } }),
    (batch) => batch.sent === 2,
  )
  const mails = await received(server)
  expect(mails.map((mail) => [mail.to.length, mail.isEncrypted])).toEqual([[1, true], [1, true]]) // biome-ignore format: two mails
  const source = (mails[0]?.source ?? '').replace(/\r\n[ \t]/g, ' ')
  for (const part of ['text/plain', 'text/html', '&lt;i&gt;Two', 'List-Unsubscribe: <mailto:desk@example.org', 'Subject: Hello <b>'])
    expect(source).toContain(part)
  expect(new Set(mails.map((mail) => /^Message-ID: (.*)$/im.exec(mail.source)?.[1])).size).toBe(2)
})

test('the test mail shows the whole conversation, without the password', async (t) => {
  const { client } = await withSink(t)
  const { ok, conversation } = await client.testMail({ body: { to: 'a@example.org' } })
  const all = conversation.join('\n')
  expect([ok, /S: 220/.test(all), /C: STARTTLS/.test(all), /C: RCPT TO:<a@example.org>/.test(all)]).toEqual([true, true, true, true])
  for (const form of ['canary-of-mail', Buffer.from('\0ada\0canary-of-mail').toString('base64')]) expect(all).not.toContain(form)
})

test('a refused address fails for good and is kept away from; the others get theirs; only the failed is sent again', async (t) => {
  const { server, client } = await withSink(t, { fault: 'refuse550', faultFor: ['bad@example.org'] })
  const { batchId } = await client.sendMail({ body: { title: 'a', text: 'b', to: ['good@example.org', 'bad@example.org'] } })
  const read = () => client.getMailBatch({ params: { id: batchId } })
  await until(server, read, (batch) => batch.sent === 1 && batch.failed === 1)
  const [held] = (await client.listSuppressions({})).items
  expect([held?.email, held?.why, /550/.test(held?.detail ?? '')]).toEqual(['bad@example.org', 'refused', true])
  await client.startLabSmtp({ body: {} })
  await client.resendFailedMail({ params: { id: batchId }, body: {} })
  await until(server, read, (batch) => batch.suppressed === 1)
  expect((await received(server)).map((mail) => mail.to[0])).toEqual(['good@example.org'])
})

test('450 is tried again by the ladder with the same Message-ID, and arrives when the other side is ready', async (t) => {
  const { server, client } = await withSink(t, { fault: 'refuse450' })
  await client.sendMail({ body: { title: 'a', text: 'b', to: ['a@example.org'] } })
  const [waiting] = await until(server, stateOf(server), ([one]) => one?.attempts === 1)
  const waitMs = (waiting?.nextAt ?? 0) - server.clock.now()
  expect([waiting?.state, waitMs > 50_000 && waitMs <= minuteMs]).toEqual(['waiting', true])
  await client.startLabSmtp({ body: {} })
  server.clock.advance(minuteMs)
  const [sent] = await until(server, stateOf(server), ([one]) => one?.state === 'sent')
  expect([sent?.attempts, sent?.messageId]).toEqual([2, waiting?.messageId])
  expect((await received(server))[0]?.source).toContain(waiting?.messageId)
})

test('STARTTLS taken away: nothing is sent, the state says why, the queue waits and goes out later', async (t) => {
  const { server, client } = await withSink(t, { fault: 'noStartTls' })
  await client.sendMail({ body: { title: 'a', text: 'b', to: ['a@example.org', 'b@example.org'] } })
  const { health } = await until(
    server,
    () => client.getMailSettings({}),
    (settings) => settings.health.state === 'degraded',
  )
  expect([health.waiting, health.reason]).toEqual([2, expect.stringMatching(/STARTTLS/)])
  expect(await received(server)).toEqual([])
  const { certificate } = await client.startLabSmtp({ body: {} })
  await client.changeMailSettings({ body: { ca: certificate } })
  await until(
    server,
    () => received(server),
    (mails) => mails.length === 2,
  )
})

test('without settings the app works on and says what waits; the rest of a batch is taken back, and given again once', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const { batchId } = await client.sendMail({ body: { title: 'a', text: 'b', to: ['a@example.org', 'b@example.org'] } })
  const { health } = await client.getMailSettings({})
  expect(health).toEqual({ state: 'off', reason: 'No mail server is set up', waiting: 2, failed: 0 })
  const params = { id: batchId }
  expect(await client.cancelMailBatch({ params, body: {} })).toMatchObject({ waiting: 0, dropped: 2 })
  const sink = await client.startLabSmtp({ body: {} })
  await client.changeMailSettings({ body: { host: '127.0.0.1', port: sink.port as number, ca: sink.certificate, from: 'p@example.org' } })
  await until(server, client.getOutbox.bind(null, {}), ({ items }) => items.every((one) => one.waiting + one.running === 0))
  expect(await received(server)).toEqual([])
  expect(await client.resendFailedMail({ params, body: { which: 'dropped' } })).toMatchObject({ waiting: 2, dropped: 0 })
  await client.cancelMailBatch({ params, body: {} })
  await client.resendFailedMail({ params, body: { which: 'dropped' } })
  await until(
    server,
    () => client.getMailBatch({ params }),
    (batch) => batch.sent === 2,
  )
  expect((await received(server)).length).toBe(2)
  const told = async () =>
    (await server.events()).flatMap(({ name, payload }) => (name === 'mail.changed' ? (payload as { what: string[] }).what : []))
  await until(server, told, (what) => what.includes('messages') && what.includes('settings'), 100)
})

describe('templates', () => {
  test('a preview escapes, versions are kept, a reset brings the built-in text back', async (t) => {
    const { client } = await startTestServer(t)
    const params = { kind: 'alarm' as const }
    const own = { subject: '{{ event.title }}', html: '{{ event.title }}{{ "<x>" | raw }}', text: '{{ event.value }}' }
    const seen = await client.previewMailTemplate({ params, body: own })
    expect([seen.isSample, seen.text, seen.html.includes('&lt;x&gt;')]).toEqual([true, '29.4', true])
    expect(seen.variables).toContainEqual({ name: 'event.value', example: '29.4', isList: false })
    await expect(client.previewMailTemplate({ params, body: { html: 'a\n{% if a %}\nb' } })).rejects.toMatchObject({
      errors: [{ pointer: '/html', detail: expect.stringMatching(/^Line 2: /) }],
    })
    expect((await client.putMailTemplate({ params, body: own })).version).toBe(1)
    expect(await client.resetMailTemplate({ params, body: {} })).toMatchObject({ version: 2, isDefault: true })
    expect((await client.listMailTemplateVersions({ params })).items.map(({ version }) => version)).toEqual([2, 1, 0])
  })

  test('errors and loops without an end are refused by their field, soon', async (t) => {
    const { client } = await startTestServer(t)
    const params = { kind: 'alarm' as const }
    const loop = '{% for a in (1..100000) %}{% for b in (1..100000) %}x{% endfor %}{% endfor %}'
    for (const html of ['{% if %}', '{{ a | nothing }}', '{% include "/etc/passwd" %}', loop])
      await expect(client.putMailTemplate({ params, body: { subject: 's', html, text: 't' } })).rejects.toMatchObject({ code: 'invalid' })
    await expect(client.putMailTemplate({ params, body: { subject: 'a\r\nBcc: x@y.z', html: '', text: '' } })).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})

test('settings that would send a password in clear, to no server, or with a broken key or certificate are refused by field', async (t) => {
  const { client, baseUrl } = await startTestServer(t)
  const refuse = (body: object, pointer: string) =>
    expect(client.changeMailSettings({ body })).rejects.toMatchObject({ errors: [{ pointer, detail: expect.any(String) }] })
  await refuse({ host: 'mail.example.org', user: 'a', password: 'b', tls: 'none' }, '/tls')
  await refuse({ host: '8.8.8.8', tls: 'none' }, '/tls')
  await refuse({ host: '169.254.169.254' }, '/host')
  await refuse({ dkimPrivateKey: 'no key' }, '/dkimPrivateKey')
  const { privateKey } = generateKeyPairSync('ed25519')
  await refuse({ dkimPrivateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) }, '/dkimPrivateKey')
  const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits })
  const pem = { type: 'pkcs8', format: 'pem' } as const
  await refuse({ dkimPrivateKey: rsa(512).privateKey.export(pem) }, '/dkimPrivateKey')
  await refuse({ dkimPrivateKey: rsa(1024).publicKey.export({ type: 'spki', format: 'pem' }) }, '/dkimPrivateKey')
  await refuse({ dkimPrivateKey: rsa(1024).privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'x' }) }, '/dkimPrivateKey')
  await refuse({ dkim: { domain: 'example.org', selector: 'one' } }, '/dkimPrivateKey')
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
  for (const ca of ['no certificate', '', broken, rsa(1024).privateKey.export(pem)]) await refuse({ ca }, '/ca')
  await refuse({ replyTo: 'p\u0430yments@example.org' }, '/replyTo')
  for (const port of [22, 443, 6379]) await refuse({ host: 'mail.example.org', port }, '/port')
  await refuse({ host: '127.0.0.1', port: Number(new URL(baseUrl).port) }, '/port')
  expect((await client.getMailSettings({})).revision).toBe(0)
})

describe('rules', () => {
  const alarmOf = async (server: TestServer, nodes: number) => {
    const { client } = server
    const sensors = Array.from({ length: nodes }, (_, i) => `hall-${i + 1}`)
    for (const nodeId of sensors) await client.createNode({ body: { nodeId, sensors: ['temperature'] } })
    return async () => {
      for (const nodeId of sensors) await client.deleteNode({ params: { id: nodeId } })
    }
  }

  test('an event becomes one mail for everybody named, once; a notice reaches its window; the rest is not told', async (t) => {
    const { server, client } = await withSink(t)
    const recipients = [{ kind: 'address' as const, email: 'a@example.org' }, { kind: 'address' as const, email: 'A@example.org' }] // biome-ignore format: two recipients
    await client.createMailRule({ body: { name: 'Nodes', events: ['node.deleted', 'node.*'], recipients } })
    await client.createMailRule({ body: { name: 'Here', events: ['node.deleted'], recipients: [{ kind: 'owner' }], channel: 'notice' } })
    const drop = await alarmOf(server, 1)
    await drop()
    const mails = await until(server, stateOf(server), (all) => all.length > 0 && all.every((one) => one.state === 'sent'))
    expect(new Set(mails.map((one) => `${one.eventId} ${one.email}`)).size).toBe(mails.length)
    const { items } = await until(
      server,
      () => client.listNotices({}),
      (notices) => notices.items.length === 1,
    )
    expect((await server.events()).filter(({ name }) => name === 'notice.shown').length).toBe(1)
    expect(items[0]?.subject).toBe('node/hall-1')
    const wordsOf = ({ items: [one] }: Awaited<ReturnType<typeof client.getTimeline>>) =>
      one?.jobs.map(({ kind, to, state, result }) => `${one.event.type} ${kind} ${to?.toLowerCase()} ${state} ${result}`).sort()
    const wanted = ['node.deleted mail a@example.org done sent', 'node.deleted notice undefined done null']
    const listed = await until(
      server,
      () => client.getTimeline({ query: { type: 'node.*', limit: 1 } }),
      (page) => wordsOf(page)?.join() === wanted.join(),
    )
    const [told] = listed.items
    const one = await client.getTimeline({ query: { id: told?.event.id ?? '' } })
    expect(one).toEqual({ items: [told], next: null })
  })

  test('a mail that is dead is sent when its dead letter is tried again', async (t) => {
    const { server, client } = await withSink(t, { fault: 'refuse550' })
    const { batchId } = await client.sendMail({ body: { title: 'Hello', text: 'One', to: ['a@example.org'] } })
    const dead = await until(
      server,
      () => client.listDeadLetters({ query: {} }),
      ({ items }) => items.length === 1,
    )
    expect(dead.items[0]).toMatchObject({ kind: 'mail', to: 'a@example.org', result: 'failed' })
    await client.startLabSmtp({ body: { fault: 'none' } })
    await client.removeSuppression({ params: { email: 'a@example.org' } })
    await client.retryDeadLetter({ params: { id: dead.items[0]?.id ?? 0 } })
    expect((await stateOf(server)())[0]?.state).not.toBe('failed')
    await until(
      server,
      () => client.getMailBatch({ params: { id: batchId } }),
      ({ sent }) => sent === 1,
    )
  })

  test('many events within a digest become one mail that counts them', async (t) => {
    const { server, client } = await withSink(t)
    const recipients = [{ kind: 'address' as const, email: 'a@example.org' }]
    await client.createMailRule({ body: { name: 'Together', events: ['node.deleted'], recipients, digestMinutes: 1 } })
    const drop = await alarmOf(server, 60)
    await drop()
    expect((await client.listMailMessages({ query: {} })).items).toEqual([])
    server.clock.advance(minuteMs)
    const mails = await until(server, stateOf(server), ([one]) => one?.state === 'sent')
    expect(mails.map(({ kind, title }) => [kind, title])).toEqual([['digest', 'Together']])
    const [mail] = await received(server)
    expect(mail?.source).toContain('60 events')
  })

  test('a pattern of nothing and a recipient who is not there are refused by field', async (t) => {
    const { client } = await startTestServer(t)
    const body = { name: 'a', events: ['node.*'], recipients: [{ kind: 'account' as const, accountId: 'none' }] }
    await expect(client.createMailRule({ body })).rejects.toMatchObject({ errors: [{ pointer: '/recipients/0/accountId' }] })
    await expect(client.createMailRule({ body: { ...body, events: ['*.raised'] } })).rejects.toMatchObject({
      errors: [{ pointer: '/events/0' }],
    })
  })
})

test('a password reset goes out by mail, and its link is kept sealed only until then', async (t) => {
  const { server, client } = await withSink(t)
  await client.createAccount({ body: { email: 'ada@example.org', role: 'guest', password: 'a long enough phrase' } })
  await client.askPasswordReset({ body: { email: 'ada@example.org' } })
  await until(server, stateOf(server), ([one]) => one?.state === 'sent')
  const token = /password-reset\?token=3D([\w-]+)|password-reset\?token=([\w-]+)/.exec(
    (await received(server))[0]?.source.replaceAll('=\r\n', '') ?? '',
  )
  expect(token).not.toBeNull()
  await client.changeSettings({ body: { magicLinks: true }, ifMatch: (await client.getSettings({})).revision })
  await client.askMagicLink({ body: { email: 'ada@example.org' } })
  await until(server, stateOf(server), ([one]) => one?.kind === 'magicLink' && one.state === 'sent')
  expect((await received(server))[0]?.source.replaceAll('=\r\n', '')).toMatch(/\/#\/magic-link\?token/)
  expect((await client.getSecrets({})).secrets.filter(({ name }) => name.startsWith('mail/link/'))).toEqual([])
})

test('an invitation goes out by mail when mail is set up, and its link is not shown then', async (t) => {
  const { server, client } = await withSink(t)
  const { link } = await client.inviteAccount({ body: { email: 'new@example.org', role: 'guest' } })
  await until(server, stateOf(server), ([one]) => one?.kind === 'welcome' && one.state === 'sent')
  expect([link, (await received(server))[0]?.source.includes('/#/invitation?token')]).toEqual([null, true])
})

describe('strangers', () => {
  itNeeds('dkim')('another library verifies our DKIM signature, List-Unsubscribe included, and refuses a changed mail', async (t) => {
    const { server, client } = await withSink(t)
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const dkimPrivateKey = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const { dkimRecord } = await client.changeMailSettings({
      body: { dkim: { domain: 'example.org', selector: 'one' }, dkimPrivateKey },
    })
    await client.sendMail({ body: { title: 'Grüße', text: 'b', to: ['a@example.org'] } })
    const [mail] = await until(
      server,
      () => received(server),
      (mails) => mails.length === 1,
    )
    const source = mail?.source ?? ''
    const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`
    expect(dkimRecord).toEqual({ name: 'one._domainkey.example.org', value: record })
    const verify = (text: string) => {
      const file = join(server.dataFolder, 'mail.eml')
      writeFileSync(file, text)
      const script =
        'import dkim,sys; print(dkim.verify(open(sys.argv[1],"rb").read(), dnsfunc=lambda name, timeout=5: sys.argv[2].encode()))'
      return runTool('/usr/bin/python3', ['-c', script, file, record]).trim()
    }
    expect([verify(source), verify(source.replace('List-Unsubscribe:', 'List-Unsubscribe: x'))]).toEqual(['True', 'False'])
    expect(/h=[^;]*List-Unsubscribe/i.test(source.replace(/\r\n\s+/g, ''))).toBe(true)
    // Not a line of the key anywhere but in the box.
    const everything = JSON.stringify([
      server.log,
      await (await server.request('/audit?limit=100')).text(),
      await client.getMailSettings({}),
    ])
    for (const line of dkimPrivateKey.split('\n').slice(1, -2)) expect(everything).not.toContain(line)
  })

  itNeeds('swaks')('another mail client meets the sink: its fault and its STARTTLS', async (t) => {
    const { client } = await startTestServer(t)
    const { port } = await client.startLabSmtp({ body: { fault: 'refuse550', faultFor: ['bad@example.org'] } })
    const send = (to: string) =>
      new Promise<string>((resolve) => {
        const args = ['--server', '127.0.0.1', '--port', String(port), '--from', 'a@example.org', '--to', to, '-tls', '--timeout', '10']
        execFile('swaks', args, (_, out, said) => resolve(`${out}${said}`))
      })
    expect(await send('bad@example.org')).toContain('550 No such mailbox')
    expect(await send('good@example.org')).toContain('TLS started')
    expect((await client.getLabSmtp({})).received.map(({ to }) => to)).toEqual([['good@example.org']])
    await client.startLabSmtp({ body: { fault: 'refuse450' } })
    expect(await send('busy@example.org')).toContain('450 Mailbox busy')
    await client.startLabSmtp({ body: { fault: 'dropAfterData' } })
    expect(await send('cut@example.org')).toMatch(/354[\s\S]*(connection|closed|lost)/i)
    await client.startLabSmtp({ body: { fault: 'noStartTls' } })
    expect(await send('clear@example.org')).toMatch(/STARTTLS/)
    expect((await client.getLabSmtp({})).received.length).toBe(1)
  })
})
