// kill -9 at two hundred points of chance while thousands of events are written and delivered.
import { expect, test } from 'vitest'
import { runKillOutbox } from '../helpers/kill-outbox.ts'

test('Killed two hundred times, every committed event arrives and no other', { timeout: 1_800_000 }, async (t) => {
  const result = await runKillOutbox(t, { kills: 200, perRound: 60 })
  expect(result).toMatchObject({ lost: [], ghosts: [], forgotten: [], open: [], integrity: 'ok' })
  expect(result.committed).toBeGreaterThan(500)
  expect(result.repeats).toBeLessThanOrEqual(8 * 200)
})
