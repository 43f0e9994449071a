// Exports to a full or read-only disk: a reason that says what to do, no half file anywhere, and the next one works once there is room.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mountSmall } from '../helpers/small-disk.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

/** Leaves `spareBytes` free. */
function fillDisk(folder: string, spareBytes: number): string {
  const filler = join(folder, 'filler')
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - spareBytes)))
  return filler
}

async function makeDesign({ client }: TestServer) {
  const project = await client.createProject({ body: { name: 'P' } })
  const outer = [
    [0, 0],
    [30_000, 0],
    [30_000, 21_000],
    [0, 20_000],
  ]
  const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'Hall', room: { outer }, system } })
  return { params: { id: design.id } }
}

test('An output folder on a full disk fails the export with the reason and leaves no half file', async (t) => {
  const outputFolder = mountSmall(t, 1)
  if (outputFolder === null) return t.skip('no small file system can be mounted here')
  const server = await startTestServer(t)
  const { client } = server
  await client.changeSettings({ body: { outputFolder }, ifMatch: 1 })
  const at = await makeDesign(server)
  const filler = fillDisk(outputFolder, 8192)
  const failed = await client.createExport({ ...at, body: { format: 'dxf' } })
  expect([failed.status, failed.reason]).toEqual([
    'failed',
    `The file could not be written to ${outputFolder}: the disk is full. Free some space there or choose another folder, then try again. No half file was left.`,
  ])
  expect([readdirSync(outputFolder), existsSync(join(server.dataFolder, 'exports', failed.id))]).toEqual([['filler'], false])
  rmSync(filler)
  const done = await client.createExport({ ...at, body: { format: 'dxf' } })
  expect([done.status, readdirSync(outputFolder)]).toEqual(['done', [done.fileName]])
})

test('An output folder that became read-only fails the export with the reason and leaves no file', async (t) => {
  const outputFolder = mountSmall(t, 1)
  if (outputFolder === null) return t.skip('no small file system can be mounted here')
  const server = await startTestServer(t)
  const { client } = server
  await client.changeSettings({ body: { outputFolder }, ifMatch: 1 })
  const at = await makeDesign(server)
  execFileSync('mount', ['-o', 'remount,ro', outputFolder])
  const failed = await client.createExport({ ...at, body: { format: 'csv' } })
  expect([failed.status, failed.reason]).toEqual([
    'failed',
    `The file could not be written to ${outputFolder}: the disk is read-only. Choose another folder, then try again.`,
  ])
  expect([readdirSync(outputFolder), readdirSync(join(server.dataFolder, 'exports'))]).toEqual([[], []])
  const refusal = await refusalOf(client.changeSettings({ body: { outputFolder: '/proc' }, ifMatch: 2 }))
  expect([refusal.status, refusal.errors[0]?.pointer]).toEqual([422, '/outputFolder'])
})

test('A full data folder refuses the export with 503, leaves no half file and no record, and works again once there is room', async (t) => {
  const dataFolder = mountSmall(t, 12)
  if (dataFolder === null) return t.skip('no small file system can be mounted here')
  const server = await startTestServer(t, { dataFolder })
  const { client } = server
  const at = await makeDesign(server)
  const before = await client.getDesign(at)
  // Room for the record in the database, not for the file.
  const filler = fillDisk(dataFolder, 60_000)
  const refusal = await refusalOf(client.createExport({ ...at, body: { format: 'svg' } }))
  expect([refusal.status, refusal.code, refusal.hint?.includes('Free some space')]).toEqual([503, 'disk_full', true])
  const left = existsSync(join(dataFolder, 'exports')) ? readdirSync(join(dataFolder, 'exports')) : []
  expect([left, (await client.listExports(at)).items, await client.getDesign(at)]).toEqual([[], [], before])
  rmSync(filler)
  expect((await client.createExport({ ...at, body: { format: 'svg' } })).status).toBe('done')
  expect((await server.events(3)).map((e) => e.name)).toEqual(['project.changed', 'design.saved', 'design.exported'])
})
