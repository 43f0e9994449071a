// Topics as a tree: built from a flat list, filtered, and flattened to the rows that are open. Pure.
import type { TopicItem } from '../../contract/schemas/node.ts'
import { prettyJson } from '../ui/pretty-json.ts'

export interface TopicRow {
  /** The whole topic of this level. */
  readonly path: string
  /** Its last level. */
  readonly label: string
  readonly level: number
  readonly isOpen: boolean
  readonly childCount: number
  /** Messages here and below. */
  readonly count: number
  readonly topicsBelow: number
  /** What was published on exactly this topic. */
  readonly item: TopicItem | null
  /** Of how many beside it, and which one. */
  readonly setSize: number
  readonly position: number
}

interface Branch {
  readonly path: string
  readonly label: string
  readonly children: Map<string, Branch>
  item: TopicItem | null
  count: number
  topics: number
}

const newBranch = (path: string, label: string): Branch => ({ path, label, children: new Map(), item: null, count: 0, topics: 0 })

/** Newer items in place of older ones of the same topic; the same map when nothing is newer. */
export function mergeTopics(held: ReadonlyMap<string, TopicItem>, items: readonly TopicItem[]): ReadonlyMap<string, TopicItem> {
  if (items.length === 0) return held
  const next = new Map(held)
  for (const item of items) next.set(item.topic, item)
  return next
}

/** Items whose topic holds every word. */
export function filterTopics(topics: ReadonlyMap<string, TopicItem>, search: string): readonly TopicItem[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return [...topics.values()].filter(({ topic }) => words.every((w) => topic.toLowerCase().includes(w)))
}

const names = new Intl.Collator('en', { numeric: true })

/** The rows of the tree that are to be seen; with a search everything that fits is open. */
export function topicRows(items: readonly TopicItem[], open: ReadonlySet<string>, allOpen: boolean): readonly TopicRow[] {
  const root = newBranch('', '')
  for (const item of items) {
    let branch = root
    branch.count += item.count
    branch.topics++
    let path = ''
    for (const [n, label] of item.topic.split('/').entries()) {
      path = n === 0 ? label : `${path}/${label}`
      const next = branch.children.get(label) ?? newBranch(path, label)
      branch.children.set(label, next)
      branch = next
      branch.count += item.count
      branch.topics++
    }
    branch.item = item
  }
  const rows: TopicRow[] = []
  const walk = (branch: Branch, level: number) => {
    const children = [...branch.children.values()].sort((a, b) => names.compare(a.label, b.label))
    for (const [n, first] of children.entries()) {
      // A level with nothing of its own and one level below is one row: office-01_co2/data.
      let child = first
      let label = first.label
      for (let [only] = child.children.values(); only && !child.item && child.children.size === 1; [only] = child.children.values()) {
        child = only
        label = `${label}/${only.label}`
      }
      const isOpen = child.children.size > 0 && (allOpen || open.has(child.path))
      rows.push({
        path: child.path,
        label,
        level,
        isOpen,
        childCount: child.children.size,
        count: child.count,
        topicsBelow: child.topics - (child.item ? 1 : 0),
        item: child.item,
        setSize: children.length,
        position: n + 1,
      })
      if (isOpen) walk(child, level + 1)
    }
  }
  walk(root, 1)
  return rows
}

/** Every branch, for opening all of them. */
export function branchPaths(items: readonly TopicItem[]): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const { topic } of items) for (let at = topic.indexOf('/'); at >= 0; at = topic.indexOf('/', at + 1)) paths.add(topic.slice(0, at))
  return paths
}

interface ToggleMove {
  readonly kind: 'open' | 'close'
  readonly paths: readonly string[]
}
interface FocusMove {
  readonly kind: 'focus'
  readonly at: number
}
export type TreeMove = FocusMove | ToggleMove

/** What a key does in a tree, by the pattern every screen reader knows; null when it does nothing. */
export function moveInTree(rows: readonly TopicRow[], at: number, key: string): TreeMove | null {
  const row = rows[at]
  if (!row) return null
  const parentAt = () => {
    for (let n = at - 1; n >= 0; n--) if ((rows[n]?.level ?? 0) < row.level) return n
    return at
  }
  switch (key) {
    case 'ArrowDown':
      return { kind: 'focus', at: Math.min(rows.length - 1, at + 1) }
    case 'ArrowUp':
      return { kind: 'focus', at: Math.max(0, at - 1) }
    case 'Home':
      return { kind: 'focus', at: 0 }
    case 'End':
      return { kind: 'focus', at: rows.length - 1 }
    case 'ArrowRight':
      if (row.childCount === 0) return null
      return row.isOpen ? { kind: 'focus', at: at + 1 } : { kind: 'open', paths: [row.path] }
    case 'ArrowLeft':
      return row.isOpen ? { kind: 'close', paths: [row.path] } : { kind: 'focus', at: parentAt() }
    case '*': {
      const parent = row.path.slice(0, Math.max(0, row.path.length - row.label.length - 1))
      const beside = rows.filter(
        (r) => r.level === row.level && r.childCount > 0 && r.path === (parent === '' ? r.label : `${parent}/${r.label}`),
      )
      return { kind: 'open', paths: beside.map((r) => r.path) }
    }
  }
  // A letter goes to the next row that begins with it.
  if (key.length !== 1 || !/\S/.test(key)) return null
  for (let n = 1; n <= rows.length; n++) {
    const next = (at + n) % rows.length
    if (rows[next]?.label.toLowerCase().startsWith(key.toLowerCase())) return { kind: 'focus', at: next }
  }
  return null
}

/** JSON laid out; anything else as it is. */
export function prettyPayload(payload: string): string {
  return /^\s*[[{]/.test(payload) ? prettyJson(payload) : payload
}
