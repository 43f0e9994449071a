// The server as a process of its own, started from its source by plain Node: for signals, exit codes and kill -9.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestLife } from './test-server.ts'

/** What `npm test` keeps compiled: a source is stripped and compiled once, not at every start. */
const { NODE_COMPILE_CACHE } = process.env
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
const entry = fileURLToPath(new URL('../../src/server/headless.ts', import.meta.url))

export interface ReadyLine {
  readonly ready: true
  readonly pid: number
  readonly http: string
  readonly mqtt: string | null
  readonly data: string
}

export interface ServerProcess {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** The parsed ready line; throws with standard error when the process ends before it. */
  ready(): Promise<ReadyLine>
  /** Exit code, or the signal that ended it. */
  ended(): Promise<number | string | null>
}

/** Spawns `node src/server/headless.ts` with exactly these flags, its broker off unless they say otherwise; killed when the test ends. */
export function spawnServer(t: TestLife, argv: readonly string[], env: Record<string, string> = {}): ServerProcess {
  const child = spawn(process.execPath, [entry, ...argv], {
    env: { PATH: process.env.PATH ?? '', PLENUM_MQTT_PORT: 'off', ...compileCache, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes) => {
    stdout += bytes
  })
  child.stderr.on('data', (bytes) => {
    stderr += bytes
  })
  const exit = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  t.onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
  })
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended: async () => {
      const [code, signal] = await exit
      return code ?? signal
    },
    ready: async () => {
      while (!stdout.includes('\n')) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended before it was ready: ${stderr}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return JSON.parse(stdout) as ReadyLine
    },
  }
}

/** A temp folder that is removed when the test ends. */
export async function makeTempFolder(t: TestLife, suffix = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plenum-test-'))
  t.onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, suffix)
}
