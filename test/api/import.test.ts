// Project files and the sample project through the typed client: round trips, harmed files, and exactly which events left.
import { expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

interface FileText {
  version: number
  name: string
  catalogue: string
  designs: { id: string; name: string; document: Record<string, unknown> & { system: unknown; fixtures: Record<string, unknown> } }[]
}

/** The sample project's file as a person would have saved it. */
async function downloadSample({ client }: TestServer): Promise<{ projectId: string; text: string }> {
  const { projectId } = await client.createSampleProject({ body: {} })
  const file = await client.getProjectFile({ params: { id: projectId } })
  return { projectId, text: await file.text() }
}

const openFile = ({ client }: TestServer, text: string, fileName = 'a.plenum.json') => client.importProject({ body: { fileName, text } })

/** The designs of a project by name, without what a new home changes. */
async function documentsOf({ client }: TestServer, projectId: string): Promise<Record<string, unknown>> {
  const { items } = await client.listProjectDesigns({ params: { id: projectId } })
  const designs = await Promise.all(items.map(({ id }) => client.getDesign({ params: { id } })))
  return Object.fromEntries(designs.map(({ name, document }) => [name, document]))
}

test('The sample project is made once, found again, and made again after it was deleted', async (t) => {
  const { client, events } = await startTestServer(t)
  const first = await client.createSampleProject({ body: {} })
  const again = await client.createSampleProject({ body: {} })
  await client.deleteProject({ params: { id: first.projectId } })
  const fresh = await client.createSampleProject({ body: {} })
  expect([again, fresh.projectId === first.projectId]).toEqual([first, false])
  const { items } = await client.listProjects({})
  expect(items.map((p) => [p.id, p.name, p.designCount])).toEqual([[fresh.projectId, 'Harbour House, level 2', 3]])
  expect((await client.getDesign({ params: { id: fresh.designId } })).name).toBe('Open office 2.14')
  const made = ['project.changed', 'design.saved', 'design.saved', 'design.saved']
  expect((await events(9)).map((e) => e.name)).toEqual([...made, 'project.deleted', ...made])
})

test('A saved project file opens as a new project with the same designs, and saves to the same bytes but for the ids', async (t) => {
  const server = await startTestServer(t)
  const { projectId, text } = await downloadSample(server)
  const report = await openFile(server, text)
  expect([report.repaired, report.dropped, report.designIds.length, report.projectId === projectId]).toEqual([[], [], 3, false])
  expect(await documentsOf(server, report.projectId)).toEqual(await documentsOf(server, projectId))
  const second = await (await server.client.getProjectFile({ params: { id: report.projectId } })).text()
  const withoutIds = (file: string) => file.replace(/"id": "[^"]+"/g, '"id": ""')
  expect(withoutIds(second)).toBe(withoutIds(text))
  const causes = await server.client.listRevisions({ params: { id: report.designIds[0] ?? '' } })
  expect(causes.items.map((r) => r.cause)).toEqual(['imported'])
  expect((await server.events(8)).slice(4).map((e) => e.name)).toEqual(['project.changed', 'design.saved', 'design.saved', 'design.saved'])
})

test('The download is an attachment named for the project', async (t) => {
  const server = await startTestServer(t)
  const project = await server.client.createProject({ body: { name: 'Halle/Süd "2"' } })
  const reply = await server.request(`/projects/${project.id}/file`)
  expect([reply.status, reply.headers.get('content-type'), reply.headers.get('content-disposition')]).toEqual([
    200,
    'application/json; charset=utf-8',
    `attachment; filename="Halle_S_d _2_.plenum.json"; filename*=UTF-8''Halle_S%C3%BCd%20_2_.plenum.json`,
  ])
})

test('A file of a newer version opens, says so, and says what it left out', async (t) => {
  const server = await startTestServer(t)
  const { text } = await downloadSample(server)
  const file = JSON.parse(text) as FileText
  file.version = 7
  Object.assign(file, { hologram: true })
  file.designs[0]?.document && Object.assign(file.designs[0].document, { version: 9, lasers: [1, 2] })
  const report = await openFile(server, JSON.stringify(file))
  expect(report.designIds).toHaveLength(3)
  const pointers = report.dropped.map((d) => d.pointer)
  for (const pointer of ['/version', '/hologram', '/designs/0/document/version', '/designs/0/document/lasers'])
    expect(pointers).toContain(pointer)
})

test('A file cut off in the middle opens as far as it goes and says what it dropped or repaired', async (t) => {
  const server = await startTestServer(t)
  const { text } = await downloadSample(server)
  const report = await openFile(server, text.slice(0, Math.floor(text.length * 0.8)))
  expect(report.repaired.length + report.dropped.length).toBeGreaterThan(0)
  expect(report.designIds.length).toBeGreaterThan(0)
  const whole = await server.client.getDesign({ params: { id: report.designIds[0] ?? '' } })
  expect(whole.name).toBe('Open office 2.14')
})

test('What was edited by hand into nonsense is mended or left out, by name, and the rest opens', async (t) => {
  const server = await startTestServer(t)
  const { text } = await downloadSample(server)
  const file = JSON.parse(text) as FileText
  file.name = '  \u0001  '
  file.catalogue = 'nowhere'
  const [first, second] = file.designs
  if (first) first.document.fixtures.K1 = { kind: 'teapot', xMm: 1, yMm: 1 }
  if (first) first.document.fixtures.bad = { kind: 'smoke', xMm: 'left', yMm: 1 }
  if (second) second.document.system = { kind: 'grid', module: [-600, 0] }
  const report = await openFile(server, JSON.stringify(file))
  const pointers = [...report.repaired, ...report.dropped].map((d) => d.pointer)
  for (const pointer of ['/name', '/catalogue', '/designs/0/document/fixtures/K1']) expect(pointers).toContain(pointer)
  for (const { detail } of [...report.repaired, ...report.dropped]) expect(detail.length).toBeGreaterThan(10)
  const project = await server.client.getProject({ params: { id: report.projectId } })
  expect([project.name, project.designCount]).toEqual(['Recovered project', 3])
})

test.for([
  ['nothing', ''],
  ['a letter', 'Dear aunt, the ceiling is lovely.'],
  ['another JSON', '{"hello": [1, 2, 3]}'],
  ['a number', '42'],
  ['a DXF', '  0\nSECTION\n  2\nHEADER\n'],
])('A file that is %s is refused by name, and nothing is stored', async ([, text], t) => {
  const server = await startTestServer(t)
  const refusal = await refusalOf(openFile(server, text ?? '', 'büro.plenum.json'))
  expect([refusal.status, refusal.errors[0]?.pointer, refusal.message.startsWith('büro.plenum.json: ')]).toEqual([422, '/text', true])
  expect([(await server.client.listProjects({})).items, await server.events()]).toEqual([[], []])
})

test('A hostile file does no harm: prototype names, deep nesting, huge numbers, a million vertices', async (t) => {
  const server = await startTestServer(t)
  const { text } = await downloadSample(server)
  const before = await server.client.listProjects({})
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const outer = JSON.stringify(Array.from({ length: 100_000 }, (_, i) => [i, i % 7]))
  const files = [
    text.replace('"fixtures": {', '"fixtures": { "__proto__": { "kind": "smoke", "xMm": 1, "yMm": 1 }, "constructor": {},'),
    `{"format":"plenum.project","version":1,"name":"Deep","designs":${deep}}`,
    text.replace(/"xMm": \d+/, '"xMm": 1e999'),
    `{"format":"plenum.project","version":1,"name":"Big","designs":[{"id":"a","name":"A","document":{"room":{"outer":${outer}},"system":{"kind":"panels"}}}]}`,
  ]
  for (const file of files) {
    const reply = await openFile(server, file).catch((error: { code: string }) => error.code)
    expect(reply).not.toBe('internal')
  }
  expect(Object.hasOwn(Object.prototype, 'kind')).toBe(false)
  const { items } = await server.client.listDesigns({ query: { limit: 100 } })
  for (const { id, outline } of items) {
    expect((outline?.outer.length ?? 0) <= 2000).toBe(true)
    await server.client.getDesign({ params: { id } })
  }
  expect((await server.client.listProjects({})).items.length).toBeGreaterThanOrEqual(before.items.length)
}, 30_000)
