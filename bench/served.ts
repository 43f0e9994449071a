// The built app as a person meets it: the real headless server on a fresh folder, and a real Chromium with software rendering.
// Nothing of the product is replaced; both are ended when the claim is done.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { createDesign, type Design } from '../src/domain/design.ts'
import { netOfFixtures, tenThousandTileRoom } from './rooms.ts'

export interface BenchServer {
  readonly process: ChildProcess
  readonly baseUrl: string
  readonly dataFolder: string
  /** Port of the broker; null when it is off. */
  readonly mqttPort: number | null
  /** One use. */
  welcomeUrl(): Promise<string>
  /** JSON in, JSON out; throws the reply's text when it isn't 2xx. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Reads the reply's bytes and throws them away; answers how many. */
  drain(method: string, path: string, body: unknown): Promise<number>
  residentMB(): number
  [Symbol.asyncDispose](): Promise<void>
}

export interface ServeBuiltOptions {
  readonly nodeFlags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The broker: off, or on a free port with or without credentials. */
  readonly broker?: 'off' | 'open' | 'required'
  /** A folder that stays. */
  readonly dataFolder?: string
}

/** Starts out/main/headless.js and waits for its ready line. */
export async function serveBuilt({ nodeFlags = [], env = {}, broker = 'off', ...given }: ServeBuiltOptions = {}): Promise<BenchServer> {
  const dataFolder = given.dataFolder ?? mkdtempSync(join(tmpdir(), 'plenum-bench-'))
  const mqtt = broker === 'off' ? ['--mqtt-port', 'off'] : ['--mqtt-port', '0', '--mqtt-host', '127.0.0.1', '--mqtt-auth', broker]
  const flags = ['--data', dataFolder, '--http-port', '0', ...mqtt, '--log-level', 'warn']
  const child = spawn(process.execPath, [...nodeFlags, resolve('out/main/headless.js'), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const line = await new Promise<string>((done, fail) => {
    child.stdout.setEncoding('utf8').once('data', done)
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}; run npm run build first. ${said}`)))
  })
  const { http: baseUrl, mqtt: mqttUrl } = JSON.parse(line) as { http: string; mqtt: string | null }
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = {
      authorization: `Bearer ${token}`,
      'if-match': '*',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const reply = await fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${(await reply.text()).slice(0, 500)}`)
    return reply
  }
  return {
    process: child,
    baseUrl,
    dataFolder,
    mqttPort: mqttUrl === null ? null : Number(new URL(mqttUrl).port),
    async welcomeUrl() {
      for (let i = 0; i < 200; i++) {
        const found = /http:\/\/127\.0\.0\.1:\d+\/#\/welcome\?code=\S+/.exec(said)
        if (found) return found[0]
        await new Promise((resume) => setTimeout(resume, 10))
      }
      throw new Error('the server printed no welcome address')
    },
    async call<T>(method: string, path: string, body?: unknown) {
      const text = await (await ask(method, path, body)).text()
      return (text === '' ? undefined : JSON.parse(text)) as T
    },
    drain: async (method, path, body) => (await (await ask(method, path, body)).arrayBuffer()).byteLength,
    residentMB: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1000,
    async [Symbol.asyncDispose]() {
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
      if (given.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

/** The design of the editor's claims: about 10,000 tiles in a 60-gon, 500 fixtures, origin pinned. */
export function tenThousandTileDesign(): Design {
  const design = createDesign({ kind: 'grid', module: [600, 600], origin: [0, 0] }, tenThousandTileRoom)
  return { ...design, fixtures: netOfFixtures(500, 33_900, 33_900) }
}

/** Stores that design; answers its id. */
export async function storeTenThousandTiles(server: BenchServer): Promise<{ projectId: string; designId: string }> {
  const design = tenThousandTileDesign()
  const { id: projectId } = await server.call<{ id: string }>('POST', '/projects', { name: 'Measured' })
  const { id: designId } = await server.call<{ id: string }>('POST', `/projects/${projectId}/designs`, {
    name: 'Ten thousand tiles',
    room: tenThousandTileRoom,
    system: design.system,
  })
  await server.call('PUT', `/designs/${designId}`, { document: design })
  return { projectId, designId }
}

/** Headless Chromium without GPU and sandbox, as on a build machine. */
export function launchChromium(): Promise<Browser> {
  const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((one) => existsSync(one))
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run']
  return chromium.launch({ ...(path ? { executablePath: path } : {}), args })
}

/** A signed-in page on the start screen at 1440 x 900, the tour already seen. `prepare` runs in the page before anything of the app. */
export async function openSignedIn(browser: Browser, server: BenchServer, prepare?: () => void): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  if (prepare) await page.addInitScript(prepare)
  await page.goto(await server.welcomeUrl())
  await page.waitForSelector('main')
  return page
}
