// What of the device pages stands in the address. Pure.
import { type NodeState, nodeStates } from '../../domain/node.ts'
import { type RangeSearch, validateRangeSearch } from '../ui/use-time-range.ts'

export const nodeColumns = [
  'name',
  'state',
  'last',
  'received',
  'stored',
  'duplicate',
  'quarantined',
  'dropped',
  'battery',
  'firmware',
] as const
export type NodeColumn = (typeof nodeColumns)[number]

export interface NodesSearch {
  readonly q?: string
  readonly state?: NodeState
  /** A column, with - before it for the other way round. */
  readonly sort?: string
}

const text = (value: unknown): string | undefined => {
  const said = typeof value === 'number' ? String(value) : value
  return typeof said === 'string' && said !== '' && said.length <= 400 ? said : undefined
}
const present = <T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, v]) => v !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

export function readNodesSearch(search: Record<string, unknown>): NodesSearch {
  const sort = text(search.sort)
  return present({
    q: text(search.q),
    state: nodeStates.find((s) => s === search.state),
    sort: nodeColumns.some((c) => c === sort?.replace(/^-/, '')) ? sort : undefined,
  })
}

export interface SensorSearch extends RangeSearch {
  readonly show?: 'readings'
}

export function readSensorSearch(search: Record<string, unknown>): SensorSearch {
  return { ...validateRangeSearch(search), ...(search.show === 'readings' ? { show: 'readings' as const } : {}) }
}

export interface TopicsSearch {
  readonly q?: string
  readonly topic?: string
}

export function readTopicsSearch(search: Record<string, unknown>): TopicsSearch {
  return present({ q: text(search.q), topic: text(search.topic) })
}
