// Rate limits: exact under parallel clients, over a restart and a kill; the headers; what counts. And repeated requests.
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createLimiter, type Limit } from '../../src/server/services/limiter.ts'
import { openStore } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { collectingLog, startTestServer, type TestServer } from '../helpers/test-server.ts'

const makeKey = (server: TestServer, more: object = {}) =>
  server.client.createApiKey({ body: { name: 'x', scopes: ['projects:read', 'projects:write'], ...more } })
const ask = (server: TestServer, key: string, path = '/projects', init: RequestInit = {}) =>
  fetch(`${server.baseUrl}/api/v1${path}`, { ...init, headers: { 'x-api-key': key, ...init.headers } })
const count = (statuses: number[], status: number) => statuses.filter((one) => one === status).length

describe('the limit of a key', () => {
  test('is exact under eight parallel clients, window after window, and says when to come back', async (t) => {
    const server = await startTestServer(t)
    const { key } = await makeKey(server, { perMinute: 40 })
    for (let window = 0; window < 3; window += 1) {
      const statuses: number[] = []
      const client = async () => {
        for (let i = 0; i < 10; i += 1) statuses.push((await ask(server, key)).status)
      }
      await Promise.all(Array.from({ length: 8 }, client))
      expect([count(statuses, 200), count(statuses, 429)]).toEqual([40, 40])
      const refused = await ask(server, key)
      expect(refused.headers.get('retry-after')).toBe('60')
      expect(await refused.json()).toMatchObject({ code: 'rate_limited', status: 429, detail: expect.stringContaining('40 in a minute') })
      server.clock.advance(60_000)
    }
  })

  test('stands in the structured headers and the older ones', async (t) => {
    const server = await startTestServer(t)
    const { key } = await makeKey(server, { perMinute: 3, perHour: 100, perDay: 500 })
    const reply = await ask(server, key)
    expect(reply.headers.get('ratelimit-policy')).toBe('"minute";q=3;w=60, "hour";q=100;w=3600, "day";q=500;w=86400')
    expect(reply.headers.get('ratelimit')).toBe('"minute";r=2;t=60, "hour";r=99;t=3600, "day";r=499;t=86400')
    const older = ['limit', 'remaining', 'reset'].map((name) => reply.headers.get(`x-ratelimit-${name}`))
    expect(older).toEqual(['3', '2', String(server.clock.now() / 1000 + 60)])
    server.clock.advance(20_500)
    expect((await ask(server, key)).headers.get('ratelimit')).toContain('"minute";r=1;t=40')
    expect((await server.request('/projects')).headers.has('ratelimit')).toBe(false)
  })

  test('counts every answer but 401 and 429, refusals too', async (t) => {
    const server = await startTestServer(t)
    const { key } = await makeKey(server, { perMinute: 5 })
    const statuses = []
    for (const path of ['/projects/none', '/accounts', '/projects?limit=0', '/projects', '/projects', '/projects'])
      statuses.push((await ask(server, key, path)).status)
    expect(statuses).toEqual([404, 403, 400, 200, 200, 429])
    // A key that is refused with 401 uses up nothing of anybody.
    await ask(server, `${key}x`)
    server.clock.advance(60_000)
    expect((await ask(server, key)).headers.get('x-ratelimit-remaining')).toBe('4')
  })

  test('is gone on with after a restart', async (t) => {
    const dataFolder = await makeTempFolder(t, 'data')
    const before = await startTestServer(t, { dataFolder })
    const { key } = await makeKey(before, { perMinute: 10 })
    for (let i = 0; i < 7; i += 1) expect((await ask(before, key)).status).toBe(200)
    await before.stop()
    const after = await startTestServer(t, { dataFolder })
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await ask(after, key)).status))
    expect([count(statuses, 200), count(statuses, 429)]).toEqual([3, 5])
  })

  test('is never passed when the program is killed at any moment, and what that costs is bounded', async (t) => {
    const limits: Limit[] = [{ name: 'minute', windowS: 60, most: 100 }]
    for (const killedAfter of [1, 4, 5, 6, 37, 99, 100]) {
      const dataFolder = await makeTempFolder(t)
      const clock = createFakeClock()
      const open = () => {
        const store = openStore({ dataFolder, clock, log: collectingLog([]) })
        return { store, limiter: createLimiter({ store, clock, log: collectingLog([]) }) }
      }
      const first = open()
      for (let i = 0; i < killedAfter; i += 1) {
        expect(first.limiter.take([{ subject: 'a', limits }]).isAdmitted).toBe(true)
        if (i === 20) clock.advance(1500)
      }
      // Killed: nothing is told, nothing is saved.
      const second = open()
      let admitted = 0
      while (second.limiter.take([{ subject: 'a', limits }]).isAdmitted) admitted += 1
      expect(killedAfter + admitted).toBeLessThanOrEqual(100)
      expect(killedAfter + admitted).toBeGreaterThanOrEqual(100 - 10)
      clock.advance(60_000)
      expect(second.limiter.take([{ subject: 'a', limits }]).isAdmitted).toBe(true)
      for (const { store } of [first, second]) store.close()
    }
  })

  test('opens its window at the first counted request, and a full longer window holds on', (t) => {
    const { clock, take } = limiterOf(t, [
      { name: 'minute', windowS: 60, most: 2 },
      { name: 'hour', windowS: 3600, most: 3 },
    ])
    clock.advance(59_000)
    expect([take(), take(), take()]).toEqual([true, true, false])
    clock.advance(59_999)
    expect(take()).toBe(false)
    clock.advance(1)
    expect([take(), take()]).toEqual([true, false])
    clock.advance(3_539_999)
    expect(take()).toBe(false)
    clock.advance(1)
    expect(take()).toBe(true)
  })
})

function limiterOf(t: { onTestFinished(fn: () => void): void }, limits: Limit[]) {
  const clock = createFakeClock()
  const rows = new Map<string, never>()
  const store = {
    rateWindow: { save: () => {}, listAll: () => [...rows.values()], removeClosed: () => {} },
    transaction: <T>(fn: () => T) => fn(),
  }
  const limiter = createLimiter({ store, clock, log: collectingLog([]) })
  t.onTestFinished(() => limiter.stop())
  return { clock, take: () => limiter.take([{ subject: 'a', limits }]).isAdmitted }
}

test('tries to sign in are limited for one account named, and for all together', async (t) => {
  const server = await startTestServer(t)
  const askFor = (email: string) =>
    fetch(`${server.baseUrl}/api/v1/auth/password-reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    }).then((reply) => reply.status)
  for (let i = 0; i < 30; i += 1) expect(await askFor(i % 2 ? 'Ann@example.org' : 'ann@example.org ')).not.toBe(429)
  expect(await askFor('ann@example.org')).toBe(429)
  expect(await askFor('bob@example.org')).not.toBe(429)
})

describe('a request with an Idempotency-Key', () => {
  const json = { 'content-type': 'application/json' }
  const post = (server: TestServer, path: string, body: object, key: string) =>
    server.request(path, { method: 'POST', headers: { ...json, 'idempotency-key': key }, body: JSON.stringify(body) })

  test('is done once: the repeat gets the same answer, also after a restart', async (t) => {
    const dataFolder = await makeTempFolder(t, 'data')
    const server = await startTestServer(t, { dataFolder })
    const key = randomUUID()
    const first = await post(server, '/projects', { name: 'Once' }, key)
    const again = await post(server, '/projects', { name: 'Once' }, key)
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true'])
    expect([await again.text(), again.headers.get('etag')]).toEqual([await first.text(), first.headers.get('etag')])
    await server.stop()
    const after = await startTestServer(t, { dataFolder })
    expect((await post(after, '/projects', { name: 'Once' }, key)).headers.get('idempotency-replayed')).toBe('true')
    expect((await after.client.listProjects({ query: {} })).items).toHaveLength(1)
  })

  test('is refused with another payload or at another address, and is new after 24 hours', async (t) => {
    const server = await startTestServer(t)
    await post(server, '/projects', { name: 'A' }, 'k')
    for (const [path, body] of [
      ['/projects', { name: 'B' }],
      ['/projects/sample', {}],
    ] as const) {
      const reply = await post(server, path, body, 'k')
      expect([reply.status, await reply.json()]).toMatchObject([422, { code: 'idempotency_mismatch' }])
    }
    server.clock.advance(24 * 3600_000)
    expect((await post(server, '/projects', { name: 'B' }, 'k')).status).toBe(201)
  })

  test('runs once when it is sent many times at once; the others are told to wait or get the answer', async (t) => {
    const server = await startTestServer(t)
    const replies = await Promise.all(Array.from({ length: 8 }, () => post(server, '/projects/sample', {}, 'p')))
    const statuses = replies.map(({ status }) => status)
    expect(statuses.filter((one) => one === 200).length).toBeGreaterThanOrEqual(1)
    expect(statuses.filter((one) => one !== 200 && one !== 409)).toEqual([])
    expect((await server.client.listProjects({ query: {} })).items).toHaveLength(1)
  })

  test('that was refused may be mended and sent again, and keys of others are others', async (t) => {
    const server = await startTestServer(t)
    expect((await post(server, '/projects', { name: 'A', wasteRate: 'much' }, 'r')).status).toBe(422)
    expect((await post(server, '/projects', { name: 'A' }, 'r')).status).toBe(201)
    const { key } = await makeKey(server)
    const other = await ask(server, key, '/projects', {
      method: 'POST',
      headers: { ...json, 'idempotency-key': 'r' },
      body: '{"name":"C"}',
    })
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([201, null])
    expect((await post(server, '/projects', { name: 'A' }, 'ä'.repeat(3).normalize('NFD').slice(0, 0) || ' ')).status).toBe(400)
  })

  test('leaves no secret in the clear: an answer that shows a key once is sealed', async (t) => {
    const server = await startTestServer(t)
    const reply = await post(server, '/api-keys', { name: 'x', scopes: ['projects:read'] }, 'secret')
    const { key } = (await reply.json()) as { key: string }
    const { readFileSync, readdirSync } = await import('node:fs')
    for (const file of readdirSync(server.dataFolder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(`${file.parentPath}/${file.name}`).includes(key.slice(-32))).toBe(false)
    }
    expect(
      ((await (await post(server, '/api-keys', { name: 'x', scopes: ['projects:read'] }, 'secret')).json()) as { key: string }).key,
    ).toBe(key)
  })
})

test('the page of a key shows what is left of its limits', async (t) => {
  const server = await startTestServer(t)
  const { id, key } = await makeKey(server, { perMinute: 5, perHour: 50 })
  const at = server.clock.now()
  for (let i = 0; i < 3; i += 1) await ask(server, key)
  server.clock.advance(1000)
  expect((await server.client.getApiKeyUsage({ params: { id } })).limits).toEqual([
    { windowS: 60, limit: 5, remaining: 2, resetAt: at + 60_000 },
    { windowS: 3600, limit: 50, remaining: 47, resetAt: at + 3_600_000 },
  ])
})
