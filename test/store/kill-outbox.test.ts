// kill -9 of the real server at twenty points of chance while about a thousand deliveries run: every event arrives at every endpoint, a repeat
// only under the same webhook-id, first attempts in order. Two servers side by side, for most of the time is spent starting. Two hundred points:
// test/long/kill-outbox.test.ts.
import { expect, test } from 'vitest'
import { runKillOutbox } from '../helpers/kill-outbox.ts'

const clean = { lost: [], ghosts: [], doubled: [], forgotten: [], overtaken: [], badSignatures: 0, open: [], integrity: 'ok' }

test('Killed twenty times, the server delivers every committed event and no other', { timeout: 120_000 }, async (t) => {
  const given = { kills: 10, endpoints: 10, designs: 10, mostArrivals: 60 }
  const results = await Promise.all([runKillOutbox(t, given), runKillOutbox(t, given)])
  for (const result of results) {
    expect(result).toMatchObject(clean)
    expect(result.deliveries).toBe(10 * result.events)
    expect(result.deliveries).toBeGreaterThan(200)
    expect(result.killsAtWork).toBeGreaterThan(5)
  }
})
