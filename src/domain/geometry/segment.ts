// Straight segments: where two meet, the nearest point on one, distances. Lengths in mm.
import type { Point } from './point.ts'

/** The point of segment a-b nearest to the point, with its place along it (0 at a, 1 at b). */
export function nearestPointOnSegment(point: Point, a: Point, b: Point): { readonly point: Point; readonly along: number } {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square))
  return { point: [a[0] + along * dx, a[1] + along * dy], along }
}

/** Distance in mm from the point to segment a-b. */
export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const nearest = nearestPointOnSegment(point, a, b).point
  return Math.hypot(point[0] - nearest[0], point[1] - nearest[1])
}

/** Distance in mm between two points. */
export function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

/** Twice the signed area of the triangle a-b-c: positive when c lies to the left of a-b. */
export function crossOf(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/** The one point two segments share (ends included), or null when they miss each other or run parallel. */
export function intersectSegments(first: readonly [Point, Point], second: readonly [Point, Point]): Point | null {
  const [a, b] = first
  const [c, d] = second
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]]
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]]
  const denominator = rx * sy - ry * sx
  if (denominator === 0) return null
  const [qx, qy] = [c[0] - a[0], c[1] - a[1]]
  const t = (qx * sy - qy * sx) / denominator
  const u = (qx * ry - qy * rx) / denominator
  if (t < 0 || t > 1 || u < 0 || u > 1) return null
  return [a[0] + t * rx, a[1] + t * ry]
}

/** Shortest distance in mm between two segments; 0 when they cross or touch. */
export function distanceBetweenSegments(first: readonly [Point, Point], second: readonly [Point, Point]): number {
  if (intersectSegments(first, second)) return 0
  return Math.min(
    distanceToSegment(first[0], ...second),
    distanceToSegment(first[1], ...second),
    distanceToSegment(second[0], ...first),
    distanceToSegment(second[1], ...first),
  )
}
