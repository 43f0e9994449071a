// kill -9 of the real server while QoS 1 clients publish, and SIGTERM under the same load. Many more rounds: test/long/ingest-kill.test.ts.
import { expect, test } from 'vitest'
import { runKillLoop } from '../helpers/kill-loop.ts'

test('Five kills while nodes publish: every acknowledged reading is there once, counters add up, the file is whole', async (t) => {
  const { acknowledged, ...result } = await runKillLoop(t, { over: 'mqtt', rounds: 5, killAfterMs: [150, 700] })
  expect(acknowledged).toBeGreaterThan(500)
  expect(result).toMatchObject({
    rounds: 5,
    missing: [],
    wrong: [],
    integrity: 'ok',
    imbalance: [0, 0, 0],
    rollupGap: [0, 0, 0],
  })
}, 90_000)

test('Two kills while programs post readings lose none that was answered', async (t) => {
  const { acknowledged, ...result } = await runKillLoop(t, { over: 'rest', rounds: 2, killAfterMs: [150, 500] })
  expect(acknowledged).toBeGreaterThan(100)
  expect(result).toMatchObject({ missing: [], wrong: [], integrity: 'ok', imbalance: [0, 0, 0], rollupGap: [0, 0, 0] })
}, 60_000)

test('SIGTERM under load loses nothing and takes less than ten seconds', async (t) => {
  const { acknowledged, ...result } = await runKillLoop(t, { over: 'mqtt', rounds: 1, killAfterMs: [600, 601], signal: 'SIGTERM' })
  expect(result.slowestEndMs).toBeLessThan(10_000)
  expect(acknowledged).toBeGreaterThan(100)
  expect(result).toMatchObject({ missing: [], wrong: [], integrity: 'ok', imbalance: [0, 0, 0], rollupGap: [0, 0, 0] })
}, 60_000)
