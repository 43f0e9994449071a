// Readings by REST: stored and answered after the commit, given back bit for bit, shown as series, exported as CSV.
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const hourMs = 3_600_000

test('A reading that was posted is given back bit for bit, and is in the series', async (t) => {
  const { client, clock, request } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
  const id = 'n1_temperature'
  const start = clock.now() - hourMs
  const values = [21.5, -0, 1 / 3, 1e308, 5e-324, true, -40]
  const readings = values.map((value, i) => ({ timestamp: start + i * 1000, value, seq: i }))
  // JSON.stringify would make 0 of -0.
  const body = JSON.stringify({ readings }).replace(`"value":0,"seq":1`, `"value":-0,"seq":1`)
  const reply = await request(`/sensors/${id}/readings`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect(await reply.json()).toEqual({ stored: 7, duplicate: 0, quarantined: 0 })
  const repeats = readings.filter(({ seq }) => seq !== 1)
  expect(await client.storeReadings({ params: { id }, body: { readings: repeats } })).toEqual({ stored: 0, duplicate: 6, quarantined: 0 })
  const other = { timestamp: start, value: 99 }
  expect(await client.storeReadings({ params: { id }, body: other })).toEqual({ stored: 0, duplicate: 0, quarantined: 1 })
  const page = await client.listReadings({ params: { id }, query: {} })
  expect(page).toStrictEqual({ items: readings.map(({ timestamp, value, seq }) => ({ at: timestamp, value, seq })), next: null })
  const series = await client.getSeries({ params: { id }, query: { from: String(start), to: String(start + hourMs), points: 10 } })
  expect(series.level).toBe('minute')
  expect(series.buckets.map(({ at, min, max, count }) => [at, min, max, count])).toEqual([[start, -40, 1e308, 7]])
})

test('Pages of readings follow each other by cursor, in order of time whatever order they came in', async (t) => {
  const { client, clock } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: [] } })
  const start = clock.now() - 30 * 24 * hourMs
  const readings = Array.from({ length: 250 }, (_, i) => ({ timestamp: start + ((i * 97) % 250) * 60_000, value: i }))
  const params = { id: 'n1_co2' }
  expect((await client.storeReadings({ params, body: { readings } })).stored).toBe(250)
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = await client.listReadings({ params, query: { limit: 100, ...(cursor ? { cursor } : {}) } })
    seen.push(...page.items.map(({ at }) => at))
    cursor = page.next ?? undefined
  } while (cursor)
  expect(seen).toEqual(readings.map(({ timestamp }) => timestamp).sort((a, b) => a - b))
})

test('A reading for a node nobody knows is refused with what to do', async (t) => {
  const { client } = await startTestServer(t)
  const refusal = await refusalOf(client.storeReadings({ params: { id: 'ghost_temperature' }, body: { value: 1 } }))
  expect([refusal.status, refusal.hint?.includes('POST /api/v1/nodes')]).toEqual([404, true])
})
