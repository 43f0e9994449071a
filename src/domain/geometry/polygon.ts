// Measures of rings and polygons: area, perimeter, bounds, centroid, containment, turning.
// Exact double arithmetic relative to the ring's first point, so rooms far from the origin keep their digits.
import type { Bounds, Point, Polygon, Ring } from './point.ts'

/** Signed area in mm2: positive when the ring runs counter-clockwise. */
export function ringArea(ring: Ring): number {
  const first = ring[0]
  if (!first) return 0
  let twice = 0
  let [px, py] = [0, 0]
  for (const [x, y] of ring) {
    const dx = x - first[0]
    const dy = y - first[1]
    twice += px * dy - dx * py
    px = dx
    py = dy
  }
  return twice / 2
}

/** Length of the closed ring in mm. */
export function ringPerimeter(ring: Ring): number {
  let length = 0
  let previous = ring[ring.length - 1]
  for (const point of ring) {
    if (previous) length += Math.hypot(point[0] - previous[0], point[1] - previous[1])
    previous = point
  }
  return length
}

/** Area in mm2 of the outer ring less its holes, whatever way the rings turn. */
export function polygonArea(polygon: Polygon): number {
  return polygon.holes.reduce((area, hole) => area - Math.abs(ringArea(hole)), Math.abs(ringArea(polygon.outer)))
}

/** Length in mm of the outer ring and all holes. */
export function polygonPerimeter(polygon: Polygon): number {
  return polygon.holes.reduce((length, hole) => length + ringPerimeter(hole), ringPerimeter(polygon.outer))
}

/** The smallest axis-parallel box round the points; an empty list gives an inverted, infinite box. */
export function boundsOfPoints(points: Iterable<Point>): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return { minX, minY, maxX, maxY }
}

/** Whether the point is inside the ring, by even-odd rule; points exactly on the ring may go either way. */
export function isPointInRing(point: Point, ring: Ring): boolean {
  const [x, y] = point
  let inside = false
  let previous = ring[ring.length - 1]
  for (const current of ring) {
    if (previous && current[1] > y !== previous[1] > y) {
      const at = previous[0] + ((y - previous[1]) / (current[1] - previous[1])) * (current[0] - previous[0])
      if (x < at) inside = !inside
    }
    previous = current
  }
  return inside
}

/** Whether the point is inside the outer ring and in no hole; the boundary may go either way. */
export function isPointInPolygon(point: Point, polygon: Polygon): boolean {
  return isPointInRing(point, polygon.outer) && !polygon.holes.some((hole) => isPointInRing(point, hole))
}

/** Centre of area of the outer ring less its holes; the mean of the points when the area is zero. */
export function centroid(polygon: Polygon): Point {
  const base = polygon.outer[0]
  if (!base) return [0, 0]
  let [area, sumX, sumY] = [0, 0, 0]
  for (const [index, ring] of [polygon.outer, ...polygon.holes].entries()) {
    const sign = (ringArea(ring) < 0 ? -1 : 1) * (index === 0 ? 1 : -1)
    let previous = ring[ring.length - 1]
    for (const current of ring) {
      if (previous) {
        const [ax, ay, bx, by] = [previous[0] - base[0], previous[1] - base[1], current[0] - base[0], current[1] - base[1]]
        const cross = (ax * by - bx * ay) * sign
        area += cross
        sumX += (ax + bx) * cross
        sumY += (ay + by) * cross
      }
      previous = current
    }
  }
  if (area !== 0) return [base[0] + sumX / (3 * area), base[1] + sumY / (3 * area)]
  const count = polygon.outer.length
  return [polygon.outer.reduce((sum, p) => sum + p[0], 0) / count, polygon.outer.reduce((sum, p) => sum + p[1], 0) / count]
}

/** Cosine and sine of an angle in degrees, exact at multiples of 90. */
export function cosSinDeg(angleDeg: number): Point {
  const turn = ((angleDeg % 360) + 360) % 360
  if (turn === 0) return [1, 0]
  if (turn === 90) return [0, 1]
  if (turn === 180) return [-1, 0]
  if (turn === 270) return [0, -1]
  const radians = (turn * Math.PI) / 180
  return [Math.cos(radians), Math.sin(radians)]
}

/** The point turned counter-clockwise by the angle in degrees about a centre (default [0, 0]). */
export function turnPoint(point: Point, angleDeg: number, centre: Point = [0, 0]): Point {
  const [cos, sin] = cosSinDeg(angleDeg)
  const dx = point[0] - centre[0]
  const dy = point[1] - centre[1]
  return [centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos]
}
