// kill -9 sixty times at random moments while QoS 1 clients publish: nothing acknowledged is lost, nothing is there twice.
import { expect, test } from 'vitest'
import { runKillLoop } from '../helpers/kill-loop.ts'

const rounds = 60

test(`${rounds} kills while nodes publish lose no acknowledged reading`, async (t) => {
  const { acknowledged, ...result } = await runKillLoop(t, { over: 'mqtt', rounds, killAfterMs: [20, 900] })
  expect(acknowledged).toBeGreaterThan(rounds * 50)
  expect(result).toMatchObject({ rounds, missing: [], wrong: [], integrity: 'ok', imbalance: [0, 0, 0], rollupGap: [0, 0, 0] })
}, 600_000)
