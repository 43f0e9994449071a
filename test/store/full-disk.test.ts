// A full disk while saving: 503 with what to do, and the previous state stays. Needs root for a small file system of its own.
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyTitleBlock } from '../../src/domain/design.ts'
import { refusalOf } from '../api/refusal-of.ts'
import { mountSmall } from '../helpers/small-disk.ts'
import { startTestServer } from '../helpers/test-server.ts'

test('A save on a full disk is refused with 503, changes nothing, and works again once there is room', async (t) => {
  const dataFolder = mountSmall(t, 8)
  if (dataFolder === null) return t.skip('no small file system can be mounted here')
  const { client, events } = await startTestServer(t, { dataFolder })
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const made = await client.createDesign({ params: { id: projectId }, body: { name: 'A', system: { kind: 'panels' } } })
  const at = { params: { id: made.id } }
  const { bavail, bsize } = statfsSync(dataFolder)
  writeFileSync(join(dataFolder, 'filler'), Buffer.alloc(bavail * bsize))
  const notes = 'x'.repeat(5000)
  const labels = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`f${i}`, { kind: 'smoke' as const, xMm: i, yMm: i, label: 'y'.repeat(200) }]),
  )
  const document = { ...made.document, fixtures: labels, titleBlock: { ...emptyTitleBlock, notes } }
  const refusal = await refusalOf(client.changeDesign({ ...at, body: { document }, ifMatch: 1 }))
  expect([refusal.status, refusal.code, refusal.hint]).toEqual([
    503,
    'disk_full',
    'Free some space on it and try again. What was saved before is untouched.',
  ])
  expect(await client.getDesign(at)).toEqual(made)
  rmSync(join(dataFolder, 'filler'))
  expect((await client.changeDesign({ ...at, body: { document }, ifMatch: 1 })).revision).toBe(2)
  expect((await events(3)).map((e) => e.name)).toEqual(['project.changed', 'design.saved', 'design.saved'])
})
