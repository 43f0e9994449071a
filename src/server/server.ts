// COMPOSITION ROOT: the only file that knows all parts. Builds sockets -> folder -> lock -> store -> services -> http, in this order, so
// that a busy port is known before anything on disk changes. A failure half-way undoes what stands; stop() runs in reverse.
import { randomBytes } from 'node:crypto'
import { createAuthority, issueServer } from './broker/certificate-authority.ts'
import { bindBroker, startBroker } from './broker/start-broker.ts'
import { createBus } from './bus.ts'
import { type Clock, systemClock } from './clock.ts'
import { openDataFolder } from './data-folder.ts'
import * as program from './folders.ts'
import { createHealth } from './health.ts'
import { createApp } from './http/app.ts'
import { noteGuarded } from './http/audited.ts'
import { createHandlers } from './http/create-handlers.ts'
import { listenOrExplain } from './http/listen-or-explain.ts'
import { createLive } from './http/live.ts'
import { addPages } from './http/pages.ts'
import type { Ingest } from './ingest-port.ts'
import type { Keystore } from './keystore.ts'
import { lockDataFolder } from './lock.ts'
import { createLog, type Log } from './log.ts'
import { keepLogLines } from './log-lines.ts'
import type { ServerOptions } from './options.ts'
import { createOwner, type Owner, writeOwnerToken } from './owner-token.ts'
import { createProbes } from './probes.ts'
import { openAudit } from './services/audit.ts'
import { createServices } from './services/create-services.ts'
import type { WebhookSeams } from './services/create-webhooks.ts'
import { watchHealth } from './services/health-watch.ts'
import { createIngest } from './services/ingest.ts'
import { openSecretBox } from './services/secret-box.ts'
import { noteSecretUses } from './services/secret-use.ts'
import { openStore, schemaVersion } from './store/open.ts'
import { createWorkerPool } from './worker-pool.ts'

// For the desktop, which imports nothing else of the server.
export type { Keystore } from './keystore.ts'
export { maskValue } from './mask.ts'

export interface RunningServer {
  /** http://127.0.0.1:port */
  readonly baseUrl: string
  /** The owner's bearer token. */
  readonly token: string
  readonly dataFolder: string
  /** mqtt://127.0.0.1:port; null where there is no broker. */
  readonly mqttUrl: string | null
  /** A fresh address for a browser: 10 minutes, one use. */
  welcomeUrl(): string
  /** The owner's token for the desktop's window; null while sign-in is required on this computer. */
  windowToken(): string | null
  /** Where the first administrator is made: a day, one use; null once there is an account. */
  setUpUrl(): string | null
  /** Ends within 10 s; a second call waits for the first. */
  stop(): Promise<void>
}

/** What tests replace: time, log, folders of the program. */
export interface ServerSeams {
  readonly clock?: Clock
  readonly log?: Log
  readonly rendererFolder?: string
  readonly resourcesFolder?: string
  /** Every reply is checked against the contract; one that breaks it is a bug (500). */
  readonly checkReplies?: boolean
  /** Stands in for the ingest worker. */
  readonly ingest?: Ingest
  /** Cost of passwords, for tests: 17 in the product. */
  readonly passwordLog2N?: number
  /** Outgoing webhooks: another deadline, names that resolve as a test says. */
  readonly webhooks?: WebhookSeams
  /** The operating system's, which only a desktop can reach. */
  readonly keystore?: Keystore
}

const replyGraceMs = 4000
const stopDeadlineMs = 9000

/** Starts the whole server. Throws StartError (port, folder, lock, database) with nothing left standing and nothing changed. */
export async function startServer(options: ServerOptions, seams: ServerSeams = {}): Promise<RunningServer> {
  const { clock = systemClock, rendererFolder = program.rendererFolder } = seams
  const logLines = keepLogLines({ log: seams.log ?? createLog({ level: options.logLevel }), clock, level: options.logLevel })
  const { log } = logLines
  const { resourcesFolder = program.resourcesFolder, checkReplies = false } = seams
  const { dataFolder } = options
  const version = program.productVersion
  await using parts = new AsyncDisposableStack()

  const { listener, portReason } = await listenOrExplain(options)
  const baseUrl = `http://127.0.0.1:${listener.port}`
  parts.defer(() => listener.close(replyGraceMs))
  const bound = await bindBroker(options)
  parts.defer(() => bound.sockets?.close())
  const ownPorts = [listener.port, ...Object.values(bound.sockets?.ports ?? {}).filter((port) => port !== null)]
  openDataFolder(dataFolder)
  const lock = parts.use(lockDataFolder({ dataFolder, startedAt: clock.now() }))
  const store = parts.adopt(openStore({ dataFolder, clock, log }), (open) => open.close())
  const bus = createBus({ onError: (err, fact) => log.error({ err, fact: fact.name }, 'a listener failed') })
  const workers = parts.adopt(createWorkerPool({ clock, log }), (pool) => pool.stop())
  const ingest = parts.adopt(seams.ingest ?? (await createIngest({ dataFolder, clock, log })), (running) => running.stop())
  const owner = createOwner({ clock })
  const box = await openSecretBox({ dataFolder, store, clock, log, keystore: seams.keystore ?? null })
  const audit = parts.adopt(openAudit({ store, clock, log, workers, dataFolder, secrets: box }), (running) => running.stop())
  const secrets = noteSecretUses(box, audit.trail)
  const services = parts.adopt(
    await createServices({
      ...{ store, bus, clock, workers, dataFolder, resourcesFolder, log, ingest, secrets, isOwner: owner.isOwner },
      ...{
        trail: audit.trail,
        ownPorts: () => ownPorts,
        baseUrl,
        passwordLog2N: seams.passwordLog2N,
        version,
        webhookSeams: seams.webhooks,
      },
      smtpUrl: options.smtpUrl,
      makeCertificate: async () => {
        const now = clock.now()
        const authority = await createAuthority({ name: 'Plenum lab', now })
        const made = await issueServer({ authority, names: ['127.0.0.1', 'localhost'], now })
        return { authority: authority.certificate, certificate: made.certificate, key: made.key }
      },
    }),
    (running) => running.stop(),
  )
  const broker = parts.adopt(
    await startBroker({
      externalUrl: options.mqttExternalUrl,
      ...{ bound, gate: services.gate, ingest, clock, log, dataFolder },
      ...{ auth: options.mqtt.auth, allowedOrigins: options.allowedOrigins },
      randomId: () => randomBytes(16).toString('hex'),
    }),
    (running) => running.stop(),
  )
  const cspReports = { count: 0 }
  const warnings = () => [...services.warnings(), ...audit.warnings()]
  const probes = createProbes({
    ...{ store, schemaVersion, workers, dataFolder, rendererFolder, portReason, warnings, cspReports },
    ...{ ingest, broker, outbox: services.outbox, switchedOff: services.webhook.switchedOff },
    mail: () => services.mail.settings().health,
  })
  const health = parts.use(createHealth({ clock, version, dataFolder, probes, fullAt: () => ingest.state().fullAt }))
  const live = createLive({
    ...{ bus, clock, log, onChange: services.access.onChange, narrow: services.reach.narrow },
    takeSnapshot: (caller) => ({ at: clock.now(), version, ...services.reach.snapshotFor(caller, services.readSnapshot()) }),
  })
  const app = parts.use(
    await createApp({
      handlers: createHandlers({ services, owner, health, audit, logLines, broker }),
      trail: audit.trail,
      ...{ access: services.access, limiter: services.limiter, repeats: services.repeats, reach: services.reach },
      ...{ limitsOfKey: services.apiKey.limitsOf, recordCall: services.apiKey.record, now: clock.now },
      openEvents: live.open,
      addPages: (pages) => addPages(pages, { version, rendererFolder, log, cspReports }),
      log,
      checkReplies,
    }),
  )
  parts.defer(watchHealth({ health, store, clock, log, events: services.events }))
  services.outbox.start()
  parts.defer(() => services.outbox.stop())
  parts.use(writeOwnerToken(dataFolder, owner.token))
  lock.announce({ http: baseUrl })
  // In reverse: live streams end, replies in flight finish, and only then goes what they stand on.
  parts.defer(() => listener.close(replyGraceMs))
  parts.use(live)
  listener.onRefused((refusal, request) => noteGuarded({ trail: audit.trail, log }, refusal, request))
  listener.setHandler(app.handle)
  return lifeOf(parts.move(), {
    ...{ baseUrl, mqttUrl: broker.url, dataFolder, owner, log },
    setUpUrl: services.setUpUrl,
    isOwnWindowOpen: () => !services.settings.get().values.requireSignIn,
  })
}

function lifeOf(
  parts: AsyncDisposableStack,
  facts: Pick<RunningServer, 'baseUrl' | 'mqttUrl' | 'dataFolder' | 'setUpUrl'> & {
    owner: Owner
    log: Log
    isOwnWindowOpen: () => boolean
  },
): RunningServer {
  const { baseUrl, mqttUrl, dataFolder, owner, log, setUpUrl, isOwnWindowOpen } = facts
  let stopping: Promise<void> | undefined
  return {
    baseUrl,
    token: owner.token,
    dataFolder,
    mqttUrl,
    setUpUrl,
    windowToken: () => (isOwnWindowOpen() ? owner.token : null),
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
