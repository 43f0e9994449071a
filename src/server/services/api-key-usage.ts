// What keys are used for: added up in memory, written once a second and at stop, so that a request costs no write. A crash loses at most
// the last second. Knows nothing of who may call.
import type { ApiKeyUsage } from '../../contract/schemas/api-key.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { KeyCall, KeyCount, KeyUse } from '../store/api-key.ts'
import type { Store } from '../store/open.ts'

/** One answered request (or MQTT connection) of a program. */
export interface ProgramCall {
  readonly keyId: string
  /** A route's name, or `mqtt`. */
  readonly route: string
  readonly status: number
  readonly tookMs: number
  /** As it says itself. */
  readonly program: string
}

export interface KeyUsage {
  /** A credential was accepted: which of the secrets it was. */
  countSecret(keyId: string, secret: 'new' | 'old'): void
  record(call: ProgramCall): void
  /** Since midnight on this computer; not yet on disk included. */
  today(keyId: string): KeyCount
  /** Not yet on disk included; null when it was never used. */
  lastUsedAt(keyId: string): number | null
  read(keyId: string): Omit<ApiKeyUsage, 'limits'>
  /** Both secrets are counted from nothing. Inside the caller's transaction. */
  restartSecrets(keyId: string): void
  forget(keyId: string): void
  /** Writes what waits and ends. */
  stop(): void
}

type Counts = { calls: number; errors: number }
interface Waiting {
  lastUsedAt: number
  newSecretCalls: number
  oldSecretCalls: number
  readonly days: Map<number, Counts & { readonly times: Map<number, number> }>
  readonly hours: Map<number, Counts & { oldSecretCalls: number }>
  readonly routes: Map<string, Counts>
  callers: KeyCall[]
}

const writeMs = 1000
const hourMs = 3_600_000
const keptHours = 48
const shownHours = 24
const keptDays = 90
const shownDays = 30
const timedDays = 7
const mostCallers = 20
/** Buckets of durations grow by a tenth each: a percentile is right to a twentieth. */
const smallestMs = 0.05
const growth = 1.1
const mostBuckets = 180

/** Starts writing; `stop` ends it. */
export function createKeyUsage({ store, clock, log }: { store: Pick<Store, 'apiKey'>; clock: Clock; log: Log }): KeyUsage {
  let waiting = new Map<string, Waiting>()
  const lastUsed = store.apiKey.lastUses()
  let today = { at: startOfDay(clock.now()), counts: new Map<string, KeyCount>() }
  today.counts = store.apiKey.callsOn(today.at)

  const of = (keyId: string): Waiting => {
    const found = waiting.get(keyId)
    if (found !== undefined) return found
    const fresh: Waiting = {
      ...{ lastUsedAt: 0, newSecretCalls: 0, oldSecretCalls: 0, callers: [] },
      ...{ days: new Map(), hours: new Map(), routes: new Map() },
    }
    waiting.set(keyId, fresh)
    return fresh
  }
  const hourOf = (use: Waiting, at: number) => {
    const hourAt = startOfHour(at)
    const hour = use.hours.get(hourAt) ?? { calls: 0, errors: 0, oldSecretCalls: 0 }
    use.hours.set(hourAt, hour)
    return hour
  }
  const todayOf = (keyId: string): KeyCount => {
    const at = startOfDay(clock.now())
    if (today.at !== at) today = { at, counts: new Map() }
    return today.counts.get(keyId) ?? { calls: 0, errors: 0 }
  }
  const write = () => {
    if (waiting.size === 0) return
    const uses: KeyUse[] = [...waiting].map(([keyId, use]) => ({ keyId, ...use }))
    const now = clock.now()
    store.apiKey.addUse(uses, { day: startOfDay(now, -keptDays), hour: startOfHour(now) - keptHours * hourMs })
    waiting = new Map()
  }
  const tryWrite = () => {
    try {
      write()
    } catch (err) {
      log.warn({ err }, 'the use of API keys could not be written; trying again')
    }
  }
  const cancel = clock.every(writeMs, tryWrite)

  return {
    countSecret: (keyId, secret) => {
      const use = of(keyId)
      use.lastUsedAt = clock.now()
      lastUsed.set(keyId, use.lastUsedAt)
      if (secret === 'new') use.newSecretCalls += 1
      else {
        use.oldSecretCalls += 1
        hourOf(use, use.lastUsedAt).oldSecretCalls += 1
      }
    },
    record: ({ keyId, route, status, tookMs, program }) => {
      const use = of(keyId)
      const at = clock.now()
      use.lastUsedAt = at
      lastUsed.set(keyId, at)
      const isError = status >= 400
      const dayAt = startOfDay(at)
      const day = use.days.get(dayAt) ?? { calls: 0, errors: 0, times: new Map<number, number>() }
      const onRoute = use.routes.get(route) ?? { calls: 0, errors: 0 }
      const before = todayOf(keyId)
      today.counts.set(keyId, { calls: before.calls + 1, errors: before.errors + (isError ? 1 : 0) })
      for (const counts of [day, onRoute, hourOf(use, at)]) {
        counts.calls += 1
        if (isError) counts.errors += 1
      }
      const bucket = bucketOf(tookMs)
      day.times.set(bucket, (day.times.get(bucket) ?? 0) + 1)
      use.days.set(dayAt, day)
      use.routes.set(route, onRoute)
      use.callers = [{ at, program, route, status }, ...use.callers].slice(0, mostCallers)
    },
    today: todayOf,
    lastUsedAt: (keyId) => lastUsed.get(keyId) ?? null,
    read: (keyId) => {
      // So that a reader sees its own last call; a disk that refuses shows what is on it.
      tryWrite()
      const now = clock.now()
      const firstHour = startOfHour(now) - (shownHours - 1) * hourMs
      const stored = store.apiKey.readUse(keyId, { day: startOfDay(now, 1 - shownDays), hour: firstHour })
      const byDay = new Map(stored.days.map((day) => [day.at, day]))
      const timed = stored.days.filter((day) => day.at >= startOfDay(now, 1 - timedDays)).map((day) => day.times)
      const { total, routes, callers, newSecretCalls, oldSecretCalls } = stored
      return {
        total: total.calls,
        today: byDay.get(startOfDay(now))?.calls ?? 0,
        errorsToday: byDay.get(startOfDay(now))?.errors ?? 0,
        errorShare: total.calls === 0 ? 0 : total.errors / total.calls,
        p50Ms: percentile(timed, 0.5),
        p95Ms: percentile(timed, 0.95),
        newSecretCalls,
        oldSecretCalls,
        hours: Array.from({ length: shownHours }, (_, i) => {
          const at = firstHour + i * hourMs
          // By range: where the clock changed by half an hour, an hour begins elsewhere than its neighbours.
          const within = stored.hours.filter((hour) => hour.at >= at && hour.at < at + hourMs)
          const sum = (field: 'calls' | 'errors' | 'oldSecretCalls') => within.reduce((n, hour) => n + hour[field], 0)
          return { at, calls: sum('calls'), errors: sum('errors'), oldSecretCalls: sum('oldSecretCalls') }
        }),
        days: Array.from({ length: shownDays }, (_, i) => {
          const at = startOfDay(now, 1 - shownDays + i)
          const { calls, errors }: KeyCount = byDay.get(at) ?? { calls: 0, errors: 0 }
          return { at, calls, errors }
        }),
        routes: routes.map(({ route, calls, errors }) => ({ route, calls, errors })),
        callers: [...callers],
      }
    },
    restartSecrets: (keyId) => {
      const use = waiting.get(keyId)
      if (use !== undefined) Object.assign(use, { newSecretCalls: 0, oldSecretCalls: 0 })
      for (const hour of use?.hours.values() ?? []) hour.oldSecretCalls = 0
      store.apiKey.restartSecretCounts(keyId)
    },
    forget: (keyId) => {
      waiting.delete(keyId)
      lastUsed.delete(keyId)
      today.counts.delete(keyId)
    },
    stop: () => {
      cancel()
      tryWrite()
    },
  }
}

/** Midnight on this computer, `days` later. */
export function startOfDay(at: number, days = 0): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime()
}

/** The full hour on this computer. Found by the offset, so that the hour that comes twice in autumn stays two. */
function startOfHour(at: number): number {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000
  const local = at - offsetMs
  return local - (local % hourMs) + offsetMs
}

function bucketOf(ms: number): number {
  if (!(ms > smallestMs)) return 0
  return Math.min(mostBuckets, Math.ceil(Math.log(ms / smallestMs) / Math.log(growth)))
}

/** The middle of the bucket in which it falls. */
function percentile(all: readonly ReadonlyMap<number, number>[], share: number): number | null {
  const sums = new Map<number, number>()
  for (const times of all) for (const [bucket, n] of times) sums.set(bucket, (sums.get(bucket) ?? 0) + n)
  const count = [...sums.values()].reduce((sum, n) => sum + n, 0)
  if (count === 0) return null
  let left = Math.ceil(count * share)
  for (const [bucket, n] of [...sums].sort(([a], [b]) => a - b)) {
    left -= n
    if (left <= 0) return Math.round(smallestMs * growth ** (bucket - 0.5) * 100) / 100
  }
  return null
}
