// Who may write and read which topic. Pure: the broker asks, answers are sentences or booleans.
import { type MqttTopic, parseTopic, topicRoot } from '../../contract/mqtt.ts'
import { resolveSensorTopic } from '../../domain/sensor.ts'

/** Who a connection is; `open` is a client without credentials in open mode. */
export type Identity =
  | { readonly kind: 'node'; readonly nodeId: string }
  | { readonly kind: 'pairing'; readonly nodeId: string }
  | {
      readonly kind: 'program'
      readonly keyId: string
      readonly scopes: readonly string[]
      readonly projectIds?: readonly string[] | null
    }
  | { readonly kind: 'open' }

/** The node a topic belongs to; null where it belongs to none. */
export function nodeOfTopic(topic: MqttTopic, isNode: (nodeId: string) => boolean): string | null {
  if (topic.kind === 'other') return null
  return topic.kind === 'data' ? resolveSensorTopic(topic.sensor, isNode).nodeId : topic.nodeId
}

/** Why this publish (or will) is refused, or null. The same rule for both. */
export function publishRefusal(identity: Identity, name: string, isNode: (nodeId: string) => boolean): string | null {
  if (name.startsWith('$')) return 'topics that begin with $ belong to the broker'
  const topic = parseTopic(name)
  const isFromNode = topic.kind === 'registration' || topic.kind === 'status' || topic.kind === 'data' || topic.kind === 'commandAck'
  if (identity.kind === 'program') return 'a program only reads'
  if (identity.kind === 'pairing') {
    const isOwn = topic.kind === 'registration' && topic.nodeId === identity.nodeId
    return isOwn ? null : 'a device that joins may only publish its registration'
  }
  if (identity.kind === 'node') {
    if (!isFromNode) return 'a node only writes its registration, status, readings and acknowledgements'
    return nodeOfTopic(topic, isNode) === identity.nodeId ? null : 'the topic belongs to another node'
  }
  if (isFromNode) return null
  return name === topicRoot || name.startsWith(`${topicRoot}/`) ? 'nodes do not write this topic' : null
}

/** May this filter be subscribed to? What it then delivers is asked again for each message. */
export function maySubscribe(identity: Identity, filter: string): boolean {
  if (filter.startsWith('$')) return false
  if (identity.kind === 'open') return true
  if (identity.kind === 'program') return mayRead(identity) && filter.startsWith(`${topicRoot}/`)
  const topic = parseTopic(filter)
  if (topic.kind === 'reply') return topic.nodeId === identity.nodeId
  return identity.kind === 'node' && topic.kind === 'command' && topic.nodeId === identity.nodeId
}

/** The permission a program needs for the messages of a topic; replies carry passwords, and nobody reads those. */
const permissionOf: Readonly<Record<MqttTopic['kind'], string | null>> = {
  data: 'sensors:read',
  registration: 'nodes:read',
  status: 'nodes:read',
  command: 'commands:read',
  commandAck: 'commands:read',
  reply: null,
  other: 'topics:read',
}

/** Whether a program reads anything at all. */
export function mayRead({ scopes }: { readonly scopes: readonly string[] }): boolean {
  return Object.values(permissionOf).some((permission) => permission !== null && scopes.includes(permission))
}

/**
 * May a message on this topic go to it through a subscription? Replies carry passwords: only our own hand delivers them. A program gets
 * what its scopes name, and with a project filter only what is placed in its projects.
 */
export function mayReceive(
  identity: Identity,
  name: string,
  isPlacedIn: (topic: MqttTopic, projectIds: readonly string[]) => boolean = () => false,
): boolean {
  if (name.startsWith('$')) return false
  const topic = parseTopic(name)
  if (identity.kind !== 'program') return topic.kind !== 'reply' || identity.kind === 'pairing' || identity.kind === 'node'
  const permission = permissionOf[topic.kind]
  const { scopes, projectIds = null } = identity
  return permission !== null && scopes.includes(permission) && (projectIds === null || isPlacedIn(topic, projectIds))
}
