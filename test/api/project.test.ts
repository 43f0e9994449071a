// Projects through the typed client: replies, and exactly which events left.
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }

test('A project is created with the settings’ defaults, read, changed and listed, and each change is told once', async (t) => {
  const { client, clock, events } = await startTestServer(t)
  const made = await client.createProject({ body: { name: '  Halle\u0007Süd  ' } })
  const wanted = {
    id: made.id,
    name: 'Halle Süd',
    notes: '',
    units: 'metric',
    catalogue: 'generic',
    wasteRate: 0.15,
    labourRate: 0.25,
    taxRate: 0,
    revision: 1,
    designCount: 0,
    createdAt: clock.now(),
    updatedAt: clock.now(),
  }
  expect(made).toEqual(wanted)
  expect(made.id).toMatch(/^[A-Za-z0-9_-]{16,64}$/)
  clock.advance(1000)
  const changed = await client.changeProject({ params: { id: made.id }, body: { notes: 'a\nb', taxRate: 0.19 }, ifMatch: 1 })
  expect(changed).toEqual({ ...wanted, notes: 'a\nb', taxRate: 0.19, revision: 2, updatedAt: clock.now() })
  expect(await client.getProject({ params: { id: made.id } })).toEqual(changed)
  expect(await client.changeProject({ params: { id: made.id }, body: { notes: 'a\nb' }, ifMatch: 2 })).toEqual(changed)
  expect(await client.listProjects({})).toEqual({ items: [changed], next: null })
  const told = { projectId: made.id, name: 'Halle Süd' }
  expect((await events(2)).map(({ name, payload }) => [name, payload])).toEqual([
    ['project.changed', { ...told, at: made.createdAt }],
    ['project.changed', { ...told, at: clock.now() }],
  ])
})

test('A change without If-Match is refused with 428, a stale one with 412 that names the current revision; nothing is overwritten', async (t) => {
  const { client, request } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'A' } })
  const bare = await request(`/projects/${id}`, { method: 'PATCH', body: '{"name":"B"}', headers: { 'content-type': 'application/json' } })
  expect(bare.status).toBe(428)
  await client.changeProject({ params: { id }, body: { name: 'B' }, ifMatch: 1 })
  const refusal = await refusalOf(client.changeProject({ params: { id }, body: { name: 'C' }, ifMatch: 1 }))
  expect([refusal.code, refusal.status, refusal.errors]).toEqual([
    'stale',
    412,
    [{ pointer: 'header/if-match', detail: 'The current revision is 2.' }],
  ])
  expect(refusal.message).toContain('you read revision 1, it is at revision 2 now')
  expect((await client.getProject({ params: { id } })).name).toBe('B')
})

test('Deleting hides a project with its designs; restoring brings both back; both are told', async (t) => {
  const { client, events } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'A' } })
  const design = await client.createDesign({ params: { id }, body: { name: 'Room', system } })
  await client.deleteProject({ params: { id } })
  expect((await refusalOf(client.getProject({ params: { id } }))).code).toBe('not_found')
  expect((await refusalOf(client.getDesign({ params: { id: design.id } }))).code).toBe('not_found')
  expect((await refusalOf(client.deleteProject({ params: { id } }))).code).toBe('not_found')
  expect([(await client.listProjects({})).items, (await client.listDesigns({})).items]).toEqual([[], []])
  expect((await refusalOf(client.restoreDesign({ params: { id: design.id }, body: {} }))).hint).toContain('restore the project first')
  const restored = await client.restoreProject({ params: { id }, body: {} })
  expect([restored.designCount, (await client.getDesign({ params: { id: design.id } })).name]).toEqual([1, 'Room'])
  expect(await client.restoreProject({ params: { id }, body: {} })).toEqual(restored)
  const names = (await events(4)).map((event) => event.name)
  expect(names).toEqual(['project.changed', 'design.saved', 'project.deleted', 'project.changed'])
})

test('Duplicating copies the designs’ newest revisions under new ids and a free name', async (t) => {
  const { client, events } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'Tower', units: 'imperial', notes: 'n' } })
  const first = await client.createDesign({ params: { id }, body: { name: 'One', system } })
  const document = {
    ...first.document,
    room: {
      outer: [
        [0, 0],
        [5000, 0],
        [5000, 4000],
      ],
    },
  }
  await client.changeDesign({ params: { id: first.id }, body: { document }, ifMatch: 1 })
  const copy = await client.duplicateProject({ params: { id }, body: {} })
  const again = await client.duplicateProject({ params: { id: copy.id }, body: {} })
  expect([copy.name, again.name, copy.units, copy.notes, copy.revision, copy.designCount]).toEqual([
    'Tower copy',
    'Tower copy 2',
    'imperial',
    'n',
    1,
    1,
  ])
  const [summary] = (await client.listProjectDesigns({ params: { id: copy.id } })).items
  const copied = await client.getDesign({ params: { id: summary?.id ?? '' } })
  expect([copied.document, copied.revision, copied.id === first.id]).toEqual([document, 1, false])
  expect((await events(7)).slice(3).map((event) => event.name)).toEqual([
    'project.changed',
    'design.saved',
    'project.changed',
    'design.saved',
  ])
})

test('Lists are paged and searched', async (t) => {
  const { client, clock, request } = await startTestServer(t)
  for (let i = 0; i < 12; i++) {
    clock.advance(1)
    await client.createProject({ body: { name: `Projekt Ö ${i}` } })
  }
  const first = await client.listProjects({ query: { limit: 5 } })
  const second = await client.listProjects({ query: { limit: 5, cursor: first.next ?? '' } })
  const third = await client.listProjects({ query: { limit: 5, cursor: second.next ?? '' } })
  const names = [...first.items, ...second.items, ...third.items].map((p) => p.name)
  expect([names, third.next]).toEqual([Array.from({ length: 12 }, (_, i) => `Projekt Ö ${11 - i}`), null])
  expect((await client.listProjects({ query: { search: 'ö 11' } })).items.map((p) => p.name)).toEqual(['Projekt Ö 11'])
  const refused = await Promise.all(['?limit=0', '?limit=101', '?limit=x', '?cursor=nope', '?foo=1'].map((q) => request(`/projects${q}`)))
  expect(refused.map((r) => r.status)).toEqual([400, 400, 400, 400, 400])
})

test.for([
  ['an empty name', ''],
  ['spaces only', '   '],
  ['control characters only', '\u0000\u0001\n'],
  ['201 characters', 'x'.repeat(201)],
  ['201 emoji', '😀'.repeat(201)],
])('%s is refused with the pointer /name and stores nothing', async ([, name], t) => {
  const { client, events } = await startTestServer(t)
  const refusal = await refusalOf(client.createProject({ body: { name: name ?? '' } }))
  expect([refusal.status, refusal.errors.map((e) => e.pointer)]).toEqual([422, ['/name']])
  expect([(await client.listProjects({})).items, await events()]).toEqual([[], []])
})

test('Names of any script come back as they were, 200 characters count as people count, and a megabyte is refused', async (t) => {
  const { client, request } = await startTestServer(t)
  const names = ['天井 — 会议室', 'سقف', '😀'.repeat(200), `  ${'y'.repeat(200)}\t`, `"'<b>&%c\\`, 'e\u0301']
  const made = []
  for (const name of names) made.push((await client.createProject({ body: { name } })).name)
  expect(made).toEqual([names[0], names[1], names[2], 'y'.repeat(200), names[4], names[5]])
  expect((await client.createProject({ body: { name: 'lone \ud800 half' } })).name).toBe('lone \ufffd half')
  const body = JSON.stringify({ name: 'z'.repeat(1_000_000) })
  const big = await request('/projects', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect([big.status, (await big.json()).errors[0].pointer]).toEqual([422, '/name'])
})

test('Unknown fields, wrong types, long notes and an unknown catalogue are refused by name', async (t) => {
  const { request } = await startTestServer(t)
  const bodies = [
    { name: 'A', colour: 'red' },
    { name: 5 },
    { name: 'A', notes: 'x'.repeat(5001) },
    { name: 'A', units: 'feet' },
    { name: 'A', wasteRate: '0.1' },
    { name: 'A', taxRate: null },
    { name: 'A', labourRate: -1 },
    { name: 'A', catalogue: 'nowhere' },
  ]
  const answers = await Promise.all(
    bodies.map(async (body) => {
      const headers = { 'content-type': 'application/json' }
      const reply = await request('/projects', { method: 'POST', body: JSON.stringify(body), headers })
      return [reply.status, (await reply.json()).errors[0].pointer]
    }),
  )
  const pointers = ['/colour', '/name', '/notes', '/units', '/wasteRate', '/taxRate', '/labourRate', '/catalogue']
  expect(answers).toEqual(pointers.map((pointer) => [422, pointer]))
})

test('A name of 200 characters is kept although control characters stand around it', async (t) => {
  const { client } = await startTestServer(t)
  const long = 'x'.repeat(200)
  const made = await client.createProject({ body: { name: `\u0001\u0002${long}\u0007` } })
  expect(made.name).toBe(long)
})

test('What was copied or brought back carries the ETag to change it with', async (t) => {
  const server = await startTestServer(t)
  const { id } = await server.client.createProject({ body: { name: 'P' } })
  const system = { kind: 'panels' as const }
  const design = await server.client.createDesign({ params: { id }, body: { name: 'D', system } })
  const paths = ['duplicate', 'restore'].flatMap((verb) => [`/projects/${id}/${verb}`, `/designs/${design.id}/${verb}`])
  const tags = await Promise.all(paths.map(async (path) => (await server.request(path, { method: 'POST' })).headers.get('etag')))
  expect(tags).toEqual(['"1"', '"1"', '"1"', '"1"'])
})

test('PUT asks for If-Match as PATCH does, on a project and on the settings', async (t) => {
  const { client, request } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'P' } })
  const put = (path: string, body: object, more: Record<string, string> = {}) =>
    request(path, { method: 'PUT', headers: { 'content-type': 'application/json', ...more }, body: JSON.stringify(body) })
  expect([(await put(`/projects/${id}`, { name: 'Q' })).status, (await put('/settings', { wasteRate: 0.2 })).status]).toEqual([428, 428])
  const changed = await put(`/projects/${id}`, { name: 'Q' }, { 'if-match': '"1"' })
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"'])
  expect(await client.putSettings({ body: { wasteRate: 0.2 }, ifMatch: 1 })).toMatchObject({ revision: 2, values: { wasteRate: 0.2 } })
})
