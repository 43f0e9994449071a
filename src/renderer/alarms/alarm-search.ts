// What of the alarm list stands in the address: a link in a mail opens the exact view, and Back works. Pure.
import type { AlarmFilter } from '../api/live-alarms.ts'

export const alarmGroups = ['active', 'unacknowledged', 'shelved', 'suppressed', 'cleared'] as const
export type ListGroup = (typeof alarmGroups)[number]

export interface AlarmSearch {
  readonly group?: ListGroup
  readonly priority?: number
  readonly node?: string
  readonly design?: string
  readonly type?: string
  readonly q?: string
  /** The alarm whose details are open. */
  readonly id?: string
}

const text = (value: unknown): string | undefined => {
  const said = typeof value === 'number' ? String(value) : value
  return typeof said === 'string' && said !== '' && said.length <= 200 ? said : undefined
}

/** Reads an address; what isn't understood is left out. */
export function readAlarmSearch(search: Record<string, unknown>): AlarmSearch {
  const group = alarmGroups.find((g) => g === search.group)
  const priority = [1, 2, 3, 4].find((p) => p === Number(search.priority))
  const found = { node: text(search.node), design: text(search.design), type: text(search.type), q: text(search.q), id: text(search.id) }
  return {
    ...(group === undefined ? {} : { group }),
    ...(priority === undefined ? {} : { priority }),
    ...(Object.fromEntries(Object.entries(found).filter(([, v]) => v !== undefined)) as AlarmSearch),
  }
}

/** The same as a filter of the live alarms. */
export function filterOfSearch({ priority, node, design, type, q }: AlarmSearch): AlarmFilter {
  return {
    ...(priority === undefined ? {} : { priority }),
    ...(node === undefined ? {} : { nodeId: node }),
    ...(design === undefined ? {} : { designId: design }),
    ...(type === undefined ? {} : { type }),
    ...(q === undefined ? {} : { search: q }),
  }
}

export const isFiltered = (search: AlarmSearch) => Object.keys(filterOfSearch(search)).length > 0
