// Endpoints of outgoing webhooks, and how they do. Secrets are in the secret box; here are only their names and times.
import type { Database } from 'better-sqlite3'
import { createNamedRows, type NamedRows } from './named-rows.ts'

export interface WebhookKey {
  readonly id: string
  readonly createdAt: number
  readonly endsAt: number | null
}
export interface WebhookRow {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly events: readonly string[]
  /** null stands for a value that is in the secret box. */
  readonly headers: Readonly<Record<string, string | null>>
  readonly payload: 'full' | 'thin'
  readonly allowLoopback: boolean
  readonly allowPrivateNetwork: boolean
  readonly strictOrder: boolean
  readonly active: boolean
  readonly disabledAt: number | null
  readonly disabledReason: string | null
  readonly keys: readonly WebhookKey[]
  readonly createdAt: number
  readonly createdBy: string
  readonly revision: number
}
export interface WebhookState {
  readonly delivered: number
  /** Attempts that failed. */
  readonly failed: number
  readonly attempts: number
  /** Of all attempts together. */
  readonly durationMs: number
  readonly lastSuccessAt: number | null
  readonly lastFailureAt: number | null
  readonly lastReason: string | null
  /** Awake ms when it began to fail; null while it works. */
  readonly failingSince: number | null
  /** Awake ms of the notice. */
  readonly warnedAt: number | null
}

export interface WebhookStore extends NamedRows<WebhookRow> {
  insert(webhook: WebhookRow): void
  update(webhook: WebhookRow): void
  state(id: string): WebhookState
  saveState(id: string, state: WebhookState): void
}

type Flag = 'allowLoopback' | 'allowPrivateNetwork' | 'strictOrder' | 'active'
type Stored = Omit<WebhookRow, 'events' | 'headers' | 'keys' | Flag> & {
  readonly events: string
  readonly headers: string
  readonly keyList: string
} & { readonly [F in Flag]: 0 | 1 }

const fresh: WebhookState = {
  ...{ delivered: 0, failed: 0, attempts: 0, durationMs: 0, lastSuccessAt: null, lastFailureAt: null },
  ...{ lastReason: null, failingSince: null, warnedAt: null },
}

/** Prepares every statement once. */
export function createWebhookStore(db: Database): WebhookStore {
  const insert = db.prepare(`INSERT INTO webhook (id, name, url, events, headers, payload, allowLoopback, allowPrivateNetwork, strictOrder,
    active, disabledAt, disabledReason, keyList, createdAt, createdBy, revision) VALUES (@id, @name, @url, @events, @headers, @payload,
    @allowLoopback, @allowPrivateNetwork, @strictOrder, @active, @disabledAt, @disabledReason, @keyList, @createdAt, @createdBy, @revision)`)
  const update = db.prepare(`UPDATE webhook SET name = @name, url = @url, events = @events, headers = @headers, payload = @payload,
    allowLoopback = @allowLoopback, allowPrivateNetwork = @allowPrivateNetwork, strictOrder = @strictOrder, active = @active,
    disabledAt = @disabledAt, disabledReason = @disabledReason, keyList = @keyList, revision = @revision WHERE id = @id`)
  const state = db.prepare<[string], WebhookState & { webhookId: string }>('SELECT * FROM webhookState WHERE webhookId = ?')
  const saveState = db.prepare(`INSERT INTO webhookState
    (webhookId, delivered, failed, attempts, durationMs, lastSuccessAt, lastFailureAt, lastReason, failingSince, warnedAt) VALUES
    (@webhookId, @delivered, @failed, @attempts, @durationMs, @lastSuccessAt, @lastFailureAt, @lastReason, @failingSince, @warnedAt)
    ON CONFLICT (webhookId) DO UPDATE SET delivered = @delivered, failed = @failed, attempts = @attempts, durationMs = @durationMs,
    lastSuccessAt = @lastSuccessAt, lastFailureAt = @lastFailureAt, lastReason = @lastReason, failingSince = @failingSince,
    warnedAt = @warnedAt`)
  return {
    insert: (webhook) => void insert.run(storedFrom(webhook)),
    update: (webhook) => void update.run(storedFrom(webhook)),
    ...createNamedRows(db, 'webhook', rowFrom),
    state: (id) => {
      const found = state.get(id)
      if (found === undefined) return fresh
      const { webhookId: _, ...rest } = found
      return rest
    },
    saveState: (webhookId, row) => void saveState.run({ ...row, webhookId }),
  }
}

function storedFrom({ keys, ...row }: WebhookRow): Stored {
  const bit = (is: boolean) => (is ? 1 : 0)
  return {
    ...row,
    events: JSON.stringify(row.events),
    headers: JSON.stringify(row.headers),
    keyList: JSON.stringify(keys),
    ...{ allowLoopback: bit(row.allowLoopback), allowPrivateNetwork: bit(row.allowPrivateNetwork) },
    ...{ strictOrder: bit(row.strictOrder), active: bit(row.active) },
  }
}

function rowFrom({ keyList, ...stored }: Stored): WebhookRow {
  return {
    ...stored,
    events: JSON.parse(stored.events) as string[],
    headers: JSON.parse(stored.headers) as Record<string, string | null>,
    keys: JSON.parse(keyList) as WebhookKey[],
    ...{ allowLoopback: stored.allowLoopback === 1, allowPrivateNetwork: stored.allowPrivateNetwork === 1 },
    ...{ strictOrder: stored.strictOrder === 1, active: stored.active === 1 },
  }
}
