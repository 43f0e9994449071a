// What it costs to ask who calls: requests a second by key, by an account's token and by the owner's, against the same list by node:http
// with nothing before it, in one run with the same client; and the checks alone.
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { permissions } from '../../src/contract/routes.ts'
import type { SecretBox } from '../../src/server/caller.ts'
import { systemClock } from '../../src/server/clock.ts'
import { createTokens } from '../../src/server/services/token.ts'
import type { Claim, Figure } from '../claim.ts'
import { type BenchServer, serveBuilt } from '../served.ts'

const warmUpS = 1
const seconds = 3
const password = 'correct horse battery'
const plenty = { perMinute: 1_000_000, perHour: 1_000_000 }
/** An account may ask 600 times a minute, so the load is spread over as many as it takes. */
const accounts = 60

interface Load {
  readonly perSecond: number
  readonly p99Ms: number
}

const toMs = (text: string) => Number.parseFloat(text) * (text.endsWith('us') ? 0.001 : text.endsWith('ms') ? 1 : 1000)

/** Eight connections as fast as they go, with the headers in turn; throws when a single answer was not 2xx. */
async function load(url: string, headers: readonly string[], forS: number): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-bench-wrk-'))
  const script = join(folder, 'turns.lua')
  const lines = headers.map((one) => `{${one === '' ? '' : `["${one.split(': ')[0]}"]="${one.split(': ')[1]}"`}}`)
  const turn = 'function request() n = n % #turns + 1; return wrk.format("GET", nil, turns[n]) end'
  writeFileSync(script, `local turns = {${lines.join(',')}}\nlocal n = 0\n${turn}\n`, { mode: 0o600 })
  try {
    const args = ['-t', '1', '-c', '8', '-d', `${forS}s`, '--latency', '-s', script, url]
    const { stdout } = await promisify(execFile)('wrk', args)
    if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`not every request was answered well: ${stdout}`)
    return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), p99Ms: toMs(/99%\s+([\d.]+\w+)/.exec(stdout)?.[1] ?? '') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function signInMany(server: BenchServer): Promise<string[]> {
  const tokens: string[] = []
  for (let i = 0; i < accounts; i += 1) {
    const email = `bench-${i}@example.com`
    await server.call('POST', '/accounts', { email, role: 'engineer', password })
    tokens.push((await server.call<{ accessToken: string }>('POST', '/auth/login', { email, password })).accessToken)
  }
  return tokens
}

/** The list without a guard, on the folder of a server that was stopped. */
async function loadUnguarded(dataFolder: string): Promise<Load> {
  const bare = spawn(process.execPath, [resolve('bench/unguarded.ts'), dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(bare.stdout.setEncoding('utf8'), 'data')) as [string]
    await load(line.trim(), [''], warmUpS)
    return await load(line.trim(), [''], seconds)
  } finally {
    bare.kill('SIGKILL')
  }
}

async function measureRequests(dataFolder: string): Promise<Figure[]> {
  const found: { what: string; isHeld: boolean; load: Load }[] = []
  {
    await using server = await serveBuilt({ dataFolder })
    for (let i = 0; i < 20; i += 1) await server.call('POST', '/projects', { name: `Measured ${i}` })
    const { key } = await server.call<{ key: string }>('POST', '/api-keys', { name: 'bench', scopes: ['projects:read'], ...plenty })
    const owner = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
    const tokens = await signInMany(server)
    const ways = [
      { what: 'by key', headers: [`X-API-Key: ${key}`], isHeld: true },
      { what: 'by an account’s token', headers: tokens.map((one) => `Authorization: Bearer ${one}`), isHeld: true },
      { what: 'by the owner’s token', headers: [`Authorization: Bearer ${owner}`], isHeld: false },
    ]
    const route = `${server.baseUrl}/api/v1/projects?limit=50`
    for (const { what, headers, isHeld } of ways) {
      await load(route, headers, warmUpS)
      found.push({ what, isHeld, load: await load(route, headers, seconds) })
    }
  }
  const bare = await loadUnguarded(dataFolder)
  const baseline = 'the same list by node:http, unguarded'
  return [
    ...found.flatMap(({ what, isHeld, load: { perSecond, p99Ms } }): Figure[] => [
      { what: `requests, ${what}`, value: perSecond, unit: '/s', ...(isHeld ? { budget: 5000, sense: 'least' as const } : {}) },
      { what: `share of the unguarded, ${what}`, value: perSecond / bare.perSecond, unit: 'x', baseline },
      { what: `p99, ${what}`, value: p99Ms, unit: 'ms' },
    ]),
    { what: 'requests, unguarded', value: bare.perSecond, unit: '/s', note: '20 projects a reply, 8 connections of wrk on the same cores' },
    { what: 'p99, unguarded', value: bare.p99Ms, unit: 'ms' },
  ]
}

async function measureChecks(): Promise<Figure[]> {
  const kept = new Map<string, Uint8Array>([['tokens/access', randomBytes(32)]])
  const secrets: SecretBox = { get: (name) => kept.get(name) ?? null, put: (name, plain) => kept.set(name, plain), remove: () => {} }
  const tokens = createTokens({ secrets, clock: systemClock })
  const token = await tokens.issueAccess({ accountId: 'a'.repeat(32), sessionId: 'b'.repeat(32) })
  const held = new Set<string>(permissions)
  const timed = (fn: () => unknown) => {
    const rounds = 100_000
    for (let i = 0; i < rounds / 10; i += 1) fn()
    const start = performance.now()
    for (let i = 0; i < rounds; i += 1) if (!fn()) throw new Error('the check failed')
    return ((performance.now() - start) * 1000) / rounds
  }
  return [
    { what: 'an access token read and verified', value: timed(() => tokens.readAccess(token)), unit: 'us' },
    { what: 'one permission asked of a caller', value: timed(() => held.has('projects:read')), unit: 'us' },
  ]
}

export const claim: Claim = {
  name: 'auth',
  about: 'requests by key and by token against the same list unguarded, and the checks alone',
  run: async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-bench-auth-'))
    try {
      return [...(await measureRequests(dataFolder)), ...(await measureChecks())]
    } finally {
      rmSync(dataFolder, { recursive: true, force: true })
    }
  },
}
