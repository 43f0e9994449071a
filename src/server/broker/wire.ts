// Bytes of MQTT 3.1.1 as the guard needs them: lengths, strings, topics. Nothing is allocated for a packet that is in order.
// Clause numbers are those of the OASIS standard (mqtt-v3.1.1-os).
import { isUtf8 } from 'node:buffer'

/** Packet types of clause 2.2.1. */
export const packetType = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
} as const

/** Where a packet ends, read from its fixed header; `short` when more bytes are needed, `malformed` for a fifth length byte (2.2.3). */
export type Frame = { readonly bodyAt: number; readonly end: number } | 'short' | 'malformed'

/** Reads the fixed header at `at`. */
export function readFrame(bytes: Uint8Array, at: number): Frame {
  let length = 0
  let factor = 1
  for (let i = 1; i <= 4; i += 1) {
    const byte = bytes[at + i]
    if (byte === undefined) return 'short'
    length += (byte & 127) * factor
    if (byte < 128) return { bodyAt: at + i + 1, end: at + i + 1 + length }
    factor *= 128
  }
  return 'malformed'
}

/** The length of a packet's body as its header's bytes. */
export function writeLength(length: number): number[] {
  const bytes: number[] = []
  let rest = length
  do {
    const byte = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? byte | 128 : byte)
  } while (rest > 0)
  return bytes
}

const forbiddenCharacter =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\0-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]/

/**
 * Why these bytes are no string of clause 1.5.3, or null. U+0000 must not come [MQTT-1.5.3-2]; control characters and non-characters
 * should not, and the receiver may close: it does, for they only ever come from broken or hostile senders.
 */
export function stringFault(bytes: Buffer, from: number, to: number): string | null {
  let plain = true
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number
    if (byte < 0x20 || byte === 0x7f) return 'a string holds a control character'
    if (byte > 0x7f) plain = false
  }
  if (plain) return null
  if (!isUtf8(bytes.subarray(from, to))) return 'a string is not UTF-8'
  return forbiddenCharacter.test(bytes.toString('utf8', from, to)) ? 'a string holds a forbidden character' : null
}

const hash = 0x23
const plus = 0x2b
const slash = 0x2f

/** Why a topic name can't be published to (4.7.3, 3.3.2), or null. */
export function topicFault(bytes: Buffer, from: number, to: number, topicLevels: number): string | null {
  if (from === to) return 'the topic is empty'
  let levels = 1
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number
    if (byte === hash || byte === plus) return 'a topic holds a wildcard'
    if (byte === slash) levels += 1
  }
  if (levels > topicLevels) return `a topic has more than ${topicLevels} levels`
  return stringFault(bytes, from, to)
}

/** Why a topic filter is none (4.7.1), or null. */
export function filterFault(bytes: Buffer, from: number, to: number, topicLevels: number): string | null {
  if (from === to) return 'a topic filter is empty'
  let levels = 1
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number
    if (byte === slash) levels += 1
    const startsLevel = i === from || bytes[i - 1] === slash
    const endsLevel = i + 1 === to || bytes[i + 1] === slash
    if (byte === hash && !(startsLevel && i + 1 === to)) return '# is not the last level of a topic filter'
    if (byte === plus && !(startsLevel && endsLevel)) return '+ is not a whole level of a topic filter'
  }
  if (levels > topicLevels) return `a topic filter has more than ${topicLevels} levels`
  return stringFault(bytes, from, to)
}

/** Does the filter match the topic (4.7)? A leading wildcard doesn't match `$` topics [MQTT-4.7.2-1]. */
export function matchesFilter(filter: string, topic: string): boolean {
  if (filter === topic) return true
  if (topic.startsWith('$') && (filter.startsWith('#') || filter.startsWith('+'))) return false
  const wanted = filter.split('/')
  const given = topic.split('/')
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i] === '#') return true
    if (i >= given.length) return false
    if (wanted[i] !== '+' && wanted[i] !== given[i]) return false
  }
  return wanted.length === given.length
}
