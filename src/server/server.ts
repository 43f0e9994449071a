// COMPOSITION ROOT: the only file that knows all parts. Builds socket -> folder -> lock -> store -> services -> http, in this order, so
// that a busy port is known before anything on disk changes. A failure half-way undoes what stands; stop() runs in reverse.
import { createBus } from './bus.ts'
import { type Clock, systemClock } from './clock.ts'
import { openDataFolder } from './data-folder.ts'
import { productVersion, rendererFolder } from './folders.ts'
import { createDiskProbe, createHealth, type Probe } from './health.ts'
import { createApp } from './http/app.ts'
import type { Handlers } from './http/handler.ts'
import { createAuthHandlers } from './http/handlers/auth.ts'
import { createHealthHandlers } from './http/handlers/health.ts'
import { listenOrExplain } from './http/listen-or-explain.ts'
import { createLive } from './http/live.ts'
import { addPages } from './http/pages.ts'
import { lockDataFolder } from './lock.ts'
import { createLog, type Log } from './log.ts'
import type { ServerOptions } from './options.ts'
import { createOwner, type Owner, writeOwnerToken } from './owner-token.ts'
import { openStore } from './store/open.ts'

export interface RunningServer {
  /** http://127.0.0.1:port */
  readonly baseUrl: string
  /** The owner's bearer token. */
  readonly token: string
  readonly dataFolder: string
  /** A fresh address for a browser: 10 minutes, one use. */
  welcomeUrl(): string
  /** Ends within 10 s; a second call waits for the first. */
  stop(): Promise<void>
}

/** What tests replace: time, log, folders of the program. */
export interface ServerSeams {
  readonly clock?: Clock
  readonly log?: Log
  readonly rendererFolder?: string
  /** Every reply is checked against the contract; one that breaks it is a bug (500). */
  readonly checkReplies?: boolean
}

const replyGraceMs = 4000
const stopDeadlineMs = 9000

/** Starts the whole server. Throws StartError (port, folder, lock, database) with nothing left standing and nothing changed. */
export async function startServer(options: ServerOptions, seams: ServerSeams = {}): Promise<RunningServer> {
  const { clock = systemClock, log = createLog({ level: options.logLevel }) } = seams
  const { dataFolder } = options
  await using parts = new AsyncDisposableStack()

  const { listener, portReason } = await listenOrExplain(options)
  parts.defer(() => listener.close(replyGraceMs))
  openDataFolder(dataFolder)
  const lock = parts.use(lockDataFolder({ dataFolder, startedAt: clock.now() }))
  const store = parts.adopt(openStore({ dataFolder, clock, log }), (s) => s.close())
  const bus = createBus({ onError: (error, fact) => log.error({ err: error, fact: fact.name }, 'a listener failed') })
  const owner = createOwner({ clock })
  const api: Probe = {
    name: 'api',
    essential: false,
    check: () => (portReason === null ? { state: 'ok' } : { state: 'degraded', reason: portReason }),
  }
  const health = parts.use(createHealth({ clock, version: productVersion, dataFolder, probes: [createDiskProbe(dataFolder), api] }))
  const live = createLive({
    bus,
    clock,
    log,
    takeSnapshot: () => ({ at: clock.now(), version: productVersion, settingsRevision: 0, designs: [] }),
  })
  const app = parts.use(
    await createApp({
      handlers: { ...createAuthHandlers({ owner }), ...createHealthHandlers(health) } as Handlers,
      isOwner: owner.isOwner,
      openEvents: (_request, reply) => {
        reply.hijack()
        live.open(reply.raw)
      },
      addPages: (pages) =>
        addPages(pages, {
          version: productVersion,
          rendererFolder: seams.rendererFolder ?? rendererFolder,
          log,
          cspReports: { count: 0 },
        }),
      log,
      checkReplies: seams.checkReplies ?? false,
    }),
  )
  // In reverse: live streams end, replies in flight finish, then the app and everything below it goes.
  parts.defer(() => listener.close(replyGraceMs))
  parts.use(live)
  const baseUrl = `http://127.0.0.1:${listener.port}`
  parts.use(writeOwnerToken(dataFolder, owner.token))
  lock.announce({ http: baseUrl })
  listener.setHandler(app.handle)
  void store

  return lifeOf(parts.move(), { baseUrl, dataFolder, owner, log })
}

function lifeOf(parts: AsyncDisposableStack, facts: { baseUrl: string; dataFolder: string; owner: Owner; log: Log }): RunningServer {
  const { baseUrl, dataFolder, owner, log } = facts
  let stopping: Promise<void> | undefined
  return {
    baseUrl,
    token: owner.token,
    dataFolder,
    welcomeUrl: () => `${baseUrl}/#/welcome?code=${owner.createWelcomeCode()}`,
    stop: () => {
      stopping ??= withDeadline(parts.disposeAsync(), log)
      return stopping
    },
  }
}

/** Waits for the parts, but not for ever: a part that hangs is left to the end of the process. */
async function withDeadline(disposal: Promise<void>, log: Log): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.error({ stopDeadlineMs }, 'a part did not stop in time')
      resolve()
    }, stopDeadlineMs)
  })
  try {
    await Promise.race([disposal, deadline])
  } finally {
    clearTimeout(timer)
  }
}
