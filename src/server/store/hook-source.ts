// Sources of incoming webhooks and what they sent so far. Secrets are in the secret box; here are only their names and times.
import type { Database } from 'better-sqlite3'
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'
import { createNamedRows, type NamedRows } from './named-rows.ts'

export interface HookKey {
  readonly id: string
  readonly createdAt: number
  readonly endsAt: number | null
}
export type HookSourceRow = Omit<HookSourceRecord, 'secrets' | 'stats'> & { readonly keys: readonly HookKey[] }
export type HookUsage = HookSourceRecord['stats'] & { readonly keyUse: Readonly<Record<string, number>> }

export interface HookSourceStore extends NamedRows<HookSourceRow> {
  insert(source: HookSourceRow): void
  update(source: HookSourceRow): void
  usage(id: string): HookUsage
  saveUsage(id: string, usage: HookUsage): void
  /** The inbox row of that delivery, when it came before; else keeps it as seen. */
  see(sourceId: string, deliveryId: string, inboxId: string, at: number): string | null
  /** Forgets what was seen before; at most `limit`. */
  forgetSeen(before: number, limit: number): number
}

interface Stored extends Omit<HookSourceRow, 'hmac' | 'eventTypes' | 'mapping' | 'keys' | 'active'> {
  readonly hmac: string
  readonly eventTypes: string
  readonly mapping: string
  readonly keyList: string
  readonly active: 0 | 1
}

const noUsage: HookUsage = {
  ...{ received: 0, repeats: 0, refused: 0, failed: 0, lastAt: null, lastRefusedAt: null, lastRefusal: null },
  keyUse: {},
}

/** Prepares every statement once. */
export function createHookSourceStore(db: Database): HookSourceStore {
  const insert = db.prepare(`INSERT INTO hookSource
    (id, source, name, kind, adapter, hmac, eventTypes, mapping, keyList, active, createdAt, revision) VALUES
    (@id, @source, @name, @kind, @adapter, @hmac, @eventTypes, @mapping, @keyList, @active, @createdAt, @revision)`)
  const update = db.prepare(`UPDATE hookSource SET name = @name, adapter = @adapter, hmac = @hmac, eventTypes = @eventTypes,
    mapping = @mapping, keyList = @keyList, active = @active, revision = @revision WHERE id = @id`)
  const usage = db.prepare<[string], Omit<HookUsage, 'keyUse'> & { keyUse: string; sourceId: string }>(
    'SELECT * FROM hookUsage WHERE sourceId = ?',
  )
  const saveUsage = db.prepare(`INSERT INTO hookUsage
    (sourceId, received, repeats, refused, failed, lastAt, lastRefusedAt, lastRefusal, keyUse) VALUES
    (@sourceId, @received, @repeats, @refused, @failed, @lastAt, @lastRefusedAt, @lastRefusal, @keyUse)
    ON CONFLICT (sourceId) DO UPDATE SET received = @received, repeats = @repeats, refused = @refused, failed = @failed, lastAt = @lastAt,
    lastRefusedAt = @lastRefusedAt, lastRefusal = @lastRefusal, keyUse = @keyUse`)
  const seen = db.prepare<[string, string], { inboxId: string }>('SELECT inboxId FROM hookSeen WHERE sourceId = ? AND deliveryId = ?')
  const see = db.prepare('INSERT INTO hookSeen (sourceId, deliveryId, inboxId, at) VALUES (?, ?, ?, ?)')
  const forget = db.prepare(
    'DELETE FROM hookSeen WHERE (sourceId, deliveryId) IN (SELECT sourceId, deliveryId FROM hookSeen WHERE at < ? ORDER BY at LIMIT ?)',
  )
  return {
    insert: (source) => void insert.run(storedFrom(source)),
    update: (source) => void update.run(storedFrom(source)),
    ...createNamedRows(db, 'hookSource', rowFrom),
    usage: (id) => {
      const found = usage.get(id)
      if (found === undefined) return noUsage
      const { sourceId: _, keyUse, ...rest } = found
      return { ...rest, keyUse: JSON.parse(keyUse) as Record<string, number> }
    },
    saveUsage: (sourceId, { keyUse, ...rest }) => void saveUsage.run({ sourceId, ...rest, keyUse: JSON.stringify(keyUse) }),
    see: (sourceId, deliveryId, inboxId, at) => {
      const before = seen.get(sourceId, deliveryId)
      if (before !== undefined) return before.inboxId
      see.run(sourceId, deliveryId, inboxId, at)
      return null
    },
    forgetSeen: (before, limit) => forget.run(before, limit).changes,
  }
}

function storedFrom({ keys, ...row }: HookSourceRow): Stored {
  return {
    ...row,
    hmac: JSON.stringify(row.hmac),
    eventTypes: JSON.stringify(row.eventTypes),
    mapping: JSON.stringify(row.mapping),
    keyList: JSON.stringify(keys),
    active: row.active ? 1 : 0,
  }
}

function rowFrom({ keyList, ...stored }: Stored): HookSourceRow {
  return {
    ...stored,
    hmac: JSON.parse(stored.hmac) as HookSourceRow['hmac'],
    eventTypes: JSON.parse(stored.eventTypes) as string[],
    mapping: JSON.parse(stored.mapping) as HookSourceRow['mapping'],
    keys: JSON.parse(keyList) as HookKey[],
    active: stored.active === 1,
  }
}
