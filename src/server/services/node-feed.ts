// What the commits of the ingest worker say of nodes and sensors: who there is, their newest values, their counters.
// A node nobody registered is known from its first reading; one that was deleted comes back when it sends again.

import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { CommitReport, CommittedValue } from '../ingest-port.ts'
import type { Store } from '../store/open.ts'
import type { Announcer } from './announcer.ts'
import type { Batch } from './batch.ts'
import type { DeviceEvents } from './device-events.ts'
import type { NodeStates } from './node-state.ts'
import { type NodeEntry, newNodeRow, type Registry, type SensorEntry } from './registry.ts'

interface Parts {
  readonly store: Pick<Store, 'node' | 'sensor'>
  readonly bus: Bus
  readonly clock: Clock
  readonly registry: Registry
  readonly batch: Batch
  readonly announcer: Announcer
  readonly states: NodeStates
  readonly told: Pick<DeviceEvents, 'node'>
  readonly log: { warn(facts: object, message: string): void }
}

export interface NodeFeed {
  take(report: CommitReport): void
  /** Values and counters as they were stored before this start. */
  load(start: { values: readonly CommittedValue[]; counters: CommitReport['counters'] }): void
  saveNode(entry: NodeEntry): void
}

/** Nodes that may become known by sending alone: a flood of made-up names must not fill the memory. */
const mostUnasked = 20_000
const mostSensors = 1000

export function createNodeFeed({ store, bus, clock, registry, batch, announcer, states, told, log }: Parts): NodeFeed {
  const saveNode = (entry: NodeEntry) => batch.write(`node ${entry.row.id}`, () => store.node.save(entry.row))

  const nodeOf = (nodeId: string, arrivedAt: number): NodeEntry | undefined => {
    const known = registry.row(nodeId)
    if (known?.row.deletedAt === null) return known
    // What arrived before the deletion says nothing new.
    if (known !== undefined && arrivedAt <= (known.row.deletedAt ?? 0)) return undefined
    if (known === undefined && registry.size >= mostUnasked) return undefined
    const row = known === undefined ? newNodeRow(nodeId, arrivedAt) : known.row
    const entry = registry.put({ ...row, isOpen: true, deletedAt: null })
    const said = { at: arrivedAt, reason: 'its first reading came' }
    told.node('node.registered', entry.row, said)
    bus.publish({ name: 'node.registered', payload: { nodeId, ...said } })
    announcer.nodeChanged(nodeId)
    return entry
  }
  const sensorOf = (value: CommittedValue, node: NodeEntry): SensorEntry | undefined => {
    const known = registry.sensor(value.sensorId)
    if (known !== undefined) return known
    if (node.sensorIds.length >= mostSensors) return undefined
    const { sensorId: id, nodeId, type, unit } = value
    const row = { id, nodeId, type, name: null, unit: null, reportedUnit: unit, location: null, createdAt: clock.now() }
    const entry = registry.putSensor(row)
    batch.write(`sensor ${id}`, () => store.sensor.save(entry.row))
    announcer.sensorChanged(id, nodeId)
    announcer.nodeChanged(nodeId)
    return entry
  }
  const takeValue = (value: CommittedValue, arrivedAt: number): NodeEntry | undefined => {
    const node = nodeOf(value.nodeId, arrivedAt)
    const sensor = node && sensorOf(value, node)
    if (node === undefined || sensor === undefined) {
      log.warn({ sensorId: value.sensorId }, 'a reading came for a sensor that can’t be listed')
      return undefined
    }
    if (sensor.row.reportedUnit !== value.unit && value.unit !== '') {
      sensor.row.reportedUnit = value.unit
      registry.touch()
      batch.write(`sensor ${sensor.row.id}`, () => store.sensor.save(sensor.row))
      announcer.sensorChanged(sensor.row.id, sensor.row.nodeId)
    }
    if (sensor.latest === null || value.at >= sensor.latest.at) sensor.latest = { at: value.at, value: value.value, flagged: value.flagged }
    // A node whose clock is off still sends now; readings of last year by REST are no sign of life.
    const at = Math.min(arrivedAt, value.at + (node.clockOffsetMs ?? 0))
    if (node.lastReadingAt === null || at > node.lastReadingAt) node.lastReadingAt = at
    return node
  }

  return {
    saveNode,
    load: ({ values, counters }) => {
      for (const { nodeId, counters: totals } of counters) {
        const entry = registry.row(nodeId)
        if (entry !== undefined) entry.counters = totals
      }
      for (const value of values) {
        // A deleted node's history is no reason to list it again.
        if (registry.row(value.nodeId)?.row.deletedAt == null) takeValue(value, value.at)
      }
      for (const { row, lastReadingAt } of registry.nodes()) row.lastSeenAt = Math.max(row.lastSeenAt ?? 0, lastReadingAt ?? 0) || null
    },
    take: (report) => {
      const arrivals = new Map(report.counters.map((one) => [one.nodeId, one]))
      for (const { nodeId, counters, clockOffsetMs } of report.counters) {
        const entry = registry.node(nodeId)
        if (entry === undefined) continue
        entry.counters = counters
        entry.clockOffsetMs = clockOffsetMs
        announcer.figuresChanged(nodeId)
      }
      const heard = new Set<NodeEntry>()
      for (const value of [...report.newSensors, ...report.values]) {
        const node = takeValue(value, arrivals.get(value.nodeId)?.arrivedAt ?? report.at)
        if (node !== undefined) heard.add(node)
      }
      for (const entry of heard) {
        const arrival = arrivals.get(entry.row.id)
        const arrivedAt = arrival?.arrivedAt ?? report.at
        // A node known since this very commit.
        if (arrival !== undefined) Object.assign(entry, { counters: arrival.counters, clockOffsetMs: arrival.clockOffsetMs })
        hear(entry, arrivedAt)
        states.evaluate(entry)
      }
    },
  }

  function hear(entry: NodeEntry, arrivedAt: number): void {
    const { row } = entry
    entry.heardAt = Math.max(entry.heardAt, arrivedAt)
    row.lastSeenAt = Math.max(row.lastSeenAt ?? 0, arrivedAt)
    const isLater = arrivedAt > Math.max(row.reportedAt ?? 0, entry.disconnectedAt)
    if (!isLater) return
    // Who sends is not offline, whatever was said before.
    if (entry.connected === false) entry.connected = null
    if (row.willFired || row.reported === 'offline') {
      row.willFired = false
      row.reported = null
      saveNode(entry)
    }
  }
}
