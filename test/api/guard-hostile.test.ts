// Random and hostile requests: never a 500, never a hang, always a problem with the request id, and the server lives on.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Route, routes } from '../../src/contract/routes.ts'
import { startTestServer } from '../helpers/test-server.ts'

const table = Object.values(routes) as Route[]
const nasty = [
  'a',
  '../x',
  '%00',
  '%2e%2e',
  '😀',
  "'; DROP TABLE design;--",
  '{id}',
  'null',
  '-1',
  '1e999',
  'x'.repeat(600),
  '%F0%28%8C%28',
]

test('every route refuses nonsense with a problem and never with a 500', async (t) => {
  const { baseUrl, token, log } = await startTestServer(t)
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record({
      name: fc.jsonValue(),
      room: fc.jsonValue(),
      system: fc.record({ kind: fc.constantFrom('grid', 'panels', 1), module: fc.jsonValue() }),
    }),
    fc.record({ document: fc.jsonValue() }),
    fc.record({ format: fc.constantFrom('dxf', 'exe', null), scale: fc.jsonValue() }),
  )
  const call = fc.record({
    route: fc.constantFrom(...table.filter((r) => r.reply !== 'events')),
    id: fc.constantFrom(...nasty),
    query: fc.constantFrom('', '?limit=0', '?cursor=%7B', '?a[b]=1', '?=', '?limit', `?search=${'x'.repeat(300)}`),
    body: value,
    ifMatch: fc.constantFrom('"1"', '*', 'x', '"99"'),
  })
  await fc.assert(
    fc.asyncProperty(call, async ({ route, id, query, body, ifMatch }) => {
      const path = route.path.replace(/\{\w+\}/g, id.includes('%') ? id : encodeURIComponent(id))
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': ifMatch }
      const init: RequestInit = route.body ? { headers, body: JSON.stringify(body) } : { headers }
      const reply = await fetch(`${baseUrl}/api/v1${path}${query}`, { method: route.method, ...init })
      const text = await reply.text()
      expect([route.method, path, reply.status < 500, text.includes('node_modules')]).toEqual([route.method, path, true, false])
      if (reply.ok) return
      expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(JSON.parse(text)).toMatchObject({ status: reply.status, requestId: reply.headers.get('x-request-id') })
    }),
    { numRuns: 400 },
  )
  expect(log.filter((line) => line.level === 'error')).toEqual([])
  expect((await fetch(`${baseUrl}/api/v1/health/ready`)).status).toBe(200)
})

test('a megabyte of name and a deep body are refused quickly', async (t) => {
  const { request } = await startTestServer(t)
  const post = async (body: string) => {
    const startMs = performance.now()
    const reply = await request('/projects', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { code } = await reply.json()
    return { verdict: [reply.status, code], tookMs: performance.now() - startMs }
  }
  const tries = [
    [await post(JSON.stringify({ name: 'x'.repeat(1_000_000) })), [422, 'invalid']],
    [await post(JSON.stringify({ name: '\u0000\n\t' })), [422, 'invalid']],
    [await post(`{"name":${'['.repeat(300_000)}${']'.repeat(300_000)}}`), [400, 'bad_request']],
    [await post(`{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join(',')}}`), [422, 'invalid']],
  ] as const
  expect(tries.map(([got]) => got.verdict)).toEqual(tries.map(([, wanted]) => wanted))
  for (const [{ tookMs }] of tries) expect(tookMs).toBeLessThan(1000)
})
