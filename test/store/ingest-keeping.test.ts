// How long readings are kept and how large the file gets, on a clock that runs ahead: retention by class and type, the budget, the forecast.
import { expect, test } from 'vitest'
import type { Series } from '../../src/contract/schemas/sensor.ts'
import { dayMs, hourMs } from '../../src/domain/rollup.ts'
import { systemClock } from '../../src/server/clock.ts'
import type { Keeping } from '../../src/server/workers/ingest/protocol.ts'
import type { FakeClock } from '../helpers/fake-clock.ts'
import { jsonOf, startTestIngest, type TestIngest } from '../helpers/ingest.ts'

const keeping: Keeping = { rawDays: 5, minuteDays: 10, hourDays: 0, byType: { vibration: { rawDays: 2 } }, budgetBytes: 0 }
const perDay = 240

/** Days go by at once: nothing ticks in between. */
function createLeapingClock(): FakeClock {
  let now = Date.UTC(2026, 0, 5, 8)
  return {
    ...systemClock,
    now: () => now,
    every: () => () => {},
    advance: (byMs) => {
      now += byMs
    },
  }
}

/** A day of readings of each sensor, sent in portions as they are taken, with the housekeeping after each. */
async function passDay({ ingest, clock, maintain }: TestIngest, types: readonly string[], portions = 1): Promise<void> {
  for (let portion = 0; portion < portions; portion += 1) {
    const from = clock.now()
    clock.advance(dayMs / portions)
    for (const type of types) {
      const readings = Array.from({ length: perDay / portions }, (_, i) => ({
        timestamp: from + (i * dayMs) / perDay,
        value: Math.round(210 + 20 * Math.sin(i / 100) + ((i * 7919) % 13)) / 10,
      }))
      await ingest.request('readings.store', { sensorId: `n1_${type}`, nodeId: 'n1', type, readings, arrivedAt: clock.now() })
    }
    await maintain()
  }
}
const oldestDays = ({ ask, clock }: TestIngest, table: string, type: string) =>
  ask((_, db) => {
    const hour = db
      .prepare<[string], number>(`SELECT min(hour) FROM ${table} WHERE series = (SELECT id FROM series WHERE type = ?)`)
      .pluck()
      .get(type)
    return (clock.now() - (hour ?? 0) * hourMs) / dayMs
  })
const usedBytes = ({ ask }: TestIngest) =>
  ask((_, db) => {
    const pragma = (name: string) => db.pragma(name, { simple: true }) as number
    return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
  })

test('Raw readings and minutes go when their time is over, by type; hours stay; and the file stops growing', async (t) => {
  const running = await startTestIngest(t, { clock: createLeapingClock() })
  const { ingest, clock, ask } = running
  ingest.setKeeping(keeping)
  const start = clock.now()
  const types = ['temperature', 'vibration']
  for (let day = 0; day < 14; day += 1) await passDay(running, types)
  const before = ask((_, db) => db.pragma('page_count', { simple: true }) as number)
  for (let day = 14; day < 28; day += 1) await passDay(running, types)
  const after = ask((_, db) => db.pragma('page_count', { simple: true }) as number)
  expect([oldestDays(running, 'chunk', 'temperature') < 6.2, oldestDays(running, 'chunk', 'temperature') > 4.9]).toEqual([true, true])
  expect(oldestDays(running, 'chunk', 'vibration')).toBeLessThan(3.2)
  expect([oldestDays(running, 'minuteChunk', 'vibration') < 11.2, oldestDays(running, 'minuteChunk', 'vibration') > 9.9]).toEqual([
    true,
    true,
  ])
  // Hours and days of two weeks, about 60 bytes each, and nothing else.
  expect((after - before) * 4096).toBeLessThan(14 * 2 * 25 * 150)
  const series = ask((history) =>
    jsonOf<Series>(history.series({ sensorId: 'n1_temperature', unit: '', from: start, to: clock.now(), points: 20 })),
  )
  expect(series.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(28 * perDay)
  // What was condensed can't be told from a repeat any more: it is not counted twice.
  const late = [{ timestamp: start + 1000, value: 1 }]
  expect(
    await ingest.request('readings.store', {
      sensorId: 'n1_temperature',
      nodeId: 'n1',
      type: 'temperature',
      readings: late,
      arrivedAt: clock.now(),
    }),
  ).toEqual({ stored: 0, duplicate: 0, quarantined: 1 })
}, 60_000)

test('The forecast of a full budget holds within ten percent, and over it the oldest readings go and health says so', async (t) => {
  const running = await startTestIngest(t, { clock: createLeapingClock() })
  const { ingest, clock } = running
  const types = Array.from({ length: 8 }, (_, i) => `made${i}`)
  for (let day = 0; day < 2; day += 1) await passDay(running, types, 6)
  const budgetBytes = usedBytes(running) + 700_000
  ingest.setKeeping({ ...keeping, rawDays: 365, budgetBytes })
  expect(ingest.state().fullAt).toBeNull()
  for (let day = 2; day < 9; day += 1) await passDay(running, types, 6)
  const now = clock.now()
  const forecast = ingest.state().fullAt ?? 0
  let warned = 0
  while (!ingest.state().reason?.includes('reached its size budget') && clock.now() - now < 200 * dayMs) {
    if (ingest.state().reason?.includes('At the present rate readings.db is full on')) warned += 1
    await passDay(running, types, 6)
  }
  expect([warned > 9, warned < 16]).toEqual([true, true])
  const tookMs = clock.now() - now
  expect(Math.abs(forecast - now - tookMs)).toBeLessThan(0.1 * tookMs)
  for (let day = 0; day < 4; day += 1) await passDay(running, types)
  expect([usedBytes(running) <= budgetBytes * 1.02, ingest.state().state, ingest.state().reason?.includes('size budget')]).toEqual([
    true,
    'degraded',
    true,
  ])
}, 90_000)

test('A clock that jumps an hour ahead and back, and the hour that comes twice, lose and double nothing', async (t) => {
  const zone = process.env.TZ
  process.env.TZ = 'Europe/Vienna'
  t.onTestFinished(async () => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  const running = await startTestIngest(t, { clock: createLeapingClock() })
  const { clock, take, ask } = running
  // 02:00 to 03:00 comes twice on 25 October 2026: at 00:00 UTC and at 01:00 UTC.
  clock.advance(Date.UTC(2026, 9, 24, 23, 30) - clock.now())
  const naive = (at: number) => {
    const local = new Date(at)
    const pad = (n: number) => String(n).padStart(2, '0')
    return `${local.getFullYear()}-${pad(local.getMonth() + 1)}-${pad(local.getDate())}T${pad(local.getHours())}:${pad(local.getMinutes())}:00`
  }
  const start = clock.now()
  for (let i = 0; i < 180; i += 1) {
    await take('n1_temperature', { value: i, timestamp: naive(clock.now()) })
    clock.advance(60_000)
  }
  const series = (from: number, to: number) =>
    ask((history) => jsonOf<Series>(history.series({ sensorId: 'n1_temperature', unit: '', from, to, points: 3 })))
  expect(series(start, start + 3 * hourMs).buckets.map(({ at, count, min }) => [at - start, count, min])).toEqual([
    [0, 30, 0],
    [30 * 60_000, 60, 30],
    [90 * 60_000, 60, 90],
    [150 * 60_000, 30, 150],
  ])
  // The server's clock is set an hour ahead and then right again; the node's stays right.
  const real = clock.now()
  clock.advance(hourMs)
  await take('n1_temperature', { value: 500, timestamp: real })
  const jumped = await startTestIngest(t, { clock: { ...clock, now: () => real } })
  await jumped.take('n1_temperature', { value: 501, timestamp: real + 60_000 })
  expect(
    jumped.ask((history) =>
      jsonOf<Series>(history.series({ sensorId: 'n1_temperature', unit: '', from: real, to: real + hourMs, points: 60 })),
    ).buckets,
  ).toHaveLength(1)
  expect(series(real, real + hourMs).buckets.map(({ count, last }) => [count, last])).toEqual([[1, 500]])
})
