// Incoming webhooks: checked, kept, answered, and then worked off by the outbox. What is answered with 202 is on disk with its job, so a
// crash loses nothing; applying it twice changes nothing. Attacked by test/api/hook.test.ts.
import { AppError } from '../../contract/errors.ts'
import type { HookReceived, InboxItem, InboxRecord, TriedMapping } from '../../contract/schemas/hook.ts'
import { applyMapping, type HookMapping, type Mapped } from '../../domain/hook-mapping.ts'
import type { Bus } from '../bus.ts'
import type { Access, Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Job, JobHandler, JobOutcome, Outbox } from '../outbox-port.ts'
import type { PageOf } from '../store/cursor.ts'
import type { HookSourceRow } from '../store/hook-source.ts'
import type { InboxFilter, InboxRow } from '../store/inbox.ts'
import type { Store } from '../store/open.ts'
import type { HookEffects } from './hook-effect.ts'
import type { HookSourceService } from './hook-source.ts'
import { digestOf, verifyHook } from './hook-verify.ts'
import { instantOfWall } from './instant.ts'
import { invalidField, notFound } from './refusal.ts'
import { removeInSteps } from './remove-in-steps.ts'

export interface ReceivedHook {
  readonly bytes: Uint8Array
  readonly headers: import('node:http').IncomingHttpHeaders
  readonly caller: Caller
}

export interface InboxService {
  /** Throws unauthenticated, alike for an unknown source, a paused one and a wrong signature. */
  receive(source: string, sent: ReceivedHook): HookReceived
  /** The older address: `source` stands in the body. */
  receiveNamed(sent: ReceivedHook): HookReceived
  list(request: InboxFilter): PageOf<InboxRecord>
  get(id: string): InboxItem
  rerun(id: string): InboxRecord
  tryMapping(sourceId: string, given: { mapping?: HookMapping; inboxId?: string; body?: string }): TriedMapping
  readonly handler: JobHandler
  stop(): void
}

const largestBytes = 256 * 1024
const seenMs = 7 * 86_400_000
const keptMs = 30 * 86_400_000
const budget = { mostBytes: 200 * 1024 * 1024, mostRows: 100_000 }
/** What waits is never forgotten, so there is an end to what is taken. */
const mostWaitingBytes = 100 * 1024 * 1024
const rowsAStep = 100
const mostShown = 100
const nobodysSecret = [{ id: '', plain: 'a source that is not there' }]

interface Parts {
  readonly store: Pick<Store, 'inbox' | 'hookSource' | 'transaction'>
  readonly sources: HookSourceService
  readonly effects: HookEffects
  readonly outbox: Pick<Outbox, 'add' | 'wake'>
  readonly access: Pick<Access, 'may'>
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly randomId: () => string
  /** Tests have less. */
  readonly mostWaitingBytes?: number
}

export function createInboxService(parts: Parts): InboxService {
  const { store, sources, effects, outbox, access, bus, clock, log, randomId } = parts
  let waitingBytes = store.inbox.waitingBytes()
  const refuse = () =>
    new AppError('unauthenticated', 'There is no such source, or this was not signed with its secret', {
      hint: 'Check the address, the secret, the adapter and both clocks; the page of the source says why the last one was refused.',
    })
  const tell = ({ id, sourceId, state }: InboxRow) =>
    bus.publish({ name: 'inbox.changed', payload: { inboxId: id, sourceId, state, at: clock.now() } })

  /** Who signed, and the sender's id; null after having counted why not. */
  const check = (source: string, { bytes, headers, caller }: ReceivedHook) => {
    const found = sources.open(source)
    const adapter = found?.row.adapter ?? 'standard'
    const no = (reason: string) => {
      if (found === null) return null
      const at = clock.now()
      sources.count(found.row.id, (now) => ({ ...now, refused: now.refused + 1, lastRefusedAt: at, lastRefusal: reason }))
      return null
    }
    if (adapter === 'key') {
      if (!access.may(caller, 'inbox:write')) return no('No valid API key with the permission inbox:write was sent.')
      const sent = headers['webhook-id'] ?? headers['x-request-id']
      const isId = typeof sent === 'string' && /^[\x21-\x7e]{1,200}$/.test(sent)
      return { row: found?.row as HookSourceRow, secretId: null, deliveryId: isId ? sent : digestOf(bytes) }
    }
    // The same work for a source that isn't there.
    const usable = found === null || found.secrets.length === 0 ? nobodysSecret : found.secrets
    const hmac = found?.row.hmac ?? { header: 'x-signature', encoding: 'hex', prefix: '', timestampHeader: null, idHeader: null }
    const verified = verifyHook({ adapter, hmac, secrets: usable, headers, bytes, now: clock.now() })
    if (verified.kind === 'refused') return no(verified.reason)
    if (found === null || verified.secretId === '') return no('It has no secret that can be read: rotate it.')
    const { secretId } = verified
    const ownId = adapter === 'stripe' ? textAt(readJson(bytes), 'id') : null
    return { row: found.row, secretId, deliveryId: ownId ?? verified.deliveryId }
  }

  const receive: InboxService['receive'] = (source, sent) => {
    if (sent.headers['content-encoding'] !== undefined && sent.headers['content-encoding'] !== 'identity')
      throw new AppError('unsupported_media_type', 'Send the body uncompressed: its signature is over the bytes as they come')
    const checked = check(source, sent)
    if (checked === null) throw refuse()
    if (sent.bytes.length > largestBytes)
      throw new AppError('payload_too_large', `A webhook has at most ${largestBytes / 1024} KiB; this one had ${sent.bytes.length} bytes`, {
        hint: 'Send fewer at a time.',
      })
    const { row, secretId, deliveryId } = checked
    const now = clock.now()
    const eventType = typeOf(sent, row.adapter)
    const isWanted = row.eventTypes.length === 0 || (eventType !== null && row.eventTypes.includes(eventType))
    const item: InboxRow = {
      ...{ id: randomId(), sourceId: row.id, deliveryId, eventType, receivedAt: now, bytes: sent.bytes.length, attempts: 0 },
      ...(isWanted
        ? { state: 'waiting', processedAt: null, reason: null }
        : { state: 'ignored', processedAt: now, reason: `${eventType ?? 'Its type'} is not among what this source is asked for.` }),
      outcome: null,
    }
    if (isWanted && waitingBytes > (parts.mostWaitingBytes ?? mostWaitingBytes))
      throw new AppError('unavailable', 'Too many webhooks wait to be worked off; nothing of this one was kept', {
        hint: 'Send it again in some minutes. Admin, Inbox says what holds the others up.',
      })
    const before = store.transaction(() => {
      const known = store.hookSource.see(row.id, deliveryId, item.id, now)
      if (known !== null) return known
      store.inbox.insert(item, sent.bytes)
      if (isWanted) outbox.add({ kind: 'inbox', lane: row.id, ref: item.id, eventId: null, subject: `hook-source/${row.id}` })
      return null
    })
    sources.count(row.id, (usage) => ({
      ...usage,
      received: usage.received + 1,
      repeats: usage.repeats + (before === null ? 0 : 1),
      lastAt: now,
      keyUse: secretId === null ? usage.keyUse : { ...usage.keyUse, [secretId]: now },
    }))
    if (before !== null) return { id: before, status: 'repeat' }
    if (isWanted) waitingBytes += item.bytes
    tell(item)
    if (isWanted) outbox.wake('inbox')
    return { id: item.id, status: 'accepted' }
  }

  const required = (id: string): InboxRow => {
    const row = store.inbox.find(id)
    if (row === undefined) throw notFound('inbox item', 'What came is kept for 30 days. List the inbox again.')
    return row
  }
  const recordFrom = (row: InboxRow): InboxRecord => ({ ...row, source: sources.row(row.sourceId)?.source ?? '' })
  const map = (mapping: HookMapping, bytes: Uint8Array, receivedAt: number): Mapped => {
    const body = readJson(bytes)
    if (body === undefined) return { effects: [], problems: ['The body is not JSON in UTF-8.'] }
    return applyMapping(mapping, body, { receivedAt, localTime: instantOfWall })
  }

  const settle = (row: InboxRow, fields: Pick<InboxRow, 'state' | 'reason' | 'outcome'>, job: Job): (() => void) => {
    const settled = { ...row, ...fields, attempts: job.attempts + 1, processedAt: clock.now() }
    return () => {
      store.inbox.settle(settled)
      if (settled.state !== 'waiting') waitingBytes = Math.max(0, waitingBytes - row.bytes)
      tell(settled)
    }
  }
  /** Its job was ended, or begun again, among what gave up. */
  const turn = (id: string, fields: Pick<InboxRow, 'state' | 'reason'>): void => {
    const row = store.inbox.find(id)
    if (row === undefined || row.state === fields.state) return
    const next = { ...row, ...fields, processedAt: fields.state === 'waiting' ? null : clock.now() }
    store.inbox.settle(next)
    waitingBytes = Math.max(0, waitingBytes + (fields.state === 'waiting' ? row.bytes : -row.bytes))
    tell(next)
  }
  const run = async (job: Job): Promise<JobOutcome> => {
    const row = store.inbox.find(job.ref)
    const source = row === undefined ? undefined : sources.row(row.sourceId)
    const bytes = store.inbox.body(job.ref)
    // Deleted meanwhile, with its source.
    if (row === undefined || source === undefined || bytes === undefined) return { kind: 'done' }
    const { effects: wanted, problems } = map(source.mapping as HookMapping, bytes, row.receivedAt)
    const result = await effects.apply({ source, inboxId: row.id, effects: wanted })
    if (result.kind === 'notNow') {
      const { reason } = result
      // At the end of the ladder it says so itself; it can be run again here or among what gave up.
      const settleDead = settle(row, { state: 'failed', reason, outcome: null }, job)
      return { kind: 'retry', reason, write: ({ state }) => (state === 'dead' || state === 'dropped') && settleDead() }
    }
    const all = [...problems, ...result.problems]
    const reason = all.length === 0 ? null : all.join(' ').slice(0, 2000)
    if (reason !== null) sources.count(source.id, (usage) => ({ ...usage, failed: usage.failed + 1 }))
    return { kind: 'done', write: settle(row, { state: reason === null ? 'done' : 'failed', reason, outcome: result.said }, job) }
  }

  const stopPurging = removeInSteps({
    ...{ clock, log, what: 'old incoming webhooks', firstMs: 60_000, periodMs: 60_000, pauseMs: 50 },
    step: () => {
      // Counted anew: a source that was deleted took its own along.
      waitingBytes = store.inbox.waitingBytes()
      const gone = store.transaction(
        () =>
          store.hookSource.forgetSeen(clock.now() - seenMs, rowsAStep) +
          store.inbox.purge({ before: clock.now() - keptMs, ...budget, limit: rowsAStep }),
      )
      return gone > 0
    },
  })

  return {
    receive,
    receiveNamed: (sent) => {
      const source = textAt(readJson(sent.bytes), 'source')
      return receive(source !== null && /^[a-z0-9-]{1,40}$/.test(source) ? source : '', sent)
    },
    list: (request) => {
      const page = store.inbox.list(request)
      return { items: page.items.map(recordFrom), next: page.next }
    },
    get: (id) => ({ ...recordFrom(required(id)), body: Buffer.from(store.inbox.body(id) ?? []).toString('utf8') }),
    rerun: (id) => {
      const row = required(id)
      if (row.state === 'waiting') throw new AppError('conflict', 'It waits already', { hint: 'It runs as soon as its turn comes.' })
      const waiting: InboxRow = { ...row, state: 'waiting', processedAt: null, reason: null, outcome: null }
      store.transaction(() => {
        store.inbox.settle(waiting)
        outbox.add({ kind: 'inbox', lane: row.sourceId, ref: id, eventId: null, subject: `hook-source/${row.sourceId}` })
      })
      waitingBytes += row.bytes
      outbox.wake('inbox')
      tell(waiting)
      return recordFrom(waiting)
    },
    tryMapping: (sourceId, { mapping, inboxId, body }) => {
      const source = sources.get(sourceId)
      if ((inboxId === undefined) === (body === undefined)) throw invalidField('/body', 'Send either body or inboxId.')
      const row = inboxId === undefined ? null : required(inboxId)
      const bytes = row === null ? Buffer.from(body ?? '') : (store.inbox.body(row.id) ?? new Uint8Array())
      const mapped = map((mapping ?? source.mapping) as HookMapping, bytes, row?.receivedAt ?? clock.now())
      const problems = [...mapped.problems, ...effects.problemsOf(mapped.effects)]
      return { effects: mapped.effects.slice(0, mostShown), total: mapped.effects.length, problems } as TriedMapping
    },
    handler: {
      ...{ workers: 2, failingWorkers: 2, jitter: 0.2, timeoutMs: 30_000 },
      ladderMs: [5000, 60_000, 300_000, 1_800_000, 7_200_000],
      order: () => 'strict',
      run,
      reopen: ({ ref }) => turn(ref, { state: 'waiting', reason: null }),
      died: ({ ref }, reason) => turn(ref, { state: 'failed', reason }),
      dropped: ({ ref }) => turn(ref, { state: 'failed', reason: 'Somebody dropped it before it was worked off. It can be run again.' }),
    },
    stop: stopPurging,
  }
}

/** undefined for what is no JSON in UTF-8. */
function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function textAt(body: unknown, name: string): string | null {
  if (body === null || typeof body !== 'object' || !Object.hasOwn(body, name)) return null
  const found = (body as Record<string, unknown>)[name]
  return typeof found === 'string' && found !== '' && found.length <= 200 ? found : null
}

/** GitHub says it in a header, the others in the body. */
function typeOf({ headers, bytes }: ReceivedHook, adapter: HookSourceRow['adapter']): string | null {
  const header = headers['x-github-event']
  if (adapter === 'github') return typeof header === 'string' ? header.slice(0, 100) : null
  const body = readJson(bytes)
  return (textAt(body, 'type') ?? textAt(body, 'event_type') ?? textAt(body, 'event'))?.slice(0, 100) ?? null
}
