// What lies under a point, and what lies in a box. Small things win over large ones. Pure.

import type { Bounds, Point } from '../../../domain/geometry/point.ts'
import { isPointInPolygon, turnPoint } from '../../../domain/geometry/polygon.ts'
import { distanceToSegment, intersectSegments } from '../../../domain/geometry/segment.ts'
import { cornersOf, type Scene, type SceneFixture } from './scene.ts'

export type Hit =
  | { readonly kind: 'origin'; readonly id: 'origin' }
  | { readonly kind: 'vertex'; readonly id: string; readonly ring: number; readonly index: number }
  | { readonly kind: 'edge'; readonly id: string; readonly ring: number; readonly index: number }
  | { readonly kind: 'fixture'; readonly id: string }
  | { readonly kind: 'dimension'; readonly id: string }
  | { readonly kind: 'piece'; readonly id: string }

export interface HitQuestion {
  readonly point: Point
  readonly toleranceMm: number
  /** Tiles and panels are asked for on a click only: there may be 250,000. */
  readonly pieces?: boolean
}

/** The thing a click at the point means, or null. */
export function hitTest(scene: Scene, { point, toleranceMm, pieces = false }: HitQuestion): Hit | null {
  const near = (at: Point) => Math.hypot(at[0] - point[0], at[1] - point[1])
  if (scene.handle && near(scene.handle) <= toleranceMm) return { kind: 'origin', id: 'origin' }
  let best: Hit | null = null
  let bestMm = toleranceMm
  for (const vertex of scene.vertices) {
    const mm = near(vertex.at)
    if (mm <= bestMm) {
      best = { kind: 'vertex', id: vertex.id, ring: vertex.ring, index: vertex.index }
      bestMm = mm
    }
  }
  if (best) return best
  // The last fixture drawn lies on top.
  for (let i = scene.fixtures.length - 1; i >= 0; i--) {
    const fixture = scene.fixtures[i]
    if (fixture && isInFixture(fixture, point)) return { kind: 'fixture', id: fixture.id }
  }
  for (const { id, lineFrom, lineTo } of scene.dimensions) {
    const mm = distanceToSegment(point, lineFrom, lineTo)
    if (mm <= bestMm) {
      best = { kind: 'dimension', id }
      bestMm = mm
    }
  }
  for (const edge of scene.edges) {
    const mm = distanceToPath(point, edge.path)
    if (mm < bestMm) {
      best = { kind: 'edge', id: edge.id, ring: edge.ring, index: edge.index }
      bestMm = mm
    }
  }
  return best ?? (pieces ? hitPiece(scene, point) : null)
}

function distanceToPath(point: Point, path: readonly Point[]): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i + 1 < path.length; i++) {
    const [from, to] = [path[i], path[i + 1]]
    if (from && to) least = Math.min(least, distanceToSegment(point, from, to))
  }
  return least
}

function hitPiece(scene: Scene, point: Point): Hit | null {
  const [x, y] = point
  if (scene.layout?.kind === 'panels') {
    const found = scene.layout.panels.find((p) => x >= p.xMm && x <= p.xMm + p.widthMm && y >= p.yMm && y <= p.yMm + p.heightMm)
    return found ? { kind: 'piece', id: `panel:${found.id}` } : null
  }
  if (scene.layout?.kind !== 'grid') return null
  const reach = Math.hypot(...scene.layout.module)
  const found = scene.layout.tiles.find((tile) => {
    const first = tile.polygon[0]
    if (!first || Math.abs(first[0] - x) > reach || Math.abs(first[1] - y) > reach) return false
    return isPointInPolygon(point, { outer: tile.polygon, holes: tile.holes ?? [] })
  })
  return found ? { kind: 'piece', id: `tile:${found.id}` } : null
}

function isInFixture(fixture: SceneFixture, point: Point): boolean {
  const { bounds: b } = fixture
  if (point[0] < b.minX || point[0] > b.maxX || point[1] < b.minY || point[1] > b.maxY) return false
  const [x, y] = turnPoint([point[0] - fixture.at[0], point[1] - fixture.at[1]], -fixture.rotationDeg)
  return Math.abs(x) <= fixture.widthMm / 2 && Math.abs(y) <= fixture.heightMm / 2
}

/** Ids in a box: wholly inside for a window, touched for a crossing. Corners come only with a window that doesn't hold the whole room. */
export function idsInBox(scene: Scene, box: Bounds, how: 'window' | 'crossing'): Set<string> {
  const ids = new Set<string>()
  const inside = (at: Point) => at[0] >= box.minX && at[0] <= box.maxX && at[1] >= box.minY && at[1] <= box.maxY
  const touches = (from: Point, to: Point) => inside(from) || inside(to) || crossesBox(from, to, box)
  for (const fixture of scene.fixtures) {
    const corners = cornersOf(fixture)
    const hit =
      how === 'window'
        ? corners.every(inside)
        : corners.some((corner, i) => touches(corner, corners[(i + 1) % 4] ?? corner)) || isInFixture(fixture, [box.minX, box.minY])
    if (hit) ids.add(fixture.id)
  }
  for (const { id, lineFrom, lineTo } of scene.dimensions) {
    if (how === 'window' ? inside(lineFrom) && inside(lineTo) : touches(lineFrom, lineTo)) ids.add(id)
  }
  if (scene.vertices.length === 0) return ids
  if (how === 'window') {
    const caught = scene.vertices.filter((vertex) => inside(vertex.at))
    if (caught.length === scene.vertices.length) ids.add('room')
    else for (const vertex of caught) ids.add(vertex.id)
  } else if (scene.edges.some((edge) => edge.path.some((at, i) => i > 0 && touches(edge.path[i - 1] ?? at, at)))) ids.add('room')
  return ids
}

function crossesBox(from: Point, to: Point, box: Bounds): boolean {
  const ring: Point[] = [
    [box.minX, box.minY],
    [box.maxX, box.minY],
    [box.maxX, box.maxY],
    [box.minX, box.maxY],
  ]
  return ring.some((corner, i) => intersectSegments([from, to], [corner, ring[(i + 1) % 4] ?? corner]) !== null)
}
