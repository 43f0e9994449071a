// Finds the point the hand means: ends first, then crossings, middles and feet by nearness, then what merely lies on a line. Pure, one pass, no allocation per tile.

import type { Point } from '../../../domain/geometry/point.ts'
import { turnPoint } from '../../../domain/geometry/polygon.ts'
import { intersectSegments, nearestPointOnSegment } from '../../../domain/geometry/segment.ts'
import type { SnapKind } from './editor-state.ts'
import { findEqualGap } from './equal-gap.ts'
import type { Scene, SceneEdge, SceneGrid } from './scene.ts'

export interface SnapQuestion {
  readonly point: Point
  readonly toleranceMm: number
  /** The point the running line starts from: perpendiculars fall from here. */
  readonly from?: Point
  /** Points of the drawing in progress. */
  readonly drawn?: readonly Point[]
  /** Room parts that move with the hand. */
  readonly ignore?: ReadonlySet<string>
  /** Half the size of the fixture in the hand, for equal gaps. */
  readonly half?: Point
}

export interface FoundSnap {
  readonly kind: SnapKind
  readonly at: Point
}

/** Smaller is stronger: a stronger kind wins inside the tolerance even when a weaker one is nearer; equals are decided by nearness. */
const ranks: Readonly<Record<SnapKind, number>> = {
  first: 0,
  end: 1,
  intersection: 2,
  middle: 2,
  perpendicular: 2,
  tileCentre: 3,
  equalGap: 4,
  edge: 5,
  gridLine: 6,
  axis: 7,
  step: 8,
}

/** The best snap within the tolerance, or null. */
export function findSnap(scene: Scene, question: SnapQuestion): FoundSnap | null {
  const { point, toleranceMm, from, drawn = [], ignore, half } = question
  let best: FoundSnap | null = null
  let bestRank = Number.POSITIVE_INFINITY
  let bestMm = 0
  const offer = (kind: SnapKind, at: Point) => {
    const mm = Math.hypot(at[0] - point[0], at[1] - point[1])
    if (mm > toleranceMm) return
    const rank = ranks[kind]
    if (rank < bestRank || (rank === bestRank && mm < bestMm)) {
      best = { kind, at }
      bestRank = rank
      bestMm = mm
    }
  }

  for (const vertex of scene.vertices) if (!ignore?.has(vertex.id)) offer('end', vertex.at)
  for (const at of drawn) offer('end', at)
  const near: SceneEdge[] = []
  for (const edge of scene.edges) {
    if (ignore?.has(edge.id)) continue
    if (edge.curved) {
      offerArc(edge.path, point, offer)
      continue
    }
    if (isFarFrom(edge, point, toleranceMm)) continue
    const foot = nearestPointOnSegment(point, edge.from, edge.to)
    if (Math.hypot(foot.point[0] - point[0], foot.point[1] - point[1]) > toleranceMm) continue
    near.push(edge)
    offer('middle', [(edge.from[0] + edge.to[0]) / 2, (edge.from[1] + edge.to[1]) / 2])
    offer('edge', foot.point)
    if (from) {
      const square = nearestPointOnSegment(from, edge.from, edge.to)
      if (square.along > 0 && square.along < 1) offer('perpendicular', square.point)
    }
  }
  for (let i = 0; i + 1 < near.length; i++) {
    const [first, second] = [near[i], near[i + 1]]
    const at = first && second ? intersectSegments([first.from, first.to], [second.from, second.to]) : null
    if (at) offer('intersection', at)
  }
  for (let i = 0; i + 1 < drawn.length; i++) {
    const [a, b] = [drawn[i], drawn[i + 1]]
    if (a && b) offer('middle', [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2])
  }
  for (const fixture of scene.fixtures) if (!ignore?.has(fixture.id)) offer('middle', fixture.at)
  const gap = half ? findEqualGap(scene, { point, half, toleranceMm, ...(ignore ? { ignore } : {}) }) : null
  if (gap) offer('equalGap', gap)
  if (scene.grid) offerGrid({ grid: scene.grid, point, near, offer, toleranceMm })
  for (const at of from ? [from, ...drawn] : drawn) {
    if (Math.abs(at[0] - point[0]) <= toleranceMm) offer('axis', [at[0], point[1]])
    if (Math.abs(at[1] - point[1]) <= toleranceMm) offer('axis', [point[0], at[1]])
  }
  return best
}

function isFarFrom(edge: SceneEdge, [x, y]: Point, mm: number): boolean {
  const { from, to } = edge
  return (
    x < Math.min(from[0], to[0]) - mm ||
    x > Math.max(from[0], to[0]) + mm ||
    y < Math.min(from[1], to[1]) - mm ||
    y > Math.max(from[1], to[1]) + mm
  )
}

/** On an arc: its middle, and the nearest point of its chords. */
function offerArc(path: readonly Point[], point: Point, offer: GridOffer['offer']) {
  const middle = path.length % 2 === 1 ? path[(path.length - 1) / 2] : undefined
  if (middle) offer('middle', middle)
  for (let i = 0; i + 1 < path.length; i++) {
    const [from, to] = [path[i], path[i + 1]]
    if (from && to) offer('edge', nearestPointOnSegment(point, from, to).point)
  }
}

interface GridOffer {
  readonly grid: SceneGrid
  readonly point: Point
  readonly near: readonly SceneEdge[]
  readonly offer: (kind: SnapKind, at: Point) => void
  readonly toleranceMm: number
}

/** The lattice answers by arithmetic: only the lines next to the point are looked at. */
function offerGrid({ grid, point, near, offer, toleranceMm }: GridOffer) {
  const [mx, my] = grid.module
  const back = (local: Point) => turnPoint(local, grid.rotationDeg, grid.origin)
  const local = turnPoint(point, -grid.rotationDeg, grid.origin)
  const lineX = grid.origin[0] + Math.round((local[0] - grid.origin[0]) / mx) * mx
  const lineY = grid.origin[1] + Math.round((local[1] - grid.origin[1]) / my) * my
  const centreX = grid.origin[0] + (Math.floor((local[0] - grid.origin[0]) / mx) + 0.5) * mx
  const centreY = grid.origin[1] + (Math.floor((local[1] - grid.origin[1]) / my) + 0.5) * my
  offer('intersection', back([lineX, lineY]))
  offer('tileCentre', back([centreX, centreY]))
  offer('gridLine', back([lineX, local[1]]))
  offer('gridLine', back([local[0], lineY]))
  const reach = toleranceMm * 4
  for (const edge of near) {
    const wall: readonly [Point, Point] = [edge.from, edge.to]
    const upright = intersectSegments(wall, [back([lineX, local[1] - reach]), back([lineX, local[1] + reach])])
    const level = intersectSegments(wall, [back([local[0] - reach, lineY]), back([local[0] + reach, lineY])])
    if (upright) offer('intersection', upright)
    if (level) offer('intersection', level)
  }
}
