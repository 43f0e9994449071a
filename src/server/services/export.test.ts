// Slow, refused and broken exports, through the real store and files with a worker that answers when the test says.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFakeClock } from '../../../test/helpers/fake-clock.ts'
import { createFakeIngest } from '../../../test/helpers/fake-ingest.ts'
import { createTestSecrets } from '../../../test/helpers/test-secrets.ts'
import { makeDataFolder, openTestStore, silentLog } from '../../../test/store/open-database.ts'
import { AppError } from '../../contract/errors.ts'
import { createBus, type Fact } from '../bus.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { ExportJobReply } from '../workers/export.ts'
import { createServices } from './create-services.ts'

const room = {
  outer: [
    [0, 0],
    [3000, 0],
    [3000, 3000],
    [0, 3000],
  ],
}
const catalogue = {
  ...{ id: 'generic', name: 'G', version: 1, currency: 'EUR', defaultFinish: 'a' },
  products: [{ code: 'a', name: 'A', kind: 'finish', unit: 'm2', price: 1, packSize: 1 }],
}

async function openExports(t: { onTestFinished(fn: () => void): void }) {
  const dataFolder = makeDataFolder(t)
  mkdirSync(join(dataFolder, 'catalogues'))
  writeFileSync(join(dataFolder, 'catalogues', 'generic.json'), JSON.stringify(catalogue))
  const clock = createFakeClock()
  const facts: Fact[] = []
  const bus = createBus({ onError: () => {} })
  bus.subscribe((fact) => void facts.push(fact))
  const { promise, resolve, reject } = Promise.withResolvers<ExportJobReply>()
  const workers: WorkerPool = { run: <Reply>() => promise as Promise<Reply>, states: () => [], stop: async () => {} }
  const store = openTestStore(t, dataFolder)
  const services = createServices({
    store,
    bus,
    clock,
    workers,
    dataFolder,
    resourcesFolder: join(dataFolder, 'none'),
    log: silentLog,
    ingest: createFakeIngest(),
    secrets: createTestSecrets(),
    isOwner: () => false,
    baseUrl: 'http://127.0.0.1:1',
    trail: { as: (_caller, _request, fn) => fn(), note: () => {}, describe: () => {}, actor: () => 'Plenum' },
    ownPorts: () => [],
  })
  const project = services.project.create({ name: 'P' })
  const none = { clientId: undefined }
  const design = await services.design.create(project.id, { name: 'Room', room, system: { kind: 'grid', module: [600, 600] } }, none)
  const exported = () => facts.filter((fact) => fact.name === 'design.exported').map((fact) => fact.payload)
  return { services, dataFolder, clock, design, resolve, reject, exported }
}

const bytes = Buffer.from('the drawing')
const sha256 = createHash('sha256').update(bytes).digest('hex')
const rendered: ExportJobReply = { kind: 'ok', bytes, sha256, fileName: 'Room.dxf', contentType: 'image/vnd.dxf', warnings: ['a glyph'] }

test('A slow export answers running after 10 s, and is done with its file when the worker is', async (t) => {
  const { services, dataFolder, clock, design, resolve, exported } = await openExports(t)
  const posted = services.export.create(design.id, { format: 'dxf' })
  clock.advance(9_999)
  expect(services.export.list(design.id, {}).items.map((e) => e.status)).toEqual(['running'])
  clock.advance(1)
  const running = await posted
  expect([running.status, running.fileName, running.bytes, running.sha256]).toEqual(['running', 'Room.dxf', 0, ''])
  expect(await services.export.read(running.id).catch((e: AppError) => e.code)).toBe('conflict')
  resolve(rendered)
  await expect.poll(() => services.export.get(running.id).status).toBe('done')
  const done = { ...running, status: 'done', bytes: 11, sha256, warnings: ['a glyph'] }
  expect([services.export.get(running.id), exported()]).toEqual([done, [done]])
  expect(readFileSync(join(dataFolder, 'exports', running.id, 'Room.dxf'), 'utf8')).toBe('the drawing')
})

test('An export that fails after it was answered is failed with the reason, told once, and leaves no file', async (t) => {
  const { services, dataFolder, clock, design, reject, exported } = await openExports(t)
  const posted = services.export.create(design.id, { format: 'pdf' })
  clock.advance(10_000)
  const running = await posted
  reject(new AppError('unavailable', 'The export worker stopped before it had finished'))
  await expect.poll(() => services.export.get(running.id).status).toBe('failed')
  const failed = { ...running, status: 'failed', reason: 'The export worker stopped before it had finished' }
  expect([services.export.get(running.id), exported()]).toEqual([failed, [failed]])
  expect(existsSync(join(dataFolder, 'exports', running.id))).toBe(false)
  expect(await services.export.read(running.id).catch((e: AppError) => e.message)).toContain('The export failed: The export worker stopped')
})

test('What the domain refuses is thrown with its pointer in the document, and no record is kept', async (t) => {
  const { services, design, resolve, exported } = await openExports(t)
  resolve({ kind: 'refused', problems: [{ code: 'invalid_room', pointer: '/room/outer/2', detail: 'The edges cross.' }] })
  const refusal = await services.export.create(design.id, { format: 'svg' }).catch((e: AppError) => e)
  expect(refusal).toMatchObject({ code: 'invalid', errors: [{ pointer: '/document/room/outer/2', detail: 'The edges cross.' }] })
  expect([services.export.list(design.id, {}).items, exported()]).toEqual([[], []])
})

test('A bug in the worker is thrown as a bug and leaves no record and no file', async (t) => {
  const { services, dataFolder, design, reject } = await openExports(t)
  reject(new Error('inner text'))
  const error = await services.export.create(design.id, { format: 'png' }).catch((e: unknown) => e)
  expect([error instanceof AppError, String(error)]).toEqual([false, 'Error: inner text'])
  expect(services.export.list(design.id, {}).items).toEqual([])
  expect(existsSync(join(dataFolder, 'exports')) ? readdirSync(join(dataFolder, 'exports')) : []).toEqual([])
})

test('A file name that a renderer should not have made stays inside its folder', async (t) => {
  const { services, dataFolder, design, resolve } = await openExports(t)
  resolve({ ...rendered, fileName: '../../../evil.dxf' })
  const done = await services.export.create(design.id, { format: 'dxf' })
  expect([done.fileName, readdirSync(join(dataFolder, 'exports', done.id))]).toEqual(['_.._.._evil.dxf', ['_.._.._evil.dxf']])
})
