// From starting the built headless server to its ready line, and what it holds in memory when idle.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Claim, percentile } from '../claim.ts'
import { tenThousandTileRoom } from '../rooms.ts'
import { serveBuilt } from '../served.ts'

/** Starts out/main/headless.js on a fresh folder; resolves with the time to its ready line. */
async function startOnce(settleMs: number): Promise<{ readyMs: number; residentMB: number }> {
  const data = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
  const startedAt = performance.now()
  const server = spawn(process.execPath, [resolve('out/main/headless.js'), '--data', data, '--http-port', '0', '--mqtt-port', 'off'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const readyMs = await new Promise<number>((done, fail) => {
    server.stdout.once('data', () => done(performance.now() - startedAt))
    server.once('exit', (code) => fail(new Error(`the server ended with ${code} before it was ready; run npm run build first`)))
  })
  await wait(settleMs)
  const residentKB = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? Number.NaN)
  const gone = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  await gone
  rmSync(data, { recursive: true, force: true })
  return { readyMs, residentMB: residentKB / 1000 }
}

export const claim: Claim = {
  name: 'start',
  about: 'the built headless server on a fresh data folder',
  run: async () => {
    const runs = []
    for (let i = 0; i < 7; i++) runs.push(await startOnce(i === 6 ? 5000 : 0))
    await using server = await serveBuilt()
    await server.drain('POST', '/layouts', { room: tenThousandTileRoom, system: { kind: 'grid', module: [600, 600], origin: 'best' } })
    await wait(2000)
    const ready = runs.slice(1).map((run) => run.readyMs)
    return [
      { what: 'start to ready line, p50', value: percentile(ready, 50), unit: 'ms', budget: 1000 },
      { what: 'start to ready line, worst of 6', value: Math.max(...ready), unit: 'ms' },
      { what: 'resident memory, idle 5 s after ready', value: runs.at(-1)?.residentMB ?? Number.NaN, unit: 'MB' },
      { what: 'resident memory after laying out 10,000 tiles', value: server.residentMB(), unit: 'MB' },
    ]
  },
}
