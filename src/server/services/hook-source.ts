// Sources of incoming webhooks: their adapters, mappings and secrets. Secrets are shown once and kept sealed; two live ones overlap.

import { AppError } from '../../contract/errors.ts'
import type { ChangeHookSource, CreateHookSource, HmacOptions, HookSourceRecord } from '../../contract/schemas/hook.ts'
import { problemsOfMapping, starterMappings } from '../../domain/hook-mapping.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { HookKey, HookSourceRow, HookUsage } from '../store/hook-source.ts'
import type { Store } from '../store/open.ts'
import type { HookSecret } from './hook-verify.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'

export interface HookSourceService {
  list(request: PageRequest): PageOf<HookSourceRecord>
  get(id: string): HookSourceRecord
  row(id: string): HookSourceRow | undefined
  create(body: CreateHookSource): { source: HookSourceRecord; secret: string | null }
  change(id: string, body: ChangeHookSource, ifMatch: number | null): HookSourceRecord
  rotate(id: string, given: { overlapHours?: number; secret?: string }): { source: HookSourceRecord; secret: string | null }
  remove(id: string): void
  /** For a request: the active source of that name with what it may be signed with now. */
  open(source: string): { readonly row: HookSourceRow; readonly secrets: readonly HookSecret[] } | null
  /** Counts; written with others, a second later. */
  count(id: string, change: (usage: HookUsage) => HookUsage): void
  stop(): void
}

const plainHmac: HmacOptions = { header: 'X-Signature', encoding: 'hex', prefix: '', timestampHeader: null, idHeader: null }
const names = { bms: 'Building management', energy: 'Energy provider', maintenance: 'Maintenance system', own: 'Own source' } as const
const mostSources = 200
const hourMs = 3_600_000
const flushMs = 1000
const secretName = (sourceId: string, keyId: string) => `hook/${sourceId}/${keyId}`

export function createHookSourceService(parts: {
  store: Pick<Store, 'hookSource' | 'transaction'>
  secrets: SecretBox
  clock: Clock
  randomId: () => string
  /** base64 of 32 random bytes. */
  randomSecret: () => string
}): HookSourceService {
  const { store, secrets, clock, randomId, randomSecret } = parts
  /** Asked at every request, so not taken out of the box each time. */
  let bySource: Map<string, { row: HookSourceRow; secrets: readonly HookSecret[] }> | null = null
  const usages = new Map<string, HookUsage>()
  const dirty = new Set<string>()

  const required = (id: string): HookSourceRow => {
    const row = store.hookSource.find(id)
    if (row === undefined) throw notFound('source')
    return row
  }
  const usageOf = (id: string): HookUsage => {
    const known = usages.get(id) ?? store.hookSource.usage(id)
    usages.set(id, known)
    return known
  }
  const flush = () => {
    if (dirty.size === 0) return
    const ids = [...dirty].filter((id) => store.hookSource.find(id) !== undefined)
    store.transaction(() => {
      for (const id of ids) store.hookSource.saveUsage(id, usageOf(id))
    })
    dirty.clear()
  }
  const stopFlushing = clock.every(flushMs, () => {
    try {
      flush()
    } catch {
      // A full disk: they are counted in memory and written later.
    }
  })
  const isLive = ({ endsAt }: HookKey) => endsAt === null || endsAt > clock.now()
  const recordFrom = ({ keys, ...row }: HookSourceRow): HookSourceRecord => {
    const { keyUse, ...stats } = usageOf(row.id)
    return { ...row, secrets: keys.filter(isLive).map((key) => ({ ...key, lastUsedAt: keyUse[key.id] ?? null })), stats }
  }
  const requireMapping = (mapping: HookSourceRow['mapping']) => {
    const errors = problemsOfMapping(mapping)
    if (errors.length > 0) throw new AppError('invalid', errors[0]?.detail ?? 'The mapping was refused.', { errors })
  }
  /** Its secret goes into the box in the same transaction as its row. */
  const addKey = (
    row: HookSourceRow,
    keys: readonly HookKey[],
    given: string | undefined,
  ): { keys: readonly HookKey[]; secret: string } => {
    const secret = given ?? (row.adapter === 'standard' ? `whsec_${randomSecret()}` : randomSecret())
    if (row.adapter === 'standard' && Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length < 16)
      throw invalidField('/secret', 'secret is no base64 of 16 bytes or more, as Standard Webhooks has them. Leave it out to get one.')
    const key: HookKey = { id: randomId(), createdAt: clock.now(), endsAt: null }
    secrets.put(secretName(row.id, key.id), Buffer.from(secret))
    return { keys: [...keys, key], secret }
  }
  const forgetOpen = () => {
    bySource = null
  }
  const write = <T>(fn: () => T): T => {
    const result = store.transaction(fn)
    forgetOpen()
    return result
  }

  return {
    list: (request) => {
      const page = store.hookSource.list(request)
      return { items: page.items.map(recordFrom), next: page.next }
    },
    get: (id) => recordFrom(required(id)),
    row: (id) => store.hookSource.find(id),
    create: ({ source, secret: given, ...body }) => {
      const all = store.hookSource.all()
      if (all.some((one) => one.source === source))
        throw new AppError('conflict', `There is a source ${source} already`, { hint: 'Choose another name for the address.' })
      if (all.length >= mostSources) throw new AppError('conflict', `There are ${mostSources} sources already`)
      const kind = body.kind ?? (source === 'bms' || source === 'energy' || source === 'maintenance' ? source : 'own')
      const row: HookSourceRow = {
        ...{ id: randomId(), source, kind, name: body.name ?? names[kind], adapter: body.adapter ?? 'standard' },
        ...{ hmac: { ...plainHmac, ...body.hmac }, eventTypes: body.eventTypes ?? [], mapping: body.mapping ?? starterMappings[kind] },
        ...{ keys: [], active: true, createdAt: clock.now(), revision: 1 },
      } as HookSourceRow
      requireMapping(row.mapping)
      return write(() => {
        const made = row.adapter === 'key' ? { keys: [], secret: null } : addKey(row, [], given)
        const stored = { ...row, keys: made.keys }
        store.hookSource.insert(stored)
        return { source: recordFrom(stored), secret: made.secret }
      })
    },
    change: (id, { hmac, ...body }, ifMatch) => {
      if (body.mapping !== undefined) requireMapping(body.mapping)
      return write(() => {
        const row = required(id)
        requireCurrent({ noun: 'source', sent: ifMatch, current: row.revision, at: clock.now() })
        if (body.adapter !== undefined && body.adapter !== 'key' && row.keys.length === 0)
          throw invalidField('/adapter', 'This source has no secret yet. Rotate it first, then choose an adapter that signs.')
        const next = { ...row, ...body, hmac: { ...row.hmac, ...hmac }, revision: row.revision + 1 } as HookSourceRow
        store.hookSource.update(next)
        return recordFrom(next)
      })
    },
    rotate: (id, { overlapHours = 24, secret: given }) =>
      write(() => {
        const row = required(id)
        const now = clock.now()
        const [newest, ...older] = row.keys.filter(isLive).toReversed()
        const until = overlapHours === 0 ? now : now + overlapHours * hourMs
        // At most two live ones: what was ending already ends now.
        for (const key of [...older, ...row.keys.filter((one) => !isLive(one))]) secrets.remove(secretName(id, key.id))
        const kept = newest === undefined || overlapHours === 0 ? [] : [{ ...newest, endsAt: until }]
        if (newest !== undefined && overlapHours === 0) secrets.remove(secretName(id, newest.id))
        const made = addKey(row, kept, given)
        const next = { ...row, keys: made.keys, revision: row.revision + 1 }
        store.hookSource.update(next)
        return { source: recordFrom(next), secret: made.secret }
      }),
    remove: (id) =>
      write(() => {
        const row = required(id)
        for (const key of row.keys) secrets.remove(secretName(id, key.id))
        store.hookSource.remove(id)
        usages.delete(id)
      }),
    open: (source) => {
      bySource ??= new Map(
        store.hookSource
          .all()
          .filter((row) => row.active)
          .map((row) => {
            const plain = row.keys.flatMap((key) => {
              const bytes = secrets.get(secretName(row.id, key.id))
              return bytes === null ? [] : [{ id: key.id, plain: Buffer.from(bytes).toString() }]
            })
            return [row.source, { row, secrets: plain }]
          }),
      )
      const found = bySource.get(source)
      if (found === undefined) return null
      const live = new Set(found.row.keys.filter(isLive).map(({ id }) => id))
      return { row: found.row, secrets: found.secrets.filter(({ id }) => live.has(id)) }
    },
    count: (id, change) => {
      usages.set(id, change(usageOf(id)))
      dirty.add(id)
    },
    stop: () => {
      stopFlushing()
      try {
        flush()
      } catch {
        // The disk is full: counts of the last second are all that is lost.
      }
    },
  }
}
