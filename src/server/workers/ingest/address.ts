// Whose sensor a topic is, in the worker: registered ids and their aliases first, then what the name says.
import { nodeIdPattern, resolveSensorTopic, sensorIdOf, sensorTypePattern } from '../../../domain/sensor.ts'
import type { NodeFactsForIngest } from '../../ingest-port.ts'

export interface Address {
  /** The node it is stored for: never an alias. */
  readonly nodeId: string
  /** As the topic calls it. */
  readonly sentAs: string
  /** null when the payload has to name it. */
  readonly type: string | null
}

/** Under this name stands what came on topics whose node can't be told. */
export const unknownNode = 'unknown'

export function createAddressBook(): {
  setNodes(nodes: readonly NodeFactsForIngest[]): void
  /** `from` is who sent it, where the broker knows. */
  resolve(sensor: string, from: string | null): Address | null
  /** Whether the payload may call this sensor so. */
  isNameOf(name: string, address: Address, topic: string, type: string): boolean
} {
  let targets = new Map<string, string>()
  const isNode = (id: string) => targets.has(id)
  const cache = new Map<string, Address | null>()
  const read = (sensor: string, from: string | null): Address | null => {
    const found =
      from !== null && sensor === from
        ? { nodeId: from, type: null }
        : from !== null && sensor.startsWith(`${from}_`)
          ? { nodeId: from, type: sensor.slice(from.length + 1) }
          : resolveSensorTopic(sensor, isNode)
    if (!nodeIdPattern.test(found.nodeId) || (found.type !== null && !sensorTypePattern.test(found.type))) return null
    return { nodeId: targets.get(found.nodeId) ?? found.nodeId, sentAs: found.nodeId, type: found.type }
  }
  return {
    setNodes: (nodes) => {
      targets = new Map(nodes.map(({ nodeId }) => [nodeId, nodeId]))
      for (const { nodeId, aliases } of nodes) for (const alias of aliases) targets.set(alias, nodeId)
      cache.clear()
    },
    resolve: (sensor, from) => {
      const key = from === null ? sensor : `${from}/${sensor}`
      const known = cache.get(key)
      if (known !== undefined) return known
      const address = read(sensor, from)
      // A node that makes up topics must not fill the memory.
      if (cache.size > 100_000) cache.clear()
      cache.set(key, address)
      return address
    },
    isNameOf: (name, { nodeId, sentAs }, topic, type) =>
      name === topic || name === nodeId || name === sentAs || name === sensorIdOf(nodeId, type) || name === sensorIdOf(sentAs, type),
  }
}
export type AddressBook = ReturnType<typeof createAddressBook>
