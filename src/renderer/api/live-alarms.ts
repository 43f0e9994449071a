// Alarms that are not normal, once per window: seeded by lists, kept by `alarm.*` events, which carry the whole record and the counts.
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import type { EventPayload } from '../../contract/events.ts'
import type { AlarmCounts, AlarmRecord } from '../../contract/schemas/alarm.ts'
import type { AlarmState } from '../../domain/alarm.ts'
import { useSensorsById } from './sensor-queries.ts'

export type AlarmGroup = 'active' | 'unacknowledged' | 'shelved' | 'suppressed'
export interface AlarmFilter {
  readonly priority?: number
  readonly nodeId?: string
  readonly sensorId?: string
  readonly designId?: string
  readonly type?: string
  readonly search?: string
}
export type AlarmChange = EventPayload<'alarm.raised'>

export interface LiveAlarms {
  /** Called before the server is asked. The answer given to what it returns replaces what is held, except for what events changed since; null: no answer came. */
  beginSeed(): (answer: { readonly records: readonly AlarmRecord[]; readonly counts: AlarmCounts } | null) => void
  take(change: AlarmChange): void
  /** Records an action answered, before their events come. */
  put(records: readonly AlarmRecord[]): void
  counts(): AlarmCounts
  /** Every alarm that is not normal, most urgent first; the same array until something changes. */
  all(): readonly AlarmRecord[]
  /** False until the first answer is here. */
  isReady(): boolean
  subscribe(listener: () => void): () => void
  /** Calls back for each transition as it comes; for sound and notices. */
  onChange(listener: (change: AlarmChange) => void): () => void
}

const noCounts: AlarmCounts = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, clearedToday: 0, byPriority: [0, 0, 0, 0] }
const unseen: ReadonlySet<AlarmState> = new Set(['unacknowledged', 'returnedUnacknowledged', 'latchedUnacknowledged'])
const aside: ReadonlySet<AlarmState> = new Set(['normal', 'shelved', 'suppressed', 'outOfService'])

/** Nobody has acknowledged it yet. */
export const isUnacknowledged = (state: AlarmState) => unseen.has(state)

/** Whether an alarm stands in a group; suppressed holds what is out of service too. */
export function isInGroup({ state }: Pick<AlarmRecord, 'state'>, group: AlarmGroup): boolean {
  switch (group) {
    case 'active':
      return !aside.has(state)
    case 'unacknowledged':
      return unseen.has(state)
    case 'shelved':
      return state === 'shelved'
    case 'suppressed':
      return state === 'suppressed' || state === 'outOfService'
  }
}

/** Most urgent first: priority, then not acknowledged before acknowledged, then the newest. */
export function byUrgency(a: AlarmRecord, b: AlarmRecord): number {
  const seen = Number(!unseen.has(a.state)) - Number(!unseen.has(b.state))
  return a.priority - b.priority || seen || (b.raisedAt ?? b.changedAt) - (a.raisedAt ?? a.changedAt) || (a.id < b.id ? -1 : 1)
}

interface Options {
  readonly later?: (run: () => void, ms: number) => void
  readonly onFirstUse?: () => void
}

/** An empty store; tells at most ten times a second. */
export function createLiveAlarms({ later = setTimeout, onFirstUse }: Options = {}): LiveAlarms {
  let held = new Map<string, AlarmRecord>()
  let counts = noCounts
  let sorted: readonly AlarmRecord[] | null = []
  let ready = false
  let resting = false
  let untold = false
  let used = false
  /** Events since the oldest open beginSeed. */
  let since: AlarmChange[] = []
  let asking = 0
  const listeners = new Set<() => void>()
  const changes = new Set<(change: AlarmChange) => void>()

  const tell = () => {
    untold = true
    if (resting) return
    untold = false
    resting = true
    later(() => {
      resting = false
      if (untold) tell()
    }, 100)
    for (const listener of listeners) listener()
  }
  const keep = (alarm: AlarmRecord) => {
    const before = held.get(alarm.id)
    if (before && before.changedAt > alarm.changedAt) return
    if (alarm.state === 'normal') held.delete(alarm.id)
    else held.set(alarm.id, alarm)
    sorted = null
  }
  const use = () => {
    if (used) return
    used = true
    onFirstUse?.()
  }
  return {
    beginSeed() {
      asking++
      const from = since.length
      return (answer) => {
        const missed = since.slice(from)
        if (--asking === 0) since = []
        if (!answer) return
        held = new Map(answer.records.filter((a) => a.state !== 'normal').map((a) => [a.id, a]))
        counts = missed.at(-1)?.counts ?? answer.counts
        for (const change of missed) keep(change.alarm)
        sorted = null
        ready = true
        tell()
      }
    },
    take(change) {
      keep(change.alarm)
      counts = change.counts
      if (asking > 0) since.push(change)
      for (const listener of changes) listener(change)
      tell()
    },
    put(records) {
      for (const record of records) keep(record)
      tell()
    },
    counts: () => counts,
    all() {
      sorted ??= [...held.values()].sort(byUrgency)
      return sorted
    },
    isReady: () => ready,
    subscribe(listener) {
      use()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onChange(listener) {
      use()
      changes.add(listener)
      return () => void changes.delete(listener)
    },
  }
}

/** Whether an alarm passes a filter; `designOf` answers the design its sensor or node hangs in. */
export function passesFilter(alarm: AlarmRecord, filter: AlarmFilter, designOf: (alarm: AlarmRecord) => string | null): boolean {
  const { priority, nodeId, sensorId, designId, type, search } = filter
  if (priority !== undefined && alarm.priority !== priority) return false
  if (nodeId !== undefined && alarm.nodeId !== nodeId) return false
  if (sensorId !== undefined && alarm.sensorId !== sensorId) return false
  if (type !== undefined && alarm.type !== type) return false
  if (designId !== undefined && designOf(alarm) !== designId) return false
  if (search === undefined || search.trim() === '') return true
  const text = `${alarm.ruleName} ${alarm.sensorId ?? ''} ${alarm.nodeId} ${alarm.type} ${alarm.advice}`.toLowerCase()
  return search
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

export const LiveAlarmsContext = createContext<LiveAlarms | null>(null)

/** The store itself; only below a LiveProvider. */
export function useLiveAlarmsStore(): LiveAlarms {
  const alarms = useContext(LiveAlarmsContext)
  if (!alarms) throw new Error('useLiveAlarmsStore outside LiveProvider')
  return alarms
}

/** Counts of every group, as the server last said them. */
export function useAlarmCounts(): AlarmCounts {
  const alarms = useLiveAlarmsStore()
  return useSyncExternalStore(alarms.subscribe, alarms.counts)
}

/** Every alarm that is not normal, and whether the first answer is here. */
export function useStandingAlarms(): { readonly alarms: readonly AlarmRecord[]; readonly isReady: boolean } {
  const store = useLiveAlarmsStore()
  return { alarms: useSyncExternalStore(store.subscribe, store.all), isReady: useSyncExternalStore(store.subscribe, store.isReady) }
}

/** Answers the design an alarm's sensor hangs in, or that of any sensor of its node. */
export function useDesignOfAlarm(): (alarm: Pick<AlarmRecord, 'sensorId' | 'nodeId'>) => string | null {
  const sensors = useSensorsById()
  const byNode = useMemo(() => {
    const map = new Map<string, string>()
    for (const s of sensors.values()) if (s.position?.designId) map.set(s.nodeId, s.position.designId)
    return map
  }, [sensors])
  return useCallback(
    ({ sensorId, nodeId }) => sensors.get(sensorId ?? '')?.position?.designId ?? byNode.get(nodeId) ?? null,
    [sensors, byNode],
  )
}

/** Alarms of a group that pass a filter, most urgent first; 'active' unless said. */
export function useActiveAlarms(filter: AlarmFilter = {}, group: AlarmGroup = 'active'): readonly AlarmRecord[] {
  const { alarms } = useStandingAlarms()
  const designOf = useDesignOfAlarm()
  const { priority, nodeId, sensorId, designId, type, search } = filter
  return useMemo(() => {
    const given = {
      ...(priority === undefined ? {} : { priority }),
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(sensorId === undefined ? {} : { sensorId }),
      ...(designId === undefined ? {} : { designId }),
      ...(type === undefined ? {} : { type }),
      ...(search === undefined ? {} : { search }),
    }
    return alarms.filter((a) => isInGroup(a, group) && passesFilter(a, given, designOf))
  }, [alarms, group, designOf, priority, nodeId, sensorId, designId, type, search])
}
