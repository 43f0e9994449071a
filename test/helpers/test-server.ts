// The real server for API tests: the real composition root on a free port, a temp data folder, time that stands still, the typed client.
// Replies are checked against the contract while it runs; the live events that left are collected.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '../../src/contract/client.ts'
import type { LiveEvent } from '../../src/contract/events.ts'
import type { Log } from '../../src/server/log.ts'
import { readOptions, type ServerOptions } from '../../src/server/options.ts'
import { type RunningServer, type ServerSeams, startServer } from '../../src/server/server.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

/** What vitest's test context gives: a place to register the clean-up. */
export interface TestLife {
  onTestFinished(fn: () => Promise<void>): void
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly facts: Record<string, unknown>
  readonly message: string
}

export interface TestServer {
  readonly baseUrl: string
  readonly token: string
  readonly client: Client
  readonly clock: FakeClock
  readonly dataFolder: string
  readonly server: RunningServer
  readonly log: readonly LogLine[]
  /** Live events since the start, without the snapshot; waits until `count` of them are there. */
  events(count?: number): Promise<LiveEvent[]>
  /** A bare request with the owner's token; `path` starts below /api/v1. */
  request(path: string, init?: RequestInit): Promise<Response>
  stop(): Promise<void>
}

export interface TestServerOptions {
  readonly dataFolder?: string
  readonly options?: Partial<ServerOptions>
  readonly seams?: ServerSeams
}

/** Starts a server that is stopped, and its temp folder removed, when the test ends. */
export async function startTestServer(t: TestLife, given: TestServerOptions = {}): Promise<TestServer> {
  const dataFolder = given.dataFolder ?? (await mkdtemp(join(tmpdir(), 'plenum-test-')))
  const clock = createFakeClock()
  const log: LogLine[] = []
  const options = {
    ...readOptions({ argv: ['--data', dataFolder, '--http-port', '0', '--mqtt-port', 'off', '--mqtt-host', '127.0.0.1'], env: {} }),
    ...given.options,
  }
  const server = await startServer(options, { clock, log: collectingLog(log), checkReplies: true, passwordLog2N: 10, ...given.seams })
  const { baseUrl, token } = server
  const client = createClient({ baseUrl, token: () => token })
  const abort = new AbortController()
  const collected = await collectEvents(client, abort.signal)
  const stop = async () => {
    abort.abort()
    await server.stop()
  }
  t.onTestFinished(async () => {
    await stop()
    if (given.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true })
  })
  return {
    baseUrl,
    token,
    client,
    clock,
    dataFolder,
    server,
    log,
    events: async (count = 0) => {
      for (let waitedMs = 0; collected.length < count && waitedMs < 5000; waitedMs += 5) await new Promise((r) => setTimeout(r, 5))
      return [...collected]
    },
    request: (path, init = {}) =>
      fetch(`${baseUrl}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
    stop,
  }
}

/** Reads on in the background; resolves once the snapshot is there, so no event of the test can be missed. */
async function collectEvents(client: Client, signal: AbortSignal): Promise<LiveEvent[]> {
  const collected: LiveEvent[] = []
  const stream = client.openEvents(signal)
  await stream.next()
  const readOn = async () => {
    for await (const event of stream) collected.push(event)
  }
  readOn().catch(() => {
    // The stream ends with the server or the test.
  })
  return collected
}

/** A log whose lines a test can look at. */
export function collectingLog(lines: LogLine[]): Log {
  const at =
    (level: LogLine['level']) =>
    (facts: unknown, message = ''): void => {
      lines.push({ level, facts: facts as Record<string, unknown>, message })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
