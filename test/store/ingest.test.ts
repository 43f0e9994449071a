// The ingest worker on a real file: what is stored, counted, quarantined; rollups against a recomputation from raw in any order of arrival.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Series } from '../../src/contract/schemas/sensor.ts'
import { createRollups, dayMs, hourMs, meanOf, minuteMs } from '../../src/domain/rollup.ts'
import { jsonOf, startTestIngest, type TestIngest } from '../helpers/ingest.ts'

const countersOf = ({ ask }: TestIngest, nodeId: string) =>
  ask((_, db) => db.prepare('SELECT received, stored, duplicate, quarantined, dropped FROM node WHERE nodeId = ?').get(nodeId))

test('A message is called done once it is on disk, in order, and older payloads are taken as they are sent in the field', async (t) => {
  const running = await startTestIngest(t)
  const { ingest, clock, ask } = running
  const order: number[] = []
  const local = new Date(clock.now() - 60_000)
  const pad = (n: number) => String(n).padStart(2, '0')
  const naive = `${local.getFullYear()}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}T${pad(local.getHours())}:${pad(local.getMinutes())}:${pad(local.getSeconds())}`
  const old = { sensor_id: 'n1_temperature', sensor_type: 'temperature', value: 22.5, unit: '°C', timestamp: naive, location: { x: 1 } }
  await Promise.all(
    Array.from({ length: 500 }, (_, i) => {
      const payload = Buffer.from(JSON.stringify({ ...old, timestamp: (clock.now() - i * 1000) / 1000, value: i }))
      return new Promise<void>((resolve) => {
        ingest.take({ nodeId: null, sensor: 'n1_temperature', payload, qos: 1, arrivedAt: clock.now() }, () => {
          order.push(i)
          resolve()
        })
      })
    }),
  )
  expect(order).toEqual(Array.from({ length: 500 }, (_, i) => i))
  await running.take('n1_humidity', { ...old, sensor_id: undefined, sensor_type: 'humidity' })
  await running.take('n1', { sensor_type: 'co2', value: 600 }, { readings: [{ sensor_type: 'co2', value: 601 }] })
  expect(ask((_, db) => db.prepare('SELECT sensorId, unit, lastAt, last FROM series ORDER BY sensorId').all())).toEqual([
    // Two without a stamp in the same millisecond: the next free one.
    { sensorId: 'n1_co2', unit: 'ppm', lastAt: clock.now() + 1, last: 601 },
    { sensorId: 'n1_humidity', unit: '°C', lastAt: Math.floor((clock.now() - 60_000) / 1000) * 1000, last: 22.5 },
    { sensorId: 'n1_temperature', unit: '°C', lastAt: clock.now(), last: 0 },
  ])
  expect(countersOf(running, 'n1')).toEqual({ received: 503, stored: 503, duplicate: 0, quarantined: 0, dropped: 0 })
})

test('Whatever is malformed does no harm, is counted, and is kept as a sample with its reason', async (t) => {
  const running = await startTestIngest(t)
  const { take, ask, clock, ingest } = running
  const at = clock.now() - 1000
  await take(
    'n1_temperature',
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from('{"value": NaN}'),
    Buffer.from('{"value": 1e999}'),
    Buffer.from('[]'),
    Buffer.from('"\\ud800"'),
    { value: 'warm' },
    { value: 1, timestamp: 'yesterday' },
    { value: 1, sensor_type: 'humidity' },
    { value: 1, sensor_id: 'n2_temperature' },
    { value: { deep: 1 } },
    { value: 20, timestamp: at },
    { value: 20, timestamp: at },
    { value: 21, timestamp: at },
    [{ value: 22, timestamp: at + 1 }, { value: null }],
    { t0: at + 10, dt: 10, v: [1, null, 3] },
  )
  await take('n3', { value: 5 })
  ingest.noteDropped('n1')
  await take('n1_state', { value: 'a' })
  expect(countersOf(running, 'n1')).toEqual({ received: 19, stored: 5, duplicate: 1, quarantined: 12, dropped: 1 })
  const reasons = ask(({ quarantine }) => quarantine({ nodeId: 'n1', before: 1e9, limit: 50 })).map(({ reason }) => reason)
  expect(reasons.reverse()).toEqual([
    'the payload is not UTF-8',
    'the payload is not JSON',
    'value is larger than a number can be',
    'the list of readings is empty',
    'the payload is neither an object nor an array',
    'temperature takes a number, and a text came',
    'the timestamp can’t be read',
    'the payload says humidity on a topic of temperature',
    'the payload names the sensor n2_temperature, which is not the topic’s',
    'value is neither a number, a boolean nor a text',
    'another value is stored under the same time; it was kept',
    'value is neither a number, a boolean nor a text',
  ])
  expect(ask(({ quarantine }) => quarantine({ nodeId: 'n3', before: 1e9, limit: 50 })).map(({ reason }) => reason)).toEqual([
    'neither the topic nor the payload names the sensor type',
  ])
})

test('Stamps of 1970, of the future and of long ago give way to the arrival time, flagged; a week is kept', async (t) => {
  const { take, ask, clock } = await startTestIngest(t)
  const now = clock.now()
  await take('n1_co2', { value: 1, timestamp: 5 }, { value: 2, timestamp: now + 10 * 60_000 }, { value: 3, timestamp: now - 8 * dayMs })
  await take('n1_co2', { value: 4, timestamp: now - 6 * dayMs }, { value: 5, timestamp: now + 4 * 60_000 })
  const page = ask(({ readings }) => jsonOf<{ items: unknown[] }>(readings({ sensorId: 'n1_co2', from: 0, to: 1e15, limit: 10 })))
  expect(page.items).toEqual([
    { at: now - 6 * dayMs, value: 4 },
    { at: now, value: 1, flagged: true },
    { at: now + 1, value: 2, flagged: true },
    { at: now + 2, value: 3, flagged: true },
    { at: now + 4 * 60_000, value: 5 },
  ])
})

test('A node that makes up ten thousand topics is stopped at five hundred sensors, by name', async (t) => {
  const running = await startTestIngest(t)
  await Promise.all(Array.from({ length: 10_000 }, (_, i) => running.take(`n1_made${i}`, { value: i })))
  expect(countersOf(running, 'n1')).toEqual({ received: 10_000, stored: 500, duplicate: 0, quarantined: 9500, dropped: 0 })
  const [sample] = running.ask(({ quarantine }) => quarantine({ nodeId: 'n1', before: 1e9, limit: 1 }))
  expect(sample?.reason).toContain('the node has 500 sensors already')
  expect(running.ask((_, db) => db.prepare('SELECT count(*) AS n FROM quarantine').get())).toEqual({ n: 50 })
})

/** What series must say, computed from the readings themselves. */
function expectedSeries(readings: Map<number, number>, range: { from: number; to: number; bucketMs: number }) {
  const buckets = createRollups(range.bucketMs)
  for (const [at, value] of readings) if (at >= range.from && at < range.to) buckets.add(at, value)
  return buckets
    .list()
    .map((b) => ({ at: Math.max(b.at, range.from), min: b.min, max: b.max, mean: round(meanOf(b)), count: b.n, last: b.last }))
}
const round = (mean: number | null) => (mean === null ? null : Number(mean.toPrecision(9)))

test('Rollups equal a recomputation from raw after any order of arrival, packed or not, at every level', async (t) => {
  const running = await startTestIngest(t)
  const { ingest, clock, ask, maintain } = running
  const start = clock.now() - 20 * dayMs
  const oneReading = fc.record({ at: fc.integer({ min: 0, max: 19 * 24 * 60 }), value: fc.integer({ min: -400, max: 400 }) })
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(oneReading, { maxLength: 60 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (parts, dense) => {
        run += 1
        const sensorId = `n${run}_temperature`
        const known = new Map<number, number>()
        for (const part of parts) {
          // Dense ones fill a few hours, so that their minutes are kept packed too.
          const more = dense ? Array.from({ length: 400 }, (_, i) => ({ at: 60 + i * 0.3, value: i % 7 })) : []
          const readings = [...part, ...more].map(({ at, value }) => ({ timestamp: start + Math.round(at * minuteMs), value: value / 10 }))
          for (const { timestamp, value } of readings) if (!known.has(timestamp)) known.set(timestamp, value)
          if (readings.length > 0)
            await ingest.request('readings.store', { sensorId, nodeId: `n${run}`, type: 'temperature', readings, arrivedAt: clock.now() })
          if (part.length % 2 === 0) await maintain()
        }
        const ranges = [
          { from: start, to: start + 19 * dayMs, points: 15 },
          { from: start + 1234, to: start + 3 * dayMs + 777, points: 40 },
          { from: start + 30 * minuteMs, to: start + 5 * hourMs + 5, points: 200 },
          { from: start + 61 * minuteMs, to: start + 62 * minuteMs, points: 1000 },
        ]
        for (const { from, to, points } of ranges) {
          const series = ask((history) => jsonOf<Series>(history.series({ sensorId, unit: '', from, to, points })))
          const found = series.buckets.map((b) => ({ ...b, mean: round(b.mean) }))
          expect(found).toEqual(expectedSeries(known, { from, to, bucketMs: series.bucketMs }))
          expect(series.buckets.length).toBeLessThanOrEqual(2 * points + 2)
        }
        const page = ask((history) =>
          jsonOf<{ items: { at: number; value: number }[] }>(history.readings({ sensorId, from: 0, to: 1e15, limit: 1e5 })),
        )
        expect(page.items).toEqual([...known].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value })))
      },
    ),
    { numRuns: 30 },
  )
  // It was about packed hours too.
  const count = (table: string) => ask((_, db) => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n)
  expect([count('chunk') > 100, count('minuteChunk') > 3, count('rollupDay') > 10]).toEqual([true, true, true])
}, 60_000)

test('A device that took a node’s place under its own name goes on with the node’s history; a forgotten node leaves nothing', async (t) => {
  const running = await startTestIngest(t)
  const { ingest, take, ask, clock, maintain } = running
  await take('n1_co2', { value: 1, timestamp: clock.now() - 2000 })
  ingest.setRegistry({ nodes: [{ nodeId: 'n1', aliases: ['old_box'], intervalMs: 60_000 }], sensors: [] })
  await take('old_box_co2', { value: 2, sensor_id: 'old_box_co2', timestamp: clock.now() - 1000 })
  const values = () =>
    ask(({ readings }) => jsonOf<{ items: { value: number }[] }>(readings({ sensorId: 'n1_co2', from: 0, to: 1e15, limit: 10 }))).items
  expect(values().map(({ value }) => value)).toEqual([1, 2])
  expect(ask((_, db) => db.prepare('SELECT sensorId FROM series').pluck().all())).toEqual(['n1_co2'])

  await ingest.request('node.forget', { nodeId: 'n1' })
  await take('n1_co2', { value: 3, timestamp: clock.now() })
  clock.advance(3 * dayMs)
  await maintain()
  expect(values().map(({ value }) => value)).toEqual([3])
  const count = (table: string) => ask((_, db) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
  expect(['chunk', 'hot', 'rollupHot', 'rollupHour', 'rollupDay', 'doomed'].map(count)).toEqual([1, 0, 0, 1, 1, 0])
  expect(countersOf(running, 'n1')).toEqual({ received: 1, stored: 1, duplicate: 0, quarantined: 0, dropped: 0 })
})
