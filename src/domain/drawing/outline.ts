// The room's rings as they are drawn: true arcs where the user drew arcs, the healed chords' corners elsewhere.
import type { Design, RoomVertex } from '../design.ts'
import { arcFromBulge, straightBulge } from '../geometry/arc.ts'
import type { Bounds, Point, Polygon } from '../geometry/point.ts'

export interface OutlineRing {
  readonly points: readonly Point[]
  /** One per point, all zero when every edge is straight. */
  readonly bulges: readonly number[]
  readonly hole: boolean
}

const sameMm = 1

function cleanRing(ring: readonly RoomVertex[], hole: boolean): OutlineRing {
  const kept: { point: Point; bulge: number }[] = []
  for (const [x, y, bulge] of ring) {
    const before = kept.at(-1)
    // A repeated point ends an edge of no length; the edge that goes on starts at the later one.
    if (before && before.point[0] === x && before.point[1] === y) before.bulge = bulge ?? 0
    else kept.push({ point: [x, y], bulge: bulge ?? 0 })
  }
  const first = kept[0]
  const last = kept.at(-1)
  if (first && last && kept.length > 2 && Math.hypot(first.point[0] - last.point[0], first.point[1] - last.point[1]) <= sameMm) kept.pop()
  return { points: kept.map((v) => v.point), bulges: kept.map((v) => v.bulge), hole }
}

/** Rings to draw: the drawn ones when any edge is an arc (or nothing is prepared), else the healed ones. */
export function outlineRings(room: Design['room'], prepared: Polygon | null): OutlineRing[] {
  if (room === null) return []
  const drawn = [cleanRing(room.outer, false), ...(room.holes ?? []).map((hole) => cleanRing(hole, true))]
  const curved = drawn.some((ring) => ring.bulges.some((bulge) => bulge !== 0))
  if (curved || prepared === null) return drawn.filter((ring) => ring.points.length >= 3 || ring.bulges.some((b) => b !== 0))
  const straight = (points: readonly Point[], hole: boolean): OutlineRing => ({ points, bulges: points.map(() => 0), hole })
  return [straight(prepared.outer, false), ...prepared.holes.map((hole) => straight(hole, true))]
}

/** An arc by centre, radius and angles (radians); sweep is positive counter-clockwise. */
export interface Arc {
  readonly centre: Point
  readonly radiusMm: number
  readonly startRad: number
  readonly sweepRad: number
}

/** The arc of the edge a-b; null for a straight edge. */
export function arcOf(a: Point, b: Point, bulge: number): Arc | null {
  if (Math.abs(bulge) < straightBulge || (a[0] === b[0] && a[1] === b[1])) return null
  const { centre, radiusMm, turn } = arcFromBulge(a, b, bulge)
  return { centre, radiusMm, startRad: Math.atan2(a[1] - centre[1], a[0] - centre[0]), sweepRad: turn }
}

/** Exact bounds of rings with arcs; null when there is nothing. */
export function boundsOfRings(rings: readonly OutlineRing[]): Bounds | null {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  const take = (x: number, y: number) => {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  for (const { points, bulges } of rings) {
    points.forEach((point, index) => {
      take(point[0], point[1])
      const next = points[(index + 1) % points.length] ?? point
      const arc = arcOf(point, next, bulges[index] ?? 0)
      if (!arc) return
      const low = Math.min(arc.startRad, arc.startRad + arc.sweepRad)
      const high = Math.max(arc.startRad, arc.startRad + arc.sweepRad)
      for (let quarter = Math.ceil(low / (Math.PI / 2)); quarter * (Math.PI / 2) <= high; quarter++) {
        const angle = quarter * (Math.PI / 2)
        take(arc.centre[0] + arc.radiusMm * Math.cos(angle), arc.centre[1] + arc.radiusMm * Math.sin(angle))
      }
    })
  }
  return minX <= maxX ? { minX, minY, maxX, maxY } : null
}
