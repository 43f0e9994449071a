// plenum.db: everything people change. Opened, checked and updated here; refuses a newer, foreign or damaged file and changes nothing then.
// Promise: what `transaction` returned from is on disk (WAL, synchronous FULL); attacked by test/store/kill.test.ts and kill-outbox.test.ts.
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { StartError } from '../start-error.ts'
import { type AccountStore, createAccountStore } from './account.ts'
import { type AlarmRuleStore, createAlarmRuleStore } from './alarm-rule.ts'
import { type ApiKeyStore, createApiKeyStore } from './api-key.ts'
import { type AuditStore, createAuditStore } from './audit.ts'
import { createRecorder, type Recorder } from './audit-recorder.ts'
import { type CommandStore, createCommandStore } from './command.ts'
import { createDashboardStore, type DashboardStore } from './dashboard.ts'
import { createDeliveryStore, type DeliveryStore } from './delivery.ts'
import { createDesignStore, type DesignStore } from './design.ts'
import { createEventStore, type EventStore } from './event.ts'
import { createExportStore, type ExportStore } from './export.ts'
import { createHookSourceStore, type HookSourceStore } from './hook-source.ts'
import { createInboxStore, type InboxStore } from './inbox.ts'
import { createJobStore, type JobStore } from './job.ts'
import { createMailStore, type MailStore } from './mail.ts'
import { applicationId, latestVersion, migrate, readVersion } from './migrate.ts'
import { createNodeStore, type NodeStore } from './node.ts'
import { createProjectStore, type ProjectStore } from './project.ts'
import { createPurgeStore, type PurgeStore } from './purge.ts'
import { createRateWindowStore, type RateWindowStore } from './rate-window.ts'
import { createRepeatedRequestStore, type RepeatedRequestStore } from './repeated-request.ts'
import { createRevisionStore, type RevisionStore } from './revision.ts'
import { createRoleStore, type RoleStore } from './role.ts'
import { createSecretStore, type SecretStore } from './secret.ts'
import { createSensorStore, type SensorStore } from './sensor.ts'
import { createSessionStore, type SessionStore } from './session.ts'
import { createSettingsStore, type SettingsStore } from './settings.ts'
import { createSignInProviderStore, type SignInProviderStore } from './sign-in-provider.ts'
import { refusalFromSqlite } from './sqlite-error.ts'
import { createTariffStore, type TariffStore } from './tariff.ts'
import { createTicketStore, type TicketStore } from './ticket.ts'
import { createWebhookStore, type WebhookStore } from './webhook.ts'

export interface Store {
  readonly project: ProjectStore
  readonly design: DesignStore
  readonly revision: RevisionStore
  readonly export: ExportStore
  readonly settings: SettingsStore
  readonly purge: PurgeStore
  readonly node: NodeStore
  readonly sensor: SensorStore
  readonly command: CommandStore
  readonly apiKey: ApiKeyStore
  readonly dashboard: DashboardStore
  readonly tariff: TariffStore
  readonly alarmRule: AlarmRuleStore
  readonly account: AccountStore
  readonly session: SessionStore
  readonly role: RoleStore
  readonly rateWindow: RateWindowStore
  readonly repeatedRequest: RepeatedRequestStore
  readonly secret: SecretStore
  readonly audit: AuditStore
  readonly signInProvider: SignInProviderStore
  readonly hookSource: HookSourceStore
  readonly inbox: InboxStore
  readonly ticket: TicketStore
  readonly mail: MailStore
  readonly event: EventStore
  readonly job: JobStore
  readonly webhook: WebhookStore
  readonly delivery: DeliveryStore
  /** Tells the audit what the transactions of a request change. */
  readonly recorder: Pick<Recorder, 'setHook' | 'transaction' | 'isInside'>
  /**
   * All or nothing; on disk when it returns. A full or read-only disk becomes AppError disk_full. With `sync` 'later' it outlives a kill, and a
   * power cut once another transaction without it has returned: for what may be done again.
   */
  transaction<T>(fn: () => T, options?: { readonly sync?: 'now' | 'later' }): T
  /** Runs once what the transaction changed is on disk, at once outside of one: for what is kept in memory too. */
  afterCommit(fn: () => void): void
  /** Really asks the database; throws when it does not answer. Returns its schema version. */
  probe(): number
  /** Of the database and its write-ahead log. */
  databaseBytes(): number
  close(): void
}

/** Version of the schema this program writes. */
export const schemaVersion = latestVersion

/** Opens or creates `dataFolder/plenum.db`. Throws StartError, with nothing changed, when it can't be used. */
export function openStore({ dataFolder, clock, log }: { dataFolder: string; clock: Clock; log: Log }): Store {
  const path = join(dataFolder, 'plenum.db')
  const startedAt = clock.now()
  refuseUnusable(path)
  const db = openDatabase(path)
  try {
    migrate({ db, backupFolder: join(dataFolder, 'backups') })
  } catch (error) {
    db.close()
    throw error
  }
  log.info({ path, version: latestVersion, tookMs: clock.now() - startedAt }, 'database open')
  return storeFrom(db, path)
}

function storeFrom(db: Database, path: string): Store {
  const probe = db.prepare('SELECT count(*) AS n FROM sqlite_schema')
  const recorder = createRecorder(db)
  return {
    project: recorder.guard(createProjectStore(db)),
    design: recorder.guard(createDesignStore(db)),
    revision: recorder.guard(createRevisionStore(db)),
    export: recorder.guard(createExportStore(db)),
    settings: recorder.guard(createSettingsStore(db)),
    purge: recorder.guard(createPurgeStore(db)),
    node: recorder.guard(createNodeStore(db)),
    sensor: recorder.guard(createSensorStore(db)),
    command: recorder.guard(createCommandStore(db)),
    apiKey: recorder.guard(createApiKeyStore(db)),
    dashboard: recorder.guard(createDashboardStore(db)),
    tariff: recorder.guard(createTariffStore(db)),
    alarmRule: recorder.guard(createAlarmRuleStore(db)),
    account: recorder.guard(createAccountStore(db)),
    session: recorder.guard(createSessionStore(db)),
    role: recorder.guard(createRoleStore(db)),
    secret: recorder.guard(createSecretStore(db)),
    audit: createAuditStore(db),
    signInProvider: recorder.guard(createSignInProviderStore(db)),
    hookSource: recorder.guard(createHookSourceStore(db)),
    inbox: recorder.guard(createInboxStore(db)),
    ticket: recorder.guard(createTicketStore(db)),
    mail: recorder.guard(createMailStore(db)),
    webhook: recorder.guard(createWebhookStore(db)),
    // What follows from changes, counts and kept answers are no changes.
    event: createEventStore(db),
    job: createJobStore(db),
    delivery: createDeliveryStore(db),
    rateWindow: createRateWindowStore(db),
    repeatedRequest: createRepeatedRequestStore(db),
    recorder,
    transaction: (fn, { sync = 'now' } = {}) => {
      const isLater = sync === 'later' && !db.inTransaction
      try {
        if (isLater) db.exec('PRAGMA synchronous = NORMAL')
        return recorder.transaction(fn)
      } catch (error) {
        throw refusalFromSqlite(error)
      } finally {
        if (isLater) db.exec('PRAGMA synchronous = FULL')
      }
    },
    afterCommit: recorder.afterCommit,
    probe: () => {
      probe.get()
      return readVersion(db)
    },
    databaseBytes: () => [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0),
    close: () => db.close(),
  }
}

function openDatabase(path: string): Database {
  let db: Database | undefined
  try {
    // The timeout comes first: switching to WAL needs a lock that another process may hold for a moment.
    db = new SqliteDatabase(path, { timeout: 5000 })
    db.pragma('busy_timeout = 5000')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    // What undoes a part of a transaction, and what it changed for the audit, are small and never outlive it: no files for them.
    db.pragma('temp_store = MEMORY')
    // Bounds the log file that a burst of saves leaves behind.
    db.pragma('journal_size_limit = 67108864')
    const mode = db.pragma('journal_mode', { simple: true })
    const synchronous = db.pragma('synchronous', { simple: true })
    if (mode !== 'wal' || synchronous !== 2) throw new Error(`journal_mode ${mode}, synchronous ${synchronous}`)
    return db
  } catch (cause) {
    db?.close()
    throw new StartError(
      `The database ${path} could not be opened for writing: ${reasonOf(cause)}. Check that the folder is writable and the disk has room.`,
      { cause },
    )
  }
}

/** Looks at an existing file through a read-only connection, so a refused file keeps every byte. */
function refuseUnusable(path: string): void {
  if (!existsSync(path) || statSync(path).size === 0) return
  // SQLite takes a file shorter than its header for an empty database and would write over it.
  if (!startsLikeDatabase(path)) throw damaged(path, 'it is no database')
  // A read-only connection makes these beside a WAL database and may not remove them again.
  const made = ['-wal', '-shm'].map((suffix) => path + suffix).filter((file) => !existsSync(file))
  let db: Database | undefined
  try {
    db = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5000 })
    const version = readVersion(db)
    const owner = db.pragma('application_id', { simple: true }) as number
    const tables = (db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n
    if (owner !== applicationId && (owner !== 0 || version !== 0 || tables > 0))
      throw new StartError(`${path} is not a Plenum database: it belongs to another program. Choose another data folder with --data.`)
    if (version > latestVersion)
      throw new StartError(
        `The database ${path} was written by a newer Plenum (version ${version}; this program knows ${latestVersion}). Install the newer Plenum, or choose another data folder with --data.`,
      )
    const found = db.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw damaged(path, String(found))
  } catch (cause) {
    if (cause instanceof StartError) throw cause
    throw damaged(path, reasonOf(cause), cause)
  } finally {
    db?.close()
    for (const file of made) rmSync(file, { force: true })
  }
}

function startsLikeDatabase(path: string): boolean {
  const wanted = Buffer.from('SQLite format 3\0')
  const found = Buffer.alloc(wanted.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, found)
  } finally {
    closeSync(file)
  }
  return found.equals(wanted)
}

function damaged(path: string, reason: string, cause?: unknown): StartError {
  return new StartError(
    `The database ${path} is damaged and was not touched (${reason}). Move it away and put a copy from the backups folder beside it in its place, or choose another data folder with --data.`,
    { cause },
  )
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
