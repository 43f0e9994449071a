// Endpoints of outgoing webhooks: who hears of what, at which address, signed with which secrets. Addresses are checked when they are saved,
// here, and again with every attempt. Open ones are kept in memory, so that a delivery opens no secret.

import { businessEventNames } from '../../contract/business-events.ts'
import { AppError } from '../../contract/errors.ts'
import type { ChangeWebhook, CreatedWebhook, CreateWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { patternFault } from '../../domain/event-pattern.ts'
import type { Caller, SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Outbox } from '../outbox-port.ts'
import type { PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { WebhookKey, WebhookRow } from '../store/webhook.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import { requireSafeUrl } from './safe-url.ts'
import type { Breakers } from './webhook-breaker.ts'
import { maskedHeaders, splitHeaders } from './webhook-header.ts'
import { secretFrom } from './webhook-sign.ts'

/** What an attempt needs. */
export interface OpenWebhook {
  readonly row: WebhookRow
  /** Oldest first; empty when they were sealed on another computer. */
  readonly secrets: readonly { readonly key: WebhookKey; readonly plain: string }[]
  readonly headers: Readonly<Record<string, string>>
}

export interface WebhookEndpoints {
  list(request: PageRequest): { items: WebhookRecord[]; next: string | null }
  get(id: string): WebhookRecord
  create(body: CreateWebhook, caller: Caller): CreatedWebhook
  change(id: string, body: ChangeWebhook, ifMatch: number | null, caller: Caller): WebhookRecord
  remove(id: string): void
  rotate(id: string, overlapHours: number): CreatedWebhook
  /** From memory; undefined when it isn't there. */
  open(id: string): OpenWebhook | undefined
  all(): Iterable<OpenWebhook>
  /** By Plenum, not by a person; oldest first. */
  switchedOff(): { name: string; reason: string }[]
  liveSecrets(webhook: OpenWebhook): string[]
  /** Inside a transaction. */
  disable(id: string, reason: string): void
}

interface Parts {
  readonly store: Store
  readonly secrets: SecretBox
  readonly clock: Clock
  readonly awakeNow: () => number
  readonly outbox: Pick<Outbox, 'dropLane' | 'wake'>
  readonly breakers: Breakers
  readonly randomId: () => string
  readonly randomBytes: (n: number) => Uint8Array
  readonly ownPorts: () => readonly number[]
  /** After it is written. */
  readonly onChange: (id: string) => void
}

const mostEndpoints = 200
const hourMs = 3_600_000
const secretBytes = 32
const secretName = (id: string, keyId: string) => `webhook/${id}/${keyId}`
const headersName = (id: string) => `webhook/${id}/headers`

export function createWebhookEndpoints(parts: Parts): WebhookEndpoints {
  const { store, secrets, clock, awakeNow, outbox, breakers, randomId, randomBytes, ownPorts, onChange } = parts
  let opened: Map<string, OpenWebhook> | null = null

  const isLive = ({ endsAt }: WebhookKey) => endsAt === null || endsAt > clock.now()
  const openOne = (row: WebhookRow): OpenWebhook => ({
    row,
    secrets: row.keys.flatMap((key) => {
      const bytes = secrets.get(secretName(row.id, key.id))
      return bytes === null ? [] : [{ key, plain: Buffer.from(bytes).toString() }]
    }),
    headers: Object.fromEntries(
      Object.entries({ ...row.headers, ...secretHeaders(row) }).filter((one): one is [string, string] => one[1] !== null),
    ),
  })
  const secretHeaders = (row: WebhookRow): Record<string, string> => {
    if (!Object.values(row.headers).includes(null)) return {}
    const bytes = secrets.get(headersName(row.id))
    return bytes === null ? {} : (JSON.parse(Buffer.from(bytes).toString()) as Record<string, string>)
  }
  const openAll = () => {
    opened ??= new Map(store.webhook.all().map((row) => [row.id, openOne(row)]))
    return opened
  }
  /** Whatever happens to the transaction, memory is read again. */
  const write = <T>(id: string, fn: () => T): T => {
    try {
      const written = store.transaction(fn)
      onChange(id)
      return written
    } finally {
      opened = null
    }
  }
  const required = (id: string): WebhookRow => {
    const row = store.webhook.find(id)
    if (row === undefined) throw notFound('webhook')
    return row
  }
  const recordFrom = ({ keys, headers, ...row }: WebhookRow): WebhookRecord => {
    const state = store.webhook.state(row.id)
    return {
      ...row,
      events: [...row.events],
      headers: maskedHeaders(headers),
      secrets: keys.filter(isLive).map((key) => ({ ...key })),
      stats: {
        ...{ delivered: state.delivered, failed: state.failed, waiting: store.delivery.countWaiting(row.id) },
        meanMs: state.attempts === 0 ? null : Math.round(state.durationMs / state.attempts),
        ...{ lastSuccessAt: state.lastSuccessAt, lastFailureAt: state.lastFailureAt, lastReason: state.lastReason },
        failingHours: state.failingSince === null ? 0 : Math.round(((awakeNow() - state.failingSince) / hourMs) * 10) / 10,
        breaker: breakers.isOpen(row.id, clock.now()) ? 'open' : 'closed',
      },
    }
  }
  const check = (row: WebhookRow) => {
    row.events.forEach((pattern, i) => {
      const fault = patternFault(pattern, businessEventNames)
      if (fault !== null) throw invalidField(`/events/${i}`, `The pattern ${JSON.stringify(pattern)} ${fault}.`)
    })
    requireSafeUrl(row.url, { reach: row, pointer: '/url', ownPorts: ownPorts() })
  }
  const requireConsent = (
    before: Pick<WebhookRow, 'allowLoopback' | 'allowPrivateNetwork' | 'url'> | null,
    after: WebhookRow,
    caller: Caller,
  ) => {
    if (caller.permissions.has('webhooks:consent')) return
    for (const which of ['allowLoopback', 'allowPrivateNetwork'] as const) {
      if (!after[which]) continue
      const isNew = before === null || !before[which]
      // Consent is to one address.
      if (isNew || before.url !== after.url)
        throw new AppError('forbidden', `${which} needs the permission webhooks:consent`, {
          hint: 'Ask an administrator to allow this address, or leave it out.',
          errors: [
            { pointer: `/${which}`, detail: 'Only who has webhooks:consent lets Plenum ask addresses in this network or computer.' },
          ],
        })
    }
  }
  const addKey = (id: string): { key: WebhookKey; secret: string } => {
    const key: WebhookKey = { id: randomId(), createdAt: clock.now(), endsAt: null }
    const secret = secretFrom(randomBytes(secretBytes))
    secrets.put(secretName(id, key.id), Buffer.from(secret))
    return { key, secret }
  }
  /** With the end of the old secret moved. */
  const keysAfter = ({ id, keys }: WebhookRow, overlapHours: number | undefined): readonly WebhookKey[] => {
    if (overlapHours === undefined) return keys
    const old = keys.filter((key) => key.endsAt !== null && isLive(key))
    if (old.length === 0) throw invalidField('/overlapHours', 'There is no old secret: nothing is rotating.')
    if (overlapHours === 0) for (const key of old) secrets.remove(secretName(id, key.id))
    return keys
      .filter((key) => overlapHours > 0 || !old.includes(key))
      .map((key) => (old.includes(key) ? { ...key, endsAt: clock.now() + overlapHours * hourMs } : key))
  }
  const keepHeaders = (id: string, given: Readonly<Record<string, string>>, before: WebhookRow | null) => {
    const split = splitHeaders(given, before === null ? {} : secretHeaders(before))
    if (Object.keys(split.secrets).length > 0) secrets.put(headersName(id), Buffer.from(JSON.stringify(split.secrets)))
    else if (before !== null && Object.values(before.headers).includes(null)) secrets.remove(headersName(id))
    return split.shown
  }

  return {
    list: (request) => {
      const page = store.webhook.list(request)
      return { items: page.items.map(recordFrom), next: page.next }
    },
    get: (id) => recordFrom(required(id)),
    create: (body, caller) => {
      const id = randomId()
      const row: WebhookRow = {
        ...{ id, name: body.name, url: body.url, events: body.events ?? ['*'], headers: {}, payload: body.payload ?? 'full' },
        ...{ allowLoopback: body.allowLoopback ?? false, allowPrivateNetwork: body.allowPrivateNetwork ?? false },
        ...{ strictOrder: body.strictOrder ?? false, active: body.active ?? true, disabledAt: null, disabledReason: null },
        ...{ keys: [], createdAt: clock.now(), createdBy: caller.name, revision: 1 },
      }
      requireConsent(null, row, caller)
      check(row)
      return write(id, () => {
        if (openAll().size >= mostEndpoints) throw new AppError('conflict', `There are ${mostEndpoints} webhooks already`)
        const { key, secret } = addKey(id)
        const stored = { ...row, keys: [key], headers: keepHeaders(id, body.headers ?? {}, null) }
        store.webhook.insert(stored)
        return { id, secret, webhook: recordFrom(stored) }
      })
    },
    change: (id, { headers, overlapHours, ...body }, ifMatch, caller) => {
      const record = write(id, () => {
        const row = required(id)
        requireCurrent({ noun: 'webhook', sent: ifMatch, current: row.revision, at: clock.now() })
        const changed = { ...row, ...body, revision: row.revision + 1, keys: keysAfter(row, overlapHours) } as WebhookRow
        // Whatever a person decides about it, it is no longer Plenum that switched it off.
        const next = body.active === undefined ? changed : { ...changed, disabledAt: null, disabledReason: null }
        requireConsent(row, next, caller)
        check(next)
        const stored = headers === undefined ? next : { ...next, headers: keepHeaders(id, headers, row) }
        store.webhook.update(stored)
        // Whoever switches it on, or gives it another address, gives it its 120 hours anew.
        if (stored.active && (!row.active || row.url !== stored.url)) {
          store.webhook.saveState(id, { ...store.webhook.state(id), failingSince: null, warnedAt: null })
          breakers.forget(id)
        }
        return recordFrom(stored)
      })
      if (record.active) outbox.wake('webhook')
      return record
    },
    remove: (id) => {
      required(id)
      write(id, () => {
        const row = required(id)
        for (const key of row.keys) secrets.remove(secretName(id, key.id))
        secrets.remove(headersName(id))
        store.webhook.remove(id)
      })
      breakers.forget(id)
      // A job whose delivery is gone ends by itself: a crash between the two loses nothing.
      for (const lane of [id, `${id}/test`]) for (const which of ['waiting', 'dead'] as const) outbox.dropLane('webhook', lane, which)
    },
    rotate: (id, overlapHours) =>
      write(id, () => {
        const row = required(id)
        const live = row.keys.filter(isLive)
        const newest = overlapHours === 0 ? undefined : live.at(-1)
        // At most two: what was ending already ends now.
        for (const key of row.keys) if (key.id !== newest?.id) secrets.remove(secretName(id, key.id))
        const { key, secret } = addKey(id)
        const kept = newest === undefined ? [] : [{ ...newest, endsAt: clock.now() + overlapHours * hourMs }]
        const next = { ...row, keys: [...kept, key], revision: row.revision + 1 }
        store.webhook.update(next)
        return { id, secret, webhook: recordFrom(next) }
      }),
    open: (id) => openAll().get(id),
    all: () => openAll().values(),
    switchedOff: () =>
      [...openAll().values()]
        .flatMap(({ row }) => (row.active || row.disabledAt === null ? [] : [row]))
        .sort((a, b) => (a.disabledAt ?? 0) - (b.disabledAt ?? 0))
        .map(({ name, disabledReason }) => ({ name, reason: disabledReason ?? '' })),
    liveSecrets: (webhook) => webhook.secrets.filter(({ key }) => isLive(key)).map(({ plain }) => plain),
    disable: (id, reason) => {
      const row = required(id)
      store.webhook.update({ ...row, active: false, disabledAt: clock.now(), disabledReason: reason, revision: row.revision + 1 })
      opened = null
      // Once more when the transaction is over: what was read inside it may have been rolled back.
      queueMicrotask(() => {
        opened = null
        onChange(id)
      })
    },
  }
}
