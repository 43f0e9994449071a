// CONNECT, read by the guard and written anew for aedes: with the id the broker knows the session by, without credentials, and without
// a keepalive (the guard watches silence itself, so that a paused socket doesn't count as a silent client).
import type { BrokerLimits } from './limits.ts'
import { packetType, stringFault, topicFault, writeLength } from './wire.ts'

export interface Connect {
  readonly isClean: boolean
  /** 0: none asked for. */
  readonly keepaliveSeconds: number
  /** Empty when the server has to choose one. */
  readonly clientId: string
  readonly will: { readonly topic: string; readonly payload: Buffer; readonly qos: 0 | 1 | 2; readonly retain: boolean } | null
  readonly username: string | null
  readonly password: Buffer | null
}

/** `refused` is answered with a CONNACK, a `fault` with nothing (3.1.4). */
export type ReadConnect =
  | { readonly kind: 'connect'; readonly connect: Connect }
  | { readonly kind: 'refused'; readonly code: 1 | 2; readonly reason: string }
  | { readonly kind: 'fault'; readonly reason: string }

const fault = (reason: string): ReadConnect => ({ kind: 'fault', reason })

/** Reads the body of a CONNECT; every MUST of clause 3.1 that a server has to check. */
export function readConnect(bytes: Buffer, bodyAt: number, end: number, limits: BrokerLimits): ReadConnect {
  let at = bodyAt
  let wrong: string | null = null
  /** A field with a two-byte length (1.5.3); empty once something is wrong. */
  const field = (name: string): { from: number; to: number } => {
    const length = at + 2 <= end ? bytes.readUInt16BE(at) : Number.POSITIVE_INFINITY
    if (at + 2 + length > end) {
      wrong ??= `CONNECT ends inside its ${name}`
      return { from: at, to: at }
    }
    at += 2 + length
    return { from: at - length, to: at }
  }
  const text = (name: string): string => {
    const { from, to } = field(name)
    wrong ??= stringFault(bytes, from, to)
    return wrong ? '' : bytes.toString('utf8', from, to)
  }
  const protocol = text('protocol name')
  if (wrong) return fault(wrong)
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') return fault('the protocol is not MQTT') // [MQTT-3.1.2-1]
  if (at + 4 > end) return fault('CONNECT is too short')
  const level = bytes[at] as number
  // [MQTT-3.1.2-2]
  if (level !== (protocol === 'MQTT' ? 4 : 3)) {
    return { kind: 'refused', code: 1, reason: `protocol level ${level} is not spoken here; use MQTT 3.1.1 (level 4)` }
  }
  const flags = bytes[at + 1] as number
  const keepaliveSeconds = bytes.readUInt16BE(at + 2)
  at += 4
  const hasWill = (flags & 4) !== 0
  const qos = (flags >> 3) & 3
  if ((flags & 1) !== 0) return fault('the reserved flag of CONNECT is set') // [MQTT-3.1.2-3]
  if (!hasWill && (flags & 0x38) !== 0) return fault('will flags without a will') // [MQTT-3.1.2-11, -13, -15]
  if (qos === 3) return fault('the will has QoS 3') // [MQTT-3.1.2-14]
  const hasName = (flags & 0x80) !== 0
  const hasPassword = (flags & 0x40) !== 0
  if (hasPassword && !hasName) return fault('a password without a user name') // [MQTT-3.1.2-22]
  const clientId = text('client id')
  let will: Connect['will'] = null
  if (hasWill && !wrong) {
    const topic = field('will topic')
    wrong ??= topicFault(bytes, topic.from, topic.to, limits.topicLevels)
    const payload = field('will message')
    will = {
      topic: bytes.toString('utf8', topic.from, topic.to),
      payload: Buffer.from(bytes.subarray(payload.from, payload.to)),
      qos: qos as 0 | 1 | 2,
      retain: (flags & 0x20) !== 0,
    }
  }
  const username = hasName ? text('user name') : null
  const secret = hasPassword ? field('password') : null
  if (wrong) return fault(wrong)
  if (at !== end) return fault('CONNECT has bytes after its last field')
  const isClean = (flags & 2) !== 0
  if (clientId === '' && !isClean) return { kind: 'refused', code: 2, reason: 'an empty client id needs a clean session' } // [MQTT-3.1.3-8]
  if (clientId.length > limits.clientIdLength) {
    return { kind: 'refused', code: 2, reason: `the client id is longer than ${limits.clientIdLength} characters` }
  }
  const password = secret ? Buffer.from(bytes.subarray(secret.from, secret.to)) : null
  return { kind: 'connect', connect: { isClean, keepaliveSeconds, clientId, will, username, password } }
}

/** The CONNECT aedes gets. */
export function writeConnect(connect: Connect, sessionId: string): Buffer {
  const { will, isClean } = connect
  const fields = [Buffer.from(sessionId), ...(will ? [Buffer.from(will.topic), will.payload] : [])]
  const body = Buffer.concat([
    Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, (isClean ? 2 : 0) | (will ? 4 | (will.qos << 3) | (will.retain ? 0x20 : 0) : 0), 0, 0]),
    ...fields.flatMap((bytes) => [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]),
  ])
  return Buffer.concat([Buffer.from([packetType.connect << 4, ...writeLength(body.length)]), body])
}

/** A CONNACK that refuses (3.2.2.3). */
export function writeRefusal(code: 1 | 2 | 3 | 4 | 5): Buffer {
  return Buffer.from([packetType.connack << 4, 2, 0, code])
}
