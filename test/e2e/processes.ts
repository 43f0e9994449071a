// Starts the built programs for end-to-end tests: the headless server, and Electron (its binary when it is there, else the stand-in).
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { _electron } from '@playwright/test'

export const root = resolve(import.meta.dirname, '../..')
const nodeBinary = join(root, 'node_modules/node/bin/node')
/** The Node every server of the tests runs on. */
export const node = existsSync(nodeBinary) ? nodeBinary : process.execPath

const onPath = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].flatMap((name) =>
  (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)),
)
/** A Chromium on the PATH; undefined lets Playwright use its own. */
export const chromiumPath = onPath.find((path) => existsSync(path))

/** No sandbox (containers run as root) and no word to anybody: a request that leaves the machine is the page's own doing. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

type Launch = NonNullable<Parameters<typeof _electron.launch>[0]>

/** What to launch as Electron. The package is looked at and never imported: importing it starts a download. */
export function electronTarget(words: readonly string[] = []): Launch & { isStandin: boolean } {
  if (existsSync(join(root, 'node_modules/electron/path.txt')) && process.env.PLENUM_E2E_ELECTRON !== 'standin') {
    return { isStandin: false, args: [root, ...words] }
  }
  return { isStandin: true, executablePath: join(root, 'test/electron-standin/electron'), args: [root, ...words] }
}

/** Environment of a program under test: nothing of the caller's Plenum, its own data folder, a broker on any free port of this machine. */
export function environment(more: Record<string, string>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PLENUM_'),
  )
  const broker = { PLENUM_MQTT_PORT: '0', PLENUM_MQTT_HOST: '127.0.0.1' }
  return { ...Object.fromEntries(kept), ...(chromiumPath ? { STANDIN_CHROMIUM: chromiumPath } : {}), ...broker, ...more }
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Program {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<Ended>
}

/** Starts a program and keeps what it says. */
export function startProgram(command: string, args: readonly string[], env: Record<string, string>): Program {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((end) => {
    child.on('close', (code, signal) => end({ code, signal }))
  })
  return { child, stdout: () => stdout, stderr: () => stderr, ended }
}

export interface Served extends Program {
  readonly pid: number
  readonly baseUrl: string
  /** null when the broker is off. */
  readonly mqttUrl: string | null
  /** One use. */
  readonly welcomeUrl: string
  /** SIGTERM, then its end. */
  readonly stop: () => Promise<Ended>
}

/** The headless server, as an operator starts it, once it is ready; throws what it said when it ends before that. */
export async function serve(flags: readonly string[]): Promise<Served> {
  const program = startProgram(node, [join(root, 'out/main/headless.js'), ...flags], environment({}))
  const welcome = /http:\/\/127\.0\.0\.1:\d+\/#\/welcome\?code=\S+/
  const deadline = Date.now() + 20_000
  const isReady = () => program.stdout().includes('\n') && welcome.test(program.stderr())
  while (!isReady()) {
    if (program.child.exitCode !== null || Date.now() > deadline) throw new Error(`the server did not get ready: ${program.stderr()}`)
    await new Promise((resume) => setTimeout(resume, 20))
  }
  const ready = JSON.parse(program.stdout()) as { pid: number; http: string; mqtt: string | null }
  const stop = () => {
    program.child.kill('SIGTERM')
    return program.ended
  }
  return {
    ...program,
    pid: ready.pid,
    baseUrl: ready.http,
    mqttUrl: ready.mqtt,
    welcomeUrl: welcome.exec(program.stderr())?.[0] ?? '',
    stop,
  }
}
