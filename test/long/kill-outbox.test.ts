// kill -9 of the real server at two hundred points of chance while thousands of deliveries run.
import { expect, test } from 'vitest'
import { runKillOutbox } from '../helpers/kill-outbox.ts'

test('Killed two hundred times, the server delivers every committed event and no other', { timeout: 1_800_000 }, async (t) => {
  const result = await runKillOutbox(t, { kills: 200, endpoints: 10, designs: 6, mostArrivals: 150 })
  console.log(JSON.stringify(result))
  expect(result).toMatchObject({ lost: [], ghosts: [], doubled: [], forgotten: [], overtaken: [], badSignatures: 0, open: [] })
  expect(result.integrity).toBe('ok')
  expect(result.deliveries).toBe(10 * result.events)
  expect(result.deliveries).toBeGreaterThan(1000)
  expect(result.killsAtWork).toBeGreaterThan(50)
})
