// Which pieces are too small to hang: under 0.5 % of the module, or narrower than 5 mm everywhere (ceiling.md section 2).
import { insetPolygon } from '../geometry/clip.ts'
import type { Point } from '../geometry/point.ts'

/** Narrower than this everywhere is a sliver, in mm. */
export const sliverMm = 5
/** Smaller than this share of the module is a sliver. */
export const sliverShare = 0.005
/** Thinner than this on average is numerical dust from a wall on a grid line, not a piece. */
const phantomMm = 0.01

/** A piece's rings as x, y pairs with its measures. */
export interface PieceShape {
  readonly outer: readonly number[]
  readonly holes: readonly (readonly number[])[]
  readonly areaMm2: number
  readonly perimeterMm: number
}

/** Whether a piece is nothing but rounding along a grid line: not laid, and not counted as dropped either. */
export function isPhantom(areaMm2: number, perimeterMm: number): boolean {
  return 2 * areaMm2 <= phantomMm * perimeterMm
}

/** Whether a piece is dropped: under 0.5 % of the module's area or narrower than 5 mm everywhere. */
export function isSliver(piece: PieceShape, moduleAreaMm2: number): boolean {
  if (piece.areaMm2 < sliverShare * moduleAreaMm2) return true
  const half = sliverMm / 2
  // A region without a point deeper than r has at most r x perimeter of area, so this accepts nearly every piece.
  if (piece.areaMm2 >= half * piece.perimeterMm) return false
  if (piece.holes.length === 0 && piece.outer.length <= 24 && isConvex(piece.outer)) return !hasDepth(piece.outer, half)
  const pointsOf = (flat: readonly number[]) =>
    Array.from({ length: flat.length / 2 }, (_, i): Point => [flat[2 * i] as number, flat[2 * i + 1] as number])
  return insetPolygon({ outer: pointsOf(piece.outer), holes: piece.holes.map(pointsOf) }, half).length === 0
}

function isConvex(ring: readonly number[]): boolean {
  const n = ring.length
  for (let i = 0; i < n; i += 2) {
    const [ax, ay, bx, by, cx, cy] = [ring[i], ring[i + 1], ring[(i + 2) % n], ring[(i + 3) % n], ring[(i + 4) % n], ring[(i + 5) % n]] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    if ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < -1e-6) return false
  }
  return true
}

/** Whether a convex counter-clockwise ring holds a point at least `depth` from every edge: each edge moved in cuts what is left. */
function hasDepth(ring: readonly number[], depth: number): boolean {
  let left = ring
  const n = ring.length
  for (let i = 0; i < n && left.length > 0; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[(i + 2) % n], ring[(i + 3) % n]] as [number, number, number, number]
    const length = Math.hypot(bx - ax, by - ay)
    if (length < 1e-9) continue
    const [nx, ny] = [-(by - ay) / length, (bx - ax) / length]
    const next: number[] = []
    for (let j = 0; j < left.length; j += 2) {
      const k = (j + 2) % left.length
      const [px, py, qx, qy] = [left[j], left[j + 1], left[k], left[k + 1]] as [number, number, number, number]
      const p = (px - ax) * nx + (py - ay) * ny - depth
      const q = (qx - ax) * nx + (qy - ay) * ny - depth
      if (p >= 0) next.push(px, py)
      if (p >= 0 !== q >= 0) next.push(px + ((qx - px) * p) / (p - q), py + ((qy - py) * p) / (p - q))
    }
    left = next
  }
  return left.length > 0
}
