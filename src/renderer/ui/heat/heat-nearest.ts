// For each node of the room the few nearest sensors and how far they are for someone who has to walk round the walls. Pure.
// One wave runs from all sensors at once (Dijkstra with `most` labels a node). A label that arrives is straightened: where the last
// bend of its way can be seen from the node, the distance is the straight one from there. In plain sight it is therefore exact.
import { directions, type HeatLattice, isVisible } from './heat-lattice.ts'

export interface HeatSource {
  readonly xMm: number
  readonly yMm: number
  readonly node: number
}

/** Labels of node n lie at n * most ... n * most + count[n] - 1, nearest first. */
export interface Nearest {
  readonly most: number
  readonly count: Uint8Array
  readonly source: Int32Array
  readonly distanceMm: Float32Array
}

const slots = 8

/** Spreads the labels over everything that can be reached. */
export function findNearest(lattice: HeatLattice, sources: readonly HeatSource[], most: number): Nearest {
  const { columns, stepMm, open } = lattice
  const nodes = lattice.inside.length
  const count = new Uint8Array(nodes)
  const source = new Int32Array(nodes * most)
  const distanceMm = new Float32Array(nodes * most)
  // The node where the way last bends, or -1: the sensor itself is in sight. And how far the bend is from the sensor.
  const bend = new Int32Array(nodes * most).fill(-1)
  const bendMm = new Float32Array(nodes * most)
  const queue = createQueue(stepMm / 2)
  const moves = directions.map(([dx, dy], bit) => ({ bit: 1 << bit, by: dy * columns + dx, farMm: stepMm * Math.hypot(dx, dy) }))

  for (const [index, { node }] of sources.entries()) queue.push({ node, source: index, parent: -1, distanceMm: 0 })
  for (let entry = queue.pop(); entry >= 0; entry = queue.pop()) {
    const node = queue.node[entry] ?? 0
    const who = queue.source[entry] ?? 0
    const held = count[node] ?? 0
    if (held >= most || hasLabel(source, node * most, held, who)) continue
    const label = node * most + held
    const far = settle(label, node, { who, parent: queue.parent[entry] ?? -1, tentativeMm: queue.distanceMm[entry] ?? 0 })
    count[node] = held + 1
    const ways = open[node] ?? 0
    for (const move of moves) {
      if (!(ways & move.bit)) continue
      const next = node + move.by
      const there = count[next] ?? 0
      if (there >= most || hasLabel(source, next * most, there, who)) continue
      queue.push({ node: next, source: who, parent: label, distanceMm: far + move.farMm })
    }
  }
  // A straightened label may have become a little nearer than one before it.
  for (let node = 0; node < nodes; node++) sortLabels(node * most, count[node] ?? 0)
  return { most, count, source, distanceMm }

  /** Writes a label; answers its distance. */
  function settle(
    label: number,
    node: number,
    from: { readonly who: number; readonly parent: number; readonly tentativeMm: number },
  ): number {
    const { who, parent, tentativeMm } = from
    const origin = sources[who] as HeatSource
    source[label] = who
    const parentNode = parent < 0 ? -1 : Math.floor(parent / most)
    const parentBend = parent < 0 ? -1 : (bend[parent] ?? -1)
    let far = tentativeMm
    if (parent < 0 || (parentBend < 0 && isVisible(lattice, origin.node, node))) {
      far = straightMm(node, origin.xMm, origin.yMm)
    } else if (parentBend >= 0 && isVisible(lattice, parentBend, node)) {
      bend[label] = parentBend
      bendMm[label] = bendMm[parent] ?? 0
      far = (bendMm[label] ?? 0) + stepMm * betweenNodes(parentBend, node)
    } else {
      bend[label] = parentNode
      bendMm[label] = distanceMm[parent] ?? 0
      far = (bendMm[label] ?? 0) + stepMm * betweenNodes(parentNode, node)
    }
    distanceMm[label] = far
    return far
  }

  function straightMm(node: number, xMm: number, yMm: number): number {
    const x = lattice.xMm + (node % columns) * stepMm
    const y = lattice.yMm - Math.floor(node / columns) * stepMm
    return Math.hypot(x - xMm, y - yMm)
  }

  function betweenNodes(a: number, b: number): number {
    return Math.hypot((a % columns) - (b % columns), Math.floor(a / columns) - Math.floor(b / columns))
  }

  function sortLabels(base: number, length: number): void {
    for (let i = base + 1; i < base + length; i++) {
      const [far, who] = [distanceMm[i] ?? 0, source[i] ?? 0]
      let at = i
      for (; at > base && (distanceMm[at - 1] ?? 0) > far; at--) {
        distanceMm[at] = distanceMm[at - 1] ?? 0
        source[at] = source[at - 1] ?? 0
      }
      distanceMm[at] = far
      source[at] = who
    }
  }
}

function hasLabel(source: Int32Array, base: number, length: number, who: number): boolean {
  for (let i = base; i < base + length; i++) if (source[i] === who) return true
  return false
}

interface Entry {
  readonly node: number
  readonly source: number
  readonly parent: number
  readonly distanceMm: number
}

/** A ring of buckets: no step is longer than a few of them, so the order is right to within one bucket. */
function createQueue(bucketMm: number) {
  let size = 1 << 14
  let length = 0
  let node = new Int32Array(size)
  let source = new Int32Array(size)
  let parent = new Int32Array(size)
  let distanceMm = new Float32Array(size)
  const buckets: number[][] = Array.from({ length: slots }, () => [])
  let now = 0
  let waiting = 0
  const queue = {
    node,
    source,
    parent,
    distanceMm,
    push(entry: Entry) {
      if (length === size) grow()
      node[length] = entry.node
      source[length] = entry.source
      parent[length] = entry.parent
      distanceMm[length] = entry.distanceMm
      const bucket = Math.min(now + slots - 1, Math.max(now, Math.floor(entry.distanceMm / bucketMm)))
      buckets[bucket % slots]?.push(length)
      length++
      waiting++
    },
    /** The next entry's index, -1 when nothing is left. */
    pop(): number {
      if (waiting === 0) return -1
      for (;;) {
        const next = buckets[now % slots]?.pop()
        if (next !== undefined) {
          waiting--
          return next
        }
        now++
      }
    },
  }
  function grow() {
    size *= 2
    node = copyOf(node, new Int32Array(size))
    source = copyOf(source, new Int32Array(size))
    parent = copyOf(parent, new Int32Array(size))
    distanceMm = copyOf(distanceMm, new Float32Array(size))
    Object.assign(queue, { node, source, parent, distanceMm })
  }
  return queue
}

function copyOf<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
