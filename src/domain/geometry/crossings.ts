// Finds where rings cross or touch, themselves or each other, through a tree of boxes over their edges.
// Thousands of edges take milliseconds; it reports the first crossing and every pair of rings that touch.
import type { Point, Ring } from './point.ts'
import { crossOf } from './segment.ts'

/** Two edges that meet: ring and edge index of each. */
export interface EdgeMeeting {
  readonly first: readonly [ring: number, edge: number]
  readonly second: readonly [ring: number, edge: number]
}

/** What was found. Within one ring touching counts as crossing; different rings may touch. */
export interface Crossings {
  readonly crossing: EdgeMeeting | null
  /** One meeting per pair of different rings that touch without a proper crossing. */
  readonly touching: readonly EdgeMeeting[]
}

/** Edges nearer than this touch, in mm. */
const touchMm = 0.001
const leafSize = 4

interface Edge {
  readonly ring: number
  readonly index: number
  readonly a: Point
  readonly b: Point
}

type Relation = 'apart' | 'touch' | 'cross'

function relateSegments(e: Edge, f: Edge): Relation {
  const lengthE = Math.hypot(e.b[0] - e.a[0], e.b[1] - e.a[1])
  const lengthF = Math.hypot(f.b[0] - f.a[0], f.b[1] - f.a[1])
  const side = (value: number, length: number) => (Math.abs(value) <= touchMm * length ? 0 : Math.sign(value))
  const c = side(crossOf(e.a, e.b, f.a), lengthE)
  const d = side(crossOf(e.a, e.b, f.b), lengthE)
  if (c !== 0 && c === d) return 'apart'
  const a = side(crossOf(f.a, f.b, e.a), lengthF)
  const b = side(crossOf(f.a, f.b, e.b), lengthF)
  if (a !== 0 && a === b) return 'apart'
  if (a * b < 0 && c * d < 0) return 'cross'
  const liesOn = (p: Point, s: Edge, length: number) => {
    const along = ((p[0] - s.a[0]) * (s.b[0] - s.a[0]) + (p[1] - s.a[1]) * (s.b[1] - s.a[1])) / length
    return along >= -touchMm && along <= length + touchMm
  }
  const touches =
    (c === 0 && liesOn(f.a, e, lengthE)) ||
    (d === 0 && liesOn(f.b, e, lengthE)) ||
    (a === 0 && liesOn(e.a, f, lengthF)) ||
    (b === 0 && liesOn(e.b, f, lengthF))
  return touches ? 'touch' : 'apart'
}

/** Looks at every pair of edges that could meet; neighbours in a ring share their corner and are left alone. */
export function findCrossings(rings: readonly Ring[]): Crossings {
  const edges: Edge[] = rings.flatMap((ring, ringIndex) =>
    ring.map((a, index) => ({ ring: ringIndex, index, a, b: ring[(index + 1) % ring.length] as Point })),
  )
  const leafCount = Math.max(1, Math.ceil(edges.length / leafSize))
  let base = 1
  while (base < leafCount) base *= 2
  const boxes = new Float64Array(base * 8)
  for (let node = 0; node < base * 2; node += 1) boxes.set([Infinity, Infinity, -Infinity, -Infinity], node * 4)
  const grow = (node: number, minX: number, minY: number, maxX: number, maxY: number) => {
    const at = node * 4
    boxes[at] = Math.min(boxes[at] as number, minX)
    boxes[at + 1] = Math.min(boxes[at + 1] as number, minY)
    boxes[at + 2] = Math.max(boxes[at + 2] as number, maxX)
    boxes[at + 3] = Math.max(boxes[at + 3] as number, maxY)
  }
  for (const [index, { a, b }] of edges.entries()) {
    const node = base + Math.floor(index / leafSize)
    grow(node, Math.min(a[0], b[0]) - touchMm, Math.min(a[1], b[1]) - touchMm, Math.max(a[0], b[0]), Math.max(a[1], b[1]))
  }
  for (let node = base - 1; node >= 1; node -= 1) {
    for (const child of [node * 2, node * 2 + 1]) {
      const at = child * 4
      grow(node, boxes[at] as number, boxes[at + 1] as number, boxes[at + 2] as number, boxes[at + 3] as number)
    }
  }
  const overlap = (m: number, n: number) => {
    const [p, q] = [m * 4, n * 4]
    return (
      (boxes[p] as number) <= (boxes[q + 2] as number) &&
      (boxes[q] as number) <= (boxes[p + 2] as number) &&
      (boxes[p + 1] as number) <= (boxes[q + 3] as number) &&
      (boxes[q + 1] as number) <= (boxes[p + 3] as number)
    )
  }
  const touching = new Map<string, EdgeMeeting>()
  let crossing: EdgeMeeting | null = null
  const meet = (e: Edge, f: Edge) => {
    if (e.ring === f.ring) {
      const gap = Math.abs(e.index - f.index)
      if (gap <= 1 || gap === (rings[e.ring] as Ring).length - 1) return
    }
    const relation = relateSegments(e, f)
    if (relation === 'apart') return
    const meeting: EdgeMeeting = { first: [e.ring, e.index], second: [f.ring, f.index] }
    if (relation === 'cross' || e.ring === f.ring) crossing ??= meeting
    else if (!touching.has(`${e.ring}-${f.ring}`)) touching.set(`${e.ring}-${f.ring}`, meeting)
  }
  const stack: [number, number][] = [[1, 1]]
  while (stack.length > 0 && !crossing) {
    const [m, n] = stack.pop() as [number, number]
    if (!overlap(m, n)) continue
    if (m >= base) {
      const [startM, startN] = [(m - base) * leafSize, (n - base) * leafSize]
      for (let i = startM; i < Math.min(startM + leafSize, edges.length); i += 1) {
        const from = m === n ? i + 1 : startN
        for (let j = from; j < Math.min(startN + leafSize, edges.length); j += 1) meet(edges[i] as Edge, edges[j] as Edge)
      }
    } else if (m === n) {
      stack.push([m * 2, m * 2], [m * 2 + 1, m * 2 + 1], [m * 2, m * 2 + 1])
    } else {
      stack.push([m * 2, n * 2], [m * 2, n * 2 + 1], [m * 2 + 1, n * 2], [m * 2 + 1, n * 2 + 1])
    }
  }
  return { crossing, touching: [...touching.values()] }
}
