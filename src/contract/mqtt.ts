// Topics of the MQTT interface: topic <-> what it is about. Payloads are checked where they are taken (ingest, nodes). Pure.
import { nodeIdPattern } from '../domain/sensor.ts'

/** What a topic is about; `other` is everything that isn't ours. */
export type MqttTopic =
  | { readonly kind: 'registration'; readonly nodeId: string }
  | { readonly kind: 'reply'; readonly nodeId: string }
  | { readonly kind: 'status'; readonly nodeId: string }
  | { readonly kind: 'data'; readonly sensor: string }
  | { readonly kind: 'command'; readonly nodeId: string }
  | { readonly kind: 'commandAck'; readonly nodeId: string }
  | { readonly kind: 'other' }

/** Root of every topic of ours. */
export const topicRoot = 'ceiling'

/** The topics of one node; `data` takes the sensor's id. */
export const mqttTopics = {
  registration: (nodeId: string) => `ceiling/nodes/${nodeId}/registration`,
  reply: (nodeId: string) => `ceiling/nodes/${nodeId}/registration/reply`,
  status: (nodeId: string) => `ceiling/nodes/${nodeId}/status`,
  data: (sensor: string) => `ceiling/sensors/${sensor}/data`,
  command: (nodeId: string) => `ceiling/commands/${nodeId}`,
  commandAck: (nodeId: string) => `ceiling/commands/${nodeId}/ack`,
} as const

const other = { kind: 'other' } as const

/** Reads a topic name (not a filter). A node id that can't be one makes it `other`; a sensor is taken as it comes. */
export function parseTopic(topic: string): MqttTopic {
  const [root, branch, id = '', leaf, last, ...more] = topic.split('/')
  if (root !== topicRoot || id === '' || more.length > 0) return other
  if (branch === 'sensors') return leaf === 'data' && last === undefined ? { kind: 'data', sensor: id } : other
  if (!nodeIdPattern.test(id)) return other
  if (branch === 'nodes') {
    if (leaf === 'status' && last === undefined) return { kind: 'status', nodeId: id }
    if (leaf !== 'registration') return other
    if (last === undefined) return { kind: 'registration', nodeId: id }
    return last === 'reply' ? { kind: 'reply', nodeId: id } : other
  }
  if (branch !== 'commands' || last !== undefined) return other
  if (leaf === undefined) return { kind: 'command', nodeId: id }
  return leaf === 'ack' ? { kind: 'commandAck', nodeId: id } : other
}
