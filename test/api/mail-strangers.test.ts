// Mail against an SMTP server of others (aiosmtpd) that answers each recipient as the script says: what happened to one happens to no other.
import { expect } from 'vitest'
import { startSmtpServer } from '../helpers/smtp-server.ts'
import { itNeeds } from '../helpers/strangers.ts'
import { startTestServer, type TestLife, type TestServer } from '../helpers/test-server.ts'

const minuteMs = 60_000

/** Time goes on in steps while real sockets work. */
async function until<T>(server: TestServer, read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  let value = await read()
  for (let i = 0; i < 600 && !isThere(value); i++) {
    server.clock.advance(20)
    await new Promise((resolve) => setTimeout(resolve, 10))
    value = await read()
  }
  expect(isThere(value), JSON.stringify(value).slice(0, 2000)).toBe(true)
  return value
}

async function withServer(t: TestLife, script: Parameters<typeof startSmtpServer>[1] = {}) {
  const smtp = await startSmtpServer(t, script)
  const server = await startTestServer(t)
  const body = { host: '127.0.0.1', port: smtp.port, ca: smtp.authority, from: 'plenum@example.org', tls: 'required' as const }
  await server.client.changeMailSettings({ body })
  const states = async () => {
    const { items } = await server.client.listMailMessages({ query: {} })
    return Object.fromEntries(items.map((one) => [one.email.split('@')[0], one.state]))
  }
  const messageOf = async (who: string) => (await server.client.listMailMessages({ query: {} })).items.find((one) => one.email === who)
  return { smtp, server, client: server.client, states, messageOf }
}

const all = ['fine', 'later', 'never', 'relay', 'data', 'cut', 'slow', 'größe'].map((who) => `${who}@example.org`)

itNeeds('aiosmtpd')(
  'every recipient has an own answer: 250, 450, 550, 554, cut off after DATA; only the failed are sent again',
  async (t) => {
    const { smtp, server, client, states, messageOf } = await withServer(t)
    const { batchId } = await client.sendMail({ body: { title: 'Grüße', text: 'b', to: all } })
    const afterFirst = {
      fine: 'sent',
      later: 'waiting',
      never: 'failed',
      relay: 'failed',
      data: 'failed',
      cut: 'waiting',
      slow: 'sent',
      größe: 'failed',
    }
    const tried = async () => (await client.listMailMessages({ query: {} })).items
    await until(server, tried, (items) => items.every((one) => one.attempts === 1))
    expect(await states()).toEqual(afterFirst)
    expect(await messageOf('never@example.org')).toMatchObject({ reason: '550 5.1.1 no such mailbox' })
    // A policy, a relay and spam are no reason to write to an address never again.
    const held = (await client.listSuppressions({})).items.map(({ email }) => email)
    expect(held.filter((email) => !email.startsWith('gr'))).toEqual(['never@example.org'])

    server.clock.advance(minuteMs)
    await until(server, states, (now) => now.later === 'sent' && now.cut === 'sent')
    expect(smtp.to('later@example.org').length).toBe(1)
    // Taken, never answered, so sent once more: readers' programs know it by the same Message-ID.
    const cut = smtp.to('cut@example.org')
    expect([cut.map((mail) => mail.answered), new Set(cut.map((mail) => mail.messageId)).size]).toEqual([[false, true], 1])

    const before = smtp.taken.length
    await client.resendFailedMail({ params: { id: batchId }, body: {} })
    await until(server, states, (now) => now.never === 'suppressed' && now.relay === 'failed' && now.data === 'failed')
    expect(smtp.taken.length).toBe(before)
    expect([smtp.to('fine@example.org').length, smtp.taken.every((mail) => mail.tls)]).toEqual([1, true])
  },
)

itNeeds('aiosmtpd')('of one event for three people one is refused: it alone fails, and alone is sent again', async (t) => {
  const { smtp, server, client, states, messageOf } = await withServer(t)
  const to = ['ada', 'relay', 'max'].map((who) => ({ kind: 'address' as const, email: `${who}@example.org` }))
  await client.createMailRule({ body: { name: 'Nodes', events: ['node.deleted'], recipients: to } })
  await client.createNode({ body: { nodeId: 'hall-1', sensors: ['temperature'] } })
  await client.deleteNode({ params: { id: 'hall-1' } })
  await until(server, states, (now) => now.ada === 'sent' && now.max === 'sent' && now.relay === 'failed')
  const { id = '' } = (await messageOf('relay@example.org')) ?? {}
  await client.resendMail({ params: { id }, body: {} })
  await until(
    server,
    () => messageOf('relay@example.org'),
    (one) => one?.state === 'failed' && one.attempts === 2,
  )
  expect(smtp.taken.map((mail) => mail.to[0]).sort()).toEqual(['ada@example.org', 'max@example.org'])
  // The same by its dead letter: tried again it is really tried again, dropped it waits for nothing.
  const [dead] = (await client.listDeadLetters({ query: {} })).items
  await client.retryDeadLetter({ params: { id: dead?.id ?? 0 } })
  expect((await messageOf('relay@example.org'))?.state).toBe('waiting')
  await until(
    server,
    () => messageOf('relay@example.org'),
    (one) => one?.state === 'failed' && one.attempts === 3,
  )
  await client.dropDeadLetter({ params: { id: dead?.id ?? 0 } })
  expect((await messageOf('relay@example.org'))?.state).toBe('dropped')
})

itNeeds('aiosmtpd')(
  'encryption taken away, or every connection cut at once: nothing is sent, the state says why, nothing is lost',
  async (t) => {
    const { smtp, server, client, states } = await withServer(t, { starttls: false })
    await client.sendMail({ body: { title: 'a', text: 'b', to: ['fine@example.org'] } })
    const health = () => client.getMailSettings({}).then((settings) => settings.health)
    const stripped = await until(server, health, (now) => now.state === 'degraded')
    expect([stripped.reason?.split(':')[0], stripped.waiting, smtp.taken]).toEqual(['127.0.0.1 offers no encryption by STARTTLS, so nothing was sent', 1, []]) // biome-ignore format: three facts
    expect((await client.testMail({ body: { to: 'fine@example.org' } })).ok).toBe(false)

    const gone = await startSmtpServer(t, { take: false })
    await client.changeMailSettings({ body: { port: gone.port } })
    expect((await until(server, health, (now) => now.state === 'degraded')).reason).toMatch(/^The mail server 127.0.0.1:\d+/)
    const good = await startSmtpServer(t)
    await client.changeMailSettings({ body: { port: good.port } })
    await until(server, states, (now) => now.fine === 'sent')
    expect(good.taken.length).toBe(1)
  },
)

itNeeds('aiosmtpd')('a wrong password holds the queue and is told nowhere; the right one sends what waits', async (t) => {
  const { smtp, server, client, states } = await withServer(t, { password: 'canary-right' })
  await client.changeMailSettings({ body: { user: 'ada', password: 'canary-wrong' } })
  await client.sendMail({ body: { title: 'a', text: 'b', to: ['fine@example.org'] } })
  const health = () => client.getMailSettings({}).then((settings) => settings.health)
  const refused = await until(server, health, (now) => now.state === 'degraded')
  expect(refused.reason).toMatch(/^127.0.0.1 does not let this user in: 535/)
  const tested = await client.testMail({ body: { to: 'fine@example.org' } })
  await client.changeMailSettings({ body: { password: 'canary-right' } })
  await until(server, states, (now) => now.fine === 'sent')
  expect(smtp.taken.map((mail) => mail.user)).toEqual(['ada'])
  const audit = await (await server.request('/audit?limit=100')).text()
  const everything = JSON.stringify([server.log, await server.events(), tested, await client.getMailSettings({}), audit])
  for (const secret of ['canary-wrong', 'canary-right'])
    for (const form of [secret, Buffer.from(secret).toString('base64'), Buffer.from(`\0ada\0${secret}`).toString('base64')])
      expect(everything).not.toContain(form)
})

itNeeds('aiosmtpd')('an exported drawing arrives in its mail, byte for byte; above the limit a link to its design does', async (t) => {
  const { smtp, server, client } = await withServer(t)
  const recipients = [{ kind: 'address' as const, email: 'fine@example.org' }]
  await client.createMailRule({ body: { name: 'Drawings', events: ['design.exported'], recipients } })
  const project = await client.createProject({ body: { name: 'P' } })
  const room = { outer: [[0, 0], [3000, 0], [3000, 3000], [0, 3000]] as [number, number][] } // biome-ignore format: one room, one line
  const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'Hall ä', room, system } })
  const made = await client.createExport({ params: { id: design.id }, body: { format: 'svg' } })
  const taken = async () => smtp.taken.length
  await until(server, taken, (n) => n === 1)
  expect(smtp.taken[0]?.attachments).toEqual([[made.fileName, made.bytes]])
  expect(smtp.taken[0]?.subject).toMatch(/A drawing or table was made of a design$/)
  await client.changeMailSettings({ body: { attachUpToMb: 0 } })
  await client.createExport({ params: { id: design.id }, body: { format: 'svg' } })
  await until(server, taken, (n) => n === 2)
  expect(smtp.taken[1]?.attachments).toEqual([])
  // Above the foot, not below it.
  expect(smtp.taken[1]?.text).toMatch(new RegExp(`is in Plenum:\\r?\\n${server.baseUrl}/#/designs/${design.id}\\s+-- \\r?\\n`))
  const sent = async () => (await client.listMailMessages({ query: { state: 'sent' } })).items
  const [last] = await until(server, sent, (items) => items.length === 2)
  expect(last?.reason).toBe('Sent with a link: no files are attached')
})
