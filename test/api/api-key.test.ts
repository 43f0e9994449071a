// Keys of programs: their form, what they open over HTTP and MQTT, pause, expiry and revocation.
import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { permissions } from '../../src/contract/routes.ts'
import { makeApiKey, readApiKey } from '../../src/server/services/api-key-format.ts'
import { owner } from '../helpers/test-callers.ts'
import { createTestDevices } from '../helpers/test-devices.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const dayMs = 86_400_000
const as = ({ baseUrl }: TestServer, headers: Record<string, string>, path = '/sensors', method = 'GET') =>
  fetch(`${baseUrl}/api/v1${path}`, { method, headers })

describe('the form of a key', () => {
  test('has its id and a checksum that any wrong, missing or swapped character breaks', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('change', 'drop', 'swap'), (where, how) => {
        const { id, key } = makeApiKey('live', (n) => randomInt(n))
        expect(key).toMatch(/^plm_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/)
        expect(readApiKey(key)).toEqual({ id })
        const at = where % (key.length - 1)
        const other = key[at] === 'A' ? 'B' : 'A'
        const wrong =
          how === 'change'
            ? key.slice(0, at) + other + key.slice(at + 1)
            : how === 'drop'
              ? key.slice(0, at) + key.slice(at + 1)
              : key.slice(0, at) + key[at + 1] + key[at] + key.slice(at + 2)
        if (wrong !== key) expect(readApiKey(wrong)).toBeNull()
      }),
    )
  })
})

describe('a key', () => {
  test('opens what its scopes name, as bearer and in X-API-Key, and nothing else', async (t) => {
    const server = await startTestServer(t)
    const { key, ...record } = await server.client.createApiKey({ body: { name: 'BMS', scopes: ['sensors:read'] } })
    expect(record).toMatchObject({ prefix: `plm_live_${record.id}`, active: true, expiresAt: server.clock.now() + 90 * dayMs })
    expect((await as(server, { 'x-api-key': key })).status).toBe(200)
    expect((await as(server, { authorization: `Bearer ${key}` })).status).toBe(200)
    expect((await as(server, { 'x-api-key': `${key.slice(0, -1)}!` })).status).toBe(401)
    const forbidden = await as(server, { 'x-api-key': key }, '/nodes')
    expect([forbidden.status, await forbidden.json()]).toMatchObject([
      403,
      { code: 'forbidden', detail: expect.stringContaining('nodes:read') },
    ])
    expect((await as(server, { 'x-api-key': key }, '/api-keys')).status).toBe(403)
    // Shown once.
    const listed = JSON.stringify([
      await server.client.listApiKeys({ query: {} }),
      await server.client.getApiKey({ params: { id: record.id } }),
    ])
    expect(listed).not.toContain(key)
    expect((await server.client.getApiKey({ params: { id: record.id } })).lastUsedAt).toBe(server.clock.now())
  })

  test('that is paused, expired or revoked opens nothing at once', async (t) => {
    const server = await startTestServer(t)
    const make = () => server.client.createApiKey({ body: { name: 'x', scopes: ['sensors:read'], expiresInDays: 1 } })
    const [paused, revoked, expired] = [await make(), await make(), await make()]
    const statusOf = async ({ key }: { key: string }) => (await as(server, { 'x-api-key': key })).status
    expect([await statusOf(paused), await statusOf(revoked), await statusOf(expired)]).toEqual([200, 200, 200])
    await server.client.changeApiKey({ params: { id: paused.id }, body: { active: false } })
    await server.client.deleteApiKey({ params: { id: revoked.id } })
    expect([await statusOf(paused), await statusOf(revoked)]).toEqual([401, 401])
    await server.client.changeApiKey({ params: { id: paused.id }, body: { active: true } })
    expect(await statusOf(paused)).toBe(200)
    server.clock.advance(dayMs)
    expect(await statusOf(expired)).toBe(401)
    expect((await refusalOf(server.client.getApiKey({ params: { id: revoked.id } }))).code).toBe('not_found')
  })

  test('with a scope that is no permission is refused with the list', async (t) => {
    const { client } = await startTestServer(t)
    const refusal = await refusalOf(client.createApiKey({ body: { name: 'x', scopes: ['sensors:read', 'moon:walk'] } }))
    expect(refusal.errors).toEqual([{ pointer: '/scopes/1', detail: expect.stringContaining(permissions[0] ?? '') }])
  })

  test('is checked over MQTT by the same rule, survives a restart, and its connections end with it', (t) => {
    const devices = createTestDevices(t)
    const { id, key } = devices.apiKey.create({ name: 'x', scopes: ['sensors:read'] }, owner)
    const connect = (some: typeof devices, password: string) =>
      some.gate.authenticate({ username: 'key', password: new TextEncoder().encode(password), clientId: 'any', address: '::1' })
    expect(connect(devices, key)).toMatchObject({ kind: 'program', keyId: id, scopes: ['sensors:read'] })
    expect(connect(devices, key.toUpperCase()).kind).toBe('refused')
    devices.stop()
    const again = createTestDevices(t, { dataFolder: devices.dataFolder })
    expect(connect(again, key).kind).toBe('program')
    again.apiKey.remove(id)
    expect(connect(again, key).kind).toBe('refused')
    expect(again.broker.closed).toEqual([{ client: id, reason: 'the key was revoked' }])
  })
})
