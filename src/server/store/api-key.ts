// Keys of programs in the database: hashes of the secrets, never a secret. Rows in, rows out. Use is added up in one transaction for all
// keys, never per request.
import type { Database } from 'better-sqlite3'
import { createNamedRows, type NamedRows } from './named-rows.ts'

export interface ApiKeyRow {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly prefix: string
  /** SHA-256 of the whole key. */
  readonly hash: Uint8Array
  readonly scopes: readonly string[]
  /** null is all projects. */
  readonly projectIds: readonly string[] | null
  /** Account that made it; null for the owner of the machine. */
  readonly ownerId: string | null
  readonly active: boolean
  /** null: the default. */
  readonly perMinute: number | null
  readonly perHour: number | null
  /** null: none. */
  readonly perDay: number | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly rotatedAt: number | null
  /** While rotating: the secret before, and when it ends. */
  readonly oldHash: Uint8Array | null
  readonly oldSecretUntil: number | null
  /** The smallest number of days before the end that was warned of. */
  readonly warnedDays: number | null
}

/** The newest use. */
export interface KeyCall {
  readonly at: number
  readonly program: string
  readonly route: string
  readonly status: number
}

export interface KeyCount {
  readonly calls: number
  readonly errors: number
}

export interface KeyHour extends KeyCount {
  /** With the secret that is being replaced. */
  readonly oldSecretCalls: number
}

/** What came together since the last write. */
export interface KeyUse {
  readonly keyId: string
  readonly lastUsedAt: number
  readonly newSecretCalls: number
  readonly oldSecretCalls: number
  /** Start of the day -> its calls; `times` counts by bucket. */
  readonly days: ReadonlyMap<number, KeyCount & { readonly times: ReadonlyMap<number, number> }>
  /** Start of the hour -> its calls. */
  readonly hours: ReadonlyMap<number, KeyHour>
  readonly routes: ReadonlyMap<string, KeyCount>
  /** Newest first. */
  readonly callers: readonly KeyCall[]
}

export interface StoredUse {
  readonly newSecretCalls: number
  readonly oldSecretCalls: number
  readonly callers: readonly KeyCall[]
  readonly total: KeyCount
  readonly days: readonly (KeyCount & { readonly at: number; readonly times: ReadonlyMap<number, number> })[]
  readonly hours: readonly (KeyHour & { readonly at: number })[]
  /** The busiest first. */
  readonly routes: readonly (KeyCount & { readonly route: string })[]
}

export interface ApiKeyStore extends NamedRows<ApiKeyRow> {
  insert(key: ApiKeyRow): void
  /** Everything but its use. */
  update(key: ApiKeyRow): void
  /** Key -> when it was last used. */
  lastUses(): Map<string, number>
  /** Key -> its calls on the day that begins at `at`. */
  callsOn(at: number): Map<string, KeyCount>
  /** After a rotation the two secrets are counted from nothing. */
  restartSecretCounts(id: string): void
  /** All or nothing. Keys that are gone are left out; days and hours before `keepFrom` go, the sums of days stay in `total`. */
  addUse(uses: readonly KeyUse[], keepFrom: Since): void
  readUse(id: string, from: Since): StoredUse
}

/** The first day and the first hour that count. */
export interface Since {
  readonly day: number
  readonly hour: number
}

type Stored = Omit<ApiKeyRow, 'scopes' | 'active' | 'projectIds'> & { scopes: string; active: 0 | 1; projectIds: string | null }
interface StoredDay extends KeyCount {
  readonly at: number
  readonly times: string
}

const mostCallers = 20
const mostRoutes = 10
const columns = `id, name, description, prefix, hash, scopes, projectIds, ownerId, active, perMinute, perHour, perDay, createdAt, expiresAt,
  rotatedAt, oldHash, oldSecretUntil, warnedDays`

/** Prepares every statement once. */
export function createApiKeyStore(db: Database): ApiKeyStore {
  const insert = db.prepare(`INSERT INTO apiKey (${columns}) VALUES (${columns.replace(/\w+/g, '@$&')})`)
  const update = db.prepare(`UPDATE apiKey SET name = @name, description = @description, hash = @hash, scopes = @scopes,
    projectIds = @projectIds, active = @active, perMinute = @perMinute, perHour = @perHour, perDay = @perDay, expiresAt = @expiresAt,
    rotatedAt = @rotatedAt, oldHash = @oldHash, oldSecretUntil = @oldSecretUntil, warnedDays = @warnedDays WHERE id = @id`)
  const restart = db.prepare('UPDATE apiKeyUse SET newSecretCalls = 0, oldSecretCalls = 0 WHERE keyId = ?')
  const readSums = db.prepare<
    [string],
    Pick<StoredUse, 'newSecretCalls' | 'oldSecretCalls'> & { callers: string; calls: number; errors: number }
  >('SELECT newSecretCalls, oldSecretCalls, callers, calls, errors FROM apiKeyUse WHERE keyId = ?')
  const isThere = db.prepare<[string], number>('SELECT 1 FROM apiKey WHERE id = ?').pluck()
  const addSums = db.prepare(`INSERT INTO apiKeyUse (keyId, lastUsedAt, calls, errors, newSecretCalls, oldSecretCalls, callers)
    VALUES (@keyId, @lastUsedAt, @calls, @errors, @newSecretCalls, @oldSecretCalls, @callers)
    ON CONFLICT (keyId) DO UPDATE SET lastUsedAt = max(lastUsedAt, excluded.lastUsedAt), calls = calls + excluded.calls,
    errors = errors + excluded.errors, newSecretCalls = newSecretCalls + excluded.newSecretCalls,
    oldSecretCalls = oldSecretCalls + excluded.oldSecretCalls, callers = excluded.callers`)
  const lastUses = db.prepare<[], [string, number]>('SELECT keyId, lastUsedAt FROM apiKeyUse').raw()
  const findDay = db.prepare<[string, number], StoredDay>('SELECT at, calls, errors, times FROM apiKeyUseDay WHERE keyId = ? AND at = ?')
  const putDay = db.prepare('INSERT OR REPLACE INTO apiKeyUseDay (keyId, at, calls, errors, times) VALUES (?, ?, ?, ?, ?)')
  const readDays = db.prepare<[string, number], StoredDay>(
    'SELECT at, calls, errors, times FROM apiKeyUseDay WHERE keyId = ? AND at >= ? ORDER BY at',
  )
  const dropDays = db.prepare('DELETE FROM apiKeyUseDay WHERE keyId = ? AND at < ?')
  const callsOn = db.prepare<[number], KeyCount & { keyId: string }>('SELECT keyId, calls, errors FROM apiKeyUseDay WHERE at = ?')
  const addHour = db.prepare(`INSERT INTO apiKeyUseHour (keyId, at, calls, errors, oldSecretCalls) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (keyId, at) DO UPDATE SET calls = calls + excluded.calls, errors = errors + excluded.errors,
    oldSecretCalls = oldSecretCalls + excluded.oldSecretCalls`)
  const readHours = db.prepare<[string, number], KeyHour & { at: number }>(
    'SELECT at, calls, errors, oldSecretCalls FROM apiKeyUseHour WHERE keyId = ? AND at >= ? ORDER BY at',
  )
  const dropHours = db.prepare('DELETE FROM apiKeyUseHour WHERE keyId = ? AND at < ?')
  const restartHours = db.prepare('UPDATE apiKeyUseHour SET oldSecretCalls = 0 WHERE keyId = ?')
  const addRoute = db.prepare(`INSERT INTO apiKeyUseRoute (keyId, route, calls, errors) VALUES (?, ?, ?, ?)
    ON CONFLICT (keyId, route) DO UPDATE SET calls = calls + excluded.calls, errors = errors + excluded.errors`)
  const readRoutes = db.prepare<[string, number], KeyCount & { route: string }>(
    'SELECT route, calls, errors FROM apiKeyUseRoute WHERE keyId = ? ORDER BY calls DESC, route LIMIT ?',
  )

  const addOne = (use: KeyUse, keepFrom: Since) => {
    if (isThere.get(use.keyId) === undefined) return
    const before = readSums.get(use.keyId)
    const { keyId, lastUsedAt, newSecretCalls, oldSecretCalls } = use
    const callers = JSON.stringify([...use.callers, ...(JSON.parse(before?.callers ?? '[]') as KeyCall[])].slice(0, mostCallers))
    const days = [...use.days.values()]
    const sums = { calls: sumOf(days, 'calls'), errors: sumOf(days, 'errors') }
    addSums.run({ keyId, lastUsedAt, newSecretCalls, oldSecretCalls, callers, ...sums })
    for (const [at, { calls, errors, times }] of use.days) {
      const stored = findDay.get(keyId, at)
      const merged = timesFrom(stored?.times ?? '{}')
      for (const [bucket, n] of times) merged.set(bucket, (merged.get(bucket) ?? 0) + n)
      putDay.run(keyId, at, calls + (stored?.calls ?? 0), errors + (stored?.errors ?? 0), JSON.stringify(Object.fromEntries(merged)))
    }
    for (const [route, { calls, errors }] of use.routes) addRoute.run(keyId, route, calls, errors)
    for (const [at, hour] of use.hours) addHour.run(keyId, at, hour.calls, hour.errors, hour.oldSecretCalls)
    dropDays.run(keyId, keepFrom.day)
    dropHours.run(keyId, keepFrom.hour)
  }

  return {
    insert: (key) => void insert.run(storedFrom(key)),
    update: (key) => void update.run(storedFrom(key)),
    ...createNamedRows(db, 'apiKey', rowFrom, columns),
    lastUses: () => new Map(lastUses.all()),
    callsOn: (at) => new Map(callsOn.all(at).map(({ keyId, ...counts }) => [keyId, counts])),
    restartSecretCounts: (id) => {
      restart.run(id)
      restartHours.run(id)
    },
    addUse: (uses, keepFrom) =>
      db.transaction(() => {
        for (const use of uses) addOne(use, keepFrom)
      })(),
    readUse: (id, from) => {
      const sums = readSums.get(id)
      return {
        newSecretCalls: sums?.newSecretCalls ?? 0,
        oldSecretCalls: sums?.oldSecretCalls ?? 0,
        callers: JSON.parse(sums?.callers ?? '[]') as KeyCall[],
        total: { calls: sums?.calls ?? 0, errors: sums?.errors ?? 0 },
        days: readDays.all(id, from.day).map((day) => ({ ...day, times: timesFrom(day.times) })),
        hours: readHours.all(id, from.hour),
        routes: readRoutes.all(id, mostRoutes),
      }
    },
  }
}

const sumOf = (counts: readonly KeyCount[], field: keyof KeyCount) => counts.reduce((sum, one) => sum + one[field], 0)

function timesFrom(text: string): Map<number, number> {
  return new Map(Object.entries(JSON.parse(text) as Record<string, number>).map(([bucket, n]) => [Number(bucket), n]))
}

const storedFrom = (key: ApiKeyRow): Stored => ({
  ...key,
  scopes: JSON.stringify(key.scopes),
  projectIds: key.projectIds && JSON.stringify(key.projectIds),
  active: key.active ? 1 : 0,
})

const rowFrom = (stored: Stored): ApiKeyRow => ({
  ...stored,
  scopes: JSON.parse(stored.scopes) as string[],
  projectIds: stored.projectIds === null ? null : (JSON.parse(stored.projectIds) as string[]),
  active: stored.active === 1,
})
