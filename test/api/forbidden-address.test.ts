// Every place that takes an address, against one list of those that must not be asked: saved, changed, tested, delivered; issuers, relay
// addresses and mail servers too; and names that lead elsewhere at the second look.
import { expect, test } from 'vitest'
import type { Resolve } from '../../src/server/services/safe-url.ts'
import { loopbacks, misfits, nevers, privates } from '../helpers/forbidden-addresses.ts'
import { startReceiver } from '../helpers/receiver.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { openWebhooks, owner } from '../store/webhook-life.ts'

const hosts = [...loopbacks, ...privates, ...nevers]
const agreed = { allowLoopback: true, allowPrivateNetwork: true }

test(`${hosts.length} spellings and ${misfits.length} misfits are refused wherever an address is entered`, async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const hook = await client.createWebhook({ body: { name: 'x', url: 'https://example.org/', events: ['report.*'] } })
  const provider = await client.createProvider({ body: { name: 'x', kind: 'oidc', issuer: 'https://example.org', clientId: 'c' } })
  const own = Number(new URL(server.baseUrl).port)
  /** Status and the field that is named. */
  const send = async (method: string, path: string, body: object): Promise<string> => {
    const reply = await server.request(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    const { errors } = (await reply.json()) as { errors?: { pointer: string }[] }
    return `${[400, 422].includes(reply.status) ? 'refused' : reply.status} ${errors?.[0]?.pointer ?? ''}`
  }
  const tries: [string, object][] = [
    ...hosts.map((host): [string, object] => [`https://${host}/`, {}]),
    ...nevers.map((host): [string, object] => [`https://${host}/`, agreed]),
    ...misfits.map((url): [string, object] => [url, {}]),
    ...['127.0.0.1', 'localhost', '[::ffff:7f00:1]', '127.1'].map((host): [string, object] => [`http://${host}:${own}/`, agreed]),
  ]
  for (const [url, more] of tries) {
    const label = `${url} ${JSON.stringify(more)}`
    expect(await send('POST', '/webhooks', { name: 'y', url, ...more }), label).toBe('refused /url')
    expect(await send('PATCH', `/webhooks/${hook.id}`, { url, ...more }), label).toBe('refused /url')
    const body = { issuer: url, ...more }
    expect(await send('POST', '/sign-in-providers', { name: 'y', kind: 'oidc', clientId: 'c', ...body }), label).toBe('refused /issuer')
    expect(await send('PATCH', `/sign-in-providers/${provider.id}`, body), label).toBe('refused /issuer')
  }
  // A relay address is opened by the browser, never by Plenum; mail servers may stand in the own network, and never where no server is.
  for (const relayUrl of ['http://example.org/', 'https://[', 'javascript:alert(1)'])
    expect(await send('PATCH', `/sign-in-providers/${provider.id}`, { relayUrl }), relayUrl).toBe('refused /relayUrl')
  const mail = (body: object) => send('PATCH', '/mail/settings', { from: 'a@example.org', port: 587, ...body })
  for (const host of ['169.254.169.254', '0.0.0.0', '224.0.0.1', '255.255.255.255', '192.0.2.1', 'fe80::1', '::', '::ffff:169.254.169.254'])
    expect(await mail({ host }), host).toBe('refused /host')
  for (const host of ['127.0.0.1', 'localhost', '::1']) expect(await mail({ host, port: own }), host).toBe('refused /port')
  expect((await client.listWebhooks({ query: {} })).items).toHaveLength(1)
  expect(await client.getWebhook({ params: { id: hook.id } })).toMatchObject({ url: 'https://example.org/', revision: 1 })
})

test('an address that got past the form, by a restored folder or an older version, is refused when it is tested and delivered', async (t) => {
  const { url, got } = await startReceiver(t)
  const { port } = new URL(url)
  let asked = 0
  const life = openWebhooks(t, {
    seams: {
      resolve: async () => {
        asked += 1
        return []
      },
    },
  })
  const bad = [...hosts.map((host) => `https://${host}:${port}/`), ...misfits.filter((one) => one !== 'https://256.256.256.256/')]
  const ids = bad.map((one, i) => {
    const id = life.add('https://example.org/', { name: `n${i}`, allowLoopback: false })
    const row = life.store.webhook.find(id)
    if (row === undefined) throw new Error('it was not saved')
    life.store.webhook.update({ ...row, url: one })
    return id
  })
  // Reads them all again.
  life.webhook.remove(life.add('https://example.org/', { allowLoopback: false }))
  for (const [i, id] of ids.entries())
    expect(await life.delivery.test(id, undefined, owner), bad[i]).toMatchObject({ status: 'refused', reason: expect.any(String) })
  life.cause()
  for (const [i, id] of ids.entries()) {
    await life.until(() => life.list(id).find(({ isTest }) => isTest === 0)?.attempts, 1)
    expect(
      life.list(id).find(({ isTest }) => isTest === 0),
      bad[i],
    ).toMatchObject({ state: 'waiting', httpStatus: null })
  }
  expect([asked, got]).toEqual([0, []])
})

test('a name that leads to this computer at the second look is asked neither by webhooks nor by sign-in', async (t) => {
  const { url, got } = await startReceiver(t)
  const { port } = new URL(url)
  const looks: string[] = []
  /** Public to whoever looks first; then this computer, mapped, alone or among good ones. */
  const resolve: Resolve = async (host) => {
    looks.push(host)
    const address = ['127.0.0.1', '::ffff:127.0.0.1', '169.254.169.254'][looks.length % 3] ?? ''
    return [...(looks.length % 2 ? [{ address: '93.184.216.34', family: 4 }] : []), { address, family: address.includes(':') ? 6 : 4 }]
  }
  const server: TestServer = await startTestServer(t, { seams: { webhooks: { resolve } } })
  const { client } = server
  const hook = await client.createWebhook({ body: { name: 'x', url: `https://rebind.test:${port}/`, events: ['design.saved'] } })
  const issuer = `https://rebind.test:${port}`
  const provider = await client.createProvider({ body: { name: 'x', kind: 'oidc', issuer, clientId: 'c' } })
  for (let i = 0; i < 6; i++) expect(await client.testWebhook({ params: { id: hook.id }, body: {} })).toMatchObject({ status: 'refused' })
  for (let i = 0; i < 6; i++) expect(await client.testProvider({ params: { id: provider.id }, body: {} })).toMatchObject({ ok: false })
  expect(looks.length).toBeGreaterThanOrEqual(12)
  expect(got).toEqual([])
})
