// Incoming webhooks over the real API: signed, kept, answered, mapped; tried again, run again, and nothing twice.
import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

const body = (readings: object[]) => JSON.stringify({ type: 'readings.new', data: { readings } })
const dayMs = 86_400_000

interface Post {
  readonly path?: string
  readonly body: string | Uint8Array
  readonly headers?: Record<string, string>
}
const post = (server: TestServer, source: string, { path = `/hooks/${source}`, body, headers = {} }: Post) =>
  fetch(`${server.baseUrl}/api/v1${path}`, { method: 'POST', headers, body: body as BodyInit })

/** As the official library signs. */
const signed = (server: TestServer, secret: string, text: string, id = 'msg_1', more: Record<string, string> = {}) => {
  const at = new Date(server.clock.now())
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, text),
    ...more,
  }
}
const settled = async (server: TestServer, id: string) => {
  await expect.poll(async () => (await server.client.getInboxItem({ params: { id } })).state, { timeout: 10_000 }).not.toBe('waiting')
  return server.client.getInboxItem({ params: { id } })
}
const withNode = async (t: Parameters<typeof startTestServer>[0]) => {
  const server = await startTestServer(t)
  await server.client.createNode({ body: { nodeId: 'hall-01', sensors: ['temperature'] } })
  const { source, secret } = await server.client.createHookSource({ body: { source: 'bms' } })
  return { server, source, secret: secret as string }
}

test('a signed body becomes readings; the same delivery again is answered 200 and does nothing', async (t) => {
  const { server, secret, source } = await withNode(t)
  const at = server.clock.now() - 60_000
  const text = body([{ sensor_id: 'hall-01_temperature', value: 21.5, timestamp: new Date(at).toISOString() }])
  const send = () => post(server, 'bms', { body: text, headers: signed(server, secret, text) })
  const first = await send()
  const { id } = (await first.json()) as { id: string }
  expect([first.status, (await settled(server, id)).outcome]).toEqual([202, '1 reading stored'])
  const again = await send()
  expect([again.status, await again.json()]).toEqual([200, { id, status: 'repeat' }])
  const range = { from: String(at - dayMs), to: String(at + dayMs) }
  const { items } = await server.client.listReadings({ params: { id: 'hall-01_temperature' }, query: range })
  expect(items).toEqual([{ at, value: 21.5 }])
  const { stats, secrets } = await server.client.getHookSource({ params: { id: source.id } })
  expect([stats.received, stats.repeats, stats.refused, secrets.length]).toEqual([2, 1, 0, 1])
  expect(secrets[0]?.lastUsedAt).toBe(server.clock.now())
  server.clock.advance(7 * dayMs + 60_000)
  const later = await post(server, 'bms', { body: text, headers: signed(server, secret, text) })
  expect([later.status, (await settled(server, ((await later.json()) as { id: string }).id)).outcome]).toEqual([
    202,
    '0 readings stored, 1 was there already',
  ])
})

test('an unknown source, a paused one, a wrong secret, a changed body and an old stamp are answered alike; the source’s page says why', async (t) => {
  const { server, secret, source } = await withNode(t)
  const text = body([])
  const bare = async (reply: Response) => [reply.status, (await reply.text()).replace(/"requestId":"[^"]+"/, '')]
  const wanted = await bare(await post(server, 'nobody', { body: text, headers: signed(server, secret, text) }))
  expect(wanted[0]).toBe(401)
  const other = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const late = { 'webhook-timestamp': String(Math.floor(server.clock.now() / 1000) - 360) }
  const tries: Post[] = [
    { body: text, headers: signed(server, other, text) },
    { body: `${text} `, headers: signed(server, secret, text) },
    { body: text, headers: signed(server, secret, text, 'msg_2', late) },
    { body: text, headers: { 'content-type': 'application/json' } },
    { body: '', headers: {} },
  ]
  for (const one of tries) expect(await bare(await post(server, 'bms', one))).toEqual(wanted)
  expect((await server.client.getHookSource({ params: { id: source.id } })).stats).toMatchObject({ refused: tries.length, received: 0 })
  await server.client.changeHookSource({ params: { id: source.id }, body: { active: false } })
  expect(await bare(await post(server, 'bms', { body: text, headers: signed(server, secret, text) }))).toEqual(wanted)
  expect((await server.client.listInbox({ query: {} })).items).toEqual([])
})

test('two secrets overlap while rotating; the old one ends', async (t) => {
  const { server, secret, source } = await withNode(t)
  const rotated = await server.client.rotateHookSecret({ params: { id: source.id }, body: { overlapHours: 1 } })
  const newer = rotated.secret as string
  const text = body([])
  const statusOf = async (which: string, id: string) =>
    (await post(server, 'bms', { body: text, headers: signed(server, which, text, id) })).status
  expect([await statusOf(secret, 'a'), await statusOf(newer, 'b')]).toEqual([202, 202])
  server.clock.advance(3_600_000)
  expect([await statusOf(secret, 'c'), await statusOf(newer, 'd')]).toEqual([401, 202])
  expect((await server.client.getHookSource({ params: { id: source.id } })).secrets).toHaveLength(1)
})

test('other bodies than JSON are kept and say what they are not; too large and compressed ones are refused', async (t) => {
  const { server, secret } = await withNode(t)
  const send = async (text: string, id: string, more: Record<string, string> = {}) =>
    post(server, 'bms', { body: text, headers: signed(server, secret, text, id, more) })
  const xml = await send('<reading/>', 'x', { 'content-type': 'application/xml' })
  expect([xml.status, (await settled(server, ((await xml.json()) as { id: string }).id)).reason]).toEqual([
    202,
    'The body is not JSON in UTF-8.',
  ])
  expect((await send('{}', 'z', { 'content-encoding': 'gzip' })).status).toBe(415)
  expect((await send('x'.repeat(300 * 1024), 'l')).status).toBe(413)
  expect((await send('x'.repeat(1100 * 1024), 'm')).status).toBe(413)
})

test('a mapping is tried on a kept body before it goes live, then the body is run again', async (t) => {
  const { server, secret, source } = await withNode(t)
  const text = JSON.stringify({ type: 'x', points: [{ name: 'T1', celsius: 215 }] })
  const reply = await post(server, 'bms', { body: text, headers: signed(server, secret, text) })
  const { id } = (await reply.json()) as { id: string }
  expect(await settled(server, id)).toMatchObject({ state: 'failed', reason: 'The body at /data/readings is no list.', body: text })
  const mapping = {
    ...{ target: 'readings' as const, items: '/points', sensor: { pointer: '/name', table: { T1: 'hall-01_temperature' }, only: true } },
    ...{ value: { pointer: '/celsius' }, scale: 0.1 },
  }
  const tried = await server.client.tryHookMapping({ params: { id: source.id }, body: { mapping, inboxId: id } })
  expect(tried).toMatchObject({ total: 1, problems: [], effects: [{ kind: 'reading', sensorId: 'hall-01_temperature', value: 21.5 }] })
  const unknown = { ...mapping, sensor: { pointer: '/name' } }
  const bad = await server.client.tryHookMapping({ params: { id: source.id }, body: { mapping: unknown, body: text } })
  expect(bad.problems).toEqual(['There is no sensor T1, and no node it could belong to.'])
  expect(await server.client.getInboxItem({ params: { id } })).toMatchObject({ state: 'failed' })
  await server.client.changeHookSource({ params: { id: source.id }, body: { mapping } })
  await server.client.rerunInboxItem({ params: { id }, body: {} })
  expect(await settled(server, id)).toMatchObject({ state: 'done', reason: null, outcome: '1 reading stored' })
})

describe('the other adapters', () => {
  test('GitHub, Stripe, plain HMAC and an API key each let in what they sign', async (t) => {
    const server = await startTestServer(t)
    const make = async (source: string, adapter: 'github' | 'stripe' | 'hmac' | 'key', more: object = {}) => {
      const made = await server.client.createHookSource({ body: { source, adapter, kind: 'maintenance', ...more } })
      return made.secret ?? ''
    }
    const text = JSON.stringify({
      id: 'evt_1',
      type: 'ticket',
      source: 'k',
      data: { title: 'Change the filter', id: 'W-1', status: 'open' },
    })
    const hmac = (secret: string, signed: string) => createHmac('sha256', secret).update(signed).digest('hex')
    const seconds = Math.floor(server.clock.now() / 1000)
    const github = await make('g', 'github')
    const stripe = await make('s', 'stripe')
    const plain = await make('h', 'hmac', { hmac: { header: 'X-Sig' } })
    await make('k', 'key')
    const { key } = await server.client.createApiKey({ body: { name: 'cmms', scopes: ['inbox:write'] } })
    const { key: weak } = await server.client.createApiKey({ body: { name: 'other', scopes: ['projects:read'] } })
    const sends: [string, Record<string, string>][] = [
      ['g', { 'x-hub-signature-256': `sha256=${hmac(github, text)}`, 'x-github-delivery': '1', 'x-github-event': 'issues' }],
      ['s', { 'stripe-signature': `t=${seconds},v1=${hmac(stripe, `${seconds}.${text}`)}` }],
      ['h', { 'x-sig': hmac(plain, text) }],
      ['k', { 'x-api-key': key }],
    ]
    for (const [source, headers] of sends) {
      const reply = await post(server, source, { body: text, headers })
      expect([source, reply.status]).toEqual([source, 202])
      const item = await settled(server, ((await reply.json()) as { id: string }).id)
      expect([source, item.outcome, item.eventType]).toEqual([source, '1 tickets written', source === 'g' ? 'issues' : 'ticket'])
    }
    expect((await post(server, 'k', { body: text, headers: { 'x-api-key': weak } })).status).toBe(401)
    expect((await post(server, 'k', { body: text })).status).toBe(401)
    const older = await post(server, 'k', { path: '/integration/webhook', body: `${text} `, headers: { 'x-api-key': key } })
    expect(older.status).toBe(202)
    // A later word about the same ticket changes it.
    expect((await settled(server, ((await older.json()) as { id: string }).id)).outcome).toBe('1 kept in step')
    const { items } = await server.client.listTickets({ query: {} })
    expect(items.map(({ title, externalId }) => [title, externalId])).toEqual(Array(4).fill(['Change the filter', 'W-1']))
    const retried = `t=${seconds + 60},v1=${hmac(stripe, `${seconds + 60}.${text}`)}`
    expect((await post(server, 's', { body: text, headers: { 'stripe-signature': retried } })).status).toBe(200)
  })
})

test('an energy provider changes the tariff, and a ticket is closed by its system; both are in the audit', async (t) => {
  const server = await startTestServer(t)
  const energy = await server.client.createHookSource({ body: { source: 'energy' } })
  expect(energy.source.mapping).toMatchObject({ target: 'tariff', bandPrice: { pointer: '/price_per_kwh' } })
  const text = JSON.stringify({ type: 'price', data: { currency: 'EUR', price_per_kwh: 0.41, bands: [] } })
  const reply = await post(server, 'energy', { body: text, headers: signed(server, energy.secret as string, text) })
  expect((await settled(server, ((await reply.json()) as { id: string }).id)).outcome).toBe('the tariff was changed')
  expect((await server.client.getTariff({})).values.standard.pricePerKWh).toBe(0.41)
  const works = await server.client.createHookSource({ body: { source: 'maintenance' } })
  for (const [id, status] of [
    ['1', 'open'],
    ['2', 'closed'],
  ] as const) {
    // biome-ignore format: two states
    const said = JSON.stringify({ data: { title: 'Lamp', id: 7, status } })
    const sent = await post(server, 'maintenance', { body: said, headers: signed(server, works.secret as string, said, id) })
    await settled(server, ((await sent.json()) as { id: string }).id)
  }
  const { items } = await server.client.listTickets({ query: {} })
  expect(items).toMatchObject([{ title: 'Lamp', state: 'done', createdBy: 'Maintenance system', closedAt: server.clock.now() }])
  const { items: rows } = await server.client.listAudit({ query: { action: 'inbox.apply' } })
  expect(rows.map(({ actorName }) => actorName)).toEqual(['Maintenance system', 'Maintenance system', 'Energy provider'])
})

test('tickets are written, changed with If-Match, filtered and deleted by people', async (t) => {
  const { server } = await withNode(t)
  const made = await server.client.createTicket({ body: { title: 'Clean', nodeId: 'hall-01', priority: 1 } })
  await expect(server.client.createTicket({ body: { title: 'x', nodeId: 'nobody' } })).rejects.toMatchObject({ code: 'invalid' })
  const done = await server.client.changeTicket({ params: { id: made.id }, body: { state: 'done' }, ifMatch: 1 })
  expect([done.revision, done.closedAt]).toEqual([2, server.clock.now()])
  await expect(server.client.changeTicket({ params: { id: made.id }, body: { title: 'y' }, ifMatch: 1 })).rejects.toMatchObject({
    code: 'stale',
  })
  const ids = async (query: object) => (await server.client.listTickets({ query })).items.map(({ id }) => id)
  expect([await ids({ nodeId: 'hall-01' }), await ids({ state: 'notDone' })]).toEqual([[made.id], []])
  await server.client.deleteTicket({ params: { id: made.id } })
  expect(await ids({})).toEqual([])
})
