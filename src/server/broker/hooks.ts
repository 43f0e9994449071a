// What aedes asks while it works: may this be published, subscribed, forwarded; and what it tells: a session stands, a filter came or went.
// The acknowledgement of a publish leaves only after its callback, so the callback waits for the intake.
import type { Aedes, AedesOptions, Client, PublishPacket, Subscription } from 'aedes'
import { parseTopic } from '../../contract/mqtt.ts'
import type { Clock } from '../clock.ts'
import type { NodeGate } from '../node-gate.ts'
import { mayReceive, maySubscribe, nodeOfTopic, publishRefusal } from './access.ts'
import type { Connection } from './connection.ts'
import type { Delivery } from './delivery.ts'
import type { Figures } from './figures.ts'
import type { Intake } from './intake.ts'
import type { BrokerLimits } from './limits.ts'
import type { Sessions, StoredPacket } from './sessions.ts'
import type { TopicTree } from './topic-tree.ts'
import { matchesFilter } from './wire.ts'

export interface Hooks {
  readonly handlers: AedesOptions
  listenTo(aedes: Aedes): void
  /** A message was passed on but not retained: its client, while it is there, has used up its share. */
  notRetained(connection: Connection | undefined, topic: string): void
  /** A connection ended. */
  gone(connection: Connection): void
}

/** Nobody can subscribe to it: where a refused QoS 0 message goes. */
const nowhere = '$nowhere'

const connectionOf = (client: Client) => client.conn as Connection

export function createHooks(parts: {
  gate: NodeGate
  intake: Intake
  topics: TopicTree
  clock: Clock
  limits: BrokerLimits
  figures: Figures
  sessions: Sessions
  delivery: Delivery
  nextPacketId: (connection: Connection) => number
  isStopping: () => boolean
}): Hooks {
  const { gate, intake, topics, clock, limits, figures, sessions, delivery, nextPacketId, isStopping } = parts
  /** QoS 2 messages on their way to the disk: the same one again waits for the first. */
  const receiving = new Map<string, (() => void)[]>()
  let broker: Aedes | null = null

  function noteRefusal(connection: Connection, topic: string, reason: string): void {
    figures.refuse(reason)
    connection.lastRefusal = reason
    const { identity, clientId } = connection
    const nodeId = identity?.kind === 'node' || identity?.kind === 'pairing' ? identity.nodeId : clientId
    if (gate.isNode(nodeId)) gate.noteRefusal(nodeId, { topic: topic.slice(0, 200), reason })
  }

  /** In open mode a connection stands for a node once it behaves like its own: its id, its commands, its will. */
  function bind(connection: Connection, nodeId: string): void {
    const { identity, nodes, clientId, filters, hasWill } = connection
    if (identity?.kind !== 'open' || nodes.has(nodeId) || nodes.size >= limits.nodesPerConnection || connection.phase === 'gone') return
    if (clientId !== nodeId && !filters.has(`ceiling/commands/${nodeId}`) && !hasWill) return
    nodes.add(nodeId)
    gate.connected(nodeId, connection.address)
  }

  function take(connection: Connection, packet: PublishPacket, isWill: boolean, done: () => void): void {
    const { identity, address } = connection
    const topic = parseTopic(packet.topic)
    const payload = packet.payload as Buffer
    const isRetained = packet.retain === true
    // Whose it is, for the limit of retained messages: aedes itself says so only after they are kept.
    if (isRetained) Object.assign(packet, { clientId: connection.sessionId })
    const settled = (refused: string | null) => {
      // Neither kept for later readers nor from somebody whom nobody has let in yet.
      if (refused !== null || identity?.kind === 'pairing') packet.retain = false
      topics.note(packet.topic, payload, { at: clock.now(), isRetained: packet.retain === true })
      done()
    }
    if (topic.kind === 'other') return void settled(null)
    const ownerId = nodeOfTopic(topic, gate.isNode) ?? ''
    const nodeId = identity?.kind === 'node' ? identity.nodeId : null
    const from = identity?.kind === 'node' || identity?.kind === 'pairing' ? identity.kind : 'open'
    const { qos } = packet
    intake.take({ topic: packet.topic, payload, qos, retain: isRetained, isWill, nodeId, ownerId, from, address }, (refused) => {
      if (!isWill) bind(connection, ownerId)
      settled(refused)
    })
  }

  function authorizePublish(client: Client | null, packet: PublishPacket, callback: (error?: Error | null) => void): void {
    if (!client) return void callback(new Error('nobody sent it'))
    const connection = connectionOf(client)
    const { identity } = connection
    const isWill = (client as Client & { will: unknown }).will === packet
    const refused = identity ? publishRefusal(identity, packet.topic, gate.isNode) : 'it is not connected'
    if (isWill) {
      // At a stop nobody has gone: nodes come back, and their wills with them (3.1.2.5 lets a server put them off).
      if (isStopping() || refused) return void callback(new Error(refused ?? 'Plenum is stopping'))
      return void take(connection, packet, true, () => callback(null))
    }
    figures.received += 1
    // Its own repeat is nobody else's [MQTT-3.3.1-3].
    packet.dup = false
    const finish = connection.acks.enter(() => {
      connection.settle()
      // A client that left can't be answered, but what it sent goes on to those who read it.
      if (client.closed && packet.qos > 0) broker?.publish(packet, () => {})
      // aedes passes QoS 1 on one turn of the loop later: the others take the same turn, or they would overtake it [MQTT-4.6.0-5, -6].
      else if (packet.qos === 1) callback(null)
      else setImmediate(callback, null)
    })
    if (refused) {
      noteRefusal(connection, packet.topic, refused)
      // To acknowledge it would say that it is stored: the connection ends instead [MQTT-3.3.5-2]. QoS 0 promises nothing.
      if (packet.qos > 0) {
        connection.destroy()
        return void callback(new Error(refused))
      }
      packet.topic = nowhere
      packet.retain = false
      return void finish()
    }
    if (packet.qos < 2) return void take(connection, packet, false, finish)
    // Exactly once: what came before and waits for its PUBREL is not stored again.
    const id = packet.messageId ?? 0
    if (sessions.hasIncoming(client.id, id)) return void finish()
    const key = `${client.id}\n${id}`
    const others = receiving.get(key)
    if (others) return void others.push(() => setImmediate(finish))
    receiving.set(key, [finish])
    take(connection, packet, false, () => {
      const waiting = receiving.get(key) ?? []
      receiving.delete(key)
      for (const go of waiting) go()
    })
  }

  function authorizeSubscribe(
    client: Client,
    subscription: Subscription,
    callback: (error: Error | null, subscription?: Subscription | null) => void,
  ): void {
    const connection = connectionOf(client)
    const { identity, filters } = connection
    const isTooMany = filters.size >= limits.subscriptions && !filters.has(subscription.topic)
    if (!identity || isTooMany || !maySubscribe(identity, subscription.topic)) {
      noteRefusal(connection, subscription.topic, isTooMany ? 'too many subscriptions' : 'it may not read this topic')
      return void callback(null, null)
    }
    filters.set(subscription.topic, subscription.qos as 0 | 1 | 2)
    // aedes delivers every filter at the message's own QoS; authorizeForward then takes the best of all that match [MQTT-3.3.5-1, -3.8.4-6].
    callback(null, { ...subscription, qos: 2 })
  }

  function authorizeForward<P extends PublishPacket>(client: Client, packet: P): P | null {
    const connection = connectionOf(client)
    const { identity, filters } = connection
    if (!identity || !mayReceive(identity, packet.topic, gate.isPlacedIn) || delivery.isServed(connection, packet.topic)) return null
    // What waited in its session has a packet id and its QoS already, whatever the filters are now [MQTT-3.10.4-3].
    if (packet.qos > 0 && packet.messageId === undefined) {
      let best = 0
      for (const [filter, qos] of filters) if (qos > best && matchesFilter(filter, packet.topic)) best = qos
      packet.qos = Math.min(packet.qos, best) as 0 | 1 | 2
      if (packet.retain && packet.qos > 0 && !(client as Client & { clean: boolean }).clean) {
        packet.messageId = nextPacketId(connection)
        sessions.holdRetained(client.id, packet as PublishPacket & StoredPacket)
      }
    }
    // A slow reader loses QoS 0, and holds up nobody.
    return packet.qos === 0 && connection.outgoing.isSlow() ? null : packet
  }

  function listening(connection: Connection, filter: string): void {
    delivery.subscribed(connection, filter)
    const topic = parseTopic(filter)
    if (topic.kind !== 'command' || !gate.isNode(topic.nodeId)) return
    bind(connection, topic.nodeId)
    gate.listening(topic.nodeId)
  }

  return {
    handlers: {
      authorizePublish,
      authorizeSubscribe,
      authorizeForward: authorizeForward as NonNullable<AedesOptions['authorizeForward']>,
      authenticate: (_client, _username, _password, done) => done(null, true),
    },
    listenTo: (aedes) => {
      broker = aedes
      aedes.on('clientReady', (client) => {
        const connection = connectionOf(client)
        const { identity } = connection
        if (connection.phase === 'gone') return
        if (identity?.kind === 'node' || identity?.kind === 'pairing') gate.connected(identity.nodeId, connection.address)
        else if (identity?.kind === 'open' && gate.isNode(connection.clientId)) bind(connection, connection.clientId)
        // A session brings its filters along.
        for (const filter of connection.filters.keys()) listening(connection, filter)
      })
      aedes.on('subscribe', (subscriptions, client) => {
        const connection = connectionOf(client)
        if (connection.phase !== 'open') return
        for (const { topic } of subscriptions) if (connection.filters.has(topic)) listening(connection, topic)
      })
      aedes.on('unsubscribe', (filters, client) => {
        const connection = connectionOf(client)
        if (connection.phase !== 'open') return
        for (const filter of filters) {
          connection.filters.delete(filter)
          delivery.unsubscribed(connection, filter)
        }
      })
    },
    notRetained: (connection, topic) => {
      const reason = 'too many retained messages'
      if (connection) noteRefusal(connection, topic, reason)
      else figures.refuse(reason)
    },
    gone: (connection) => {
      const { identity, saidGoodbye, hasWill } = connection
      const willFired = hasWill && !saidGoodbye && !isStopping()
      if (identity?.kind === 'node' || identity?.kind === 'pairing') gate.disconnected(identity.nodeId, { willFired })
      for (const nodeId of connection.nodes) gate.disconnected(nodeId, { willFired })
    },
  }
}
