// Every packet after CONNECT, checked against the standard before aedes parses it. Answers the sentence for which the connection ends.
// Attacked by test/broker/conformance.test.ts.
import type { BrokerLimits } from './limits.ts'
import { filterFault, packetType, topicFault } from './wire.ts'

/** Where the fields of a PUBLISH are. */
export interface PublishPlace {
  readonly qos: number
  readonly topicFrom: number
  readonly topicTo: number
}

const flagsOf: Readonly<Record<number, number>> = {
  [packetType.puback]: 0,
  [packetType.pubrec]: 0,
  [packetType.pubrel]: 2,
  [packetType.pubcomp]: 0,
  [packetType.subscribe]: 2,
  [packetType.unsubscribe]: 2,
  [packetType.pingreq]: 0,
  [packetType.disconnect]: 0,
}

/** Why this packet ends the connection, or null. `at` is its first byte. */
export function packetFault(bytes: Buffer, at: number, bodyAt: number, end: number, limits: BrokerLimits): string | null {
  const first = bytes[at] as number
  const type = first >> 4
  if (type === packetType.publish) return publishFault(bytes, at, bodyAt, end, limits)
  const flags = flagsOf[type]
  if (flags === undefined) return type === packetType.connect ? 'a second CONNECT' : `packet type ${type} is not for servers` // [MQTT-3.1.0-2]
  if ((first & 15) !== flags) return `packet type ${type} with wrong flags` // [MQTT-2.2.2-2]
  const length = end - bodyAt
  if (type === packetType.pingreq || type === packetType.disconnect) return length === 0 ? null : `packet type ${type} with a body`
  if (length < 2) return `packet type ${type} without a packet id`
  if (bytes.readUInt16BE(bodyAt) === 0) return 'packet id 0' // [MQTT-2.3.1-1]
  if (type !== packetType.subscribe && type !== packetType.unsubscribe) return length === 2 ? null : `packet type ${type} is too long`
  return filtersFault(bytes, bodyAt + 2, end, limits, type === packetType.subscribe)
}

function publishFault(bytes: Buffer, at: number, bodyAt: number, end: number, limits: BrokerLimits): string | null {
  const flags = (bytes[at] as number) & 15
  const qos = (flags >> 1) & 3
  if (qos === 3) return 'a PUBLISH has QoS 3' // [MQTT-3.3.1-4]
  if (qos === 0 && (flags & 8) !== 0) return 'a PUBLISH of QoS 0 is marked as repeated' // [MQTT-3.3.1-2]
  const topicFrom = bodyAt + 2
  if (topicFrom > end) return 'a PUBLISH has no topic'
  const topicTo = topicFrom + bytes.readUInt16BE(bodyAt)
  if (topicTo + (qos > 0 ? 2 : 0) > end) return 'a PUBLISH is too short'
  if (qos > 0 && bytes.readUInt16BE(topicTo) === 0) return 'packet id 0' // [MQTT-2.3.1-1]
  return topicFault(bytes, topicFrom, topicTo, limits.topicLevels)
}

/** SUBSCRIBE and UNSUBSCRIBE: at least one filter [MQTT-3.8.3-3, -3.10.3-2], each of them one, QoS 0 to 2 [MQTT-3.8.3-4]. */
function filtersFault(bytes: Buffer, from: number, end: number, limits: BrokerLimits, hasQos: boolean): string | null {
  if (from === end) return 'no topic filter'
  let at = from
  while (at < end) {
    if (at + 2 > end) return 'a topic filter is cut off'
    const to = at + 2 + bytes.readUInt16BE(at)
    if (to + (hasQos ? 1 : 0) > end) return 'a topic filter is cut off'
    const wrong = filterFault(bytes, at + 2, to, limits.topicLevels)
    if (wrong) return wrong
    if (hasQos && (bytes[to] as number) > 2) return 'a subscription asks for QoS 3 or has reserved bits'
    at = to + (hasQos ? 1 : 0)
  }
  return null
}

/** The filters of a checked SUBSCRIBE, in order, with doubles. */
export function readFilters(bytes: Buffer, bodyAt: number, end: number): { readonly packetId: number; readonly filters: string[] } {
  const filters: string[] = []
  for (let at = bodyAt + 2; at < end; ) {
    const to = at + 2 + bytes.readUInt16BE(at)
    filters.push(bytes.toString('utf8', at + 2, to))
    at = to + 1
  }
  return { packetId: bytes.readUInt16BE(bodyAt), filters }
}
