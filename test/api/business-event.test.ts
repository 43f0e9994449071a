// Business events over the API: what people and nodes do is told once, with who did it; the types say what they look like; patterns, times and
// subjects narrow the list; dead letters can be tried again or dropped.
import { expect, test } from 'vitest'
import { businessEventNames, businessEvents } from '../../src/contract/business-events.ts'
import { createClient } from '../../src/contract/client.ts'
import { refusalsOf } from '../../src/contract/validate.ts'
import { matchesAny, patternFault } from '../../src/domain/event-pattern.ts'
import { openStore } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { startReceiver } from '../helpers/receiver.ts'
import { startTestServer } from '../helpers/test-server.ts'
import { makeDataFolder, silentLog } from '../store/open-database.ts'
import { refusalOf } from './refusal-of.ts'

const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }

test('Every sample fits its schema, and every type is listed with both', async (t) => {
  for (const name of businessEventNames) expect(refusalsOf(businessEvents[name].data, businessEvents[name].sample), name).toEqual([])
  const { client } = await startTestServer(t)
  const { items } = await client.listEventTypes({})
  expect(items.map(({ type }) => type)).toEqual(businessEventNames)
  expect(items.filter(({ isLater }) => isLater).map(({ type }) => type)).toEqual([
    ...['report.submitted', 'report.approved', 'report.rejected', 'report.completed', 'backup.failed'],
  ])
})

test('Patterns have * only at their end, and overlapping ones are one subscription', () => {
  const fault = (pattern: string) => patternFault(pattern, businessEventNames)
  for (const good of ['*', 'alarm.*', 'design.saved']) expect(fault(good), good).toBeNull()
  for (const bad of ['', '*.saved', 'design.*d', 'alarm*', 'nothing.*', 'design.sav', '**', 'x'.repeat(101)])
    expect(fault(bad), bad).not.toBeNull()
  expect(matchesAny('alarm.raised', ['alarm.*', '*', 'alarm.raised'])).toBe(true)
  expect(matchesAny('alarms.raised', ['alarm.*'])).toBe(false)
})

test('What people do is told once, in order, with who did it; what is refused is not told', async (t) => {
  const { client, clock } = await startTestServer(t)
  const project = await client.createProject({ body: { name: 'P' } })
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'Room', system } })
  const at = { params: { id: design.id } }
  const refused = client.changeDesign({ ...at, ifMatch: 9, body: { name: 'Other' } })
  expect(await refusalOf(refused)).toMatchObject({ code: 'stale' })
  clock.advance(1000)
  const from = clock.now()
  await client.changeDesign({ ...at, ifMatch: 1, body: { name: 'Hall' } })
  await client.createExport({ ...at, body: { format: 'json' } })
  await client.createNode({ body: { nodeId: 'hall-01', sensors: ['temperature'] } })
  await client.deleteNode({ params: { id: 'hall-01' } })
  const { items } = await client.listBusinessEvents({ query: {} })
  expect(items.map(({ type, actor }) => `${type} ${actor}`)).toEqual([
    ...['node.deleted owner', 'node.registered owner', 'design.exported owner', 'design.saved owner', 'design.saved owner'],
  ])
  expect(items[3]).toMatchObject({ subject: `design/${design.id}`, projectId: project.id, data: { name: 'Hall', revision: 2 } })
  for (const { type, data } of items) {
    const { data: schema } = businessEvents[type as keyof typeof businessEvents]
    expect(refusalsOf(schema, data), type).toEqual([])
  }
  const some = await client.listBusinessEvents({ query: { type: 'design.*', from: String(from), limit: 1 } })
  expect(some.items.map(({ type }) => type)).toEqual(['design.exported'])
  const rest = await client.listBusinessEvents({ query: { type: 'design.*', from: String(from), cursor: some.next ?? '' } })
  expect(rest.items.map(({ type }) => type)).toEqual(['design.saved'])
  expect(await refusalOf(client.listBusinessEvents({ query: { type: 'nonsense.*' } }))).toMatchObject({ code: 'invalid' })
  const timeline = await client.getTimeline({ query: { subject: `design/${design.id}` } })
  expect(timeline.items.map(({ event }) => event.type)).toEqual(['design.exported', 'design.saved', 'design.saved'])
})

test('A key of one project sees what happened in it and what followed, and nothing else', async (t) => {
  const { client, baseUrl } = await startTestServer(t)
  const { url } = await startReceiver(t)
  await client.createWebhook({ body: { name: 'Hook', url, allowLoopback: true } })
  const [mine, other] = [await client.createProject({ body: { name: 'Mine' } }), await client.createProject({ body: { name: 'Other' } })]
  const save = (id: string) => client.createDesign({ params: { id }, body: { name: 'Room', system } })
  const [own, foreign] = [await save(mine.id), await save(other.id)]
  await client.createNode({ body: { nodeId: 'hall-01', sensors: ['temperature'] } })
  const scopes = ['events:read', 'timeline:read', 'deliveries:read', 'delivery-answers:read', 'dead-letters:read']
  const { key } = await client.createApiKey({ body: { name: 'k', scopes, projectIds: [mine.id] } })
  const theirs = createClient({ baseUrl, token: () => key })
  const subjects = async (some: Promise<{ items: { subject: string | null }[] }>) => (await some).items.map(({ subject }) => subject)
  const seen = [`design/${own.id}`]
  await expect.poll(async () => (await client.listDeliveries({ query: { state: 'delivered' } })).items.length).toBe(3)
  expect(await subjects(theirs.listBusinessEvents({ query: {} }))).toEqual(seen)
  expect(await subjects(theirs.listDeliveries({ query: {} }))).toEqual(seen)
  const timeline = await theirs.getTimeline({ query: {} })
  expect(timeline.items.map(({ event, jobs }) => [event.subject, jobs.length])).toEqual([[seen[0], 1]])
  expect((await theirs.getTimeline({ query: { subject: `design/${foreign.id}` } })).items).toEqual([])
  const all = await client.listBusinessEvents({ query: {} })
  for (const { id, subject } of all.items)
    expect((await theirs.getTimeline({ query: { id } })).items.length, subject).toBe(subject === seen[0] ? 1 : 0)
  for (const { id, subject } of (await client.listDeliveries({ query: {} })).items)
    if (subject !== seen[0])
      for (const ask of [theirs.getDelivery, theirs.getDeliveryAnswers])
        expect(await refusalOf(ask({ params: { id } }))).toMatchObject({ code: 'not_found' })
  expect(await refusalOf(theirs.listDeadLetters({ query: {} }))).toMatchObject({ code: 'forbidden' })
})

test('Dead letters are listed by lane, tried again, dropped; what is not dead is refused', async (t) => {
  const dataFolder = makeDataFolder(t)
  const store = openStore({ dataFolder, clock: createFakeClock(), log: silentLog })
  const ids = store.transaction(() =>
    ['a', 'a', 'a', 'b'].map((lane, i) =>
      store.job.insert({ kind: 'digest', lane, ref: `r${i}`, eventId: null, subject: 'design/d', dueAt: 1, createdAt: 1 }),
    ),
  )
  for (const id of ids) {
    const row = store.job.find(id)
    if (row !== undefined) store.job.settle({ ...row, state: 'dead', attempts: 3, endedAt: 10 + id, lastReason: 'it answered 500' })
  }
  store.close()
  const { client } = await startTestServer(t, { dataFolder })
  const listed = await client.listDeadLetters({ query: { limit: 2 } })
  expect(listed.items.map(({ id }) => id)).toEqual([ids[3], ids[2]])
  expect(listed.lanes).toEqual([
    { kind: 'digest', lane: 'a', to: null, count: 3, newestAt: 10 + Number(ids[2]) },
    { kind: 'digest', lane: 'b', to: null, count: 1, newestAt: 10 + Number(ids[3]) },
  ])
  const next = await client.listDeadLetters({ query: { limit: 2, cursor: listed.next ?? '' } })
  expect(next.items.map(({ id }) => id)).toEqual([ids[1], ids[0]])
  await client.dropDeadLetter({ params: { id: Number(ids[3]) } })
  expect(await refusalOf(client.retryDeadLetter({ params: { id: Number(ids[3]) } }))).toMatchObject({ code: 'conflict' })
  expect(await client.dropDeadLetters({ body: { kind: 'digest', lane: 'a' } })).toEqual({ count: 3 })
  expect(await refusalOf(client.retryDeadLetter({ params: { id: 999_999 } }))).toMatchObject({ code: 'not_found' })
  expect((await client.listDeadLetters({ query: {} })).items).toEqual([])
})
