// One mail to one server, where the server is the trouble: slow, endless, gone in the middle, somebody else. And what can't be put into a mail.
import { createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createMailSenders, type Letter, type SmtpAccount } from '../../src/server/services/mail-sender.ts'
import { startSmtpServer } from '../helpers/smtp-server.ts'
import { itNeeds } from '../helpers/strangers.ts'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'

const letter: Letter = {
  ...{ to: 'ada@example.org', subject: 'Hello', html: '<p>Hello</p>', text: 'Hello', messageId: '<one@example.org>' },
  ...{ at: Date.UTC(2026, 0, 5), unsubscribe: null },
}
const account: SmtpAccount = {
  ...{ host: '127.0.0.1', port: 1, user: null, password: null, tls: 'none', ca: null },
  ...{ from: 'plenum@example.org', fromName: 'Plenum', replyTo: null, dkim: null },
}
const open = createMailSenders({ ownPorts: () => [], wholeMs: 700 })

/** A server that does what `talk` says with every connection. */
async function listen(t: TestLife, talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
async function send(more: Partial<SmtpAccount>, change: Partial<Letter> = {}, make = open) {
  const sender = make({ ...account, ...more })
  const startMs = performance.now()
  const sent = await sender.send({ ...letter, ...change })
  sender.close()
  return { sent, tookMs: performance.now() - startMs }
}
/** Answers what `reply` says of a line. */
const scripted = (reply: (line: string, socket: Socket) => string | null) => (socket: Socket) => {
  socket.write('220 hello\r\n')
  socket.on('data', (chunk) => {
    for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
      const said = reply(line, socket)
      if (said !== null) socket.write(`${said}\r\n`)
    }
  })
}
const cut = (socket: Socket) => {
  socket.destroy()
  return null
}
const polite = (line: string) =>
  /^DATA/.test(line) ? '354 go on' : /^\.$/.test(line) ? '250 taken' : /^(EHLO|HELO|MAIL|RCPT|RSET|QUIT)/.test(line) ? '250 ok' : null

describe('a server that', () => {
  test('says a character at a time ends at the deadline; one that never ends a line is cut off', async (t) => {
    const slow = await listen(t, (socket) => {
      const timer = setInterval(() => socket.write('2'), 50)
      socket.on('close', () => clearInterval(timer))
    })
    const dripping = await send({ port: slow })
    expect([dripping.sent.kind, dripping.tookMs < 5000]).toEqual(['unreachable', true])

    const memory = process.memoryUsage().rss
    const endless = await listen(t, (socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536))) {}
      }
      socket.on('drain', more)
      more()
    })
    const flooded = await send({ port: endless })
    expect([flooded.sent.kind, flooded.tookMs < 5000, process.memoryUsage().rss - memory < 100 * 2 ** 20]).toEqual([
      'unreachable',
      true,
      true,
    ])
  })

  test('goes silent or away in the middle of a mail costs that mail a try, and one that never begins costs none', async (t) => {
    const silent = await listen(
      t,
      scripted((line) => (/^MAIL/.test(line) ? null : polite(line))),
    )
    expect((await send({ port: silent })).sent).toMatchObject({
      kind: 'refused',
      isFinal: false,
      reason: 'The mail server did not answer in time',
    })
    const gone = await listen(
      t,
      scripted((line, socket) => (line === '.' ? cut(socket) : polite(line))),
    )
    expect((await send({ port: gone })).sent).toMatchObject({ kind: 'refused', isFinal: false, isRecipient: false })
    const shut = await listen(t, (socket) => socket.destroy())
    expect((await send({ port: shut })).sent).toMatchObject({ kind: 'unreachable' })
    const web = await listen(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect((await send({ port: web })).sent).toMatchObject({ kind: 'unreachable' })
  })

  test('refuses the sender holds the queue; one that refuses an address, a size or a policy does not', async (t) => {
    const answer = async (command: RegExp, said: string) =>
      (
        await send({
          port: await listen(
            t,
            scripted((line) => (command.test(line) ? said : polite(line))),
          ),
        })
      ).sent
    expect(await answer(/^MAIL/, '550 5.7.1 not you')).toEqual({ kind: 'unreachable', trouble: 'sender', reason: '127.0.0.1 refuses the sender plenum@example.org: 550 5.7.1 not you' }) // biome-ignore format: one fact
    const refused = async (said: string, command = /^RCPT/) => {
      const sent = await answer(command, said)
      return sent.kind === 'refused' ? [sent.isFinal, sent.isRecipient, sent.isTooLarge] : sent.kind
    }
    for (const said of ['550 5.1.1 unknown', '550 No such user here', '551 5.1.6 moved', '550 5.2.1 mailbox disabled'])
      expect(await refused(said), said).toEqual([true, true, false])
    for (const said of [
      '550 5.7.1 blocked',
      '550 Relaying denied',
      '554 5.7.1 spam',
      '550 5.4.1 policy',
      '553 5.1.8 bad sender',
      '550 5.7.26 DMARC',
    ])
      expect(await refused(said), said).toEqual([true, false, false])
    expect(await refused('552 5.3.4 too big', /^MAIL/)).toEqual([true, false, true])
    expect(await refused('451 4.7.1 greylisted')).toEqual([false, false, false])
    expect(await refused('554 spam', /^\.$/)).toEqual([true, false, false])
  })

  test('tells the password back has it masked in the reason and in the conversation', async (t) => {
    const secret = 'canary-of-smtp'
    const port = await listen(
      t,
      scripted((line) =>
        /^EHLO/.test(line) ? '250-hi\r\n250 AUTH PLAIN LOGIN' : /^AUTH/.test(line) ? `535 no ${secret} ${line}` : polite(line),
      ),
    )
    const lines: string[] = []
    const sender = open({ ...account, port, user: 'ada', password: secret }, (line) => lines.push(line))
    const sent = await sender.send(letter)
    sender.close()
    const all = JSON.stringify([sent, lines])
    expect([sent.kind, /does not let this user in: 535 no •••/.test(all), /S: 535/.test(all)]).toEqual(['unreachable', true, true])
    for (const form of [secret, Buffer.from(`\0ada\0${secret}`).toString('base64'), Buffer.from(secret).toString('base64')])
      expect(all).not.toContain(form)
  })
})

describe('the address of a mail server', () => {
  const to = (addresses: readonly string[]) => async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  const tried = async (host: string, addresses: readonly string[], more: Partial<SmtpAccount> = {}, ownPorts: readonly number[] = []) => {
    const sender = createMailSenders({ ownPorts: () => ownPorts, resolve: to(addresses), wholeMs: 700 })
    const { sent } = await send({ host, port: 2525, tls: 'required', ...more }, {}, sender)
    return sent.kind === 'unreachable' ? sent.reason : sent.kind
  }

  test('that a name leads to is checked where it is connected: link-local, multicast, unspecified, in every spelling', async () => {
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      'fe80::1',
      '224.0.0.1',
      '0.0.0.0',
      '::',
      '64:ff9b::a9fe:a9fe',
      '255.255.255.255',
    ])
      expect(await tried('mail.example.org', [address]), address).toMatch(/is not asked: This address is never asked/)
    // One good address beside a bad one is no way in either.
    expect(await tried('mail.example.org', ['192.168.1.5', '169.254.169.254'])).toMatch(/never asked/)
    for (const host of ['169.254.169.254', '::ffff:a9fe:a9fe', 'ff02::1', '0.0.0.0'])
      expect(await tried(host, []), host).toMatch(/is no address of a mail server/)
  })

  test('may be in this network or computer, but is none of our own ports, of databases, or of other services', async () => {
    expect(await tried('mail.example.org', ['127.0.0.1'], { port: 2525 }, [2525])).toMatch(/an address of Plenum itself/)
    expect(await tried('127.0.0.1', [], {}, [2525])).toMatch(/an address of Plenum itself/)
    for (const port of [22, 80, 443, 5432, 6379, 27017])
      expect(await tried('mail.example.org', ['192.168.1.5'], { port }), String(port)).toMatch(/is not one of mail servers/)
    expect(await tried('mail.example.org', ['127.0.0.1'], { port: 1 + 1024 })).toMatch(/can’t be reached: nothing answers there/)
  })

  test('gets no password in clear, and no mail in clear beyond this network', async () => {
    const clear = { tls: 'none' as const }
    expect(await tried('mail.example.org', ['93.184.216.34'], clear)).toMatch(/none is for your own network only/)
    expect(await tried('relay.lan', ['192.168.1.5'], { ...clear, user: 'a', password: 'b' })).toMatch(/may only travel encrypted/)
    expect(await tried('localhost', ['192.168.1.5'], { ...clear, user: 'a', password: 'b' })).toMatch(/may only travel encrypted/)
  })
})

test('a server that takes one connection at a time gets its mails over one', async (t) => {
  let open = 0
  let most = 0
  let taken = 0
  const port = await listen(t, (socket) => {
    open += 1
    most = Math.max(most, open)
    socket.on('close', () => {
      open -= 1
    })
    if (open > 1) return void socket.end('421 4.7.0 too many connections\r\n')
    scripted((line) => {
      if (line === '.') taken += 1
      return polite(line)
    })(socket)
  })
  const server = await startTestServer(t)
  const account = { host: '127.0.0.1', port, tls: 'none' as const, from: 'plenum@example.org', ratePerMinute: 10_000 }
  await server.client.changeMailSettings({ body: account })
  const to = Array.from({ length: 30 }, (_, n) => `p${n}@example.org`)
  const { batchId } = await server.client.sendMail({ body: { title: 'a', text: 'b', to } })
  const startAt = server.clock.now()
  let batch = await server.client.getMailBatch({ params: { id: batchId } })
  for (let i = 0; i < 500 && batch.sent < to.length; i++) {
    server.clock.advance(500)
    await new Promise((resolve) => setTimeout(resolve, 10))
    batch = await server.client.getMailBatch({ params: { id: batchId } })
  }
  // Half a minute of rest for each connection too many, not for each mail.
  expect([batch.sent, batch.failed, taken, most > 1, server.clock.now() - startAt < 5 * 60_000]).toEqual([30, 0, 30, true, true])
})

describe('what is put into a mail', () => {
  itNeeds('aiosmtpd')('adds no header and no recipient, whatever line breaks are in names, subject and file name', async (t) => {
    const smtp = await startSmtpServer(t)
    const evil = 'x\r\nBcc: evil@example.org\r\n\r\n<b>'
    const file = { name: `${evil}.pdf`, contentType: 'application/pdf', content: Buffer.from('%PDF-1.7') }
    const { sent } = await send(
      { port: smtp.port, tls: 'required', ca: smtp.authority, fromName: evil, replyTo: 'desk+a?b&c%d@example.org' },
      { subject: evil, file, unsubscribe: evil },
      createMailSenders({ ownPorts: () => [] }),
    )
    const [mail] = smtp.taken
    expect([sent, mail?.to]).toEqual([{ kind: 'sent' }, ['ada@example.org']])
    const names = mail?.headers.map((name) => name.toLowerCase())
    expect([names?.includes('bcc'), new Set(names).size === names?.length, names?.includes('list-unsubscribe')]).toEqual([
      false,
      true,
      true,
    ])
    expect(mail?.attachments.length).toBe(1)
  })

  itNeeds('aiosmtpd')('an address that can’t be written to fails alone, at once', async (t) => {
    const smtp = await startSmtpServer(t)
    const way = { port: smtp.port, tls: 'required' as const, ca: smtp.authority }
    for (const to of ['größe@example.org', 'a@b\r\nRCPT TO:<evil@example.org>', '<a@example.org>', 'a@example.org, b@example.org', ''])
      expect((await send(way, { to }, createMailSenders({ ownPorts: () => [] }))).sent, to).toMatchObject({
        kind: 'refused',
        isFinal: true,
      })
    expect(smtp.taken).toEqual([])
  })

  itNeeds('aiosmtpd')('a server that takes less than the mail says so as a size, and takes the same mail without its file', async (t) => {
    const smtp = await startSmtpServer(t, { size: 50_000 })
    const way = { port: smtp.port, tls: 'required' as const, ca: smtp.authority }
    const file = { name: 'a.pdf', contentType: 'application/pdf', content: Buffer.alloc(60_000, 65) }
    const make = createMailSenders({ ownPorts: () => [] })
    expect((await send(way, { file }, make)).sent).toMatchObject({ kind: 'refused', isFinal: true, isTooLarge: true })
    expect((await send(way, {}, make)).sent).toEqual({ kind: 'sent' })
  })
})
