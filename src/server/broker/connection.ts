// One client's byte stream between its socket and aedes: packets are checked whole before aedes sees them, held while there is no room,
// and what aedes writes is never allowed to wait for a slow reader. Must not know topics' meaning or who may do what.
// Attacked by test/broker/conformance.test.ts and test/broker/hostile.test.ts.
import { Duplex } from 'node:stream'
import type { Identity } from './access.ts'
import { type Connect, readConnect, writeConnect, writeRefusal } from './connect-packet.ts'
import { createAckQueue } from './intake.ts'
import type { BrokerLimits } from './limits.ts'
import { createOutgoing, type Outgoing } from './outgoing.ts'
import { packetFault, readFilters } from './packet-check.ts'
import { packetType, readFrame } from './wire.ts'

/** Ticks a second of the broker's one timer. */
export const ticksPerSecond = 10

export type Admission =
  | { readonly kind: 'accepted'; readonly sessionId: string; readonly identity: Identity; readonly hasSession: boolean }
  | { readonly kind: 'refused'; readonly code: 2 | 3 | 4 | 5; readonly reason: string }

/** What the broker decides for its connections. */
export interface ConnectionHost {
  readonly limits: BrokerLimits
  /** Counts up ticksPerSecond times a second; time of day plays no part, so a clock that jumps closes nothing. */
  readonly tick: () => number
  admit(connection: Connection, connect: Connect): Admission
  /** The CONNECT is through: aedes may have the stream. */
  start(connection: Connection): void
  /** False while publishes have to wait. */
  hasRoom(): boolean
  /** It holds a publish back: release() it when there is room, or with the next tick. */
  waits(connection: Connection): void
  /** It ends because of this; also a CONNECT that is refused. */
  refused(connection: Connection, reason: string): void
  gone(connection: Connection): void
}

type Phase = 'waiting' | 'connecting' | 'open' | 'gone'

export class Connection extends Duplex {
  readonly socket: Duplex
  readonly address: string
  readonly transport: 'tcp' | 'tls' | 'ws'
  readonly connectedAt: number
  readonly outgoing: Outgoing
  phase: Phase = 'waiting'
  /** Set once it is admitted. */
  identity: Identity | null = null
  clientId = ''
  username: string | null = null
  sessionId = ''
  sessionPresent = false
  hasWill = false
  /** Granted filters with their QoS. */
  readonly filters = new Map<string, 0 | 1 | 2>()
  readonly acks = createAckQueue()
  /** Nodes it speaks for, where credentials don't say. */
  readonly nodes = new Set<string>()
  /** DISCONNECT came: no will. */
  saidGoodbye = false
  received = 0
  isThrottled = false
  lastRefusal: string | null = null
  /** Publishes aedes has and that aren't settled. */
  unsettled = 0
  readonly #host: ConnectionHost
  #parts: Buffer[] = []
  #bytes = 0
  #needed = 2
  #isHeld = false
  #hasEnded = false
  #isFull = false
  #keepaliveTicks: number
  #lastPacketTick: number
  #tokens: number
  #tokensAtTick: number
  /** Packet ids of QoS 2 messages that wait for our PUBREC. */
  readonly #unanswered = new Map<number, number>()

  constructor(parts: { socket: Duplex; address: string; transport: Connection['transport']; at: number; host: ConnectionHost }) {
    super({ allowHalfOpen: true, readableHighWaterMark: parts.host.limits.packetBytes, writableHighWaterMark: 1 << 20 })
    const { socket, host } = parts
    this.socket = socket
    this.address = parts.address
    this.transport = parts.transport
    this.connectedAt = parts.at
    this.#host = host
    this.#keepaliveTicks = host.limits.connectSeconds * ticksPerSecond
    this.#lastPacketTick = host.tick()
    this.#tokens = host.limits.messageBurst
    this.#tokensAtTick = host.tick()
    this.outgoing = createOutgoing({
      ...{ socket, limits: host.limits, tick: host.tick },
      onConnack: (code) => this.#answered(code),
      onPubrec: (packetId) => this.#received(packetId),
      isSessionPresent: () => this.sessionPresent,
    })
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('end', () => {
      this.#hasEnded = true
      this.#advance()
    })
    socket.on('error', () => this.destroy())
    socket.on('close', () => this.destroy())
    // A peer that resets is no event of its own: close tells it.
    this.on('error', () => {})
  }

  /** Ends it for a reason that is counted and named; the will fires. */
  refuse(reason: string): void {
    if (this.phase === 'gone') return
    this.lastRefusal = reason
    this.#host.refused(this, reason)
    this.destroy()
  }

  /** Looks again at what was held back. */
  release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#advance()
  }

  /** A publish of it is settled; a DISCONNECT or the end of the stream may have waited for that. */
  settle(): void {
    this.unsettled -= 1
    if (this.unsettled === 0) this.release()
  }

  /** Once a second: has it been silent for too long (3.1.2.10), or does it take no bytes? */
  sweep(): void {
    if (this.phase === 'gone') return
    const tick = this.#host.tick()
    // While we don't read, silence isn't the client's.
    if (this.#isHeld || this.#isFull) this.#lastPacketTick = tick
    else if (tick - this.#lastPacketTick > this.#keepaliveTicks) {
      return void this.refuse(this.phase === 'waiting' ? 'no CONNECT came in time' : 'it was silent for longer than its keepalive allows')
    }
    if (this.outgoing.isFrozen()) this.refuse('it takes what is sent to it too slowly')
  }

  override _read(): void {
    this.#isFull = false
    this.#advance()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.outgoing.write(chunk)
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.outgoing.write(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.phase = 'gone'
    this.#parts = []
    this.#bytes = 0
    this.outgoing.end()
    this.#host.gone(this)
    done(error)
  }

  #take(chunk: Buffer): void {
    if (this.phase === 'gone') return
    this.#parts.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes >= this.#needed && !this.#isHeld) this.#advance()
    if (this.#isHeld || this.#isFull) this.socket.pause()
  }

  /** Checks and passes on as many whole packets as there are. */
  #advance(): void {
    if (this.#isHeld || this.phase === 'gone') return
    if (this.#bytes >= this.#needed && this.#bytes > 0) {
      const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
      this.#parts = []
      const used = this.#pass(bytes)
      if (this.destroyed) return
      const rest = bytes.subarray(used)
      this.#bytes = rest.length
      // A small rest must not keep a large buffer alive.
      if (rest.length > 0) this.#parts = [rest.length * 4 < rest.buffer.byteLength ? Buffer.from(rest) : rest]
    }
    if (this.#isHeld) return
    if (!this.#hasEnded) {
      if (!this.#isFull) this.socket.resume()
    } else if (this.phase === 'waiting') this.destroy()
    else if (this.unsettled > 0) this.#isHeld = true
    else this.push(null)
  }

  /** Answers how many bytes were dealt with. */
  #pass(bytes: Buffer): number {
    const { limits } = this.#host
    let from = 0
    let at = 0
    const flush = () => {
      if (at > from && !this.push(bytes.subarray(from, at))) this.#isFull = true
      from = at
    }
    this.#needed = 2
    while (at < bytes.length) {
      if (this.phase === 'connecting') {
        this.#isHeld = true
        break
      }
      const type = (bytes[at] as number) >> 4
      // [MQTT-3.1.0-1], known from the first byte.
      if (this.phase === 'waiting' && bytes[at] !== packetType.connect << 4) return this.#fault('the first packet is not CONNECT')
      const frame = readFrame(bytes, at)
      if (frame === 'malformed') return this.#fault('the length of a packet is malformed')
      if (frame === 'short') {
        this.#needed = bytes.length - at + 1
        break
      }
      const { bodyAt, end } = frame
      if (end - bodyAt > limits.packetBytes) return this.#fault(`a packet is longer than ${limits.packetBytes} bytes`)
      if (end > bytes.length) {
        this.#needed = end - at
        break
      }
      if (this.phase === 'waiting') {
        this.#connect(bytes, bodyAt, end)
        if (this.destroyed) return 0
        at = end
        from = end
        continue
      }
      const wrong = packetFault(bytes, at, bodyAt, end, limits)
      if (wrong) return this.#fault(wrong)
      if (type === packetType.publish) {
        if (!this.#mayPublish()) break
        this.unsettled += 1
        this.received += 1
        if (((bytes[at] as number) & 6) === 4) {
          const packetId = bytes.readUInt16BE(bodyAt + 2 + bytes.readUInt16BE(bodyAt))
          this.#unanswered.set(packetId, (this.#unanswered.get(packetId) ?? 0) + 1)
        }
      } else if (type === packetType.pubrel && this.#unanswered.has(bytes.readUInt16BE(bodyAt))) {
        // Let through too early it would be forgotten, and the next message of that id taken for a repeat.
        this.#isHeld = true
        break
      } else if (type === packetType.disconnect) {
        if (this.unsettled > 0) {
          this.#isHeld = true
          break
        }
        this.saidGoodbye = true
      } else if (type === packetType.subscribe) {
        const { packetId, filters } = readFilters(bytes, bodyAt, end)
        this.outgoing.expectSuback(packetId, filters)
      } else if (type === packetType.puback && this.outgoing.acknowledged(bytes.readUInt16BE(bodyAt))) {
        flush()
        from = end
      }
      this.#lastPacketTick = this.#host.tick()
      at = end
    }
    flush()
    return at
  }

  #mayPublish(): boolean {
    const { limits, tick } = this.#host
    const now = tick()
    if (now !== this.#tokensAtTick) {
      const earned = ((now - this.#tokensAtTick) * limits.messagesPerSecond) / ticksPerSecond
      this.#tokens = Math.min(limits.messageBurst, this.#tokens + earned)
      this.#tokensAtTick = now
    }
    this.isThrottled = this.#tokens < 1
    if (!this.isThrottled && this.#host.hasRoom()) {
      this.#tokens -= 1
      return true
    }
    this.#isHeld = true
    this.#host.waits(this)
    return false
  }

  #connect(bytes: Buffer, bodyAt: number, end: number): void {
    const read = readConnect(bytes, bodyAt, end, this.#host.limits)
    if (read.kind === 'fault') return void this.#fault(read.reason)
    const answer = read.kind === 'refused' ? read : this.#host.admit(this, read.connect)
    if (answer.kind === 'refused' || read.kind === 'refused') {
      const { code, reason } = answer as { code: 1 | 2 | 3 | 4 | 5; reason: string }
      this.socket.write(writeRefusal(code))
      return void this.refuse(reason)
    }
    const { connect } = read
    const { silenceSeconds } = this.#host.limits
    const keepalive = connect.keepaliveSeconds === 0 ? silenceSeconds : Math.min(connect.keepaliveSeconds, silenceSeconds)
    // [MQTT-3.1.2-24]: one and a half times its keepalive.
    this.#keepaliveTicks = keepalive * 1.5 * ticksPerSecond
    this.#lastPacketTick = this.#host.tick()
    this.identity = answer.identity
    this.sessionId = answer.sessionId
    this.hasWill = connect.will !== null
    this.sessionPresent = answer.hasSession
    this.phase = 'connecting'
    this.push(writeConnect(connect, answer.sessionId))
    this.#host.start(this)
  }

  #received(packetId: number): void {
    const left = (this.#unanswered.get(packetId) ?? 1) - 1
    if (left > 0) return void this.#unanswered.set(packetId, left)
    if (this.#unanswered.delete(packetId)) this.release()
  }

  #answered(code: number): void {
    if (this.phase !== 'connecting' || code !== 0) return
    this.phase = 'open'
    this.release()
  }

  #fault(reason: string): 0 {
    this.refuse(reason)
    return 0
  }
}
