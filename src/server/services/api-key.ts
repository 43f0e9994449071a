// Keys of programs: made, listed, paused, revoked, checked. The key is shown once; only its SHA-256 is kept. Revocation is immediate.
import { randomInt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import { permissions } from '../../contract/routes.ts'
import type { ApiKeyRecord, CreateApiKey, CreatedApiKey } from '../../contract/schemas/api-key.ts'
import type { Clock } from '../clock.ts'
import type { ApiKeyRow } from '../store/api-key.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { makeApiKey, prefixOf, readApiKey } from './api-key-format.ts'
import type { Batch } from './batch.ts'
import type { BrokerLink } from './broker-link.ts'
import { sha256 } from './credential.ts'
import { invalidField, notFound, refuseVersion } from './refusal.ts'
import { cleanName, cleanNotes } from './text.ts'

export type KeyAnswer =
  | { readonly kind: 'program'; readonly keyId: string; readonly scopes: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }

export interface ApiKeyService {
  list(query: PageRequest): PageOf<ApiKeyRecord>
  get(id: string): ApiKeyRecord
  /** Throws invalid for a scope that no route has. */
  create(body: CreateApiKey): CreatedApiKey
  /** Keys have no versions: any `ifMatch` but null is stale. */
  change(id: string, body: { readonly active: boolean }, ifMatch?: number | null): ApiKeyRecord
  remove(id: string): void
  /** Whose key it is; the same answer for an unknown, wrong, paused or expired one. */
  check(key: string): KeyAnswer
  /** The same for HTTP: null where check refuses. */
  findProgram(key: string): { readonly keyId: string; readonly scopes: readonly string[] } | null
}

const env = 'live'
const dayMs = 86_400_000
const defaultDays = 90
/** Fresh enough for a list, and no write per request. */
const usedStepMs = 60_000
const refused = { kind: 'refused', reason: 'this key is not valid (any more)' } as const

interface Parts {
  readonly store: Pick<Store, 'apiKey' | 'transaction'>
  readonly clock: Clock
  readonly batch: Batch
  readonly link: BrokerLink
  readonly randomBelow?: (n: number) => number
}

/** Keeps what it looked up in memory, so that a key costs one query and no more. */
export function createApiKeyService({ store, clock, batch, link, randomBelow = (n) => randomInt(n) }: Parts): ApiKeyService {
  const known = new Map<string, ApiKeyRow & { lastUsedAt: number | null }>()
  const find = (id: string): ApiKeyRow => {
    const row = known.get(id) ?? store.apiKey.find(id)
    if (row === undefined) throw notFound('API key')
    return row
  }
  const closeConnections = (id: string, reason: string) => link.port()?.closeProgram(id, reason)

  return {
    list: (query) => {
      const page = store.apiKey.list(query)
      return { items: page.items.map((row) => recordFrom(known.get(row.id) ?? row)), next: page.next }
    },
    get: (id) => recordFrom(find(id)),
    create: (body) => {
      const unknown = body.scopes.findIndex((scope) => !permissions.includes(scope))
      if (unknown >= 0)
        throw invalidField(
          `/scopes/${unknown}`,
          `scopes has ${body.scopes[unknown]}, which is no permission. They are ${permissions.join(', ')}.`,
        )
      const at = clock.now()
      const { id, key } = makeApiKey(env, randomBelow)
      if (store.apiKey.find(id) !== undefined) throw new AppError('conflict', 'The key could not be made; try again')
      const row: ApiKeyRow = {
        id,
        name: cleanName(body.name),
        description: cleanNotes(body.description ?? ''),
        prefix: prefixOf(env, id),
        hash: sha256(key),
        scopes: [...new Set(body.scopes)].sort(),
        active: true,
        createdAt: at,
        expiresAt: at + (body.expiresInDays ?? defaultDays) * dayMs,
        lastUsedAt: null,
        perMinute: body.perMinute ?? null,
        perHour: body.perHour ?? null,
        perDay: body.perDay ?? null,
      }
      store.transaction(() => store.apiKey.insert(row))
      return { ...recordFrom(row), key }
    },
    change: (id, { active }, ifMatch = null) => {
      const row = find(id)
      refuseVersion('key', ifMatch)
      store.transaction(() => store.apiKey.setActive(id, active))
      const next = { ...row, active }
      if (known.has(id)) known.set(id, next)
      if (!active) closeConnections(id, 'the key was paused')
      return recordFrom(next)
    },
    remove: (id) => {
      find(id)
      store.transaction(() => store.apiKey.remove(id))
      known.delete(id)
      closeConnections(id, 'the key was revoked')
    },
    check,
    findProgram: (key) => {
      const answer = check(key)
      return answer.kind === 'refused' ? null : { keyId: answer.keyId, scopes: answer.scopes }
    },
  }

  function check(key: string): KeyAnswer {
    const read = readApiKey(key)
    if (read === null) return refused
    const row = known.get(read.id) ?? store.apiKey.find(read.id)
    if (row === undefined || !timingSafeEqual(sha256(key), row.hash)) return refused
    const now = clock.now()
    if (!row.active || (row.expiresAt !== null && now >= row.expiresAt)) return refused
    const isStep = row.lastUsedAt === null || Math.abs(now - row.lastUsedAt) >= usedStepMs
    if (isStep) batch.write(`key ${row.id}`, () => store.apiKey.setUsed(row.id, now))
    known.set(row.id, isStep ? { ...row, lastUsedAt: now } : row)
    return { kind: 'program', keyId: row.id, scopes: row.scopes }
  }
}

/** The white list of a key's reply. */
function recordFrom({ id, name, description, prefix, scopes, active, createdAt, expiresAt, lastUsedAt }: ApiKeyRow): ApiKeyRecord {
  return { id, name, description, prefix, scopes, active, createdAt, expiresAt, lastUsedAt }
}
