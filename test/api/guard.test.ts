// The guard: which hosts and origins are answered, on real sockets.
import { expect, test } from 'vitest'
import { sendRaw } from '../helpers/raw-request.ts'
import { startTestServer } from '../helpers/test-server.ts'

const live = '/api/v1/health/live'

test('only one Host header naming this computer and our port is answered', async (t) => {
  const { baseUrl } = await startTestServer(t)
  const port = new URL(baseUrl).port
  const statusOf = async (head: string) => (await sendRaw(baseUrl, `${head}\r\n\r\n`)).status
  const table: [string, number][] = [
    [`GET ${live} HTTP/1.1\r\nHost: 127.0.0.1:${port}`, 200],
    [`GET ${live} HTTP/1.1\r\nHost: localhost:${port}`, 200],
    [`GET ${live} HTTP/1.1\r\nHost: LOCALHOST:${port}`, 200],
    [`GET ${live} HTTP/1.0\r\nHost: 127.0.0.1:${port}`, 200],
    [`GET ${live} HTTP/1.1\r\nHost: evil.test`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: evil.test:${port}`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: 127.0.0.1`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: localhost:1`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: 127.0.0.1.evil.test:${port}`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: [::1]:${port}`, 421],
    [`GET ${live} HTTP/1.1\r\nHost:`, 421],
    [`GET ${live} HTTP/1.1`, 421],
    [`GET ${live} HTTP/1.0`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.test`, 421],
    [`GET ${live} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nhost: 127.0.0.1:${port}`, 421],
    [`GET http://evil.test${live} HTTP/1.1\r\nHost: 127.0.0.1:${port}`, 421],
    [`GET / HTTP/1.1\r\nHost: evil.test:${port}`, 421],
    [`OPTIONS ${live} HTTP/1.1\r\nHost: evil.test:${port}`, 421],
  ]
  const statuses: [string, number][] = []
  for (const [head] of table) statuses.push([head, await statusOf(head)])
  expect(statuses).toEqual(table)
})

test('a foreign host is refused with a problem that carries the request id', async (t) => {
  const { baseUrl } = await startTestServer(t)
  const reply = await sendRaw(baseUrl, `GET ${live} HTTP/1.1\r\nHost: evil.test\r\n\r\n`)
  expect(reply.headers).toMatchObject({ 'content-type': 'application/problem+json; charset=utf-8', 'x-api-version': '1' })
  expect(reply.headers['x-request-time']).toMatch(/^\d+\.\d$/)
  expect(JSON.parse(reply.body)).toMatchObject({ code: 'foreign_host', status: 421, requestId: reply.headers['x-request-id'], errors: [] })
})

test('an Origin that is neither ours nor allowed is refused, null included', async (t) => {
  const { baseUrl } = await startTestServer(t, { options: { allowedOrigins: ['https://tools.example.com'] } })
  const port = new URL(baseUrl).port
  const statusOf = async (origin: string) => (await fetch(baseUrl + live, { headers: { origin } })).status
  const origins = [
    'null',
    'https://evil.test',
    'http://127.0.0.1:1',
    'https://tools.example.com.evil.test',
    `https://localhost:${port}`,
    '',
  ]
  expect(await Promise.all(origins.map(statusOf))).toEqual(origins.map(() => 403))
  const allowed = [`http://127.0.0.1:${port}`, `http://localhost:${port}`, 'https://tools.example.com']
  expect(await Promise.all(allowed.map(statusOf))).toEqual(allowed.map(() => 200))
})

test('a preflight is answered only for an allowed origin, never with a star, never with credentials', async (t) => {
  const { baseUrl } = await startTestServer(t, { options: { allowedOrigins: ['https://tools.example.com'] } })
  const preflight = (origin: string) =>
    fetch(`${baseUrl}/api/v1/designs/a`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'if-match',
        'access-control-request-private-network': 'true',
      },
    })
  const good = await preflight('https://tools.example.com')
  expect([good.status, good.headers.get('access-control-allow-origin')]).toEqual([204, 'https://tools.example.com'])
  expect(good.headers.get('access-control-allow-methods')).toContain('PUT')
  expect(good.headers.get('access-control-allow-headers')).toContain('If-Match')
  expect(good.headers.get('access-control-allow-credentials')).toBeNull()
  expect(good.headers.get('access-control-allow-private-network')).toBeNull()
  const bad = await preflight('https://evil.test')
  expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([403, null])
})

test('replies to an allowed origin say so; replies to others carry no CORS header', async (t) => {
  const { baseUrl } = await startTestServer(t, { options: { allowedOrigins: ['https://tools.example.com'] } })
  const foreign = await fetch(baseUrl + live, { headers: { origin: 'https://tools.example.com' } })
  const own = await fetch(baseUrl + live)
  expect(foreign.headers.get('access-control-expose-headers')).toContain('ETag')
  expect([foreign.headers.get('vary'), own.headers.get('access-control-allow-origin')]).toEqual(['Origin', null])
})

test('no reply sets a cookie and a cookie opens nothing', async (t) => {
  const { baseUrl, token } = await startTestServer(t)
  const reply = await fetch(`${baseUrl}/api/v1/projects`, { headers: { cookie: `token=${token}; session=${token}` } })
  expect([reply.status, reply.headers.get('set-cookie')]).toEqual([401, null])
})

test('a request that is not HTTP gets a problem and the server lives on', async (t) => {
  const { baseUrl } = await startTestServer(t)
  const reply = await sendRaw(baseUrl, 'HELLO\r\n\r\n')
  expect([reply.status, JSON.parse(reply.body).code]).toEqual([400, 'bad_request'])
  const long = await sendRaw(baseUrl, `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
  expect(long.status).toBe(400)
  expect((await fetch(baseUrl + live)).status).toBe(200)
})

test('a client that sends its body slowly holds nobody else up', async (t) => {
  const { baseUrl } = await startTestServer(t)
  const host = new URL(baseUrl).host
  const slow = sendRaw(
    baseUrl,
    `POST /api/v1/auth/welcome HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
    600,
  )
  const startMs = performance.now()
  expect((await fetch(baseUrl + live)).status).toBe(200)
  expect(performance.now() - startMs).toBeLessThan(500)
  expect((await slow).status).toBe(0)
})
