// The nodes, their sensors and their stand-ins as they are now, in memory: the one place that knows whose a topic is.
// Reads everything once; later changes go through here and are written by the batch or by the caller's transaction. Tells nobody by itself.
import type { NodeCounters } from '../../contract/schemas/node.ts'
import { defaultIntervalMs, type NodeState } from '../../domain/node.ts'
import { type SensorValue, sensorIdOf } from '../../domain/sensor.ts'
import type { NodeRow } from '../store/node.ts'
import type { Store } from '../store/open.ts'
import { foldForSearch } from '../store/search.ts'
import type { SensorRow } from '../store/sensor.ts'

export interface NodeEntry {
  readonly row: NodeRow
  /** null where nobody can know. */
  connected: boolean | null
  /** When the socket went; readings that arrive later come another way. */
  disconnectedAt: number
  lastReadingAt: number | null
  /** When something of it was heard since the server is awake; 0 before. */
  heardAt: number
  counters: NodeCounters
  clockOffsetMs: number | null
  state: NodeState
  reason: string
  readonly sensorIds: string[]
  /** What the broker refused of it, by reason: at most ten. */
  readonly refusals: Map<string, { topic: string | null; count: number; lastAt: number }>
}

export interface SensorEntry {
  readonly row: SensorRow
  latest: { readonly at: number; readonly value: SensorValue; readonly flagged: boolean } | null
}

export interface Registry {
  /** A node that is not deleted. */
  node(id: string): NodeEntry | undefined
  /** The node a device sends as: itself, or the one it stands in for. */
  nodeOfDevice(deviceId: string): NodeEntry | undefined
  /** Deleted ones too. */
  row(id: string): NodeEntry | undefined
  /** Live nodes; in order of their ids. */
  nodes(): readonly NodeEntry[]
  /** Deleted ones too; costs nothing. */
  readonly size: number
  readonly sensorCount: number
  aliasesOf(nodeId: string): readonly string[]
  isAlias(deviceId: string): boolean
  /** A sensor of a live node. */
  sensor(id: string): SensorEntry | undefined
  /** Sensors of live nodes, in order of their ids. */
  sensors(): readonly SensorEntry[]
  /** Takes a node in, or back after it was deleted. The caller writes it. */
  put(row: NodeRow): NodeEntry
  putSensor(row: SensorRow): SensorEntry
  putAlias(deviceId: string, nodeId: string): void
  removeAliasesOf(nodeId: string): void
  /** Why this node with these sensors would make an existing sensor's topic ambiguous; null when it would not. */
  findAmbiguity(nodeId: string, types: readonly string[]): string | null
  /** Goes up with every change of who there is; not with values. */
  readonly version: number
  touch(): void
  /** Called after each such change, at once; urgent where it decides whose a topic is. */
  onTouched(listener: (isUrgent: boolean) => void): void
}

export const noCounters: NodeCounters = { received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: 0 }

/** The expected period: a person's word, the node's own, the default. */
export function intervalOf({ row }: NodeEntry): number {
  return row.intervalMs ?? row.reportedIntervalMs ?? defaultIntervalMs
}

/** A row of a node nobody has said anything of yet. */
export function newNodeRow(id: string, createdAt: number, fields: Partial<NodeRow> = {}): NodeRow {
  const unknown = { registeredAt: null, deletedAt: null, replacedAt: null, revokedAt: null, intervalMs: null, reportedIntervalMs: null }
  const unsaid = { location: null, reportedLocation: null, firmwareVersion: null, batteryLevel: null, signalDbm: null, reported: null }
  const unheard = { reportedAt: null, willFired: false, isDown: false, connectedAt: null, lastSeenAt: null, address: null }
  const own = { name: id, notes: '', isOpen: false, capabilities: [], registration: null, status: null }
  return { id, createdAt, ...unknown, ...unsaid, ...unheard, ...own, ...fields }
}

/** Whether a node fits what a person typed. */
export function matchesSearch(entry: NodeEntry, search: string): boolean {
  const wanted = foldForSearch(search)
  return wanted === '' || foldForSearch(`${entry.row.id} ${entry.row.name}`).includes(wanted)
}

/** What of a node the ingest worker and the places of its sensors stand on. */
const factsOf = ({ intervalMs, reportedIntervalMs, location }: NodeRow) => JSON.stringify([intervalMs, reportedIntervalMs, location])

const byId = (a: { row: { id: string } }, b: { row: { id: string } }) => (a.row.id < b.row.id ? -1 : 1)

/** Keeps a sorted list sorted; nothing to do while it isn't there. */
function insertById<T extends { readonly row: { readonly id: string } }>(sorted: T[] | undefined, entry: T): void {
  if (sorted === undefined) return
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.row.id ?? '') < entry.row.id) low = middle + 1
    else high = middle
  }
  sorted.splice(low, 0, entry)
}

/** Loads what is stored. */
export function createRegistry(store: Pick<Store, 'node' | 'sensor'>): Registry {
  const nodes = new Map<string, NodeEntry>()
  const sensors = new Map<string, SensorEntry>()
  const aliases = new Map<string, string>()
  const devices = new Map<string, string[]>()
  let version = 1
  let sortedNodes: NodeEntry[] | undefined
  let sortedSensors: SensorEntry[] | undefined
  let listener: (isUrgent: boolean) => void = () => {}
  const touch = (isUrgent = false) => {
    version += 1
    listener(isUrgent)
  }
  /** Who is live changed: sorted anew when it is asked for. */
  const resort = () => {
    sortedNodes = undefined
    sortedSensors = undefined
    touch(true)
  }
  const live = (id: string) => {
    const entry = nodes.get(id)
    return entry?.row.deletedAt === null ? entry : undefined
  }
  const put = (row: NodeRow): NodeEntry => {
    const known = nodes.get(row.id)
    if (known !== undefined) {
      // A node that says again what it said before, as all do after a broker's restart, changes nothing for others.
      const before = factsOf(known.row)
      const wasLive = known.row.deletedAt === null
      Object.assign(known.row, row)
      if (wasLive !== (row.deletedAt === null)) resort()
      else if (before !== factsOf(row)) touch()
      return known
    }
    const entry: NodeEntry = {
      row: { ...row },
      connected: null,
      disconnectedAt: 0,
      lastReadingAt: null,
      heardAt: 0,
      counters: noCounters,
      clockOffsetMs: null,
      state: 'never',
      reason: 'no reading has come yet',
      sensorIds: [],
      refusals: new Map(),
    }
    nodes.set(row.id, entry)
    if (row.deletedAt === null) insertById(sortedNodes, entry)
    touch(row.id.includes('_'))
    return entry
  }
  const putSensor = (row: SensorRow): SensorEntry => {
    const known = sensors.get(row.id)
    if (known !== undefined) {
      Object.assign(known.row, row)
      touch()
      return known
    }
    const entry: SensorEntry = { row: { ...row }, latest: null }
    sensors.set(row.id, entry)
    const owner = nodes.get(row.nodeId)
    owner?.sensorIds.push(row.id)
    owner?.sensorIds.sort()
    if (owner?.row.deletedAt === null) insertById(sortedSensors, entry)
    touch()
    return entry
  }
  const putAlias = (deviceId: string, nodeId: string) => {
    resort()
    const before = aliases.get(deviceId)
    if (before !== undefined)
      devices.set(
        before,
        (devices.get(before) ?? []).filter((one) => one !== deviceId),
      )
    aliases.set(deviceId, nodeId)
    devices.set(nodeId, [...(devices.get(nodeId) ?? []), deviceId])
  }
  for (const row of store.node.listAll()) put(row)
  for (const row of store.sensor.listAll()) putSensor(row)
  for (const { deviceId, nodeId } of store.node.listAliases()) putAlias(deviceId, nodeId)

  return {
    node: live,
    nodeOfDevice: (deviceId) => live(aliases.get(deviceId) ?? deviceId),
    row: (id) => nodes.get(id),
    nodes: () => {
      sortedNodes ??= [...nodes.values()].filter((entry) => entry.row.deletedAt === null).sort(byId)
      return sortedNodes
    },
    get size() {
      return nodes.size
    },
    get sensorCount() {
      return sensors.size
    },
    aliasesOf: (nodeId) => devices.get(nodeId) ?? [],
    isAlias: (deviceId) => aliases.has(deviceId),
    sensor: (id) => {
      const entry = sensors.get(id)
      return entry !== undefined && live(entry.row.nodeId) !== undefined ? entry : undefined
    },
    sensors: () => {
      sortedSensors ??= [...sensors.values()].filter((entry) => live(entry.row.nodeId) !== undefined).sort(byId)
      return sortedSensors
    },
    put,
    putSensor,
    putAlias,
    removeAliasesOf: (nodeId) => {
      for (const deviceId of devices.get(nodeId) ?? []) aliases.delete(deviceId)
      devices.delete(nodeId)
      resort()
    },
    findAmbiguity: (nodeId, types) => {
      for (const type of types) {
        const owner = sensors.get(sensorIdOf(nodeId, type))?.row
        if (owner !== undefined && (owner.nodeId !== nodeId || owner.type !== type))
          return `${owner.id} is already the ${owner.type} of node ${owner.nodeId}; give the node an id without an underscore`
      }
      // Only a longer id can take topics away, and it then starts with the shorter one and an underscore.
      if (nodes.has(nodeId)) return null
      for (let end = nodeId.lastIndexOf('_'); end > 0; end = nodeId.lastIndexOf('_', end - 1)) {
        const taken = nodes.get(nodeId.slice(0, end))?.sensorIds.find((id) => id === nodeId || id.startsWith(`${nodeId}_`))
        if (taken !== undefined) return `its topics would take ${taken} away from node ${nodeId.slice(0, end)}; choose another id`
      }
      return null
    },
    get version() {
      return version
    },
    touch: () => touch(),
    onTouched: (fn) => {
      listener = fn
    },
  }
}
