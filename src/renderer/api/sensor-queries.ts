// Sensors, nodes, the broker and what hangs on them, as queries. Values don't come from here: they are in live-values.ts.
import { keepPreviousData, type QueryClient, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Client } from '../../contract/client.ts'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { useApi } from './api.tsx'
import { type LiveValues, useLiveValuesStore } from './live-values.ts'
import { useRequireHeld } from './me.ts'

export const sensorKeys = {
  /** Every sensor; also the prefix of single ones. */
  sensors: ['sensors'],
  sensor: (id: string) => ['sensors', id],
  nodes: ['nodes'],
  node: (id: string) => ['nodes', id],
  commands: (nodeId: string) => ['commands', nodeId],
  commandLibrary: ['command-library'],
  quarantine: (nodeId: string) => ['quarantine', nodeId],
  join: ['join'],
  broker: ['broker'],
  series: ['series'],
  alarm: (id: string) => ['alarms', 'one', id],
  clearedAlarms: ['alarms', 'cleared'],
  alarmEvents: ['alarm-events'],
  alarmRules: ['alarm-rules'],
  alarmQuality: ['alarm-quality'],
  dashboards: ['dashboards'],
  dashboard: (id: string) => ['dashboards', id],
  apiKeys: ['api-keys'],
  tickets: ['tickets'],
  inbox: ['inbox'],
  webhooks: ['webhooks'],
  /** All of them and those of one endpoint. */
  deliveries: ['deliveries'],
  eventTypes: ['event-types'],
  /** Dead letters, timelines and queues begin with this key. */
  outbox: ['outbox'],
  /** The next part of a key is what `mail.changed` names: messages, settings, templates, rules, suppressions. */
  mail: ['mail'],
  notices: ['notices'],
} as const

/** Most pages of a thousand that a window holds at once. */
const mostPages = 25

/** Every item of a paged list. */
export async function allPages<T>(ask: (cursor: string | null) => Promise<{ items: T[]; next: string | null }>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const reply: { items: T[]; next: string | null } = await ask(cursor)
    items.push(...reply.items)
    cursor = reply.next
    if (cursor === null) break
  }
  return items
}

interface SensorsOptions {
  readonly client: Client
  readonly values: LiveValues
  readonly held: (permission: string) => Promise<void>
}

/** The query of every sensor; its answers feed the live values. */
export function sensorsQuery({ client, values, held }: SensorsOptions) {
  return {
    queryKey: sensorKeys.sensors,
    queryFn: async ({ signal }: { signal?: AbortSignal }) => {
      await held('sensors:read')
      const items = await allPages((cursor) =>
        client.listSensors({ query: { limit: 1000, ...(cursor === null ? {} : { cursor }) }, ...(signal ? { signal } : {}) }),
      )
      values.seed(items)
      return items
    },
    staleTime: 60_000,
  }
}

/** Every sensor: names, units, places. `latest` in it is what the list said; live values are in useLiveValue. */
export function useSensors() {
  const { client } = useApi()
  const values = useLiveValuesStore()
  const held = useRequireHeld()
  return useQuery({ ...sensorsQuery({ client, values, held }), placeholderData: keepPreviousData })
}

const noSensors: readonly SensorRecord[] = []

/** Every sensor by id; empty until they are here. */
export function useSensorsById(): ReadonlyMap<string, SensorRecord> {
  const { data = noSensors } = useSensors()
  return useMemo(() => new Map(data.map((s) => [s.id, s])), [data])
}

/** One sensor, or undefined while it isn't known. */
export function useSensor(id: string): SensorRecord | undefined {
  return useSensorsById().get(id)
}

/** Every node; `node.changed` events keep it true. */
export function useNodes() {
  const { client } = useApi()
  const held = useRequireHeld()
  return useQuery({
    queryKey: sensorKeys.nodes,
    queryFn: async ({ signal }) => {
      await held('nodes:read')
      return allPages<NodeRecord>((cursor) => client.listNodes({ query: { limit: 1000, ...(cursor === null ? {} : { cursor }) }, signal }))
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

/** One node. */
export function useNode(id: string) {
  const { client } = useApi()
  return useQuery({
    queryKey: sensorKeys.node(id),
    queryFn: ({ signal }) => client.getNode({ params: { id }, signal }),
    enabled: id !== '',
    staleTime: 60_000,
  })
}

/** Puts records of nodes where lists and pages read them. */
export function patchNodes(queries: QueryClient, records: ReadonlyMap<string, NodeRecord>): void {
  queries.setQueryData<NodeRecord[]>(sensorKeys.nodes, (held) => held?.map((n) => records.get(n.id) ?? n))
  for (const record of records.values())
    queries.setQueryData<NodeRecord>(sensorKeys.node(record.id), (held) => (held === undefined ? undefined : record))
}

/** The broker, asked every 2 s while somebody looks at it, else every `everyMs`. */
export function useBroker(everyMs = 15_000) {
  const { client } = useApi()
  const held = useRequireHeld()
  return useQuery({
    queryKey: sensorKeys.broker,
    queryFn: ({ signal }) => held('broker:read').then(() => client.getBroker({ signal })),
    refetchInterval: everyMs,
    staleTime: 1_000,
  })
}

/** The window through which nodes join; `join.changed` keeps it true. */
export function useJoinWindow() {
  const { client } = useApi()
  const held = useRequireHeld()
  const queryFn = ({ signal }: { signal: AbortSignal }) => held('join:read').then(() => client.getJoinWindow({ signal }))
  return useQuery({ queryKey: sensorKeys.join, queryFn, staleTime: 30_000 })
}

interface SeriesOptions {
  readonly sensorId: string
  readonly from: number
  readonly to: number
  readonly points: number
  readonly enabled?: boolean
  /** The range ends about now: asked again each half minute, sooner while nothing was found (readings may still be coming in). */
  readonly isLive?: boolean
}

/** Series of one sensor; `points` is about the width in pixels. */
export function useSeries({ sensorId, from, to, points, enabled = true, isLive = false }: SeriesOptions) {
  const { client } = useApi()
  return useQuery({
    queryKey: [...sensorKeys.series, sensorId, from, to, points],
    queryFn: ({ signal }) => client.getSeries({ params: { id: sensorId }, query: { from: String(from), to: String(to), points }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    refetchInterval: ({ state }) => (!isLive ? false : state.data?.buckets.length === 0 ? 5000 : 30_000),
    enabled,
  })
}
