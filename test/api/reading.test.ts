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

test('The CSV of a sensor, and of all, holds every reading as it was sent, and text that a spreadsheet would run is defused', async (t) => {
  const { client, clock, request } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: ['panel_status', 'co2'] } })
  const at = clock.now() - hourMs
  const states = ['ok', '=1+1', 'a "b", c']
  await client.storeReadings({
    params: { id: 'n1_panel_status' },
    body: { readings: states.map((value, i) => ({ timestamp: at + i, value, seq: i })) },
  })
  const readings = Array.from({ length: 6000 }, (_, i) => ({ timestamp: at - i * 60_000, value: i / 8 }))
  await client.storeReadings({ params: { id: 'n1_co2' }, body: { readings } })
  const one = await (await request('/sensors/n1_panel_status/readings.csv')).text()
  const time = new Date(at).toISOString().slice(0, -4)
  expect(one).toBe(
    [
      'sensor_id,time,epoch_ms,value,unit,seq,flagged',
      `n1_panel_status,${time}000Z,${at},ok,,0,`,
      `n1_panel_status,${time}001Z,${at + 1},'=1+1,,1,`,
      `n1_panel_status,${time}002Z,${at + 2},"a ""b"", c",,2,`,
      '',
    ].join('\r\n'),
  )
  const all = (await (await request(`/integration/export/csv?from=${at - 5999 * 60_000}`)).text()).trim().split('\r\n')
  expect(all).toHaveLength(1 + 6000 + 3)
  const values = new Map(all.slice(1, 6001).map((line) => [Number(line.split(',')[2]), Number(line.split(',')[3])]))
  expect(values).toEqual(new Map(readings.map(({ timestamp, value }) => [timestamp, value])))
})

test('The quality of a range names gaps, outliers, a stuck value, missing numbers and drift', async (t) => {
  const { client, clock } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'], intervalMs: 60_000 } })
  const from = clock.now() - 5 * 24 * hourMs
  const minutes = 5 * 24 * 60
  const readings = Array.from({ length: minutes }, (_, i) => {
    const drift = (i / 1440) * 0.5
    const value = i >= minutes - 300 ? 22 : i === 2000 ? 80 : Math.round((20 + drift + ((i * 7919) % 11) / 10) * 10) / 10
    return { timestamp: from + i * 60_000, value, seq: i }
  }).filter((_, i) => i < 1000 || i >= 1100)
  await client.storeReadings({ params: { id: 'n1_temperature' }, body: { readings } })
  const quality = await client.getSensorQuality({
    params: { id: 'n1_temperature' },
    query: { from: String(from), to: String(clock.now()) },
  })
  expect(quality).toMatchObject({ expected: minutes, count: minutes - 100, missingSeq: 100, boots: 0, max: 80 })
  expect(quality.gaps).toEqual([{ from: from + 999 * 60_000, to: from + 1100 * 60_000 }])
  expect(quality.outliers).toEqual([{ at: from + 2000 * 60_000, value: 80 }])
  expect(quality.stuckSince).toBe(from + (minutes - 300) * 60_000)
  expect(quality.driftPerDay).toBeGreaterThan(0.4)
  expect(quality.driftPerDay).toBeLessThan(0.9)
})

test('Times that can’t be read and ranges that end before they begin are refused by name', async (t) => {
  const { client } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: ['co2'] } })
  const params = { id: 'n1_co2' }
  const body = { readings: [{ value: 1 }, { value: 2, timestamp: 'yesterday' }] }
  const bad = await refusalOf(client.storeReadings({ params, body }))
  expect([bad.status, bad.errors[0]?.pointer]).toEqual([422, '/readings/1/timestamp'])
  const swapped = await refusalOf(client.getSeries({ params, query: { from: '2026-02-01', to: '2026-01-01' } }))
  expect([swapped.status, swapped.errors[0]?.pointer]).toEqual([422, 'query/to'])
  const both = await refusalOf(client.storeReadings({ params, body: { value: 1, readings: [{ value: 2 }] } }))
  expect([both.status, both.errors[0]?.pointer]).toEqual([422, '/readings'])
})
