// Sensors over the API: latest values, freshness, places that follow the drawing, and live values at a bearable rate.
import { describe, expect, test } from 'vitest'
import { committed, createFakeIngest } from '../helpers/fake-ingest.ts'
import { createTestDevices } from '../helpers/test-devices.ts'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const start = async (t: TestLife) => {
  const ingest = createFakeIngest()
  const server = await startTestServer(t, { seams: { ingest } })
  return { ...server, ingest }
}
const at = (id: string) => ({ params: { id } })
const fixture = (xMm: number) => ({ kind: 'sensor' as const, xMm, yMm: 2000 })
const makeDesign = async ({ client }: Awaited<ReturnType<typeof start>>) => {
  const project = await client.createProject({ body: { name: 'Office' } })
  const body = { name: 'Hall', system: { kind: 'grid' as const, module: [600, 600] as [number, number] }, fixtures: { s1: fixture(1000) } }
  return client.createDesign({ params: { id: project.id }, body })
}

describe('a sensor', () => {
  test('shows its latest value, its kind and unit, and how fresh it is', async (t) => {
    const { client, ingest, clock } = await start(t)
    ingest.commit([committed('n1', clock.now(), 21.25), committed('n1', clock.now(), true, 'occupancy', '')])
    expect(await client.getSensor(at('n1_temperature'))).toMatchObject({
      ...{ nodeId: 'n1', type: 'temperature', name: 'Temperature', unit: '°C', valueKind: 'number', intervalMs: 60_000 },
      ...{ latest: { at: clock.now(), value: 21.25 }, freshness: 'fresh', topic: 'ceiling/sensors/n1_temperature/data', position: null },
    })
    expect(await client.getSensor(at('n1_occupancy'))).toMatchObject({ valueKind: 'boolean', latest: { value: true } })
    clock.advance(100_000)
    expect((await client.getSensor(at('n1_temperature'))).freshness).toBe('late')
    clock.advance(100_000)
    expect((await client.getSensor(at('n1_temperature'))).freshness).toBe('silent')
    expect((await client.listSensors({ query: { type: 'occupancy' } })).items.map(({ id }) => id)).toEqual(['n1_occupancy'])
    expect((await refusalOf(client.getSensor(at('ghost_temperature')))).code).toBe('not_found')
  })

  test('bound to a symbol moves with it, and stands nowhere while the symbol is gone', async (t) => {
    const server = await start(t)
    const { client, ingest, clock } = server
    const design = await makeDesign(server)
    ingest.commit([committed('n1', clock.now(), 21)])
    const location = { kind: 'symbol' as const, designId: design.id, fixtureId: 's1' }
    const bound = await client.changeSensor({ ...at('n1_temperature'), body: { location } })
    expect(bound.position).toEqual({ designId: design.id, xMm: 1000, yMm: 2000, zMm: 0 })
    let { revision, document } = design
    const save = async (fixtures: typeof document.fixtures) => {
      const saved = await client.changeDesign({ ...at(design.id), ifMatch: revision, body: { document: { ...document, fixtures } } })
      revision = saved.revision
      document = saved.document
    }
    await save({ s1: fixture(4321) })
    expect((await client.getSensor(at('n1_temperature'))).position).toMatchObject({ xMm: 4321 })
    await save({})
    expect(await client.getSensor(at('n1_temperature'))).toMatchObject({ location, position: null })
    expect((await client.listSensors({ query: { designId: design.id } })).items).toHaveLength(1)
    await save({ s1: fixture(5) })
    expect((await client.getSensor(at('n1_temperature'))).position).toMatchObject({ xMm: 5 })
    await client.deleteDesign(at(design.id))
    expect((await client.getSensor(at('n1_temperature'))).position).toBeNull()
    await client.restoreDesign({ ...at(design.id), body: {} })
    expect((await client.getSensor(at('n1_temperature'))).position).toMatchObject({ xMm: 5 })
    await client.deleteProject(at(design.projectId))
    expect((await client.getSensor(at('n1_temperature'))).position).toBeNull()
    await client.restoreProject({ ...at(design.projectId), body: {} })
    expect((await client.getSensor(at('n1_temperature'))).position).toMatchObject({ xMm: 5 })
    expect(ingest.told.registry.sensors).toMatchObject([{ sensorId: 'n1_temperature' }])
    const changes = (await server.events()).filter(({ name }) => name === 'sensor.changed')
    expect(changes.length).toBeGreaterThanOrEqual(4)
  })

  test('hangs where its node hangs unless it has a place of its own', async (t) => {
    const { client, ingest, clock } = await start(t)
    ingest.commit([committed('n1', clock.now(), 21), committed('n1', clock.now(), 40, 'humidity', '%')])
    await client.changeNode({ ...at('n1'), body: { location: { kind: 'point', xMm: 1, yMm: 2, zMm: 3 } } })
    await client.changeSensor({ ...at('n1_humidity'), body: { location: { kind: 'point', xMm: 9, yMm: 9, zMm: 9 } } })
    const positions = (await client.listSensors({ query: {} })).items.map(({ position }) => position?.xMm)
    expect(positions).toEqual([9, 1])
    await client.changeSensor({ ...at('n1_humidity'), body: { location: null } })
    expect((await client.getSensor(at('n1_humidity'))).position?.xMm).toBe(1)
  })
})

test('values are told at most ten times a second, each time the newest of each sensor', async (t) => {
  const devices = createTestDevices(t)
  const { clock, ingest, facts } = devices
  for (let i = 0; i < 1000; i += 1) {
    ingest.commit([committed('n1', clock.now(), i), committed('n2', clock.now(), -i)])
    clock.advance(1)
  }
  clock.advance(100)
  const told = facts.flatMap((fact) => (fact.name === 'readings.stored' ? [fact.payload] : []))
  expect(told.length).toBeLessThanOrEqual(11)
  expect(told.at(-1)?.values.map(({ sensorId, value }) => [sensorId, value])).toEqual([
    ['n1_temperature', 999],
    ['n2_temperature', -999],
  ])
})

test('sensors and their newest values are there after a restart', async (t) => {
  const first = createTestDevices(t)
  const values = [committed('n1', first.clock.now(), 21)]
  first.ingest.commit(values)
  first.sensor.change('n1_temperature', { unit: 'K', name: 'Duct' })
  first.stop()
  const again = createTestDevices(t, { dataFolder: first.dataFolder, ingest: createFakeIngest({ values }) })
  expect(again.sensor.get('n1_temperature')).toMatchObject({ name: 'Duct', unit: 'K', latest: { value: 21 } })
  expect(again.node.get('n1').lastReadingAt).toBe(first.clock.now())
})
