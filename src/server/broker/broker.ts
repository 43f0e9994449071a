// The embedded broker: connections, admission and access around aedes, readings into the intake, and nothing acknowledged before its done.
// aedes keeps subscriptions and QoS handshakes; who may do what, and how much, is decided here. Knows no store.
// Attacked by test/broker/ingest.test.ts, conformance.test.ts, hostile.test.ts.
import type { Duplex } from 'node:stream'
import { Aedes, type Client } from 'aedes'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { BrokerPort, NodeGate } from '../node-gate.ts'
import { admitClient } from './admit.ts'
import { Connection, ticksPerSecond } from './connection.ts'
import { createDelivery } from './delivery.ts'
import { createFigures, type Figures } from './figures.ts'
import { createHooks } from './hooks.ts'
import type { Intake } from './intake.ts'
import { type BrokerLimits, defaultLimits } from './limits.ts'
import type { Accept } from './listen.ts'
import { createSessions } from './sessions.ts'
import type { TopicTree } from './topic-tree.ts'

export interface Broker {
  readonly accept: Accept
  readonly port: Omit<BrokerPort, 'info'>
  readonly figures: Figures
  connections(): Iterable<Connection>
  retainedCount(): number
  /** Takes nothing new, lets what was taken be committed and acknowledged, then closes every connection; wills don't fire. */
  stop(): Promise<void>
}

/** What is taken has so long to be committed and acknowledged. */
const settleMs = 4000

export async function createBroker(parts: {
  auth: 'required' | 'open'
  ingest: Ingest
  gate: NodeGate
  intake: Intake
  topics: TopicTree
  clock: Clock
  log: Log
  /** Unguessable, url-safe. */
  randomId: () => string
  limits?: Partial<BrokerLimits>
}): Promise<Broker> {
  const { auth, ingest, gate, topics, clock, log, randomId } = parts
  const limits = { ...defaultLimits, ...parts.limits }
  const figures = createFigures()
  const all = new Set<Connection>()
  const bySession = new Map<string, Connection>()
  const held = new Set<Connection>()
  const dying = new Set<{ connection: Connection; since: number }>()
  let tick = 0
  let isStopping = false

  const sessions = createSessions({
    limits,
    isGranted: (sessionId, filter) => bySession.get(sessionId)?.filters.has(filter) ?? false,
    isOnline: (sessionId) => bySession.has(sessionId),
    onFull: (sessionId, topic) => hooks.notRetained(bySession.get(sessionId), topic),
  })
  const isPresent = (nodeId: string) =>
    bySession.has(`node:${nodeId}`) || bySession.has(`pair:${nodeId}`) || [...all].some((one) => one.nodes.has(nodeId))
  const delivery = createDelivery({
    clock,
    isPresent,
    nextPacketId: takePacketId,
    grantedQos: (connection, filter) => connection.filters.get(filter) ?? 0,
  })
  const own = { limits, figures, sessions, delivery, topics, nextPacketId: takePacketId, isStopping: () => isStopping }
  const hooks = createHooks({ ...parts, ...own })
  const aedes = await Aedes.createBroker({
    ...hooks.handlers,
    persistence: sessions.persistence,
    // Silence, sizes and slow readers are the connection's to watch; these only stand behind it.
    ...{ concurrency: 1000, connectTimeout: 60_000, drainTimeout: limits.drainSeconds * 1000, queueLimit: 1000 },
    ...{ maxClientsIdLength: 300, maxTopicLevels: limits.topicLevels, maxInflightInbound: limits.inflight },
  })
  hooks.listenTo(aedes)

  const host = {
    limits,
    tick: () => tick,
    hasRoom: () => !isStopping && !ingest.isFull(),
    waits: (connection: Connection) => void held.add(connection),
    start: (connection: Connection) => {
      const client = aedes.handle(connection) as Client & { _nextId: number }
      client._nextId = sessions.nextPacketId(connection.sessionId) ?? client._nextId
    },
    admit: (connection: Connection, connect: Parameters<typeof admitClient>[0]['connect']) => {
      connection.clientId = connect.clientId
      connection.username = connect.username
      if (isStopping) return { kind: 'refused' as const, code: 3 as const, reason: 'Plenum is stopping' }
      const answer = admitClient({ connect, address: connection.address, auth, gate, randomId })
      if (answer.kind === 'refused') return answer
      const before = bySession.get(answer.sessionId)
      // Its id is taken over: the older one goes first, so that what it leaves is told before the newer one is there [MQTT-3.1.4-2].
      if (before) before.destroy()
      bySession.set(answer.sessionId, connection)
      return { ...answer, hasSession: sessions.begin(answer.sessionId, connect.isClean) }
    },
    refused: (connection: Connection, reason: string) => {
      figures.refuse(reason)
      log.debug({ address: connection.address, clientId: connection.clientId, reason }, 'an MQTT client was refused')
      const { identity } = connection
      if (identity?.kind === 'node') gate.noteRefusal(identity.nodeId, { topic: null, reason })
      else
        for (const nodeId of [connection.username ?? '', connection.clientId])
          if (gate.isNode(nodeId)) return gate.noteRefusal(nodeId, { topic: null, reason })
    },
    gone: (connection: Connection) => {
      all.delete(connection)
      held.delete(connection)
      delivery.gone(connection)
      dying.add({ connection, since: tick })
      if (bySession.get(connection.sessionId) === connection) {
        bySession.delete(connection.sessionId)
        sessions.leave(connection.sessionId)
      }
      hooks.gone(connection)
    },
  }

  const undoTicks = clock.every(1000 / ticksPerSecond, () => {
    tick += 1
    for (const connection of [...held]) if (held.delete(connection)) connection.release()
    if (tick % ticksPerSecond !== 0) return
    figures.sweep()
    for (const connection of [...all]) connection.sweep()
    for (const one of dying) {
      if (!one.connection.socket.destroyed && tick - one.since <= limits.drainSeconds * ticksPerSecond) continue
      one.connection.socket.destroy()
      dying.delete(one)
    }
  })
  const undoRoom = ingest.onRoom(() => {
    for (const connection of [...held]) if (held.delete(connection)) connection.release()
  })
  for (const { topic, payload } of gate.retainedAtStart()) {
    aedes.publish({ cmd: 'publish', topic, payload: Buffer.from(payload), qos: 0, retain: true, dup: false }, () => {})
  }

  return {
    accept: (socket: Duplex, from) => {
      if (isStopping) return void socket.destroy()
      all.add(new Connection({ socket, ...from, at: clock.now(), host }))
    },
    figures,
    connections: () => all,
    retainedCount: sessions.retainedCount,
    port: {
      publish: async (topic, payload, { qos, retain }) => {
        const isDelivered = delivery.send(topic, payload, qos)
        // Programs that look on get it through their own subscriptions, on a best effort.
        await new Promise<void>((resolve) => {
          aedes.publish({ cmd: 'publish', topic, payload: Buffer.from(payload), qos: 0, retain, dup: false }, () => resolve())
        })
        return isDelivered
      },
      isConnected: isPresent,
      closeClient: (nodeId, reason) => {
        for (const one of [
          bySession.get(`node:${nodeId}`),
          bySession.get(`pair:${nodeId}`),
          ...[...all].filter((c) => c.nodes.has(nodeId)),
        ]) {
          one?.refuse(reason)
        }
      },
      closeProgram: (keyId, reason) => {
        for (const one of [...all]) if (one.identity?.kind === 'program' && one.identity.keyId === keyId) one.refuse(reason)
      },
    },
    stop: async () => {
      isStopping = true
      const unsettled = () => [...all].some((one) => one.unsettled > 0)
      await new Promise<void>((resolve) => {
        const look = setInterval(() => {
          if (!unsettled()) finish()
        }, 10)
        const cut = setTimeout(() => finish(), settleMs)
        const finish = () => {
          clearInterval(look)
          clearTimeout(cut)
          resolve()
        }
        if (!unsettled()) finish()
      })
      undoTicks()
      undoRoom()
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      // What was acknowledged is on its way out; half a second later nothing stands.
      for (const one of [...all]) one.destroy()
      await new Promise((resolve) => setTimeout(resolve, 50))
      for (const { connection } of dying) connection.socket.destroy()
    },
  }
}

/** The next packet id of aedes' own sequence for this client, so that our messages and its never share one. */
function takePacketId(connection: Connection): number {
  const { client } = connection as Connection & { client: { _nextId: number } }
  const id = client._nextId
  client._nextId = id >= 65535 ? 1 : id + 1
  return id
}
