// Nodes, sensors, joining, commands and keys, wired: they share one registry, one batch and one link to the broker.
// Keeps the ingest worker told of who there is, and takes in what it commits.
import type { QuarantineItem } from '../../contract/schemas/node.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { NodeGate } from '../node-gate.ts'
import type { Events } from '../outbox-port.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { createAnnouncer } from './announcer.ts'
import { type ApiKeyService, createApiKeyService, type KeyOwners } from './api-key.ts'
import { createBatch } from './batch.ts'
import { type BrokerLink, createBrokerLink } from './broker-link.ts'
import { type CommandService, createCommandService } from './command.ts'
import { createCredentialService } from './credential.ts'
import { createDeviceEvents } from './device-events.ts'
import { keepIngestTold } from './ingest-teller.ts'
import { createJoinService, type JoinService } from './join.ts'
import { createNodeService, type NodeService } from './node.ts'
import { createNodeFeed } from './node-feed.ts'
import { createNodeGate, type NodeGateService } from './node-gate.ts'
import { nodeRecordFrom } from './node-record.ts'
import { createNodeStates } from './node-state.ts'
import { createRegistry } from './registry.ts'
import { createSensorService, type SensorService } from './sensor.ts'
import { createSymbolPlaces } from './symbol-place.ts'

export interface Devices {
  readonly node: NodeService
  readonly sensor: SensorService
  readonly join: JoinService
  readonly command: CommandService
  readonly apiKey: ApiKeyService
  /** What the broker asks. */
  readonly gate: NodeGate
  readonly link: BrokerLink
  /** The design a node is placed in; null for none. */
  designOfNode(nodeId: string): string | null
  /** Writes what waits; the broker and the ingest have stopped before. */
  stop(): void
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly ingest: Ingest
  readonly randomId: () => string
  readonly events: Pick<Events, 'emit'>
  /** Who owns keys, and who hears that what a key may has changed. */
  readonly keys?: { readonly owners?: KeyOwners; readonly tellAccess?: (keyId: string) => void }
  readonly readQuarantine: (nodeId: string, query: PageRequest) => Promise<PageOf<QuarantineItem>>
}

/** Loads what is stored and starts listening to commits. */
export function createDevices({ bus, clock, log, ingest, randomId, events, readQuarantine, ...parts }: Parts): Devices {
  const registry = createRegistry(parts.store)
  const batch = createBatch({ transaction: (fn) => parts.store.transaction(fn), log })
  // What a person changes stands on what nodes said before.
  const store: Store = {
    ...parts.store,
    transaction: (fn) => {
      batch.flush()
      return parts.store.transaction(fn)
    },
  }
  const link = createBrokerLink()
  const credentials = createCredentialService({ store, clock, batch })
  const recordOf = (nodeId: string) => {
    const entry = registry.node(nodeId)
    return entry && nodeRecordFrom(entry, { registry, credentials })
  }
  const announcer = createAnnouncer({ bus, clock, recordOf })
  const told = createDeviceEvents({ store, batch, events, nodeOf: (id) => registry.row(id)?.row })
  const states = createNodeStates({ registry, bus, clock, told, announcer })
  const places = createSymbolPlaces(store)
  const sensor = createSensorService({ store, bus, clock, registry, announcer, places })
  const feed = createNodeFeed({ store, bus, clock, registry, batch, announcer, states, told, log })
  const command = createCommandService({
    ...{ store, bus, clock, registry, batch, link, told, randomId },
    setReportedInterval: (nodeId, intervalMs) => {
      const entry = registry.node(nodeId)
      if (entry === undefined) return
      entry.row.reportedIntervalMs = Math.round(intervalMs)
      registry.touch()
      feed.saveNode(entry)
      announcer.nodeChanged(nodeId)
    },
  })
  const apiKey = createApiKeyService({ store, bus, clock, log, link, events, ...parts.keys })
  const node = createNodeService({
    ...{ store, bus, clock, registry, credentials, announcer, states, link, told, readQuarantine },
    requirePlace: places.require,
    endCommands: command.endAll,
  })
  const designOfNode = (nodeId: string) => registry.nodeOfDevice(nodeId)?.row.location?.designId ?? null
  // Joining hands nodes to the gate, and the gate hands those who pair to joining.
  const join: JoinService = createJoinService({
    ...{ store, bus, clock, registry, credentials, batch, link },
    adopt: (...args) => gate.adoptRegistration(...args),
    recordOf: node.get,
    nodeChanged: announcer.nodeChanged,
  })
  const gate: NodeGateService = createNodeGate({
    ...{ store, bus, clock, registry, credentials, batch, announcer, states, link, join, told },
    apiKeys: apiKey,
    commands: command,
    designOf: { sensor: (id) => sensor.facts(id)?.designId ?? null, node: designOfNode },
  })
  feed.load({
    values: ingest.valuesAtStart,
    counters: ingest.countersAtStart.map((one) => ({ ...one, clockOffsetMs: null, arrivedAt: 0 })),
  })
  for (const entry of registry.nodes()) states.evaluate(entry)

  const stopTelling = keepIngestTold({ registry, states, sensor, ingest })
  const unsubscribe = ingest.onCommit((report) => {
    feed.take(report)
    sensor.takeValues(report)
  })
  return {
    ...{ node, sensor, join, command, apiKey, gate, link },
    designOfNode,
    stop: () => {
      unsubscribe()
      stopTelling()
      for (const part of [join, command, sensor, states, announcer, apiKey]) part.stop()
      batch.stop()
    },
  }
}
