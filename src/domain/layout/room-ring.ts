// Heals one ring of a room: repeated and collinear points, spikes, the closing point, gaps up to 1 mm.
// Keeps each vertex's place in the input, so that problems can name it. Must not judge crossings or areas.
import type { RoomVertex } from '../design.ts'
import { arcLength, arcSegmentArea, chordPoints, countChords, straightBulge } from '../geometry/arc.ts'
import type { Point } from '../geometry/point.ts'
import { ringArea } from '../geometry/polygon.ts'
import { crossOf, distanceBetween } from '../geometry/segment.ts'
import type { Healing } from '../problem.ts'

/** A healed vertex with its index in the input ring. */
export interface RingVertex {
  readonly point: Point
  readonly bulge: number
  readonly index: number
}

/** Points nearer than this are the same point (half the kernel's grid). */
const samePointMm = 0.005
const gapMm = 1
const collinearMm = 0.001

function isStraight(vertex: RingVertex): boolean {
  return Math.abs(vertex.bulge) < straightBulge
}

/** The healed ring and what was done; `pointer` is the ring's own, for example /room/outer. */
export function healRing(ring: readonly RoomVertex[], pointer: string): { readonly vertices: RingVertex[]; readonly healed: Healing[] } {
  const healed: Healing[] = []
  const list = (index: number, detail: string) => healed.push({ pointer: `${pointer}/${index}`, detail })
  const vertices: RingVertex[] = ring.map(([x, y, bulge], index) => ({ point: [x, y], bulge: bulge ?? 0, index }))
  closeRing(vertices, list)
  dropRepeated(vertices, list)
  dropCollinear(vertices, list)
  return { vertices, healed }
}

function closeRing(vertices: RingVertex[], list: (index: number, detail: string) => void): void {
  const [first, last] = [vertices[0], vertices[vertices.length - 1]]
  if (!first || !last || vertices.length < 3) return
  const gap = distanceBetween(first.point, last.point)
  if (gap > gapMm) return
  vertices.pop()
  if (gap <= samePointMm) list(last.index, 'The last point repeats the first; it was left out.')
  else list(last.index, `The outline did not close: a gap of ${Number(gap.toFixed(3))} mm to the first point was closed.`)
}

function dropRepeated(vertices: RingVertex[], list: (index: number, detail: string) => void): void {
  for (let i = vertices.length - 1; i > 0; i -= 1) {
    const [before, here] = [vertices[i - 1], vertices[i]]
    if (!before || !here || distanceBetween(before.point, here.point) > samePointMm) continue
    vertices.splice(i - 1, 2, { ...before, bulge: here.bulge })
    list(here.index, 'The point repeats the one before it; it was left out.')
  }
}

function dropCollinear(vertices: RingVertex[], list: (index: number, detail: string) => void): void {
  const dropped: [number, string][] = []
  let i = 0
  let quiet = 0
  while (vertices.length >= 3 && quiet < vertices.length) {
    const count = vertices.length
    i %= count
    const [a, b, c] = [vertices[(i + count - 1) % count], vertices[i], vertices[(i + 1) % count]] as [RingVertex, RingVertex, RingVertex]
    const why = isStraight(a) && isStraight(b) ? judgeCorner(a.point, b.point, c.point) : null
    if (!why) {
      i += 1
      quiet += 1
      continue
    }
    dropped.push([b.index, why])
    vertices.splice(i, 1)
    i = (i + vertices.length - 1) % vertices.length
    quiet = 0
  }
  for (const [index, detail] of dropped.sort((p, q) => p[0] - q[0])) list(index, detail)
}

function judgeCorner(a: Point, b: Point, c: Point): string | null {
  const ac = distanceBetween(a, c)
  if (ac <= samePointMm) return 'The outline runs out to this point and straight back; the spike was left out.'
  const [ab, bc] = [distanceBetween(a, b), distanceBetween(b, c)]
  const offMm = Math.abs(crossOf(a, b, c)) / Math.max(ab, bc, ac)
  if (offMm > collinearMm) return null
  const forward = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) >= 0
  return forward
    ? 'The point lies on the straight line between its neighbours; it was left out.'
    : 'The outline runs out to this point and straight back; the spike was left out.'
}

/** Signed area in mm2 of the ring with its arcs, exact. */
export function vertexRingArea(vertices: readonly RingVertex[]): number {
  let area = ringArea(vertices.map(({ point }) => point))
  forEachEdge(vertices, (a, b) => {
    area += arcSegmentArea(a.point, b.point, a.bulge)
  })
  return area
}

/** Length in mm of the ring with its arcs, exact. */
export function vertexRingLength(vertices: readonly RingVertex[]): number {
  let length = 0
  forEachEdge(vertices, (a, b) => {
    length += arcLength(a.point, b.point, a.bulge)
  })
  return length
}

/** How many straight edges the ring has once its arcs are chords. */
export function countRingChords(vertices: readonly RingVertex[]): number {
  let count = 0
  forEachEdge(vertices, (a, b) => {
    count += countChords(a.point, b.point, a.bulge)
  })
  return count
}

/** The same ring run the other way round. */
export function reverseVertices(vertices: readonly RingVertex[]): RingVertex[] {
  const count = vertices.length
  return vertices.map((_, i) => {
    const here = vertices[count - 1 - i] as RingVertex
    const edge = vertices[(2 * count - 2 - i) % count] as RingVertex
    return { point: here.point, bulge: edge.bulge === 0 ? 0 : -edge.bulge, index: here.index }
  })
}

/** The ring with its arcs as chords: points, whether the edge from each point is straight, and the input vertex it came from. */
export function chordRing(vertices: readonly RingVertex[]): {
  readonly points: Point[]
  readonly straight: boolean[]
  readonly source: number[]
} {
  const points: Point[] = []
  const straight: boolean[] = []
  const source: number[] = []
  forEachEdge(vertices, (a, b) => {
    for (const point of [a.point, ...chordPoints(a.point, b.point, a.bulge)]) {
      points.push(point)
      straight.push(isStraight(a))
      source.push(a.index)
    }
  })
  return { points, straight, source }
}

function forEachEdge(vertices: readonly RingVertex[], visit: (a: RingVertex, b: RingVertex) => void): void {
  for (const [i, a] of vertices.entries()) visit(a, vertices[(i + 1) % vertices.length] as RingVertex)
}
