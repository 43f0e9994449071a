// Signing in tells by its time no more than by its answer: known and unknown accounts, 150 tries a group on fresh accounts, compared by
// Welch's test. The groups take turns, so that whatever else runs on the machine slows both.
import { scryptSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

const tries = 150
/** Two-sided, one in a thousand, for so many degrees of freedom as good as normal. */
const criticalT = 3.29
/** Cheaper than the product's 17, so that a difference of the work around the password stands out more. */
const passwordLog2N = 12

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
const variance = (values: readonly number[]) => {
  const middle = mean(values)
  return values.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (values.length - 1)
}
const welch = (a: readonly number[], b: readonly number[]) =>
  Math.abs(mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length)
/** Without the slowest twentieth of each: a pause of the collector is nobody's account. */
const trimmed = (values: readonly number[]) => [...values].sort((a, b) => a - b).slice(0, Math.floor(values.length * 0.95))

test(`signing in takes as long for an unknown account as for a known one (Welch, ${tries} tries a group)`, async (t) => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'plenum-timing-'))
  t.onTestFinished(() => rm(dataFolder, { recursive: true, force: true }))
  const server = await startTestServer(t, { dataFolder, seams: { passwordLog2N } })
  const emailOf = (group: string, n: number) => `${group}-${String(n).padStart(3, '0')}@example.com`
  for (let n = 0; n < tries; n += 1)
    await server.client.createAccount({ body: { email: emailOf('known', n), role: 'guest', password: 'correct horse battery' } })
  const timeOf = async (email: string) => {
    const start = performance.now()
    const reply = await fetch(`${server.baseUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'not the right password' }),
    })
    await reply.arrayBuffer()
    const took = performance.now() - start
    expect(reply.status).toBe(401)
    // Limits for all together open anew.
    server.clock.advance(10_000)
    return took
  }
  for (let n = 0; n < 20; n += 1) await timeOf(emailOf('warm', n))
  const times: Record<'known' | 'other', number[]> = { known: [], other: [] }
  for (let n = 0; n < tries; n += 1) {
    const order = n % 2 ? (['known', 'other'] as const) : (['other', 'known'] as const)
    for (const group of order) times[group].push(await timeOf(emailOf(group, n)))
  }
  const told = `known ${mean(times.known).toFixed(2)} ms, unknown ${mean(times.other).toFixed(2)} ms`
  expect(welch(trimmed(times.known), trimmed(times.other)), told).toBeLessThan(criticalT)
  // The measure sees what it is to see: an unknown account whose password is not computed at all would be found.
  const start = performance.now()
  for (let n = 0; n < 20; n += 1) scryptSync('not the right password', 'salt', 32, { N: 2 ** passwordLog2N, r: 8, p: 1 })
  const workMs = (performance.now() - start) / 20
  const withoutWork = times.other.map((one) => one - workMs)
  expect(welch(trimmed(times.known), trimmed(withoutWork)), `${told}, the work ${workMs.toFixed(2)} ms`).toBeGreaterThan(criticalT)
}, 300_000)
