// kill -9 at twenty points of chance while events are written and delivered: every event arrives, a repeat only under the same id, what was
// rolled back never. Two hundred points: test/long/kill-outbox.test.ts.
import { expect, test } from 'vitest'
import { runKillOutbox } from '../helpers/kill-outbox.ts'

test('Killed twenty times, every committed event arrives and no other', { timeout: 120_000 }, async (t) => {
  const result = await runKillOutbox(t, { kills: 20, perRound: 40 })
  expect(result).toMatchObject({ lost: [], ghosts: [], forgotten: [], open: [], integrity: 'ok' })
  expect(result.committed).toBeGreaterThan(40)
  // A repeat is a try that a kill cut off after it arrived: eight workers, twenty kills.
  expect(result.repeats).toBeLessThanOrEqual(8 * 20)
})
