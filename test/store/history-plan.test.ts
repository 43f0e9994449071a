// Series take time by their points, not by the rows there are: every statement they run is a search by key, and a sensor's last hours never
// stand among more rows than the hot table may hold.
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { hourMs } from '../../src/domain/rollup.ts'
import { migrateReadings } from '../../src/server/store/readings/open.ts'
import { createHistory } from '../../src/server/workers/history/answers.ts'
import { startTestIngest } from '../helpers/ingest.ts'

test('No question of the history walks over a whole table', () => {
  const statements = new Set<string>()
  const db = new SqliteDatabase(':memory:')
  migrateReadings(db)
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    statements.add(sql)
    return prepare(sql)
  }) as typeof db.prepare
  createHistory(db)
  expect(statements.size).toBeGreaterThan(8)
  const plans = [...statements].flatMap((sql) => {
    // Parameters of a plan need no values.
    const rows = prepare(`EXPLAIN QUERY PLAN ${sql.replace(/\?|@\w+/g, '0')}`).all() as { detail: string }[]
    return rows.map(({ detail }) => detail)
  })
  // Only the list of all sensors is read whole, and it is as long as there are sensors.
  expect(plans.filter((detail) => /^SCAN (hot|chunk|minuteChunk|rollup\w+|quarantine|boot|node)\b/.test(detail))).toEqual([])
  expect(
    plans.filter((detail) => detail.startsWith('SEARCH chunk USING PRIMARY KEY (series=? AND hour>? AND hour<?)')).length,
  ).toBeGreaterThan(0)
})

test('Many rows are packed before their day is over', async (t) => {
  const { ingest, clock, maintain, ask } = await startTestIngest(t)
  const start = clock.now() - 4 * hourMs
  for (let part = 0; part < 6; part += 1) {
    const readings = Array.from({ length: 10_000 }, (_, i) => ({ timestamp: start + (part * 10_000 + i) * 200, value: (i % 50) / 10 }))
    await ingest.request('readings.store', { sensorId: 'n1_co2', nodeId: 'n1', type: 'co2', readings, arrivedAt: clock.now() })
  }
  await maintain()
  const count = (sql: string) => ask((_, db) => db.prepare(sql).pluck().get() as number)
  expect(count('SELECT count(*) FROM hot')).toBeLessThanOrEqual(40_000)
  expect(count('SELECT count(*) FROM hot') + count('SELECT sum(n) FROM chunk')).toBe(60_000)
  expect(count('SELECT sum(length(bytes)) FROM chunk') / count('SELECT sum(n) FROM chunk')).toBeLessThan(2)
})
