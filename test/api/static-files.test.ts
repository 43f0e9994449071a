// Headers of JSON and of files: ETags that can be sent back, the next page, names of any script, nothing that can run.
import { expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

const json = { 'content-type': 'application/json' }
const room = {
  outer: [
    [0, 0],
    [3000, 0],
    [3000, 2400],
    [0, 2400],
  ] as [number, number][],
}

async function exportDesign(server: TestServer, name: string, format: 'svg' | 'txt') {
  const project = await server.client.createProject({ body: { name } })
  const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
  const design = await server.client.createDesign({ params: { id: project.id }, body: { name, room, system } })
  const made = await server.client.createExport({ params: { id: design.id }, body: { format } })
  let record = made
  for (let i = 0; record.status === 'running' && i < 400; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    record = await server.client.getExport({ params: { id: made.id } })
  }
  expect(record.status).toBe('done')
  return record
}

test('the ETag of a record is its revision and opens a change once', async (t) => {
  const { request } = await startTestServer(t)
  const created = await request('/projects', { method: 'POST', headers: json, body: '{"name":"a"}' })
  const { id } = await created.json()
  const read = await request(`/projects/${id}`)
  expect([created.status, created.headers.get('etag'), read.headers.get('etag')]).toEqual([201, '"1"', '"1"'])
  const change = (etag: string) =>
    request(`/projects/${id}`, { method: 'PATCH', headers: { ...json, 'if-match': etag }, body: '{"name":"b"}' })
  const [first, second] = [await change('"1"'), await change('"1"')]
  expect([first.status, first.headers.get('etag'), second.status, (await second.json()).code]).toEqual([200, '"2"', 412, 'stale'])
  expect(second.headers.get('etag')).toBeNull()
})

test('a list says where its next page is until there is none', async (t) => {
  const { client, request, baseUrl } = await startTestServer(t)
  for (const name of ['a', 'b', 'c', 'd', 'e']) await client.createProject({ body: { name } })
  const seen: string[] = []
  let next: string | undefined = '/projects?limit=2'
  while (next) {
    const reply: Response = await request(next)
    seen.push(...(await reply.json()).items.map((p: { name: string }) => p.name))
    next = /^<\/api\/v1([^>]+)>; rel="next"$/.exec(reply.headers.get('link') ?? '')?.[1]
  }
  expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:/)
})

test('a file keeps its name in any script and can run nothing', async (t) => {
  const server = await startTestServer(t)
  const record = await exportDesign(server, 'Zürich "天井" 100%', 'svg')
  const reply = await server.request(`/exports/${record.id}/file`)
  const disposition = reply.headers.get('content-disposition') ?? ''
  const encoded = /filename\*=UTF-8''(\S+)$/.exec(disposition)?.[1] ?? ''
  expect([reply.status, decodeURIComponent(encoded)]).toEqual([200, record.fileName])
  expect(disposition).toMatch(/^(attachment|inline); filename="[\x20-\x7e]+"; /)
  expect(reply.headers.get('content-type')).toContain('image/svg+xml')
  expect(reply.headers.get('content-security-policy')).toContain('sandbox')
  expect([reply.headers.get('x-content-type-options'), reply.headers.get('cache-control')]).toEqual(['nosniff', 'no-store'])
  expect((await reply.arrayBuffer()).byteLength).toBe(record.bytes)
  expect((await server.request(`/exports/${record.id}/file`, { headers: { accept: 'text/html' } })).status).toBe(406)
})

test('a download ticket needs no token, works once, and looking with HEAD does not use it up', async (t) => {
  const server = await startTestServer(t)
  const record = await exportDesign(server, 'a', 'txt')
  const { url } = await server.client.createExportTicket({ params: { id: record.id }, body: {} })
  const address = new URL(url, server.baseUrl)
  const statuses = [(await fetch(address, { method: 'HEAD' })).status, (await fetch(address)).status, (await fetch(address)).status]
  expect(statuses).toEqual([405, 200, 404])
})
