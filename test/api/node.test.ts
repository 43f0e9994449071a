// Nodes over the API, through the real server with a fake ingest worker.
import { describe, expect, test, vi } from 'vitest'
import { committed, createFakeIngest } from '../helpers/fake-ingest.ts'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

const start = async (t: TestLife) => {
  const ingest = createFakeIngest()
  const server = await startTestServer(t, { seams: { ingest } })
  return { ...server, ingest }
}
const office = { nodeId: 'office-01', sensors: ['temperature', 'humidity'] }
const at = (id: string) => ({ params: { id } })

describe('a node', () => {
  test('that is created answers its password once, exactly', async (t) => {
    const server = await start(t)
    const { status, reply } = await sendJson(server, { method: 'POST', path: '/nodes', body: office })
    expect(status).toBe(201)
    expect(reply).toEqual({ nodeId: 'office-01', username: 'office-01', password: expect.stringMatching(/^[\w-]{43}$/) })
    const node = await server.client.getNode(at('office-01'))
    expect(node).toMatchObject({ state: 'never', credentials: 'one', sensorIds: ['office-01_humidity', 'office-01_temperature'] })
    expect(JSON.stringify(node)).not.toContain(reply.password)
    expect((await server.events(4)).map(({ name }) => name).sort()).toEqual([
      ...['node.changed', 'node.registered', 'sensor.changed', 'sensor.changed'],
    ])
  })

  test('is refused with a sentence for an underscore, a reserved word or an id that is taken', async (t) => {
    const server = await start(t)
    await server.client.createNode({ body: office })
    const post = (nodeId: string) => sendJson(server, { method: 'POST', path: '/nodes', body: { nodeId, sensors: [] } })
    const [underscore, reserved, taken, hostile] = [await post('hall_1'), await post('key'), await post('office-01'), await post('a/b')]
    expect([underscore.status, reserved.status, taken.status, hostile.status]).toEqual([422, 422, 409, 422])
    expect(underscore.reply.errors).toEqual([{ pointer: '/nodeId', detail: expect.stringMatching(/underscore.*hall-1/) }])
    expect(taken.reply).toMatchObject({ code: 'conflict', errors: [{ pointer: '/nodeId' }] })
    expect((await server.client.listNodes({ query: {} })).items).toHaveLength(1)
  })

  test('is changed by what was sent, and says nothing when nothing changed', async (t) => {
    const server = await start(t)
    await server.client.createNode({ body: office })
    const changed = await server.client.changeNode({ ...at('office-01'), body: { name: ' Desk \u0007', notes: 'a\nb', intervalMs: 5000 } })
    expect(changed).toMatchObject({ name: 'Desk', notes: 'a\nb', intervalMs: 5000 })
    const point = { kind: 'point' as const, xMm: 1, yMm: 2, zMm: 3 }
    expect(await server.client.changeNode({ ...at('office-01'), body: { location: point } })).toMatchObject({ location: point })
    const refusal = await refusalOf(
      server.client.changeNode({ ...at('office-01'), body: { location: { kind: 'symbol', designId: 'gone', fixtureId: 'f1' } } }),
    )
    expect(refusal.errors).toMatchObject([{ pointer: '/location/designId' }])
  })

  test('that is deleted is gone from lists, keeps its history’s names, and its id may be used again', async (t) => {
    const server = await start(t)
    const { client, ingest, clock } = server
    await client.createNode({ body: office })
    ingest.commit([committed('office-01', clock.now(), 21.5)])
    await client.changeSensor({ ...at('office-01_temperature'), body: { name: 'Window' } })
    await client.deleteNode(at('office-01'))
    expect((await refusalOf(client.getNode(at('office-01')))).code).toBe('not_found')
    expect((await client.listSensors({ query: {} })).items).toEqual([])
    expect(ingest.told.registry).toEqual({ nodes: [], sensors: [] })
    await client.createNode({ body: { nodeId: 'office-01', sensors: [] } })
    expect(await client.getSensor(at('office-01_temperature'))).toMatchObject({ name: 'Window', latest: { value: 21.5 } })
  })

  test('is found by state, design and words, a page at a time', async (t) => {
    const { client, ingest, clock } = await start(t)
    for (let i = 0; i < 25; i += 1)
      await client.createNode({ body: { nodeId: `n-${String(i).padStart(2, '0')}`, sensors: ['co2'], name: `Desk ${i}` } })
    ingest.commit([committed('n-03', clock.now(), 400, 'co2', 'ppm'), committed('n-07', clock.now(), 400, 'co2', 'ppm')])
    const first = await client.listNodes({ query: { limit: 20 } })
    const second = await client.listNodes({ query: { limit: 20, cursor: first.next ?? '' } })
    expect([first.items.length, second.items.length, second.next]).toEqual([20, 5, null])
    const idsOf = async (query: object) => (await client.listNodes({ query })).items.map(({ id }) => id)
    expect(await idsOf({ state: 'online' })).toEqual(['n-03', 'n-07'])
    expect(await idsOf({ search: 'DESK 12' })).toEqual(['n-12'])
    expect(await idsOf({ designId: 'none' })).toEqual([])
    expect((await refusalOf(client.listNodes({ query: { cursor: 'rubbish' } }))).code).toBe('bad_request')
  })
})

describe('an import of nodes', () => {
  test('creates those that can be, in one go, and names the lines that can’t', async (t) => {
    const { client } = await start(t)
    await client.createNode({ body: office })
    const csv = [
      '\ufeffnode_id,name,sensors,interval_ms',
      'a1,"Hall, ""north""",temperature humidity,5000',
      '',
      'a_2,,,',
      'office-01,,,',
      'a1,,,',
      'a3,,../x,',
      'a4,,co2,12',
      'a5\r',
    ].join('\n')
    const { created, refused } = await client.importNodes({ body: { csv } })
    expect(created.map(({ nodeId }) => nodeId)).toEqual(['a1', 'a5'])
    expect(new Set(created.map(({ password }) => password)).size).toBe(2)
    expect(refused.map(({ line, reason }) => [line, reason.slice(0, 40)])).toEqual([
      [4, expect.stringMatching(/underscore/)],
      [5, expect.stringMatching(/already a node/)],
      [6, 'a1 stands above already'],
      [7, expect.stringMatching(/no sensor type/)],
      [8, expect.stringMatching(/interval_ms/)],
    ])
    expect(await client.getNode(at('a1'))).toMatchObject({
      name: 'Hall, "north"',
      intervalMs: 5000,
      sensorIds: ['a1_humidity', 'a1_temperature'],
    })
  })

  test('without the right header is refused whole', async (t) => {
    const { client } = await start(t)
    for (const csv of ['', 'id,name\nx,y', 'node_id,colour\nx,red'])
      expect((await refusalOf(client.importNodes({ body: { csv } }))).errors).toMatchObject([{ pointer: '/csv' }])
  })
})

test('values, counters and history of a node are there after a restart, a replacement and a deletion', async (t) => {
  const first = await startTestServer(t)
  const { dataFolder } = first
  const sensor = at('office-01_temperature')
  await first.client.createNode({ body: office })
  const now = first.clock.now()
  const readings = Array.from({ length: 60 }, (_, i) => ({ timestamp: now - (60 - i) * 60_000, value: 20 + i / 10 }))
  await first.client.storeReadings({ ...sensor, body: { readings } })
  await first.server.stop()

  const again = await startTestServer(t, { dataFolder })
  const { client } = again
  const latest = { at: readings[59]?.timestamp, value: readings[59]?.value }
  expect(await client.getSensor(sensor)).toMatchObject({ latest })
  const { counters, lastReadingAt } = await client.getNode(at('office-01'))
  expect(counters).toMatchObject({ received: 60, stored: 60, duplicate: 0, quarantined: 0, dropped: 0 })
  expect(lastReadingAt).toBe(latest.at)
  await client.replaceNode({ ...at('office-01'), body: {} })
  await client.storeReadings({ ...sensor, body: { timestamp: now, value: 30 } })
  const active = async () => (await client.listAlarms({ query: { nodeId: 'office-01', group: 'active' } })).items.length
  await vi.waitFor(async () => expect(await active()).toBe(1))
  await client.deleteNode(at('office-01'))
  // Nobody waits for it any more: its alarm ends with the next look of the worker.
  await vi.waitFor(async () => {
    again.clock.advance(1000)
    expect(await active()).toBe(0)
  })
  expect((await refusalOf(client.getSensor(sensor))).code).toBe('not_found')
  await client.createNode({ body: office })
  const page = await client.listReadings({ ...sensor, query: { limit: 1000 } })
  expect(page.items.map(({ value }) => value)).toEqual([...readings.map(({ value }) => value), 30])
})
