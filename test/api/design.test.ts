// Designs through the typed client: documents, ETags, undo of a delete, limits, and exactly which events left.
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { emptyTitleBlock } from '../../src/domain/design.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
const room = {
  outer: [
    [0, 0],
    [8000, 0],
    [8000, 5000],
    [0, 5000],
  ],
}

async function makeDesign({ client }: Pick<TestServer, 'client'>, name = 'Room 1') {
  const project = await client.createProject({ body: { name: 'Tower' } })
  const design = await client.createDesign({ params: { id: project.id }, body: { name, room, system } })
  return { project, design, at: { params: { id: design.id } } }
}

test('A design is created from name, room and system, and read back with its document', async (t) => {
  const server = await startTestServer(t)
  const { project, design, at } = await makeDesign(server, ' Room\t1 ')
  const document = {
    ...{ format: 'plenum.design', version: 1, room, system, fixtures: {}, dimensions: {} },
    titleBlock: emptyTitleBlock,
  }
  const times = { createdAt: server.clock.now(), updatedAt: server.clock.now() }
  const wanted = { id: design.id, projectId: project.id, projectName: 'Tower', name: 'Room 1', revision: 1, ...times, document }
  expect([design, await server.client.getDesign(at)]).toEqual([wanted, wanted])
  const payload = { designId: design.id, projectId: project.id, revision: 1, at: times.updatedAt, name: 'Room 1' }
  expect((await server.events(2)).slice(1).map((e) => [e.name, e.payload])).toEqual([['design.saved', payload]])
})

test('Fixtures sent as a list get ids, as a map keep theirs; a null room is a design with nothing drawn', async (t) => {
  const { client } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'P' } })
  const luminaire = { kind: 'luminaire' as const, xMm: 300, yMm: 300 }
  const listed = await client.createDesign({ params: { id }, body: { name: 'A', room: null, system, fixtures: [luminaire, luminaire] } })
  const mapped = await client.createDesign({ params: { id }, body: { name: 'B', system, fixtures: { 'lamp-1': luminaire } } })
  expect([listed.document.fixtures, listed.document.room]).toEqual([{ f1: luminaire, f2: luminaire }, null])
  expect([mapped.document.fixtures, mapped.document.room]).toEqual([{ 'lamp-1': luminaire }, null])
})

test('PUT and PATCH save one revision each; the same document again makes none and tells nobody', async (t) => {
  const server = await startTestServer(t)
  const { design, at } = await makeDesign(server)
  const { client, clock } = server
  const document = {
    ...design.document,
    dimensions: { d1: { from: [0, 0] as [number, number], to: [8000, 0] as [number, number], offsetMm: -500 } },
  }
  clock.advance(60_000)
  const put = await client.changeDesign({ ...at, body: { name: 'Hall', document }, ifMatch: 1 })
  expect(put).toEqual({ ...design, name: 'Hall', document, revision: 2, updatedAt: clock.now() })
  const same = await client.changeDesign({ ...at, body: { document }, ifMatch: 2 })
  const patched = await client.patchDesign({ ...at, body: { name: 'Hall 2' }, ifMatch: 2 })
  expect([same, patched.revision, patched.document]).toEqual([put, 3, document])
  const told = (await server.events(4)).slice(1).map((e) => [e.name, 'revision' in e.payload ? e.payload.revision : 0])
  expect(told).toEqual([
    ['design.saved', 1],
    ['design.saved', 2],
    ['design.saved', 3],
  ])
  expect((await client.getProject({ params: { id: design.projectId } })).updatedAt).toBe(clock.now())
})

test('Two windows on one design: the second save is refused with the current revision, and the first one’s work stays', async (t) => {
  const { client, baseUrl, token, events } = await startTestServer(t)
  const { design, at } = await makeDesign({ client })
  const other = createClient({ baseUrl, token: () => token, clientId: 'window-b' })
  const mine = { ...design.document, titleBlock: { ...emptyTitleBlock, notes: 'mine' } }
  const theirs = { ...design.document, titleBlock: { ...emptyTitleBlock, notes: 'theirs' } }
  await other.changeDesign({ ...at, body: { document: theirs }, ifMatch: 1 })
  const refusal = await refusalOf(client.changeDesign({ ...at, body: { document: mine }, ifMatch: 1 }))
  expect([refusal.status, refusal.code, refusal.errors]).toEqual([
    412,
    'stale',
    [{ pointer: 'header/if-match', detail: 'The current revision is 2.' }],
  ])
  expect((await client.getDesign(at)).document).toEqual(theirs)
  const saved = await client.changeDesign({ ...at, body: { document: mine }, ifMatch: 2 })
  expect(saved.revision).toBe(3)
  const clients = (await events(4)).slice(1).map((e) => ('clientId' in e.payload ? e.payload.clientId : undefined))
  expect(clients).toEqual([undefined, 'window-b', undefined])
})

test('Of twenty saves at once with one If-Match exactly one is accepted', async (t) => {
  const { client } = await startTestServer(t)
  const { design, at } = await makeDesign({ client })
  const saves = Array.from({ length: 20 }, (_, i) =>
    client.changeDesign({
      ...at,
      body: { document: { ...design.document, titleBlock: { ...emptyTitleBlock, notes: `save ${i}` } } },
      ifMatch: 1,
    }),
  )
  const results = await Promise.allSettled(saves)
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  expect([(await client.getDesign(at)).revision, (await client.listRevisions({ ...at })).items.length]).toEqual([2, 2])
})

test('If-Match: * saves over any revision; none at all is 428; nonsense is refused', async (t) => {
  const server = await startTestServer(t)
  const { design } = await makeDesign(server)
  const put = (ifMatch?: string) =>
    server.request(`/designs/${design.id}`, {
      method: 'PUT',
      body: '{"name":"X"}',
      headers: { 'content-type': 'application/json', ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
    })
  const any = await put('*')
  expect([any.status, any.headers.get('etag'), (await put()).status, (await put('"1"')).status]).toEqual([200, '"2"', 428, 412])
})

test('A deleted design comes back with everything it had; both are told', async (t) => {
  const server = await startTestServer(t)
  const { design, at, project } = await makeDesign(server)
  const { client } = server
  await client.deleteDesign(at)
  const gone = await Promise.all([
    refusalOf(client.getDesign(at)),
    refusalOf(client.changeDesign({ ...at, body: { name: 'x' }, ifMatch: 1 })),
    refusalOf(client.deleteDesign(at)),
    refusalOf(client.listRevisions(at)),
    refusalOf(client.duplicateDesign({ ...at, body: {} })),
  ])
  expect(gone.map((r) => r.status)).toEqual([404, 404, 404, 404, 404])
  expect((await client.getProject({ params: { id: project.id } })).designCount).toBe(0)
  expect(await client.restoreDesign({ ...at, body: {} })).toEqual(design)
  expect(await client.restoreDesign({ ...at, body: {} })).toEqual(design)
  expect((await server.events(4)).map((e) => e.name)).toEqual(['project.changed', 'design.saved', 'design.deleted', 'design.restored'])
})

test('Copies are named "copy", "copy 2", and never grow past 200 characters', async (t) => {
  const server = await startTestServer(t)
  const { at } = await makeDesign(server)
  const { client } = server
  const first = await client.duplicateDesign({ ...at, body: {} })
  const second = await client.duplicateDesign({ params: { id: first.id }, body: {} })
  expect([first.name, second.name, first.document]).toEqual(['Room 1 copy', 'Room 1 copy 2', second.document])
  const long = await client.createDesign({ params: { id: first.projectId }, body: { name: 'ß'.repeat(200), system } })
  expect((await client.duplicateDesign({ params: { id: long.id }, body: {} })).name).toBe(`${'ß'.repeat(195)} copy`)
})

test('Lists show what a card needs, newest change first, and find by design or project name', async (t) => {
  const { client, clock } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'Tower' } })
  const systems = [system, { kind: 'panels' as const }, { kind: 'grid' as const, module: [609.6, 1219.2] as [number, number] }]
  for (const [i, each] of systems.entries()) {
    clock.advance(1)
    await client.createDesign({ params: { id }, body: { name: `D${i}`, room, system: each } })
  }
  const { items } = await client.listDesigns({})
  expect(items.map((d) => [d.name, d.systemKind, d.systemLabel, d.outline])).toEqual([
    ['D2', 'grid', 'Grid 609.6 × 1219.2', room],
    ['D1', 'panels', 'Panels, balanced', room],
    ['D0', 'grid', 'Grid 600 × 600', room],
  ])
  const found = async (search: string) => (await client.listDesigns({ query: { search } })).items.length
  expect([await found('d1'), await found('TOWER'), await found('nothing')]).toEqual([1, 3, 0])
  const page = await client.listProjectDesigns({ params: { id }, query: { limit: 2 } })
  const rest = await client.listProjectDesigns({ params: { id }, query: { limit: 2, cursor: page.next ?? '' } })
  expect([...page.items, ...rest.items]).toEqual(items)
  expect((await refusalOf(client.listProjectDesigns({ params: { id: 'nobody' } }))).status).toBe(404)
})

test('A room that no layout can be made of is refused where it is stored too, and the previous state stays', async (t) => {
  const server = await startTestServer(t)
  const { design, at } = await makeDesign(server)
  const bowTie = { outer: [[0, 0], [3000, 3000], [3000, 0], [0, 3000]] } // biome-ignore format: one room, one line
  const crossing = Array.from({ length: 500 }, (_, i) => [Math.cos(i * 2) * 5000, Math.sin(i * 2) * 5000])
  const create = await refusalOf(
    server.client.createDesign({ params: { id: design.projectId }, body: { name: 'A', room: bowTie, system } }),
  )
  expect([create.status, create.code, create.errors[0]?.pointer]).toEqual([422, 'invalid', '/room/outer/0'])
  expect(create.message).toContain('the edge from /room/outer/0 meets the edge from /room/outer/2')
  for (const room of [bowTie, { outer: crossing }]) {
    const change = await refusalOf(server.client.changeDesign({ ...at, body: { document: { ...design.document, room } }, ifMatch: 1 }))
    expect([change.status, change.errors[0]?.pointer.startsWith('/document/room/outer/')]).toEqual([422, true])
  }
  expect(await server.client.getDesign(at)).toEqual(design)
})

test('Past the limits a design is refused with the number, and the previous state stays', async (t) => {
  const server = await startTestServer(t)
  const { design, at } = await makeDesign(server)
  const outer = Array.from({ length: 2001 }, (_, i) => [Math.cos(i) * 5000, Math.sin(i) * 5000])
  const many = Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`f${i}`, { kind: 'smoke' as const, xMm: i, yMm: 0 }]))
  const vertices = await refusalOf(
    server.client.changeDesign({ ...at, body: { document: { ...design.document, room: { outer } } }, ifMatch: 1 }),
  )
  const fixtures = await refusalOf(
    server.client.changeDesign({ ...at, body: { document: { ...design.document, fixtures: many } }, ifMatch: 1 }),
  )
  expect([vertices.status, vertices.code, vertices.errors[0]?.pointer]).toEqual([422, 'too_large', '/document/room'])
  expect(vertices.message).toContain('2,001 vertices')
  expect([fixtures.status, fixtures.code, fixtures.errors[0]?.pointer]).toEqual([422, 'too_large', '/document/fixtures'])
  expect(await server.client.getDesign(at)).toEqual(design)
})

test('What the schema refuses names its field and stores nothing', async (t) => {
  const server = await startTestServer(t)
  const { design } = await makeDesign(server)
  const path = `/projects/${design.projectId}/designs`
  const bodies: [unknown, string][] = [
    [{ room, system }, '/name'],
    [{ name: 'A', room }, '/system'],
    [{ name: 'A', system: { kind: 'grid', module: [600] } }, '/system/module'],
    [{ name: 'A', system: { kind: 'grid', module: [0, 600] } }, '/system/module/0'],
    [{ name: 'A', system, room: { outer: [[0, 'x']] } }, '/room/outer/0/1'],
    [{ name: 'A', system, colour: 1 }, '/colour'],
    [{ name: 'A', system: { kind: 'panels', perimeterGapMm: -1 } }, '/system/perimeterGapMm'],
  ]
  const answers = await Promise.all(bodies.map(([body]) => sendJson(server, { method: 'POST', path, body })))
  expect(answers.map(({ status, reply }) => [status, reply.errors?.[0]?.pointer])).toEqual(bodies.map(([, pointer]) => [422, pointer]))
  expect((await server.client.listDesigns({})).items).toHaveLength(1)
})
