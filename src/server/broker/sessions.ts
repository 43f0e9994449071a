// What aedes keeps between packets and connections: retained messages, sessions and what waits for them. All of it in memory and bounded;
// retained registrations and states come back at start from the nodes' side.
import { Readable } from 'node:stream'
import type { BrokerLimits } from './limits.ts'
import { matchesFilter } from './wire.ts'

/** A packet as aedes hands it over. */
export interface StoredPacket {
  cmd: string
  topic: string
  payload: Buffer
  qos: 0 | 1 | 2
  retain: boolean
  dup: boolean
  brokerId?: string | null
  brokerCounter?: number
  messageId?: number | undefined
  clientId?: string
}
interface Subscription {
  readonly topic: string
  readonly qos: 0 | 1 | 2
}
interface ClientId {
  readonly id: string
}
interface Session {
  readonly filters: Map<string, 0 | 1 | 2>
  waiting: StoredPacket[]
  waitingBytes: number
}

export interface Sessions {
  /** The persistence for aedes. */
  readonly persistence: object
  /** A CONNECT: answers whether a session was there, and begins or discards one. */
  begin(sessionId: string, isClean: boolean): boolean
  /** Its connection ended. */
  leave(sessionId: string): void
  /** A QoS 2 message that is already here and waits for its PUBREL. */
  hasIncoming(sessionId: string, packetId: number): boolean
  /** A retained message that is sent to a session: it too comes again until it is acknowledged [MQTT-4.4.0-1]. */
  holdRetained(sessionId: string, packet: StoredPacket): void
  /** The packet id after the newest one that is in use, so that new messages share none with those that come again [MQTT-2.3.1-4]. */
  nextPacketId(sessionId: string): number | null
  retainedCount(): number
}

/** Creates the store of one broker. `isGranted` tells which filters of a SUBSCRIBE were allowed; `isOnline` which sessions must stay. */
export function createSessions(parts: {
  limits: BrokerLimits
  isGranted: (sessionId: string, filter: string) => boolean
  isOnline: (sessionId: string) => boolean
  /** A message was passed on but not retained, for there was no room. */
  onFull: (sessionId: string, topic: string) => void
}): Sessions {
  const { limits, isGranted, isOnline, onFull } = parts
  const retained = new Map<string, StoredPacket>()
  const retainedBy = new Map<string, number>()
  let retainedBytes = 0
  const sessions = new Map<string, Session>()
  // Exact filters are found by name: thousands of nodes with a session of their own cost nothing per message.
  const exact = new Map<string, Set<string>>()
  const wild = new Set<string>()
  let queuedBytes = 0
  const incoming = new Map<string, Map<number, StoredPacket>>()

  const sizeOf = (packet: { topic: string; payload: Uint8Array }) => packet.topic.length + packet.payload.length + 100
  const isWild = (filter: string) => filter.includes('+') || filter.includes('#')

  function setRetained(topic: string, packet: StoredPacket | null): void {
    const before = retained.get(topic)
    if (before) {
      retainedBytes -= sizeOf(before)
      const owner = before.clientId ?? ''
      const left = (retainedBy.get(owner) ?? 1) - 1
      if (left > 0) retainedBy.set(owner, left)
      else retainedBy.delete(owner)
      retained.delete(topic)
    }
    if (!packet) return
    retained.set(topic, packet)
    retainedBytes += sizeOf(packet)
    const owner = packet.clientId ?? ''
    retainedBy.set(owner, (retainedBy.get(owner) ?? 0) + 1)
  }

  /** Asked where it is kept, for many are on their way at once. Ours, without a client, only share the total. */
  function hasRoomFor(packet: StoredPacket): boolean {
    const before = retained.get(packet.topic)
    const grownBy = sizeOf(packet) - (before ? sizeOf(before) : 0)
    if (grownBy > 0 && retainedBytes + grownBy > limits.retainedBytes) return false
    if (before) return true
    const ofOwner = packet.clientId === undefined ? 0 : (retainedBy.get(packet.clientId) ?? 0)
    return retained.size < limits.retained && ofOwner < limits.retainedPerClient
  }

  function index(sessionId: string, filter: string): void {
    if (isWild(filter)) wild.add(sessionId)
    else exact.set(filter, (exact.get(filter) ?? new Set()).add(sessionId))
  }
  function unindex(sessionId: string, filter: string): void {
    if (isWild(filter)) {
      if (![...(sessions.get(sessionId)?.filters.keys() ?? [])].some(isWild)) wild.delete(sessionId)
      return
    }
    const readers = exact.get(filter)
    readers?.delete(sessionId)
    if (readers?.size === 0) exact.delete(filter)
  }

  function discard(sessionId: string): void {
    const session = sessions.get(sessionId)
    incoming.delete(sessionId)
    if (!session) return
    sessions.delete(sessionId)
    wild.delete(sessionId)
    for (const filter of session.filters.keys()) unindex(sessionId, filter)
    queuedBytes -= session.waitingBytes
  }

  function enqueue(sessionId: string, packet: StoredPacket, qos: 0 | 1 | 2, retain = false): void {
    const session = sessions.get(sessionId)
    const bytes = sizeOf(packet)
    if (!session || qos === 0) return
    // Full: the newest is left out, as for any subscriber that stays away too long.
    if (session.waiting.length >= limits.queuedPerSession || queuedBytes + bytes > limits.queuedBytes) return
    session.waiting.push({ ...packet, qos, retain, payload: Buffer.from(packet.payload) })
    session.waitingBytes += bytes
    queuedBytes += bytes
  }

  /** Who reads this topic with QoS 1 or 2 in a session of its own, with the best QoS of its filters [MQTT-3.3.5-1]. */
  function readersOf(topic: string): { clientId: string; topic: string; qos: 0 | 1 | 2 }[] {
    const candidates = new Set([...(exact.get(topic) ?? []), ...wild])
    const readers: { clientId: string; topic: string; qos: 0 | 1 | 2 }[] = []
    for (const clientId of candidates) {
      let best: 0 | 1 | 2 = 0
      for (const [filter, qos] of sessions.get(clientId)?.filters ?? []) if (qos > best && matchesFilter(filter, topic)) best = qos
      if (best > 0) readers.push({ clientId, topic, qos: best })
    }
    return readers
  }

  function* retainedFor(filters: readonly string[]): Generator<StoredPacket> {
    for (const filter of filters) {
      const packet = retained.get(filter)
      if (packet) yield packet
      else if (isWild(filter)) for (const [topic, found] of [...retained]) if (matchesFilter(filter, topic)) yield found
    }
  }

  const waitingOf = (client: ClientId) => sessions.get(client.id)?.waiting ?? []
  const noSuch = () => new Error('no such packet')

  const persistence = {
    // aedes insists on an async function here.
    setup: async () => {},
    storeRetained: async (packet: StoredPacket) => {
      if (packet.payload.length === 0) setRetained(packet.topic, null)
      else if (!hasRoomFor(packet)) onFull(packet.clientId ?? '', packet.topic)
      // A copy: the payload is a view into what the socket brought.
      else setRetained(packet.topic, { ...packet, payload: Buffer.from(packet.payload) })
    },
    createRetainedStreamCombi: (filters: readonly string[]) => Readable.from(retainedFor(filters)),
    addSubscriptions: async (client: ClientId, subscriptions: readonly Subscription[]) => {
      const session = sessions.get(client.id)
      if (!session) return
      for (const { topic, qos } of subscriptions) {
        if (!isGranted(client.id, topic)) continue
        session.filters.set(topic, qos)
        index(client.id, topic)
      }
    },
    removeSubscriptions: async (client: ClientId, filters: readonly string[]) => {
      for (const filter of filters) {
        sessions.get(client.id)?.filters.delete(filter)
        unindex(client.id, filter)
      }
    },
    cleanSubscriptions: async (client: ClientId) => discard(client.id),
    subscriptionsByClient: async (client: ClientId) =>
      [...(sessions.get(client.id)?.filters ?? [])].map(([topic, qos]) => ({ topic, qos })),
    subscriptionsByTopic: async (topic: string) => readersOf(topic),
    outgoingEnqueue: async (reader: { clientId: string; qos?: 0 | 1 | 2 }, packet: StoredPacket) =>
      enqueue(reader.clientId, packet, reader.qos ?? packet.qos),
    outgoingEnqueueCombi: async (readers: readonly { clientId: string; qos: 0 | 1 | 2 }[], packet: StoredPacket) => {
      for (const { clientId, qos } of readers) enqueue(clientId, packet, Math.min(qos, packet.qos) as 0 | 1 | 2)
    },
    // A packet that wasn't queued, because there was no room, is sent all the same: nothing to note then.
    outgoingUpdate: async (client: ClientId, packet: StoredPacket) => {
      const waiting = waitingOf(client)
      for (const [i, one] of waiting.entries()) {
        if (packet.cmd === 'publish' && one.brokerId === packet.brokerId && one.brokerCounter === packet.brokerCounter) {
          one.messageId = packet.messageId
          return
        }
        // PUBREL takes the place of its message [MQTT-4.3.3-1].
        if (packet.cmd === 'pubrel' && one.messageId === packet.messageId) {
          waiting[i] = { ...packet, topic: '', payload: Buffer.alloc(0) }
          return
        }
      }
    },
    outgoingClearMessageId: async (client: ClientId, packet: StoredPacket) => {
      const session = sessions.get(client.id)
      if (!session || packet.messageId === undefined) return undefined
      const at = session.waiting.findIndex((one) => one.messageId === packet.messageId)
      const [gone] = at < 0 ? [] : session.waiting.splice(at, 1)
      if (!gone) return undefined
      const bytes = session.waiting.length === 0 ? session.waitingBytes : Math.min(session.waitingBytes, sizeOf(gone))
      session.waitingBytes -= bytes
      queuedBytes -= bytes
      return gone
    },
    // [MQTT-3.3.1-1]: what was sent before is marked as repeated.
    // No stream of its own: aedes pipes whatever can be iterated, and every connection would pay for one.
    outgoingStream: (client: ClientId) =>
      waitingOf(client).map((one) => (one.cmd === 'publish' && one.messageId !== undefined ? { ...one, dup: true } : one)),
    incomingStorePacket: async (client: ClientId, packet: StoredPacket) => {
      const store = incoming.get(client.id) ?? new Map<number, StoredPacket>()
      incoming.set(client.id, store)
      // Its payload has gone on already: only the id is needed until PUBREL.
      if (packet.messageId !== undefined) store.set(packet.messageId, { ...packet, payload: Buffer.alloc(0) })
    },
    incomingGetPacket: async (client: ClientId, packet: StoredPacket) => {
      const found = incoming.get(client.id)?.get(packet.messageId ?? 0)
      if (!found) throw noSuch()
      return found
    },
    incomingDelPacket: async (client: ClientId, packet: StoredPacket) => {
      if (!incoming.get(client.id)?.delete(packet.messageId ?? 0)) throw noSuch()
    },
    cleanIncoming: async (client: ClientId) => {
      incoming.delete(client.id)
    },
    // Wills live with their connections; a broker that died publishes none (3.1.2.5 lets it).
    putWill: async () => {},
    delWill: async () => undefined,
    streamWill: () => Readable.from([]),
  }

  return {
    persistence,
    begin: (sessionId, isClean) => {
      if (isClean) {
        discard(sessionId)
        return false
      }
      if (sessions.has(sessionId)) return true
      if (sessions.size >= limits.sessions) {
        const oldest = [...sessions.keys()].find((id) => !isOnline(id))
        if (oldest !== undefined) discard(oldest)
      }
      sessions.set(sessionId, { filters: new Map(), waiting: [], waitingBytes: 0 })
      return false
    },
    leave: (sessionId) => {
      const session = sessions.get(sessionId)
      if (!session) return void incoming.delete(sessionId)
      // Newest last, so that the longest away goes first when there are too many.
      sessions.delete(sessionId)
      sessions.set(sessionId, session)
    },
    holdRetained: (sessionId, packet) => enqueue(sessionId, packet, packet.qos, true),
    nextPacketId: (sessionId) => {
      const newest = sessions.get(sessionId)?.waiting.findLast(({ messageId }) => messageId !== undefined)?.messageId
      return newest === undefined ? null : (newest % 65535) + 1
    },
    hasIncoming: (sessionId, packetId) => incoming.get(sessionId)?.has(packetId) ?? false,
    retainedCount: () => retained.size,
  }
}
