// All services, wired. Knows the store, the bus and the workers; nothing of HTTP.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { EventPayload } from '../../contract/events.ts'
import { permissions } from '../../contract/routes.ts'
import { createSampleProject } from '../../domain/sample.ts'
import { type AccessChanges, createAccessChanges } from '../access-changes.ts'
import type { Bus } from '../bus.ts'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { type AccessService, createAccess } from './access.ts'
import { startAlarmRelay } from './alarm-relay.ts'
import { type CatalogueService, createCatalogueService } from './catalogue.ts'
import { type Accounts, createAccounts } from './create-accounts.ts'
import { type Alarms, createAlarms } from './create-alarms.ts'
import { createDevices, type Devices } from './create-devices.ts'
import { createEvents, type EventParts } from './create-events.ts'
import { createHooks, type Hooks } from './create-hooks.ts'
import { createMail, type Mail } from './create-mail.ts'
import { createProviders, type Providers } from './create-providers.ts'
import { createWebhooks, type WebhookSeams, type Webhooks } from './create-webhooks.ts'
import { createDashboardService, type DashboardService } from './dashboard.ts'
import { createDesignService, type DesignService } from './design.ts'
import { createDesignWriter } from './design-writer.ts'
import { createEnergyService, type EnergyService } from './energy.ts'
import { createExportService, type ExportService } from './export.ts'
import { createExportFiles } from './export-file.ts'
import { createExportTickets } from './export-ticket.ts'
import type { RunningIngest } from './ingest.ts'
import { keepReadings } from './keeping.ts'
import { createLayoutService, type LayoutService } from './layout.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { createExportMailFiles } from './mail-file.ts'
import { createProjectService, type ProjectService } from './project.ts'
import { createProjectFileService, type ProjectFileService } from './project-file.ts'
import { startPurge } from './purge.ts'
import { createReach, type ReachService } from './reach.ts'
import { createReadingService, type ReadingService } from './reading.ts'
import { startReadingCheck } from './reading-check.ts'
import { createRepeatedRequests, type RepeatedRequests } from './repeated-request.ts'
import { createRevisionService, type RevisionService } from './revision.ts'
import { createRoleService, type RoleService } from './role.ts'
import { createRoomCheck } from './room-check.ts'
import { createSampleHistory } from './sample-history.ts'
import type { Secrets } from './secret-box.ts'
import { createSettingsService, type SettingsService } from './settings.ts'
import { createTariffService, type TariffService } from './tariff.ts'

export interface Services
  extends Omit<Devices, 'stop'>,
    Omit<Alarms, 'stop'>,
    Accounts,
    Providers,
    Hooks,
    Mail,
    Omit<Webhooks, 'stop'>,
    EventParts {
  readonly project: ProjectService
  readonly projectFile: ProjectFileService
  readonly design: DesignService
  readonly revision: RevisionService
  readonly layout: LayoutService
  readonly export: ExportService
  readonly catalogue: CatalogueService
  readonly settings: SettingsService
  readonly reading: ReadingService
  readonly dashboard: DashboardService
  readonly energy: EnergyService
  readonly tariff: TariffService
  readonly secrets: Secrets
  readonly access: AccessService
  readonly role: RoleService
  readonly reach: ReachService
  readonly limiter: Limiter
  readonly repeats: RepeatedRequests
  /** What the event stream's snapshot says of stored things. */
  readSnapshot(): Pick<EventPayload<'snapshot'>, 'settingsRevision' | 'designs' | 'alarms'>
  /** Troubles found at start that don't stop it (catalogues, settings), in sentences, for health. */
  warnings(): readonly string[]
  /** Ends background work. Workers and store belong to the caller. */
  stop(): void
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly workers: WorkerPool
  readonly dataFolder: string
  readonly resourcesFolder: string
  readonly log: Log
  readonly ingest: Ingest & Partial<Pick<RunningIngest, 'findSensor' | 'nodeOf' | 'setKeeping'>>
  readonly secrets: Secrets
  readonly trail: Pick<AuditTrail, 'as' | 'note' | 'describe' | 'actor'>
  /** Ports this server listens on: it asks itself nothing. */
  readonly ownPorts: () => readonly number[]
  /** http://127.0.0.1:port, for links. */
  readonly baseUrl: string
  /** The SMTP account given at the start. */
  readonly smtpUrl?: string | null
  /** For servers of the lab. */
  readonly makeCertificate?: () => Promise<{ readonly authority: string; readonly certificate: string; readonly key: string }>
  /** Of the program, as webhooks say it. */
  readonly version?: string
  /** Tests wait less for webhooks. */
  readonly webhookSeams?: WebhookSeams | undefined
  /** Tests compute cheaper passwords. */
  readonly passwordLog2N?: number | undefined
  /** Whether a bearer is the owner's of this machine. */
  readonly isOwner: (bearer: string) => boolean
  /** Unguessable, url-safe, at least 16 characters. */
  readonly randomId?: () => string
}

/** Builds every service, and mends what the last process left: exports cut off by a kill are marked as failed. */
export function createServices(parts: Parts): Services {
  const { store, bus, clock, workers, dataFolder, resourcesFolder, log, ingest } = parts
  const randomId = parts.randomId ?? (() => randomBytes(16).toString('hex'))
  const { stopEvents, ...eventParts } = createEvents({ store, bus, clock, log, randomId, random: Math.random, trail: parts.trail })
  const { events, outbox } = eventParts
  const writer = createDesignWriter({ store, now: clock.now, randomId, events })
  const folders = [join(resourcesFolder, 'catalogues'), join(dataFolder, 'catalogues')]
  const catalogue = createCatalogueService({ folders, log })
  const settings = createSettingsService({ store, bus, clock, log, hasCatalogue: catalogue.has })
  const defaults = () => settings.get().values
  const files = createExportFiles(dataFolder)
  const tickets = createExportTickets({ clock, randomSecret: () => randomBytes(32).toString('base64url') })
  const exports = createExportService({
    ...{ store, bus, clock, log, workers, writer, catalogue, files, tickets, resourcesFolder, randomId, events },
    settings: defaults,
  })
  exports.failInterrupted()
  const stopKeeping = keepReadings({ settings, bus, setKeeping: ingest.setKeeping ?? (() => {}) })
  const changes: AccessChanges = createAccessChanges({ onError: (err) => log.error({ err }, 'a listener to changed access failed') })
  const devices: Devices = createDevices({
    ...{ store, bus, clock, log, randomId, ingest, events },
    readQuarantine: (nodeId, query) => reading.listQuarantine(nodeId, query),
    keys: {
      owners: { nameOf: (id) => access.nameOf(id), permissionsOf: (id) => access.permissionsOf(id) },
      tellAccess: (keyId) => changes.tell({ accountId: null, sessionId: null, keyId }),
    },
  })
  const reading = createReadingService({
    ...{ workers, dataFolder, clock },
    ingest: { findSensor: () => null, nodeOf: (id) => (devices.gate.isNode(id) ? id : null), ...ingest },
    facts: devices.sensor.facts,
    allFacts: devices.sensor.allFacts,
  })
  const alarms = createAlarms({
    ...{ store, bus, clock, log, ingest, workers, dataFolder, randomId, describe: parts.trail.describe },
    targets: {
      hasSensor: (id) => devices.sensor.facts(id) !== undefined,
      hasNode: devices.gate.isNode,
      hasDesign: (id) => store.design.find(id) !== undefined,
    },
  })
  const alarmRelay = startAlarmRelay({ store, events, ingest, clock, log, dataFolder })
  const tariff = createTariffService({ store, clock })
  const mail = createMail({
    ...{ store, bus, clock, log, randomId, events, outbox, workers, secrets: parts.secrets, smtpUrl: parts.smtpUrl ?? null },
    ownPorts: parts.ownPorts,
    baseUrl: parts.baseUrl,
    files: createExportMailFiles({ store, files, baseUrl: parts.baseUrl }),
    makeCertificate: parts.makeCertificate ?? (() => Promise.reject(new Error('No certificates here'))),
  })
  const role = createRoleService({ store, clock, randomId, changes, countAccounts: (id) => accounts.account.countOfRole(id) })
  const accounts = createAccounts({
    ...{ store, clock, log, changes, randomId, role, resourcesFolder, events, settings: defaults },
    ...{ secrets: parts.secrets, trail: parts.trail, baseUrl: parts.baseUrl, deliver: mail.deliver, hasMail: mail.hasMail },
    ...(parts.passwordLog2N === undefined ? {} : { passwordLog2N: parts.passwordLog2N }),
  })
  const access: AccessService = createAccess({
    ...{ isOwner: parts.isOwner, keys: devices.apiKey, roles: role, changes, permissions },
    sessions: accounts.session,
    accounts: accounts.account,
  })
  const dashboard = createDashboardService({ store, bus, clock, randomId, sensor: devices.sensor })
  const sampleHistory = createSampleHistory({
    ...{ clock, log, resourcesFolder, nodes: devices.node },
    newestAt: (sensorId) => devices.sensor.get(sensorId).latest?.at ?? null,
    storeReadings: (sensorId, readings) => {
      const { nodeId, type } = devices.sensor.get(sensorId)
      return ingest.request('readings.store', { sensorId, nodeId, type, readings, arrivedAt: clock.now() })
    },
    addDashboard: (name, designId) => {
      if (!dashboard.list({ limit: 1000 }).items.some((one) => one.designId === designId)) dashboard.create({ name, designId })
    },
  })
  // Keys shrink with their owners: programs on MQTT come back with what is left of theirs.
  const stopHearing = changes.onChange(({ accountId, sessionId, keyId }) => {
    if (sessionId !== null || keyId !== null) return
    for (const key of store.apiKey.all()) {
      const isConcerned = key.ownerId !== null && (accountId === null || accountId === key.ownerId)
      if (isConcerned) devices.link.port()?.closeProgram(key.id, 'what its owner may has changed')
    }
  })
  const limiter = createLimiter({ store, clock, log })
  const repeats = createRepeatedRequests({ store, clock, sealKey: () => sealKeyOf(parts.secrets) })
  const providers = createProviders({
    ...{ store, clock, log, randomId, role, secrets: parts.secrets, trail: parts.trail, ownPorts: parts.ownPorts },
    resolve: parts.webhookSeams?.resolve,
    accounts: accounts.forProviders,
  })
  const hooks = createHooks({
    ...{ store, bus, clock, log, randomId, access, outbox, reading, tariff, secrets: parts.secrets, trail: parts.trail },
    hasNode: devices.gate.isNode,
  })
  const webhooks = createWebhooks({
    ...{
      store,
      bus,
      clock,
      log,
      events,
      outbox,
      awake: eventParts.awake,
      randomId,
      secrets: parts.secrets,
      ownPorts: parts.ownPorts,
      baseUrl: parts.baseUrl,
    },
    ...{ version: parts.version, makeCertificate: parts.makeCertificate, seams: parts.webhookSeams },
  })
  const readingCheck = startReadingCheck({ clock, log, workers, dataFolder, databaseBytes: () => ingest.state().databaseBytes })
  const stopPurge = startPurge({ store, files, clock, log })
  return {
    ...devices,
    ...alarms,
    ...accounts,
    ...providers,
    ...hooks,
    ...webhooks,
    ...mail,
    ...eventParts,
    reading,
    project: createProjectService({ store, bus, clock, writer, randomId, defaults, hasCatalogue: catalogue.has }),
    projectFile: createProjectFileService({
      ...{ store, bus, clock, workers, writer, randomId },
      hasCatalogue: catalogue.has,
      sample: createSampleProject,
      fillSample: sampleHistory.fill,
    }),
    design: createDesignService({
      store,
      bus,
      clock,
      writer,
      drawnBy: () => defaults().drawnBy,
      requireUsableRoom: createRoomCheck({ workers }),
    }),
    revision: createRevisionService({ store, bus, clock, writer }),
    layout: createLayoutService({ workers, catalogue }),
    export: exports,
    catalogue,
    settings,
    tariff,
    secrets: parts.secrets,
    access,
    role,
    limiter,
    repeats,
    reach: createReach({
      store,
      sensorDesign: (id) => devices.sensor.facts(id)?.designId ?? null,
      nodeDesign: devices.designOfNode,
      countAlarms: alarms.alarm.countsWhere,
      findAlarm: (id) => alarms.alarm.get(id).catch(() => null),
    }),
    dashboard,
    energy: createEnergyService({ clock, tariff, sensors: devices.sensor.allFacts, history: reading.history }),
    readSnapshot: () => ({
      settingsRevision: settings.get().revision,
      designs: store.design.listRevisions(),
      alarms: alarms.alarm.counts(),
    }),
    warnings: () => [...catalogue.warnings(), ...settings.warnings(), ...devices.apiKey.warnings(), ...readingCheck.warnings()],
    stop: () => {
      stopPurge()
      stopHearing()
      providers.oidc.stop()
      hooks.stop()
      webhooks.stop()
      mail.stop()
      accounts.stop()
      limiter.stop()
      repeats.stop()
      stopKeeping()
      readingCheck.stop()
      stopEvents()
      alarmRelay.stop()
      alarms.stop()
      void sampleHistory.stop()
      devices.stop()
    },
  }
}

/** Seals what is kept of answered requests; made at its first use. */
function sealKeyOf(secrets: Secrets): Uint8Array {
  const name = 'requests/sealKey'
  const known = secrets.get(name)
  if (known !== null) return known
  const made = randomBytes(32)
  secrets.put(name, made)
  return made
}
