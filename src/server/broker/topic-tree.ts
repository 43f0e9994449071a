// The live topic tree: the last payload of each topic, for people who look. In memory, bounded in topics and bytes, oldest out first.
import { parseTopic } from '../../contract/mqtt.ts'
import type { TopicItem } from '../../contract/schemas/node.ts'
import { nodeIdPattern, resolveSensorTopic, sensorIdOf } from '../../domain/sensor.ts'

const mostTopics = 20_000
const mostBytes = 16 * 1024 * 1024
const shownCharacters = 2000
/** Enough for the characters shown, whatever their alphabet. */
const keptBytes = 4 * shownCharacters

interface Entry {
  seq: number
  at: number
  count: number
  isRetained: boolean
  payload: Buffer
}

export interface TopicTree {
  note(topic: string, payload: Uint8Array, facts: { at: number; isRetained: boolean }): void
  /** Topics that changed after `since`, oldest change first; `next` is the `since` of the next question. */
  list(query: { prefix?: string; since?: number; limit?: number }): { items: TopicItem[]; next: number; total: number }
}

/** Creates the tree; `isNode` finds whose a sensor topic is. */
export function createTopicTree({ isNode }: { isNode: (nodeId: string) => boolean }): TopicTree {
  // In order of change: a topic that changes moves to the end.
  const entries = new Map<string, Entry>()
  let seq = 0
  let bytes = 0
  const sizeOf = (topic: string, payload: Uint8Array) => topic.length + payload.length + 150

  function itemOf(topic: string, { at, count, isRetained, payload }: Entry): TopicItem {
    const parsed = parseTopic(topic)
    let nodeId: string | null = null
    let sensorId: string | null = null
    if (parsed.kind === 'data') {
      const found = resolveSensorTopic(parsed.sensor, isNode)
      nodeId = found.nodeId
      sensorId = found.type === null ? null : sensorIdOf(found.nodeId, found.type)
    } else if (parsed.kind !== 'other') nodeId = parsed.nodeId
    const text = payload.toString('utf8').slice(0, shownCharacters)
    return { topic, at, count, retained: isRetained, payload: text, ...identified(nodeId, sensorId) }
  }

  return {
    note: (topic, payload, { at, isRetained }) => {
      seq += 1
      const before = entries.get(topic)
      if (before) {
        bytes -= sizeOf(topic, before.payload)
        entries.delete(topic)
      }
      const kept = Buffer.from(payload.subarray(0, keptBytes))
      bytes += sizeOf(topic, kept)
      entries.set(topic, { seq, at, count: (before?.count ?? 0) + 1, isRetained, payload: kept })
      while (entries.size > mostTopics || bytes > mostBytes) {
        const oldest = entries.entries().next().value
        if (!oldest) break
        bytes -= sizeOf(oldest[0], oldest[1].payload)
        entries.delete(oldest[0])
      }
    },
    list: ({ prefix = '', since = 0, limit = 1000 }) => {
      const items: TopicItem[] = []
      let next = since
      let total = 0
      for (const [topic, entry] of entries) {
        if (!topic.startsWith(prefix)) continue
        total += 1
        if (entry.seq <= since || items.length >= limit) continue
        items.push(itemOf(topic, entry))
        next = entry.seq
      }
      return { items, next, total }
    },
  }
}

const sensorIdPattern = /^[A-Za-z0-9._-]{1,160}$/

/** Only what has the form of an id is one; anything may be published in open mode. */
function identified(nodeId: string | null, sensorId: string | null): Pick<TopicItem, 'nodeId' | 'sensorId'> {
  if (nodeId === null || !nodeIdPattern.test(nodeId)) return { nodeId: null, sensorId: null }
  return { nodeId, sensorId: sensorId !== null && sensorIdPattern.test(sensorId) ? sensorId : null }
}
