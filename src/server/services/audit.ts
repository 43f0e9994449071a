// The audit: its trail, its signed checkpoints, its verification, its file and its archive.
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { AppError } from '../../contract/errors.ts'
import type { AuditEntry, AuditVerdict } from '../../contract/schemas/audit.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import { pathInside, writeFileWhole } from '../files.ts'
import type { Log } from '../log.ts'
import type { AuditFilter } from '../store/audit.ts'
import type { AuditRow, Checkpoint } from '../store/audit-chain.ts'
import type { VerifyJob } from '../store/audit-verify.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { openAnchor } from './audit-anchor.ts'
import { createAuditTrail, type Trail } from './audit-trail.ts'
import { instantFrom } from './instant.ts'
import { invalidField, notFound } from './refusal.ts'

export interface AuditQuery extends PageRequest, Omit<AuditFilter, 'fromAt' | 'toAt'> {
  readonly from?: number | string
  readonly to?: number | string
}

export interface AuditService {
  readonly trail: Trail
  list(query: AuditQuery): PageOf<AuditEntry>
  get(id: number): AuditEntry
  /** Follows the whole chain in a worker. */
  verify(): Promise<AuditVerdict>
  streamCsv(query: AuditQuery): { fileName: string; body: Readable }
  archive(before: number): Promise<{ fileName: string; entries: number; sha256: string }>
  /** For the panel and health: what was found wrong at start, in sentences. */
  warnings(): readonly string[]
  /** Signs and keeps the head; nothing is written to the audit afterwards. */
  stop(): void
}

const checkpointEvery = 1000
const headDelayMs = 1000
const verifyDeadlineMs = 120_000
const archiveAtOnce = 500
const csvColumns = [
  ...['id', 'at', 'actorKind', 'actorId', 'actorName', 'program', 'action', 'outcome', 'subject', 'before', 'after', 'detail'],
  ...['requestId', 'hash'],
] as (keyof AuditEntry)[]

export function openAudit(parts: {
  store: Store
  clock: Clock
  log: Log
  workers: WorkerPool
  dataFolder: string
  secrets: SecretBox
}): AuditService {
  const { store, clock, log, workers, dataFolder, secrets } = parts
  const anchor = openAnchor({ dataFolder, secrets })
  const troubles = troublesAtStart(store, anchor.found?.head ?? null)
  for (const trouble of troubles) log.error({ trouble }, 'the audit is not as it was left')

  let stopHeadTimer: (() => void) | undefined
  let lastHead: Checkpoint | null = null
  const keepHead = (): void => {
    stopHeadTimer?.()
    stopHeadTimer = undefined
    const { id, hash } = store.audit.tip()
    if (id === 0) return
    try {
      // Cut or rewritten while this runs: the head that was signed stays, or verify would believe the new one.
      if (lastHead !== null && !standsOn(store, lastHead)) {
        anchor.keep(lastHead)
        const trouble = `Entry ${lastHead.entryId} of the audit was changed or cut off while Plenum ran.`
        troubles.push(trouble)
        log.error({ trouble }, 'the audit is not as it was left')
      }
      lastHead = anchor.sign({ entryId: id, at: clock.now(), hash })
      anchor.write(lastHead)
    } catch (err) {
      log.error({ err }, 'the head of the audit could not be kept outside the database')
    }
  }
  let lastCheckpoint = store.audit.lastCheckpointId()
  const trail = createAuditTrail({
    ...{ store, clock, log },
    onRow: () => {
      const { id, hash } = store.audit.tip()
      if (id - lastCheckpoint >= checkpointEvery || id < lastCheckpoint) {
        // What this transaction signed already counts too: one of many rows would sign each of them.
        if (id < lastCheckpoint || id - store.audit.lastCheckpointId() >= checkpointEvery) {
          store.audit.addCheckpoint(anchor.sign({ entryId: id, at: clock.now(), hash }))
          store.afterCommit(() => {
            lastCheckpoint = id
          })
        }
      }
      stopHeadTimer ??= clock.after(headDelayMs, keepHead)
    },
  })
  for (const trouble of troubles) trail.note({ action: 'audit.broken', outcome: 'done', detail: trouble })

  const filterFrom = ({ from, to, ...query }: AuditQuery): AuditFilter => ({
    ...query,
    ...(from === undefined ? {} : { fromAt: instantFrom(from, 'query/from') }),
    ...(to === undefined ? {} : { toAt: instantFrom(to, 'query/to') }),
  })

  const archive = async (before: number) => {
    if (before > clock.now()) throw invalidField('/before', 'before is in the future; what is archived has to be past.')
    const tip = store.audit.tip()
    let first: AuditRow | undefined
    let last: AuditRow | undefined
    const sum = createHash('sha256')
    const text: Buffer[] = []
    for (let from = 0; ; ) {
      const part = store.audit.oldest({}, from, archiveAtOnce)
      // The last entry stays: the chain goes on from it.
      const fitting = part.findIndex((row) => row.at >= before || row.id === tip.id)
      const taken = fitting === -1 ? part : part.slice(0, fitting)
      for (const row of taken) {
        const line = Buffer.from(`${JSON.stringify(row)}\n`)
        sum.update(line)
        text.push(line)
      }
      first ??= taken[0]
      last = taken.at(-1) ?? last
      if (taken.length === 0 || fitting !== -1) break
      from = (last?.id ?? 0) + 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (first === undefined || last === undefined)
      throw new AppError('conflict', 'No entry is older than that', { hint: 'Choose a later date; nothing was changed.' })
    const folder = join(dataFolder, 'audit-archive')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const fileName = `audit-${first.id}-${last.id}.jsonl`
    const sha256 = sum.digest('hex')
    await writeFileWhole(pathInside(folder, fileName), Buffer.concat(text))
    const range = { fromId: first.id, toId: last.id, at: clock.now(), lastHash: last.hash, sha256, fileName }
    trail.describe({ subject: `audit/${first.id}-${last.id}`, after: { fileName, sha256, entries: last.id - first.id + 1 } })
    store.transaction(() => {
      if (store.audit.find(first.id) === undefined) throw new AppError('conflict', 'Somebody archived these entries in the meantime')
      store.audit.archive(anchor.signArchive(range))
      trail.note({
        ...{ action: 'audit.archived', outcome: 'done', subject: `audit/${first.id}-${last.id}` },
        detail: `${last.id - first.id + 1} entries went to ${fileName}, SHA-256 ${sha256}`,
      })
    })
    keepHead()
    return { fileName, entries: last.id - first.id + 1, sha256 }
  }

  return {
    trail,
    list: (query) => {
      const page = store.audit.list(filterFrom(query), query)
      return { items: page.items.map(entryFrom), next: page.next }
    },
    get: (id) => {
      const row = store.audit.find(id)
      if (row === undefined) throw notFound('entry', 'It may have been archived. List the entries again.')
      return entryFrom(row)
    },
    verify: () => {
      // The head first: what is written meanwhile only makes the database longer than it.
      const job: VerifyJob = { dataFolder, headText: anchor.read(), publicKey: anchor.publicKey }
      return workers.run<AuditVerdict>('audit', job, { deadlineMs: verifyDeadlineMs })
    },
    streamCsv: (query) => ({ fileName: 'audit.csv', body: Readable.from(csvOf(store, filterFrom(query)), { objectMode: false }) }),
    archive,
    warnings: () => troubles,
    stop: () => {
      trail.flush()
      keepHead()
    },
  }
}

const entryFrom = ({ previous: _, ...row }: AuditRow): AuditEntry => row as AuditEntry

/** Looks only where looking costs nothing; all of it is looked at by verify. */
function troublesAtStart(store: Store, head: { entryId: number; hash: string } | null): string[] {
  if (head === null) return []
  const tip = store.audit.tip()
  if (tip.id < head.entryId)
    return [`The audit ends at entry ${tip.id}, but entry ${head.entryId} had been signed: its newest entries are gone.`]
  return standsOn(store, head) ? [] : [`Entry ${head.entryId} of the audit is not the one that had been signed.`]
}

/** Whether the chain still has the signed entry, or an archive stands for it. */
function standsOn(store: Store, { entryId, hash }: Pick<Checkpoint, 'entryId' | 'hash'>): boolean {
  return store.audit.find(entryId)?.hash === hash || store.audit.archives().some((one) => one.toId >= entryId)
}

async function* csvOf(store: Store, filter: AuditFilter): AsyncGenerator<string> {
  yield `${csvColumns.join(',')}\r\n`
  for (let from = 0; ; ) {
    const rows = store.audit.oldest(filter, from, archiveAtOnce)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map((row) => `${csvColumns.map((name) => cellOf(name, entryFrom(row)[name])).join(',')}\r\n`).join('')
    from = last.id + 1
  }
}

/** RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe. */
function cellOf(name: string, value: string | number | null): string {
  if (value === null) return ''
  const plain = name === 'at' ? new Date(value).toISOString() : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
