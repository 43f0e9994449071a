// Revisions through the typed client: every save is one, any can be restored, nothing is lost.
import { expect, test } from 'vitest'
import { emptyTitleBlock } from '../../src/domain/design.ts'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const system = { kind: 'panels' as const }

test('Every save is listed, newest first, with its cause, and can be read as it was', async (t) => {
  const { client, clock } = await startTestServer(t)
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const made = await client.createDesign({ params: { id: projectId }, body: { name: 'A', system } })
  const at = { params: { id: made.id } }
  const document = { ...made.document, titleBlock: { ...emptyTitleBlock, notes: '天' } }
  clock.advance(5)
  await client.changeDesign({ ...at, body: { document }, ifMatch: 1 })
  clock.advance(5)
  await client.changeDesign({ ...at, body: { name: 'B' }, ifMatch: 2 })
  const { items, next } = await client.listRevisions(at)
  const bytes = [document, document, made.document].map((d) => Buffer.byteLength(JSON.stringify(d)))
  expect([next, items]).toEqual([
    null,
    [
      { number: 3, savedAt: made.createdAt + 10, name: 'B', cause: 'renamed', bytes: bytes[0] },
      { number: 2, savedAt: made.createdAt + 5, name: 'A', cause: 'saved', bytes: bytes[1] },
      { number: 1, savedAt: made.createdAt, name: 'A', cause: 'created', bytes: bytes[2] },
    ],
  ])
  const first = await client.getRevision({ params: { id: made.id, number: 1 } })
  expect(first).toEqual({ number: 1, savedAt: made.createdAt, name: 'A', document: made.document })
})

test('Restoring makes an old revision the newest one and keeps all others; restoring the current one changes nothing', async (t) => {
  const { client, events } = await startTestServer(t)
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const made = await client.createDesign({ params: { id: projectId }, body: { name: 'A', system } })
  const document = { ...made.document, system: { kind: 'panels' as const, strategy: 'fewest-cuts' as const } }
  await client.changeDesign({ params: { id: made.id }, body: { name: 'B', document }, ifMatch: 1 })
  const restored = await client.restoreRevision({ params: { id: made.id, number: 1 }, body: {} })
  expect([restored.revision, restored.name, restored.document]).toEqual([3, 'A', made.document])
  expect((await client.restoreRevision({ params: { id: made.id, number: 3 }, body: {} })).revision).toBe(3)
  const causes = (await client.listRevisions({ params: { id: made.id } })).items.map((r) => [r.number, r.cause])
  expect(causes).toEqual([
    [3, 'restored'],
    [2, 'saved'],
    [1, 'created'],
  ])
  expect((await client.listDesigns({})).items[0]?.systemLabel).toBe('Panels, balanced')
  expect((await events(4)).map((e) => e.name)).toEqual(['project.changed', 'design.saved', 'design.saved', 'design.saved'])
})

test('Long histories are paged', async (t) => {
  const { client } = await startTestServer(t)
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const { id } = await client.createDesign({ params: { id: projectId }, body: { name: '0', system } })
  for (let i = 1; i < 12; i++) await client.changeDesign({ params: { id }, body: { name: `${i}` }, ifMatch: i })
  const first = await client.listRevisions({ params: { id }, query: { limit: 10 } })
  const second = await client.listRevisions({ params: { id }, query: { limit: 10, cursor: first.next ?? '' } })
  expect([...first.items, ...second.items].map((r) => r.number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(second.next).toBe(null)
})

test('A revision that isn’t there is a 404 that names the newest one', async (t) => {
  const { client } = await startTestServer(t)
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const { id } = await client.createDesign({ params: { id: projectId }, body: { name: 'A', system } })
  const refusals = await Promise.all([
    refusalOf(client.getRevision({ params: { id, number: 2 } })),
    refusalOf(client.restoreRevision({ params: { id, number: 2 }, body: {} })),
    refusalOf(client.getRevision({ params: { id: 'nobody', number: 1 } })),
  ])
  expect(refusals.map((r) => [r.status, r.hint])).toEqual([
    [404, 'The newest one is 1.'],
    [404, 'The newest one is 1.'],
    [404, 'It may have been deleted. List the designs again.'],
  ])
})
