// Fixtures of the end-to-end tests. `desktop` is the built app in Electron (binary or stand-in), `served` a headless server with a
// Chromium page signed in through its welcome link. Each has a fresh data folder. A test fails on a console error, an uncaught page
// error, a CSP report or a request to any other origin, unless it says `trouble.expect(pattern)`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base, chromium, type ElectronApplication, expect, type Page } from '@playwright/test'
import { chromiumFlags, chromiumPath, electronTarget, environment, type Served, serve } from './processes.ts'

export interface Trouble {
  /** Takes away what this test provokes. */
  readonly expect: (pattern: RegExp) => void
  /** Watches a page until the test ends. */
  readonly watch: (page: Page) => void
}

export interface Desktop {
  readonly app: ElectronApplication
  readonly win: Page
  /** The page's origin. */
  readonly baseUrl: string
}

export interface LaunchOptions {
  readonly env?: Record<string, string>
  readonly words?: readonly string[]
}

interface Fixtures {
  dataFolder: string
  trouble: Trouble
  /** Starts the desktop app; for tests that need an environment, arguments, or two of it. */
  launch: (options?: LaunchOptions) => Promise<Desktop>
  desktop: Desktop
  served: Served & { readonly page: Page }
  /** A further page, not signed in, in a context of its own. */
  newPage: (options?: Parameters<import('@playwright/test').Browser['newContext']>[0]) => Promise<Page>
}

interface WorkerFixtures {
  chromiumBrowser: import('@playwright/test').Browser
}

/** Playwright and axe put scripts of their own into every frame; that of a mail runs none and says so. */
const ownScripts = /^Blocked script execution in 'about:blank' because the document's frame is sandboxed/

function watchPage(page: Page, report: (what: string) => void): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !ownScripts.test(message.text())) report(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => report(`page error: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    const home = page.url()
    if (/^(data|blob|about):/.test(url)) return
    const isLocal = /^http:\/\/127\.0\.0\.1:\d+\//.test(url)
    const isForeign = !isLocal || (home.startsWith('http') && new URL(home).origin !== new URL(url).origin)
    if (isForeign) report(`request to another origin: ${url} from ${home}`)
  })
}

/** Until React has drawn something. */
const waitForApp = (page: Page) =>
  page.waitForFunction(() => document.querySelector('#root')?.childElementCount, undefined, { timeout: 20_000 })

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'plenum e2e ü-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above
  trouble: async ({}, use) => {
    const found: string[] = []
    const expected: RegExp[] = []
    await use({ expect: (pattern) => expected.push(pattern), watch: (page) => watchPage(page, (what) => found.push(what)) })
    expect(found.filter((what) => !expected.some((pattern) => pattern.test(what)))).toEqual([])
  },
  launch: async ({ dataFolder, trouble }, use) => {
    const apps: ElectronApplication[] = []
    await use(async ({ env = {}, words = [] } = {}) => {
      const { isStandin: _, ...target } = electronTarget(words)
      const app = await _electron.launch({
        ...target,
        env: environment({ PLENUM_DATA: dataFolder, PLENUM_HTTP_PORT: '0', PLENUM_LOG_LEVEL: 'warn', ...env }),
      })
      apps.push(app)
      const win = await app.firstWindow()
      trouble.watch(win)
      await waitForApp(win)
      return { app, win, baseUrl: new URL(win.url()).origin }
    })
    for (const app of apps) await app.close().catch(() => undefined)
  },
  desktop: async ({ launch }, use) => {
    await use(await launch())
  },
  chromiumBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const browser = await chromium.launch({ args: chromiumFlags, ...(chromiumPath ? { executablePath: chromiumPath } : {}) })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  newPage: async ({ chromiumBrowser, trouble }, use) => {
    const contexts: import('@playwright/test').BrowserContext[] = []
    await use(async (options = {}) => {
      const context = await chromiumBrowser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
      contexts.push(context)
      const page = await context.newPage()
      trouble.watch(page)
      return page
    })
    for (const context of contexts) await context.close()
  },
  served: async ({ dataFolder, newPage }, use) => {
    const server = await serve(['--data', dataFolder, '--http-port', '0', '--log-level', 'warn'])
    try {
      const page = await newPage()
      await page.goto(server.welcomeUrl)
      await waitForApp(page)
      await use({ ...server, page })
      await page.close()
    } finally {
      await server.stop()
    }
  },
})

export { expect }
