// Messages to one node by our own hand: commands and replies go to exactly the connections that read the topic and are its node's, as QoS 1
// with the client's PUBACK reported. Replies with a password never go to a client that hasn't proved who it is.
import { parseTopic } from '../../contract/mqtt.ts'
import type { Clock } from '../clock.ts'
import type { Connection } from './connection.ts'

export interface Delivery {
  /** The filters of a connection as they are now. */
  subscribed(connection: Connection, filter: string): void
  unsubscribed(connection: Connection, filter: string): void
  gone(connection: Connection): void
  isServed(connection: Connection, topic: string): boolean
  /** True once one of the node's clients has acknowledged it. */
  send(topic: string, payload: string, qos: 0 | 1): Promise<boolean>
}

/** A node subscribes just after it connects: what comes between waits so long. */
const patienceMs = 5000

export function createDelivery(parts: {
  clock: Clock
  /** Is the node of this topic there, subscribed or not? */
  isPresent: (nodeId: string) => boolean
  nextPacketId: (connection: Connection) => number
  grantedQos: (connection: Connection, filter: string) => 0 | 1 | 2
}): Delivery {
  const { clock, isPresent, nextPacketId, grantedQos } = parts
  const served = new Map<string, Set<Connection>>()
  const waiting = new Map<string, Set<() => void>>()

  const isOurs = (filter: string) => {
    const { kind } = parseTopic(filter)
    return kind === 'command' || kind === 'reply'
  }

  function mayGet({ identity }: Connection, topic: string, payload: string): boolean {
    if (identity?.kind !== 'open') return true
    return parseTopic(topic).kind !== 'reply' || !payload.includes('"password"')
  }

  async function sendNow(topic: string, payload: string, qos: 0 | 1): Promise<boolean> {
    const readers = [...(served.get(topic) ?? [])].filter((one) => one.phase === 'open' && mayGet(one, topic, payload))
    if (readers.length === 0) return false
    const answers = readers.map((one) =>
      one.outgoing
        .publish({ topic, payload, qos: Math.min(qos, grantedQos(one, topic)) as 0 | 1, packetId: nextPacketId(one) })
        .then((isDone) => (isDone ? true : Promise.reject(new Error('it left before')))),
    )
    return Promise.any(answers).catch(() => false)
  }

  return {
    subscribed: (connection, filter) => {
      if (!isOurs(filter)) return
      served.set(filter, (served.get(filter) ?? new Set()).add(connection))
      for (const wake of [...(waiting.get(filter) ?? [])]) wake()
    },
    unsubscribed: (connection, filter) => {
      const readers = served.get(filter)
      readers?.delete(connection)
      if (readers?.size === 0) served.delete(filter)
    },
    gone: (connection) => {
      for (const filter of connection.filters.keys()) {
        const readers = served.get(filter)
        readers?.delete(connection)
        if (readers?.size === 0) served.delete(filter)
      }
    },
    isServed: (connection, topic) => served.get(topic)?.has(connection) ?? false,
    send: (topic, payload, qos) => {
      const parsed = parseTopic(topic)
      const nodeId = parsed.kind === 'command' || parsed.kind === 'reply' ? parsed.nodeId : null
      if (served.has(topic) || nodeId === null || !isPresent(nodeId)) return sendNow(topic, payload, qos)
      return new Promise((resolve) => {
        const go = () => {
          undo()
          const others = waiting.get(topic)
          others?.delete(go)
          if (others?.size === 0) waiting.delete(topic)
          resolve(sendNow(topic, payload, qos))
        }
        const undo = clock.after(patienceMs, go)
        waiting.set(topic, (waiting.get(topic) ?? new Set()).add(go))
      })
    },
  }
}
