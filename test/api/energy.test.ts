// Energy over the API, on readings that are really stored: sums, bands, waste by presence, coverage; and the tariff.
import { describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf, sendJson } from './refusal-of.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
/** A Monday, local time, whatever zone the tests run in. */
const monday = new Date(2026, 0, 5).getTime()
const at = (id: string) => ({ params: { id } })

/** Readings a minute apart over [from, to]. */
const store = ({ client }: TestServer, id: string, from: number, to: number, valueAt: (at: number) => number | boolean) =>
  client.storeReadings({
    ...at(id),
    body: {
      readings: Array.from({ length: (to - from) / minuteMs + 1 }, (_, i) => from + i * minuteMs).map((timestamp) => ({
        timestamp,
        value: valueAt(timestamp),
      })),
    },
  })
const start = async (t: Parameters<typeof startTestServer>[0]) => {
  const server = await startTestServer(t)
  // The server's clock stands at 08:00 UTC of that day; the day has to be over.
  server.clock.advance(2 * 24 * hourMs)
  await server.client.createNode({ body: { nodeId: 'meter', sensors: ['energy_consumption'] } })
  return server
}
const day = { from: String(monday), to: String(monday + 24 * hourMs) }

describe('energy', () => {
  test('of 1,000 W over a day is 24 kWh, by band and hour; nobody is there outside the working hours', async (t) => {
    const server = await start(t)
    const { client } = server
    await client.changeTariff({
      body: {
        currency: 'EUR',
        standard: { name: 'Night', pricePerKWh: 0.1 },
        bands: [{ name: 'Day', pricePerKWh: 0.4, windows: [{ days: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }] }],
        workingHours: [{ days: [1], from: '08:00', to: '18:00' }],
      },
    })
    await store(server, 'meter_energy_consumption', monday, monday + 24 * hourMs, () => 1000)
    const energy = await client.getEnergy({ query: day })
    expect(energy.kWh).toBeCloseTo(24, 6)
    expect(energy.cost).toBeCloseTo(16 * 0.4 + 8 * 0.1, 6)
    expect(energy.unoccupiedKWh).toBeCloseTo(14, 6)
    expect(energy.coverage).toBeCloseTo(1, 9)
    expect(energy.bands.map(({ name, kWh }) => [name, Math.round(kWh * 1e6) / 1e6])).toEqual([
      ['Night', 8],
      ['Day', 16],
    ])
    expect(energy.buckets).toHaveLength(24)
    expect(energy.sensors).toMatchObject([{ sensorId: 'meter_energy_consumption', occupancyFrom: 'hours' }])
  })

  test('with an occupancy sensor in the same design is told apart by it', async (t) => {
    const server = await start(t)
    const { client } = server
    const project = await client.createProject({ body: { name: 'Office' } })
    const fixture = { kind: 'sensor' as const, xMm: 0, yMm: 0 }
    const body = { name: 'Hall', system: { kind: 'grid' as const, module: [600, 600] as [number, number] }, fixtures: { s1: fixture } }
    const design = await client.createDesign({ ...at(project.id), body })
    const location = { kind: 'symbol' as const, designId: design.id, fixtureId: 's1' }
    await client.createNode({ body: { nodeId: 'eye', sensors: ['occupancy'], location } })
    await client.changeNode({ ...at('meter'), body: { location } })
    await store(server, 'meter_energy_consumption', monday, monday + 4 * hourMs, () => 2000)
    await store(server, 'eye_occupancy', monday, monday + 4 * hourMs, (time) => time >= monday + hourMs)
    const energy = await client.getEnergy({ query: { from: String(monday), to: String(monday + 4 * hourMs), designId: design.id } })
    expect(energy.kWh).toBeCloseTo(8, 6)
    expect(energy.unoccupiedKWh).toBeCloseTo(2, 6)
    expect(energy.sensors).toMatchObject([{ occupancyFrom: 'sensor' }])
    expect((await client.getEnergy({ query: { ...day, designId: 'other' } })).sensors).toEqual([])
  })

  test('where nothing was measured is not known, and is not guessed', async (t) => {
    const server = await start(t)
    await store(server, 'meter_energy_consumption', monday, monday + 6 * hourMs, () => 1000)
    await store(server, 'meter_energy_consumption', monday + 18 * hourMs, monday + 24 * hourMs, () => 1000)
    const energy = await server.client.getEnergy({ query: day })
    expect(energy.kWh).toBeCloseTo(12, 6)
    expect(energy.coverage).toBeCloseTo(0.5, 9)
  })

  test('of months comes from means and is the same', async (t) => {
    const server = await startTestServer(t)
    await server.client.createNode({ body: { nodeId: 'meter', sensors: ['energy_consumption'], intervalMs: 600_000 } })
    const from = monday - 200 * 24 * hourMs
    const readings = Array.from({ length: 200 * 24 * 6 }, (_, i) => ({ timestamp: from + i * 600_000, value: 500 }))
    for (let i = 0; i < readings.length; i += 10_000)
      await server.client.storeReadings({ ...at('meter_energy_consumption'), body: { readings: readings.slice(i, i + 10_000) } })
    const energy = await server.client.getEnergy({ query: { from: String(from), to: String(monday) } })
    expect(energy.kWh).toBeGreaterThan(200 * 12 * 0.995)
    expect(energy.kWh).toBeLessThan(200 * 12 * 1.005)
    expect(energy.coverage).toBeGreaterThan(0.995)
    expect(energy.buckets.length).toBeGreaterThanOrEqual(199)
  })

  test('of a range that is none, or longer than a year, is refused by name', async (t) => {
    const { client } = await startTestServer(t)
    const pointerOf = async (query: { from: string; to: string }) => (await refusalOf(client.getEnergy({ query }))).errors[0]?.pointer
    expect(await pointerOf({ from: '2026-01-02', to: '2026-01-01' })).toBe('query/to')
    expect(await pointerOf({ from: '2020-01-02', to: '2026-01-01' })).toBe('query/from')
    expect(await pointerOf({ from: 'yesterday', to: '2026-01-01' })).toBe('query/from')
  })
})

test('the tariff has a version, and takes no band twice', async (t) => {
  const server = await startTestServer(t)
  const first = await server.client.getTariff({})
  expect(first).toMatchObject({ revision: 1, values: { currency: 'EUR' } })
  const put = (body: unknown, ifMatch?: number) =>
    sendJson(server, { method: 'PUT', path: '/tariff', body, ...(ifMatch === undefined ? {} : { ifMatch }) })
  const values = { ...first.values, currency: 'USD' }
  expect(await put(values, 1)).toMatchObject({ status: 200, reply: { revision: 2 } })
  expect((await put(first.values, 1)).status).toBe(412)
  const band = { name: 'A', pricePerKWh: 1, windows: [{ days: [1], from: '08:00', to: '09:00' }] }
  expect((await put({ ...values, bands: [band, band] })).reply.errors).toMatchObject([{ pointer: '/bands/1/name' }])
  expect((await put({ ...values, bands: [{ ...band, windows: [{ days: [7], from: '8', to: '09:00' }] }] })).status).toBe(422)
  expect((await server.client.getTariff({})).revision).toBe(2)
})
