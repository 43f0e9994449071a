// The order of merit of grid origins (ceiling.md section 2): six criteria, each smaller is better, then the tie rule.
import type { Point } from '../geometry/point.ts'
import { isPointInPolygon } from '../geometry/polygon.ts'
import type { GridFrame } from './grid-frame.ts'
import type { GridMerit } from './layout.ts'
import type { PreparedRoom } from './room.ts'

const order = ['shortBorderMm', 'borderDifferenceMm', 'shortHoleBorderMm', 'cutPieces', 'fixturesOffModule', 'orderedTiles'] as const

/** Negative when a is better than b, 0 when equal; lengths are compared on the 0.01 mm grid, so noise never decides. */
export function compareGridMerit(a: GridMerit, b: GridMerit): number {
  for (const key of order) {
    const difference = Math.round(a[key] * 100) - Math.round(b[key] * 100)
    if (difference !== 0) return difference
  }
  return 0
}

/** The crossing of a grid nearest the lower left corner of the room's box, in room coordinates; inside the room when two are as near. */
export function findNearestCrossing(
  room: PreparedRoom,
  frame: GridFrame,
  line: Point,
): { readonly origin: Point; readonly distanceMm: number } {
  const { minX, minY } = room.bounds
  const [cx, cy] = frame.toFrame([minX, minY])
  const [mx, my] = frame.module
  const [kx, ky] = [Math.floor((cx - line[0]) / mx), Math.floor((cy - line[1]) / my)]
  let best: { origin: Point; distanceMm: number } | null = null
  for (const dx of [0, 1]) {
    for (const dy of [0, 1]) {
      const [x, y] = frame.toRoom(line[0] + (kx + dx) * mx, line[1] + (ky + dy) * my)
      const origin: Point = [Math.round(x * 1e6) / 1e6 + 0, Math.round(y * 1e6) / 1e6 + 0]
      const distanceMm = Math.hypot(origin[0] - minX, origin[1] - minY)
      const nearer = best === null ? -1 : Math.round((distanceMm - best.distanceMm) * 1e4)
      if (best === null || nearer < 0 || (nearer === 0 && isInner(room, origin, best.origin))) best = { origin, distanceMm }
    }
  }
  return best as { origin: Point; distanceMm: number }
}

function isInner(room: PreparedRoom, a: Point, b: Point): boolean {
  const [inA, inB] = [isPointInPolygon(a, room.polygon), isPointInPolygon(b, room.polygon)]
  return inA === inB ? a[0] + a[1] > b[0] + b[1] : inA
}
