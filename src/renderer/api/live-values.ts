// The newest value of every sensor, once per window: seeded by what lists answer, kept by `readings.stored`. Listeners hear only of their
// own sensors and at most ten times a second; nothing is asked of the server when a reading comes.
import { createContext, useCallback, useContext, useMemo, useRef, useSyncExternalStore } from 'react'
import type { EventPayload } from '../../contract/events.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { silentAfterMs } from '../../domain/node.ts'
import type { SensorValue } from '../../domain/sensor.ts'
import { useNow } from './now.ts'

export interface LiveValue {
  readonly at: number
  readonly value: SensorValue
}

export type Freshness = SensorRecord['freshness']

export interface LiveValues {
  /** What a list answered; a value older than the one held is ignored. */
  seed(records: readonly Pick<SensorRecord, 'id' | 'latest'>[]): void
  take(stored: EventPayload<'readings.stored'>): void
  get(sensorId: string): LiveValue | null
  /** Calls back when one of these sensors has a new value; returns the undo. */
  subscribe(sensorIds: readonly string[], listener: () => void): () => void
  /** Calls back after each group of new values with the ids that changed; for canvases that redraw by themselves. */
  onValues(listener: (changed: ReadonlySet<string>) => void): () => void
}

interface Options {
  /** Calls back once after some time. */
  readonly later?: (run: () => void, ms: number) => void
  /** Asked once, when somebody first wants a value. */
  readonly onFirstUse?: () => void
}

/** Shortest time between two rounds of telling. */
export const tellEveryMs = 100

/** An empty store. */
export function createLiveValues({ later = setTimeout, onFirstUse }: Options = {}): LiveValues {
  const held = new Map<string, LiveValue>()
  const listeners = new Map<string, Set<() => void>>()
  const groups = new Set<(changed: ReadonlySet<string>) => void>()
  let changed = new Set<string>()
  let resting = false
  let used = false

  const tell = () => {
    if (resting || changed.size === 0) return
    const told = changed
    changed = new Set()
    resting = true
    later(() => {
      resting = false
      tell()
    }, tellEveryMs)
    const whom = new Set<() => void>()
    for (const id of told) for (const listener of listeners.get(id) ?? []) whom.add(listener)
    for (const listener of whom) listener()
    for (const listener of groups) listener(told)
  }
  const put = (id: string, at: number, value: SensorValue) => {
    const before = held.get(id)
    if (before && (before.at > at || (before.at === at && before.value === value))) return
    held.set(id, { at, value })
    changed.add(id)
  }
  const use = () => {
    if (used) return
    used = true
    onFirstUse?.()
  }
  return {
    seed(records) {
      for (const { id, latest } of records) if (latest) put(id, latest.at, latest.value)
      tell()
    },
    take(stored) {
      for (const { sensorId, at, value } of stored.values) put(sensorId, at, value)
      tell()
    },
    get: (sensorId) => held.get(sensorId) ?? null,
    subscribe(sensorIds, listener) {
      use()
      for (const id of sensorIds) {
        const set = listeners.get(id) ?? new Set()
        listeners.set(id, set.add(listener))
      }
      return () => {
        for (const id of sensorIds) {
          const set = listeners.get(id)
          set?.delete(listener)
          if (set?.size === 0) listeners.delete(id)
        }
      }
    },
    onValues(listener) {
      use()
      groups.add(listener)
      return () => void groups.delete(listener)
    },
  }
}

/** How fresh a value is, by the same rule as the server's. */
export function freshnessOf(at: number | null, intervalMs: number, now: number): Freshness {
  if (at === null) return 'never'
  const ageMs = now - at
  if (ageMs > silentAfterMs(intervalMs)) return 'silent'
  return ageMs > 1.5 * intervalMs ? 'late' : 'fresh'
}

export const LiveValuesContext = createContext<LiveValues | null>(null)

/** The store itself, for canvases; only below a LiveProvider. */
export function useLiveValuesStore(): LiveValues {
  const values = useContext(LiveValuesContext)
  if (!values) throw new Error('useLiveValuesStore outside LiveProvider')
  return values
}

/** The newest value of one sensor, or null. */
export function useLiveValue(sensorId: string): LiveValue | null {
  const values = useLiveValuesStore()
  const subscribe = useCallback((listener: () => void) => values.subscribe([sensorId], listener), [values, sensorId])
  return useSyncExternalStore(subscribe, () => values.get(sensorId))
}

/** The newest values of some sensors, by id; one re-render however many of them changed. */
export function useLiveValues(sensorIds: readonly string[]): ReadonlyMap<string, LiveValue> {
  const values = useLiveValuesStore()
  const key = sensorIds.join('\n')
  const ids = useMemo(() => (key === '' ? [] : key.split('\n')), [key])
  const subscribe = useCallback((listener: () => void) => values.subscribe(ids, listener), [values, ids])
  const last = useRef<ReadonlyMap<string, LiveValue>>(new Map())
  return useSyncExternalStore(subscribe, () => {
    const now = new Map(ids.flatMap((id) => [[id, values.get(id)] as const]).filter((e): e is [string, LiveValue] => e[1] !== null))
    const same = now.size === last.current.size && [...now].every(([id, value]) => last.current.get(id) === value)
    if (!same) last.current = now
    return last.current
  })
}

/** How fresh one sensor is now; turns by itself as time goes on. */
export function useFreshness(sensorId: string, intervalMs: number): Freshness {
  const value = useLiveValue(sensorId)
  return freshnessOf(value?.at ?? null, intervalMs, useNow())
}
