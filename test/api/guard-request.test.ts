// What a request may look like: methods, media types, sizes, JSON, queries. Each refusal is a problem with the right status.
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

const json = { 'content-type': 'application/json' }

test('a method an address does not take is 405 and Allow lists those it takes', async (t) => {
  const { request } = await startTestServer(t)
  const ask = async (method: string, path: string) => {
    const reply = await request(path, { method })
    return [method, path, reply.status, reply.headers.get('allow')]
  }
  expect(await ask('DELETE', '/health/live')).toEqual(['DELETE', '/health/live', 405, 'GET, HEAD'])
  expect(await ask('GET', '/layouts')).toEqual(['GET', '/layouts', 405, 'POST'])
  expect(await ask('POST', '/designs/abc')).toEqual(['POST', '/designs/abc', 405, 'GET, HEAD, PUT, PATCH, DELETE'])
  expect(await ask('HEAD', '/events')).toEqual(['HEAD', '/events', 405, 'GET'])
  expect(await ask('HEAD', '/downloads/abc')).toEqual(['HEAD', '/downloads/abc', 405, 'GET'])
  expect(await ask('OPTIONS', '/projects')).toEqual(['OPTIONS', '/projects', 405, 'GET, HEAD, POST'])
  expect(await ask('PROPFIND', '/projects')).toEqual(['PROPFIND', '/projects', 405, 'GET, HEAD, POST'])
  expect((await ask('GET', '/nothing'))[2]).toBe(404)
  expect((await ask('GET', '/projects/'))[2]).toBe(404)
  expect((await ask('GET', '/Projects'))[2]).toBe(404)
})

test('an address of the API that is not there is a problem, not a page', async (t) => {
  const { request, baseUrl } = await startTestServer(t)
  for (const reply of [await request('/nothing'), await fetch(`${baseUrl}/api/nothing`), await fetch(`${baseUrl}/api/v1/health/live%zz`)]) {
    expect([reply.headers.get('content-type'), reply.status >= 400]).toEqual(['application/problem+json; charset=utf-8', true])
  }
})

test('HEAD answers like GET without a body', async (t) => {
  const { request } = await startTestServer(t)
  const reply = await request('/health/live', { method: 'HEAD' })
  expect([reply.status, reply.headers.get('content-length'), await reply.text()]).toEqual([200, '17', ''])
})

test('a reply type the client does not accept is 406', async (t) => {
  const { request } = await startTestServer(t)
  const statusOf = async (accept: string, path = '/health/live') => (await request(path, { headers: { accept } })).status
  expect(await statusOf('text/html')).toBe(406)
  expect(await statusOf('application/json;q=0, */*')).toBe(406)
  expect(await statusOf('application/json', '/events')).toBe(406)
  for (const accept of ['*/*', 'application/*', 'application/json', 'text/html, application/json;q=0.1', 'TEXT/*, */*;q=0.5', '']) {
    expect([accept, await statusOf(accept)]).toEqual([accept, 200])
  }
})

test('a body must be plain JSON in UTF-8: 415 otherwise', async (t) => {
  const { request } = await startTestServer(t)
  const statusOf = async (headers: Record<string, string>) =>
    (await request('/auth/welcome', { method: 'POST', body: '{"code":"x"}', headers })).status
  expect(await statusOf({ 'content-type': 'text/plain' })).toBe(415)
  expect(await statusOf({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415)
  expect(await statusOf({ 'content-type': 'application/json; charset=utf-16' })).toBe(415)
  expect(await statusOf({ 'content-type': 'application/json', 'content-encoding': 'gzip' })).toBe(415)
  expect(await statusOf({ 'content-type': 'application/jsonx' })).toBe(415)
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON; charset="UTF-8"']) {
    expect([type, await statusOf({ 'content-type': type })]).toEqual([type, 401])
  }
})

test('a body above the limit of its address is 413', async (t) => {
  const { request } = await startTestServer(t)
  const reply = await request('/auth/welcome', { method: 'POST', headers: json, body: JSON.stringify({ code: 'x'.repeat(1024 * 1024) }) })
  expect([reply.status, (await reply.json()).code]).toEqual([413, 'payload_too_large'])
})

test('a body that cannot be read is 400 with a sentence', async (t) => {
  const { request } = await startTestServer(t)
  const bodies: (string | Uint8Array<ArrayBuffer>)[] = [
    '{',
    '',
    'null x',
    '{"code":"a",}',
    "{'code':1}",
    new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
    '[[[['.repeat(50_000),
  ]
  for (const body of bodies) {
    const reply = await request('/auth/welcome', { method: 'POST', headers: json, body })
    const problem = await reply.json()
    expect([reply.status, problem.code]).toEqual([400, 'bad_request'])
    expect(problem.detail).toMatch(/^The body is /)
  }
})

test('a POST that needs no fields takes no body, an empty object, and nothing else', async (t) => {
  const { request } = await startTestServer(t)
  const statusOf = async (init: RequestInit) => (await request('/projects/none/duplicate', { method: 'POST', ...init })).status
  expect(await statusOf({})).toBe(404)
  expect(await statusOf({ headers: json })).toBe(404)
  expect(await statusOf({ headers: json, body: '{}' })).toBe(404)
  expect(await statusOf({ headers: json, body: 'null' })).toBe(422)
  expect(await statusOf({ headers: json, body: '{"name":"x"}' })).toBe(422)
})

test('fields are refused by name: missing, unknown, of the wrong type, never coerced', async (t) => {
  const { request } = await startTestServer(t)
  const errorsOf = async (body: unknown) => {
    const reply = await request('/auth/welcome', {
      method: 'POST',
      headers: json,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return [reply.status, ...(await reply.json()).errors]
  }
  expect(await errorsOf({})).toEqual([422, { pointer: '/code', detail: 'code is missing' }])
  expect(await errorsOf({ code: 5 })).toEqual([422, { pointer: '/code', detail: 'code must be text; it was 5' }])
  expect(await errorsOf({ code: null })).toEqual([422, { pointer: '/code', detail: 'code must be text; it was null' }])
  expect(await errorsOf({ code: '' })).toEqual([422, { pointer: '/code', detail: 'code must not be empty' }])
  expect(await errorsOf({ code: 'x', 'a/b~c': 1 })).toEqual([
    422,
    { pointer: '/a~1b~0c', detail: 'a/b~c is not a field here; the fields are code' },
  ])
  expect(await errorsOf([])).toEqual([422, { pointer: '', detail: 'The body must be an object; it was a list of 0' }])
  expect(await errorsOf('"text"')).toEqual([422, { pointer: '', detail: 'The body must be an object; it was "text"' }])
  expect((await errorsOf({ code: 'x'.repeat(900_000) }))[1].detail).toBe('code must have 200 characters or fewer; it had 900000')
})

test('__proto__ and constructor are refused by name and poison nothing', async (t) => {
  const { request } = await startTestServer(t)
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const reply = await request('/auth/welcome', { method: 'POST', headers: json, body: `{"code":"x","${name}":{"isAdmin":true}}` })
    expect([reply.status, (await reply.json()).errors[0].pointer]).toEqual([422, `/${name}`])
  }
  expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
})

test('a query is read strictly: 400 naming the part', async (t) => {
  const { request } = await startTestServer(t)
  const ask = async (query: string) => {
    const reply = await request(`/projects?${query}`)
    const problem = await reply.json()
    return [reply.status, problem.errors?.[0]?.pointer, problem.errors?.[0]?.detail]
  }
  expect(await ask('limit=abc')).toEqual([400, 'query/limit', 'limit must be a whole number; it was "abc"'])
  expect(await ask('limit=0')).toEqual([400, 'query/limit', 'limit must be 1 or more; it was 0'])
  expect(await ask('limit=1e2')).toEqual([400, 'query/limit', 'limit must be a whole number; it was "1e2"'])
  expect(await ask('limit=1000')).toEqual([400, 'query/limit', 'limit must be 100 or less; it was 1000'])
  expect(await ask('limit=1&limit=2')).toEqual([400, 'query/limit', 'limit was given more than once; give it once'])
  expect((await ask('colour=red')).slice(0, 2)).toEqual([400, 'query/colour'])
  expect((await ask('search=%zz'))[0]).toBe(400)
})

test('PUT and PATCH of a shared record need If-Match: 428 without, 400 when it is no tag', async (t) => {
  const { request } = await startTestServer(t)
  const change = async (path: string, ifMatch?: string) => {
    const headers = ifMatch === undefined ? json : { ...json, 'if-match': ifMatch }
    return (await request(path, { method: 'PATCH', headers, body: '{}' })).status
  }
  expect(await change('/projects/none')).toBe(428)
  expect(await change('/designs/none')).toBe(428)
  expect(await change('/settings')).toBe(428)
  for (const tag of ['12', '"abc"', '"1", "2"', '"-1"', '"1']) expect([tag, await change('/projects/none', tag)]).toEqual([tag, 400])
  for (const tag of ['"12"', 'W/"12"', '*']) expect([tag, await change('/projects/none', tag)]).toEqual([tag, 404])
})

test('every reply carries its request id, the API version and the time it took, and is never cached or sniffed', async (t) => {
  const { request } = await startTestServer(t)
  for (const path of ['/health/live', '/health', '/nothing', '/projects?limit=0']) {
    const { headers } = await request(path)
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect([headers.get('x-api-version'), headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
      '1',
      'no-store',
      'nosniff',
    ])
    expect(Number(headers.get('x-request-time'))).toBeGreaterThanOrEqual(0)
  }
})
