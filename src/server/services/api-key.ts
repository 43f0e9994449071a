// Keys of programs: made, listed, changed, rotated, revoked, checked. A secret is shown once; only its SHA-256 is kept. Revocation, pause
// and the end of a secret count at once. Promise: nobody gets through a key what they lack: not by making, widening, resuming or rotating.
import { randomInt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import { permissions } from '../../contract/routes.ts'
import type { ApiKeyRecord, ApiKeyUsage, ChangeApiKey, CreateApiKey, CreatedApiKey, RotateApiKey } from '../../contract/schemas/api-key.ts'
import { lackedOf, shrinkTo } from '../../domain/permissions.ts'
import type { Bus } from '../bus.ts'
import type { Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events } from '../outbox-port.ts'
import type { ApiKeyRow } from '../store/api-key.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { makeApiKey, prefixOf, readApiKey } from './api-key-format.ts'
import { dayMs, isExpired, isRotating, type KeyLimits, limitsOf, recordFrom, warnedFrom } from './api-key-record.ts'
import { createKeyUsage, type ProgramCall } from './api-key-usage.ts'
import { watchKeys } from './api-key-watch.ts'
import type { BrokerLink } from './broker-link.ts'
import { sha256 } from './credential.ts'
import { invalidField, notFound, refuseVersion } from './refusal.ts'
import { cleanName, cleanNotes } from './text.ts'

/** What a valid key says of its program, now. */
export interface ProgramFacts {
  readonly keyId: string
  readonly name: string
  /** Its scopes, less what its owner lacks. */
  readonly scopes: readonly string[]
  /** null: the owner of the machine. */
  readonly ownerId: string | null
  readonly projectIds: readonly string[] | null
}

export type KeyAnswer = ({ readonly kind: 'program' } & ProgramFacts) | { readonly kind: 'refused'; readonly reason: string }

/** Who owns keys: accounts, asked whenever a key is used. */
export interface KeyOwners {
  nameOf(accountId: string): string | null
  /** What the account may now; null when it is gone or disabled. */
  permissionsOf(accountId: string): ReadonlySet<string> | null
}

export interface ApiKeyService {
  list(query: PageRequest): PageOf<ApiKeyRecord>
  get(id: string): ApiKeyRecord
  /** Throws invalid for a scope that no route has, forbidden for one the caller lacks. */
  create(body: CreateApiKey, caller: Caller): CreatedApiKey
  /** Only what is sent changes. Keys have no versions: any `ifMatch` but null is stale. */
  change(id: string, body: ChangeApiKey, caller: Caller, ifMatch?: number | null): ApiKeyRecord
  /** A new secret, for as long again as the key had; the one before works on for the overlap, 24 hours unless told. */
  rotate(id: string, body: RotateApiKey, caller: Caller): CreatedApiKey
  remove(id: string): void
  usage(id: string): Omit<ApiKeyUsage, 'limits'>
  /** Whose key it is; the same answer for an unknown, wrong, paused or expired one. */
  check(key: string): KeyAnswer
  /** The same for HTTP: null where check refuses. */
  findProgram(key: string): ProgramFacts | null
  /** For the limiter; null for a key that is gone. */
  limitsOf(keyId: string): KeyLimits | null
  /** An answered request of a program; costs no write. */
  record(call: ProgramCall): void
  /** Keys that end soon, in sentences, for health. */
  warnings(): readonly string[]
  stop(): void
}

const env = 'live'
const defaultDays = 90
const defaultOverlapHours = 24
const hourMs = 3_600_000
const refused = { kind: 'refused', reason: 'this key is not valid (any more)' } as const
const noOwners: KeyOwners = { nameOf: () => null, permissionsOf: () => null }
const everything: ReadonlySet<string> = new Set(permissions)

interface Parts {
  readonly store: Pick<Store, 'apiKey' | 'transaction'>
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly link: BrokerLink
  readonly events: Pick<Events, 'emit'>
  readonly owners?: KeyOwners
  /** What a key may has changed or ended: streams are looked at again. */
  readonly tellAccess?: (keyId: string) => void
  readonly randomBelow?: (n: number) => number
}

/** Keeps every key in memory, so that checking one costs no query. */
export function createApiKeyService({ store, bus, clock, log, link, events, ...rest }: Parts): ApiKeyService {
  const { owners = noOwners, tellAccess = () => {}, randomBelow = (n: number) => randomInt(n) } = rest
  const known = new Map(store.apiKey.all().map((row) => [row.id, row]))
  const usage = createKeyUsage({ store, clock, log })

  const find = (id: string): ApiKeyRow => {
    const row = known.get(id)
    if (row === undefined) throw notFound('API key')
    return row
  }
  const heldBy = (ownerId: string | null) => (ownerId === null ? everything : owners.permissionsOf(ownerId))
  const toRecord = (row: ApiKeyRow): ApiKeyRecord => {
    const ownerName = row.ownerId === null ? 'owner' : (owners.nameOf(row.ownerId) ?? 'a deleted account')
    const use = { lastUsedAt: usage.lastUsedAt(row.id), today: usage.today(row.id) }
    return recordFrom(row, { now: clock.now(), held: heldBy(row.ownerId), ownerName, ...use })
  }
  /** On disk first, then for everybody. */
  const save = (row: ApiKeyRow, write: () => void) => {
    store.transaction(write)
    known.set(row.id, row)
    bus.publish({ name: 'key.changed', payload: { keyId: row.id, at: clock.now() } })
  }
  /** What the key opened is looked at again; MQTT clients come back with what is valid now. */
  const closeConnections = (id: string, reason: string) => {
    tellAccess(id)
    link.port()?.closeProgram(id, reason)
  }
  const newSecret = (id?: string) => makeApiKey(env, randomBelow, id)
  const watch = watchKeys({
    clock,
    log,
    bus,
    rows: () => known.values(),
    save: (row, warning) =>
      save(row, () => {
        store.apiKey.update(row)
        if (warning === undefined) return
        const { at, expiresAt, days } = warning
        const data = { keyId: row.id, name: row.name, ownerId: row.ownerId, expiresAt, days }
        events.emit({ type: 'key.expiring', subject: `key/${row.id}`, projectId: null, at, actor: 'Plenum', data })
      }),
    closeConnections,
  })

  return {
    list: (query) => {
      const page = store.apiKey.list(query)
      return { items: page.items.map((row) => toRecord(known.get(row.id) ?? row)), next: page.next }
    },
    get: (id) => toRecord(find(id)),
    create: (body, caller) => {
      const scopes = readScopes(body.scopes)
      const projectIds = body.projectIds ?? null
      requireGrantable(caller, { scopes, projectIds })
      const at = clock.now()
      const { id, key } = newSecret()
      if (known.has(id)) throw new AppError('conflict', 'The key could not be made; try again')
      const expiresAt = expiryOf(body.expiresInDays, { caller, at })
      const row: ApiKeyRow = {
        ...{ id, scopes, projectIds, expiresAt, createdAt: at, active: true, hash: sha256(key), prefix: prefixOf(env, id) },
        ...{ name: cleanName(body.name), description: cleanNotes(body.description ?? ''), ownerId: caller.accountId },
        ...{ perMinute: body.perMinute ?? null, perHour: body.perHour ?? null, perDay: body.perDay ?? null },
        ...{ rotatedAt: null, oldHash: null, oldSecretUntil: null, warnedDays: warnedFrom(at, expiresAt) },
      }
      save(row, () => store.apiKey.insert(row))
      return { ...toRecord(row), key }
    },
    change: (id, body, caller, ifMatch = null) => {
      const row = find(id)
      refuseVersion('key', ifMatch)
      const next = changed(row, body, { caller, at: clock.now() })
      save(next, () => store.apiKey.update(next))
      if (!next.active) closeConnections(id, 'the key was paused')
      else if (isWeaker(next, row)) closeConnections(id, 'what the key opens was changed')
      return toRecord(next)
    },
    rotate: (id, { overlapHours = defaultOverlapHours }, caller) => {
      const row = find(id)
      requireGrantable(caller, row)
      const at = clock.now()
      const { key } = newSecret(id)
      // As long again as before; what never ends never ends.
      const expiresAt = row.expiresAt === null ? null : at + (row.expiresAt - (row.rotatedAt ?? row.createdAt))
      const oldEnd = Math.min(at + overlapHours * hourMs, row.expiresAt ?? Number.POSITIVE_INFINITY)
      const old = oldEnd > at ? { oldHash: row.hash, oldSecretUntil: oldEnd } : { oldHash: null, oldSecretUntil: null }
      const next = { ...row, ...old, hash: sha256(key), rotatedAt: at, expiresAt, warnedDays: warnedFrom(at, expiresAt) }
      save(next, () => {
        store.apiKey.update(next)
        usage.restartSecrets(id)
      })
      // A secret from a rotation before ends with this one.
      if (next.oldHash === null || row.oldHash !== null) closeConnections(id, 'the older secret of the key was ended')
      return { ...toRecord(next), key }
    },
    remove: (id) => {
      find(id)
      store.transaction(() => store.apiKey.remove(id))
      known.delete(id)
      usage.forget(id)
      closeConnections(id, 'the key was revoked')
      bus.publish({ name: 'key.changed', payload: { keyId: id, at: clock.now() } })
    },
    usage: (id) => usage.read(find(id).id),
    check,
    findProgram: (key) => {
      const answer = check(key)
      return answer.kind === 'refused' ? null : answer
    },
    limitsOf: (keyId) => {
      const row = known.get(keyId)
      return row === undefined ? null : limitsOf(row)
    },
    record: (call) => {
      if (known.has(call.keyId)) usage.record(call)
    },
    warnings: watch.warnings,
    stop: () => {
      watch.stop()
      usage.stop()
    },
  }

  function check(key: string): KeyAnswer {
    const read = readApiKey(key)
    const row = read === null ? undefined : known.get(read.id)
    if (row === undefined) return refused
    const hash = sha256(key)
    const now = clock.now()
    const isNew = timingSafeEqual(hash, row.hash)
    const isOld = row.oldHash !== null && timingSafeEqual(hash, row.oldHash) && isRotating(row, now)
    if ((!isNew && !isOld) || !row.active || isExpired(row, now)) return refused
    const held = heldBy(row.ownerId)
    if (held === null) return refused
    usage.countSecret(row.id, isNew ? 'new' : 'old')
    const { id, name, ownerId, projectIds } = row
    return { kind: 'program', keyId: id, name, ownerId, projectIds, scopes: [...shrinkTo(held, row.scopes)] }
  }
}

/** Sorted, each once. Throws invalid for one that no route has. */
function readScopes(scopes: readonly string[]): string[] {
  const unknown = scopes.findIndex((scope) => !permissions.includes(scope))
  if (unknown >= 0)
    throw invalidField(`/scopes/${unknown}`, `scopes has ${scopes[unknown]}, which is no permission. They are ${permissions.join(', ')}.`)
  return [...new Set(scopes)].sort()
}

/** Whoever gives a key, or holds its secret, may do what it does. */
function requireGrantable(
  caller: Caller,
  key: { readonly scopes: readonly string[]; readonly projectIds: readonly string[] | null },
): void {
  const [lacked] = lackedOf(caller.permissions, key.scopes)
  if (lacked !== undefined) throw invalidField('/scopes', `You lack ${lacked} yourself, so you can’t give it to a key.`, 'forbidden')
  const own = caller.projectIds
  if (own !== null && (key.projectIds === null || key.projectIds.some((id) => !own.has(id))))
    throw invalidField('/projectIds', 'You see some projects only, so the key has to be held to some of these.', 'forbidden')
}

function expiryOf(days: number | null | undefined, { caller, at }: { caller: Caller; at: number }): number | null {
  if (days !== null) return at + (days ?? defaultDays) * dayMs
  if (permissions.every((one) => caller.permissions.has(one)) && caller.projectIds === null) return null
  throw invalidField('/expiresInDays', 'Only an administrator can make a key that never ends. Choose 1 to 366 days.', 'forbidden')
}

function changed(row: ApiKeyRow, body: ChangeApiKey, { caller, at }: { caller: Caller; at: number }): ApiKeyRow {
  const { expiresInDays, overlapHours, scopes, ...plain } = body
  const next: ApiKeyRow = {
    ...row,
    ...plain,
    ...(body.name === undefined ? {} : { name: cleanName(body.name) }),
    ...(body.description === undefined ? {} : { description: cleanNotes(body.description) }),
    ...(scopes === undefined ? {} : { scopes: readScopes(scopes) }),
  }
  const isGiven = scopes !== undefined || body.projectIds !== undefined || (body.active === true && !row.active)
  if (isGiven || expiresInDays !== undefined || overlapHours !== undefined) requireGrantable(caller, next)
  if (caller.keyId === row.id && Object.keys(body).some((field) => field.startsWith('per')))
    throw new AppError('forbidden', 'A key can’t change its own limits', { hint: 'Sign in, or use the owner’s token.' })
  const expiresAt = expiresInDays === undefined ? row.expiresAt : expiryOf(expiresInDays, { caller, at })
  const warnedDays = expiresInDays === undefined ? row.warnedDays : warnedFrom(at, expiresAt)
  return { ...next, expiresAt, warnedDays, ...overlapOf(next, { overlapHours, at }) }
}

/** A secret that ended stays ended. */
function overlapOf(
  row: ApiKeyRow,
  { overlapHours, at }: { overlapHours: number | undefined; at: number },
): Pick<ApiKeyRow, 'oldHash' | 'oldSecretUntil'> {
  const { oldHash, oldSecretUntil } = row
  if (overlapHours === undefined) return { oldHash, oldSecretUntil }
  if (!isRotating(row, at))
    throw invalidField('/overlapHours', 'The key has no older secret that still works; rotate it to get two.', 'conflict')
  return overlapHours === 0 ? { oldHash: null, oldSecretUntil: null } : { oldHash, oldSecretUntil: at + overlapHours * hourMs }
}

/** Something that worked does not any more. */
function isWeaker(next: ApiKeyRow, before: ApiKeyRow): boolean {
  const lost = before.scopes.some((scope) => !next.scopes.includes(scope))
  const isHeld = next.projectIds !== null && (before.projectIds === null || before.projectIds.some((id) => !next.projectIds?.includes(id)))
  return lost || isHeld || (before.oldHash !== null && next.oldHash === null)
}
