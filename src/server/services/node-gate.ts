// The gate between broker and nodes: who connects, what nodes say of themselves. Everything at machine rate goes through the batch, and
// every `done` runs after its transaction. Knows the broker by its port only.
import { type Registration, readRegistration, readStatus } from '../../domain/registration.ts'
import { resolveSensorTopic, sensorIdOf } from '../../domain/sensor.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { GateDone, NodeGate, RetainedMessage } from '../node-gate.ts'
import type { Store } from '../store/open.ts'
import type { Announcer } from './announcer.ts'
import type { ApiKeyService } from './api-key.ts'
import type { Batch } from './batch.ts'
import type { BrokerLink } from './broker-link.ts'
import type { CommandService } from './command.ts'
import type { CredentialService } from './credential.ts'
import type { DeviceEvents } from './device-events.ts'
import type { JoinService } from './join.ts'
import type { NodeStates } from './node-state.ts'
import { type NodeEntry, newNodeRow, type Registry } from './registry.ts'

interface Parts {
  readonly store: Pick<Store, 'node' | 'sensor' | 'design'>
  readonly bus: Bus
  readonly clock: Clock
  readonly registry: Registry
  readonly credentials: CredentialService
  readonly apiKeys: Pick<ApiKeyService, 'check'>
  readonly join: Pick<JoinService, 'checkCode' | 'takePending' | 'deviceLeft'>
  readonly commands: Pick<CommandService, 'acknowledge' | 'nodeListens'>
  readonly batch: Batch
  readonly announcer: Announcer
  readonly states: NodeStates
  readonly told: Pick<DeviceEvents, 'node'>
  readonly link: BrokerLink
  /** The design a sensor or a node is placed in; null for none. */
  readonly designOf: { sensor(sensorId: string): string | null; node(nodeId: string): string | null }
}

export interface NodeGateService extends NodeGate {
  /** Takes over what a node said of itself and writes it; refused is a sentence. Also used when a person approves one. */
  adoptRegistration(
    nodeId: string,
    registration: Registration,
    payload: unknown,
    how: { isOpen: boolean; address: string | null },
  ): string | null
}

const longestRegistration = 16_384
const mostNodes = 20_000
const mostRefusals = 10

/** Creates the gate; the broker attaches itself to it. */
export function createNodeGate(parts: Parts): NodeGateService {
  const { store, bus, clock, registry, credentials, batch, announcer, states, link, told } = parts
  const save = (entry: NodeEntry) => batch.write(`node ${entry.row.id}`, () => store.node.save(entry.row))
  const isOpenMode = () => link.port()?.info().auth === 'open'

  const noteRefusal: NodeGate['noteRefusal'] = (nodeId, { topic, reason }) => {
    const entry = registry.nodeOfDevice(nodeId)
    if (entry === undefined) return
    const known = entry.refusals.get(reason)
    // The newest reason is the last one.
    entry.refusals.delete(reason)
    entry.refusals.set(reason, { topic, count: (known?.count ?? 0) + 1, lastAt: clock.now() })
    const oldest = entry.refusals.keys().next().value
    if (entry.refusals.size > mostRefusals && oldest !== undefined) entry.refusals.delete(oldest)
    if (known === undefined) announcer.nodeChanged(entry.row.id)
    else announcer.figuresChanged(entry.row.id)
  }

  const adoptRegistration: NodeGateService['adoptRegistration'] = (nodeId, said, payload, { isOpen, address }) => {
    const ambiguity = registry.findAmbiguity(nodeId, said.sensors)
    if (ambiguity !== null) return ambiguity
    const known = registry.row(nodeId)
    if (known === undefined && registry.size >= mostNodes) return `there are ${mostNodes} nodes already`
    const text = JSON.stringify(payload)
    if (text.length > longestRegistration) return `a registration has at most ${longestRegistration} characters; it had ${text.length}`
    const now = clock.now()
    const isNew = known?.row.deletedAt !== null
    const before = known?.row ?? newNodeRow(nodeId, now)
    const hasChanged = isNew || before.registration !== text || before.registeredAt === null
    const entry = registry.put({
      ...before,
      deletedAt: null,
      isOpen: isNew ? isOpen : before.isOpen && isOpen,
      registeredAt: hasChanged ? now : before.registeredAt,
      reportedIntervalMs: said.intervalMs ?? before.reportedIntervalMs,
      reportedLocation: said.location ?? before.reportedLocation,
      firmwareVersion: said.firmwareVersion ?? before.firmwareVersion,
      capabilities: said.capabilities,
      batteryLevel: said.batteryLevel ?? before.batteryLevel,
      signalDbm: said.signalDbm ?? before.signalDbm,
      address: address ?? before.address,
      lastSeenAt: now,
      registration: text,
    })
    entry.heardAt = now
    save(entry)
    for (const type of said.sensors) {
      const id = sensorIdOf(nodeId, type)
      if (entry.sensorIds.includes(id)) continue
      const sensor = registry.putSensor({ id, nodeId, type, name: null, unit: null, reportedUnit: '', location: null, createdAt: now })
      batch.write(`sensor ${id}`, () => store.sensor.save(sensor.row))
      announcer.sensorChanged(id, nodeId)
    }
    if (said.ignored.length > 0)
      noteRefusal(nodeId, {
        topic: `ceiling/nodes/${nodeId}/registration`,
        reason: `in its registration ${said.ignored.join(', ')} can’t be used`,
      })
    states.evaluate(entry)
    if (hasChanged) {
      announcer.nodeChanged(nodeId)
      const reason = isNew ? 'it registered' : 'it registered again, with other words'
      told.node('node.registered', entry.row, { reason, at: now })
      batch.after(() => bus.publish({ name: 'node.registered', payload: { nodeId, at: now, reason } }))
    }
    return null
  }

  const refuseRegistration = (nodeId: string, reason: string, done: GateDone) => {
    noteRefusal(nodeId, { topic: `ceiling/nodes/${nodeId}/registration`, reason })
    void link.port()?.publish(`ceiling/nodes/${nodeId}/registration/reply`, JSON.stringify({ error: reason }), { qos: 1, retain: false })
    done(reason)
  }

  /** A data topic names a sensor, or only its node where the payload names the sensors. */
  const designOfTopic = (sensor: string): string | null => {
    if (registry.sensor(sensor) !== undefined) return parts.designOf.sensor(sensor)
    const { nodeId } = resolveSensorTopic(sensor, (id) => registry.nodeOfDevice(id) !== undefined)
    return parts.designOf.node(nodeId)
  }

  return {
    adoptRegistration,
    noteRefusal,
    authenticate: ({ username, password, clientId, address }) => {
      if (username === 'pair') return parts.join.checkCode({ code: Buffer.from(password).toString(), clientId, address })
      if (username === 'key') return parts.apiKeys.check(Buffer.from(password).toString())
      if (!credentials.check(username, password)) {
        // Only the log and the node's page tell these apart: MQTT has one code for both.
        const isKnown = registry.nodeOfDevice(username) !== undefined
        return { kind: 'refused', reason: isKnown ? 'the password is wrong or was taken back' : 'the user name is not known here' }
      }
      if (clientId !== username && !isOpenMode()) {
        return { kind: 'refused', reason: `the client id must be the user name, ${username}; it was ${clientId.slice(0, 64)}` }
      }
      return { kind: 'node', nodeId: username }
    },
    isNode: (nodeId) => registry.nodeOfDevice(nodeId) !== undefined,
    isPlacedIn: (topic, projectIds) => {
      if (topic.kind === 'other') return false
      const designId = topic.kind === 'data' ? designOfTopic(topic.sensor) : parts.designOf.node(topic.nodeId)
      const projectId = designId === null ? undefined : store.design.findOwner(designId)?.projectId
      return projectId !== undefined && projectIds.includes(projectId)
    },
    register: ({ nodeId, payload, from, address }, done) => {
      const said = readRegistration(nodeId, payload)
      if (said.kind === 'refused') return refuseRegistration(nodeId, said.reason, done)
      if (from === 'pairing') {
        const refused = parts.join.takePending({ nodeId, registration: said.value, payload, address })
        return refused === null ? done(null) : refuseRegistration(nodeId, refused, done)
      }
      // A stand-in speaks for the node whose place it took.
      const target = registry.isAlias(nodeId) ? (registry.nodeOfDevice(nodeId)?.row.id ?? nodeId) : nodeId
      if (from === 'node' && registry.node(target) === undefined) return done('this node was deleted')
      const refused = adoptRegistration(target, said.value, payload, { isOpen: from === 'open', address })
      if (refused === null) batch.after(() => done(null))
      else refuseRegistration(nodeId, refused, done)
    },
    reportStatus: ({ nodeId, payload, isWill, retained }, done) => {
      const said = readStatus(payload)
      if (said.kind === 'refused') {
        noteRefusal(nodeId, { topic: `ceiling/nodes/${nodeId}/status`, reason: said.reason })
        return done(said.reason)
      }
      const entry = registry.nodeOfDevice(nodeId)
      // A status before the registration: there is nothing to show it at.
      if (entry === undefined) return done(null)
      const { status, batteryLevel, signalDbm, ignored } = said.value
      const now = clock.now()
      const { row } = entry
      // Connected again already: the will is that of the connection before.
      if (isWill && entry.connected !== true) Object.assign(row, { willFired: true, reportedAt: now })
      if (!isWill) {
        Object.assign(row, { reported: status, reportedAt: now, willFired: false, lastSeenAt: now })
        entry.heardAt = now
      }
      row.batteryLevel = batteryLevel ?? row.batteryLevel
      row.signalDbm = signalDbm ?? row.signalDbm
      if (retained) row.status = JSON.stringify(payload).slice(0, 2000)
      if (ignored.length > 0)
        noteRefusal(nodeId, { topic: `ceiling/nodes/${nodeId}/status`, reason: `in its status ${ignored.join(', ')} can’t be used` })
      save(entry)
      states.evaluate(entry)
      announcer.nodeChanged(row.id)
      batch.after(() => done(null))
    },
    acknowledgeCommand: ({ nodeId, payload }, done) =>
      parts.commands.acknowledge(registry.nodeOfDevice(nodeId)?.row.id ?? nodeId, payload, (refused) => {
        if (refused !== null) noteRefusal(nodeId, { topic: `ceiling/commands/${nodeId}/ack`, reason: refused })
        done(refused)
      }),
    connected: (nodeId, address) => {
      const entry = registry.nodeOfDevice(nodeId)
      if (entry === undefined) return
      const now = clock.now()
      const { row } = entry
      entry.connected = true
      entry.heardAt = now
      Object.assign(row, { connectedAt: now, lastSeenAt: now, address, willFired: false })
      // Its will said so, or it said so when it went: now it is here.
      if (row.reported === 'offline') row.reported = null
      save(entry)
      states.evaluate(entry)
      announcer.nodeChanged(row.id)
    },
    disconnected: (nodeId, { willFired }) => {
      // Another session of it stands: it joined, or joins, beside the one that ended.
      if (link.port()?.isConnected(nodeId)) return
      parts.join.deviceLeft(nodeId)
      const entry = registry.nodeOfDevice(nodeId)
      if (entry === undefined) return
      entry.connected = false
      entry.disconnectedAt = clock.now()
      entry.row.lastSeenAt = clock.now()
      if (willFired) entry.row.willFired = true
      save(entry)
      // The state follows with the next look, so that a newer connection taking its place is no event.
      announcer.nodeChanged(entry.row.id)
    },
    listening: (nodeId) => {
      const entry = registry.nodeOfDevice(nodeId)
      if (entry !== undefined) parts.commands.nodeListens(entry.row.id)
    },
    retainedAtStart: () =>
      registry
        .nodes()
        .flatMap(({ row }): RetainedMessage[] => [
          ...(row.registration === null ? [] : [{ topic: `ceiling/nodes/${row.id}/registration`, payload: row.registration }]),
          ...(row.status === null ? [] : [{ topic: `ceiling/nodes/${row.id}/status`, payload: row.status }]),
        ]),
    attachBroker: (port) => link.attach(port),
  }
}
