// Tokens and limits seen by programs of others: PyJWT reads our access token and forges its own; wrk runs into the limit of a key.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { systemClock } from '../../src/server/clock.ts'
import { openSecretBox } from '../../src/server/services/secret-box.ts'
import { openStore } from '../../src/server/store/open.ts'
import { makeTempFolder, spawnServer } from '../helpers/server-process.ts'
import { itNeeds, runTool } from '../helpers/strangers.ts'
import { collectingLog, startTestServer } from '../helpers/test-server.ts'

const script = fileURLToPath(new URL('./tokens.py', import.meta.url))

/** A data folder whose key for access tokens is known. */
async function plantKey(dataFolder: string): Promise<Buffer> {
  const key = randomBytes(32)
  const log = collectingLog([])
  const store = openStore({ dataFolder, clock: systemClock, log })
  const box = await openSecretBox({ dataFolder, store, clock: systemClock, log })
  box.put('tokens/access', key)
  store.close()
  return key
}

itNeeds('jwt')('PyJWT verifies our access token, and what it forges opens nothing', async (t) => {
  const dataFolder = await makeTempFolder(t)
  const key = await plantKey(dataFolder)
  const server = await startTestServer(t, { dataFolder, seams: { clock: systemClock } })
  const password = 'correct horse battery'
  const { id } = await server.client.createAccount({ body: { email: 'ada@example.com', role: 'administrator', password } })
  const { accessToken } = await server.client.logIn({ body: { email: 'ada@example.com', password } })
  const read = JSON.parse(runTool('/usr/bin/python3', [script, accessToken, key.toString('hex')])) as {
    header: unknown
    claims: { sub: string; exp: number; iat: number }
    forged: Record<string, string>
    same: string
  }
  expect(read.header).toEqual({ alg: 'HS256', typ: 'at+jwt' })
  expect(read.claims).toMatchObject({ iss: 'plenum', aud: 'plenum-api', sub: id })
  expect(read.claims.exp - read.claims.iat).toBe(900)
  const ask = (token: string) => fetch(`${server.baseUrl}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } })
  expect((await ask(read.same)).status).toBe(200)
  expect(Object.keys(read.forged)).toHaveLength(21)
  const bodies = new Set<string>()
  for (const [what, token] of Object.entries(read.forged)) {
    const reply = await ask(token)
    expect([what, reply.status, reply.headers.get('www-authenticate') !== null]).toEqual([what, 401, true])
    const { requestId: _, ...plain } = (await reply.json()) as Record<string, unknown>
    bodies.add(JSON.stringify(plain))
  }
  expect(bodies.size).toBe(1)
  expect((await ask(accessToken)).status).toBe(200)
})

/** Every reply is counted: the limit is reached long before wrk stops, so what is in flight then was refused. */
async function runWrk(url: string, key: string): Promise<{ accepted: number; refused: number }> {
  const { stdout } = await promisify(execFile)('wrk', ['-t', '1', '-c', '8', '-d', '2s', '-H', `X-API-Key: ${key}`, url])
  expect(stdout).not.toContain('Socket errors')
  const total = Number(/(\d+) requests in/.exec(stdout)?.[1])
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0)
  return { accepted: total - refused, refused }
}

itNeeds('wrk')('wrk with 8 connections gets exactly what the window holds, also over a restart', async (t) => {
  const dataFolder = await makeTempFolder(t)
  const first = await startTestServer(t, { dataFolder })
  const { key } = await first.client.createApiKey({ body: { name: 'x', scopes: ['projects:read'], perMinute: 250, perHour: 1000 } })
  const url = (baseUrl: string) => `${baseUrl}/api/v1/projects`
  const whole = await runWrk(url(first.baseUrl), key)
  expect(whole.accepted).toBe(250)
  expect(whole.refused).toBeGreaterThan(100)
  first.clock.advance(60_000)
  for (let i = 0; i < 90; i += 1) await (await fetch(url(first.baseUrl), { headers: { 'x-api-key': key } })).arrayBuffer()
  await first.stop()
  const second = await startTestServer(t, { dataFolder })
  // Its clock starts anew, before the window opened: the window goes on, it doesn't open again.
  expect((await runWrk(url(second.baseUrl), key)).accepted).toBe(160)
})

itNeeds('wrk')('a kill -9 never lets a caller have more than the window holds', async (t) => {
  const dataFolder = await makeTempFolder(t)
  const start = async () => {
    const running = spawnServer(t, ['--data', dataFolder, '--http-port', '0', '--mqtt-port', 'off', '--log-level', 'error'])
    return { ...running, baseUrl: (await running.ready()).http }
  }
  const first = await start()
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  const client = createClient({ baseUrl: first.baseUrl, token: () => token })
  const { key } = await client.createApiKey({ body: { name: 'x', scopes: ['projects:read'], perMinute: 200, perHour: 1000 } })
  for (let i = 0; i < 73; i += 1) {
    const reply = await fetch(`${first.baseUrl}/api/v1/projects`, { headers: { 'x-api-key': key } })
    expect(reply.status).toBe(200)
    await reply.arrayBuffer()
  }
  first.child.kill('SIGKILL')
  await first.ended()
  const second = await start()
  const { accepted, refused } = await runWrk(`${second.baseUrl}/api/v1/projects`, key)
  expect(refused).toBeGreaterThan(100)
  expect(accepted).toBeLessThanOrEqual(200 - 73)
  // At most the reserve is lost: a twentieth of the limit.
  expect(accepted).toBeGreaterThanOrEqual(200 - 73 - 10)
})
