// What goes to one client: mends the CONNACK and SUBACK of aedes, sends our own QoS 1 messages and knows when they were acknowledged,
// and measures how slowly the client reads. Never waits.
import type { Duplex } from 'node:stream'
import type { BrokerLimits } from './limits.ts'
import { packetType, readFrame, writeLength } from './wire.ts'

export interface Outgoing {
  /** Whole packets, as aedes writes them. */
  write(bytes: Buffer): void
  /** The filters of a SUBSCRIBE on its way to aedes, doubles included: aedes answers each only once. */
  expectSuback(packetId: number, filters: readonly string[]): void
  /** A PUBACK of the client: was it for one of ours? */
  acknowledged(packetId: number): boolean
  /** Sends a message; resolves true with the client's PUBACK (QoS 0: when it is written), false when the client goes before. */
  publish(message: { topic: string; payload: string; qos: 0 | 1; packetId: number }): Promise<boolean>
  /** Too much waits already: QoS 0 is left out. */
  isSlow(): boolean
  /** No byte was taken for drainSeconds, or far too much waits. */
  isFrozen(): boolean
  sent(): number
  end(): void
}

export function createOutgoing(parts: {
  socket: Duplex
  limits: BrokerLimits
  tick: () => number
  onConnack: (code: number) => void
  onPubrec: (packetId: number) => void
  isSessionPresent: () => boolean
}): Outgoing {
  const { socket, limits, tick, onConnack, onPubrec, isSessionPresent } = parts
  const subacks = new Map<number, readonly string[]>()
  const awaited = new Map<number, (isAcknowledged: boolean) => void>()
  let sent = 0
  let hasEnded = false
  let stuckSince: number | null = null
  let connack: number | null = null
  socket.on('drain', () => {
    stuckSince = null
  })

  function send(bytes: Buffer): void {
    if (hasEnded || socket.destroyed) return
    if (!socket.write(bytes)) stuckSince ??= tick()
  }

  /** One packet as it has to leave; most leave as they are. */
  function mend(packet: Buffer, bodyAt: number): Buffer {
    const type = (packet[0] as number) >> 4
    if (type === packetType.publish) sent += 1
    if (type === packetType.pubrec) onPubrec(packet.readUInt16BE(bodyAt))
    if (type === packetType.connack) {
      const code = packet[bodyAt + 1] ?? 0
      // aedes says so only of sessions with subscriptions [MQTT-3.2.2-2].
      if (code === 0 && isSessionPresent()) packet[bodyAt] = 1
      connack = code
    }
    if (type === packetType.suback) {
      const filters = subacks.get(packet.readUInt16BE(bodyAt))
      subacks.delete(packet.readUInt16BE(bodyAt))
      // [MQTT-3.8.4-5]: a return code for each filter, in their order.
      const distinct = [...new Set(filters)]
      if (filters && distinct.length < filters.length) {
        const codes = filters.map((filter) => packet[bodyAt + 2 + distinct.indexOf(filter)] ?? 128)
        return Buffer.from([packet[0] as number, ...writeLength(codes.length + 2), packet[bodyAt] ?? 0, packet[bodyAt + 1] ?? 0, ...codes])
      }
    }
    return packet
  }

  return {
    write: (bytes) => {
      let from = 0
      for (let at = 0; at < bytes.length; ) {
        const frame = readFrame(bytes, at)
        if (typeof frame === 'string') break
        const packet = bytes.subarray(at, frame.end)
        const mended = mend(packet, frame.bodyAt - at)
        if (mended !== packet) {
          if (at > from) send(bytes.subarray(from, at))
          send(mended)
          from = frame.end
        }
        at = frame.end
      }
      if (from < bytes.length) send(from === 0 ? bytes : bytes.subarray(from))
      if (connack === null) return
      const code = connack
      connack = null
      // Only once it is written: what came behind the CONNECT may end the connection [MQTT-3.2.0-1].
      onConnack(code)
    },
    expectSuback: (packetId, filters) => {
      if (subacks.size < 1000) subacks.set(packetId, filters)
    },
    acknowledged: (packetId) => {
      const settle = awaited.get(packetId)
      awaited.delete(packetId)
      settle?.(true)
      return settle !== undefined
    },
    publish: ({ topic, payload, qos, packetId }) =>
      new Promise((resolve) => {
        if (hasEnded || socket.destroyed) return resolve(false)
        const name = Buffer.from(topic)
        const body = Buffer.concat([
          Buffer.from([name.length >> 8, name.length & 255]),
          name,
          Buffer.from(qos > 0 ? [packetId >> 8, packetId & 255] : []),
          Buffer.from(payload),
        ])
        sent += 1
        if (qos === 0) resolve(true)
        else awaited.set(packetId, resolve)
        send(Buffer.concat([Buffer.from([(packetType.publish << 4) | (qos << 1), ...writeLength(body.length)]), body]))
      }),
    isSlow: () => socket.writableLength > limits.slowBytes,
    isFrozen: () => socket.writableLength > limits.frozenBytes || (stuckSince !== null && tick() - stuckSince > limits.drainSeconds * 10),
    sent: () => sent,
    end: () => {
      if (hasEnded) return
      hasEnded = true
      for (const settle of awaited.values()) settle(false)
      awaited.clear()
      subacks.clear()
      // What is written still goes out where the peer takes it; the sockets' owner cuts what hangs.
      if (!socket.destroyed) {
        if ('destroySoon' in socket) (socket as { destroySoon(): void }).destroySoon()
        else socket.end()
      }
    },
  }
}
