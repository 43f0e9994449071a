// Outgoing webhooks over the real API and real sockets: saved, tested, delivered, retried, replayed, rotated, switched off, deleted. What takes
// hours: test/store/webhook-life.test.ts.
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { afterAll, describe, expect, test } from 'vitest'
import { startReceiver } from '../helpers/receiver.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

const hourMs = 3_600_000
const room = { outer: [[0, 0], [3000, 0], [3000, 3000], [0, 3000]] as [number, number][] } // biome-ignore format: one room, one line
const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
/** One design.saved. */
const cause = async ({ client }: TestServer, name = 'Room') => {
  const project = await client.createProject({ body: { name: 'P' } })
  return client.createDesign({ params: { id: project.id }, body: { name, room, system } })
}
const add = ({ client }: TestServer, url: string, more: object = {}) =>
  client.createWebhook({ body: { name: 'Hook', url, events: ['design.*', 'design.saved'], allowLoopback: true, ...more } })
const deliveriesOf = async ({ client }: TestServer, id: string) => (await client.listWebhookDeliveries({ params: { id }, query: {} })).items
const settled = async (server: TestServer, id: string, n: number, state = 'delivered') => {
  await expect.poll(async () => (await deliveriesOf(server, id)).filter((one) => one.state === state).length, { timeout: 10_000 }).toBe(n)
  return deliveriesOf(server, id)
}
/** Moves time on in steps, so that what falls due meanwhile is worked off. */
const pass = async ({ clock }: TestServer, ms: number) => {
  clock.advance(ms)
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 2))
}

test('a saved design reaches its endpoint once, signed so that both official libraries take it, also while the secret is rotated', async (t) => {
  const server = await startTestServer(t)
  const { url, got } = await startReceiver(t)
  const { id, secret, webhook } = await add(server, url, { headers: { 'X-Site': 'north', Authorization: 'Bearer 1' } })
  expect([webhook.headers, secret.startsWith('whsec_')]).toEqual([{ 'X-Site': 'north', Authorization: '•••' }, true])
  const { id: designId } = await cause(server)
  const [delivery] = await settled(server, id, 1)
  const verify = (body: string, headers: Record<string, string>, which: string) => {
    const at = Number(headers['webhook-timestamp'])
    expect(at).toBe(Math.floor(server.clock.now() / 1000))
    // The libraries look at the real time; the server's stands still: they check the signature through their own signing.
    for (const Library of [Webhook, Svix])
      expect(headers['webhook-signature']?.split(' ')).toContain(
        new Library(which).sign(headers['webhook-id'] ?? '', new Date(at * 1000), body),
      )
  }
  const first = got[0]
  if (first === undefined) throw new Error('nothing came')
  verify(first.body, first.headers, secret)
  expect(first.headers).toMatchObject({ 'x-site': 'north', authorization: 'Bearer 1', 'content-type': 'application/json' })
  expect(JSON.parse(first.body)).toMatchObject({ type: 'design.saved', subject: `design/${designId}`, data: { designId, revision: 1 } })
  expect(first.headers['webhook-id']).toBe(delivery?.id)

  const rotated = await server.client.rotateWebhook({ params: { id }, body: { overlapHours: 1 } })
  await cause(server)
  await settled(server, id, 2)
  const second = got[1]
  if (second === undefined) throw new Error('nothing came')
  for (const which of [secret, rotated.secret]) verify(second.body, second.headers, which)
  server.clock.advance(hourMs)
  await cause(server)
  await settled(server, id, 3)
  const third = got[2]
  if (third === undefined) throw new Error('nothing came')
  verify(third.body, third.headers, rotated.secret)
  expect(third.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  const text = await (await server.request(`/webhooks/${id}`)).text()
  for (const hidden of [secret, rotated.secret, 'Bearer 1']) expect(text).not.toContain(hidden)

  // The old one is ended by hand; a test shows what it sent, but no secret value.
  const endOld = () => server.client.changeWebhook({ params: { id }, body: { overlapHours: 0 } })
  await expect(endOld()).rejects.toMatchObject({ code: 'invalid', errors: [{ pointer: '/overlapHours' }] })
  const again = await server.client.rotateWebhook({ params: { id }, body: { overlapHours: 24 } })
  expect(again.webhook.secrets.map(({ endsAt }) => endsAt)).toEqual([server.clock.now() + 24 * hourMs, null])
  expect((await endOld()).secrets.map(({ endsAt }) => endsAt)).toEqual([null])
  const { request, durationMs } = await server.client.testWebhook({ params: { id }, body: {} })
  const fourth = got[3]
  if (fourth === undefined) throw new Error('nothing came')
  verify(fourth.body, fourth.headers, again.secret)
  expect(fourth.headers['webhook-signature']?.split(' ')).toHaveLength(1)
  expect(request).toMatchObject({ url, headers: { Authorization: '•••', 'X-Site': 'north', 'webhook-id': fourth.headers['webhook-id'] } })
  expect(request?.headers['webhook-signature']).toBe(fourth.headers['webhook-signature'])
  expect(durationMs).toBeGreaterThanOrEqual(0)
})

test('a failed delivery goes up the ladder with the same webhook-id; its answer is kept for those who may read it', async (t) => {
  const server = await startTestServer(t)
  const { url, got } = await startReceiver(t, (response, _, n) =>
    n < 3 ? void response.writeHead(400).end('timestamp is six minutes off') : void response.end(),
  )
  const { id } = await add(server, url)
  await cause(server)
  await expect.poll(async () => (await deliveriesOf(server, id))[0]?.attempts).toBe(1)
  const [waiting] = await deliveriesOf(server, id)
  expect(waiting).toMatchObject({ state: 'waiting', httpStatus: 400, reason: expect.stringContaining('It answered 400') })
  const waitMs = (waiting?.dueAt ?? 0) - server.clock.now()
  expect(waitMs).toBeGreaterThanOrEqual(4000)
  expect(waitMs).toBeLessThanOrEqual(6000)
  await pass(server, 6000)
  await expect.poll(() => got.length).toBe(2)
  await expect.poll(async () => (await deliveriesOf(server, id))[0]?.attempts).toBe(2)
  await pass(server, 6 * 60_000)
  await settled(server, id, 1)
  expect(new Set(got.map((one) => one.headers['webhook-id'])).size).toBe(1)
  expect(new Set(got.map((one) => one.body)).size).toBe(1)
  const params = { id: waiting?.id ?? '' }
  const { log, body } = await server.client.getDelivery({ params })
  expect([log.map((one) => one.httpStatus), body]).toEqual([[200, 400, 400], got[0]?.body])
  expect((await server.client.getDeliveryAnswers({ params })).items.at(-1)?.answer).toBe('timestamp is six minutes off')
  const reader = await server.client.createApiKey({ body: { name: 'r', scopes: ['deliveries:read'] } })
  const answers = await fetch(`${server.baseUrl}/api/v1/deliveries/${params.id}/answers`, { headers: { 'x-api-key': reader.key } })
  expect(answers.status).toBe(403)
  await server.client.replayDelivery({ params, body: {} })
  await expect.poll(() => got.length).toBe(4)
  expect(got[3]?.headers['webhook-id']).toBe(params.id)
})

test('429 with Retry-After is honoured, 410 switches off and says so, switched on again what waited goes out', async (t) => {
  const server = await startTestServer(t)
  let mode: 'wait' | 'gone' | 'ok' = 'wait'
  const { url, got } = await startReceiver(t, (response) => {
    if (mode === 'wait') response.writeHead(429, { 'retry-after': '90' }).end()
    else response.writeHead(mode === 'gone' ? 410 : 204).end()
  })
  const { id } = await add(server, url)
  await cause(server)
  await expect.poll(async () => (await deliveriesOf(server, id))[0]?.attempts).toBe(1)
  expect((await deliveriesOf(server, id))[0]?.dueAt).toBe(server.clock.now() + 90_000)
  await pass(server, 80_000)
  expect(got).toHaveLength(1)
  mode = 'gone'
  await pass(server, 11_000)
  await settled(server, id, 1, 'failed')
  expect(await server.client.getWebhook({ params: { id } })).toMatchObject({
    active: false,
    disabledReason: expect.stringContaining('410'),
  })
  const told = await server.client.listBusinessEvents({ query: { type: 'delivery.disabled' } })
  expect(told.items[0]).toMatchObject({ subject: `webhook/${id}` })
  const healthOf = async () => (await server.client.getHealth({})).parts.find(({ name }) => name === 'webhooks')
  await expect
    .poll(healthOf, { timeout: 10_000 })
    .toMatchObject({ state: 'degraded', reason: expect.stringMatching(/^The webhook Hook is switched off: It answered 410/) })
  const heard = async (which: string) => (await server.events()).filter(({ name }) => name === which).length
  // Made, and switched off by itself.
  await expect.poll(() => heard('webhook.changed')).toBe(2)
  expect(await heard('delivery.changed')).toBeGreaterThan(0)
  mode = 'ok'
  await expect(server.client.replayWebhookDeliveries({ params: { id }, body: {} })).rejects.toMatchObject({ code: 'conflict' })
  await server.client.changeWebhook({ params: { id }, body: { active: true } })
  await expect.poll(() => heard('webhook.changed')).toBe(3)
  await expect.poll(healthOf, { timeout: 3000 }).toMatchObject({ state: 'ok' })
  expect(await server.client.replayWebhookDeliveries({ params: { id }, body: {} })).toEqual({ replayed: 1, next: null })
  await settled(server, id, 1)
})

describe('a test takes the way of every delivery', () => {
  test('it answers what became of its one attempt', async (t) => {
    const server = await startTestServer(t, { seams: { webhooks: { timeoutMs: 1000 } } })
    const ask = async (fault: 'none' | 'rateLimit' | 'redirect' | 'slow' | 'reset' | 'gone' | 'error' | 'large', badTls = false) => {
      const echo = await server.client.startEcho({ body: { fault, badTls } })
      const { id } = await add(server, echo.url, { events: ['report.*'] })
      const tested = await server.client.testWebhook({ params: { id }, body: {} })
      const { items } = await server.client.listEchoRequests({ params: { id: echo.id } })
      await server.client.stopEcho({ params: { id: echo.id } })
      const { status, httpStatus, reason } = tested
      return { status, httpStatus, reason, signature: items[0]?.signature }
    }
    const valid = { signature: 'valid', httpStatus: undefined, reason: undefined }
    const failed = (reason: string, more: object = {}) => ({ ...valid, status: 'failed', reason: expect.stringContaining(reason), ...more })
    expect(await ask('none')).toEqual({ ...valid, status: 'delivered', httpStatus: 200 })
    expect(await ask('large')).toEqual({ ...valid, status: 'delivered', httpStatus: 200 })
    expect(await ask('rateLimit')).toEqual(failed('asked to wait 2 s', { httpStatus: 429 }))
    expect(await ask('redirect')).toEqual(failed('redirects are not followed', { httpStatus: 302 }))
    expect(await ask('gone')).toEqual(failed('410', { httpStatus: 410 }))
    expect(await ask('error')).toEqual(failed('500', { httpStatus: 500 }))
    expect(await ask('reset')).toEqual(failed('cut off'))
    expect(await ask('slow')).toEqual(failed('did not finish within 1 s'))
    expect(await ask('none', true)).toEqual(failed('certificate', { signature: undefined }))
    expect((await server.client.listEchoes({})).items).toEqual([])
  })

  test('a name that leads elsewhere later is refused when it is saved, tested and delivered', async (t) => {
    const { url, got } = await startReceiver(t)
    const port = new URL(url).port
    const server = await startTestServer(t, { seams: { webhooks: { resolve: async () => [{ address: '127.0.0.1', family: 4 }] } } })
    // The name is no literal, so it can be saved; where it leads is known only at the look-up.
    const { id } = await add(server, `https://rebind.test:${port}/`, { allowLoopback: false })
    expect(await server.client.testWebhook({ params: { id }, body: {} })).toMatchObject({ status: 'refused' })
    await cause(server)
    await expect.poll(async () => (await deliveriesOf(server, id)).find((one) => !one.isTest)?.reason).toContain('on this computer')
    expect(got).toEqual([])
  })
})

const ends: (() => Promise<void>)[] = []
const shared = startTestServer({ onTestFinished: (fn) => void ends.push(fn) })

afterAll(async () => {
  for (const end of ends) await end()
})

test('our own port, reserved headers, line breaks and unknown patterns are refused by field', async () => {
  const server = await shared
  const own = server.baseUrl.replace('127.0.0.1', 'localhost')
  const tries: [object, string][] = [
    [{ url: own, allowLoopback: true }, '/url'],
    ...['Host', 'Content-Length', 'webhook-id', 'Transfer-Encoding', 'connection', 'a b'].map((name): [object, string] => [
      { headers: { [name]: 'x' } },
      `/headers/${name}`,
    ]),
    [{ headers: { 'X-A': 'a\r\nHost: evil' } }, '/headers/X-A'],
    [{ events: ['design.saved', 'nothing.*'] }, '/events/1'],
    [{ events: ['*.saved'] }, '/events/0'],
  ]
  for (const [more, pointer] of tries) {
    const body = { name: 'x', url: 'https://example.org/', ...more }
    await expect(server.client.createWebhook({ body })).rejects.toMatchObject({ code: 'invalid', errors: [{ pointer }] })
  }
})

test('only who may consent lets a webhook stay on this computer; two changes at once: the second is told', async () => {
  const server = await shared
  const key = await server.client.createApiKey({ body: { name: 'w', scopes: ['webhooks:read', 'webhooks:write'] } })
  const send = (path: string, method: string, body: object, more = {}) =>
    fetch(`${server.baseUrl}/api/v1${path}`, {
      ...{ method, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', 'x-api-key': key.key, ...more },
    })
  const url = 'http://127.0.0.1:9999/'
  expect((await send('/webhooks', 'POST', { name: 'x', url, allowLoopback: true })).status).toBe(403)
  const { id, webhook } = await add(server, url, { events: ['report.*'] })
  expect((await send(`/webhooks/${id}`, 'PATCH', { url: 'http://127.0.0.1:9998/' })).status).toBe(403)
  const match = { 'if-match': `"${webhook.revision}"` }
  const statuses = await Promise.all(['a', 'b'].map(async (name) => (await send(`/webhooks/${id}`, 'PATCH', { name }, match)).status))
  expect(statuses.sort()).toEqual([200, 412])
})

test('deleted, an endpoint takes what waits for it along', async (t) => {
  const server = await startTestServer(t)
  const { url } = await startReceiver(t, (response) => void response.writeHead(500).end())
  const { id } = await add(server, url, { events: ['design.saved'] })
  await cause(server)
  await expect.poll(async () => (await server.client.getWebhook({ params: { id } })).stats.failed).toBe(1)
  await server.client.deleteWebhook({ params: { id } })
  expect((await server.client.listDeliveries({ query: {} })).items).toEqual([])
  expect((await server.client.listDeadLetters({ query: {} })).items).toEqual([])
  expect((await server.client.getOutbox({})).items.find(({ kind }) => kind === 'webhook')).toMatchObject({ waiting: 0, dead: 0 })
})

test('twenty dead endpoints and a healthy one: the healthy one hears within two seconds', { timeout: 60_000 }, async (t) => {
  const { systemClock } = await import('../../src/server/clock.ts')
  const server = await startTestServer(t, { seams: { clock: systemClock } })
  const hole = await startReceiver(t, () => {})
  const drip = await startReceiver(t, (response) => {
    const timer = setInterval(() => response.write('a'), 100)
    response.on('close', () => clearInterval(timer))
  })
  const refusing = 'http://127.0.0.1:1999/hook'
  const healthy = await startReceiver(t)
  // None was ever tried: nobody can tell the healthy one from the others yet.
  const dead = [hole.url, drip.url, refusing]
  for (let i = 0; i < 20; i++) await add(server, `${dead[i % 3]}/${i}`, { name: `Dead ${i}` })
  await add(server, healthy.url, { name: 'Healthy' })
  const project = await server.client.createProject({ body: { name: 'P' } })
  const sent = new Map<string, number>()
  for (let i = 0; i < 100; i++) {
    const { id } = await server.client.createDesign({ params: { id: project.id }, body: { name: `R${i}`, room, system } })
    sent.set(id, performance.now())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await expect.poll(() => healthy.got.length, { timeout: 20_000 }).toBe(100)
  const waits = healthy.got.map((one) => one.at - (sent.get((JSON.parse(one.body) as { data: { designId: string } }).data.designId) ?? 0))
  const p99 = waits.sort((a, b) => a - b)[98] ?? 0
  // Each of those that hang was asked, with the fifteen seconds every endpoint has.
  expect([hole.got.length, drip.got.length]).toEqual([7, 7])
  expect(p99).toBeLessThan(2000)
})
