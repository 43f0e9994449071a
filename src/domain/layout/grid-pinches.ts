// Parts a piece where a wall meets the lower or left grid line of its cell. The tracer counts points on a line as just above it, so
// such a wall leaves a corridor of no width along the line: two pieces look like one, or a column at the line looks like a hole.
import { unitePolygons } from '../geometry/clip.ts'
import type { Point, Polygon, Ring } from '../geometry/point.ts'
import { isPointInRing, polygonArea, polygonPerimeter, ringArea } from '../geometry/polygon.ts'
import { distanceToSegment } from '../geometry/segment.ts'
import type { CellBox, CellPiece } from './grid-pieces.ts'
import type { CellTrace } from './grid-trace.ts'
import { shiftMm } from './grid-walk.ts'

/** Whether a point of a cell lies on its lower or left line. */
export function isOnLowLine(x: number, y: number, box: Pick<CellBox, 'left' | 'bottom'>): boolean {
  return x - box.left < 2 * shiftMm || y - box.bottom < 2 * shiftMm
}

/** The same for any of the x, y pairs from one index to before another. */
function hasPointOnLine(points: readonly number[], box: CellBox, from: number, to: number): boolean {
  for (let i = from; i < to; i += 2) if (isOnLowLine(points[i] as number, points[i + 1] as number, box)) return true
  return false
}

/** Whether the pieces of a cell may hang together by a corridor only. The ends of a chain lie on the border in any case. */
export function mayBePinched(cell: CellTrace, box: CellBox): boolean {
  return (
    cell.chains.some(({ from, until }) => hasPointOnLine(cell.points, box, from + 2, until - 2)) ||
    cell.loops.some((loop) => hasPointOnLine(loop, box, 0, loop.length))
  )
}

/** The same region in pieces that really are connected, without holes along the outside. Coordinates rounded to 0.01 mm. */
export function partAtPinches(pieces: readonly CellPiece[]): CellPiece[] {
  const regions = pieces
    .filter((piece) => piece.areaMm2 > 0)
    .map((piece) => ({ outer: ringFromFlat(piece.outer), holes: piece.holes.map(ringFromFlat) }))
  return unitePolygons(regions).flatMap(splitAtTouches).map(pieceFromPolygon)
}

function ringFromFlat(flat: readonly number[]): Point[] {
  return Array.from({ length: flat.length / 2 }, (_, i): Point => [flat[2 * i] as number, flat[2 * i + 1] as number])
}

function pieceFromPolygon(polygon: Polygon): CellPiece {
  const measures = { areaMm2: polygonArea(polygon), perimeterMm: polygonPerimeter(polygon) }
  return { outer: polygon.outer.flat(), holes: polygon.holes.map((hole) => hole.flat()), ...measures }
}

const keyOf = ([x, y]: Point) => `${Math.round(x * 100)},${Math.round(y * 100)}`

/** An outline that comes back to one of its own points falls into one region for each loop; a clockwise loop is a hole. */
function splitAtTouches(polygon: Polygon): Polygon[] {
  const open: Point[] = []
  const at = new Map<string, number>()
  const loops: Point[][] = []
  for (const point of withTouches(polygon.outer)) {
    const seen = at.get(keyOf(point))
    if (seen !== undefined) {
      const loop = open.splice(seen)
      for (const left of loop) at.delete(keyOf(left))
      loops.push(loop)
    }
    at.set(keyOf(point), open.length)
    open.push(point)
  }
  loops.push(open)
  if (loops.length === 1) return [polygon]
  const holes = [...polygon.holes, ...loops.filter((loop) => ringArea(loop) < 0)]
  const outers = loops.filter((loop) => ringArea(loop) > 0).map(withoutTouches)
  const isInside = (hole: Ring, outer: Ring) =>
    hole.every((point) => distanceToRing(point, outer) < onEdgeMm || isPointInRing(point, outer))
  return outers.map((outer) => ({ outer, holes: holes.filter((hole) => isInside(hole, outer)) }))
}

/** Nearer than this a point lies on an edge: the rounding of a slanted edge to 0.01 mm. */
const onEdgeMm = 0.008

/** The ring with each of its own points put in where an edge passes through it. */
function withTouches(ring: Ring): Point[] {
  return ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length] as Point
    const touching = ring.filter((point, k) => k !== i && k !== (i + 1) % ring.length && distanceToSegment(point, from, to) < onEdgeMm)
    const along = ([x, y]: Point) => (x - from[0]) * (to[0] - from[0]) + (y - from[1]) * (to[1] - from[1])
    return [from, ...touching.sort((a, b) => along(a) - along(b))]
  })
}

/** Leaves out points in the middle of a straight edge. */
function withoutTouches(ring: Ring): Ring {
  const kept = ring.filter((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length] as Point
    const after = ring[(i + 1) % ring.length] as Point
    return distanceToSegment(point, before, after) >= 1e-6
  })
  return kept.length >= 3 ? kept : ring
}

function distanceToRing(point: Point, ring: Ring): number {
  return Math.min(...ring.map((from, i) => distanceToSegment(point, from, ring[(i + 1) % ring.length] as Point)))
}
