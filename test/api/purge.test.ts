// What was deleted can be brought back for 30 days; then it goes for good, with its revisions and export files, and nothing else goes.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const dayMs = 86_400_000
const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
const room = {
  outer: [
    [0, 0],
    [3000, 0],
    [3000, 2000],
  ],
}

test('A deleted design can be restored for 30 days and is purged after them, exports included', async (t) => {
  const { client, clock, dataFolder } = await startTestServer(t)
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const make = (name: string) => client.createDesign({ params: { id: projectId }, body: { name, room, system } })
  const [gone, kept] = [await make('gone'), await make('kept')]
  const body = { format: 'csv' as const }
  const lost = await client.createExport({ params: { id: gone.id }, body })
  const safe = await client.createExport({ params: { id: kept.id }, body })
  await client.deleteDesign({ params: { id: gone.id } })
  clock.advance(29 * dayMs)
  expect((await client.restoreDesign({ params: { id: gone.id }, body: {} })).name).toBe('gone')
  await client.deleteDesign({ params: { id: gone.id } })
  clock.advance(32 * dayMs)
  expect((await refusalOf(client.restoreDesign({ params: { id: gone.id }, body: {} }))).status).toBe(404)
  const folderOf = (id: string) => join(dataFolder, 'exports', id)
  await expect.poll(() => existsSync(folderOf(lost.id))).toBe(false)
  expect([existsSync(folderOf(safe.id)), (await client.getDesign({ params: { id: kept.id } })).name]).toEqual([true, 'kept'])
  expect((await refusalOf(client.getExport({ params: { id: lost.id } }))).status).toBe(404)
})

test('A deleted project takes its designs with it after 30 days, however many revisions they have', async (t) => {
  const { client, clock } = await startTestServer(t)
  const { id } = await client.createProject({ body: { name: 'P' } })
  const design = await client.createDesign({ params: { id }, body: { name: '0', system } })
  for (let i = 1; i <= 120; i++) await client.changeDesign({ params: { id: design.id }, body: { name: `${i}` }, ifMatch: i })
  await client.deleteProject({ params: { id } })
  clock.advance(31 * dayMs + 10_000)
  expect((await refusalOf(client.restoreProject({ params: { id }, body: {} }))).status).toBe(404)
})
