// Nodes as rows: filtered, in order, and their counters added up. Pure.
import type { NodeCounters, NodeRecord } from '../../contract/schemas/node.ts'
import { type NodeState, nodeStates } from '../../domain/node.ts'
import type { NodesSearch } from './device-search.ts'

/** What needs a person first. */
const urgency: readonly NodeState[] = ['error', 'offline', 'silent', 'late', 'maintenance', 'never', 'online']

const sortValues: Readonly<Record<string, (node: NodeRecord) => number | string>> = {
  name: (n) => n.name.toLowerCase(),
  state: (n) => urgency.indexOf(n.state),
  last: (n) => -(n.lastReadingAt ?? 0),
  received: (n) => n.counters.received,
  stored: (n) => n.counters.stored,
  duplicate: (n) => n.counters.duplicate,
  quarantined: (n) => n.counters.quarantined,
  dropped: (n) => n.counters.dropped,
  battery: (n) => n.batteryLevel ?? 101,
  firmware: (n) => n.firmwareVersion ?? '',
}
const names = new Intl.Collator('en', { numeric: true })

/** Rows to show: those that pass search and state, in the order asked for; names decide ties. */
export function nodeRows(nodes: readonly NodeRecord[], { q = '', state, sort = 'state' }: NodesSearch): readonly NodeRecord[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const value = sortValues[sort.replace(/^-/, '')] ?? sortValues.name
  const sign = sort.startsWith('-') ? -1 : 1
  return nodes
    .filter((n) => state === undefined || n.state === state)
    .filter((n) => {
      const text = `${n.id} ${n.name} ${n.firmwareVersion ?? ''} ${n.address ?? ''} ${n.alias.join(' ')}`.toLowerCase()
      return words.every((w) => text.includes(w))
    })
    .map((n) => ({ n, v: value?.(n) ?? '' }))
    .sort((a, b) => {
      const order = typeof a.v === 'number' && typeof b.v === 'number' ? a.v - b.v : names.compare(String(a.v), String(b.v))
      return sign * order || names.compare(a.n.name, b.n.name)
    })
    .map(({ n }) => n)
}

/** Counters of all, which add up as each node's do. */
export function sumCounters(nodes: readonly NodeRecord[]): NodeCounters {
  const sum = { received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: 0 }
  for (const { counters } of nodes) for (const key of Object.keys(sum) as (keyof NodeCounters)[]) sum[key] += counters[key]
  return sum
}

/** How many nodes are in each state. */
export function stateCounts(nodes: readonly NodeRecord[]): ReadonlyMap<NodeState, number> {
  const counts = new Map<NodeState, number>(nodeStates.map((s) => [s, 0]))
  for (const { state } of nodes) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}
