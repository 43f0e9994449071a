// What was mended and what was left out while a file was read: the list a person sees. Never throws; long lists are cut with a count.
import type { Healing } from '../problem.ts'

/** Collects repairs and losses by JSON pointer. */
export interface ReadReport {
  repair(pointer: string, detail: string): void
  drop(pointer: string, detail: string): void
  finish(): { readonly repaired: Healing[]; readonly dropped: Healing[] }
}

const longestList = 200

/** A key as it stands in a JSON pointer (RFC 6901). */
export function pointerTo(parent: string, key: string | number): string {
  const text = String(key).slice(0, 80)
  return `${parent}/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** An empty report. */
export function createReport(): ReadReport {
  const lists = { repaired: [] as Healing[], dropped: [] as Healing[] }
  const more = { repaired: 0, dropped: 0 }
  const add = (list: 'repaired' | 'dropped', pointer: string, detail: string): void => {
    if (lists[list].length < longestList) lists[list].push({ pointer, detail })
    else more[list]++
  }
  const closed = (list: 'repaired' | 'dropped'): Healing[] =>
    more[list] === 0 ? lists[list] : [...lists[list], { pointer: '', detail: `And ${more[list]} more like these.` }]
  return {
    repair: (pointer, detail) => add('repaired', pointer, detail),
    drop: (pointer, detail) => add('dropped', pointer, detail),
    finish: () => ({ repaired: closed('repaired'), dropped: closed('dropped') }),
  }
}
