// Exports through the typed client: records, files, tickets, the output folder, and exactly which events left.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportFormats } from '../../src/contract/schemas/export.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

const room = {
  outer: [
    [0, 0],
    [5000, 0],
    [5000, 3000],
    [2000, 3600],
    [0, 3000],
  ],
}
const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }

async function makeDesign({ client }: TestServer, more: { room?: typeof room | null; name?: string } = {}) {
  const project = await client.createProject({ body: { name: 'Tower' } })
  const body = { name: more.name ?? 'Room 1', room: more.room === undefined ? room : more.room, system }
  const design = await client.createDesign({ params: { id: project.id }, body })
  return { project, design, at: { params: { id: design.id } } }
}

test('An export is a record and a whole file: size, hash and bytes agree, and it is told once', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const { design, at } = await makeDesign(server)
  const made = await client.createExport({ ...at, body: { format: 'dxf' } })
  const path = join(server.dataFolder, 'exports', made.id, made.fileName)
  const bytes = readFileSync(path)
  expect(made).toEqual({
    ...{ id: made.id, designId: design.id, designRevision: 1, format: 'dxf', status: 'done', fileName: made.fileName, warnings: [] },
    ...{ bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex'), createdAt: server.clock.now() },
  })
  expect([made.fileName.endsWith('.dxf'), readdirSync(join(server.dataFolder, 'exports', made.id))]).toEqual([true, [made.fileName]])
  const { headers } = await server.request(`/exports/${made.id}/file`, { method: 'HEAD' })
  expect(headers.get('content-length')).toBe(String(made.bytes))
  const file = await client.getExportFile({ params: { id: made.id } })
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
  expect([await client.getExport({ params: { id: made.id } }), (await client.listExports(at)).items]).toEqual([made, [made]])
  expect((await server.events(3)).slice(2).map((e) => [e.name, e.payload])).toEqual([['design.exported', made]])
})

const magic: Record<(typeof exportFormats)[number], RegExp> = {
  dxf: /^\s*(0|999)\r?\n/,
  svg: /^(<\?xml[^>]*>\s*)?<svg/,
  pdf: /^%PDF-1\./,
  png: /^.PNG\r\n/,
  csv: /^[^\n]+,/,
  json: /^\{\s*"/,
  txt: /\S/,
}

test.for([...exportFormats])('The format %s gives a file of that kind, the same bytes for the same design', async (format, t) => {
  const server = await startTestServer(t)
  const { at } = await makeDesign(server)
  const first = await server.client.createExport({ ...at, body: { format } })
  const second = await server.client.createExport({ ...at, body: { format } })
  const text = readFileSync(join(server.dataFolder, 'exports', first.id, first.fileName), 'latin1')
  expect([first.status, first.fileName.endsWith(`.${format}`), text.replace(/^ï»¿/, '')]).toEqual([
    'done',
    true,
    expect.stringMatching(magic[format]),
  ])
  expect([second.sha256, second.fileName, second.id === first.id]).toEqual([first.sha256, first.fileName, false])
  const reply = await server.request(`/exports/${first.id}/file`)
  expect([reply.headers.get('content-disposition')?.startsWith('attachment'), (await reply.arrayBuffer()).byteLength]).toEqual([
    true,
    first.bytes,
  ])
})

test('An export says which revision it shows; later changes leave it as it is, and deleting the design too', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const { design, at } = await makeDesign(server)
  const first = await client.createExport({ ...at, body: { format: 'csv' } })
  const document = { ...design.document, room: { outer: room.outer.map(([x = 0, y = 0]) => [x * 2, y * 2]) } }
  await client.changeDesign({ ...at, body: { document }, ifMatch: 1 })
  server.clock.advance(1)
  const second = await client.createExport({ ...at, body: { format: 'csv' } })
  expect([first.designRevision, second.designRevision, first.sha256 === second.sha256]).toEqual([1, 2, false])
  expect((await client.listExports(at)).items.map((e) => e.id)).toEqual([second.id, first.id])
  await client.deleteDesign(at)
  expect((await client.getExportFile({ params: { id: first.id } })).size).toBe(first.bytes)
})

test('A ticket opens one download without a token, once, for 60 s', async (t) => {
  const { client, baseUrl, clock, ...server } = await startTestServer(t)
  const { at } = await makeDesign({ client, ...server } as TestServer)
  const made = await client.createExport({ ...at, body: { format: 'txt' } })
  const ticket = await client.createExportTicket({ params: { id: made.id }, body: {} })
  expect([ticket.url, ticket.expiresAt]).toEqual([expect.stringMatching(/^\/api\/v1\/downloads\/[\w-]{43}$/), clock.now() + 60_000])
  const first = await fetch(baseUrl + ticket.url)
  const again = await fetch(baseUrl + ticket.url)
  expect([first.status, (await first.arrayBuffer()).byteLength, again.status]).toEqual([200, made.bytes, 404])
  const late = await client.createExportTicket({ params: { id: made.id }, body: {} })
  clock.advance(60_000)
  expect((await fetch(baseUrl + late.url)).status).toBe(404)
  expect((await fetch(`${baseUrl}/api/v1/downloads/guess`)).status).toBe(404)
})

test('A design with nothing drawn is refused by name; its project file can be had', async (t) => {
  const server = await startTestServer(t)
  const { at } = await makeDesign(server, { room: null })
  const refusal = await refusalOf(server.client.createExport({ ...at, body: { format: 'dxf' } }))
  expect([refusal.status, refusal.errors[0]?.pointer]).toEqual([422, '/document/room'])
  expect((await server.client.createExport({ ...at, body: { format: 'json' } })).status).toBe('done')
  expect((await server.client.listExports(at)).items.map((e) => e.format)).toEqual(['json'])
})

test('A room from a file that can’t be laid out is refused with the pointer into the document, and no record is kept', async (t) => {
  const server = await startTestServer(t)
  const room = { outer: [[0, 0], [5000, 5000], [5000, 0], [0, 5000]] } // biome-ignore format: one room, one line
  const document = { format: 'plenum.design', version: 1, room, system: { kind: 'grid', module: [600, 600] } }
  const text = JSON.stringify({ format: 'plenum.project', version: 1, name: 'P', designs: [{ id: 'a', name: 'D', document }] })
  const { designIds } = await server.client.importProject({ body: { fileName: 'p.plenum.json', text } })
  const at = { params: { id: designIds[0] ?? '' } }
  const refusal = await refusalOf(server.client.createExport({ ...at, body: { format: 'svg' } }))
  expect([refusal.status, refusal.errors[0]?.pointer]).toEqual([422, expect.stringMatching(/^\/document\/room\/outer/)])
  expect([(await server.client.listExports(at)).items, (await server.events(2)).length]).toEqual([[], 2])
  // Such a design can still be renamed and changed in everything else.
  const design = await server.client.getDesign(at)
  const changed = { ...design.document, system: { kind: 'panels' as const } }
  expect((await server.client.changeDesign({ ...at, body: { document: changed }, ifMatch: 1 })).revision).toBe(2)
})

test('With an output folder a copy lands there, never over a different file', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const outputFolder = mkdtempSync(join(tmpdir(), 'plenum Ausgabe 天 '))
  t.onTestFinished(() => rmSync(outputFolder, { recursive: true, force: true }))
  await client.changeSettings({ body: { outputFolder }, ifMatch: 1 })
  const { at } = await makeDesign(server)
  const first = await client.createExport({ ...at, body: { format: 'svg' } })
  const same = await client.createExport({ ...at, body: { format: 'svg' } })
  writeFileSync(join(outputFolder, first.fileName), 'drawn over by hand')
  const third = await client.createExport({ ...at, body: { format: 'svg' } })
  const plain = join(outputFolder, first.fileName)
  const numbered = join(outputFolder, first.fileName.replace('.svg', ' (2).svg'))
  expect([first.savedTo, same.savedTo, third.savedTo]).toEqual([plain, plain, numbered])
  expect(readFileSync(plain, 'utf8')).toBe('drawn over by hand')
  expect(createHash('sha256').update(readFileSync(numbered)).digest('hex')).toBe(third.sha256)
  expect(readdirSync(outputFolder)).toHaveLength(2)
})

test('An output folder that vanished fails the export with the reason and what to do, and leaves no file', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const outputFolder = mkdtempSync(join(tmpdir(), 'plenum-vanish-'))
  await client.changeSettings({ body: { outputFolder }, ifMatch: 1 })
  rmSync(outputFolder, { recursive: true })
  const { at } = await makeDesign(server)
  const failed = await client.createExport({ ...at, body: { format: 'csv' } })
  expect([failed.status, failed.bytes, failed.reason]).toEqual([
    'failed',
    0,
    `The file could not be written to ${outputFolder}: the folder is not there. Create it again or choose another folder, then try again.`,
  ])
  expect([existsSync(join(server.dataFolder, 'exports', failed.id)), existsSync(outputFolder)]).toEqual([false, false])
  expect((await server.events(4)).at(-1)).toMatchObject({ name: 'design.exported', payload: { id: failed.id, status: 'failed' } })
})

test('A file that somebody removed is a 404 with what to do', async (t) => {
  const server = await startTestServer(t)
  const { at } = await makeDesign(server)
  const made = await server.client.createExport({ ...at, body: { format: 'txt' } })
  rmSync(join(server.dataFolder, 'exports', made.id), { recursive: true })
  const refusal = await refusalOf(server.client.getExportFile({ params: { id: made.id } }))
  expect([refusal.status, refusal.hint]).toEqual([404, 'It was removed from the data folder. Export the design again.'])
})

test('Unknown ids, formats and options are refused', async (t) => {
  const server = await startTestServer(t)
  const { design } = await makeDesign(server)
  const post = (body: unknown, id = design.id) => sendJson(server, { method: 'POST', path: `/designs/${id}/exports`, body })
  const answers = [
    await post({ format: 'dwg' }),
    await post({}),
    await post({ format: 'dxf', flavour: 'wavy' }),
    await post({ format: 'png', widthPx: 1 }),
    await post({ format: 'dxf', colour: 'red' }),
    await post({ format: 'dxf' }, 'nobody'),
  ]
  expect(answers.map(({ status, reply }) => [status, reply.errors?.[0]?.pointer])).toEqual([
    [422, '/format'],
    [422, '/format'],
    [422, '/flavour'],
    [422, '/widthPx'],
    [422, '/colour'],
    [404, undefined],
  ])
  const gone = await Promise.all(
    ['/exports/nobody', '/exports/nobody/file', '/exports/..%2f..%2fetc/file'].map((path) => server.request(path)),
  )
  expect(gone.map((reply) => reply.status)).toEqual([404, 404, expect.any(Number)])
  expect(gone[2]?.ok).toBe(false)
})

test('Names of any script and with path characters make safe file names', async (t) => {
  const server = await startTestServer(t)
  for (const name of ['../../天井 "A" / 1', 'CON', '.hidden', 'x'.repeat(200), '会'.repeat(200)]) {
    const { at } = await makeDesign(server, { name })
    const made = await server.client.createExport({ ...at, body: { format: 'txt' } })
    expect([made.status, /[\\/:*?"<>|]/.test(made.fileName), Buffer.byteLength(made.fileName) <= 255]).toEqual(['done', false, true])
    expect(readdirSync(join(server.dataFolder, 'exports', made.id))).toEqual([made.fileName])
  }
})
