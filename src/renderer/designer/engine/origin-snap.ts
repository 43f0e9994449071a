// Snaps for the grid's origin: per axis, a grid line on a wall, a tile centre on a wall, or equal borders on both sides. Pure.
// The grid repeats, so a wall anywhere in the room can catch a line anywhere in the grid.

import type { Point } from '../../../domain/geometry/point.ts'
import { turnPoint } from '../../../domain/geometry/polygon.ts'
import type { SnapKind } from './editor-state.ts'
import type { Scene, SceneGrid } from './scene.ts'

export interface OriginSnap {
  readonly origin: Point
  /** Per axis of the grid; null where the hand decides. */
  readonly kinds: readonly [SnapKind | null, SnapKind | null]
}

/** Moves `origin` by less than the tolerance on each grid axis where something catches it. */
export function snapOrigin(scene: Scene, grid: SceneGrid, wanted: { readonly origin: Point; readonly toleranceMm: number }): OriginSnap {
  const turned = scene.vertices.map((vertex) => turnPoint(vertex.at, -grid.rotationDeg))
  const local = turnPoint(wanted.origin, -grid.rotationDeg)
  const x = snapAxis({ walls: turned.map((p) => p[0]), module: grid.module[0], value: local[0], toleranceMm: wanted.toleranceMm })
  const y = snapAxis({ walls: turned.map((p) => p[1]), module: grid.module[1], value: local[1], toleranceMm: wanted.toleranceMm })
  return { origin: turnPoint([x.value, y.value], grid.rotationDeg), kinds: [x.kind, y.kind] }
}

interface AxisQuestion {
  readonly walls: readonly number[]
  readonly module: number
  readonly value: number
  readonly toleranceMm: number
}

function snapAxis({ walls, module, value, toleranceMm }: AxisQuestion): { readonly value: number; readonly kind: SnapKind | null } {
  let found: { value: number; kind: SnapKind; mm: number } | null = null
  const offer = (target: number, kind: SnapKind) => {
    const nearest = target + Math.round((value - target) / module) * module
    const mm = Math.abs(nearest - value)
    if (mm <= toleranceMm && (!found || mm < found.mm - 1e-6)) found = { value: nearest, kind, mm }
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const wall of walls) {
    offer(wall, 'edge')
    offer(wall + module / 2, 'tileCentre')
    low = Math.min(low, wall)
    high = Math.max(high, wall)
  }
  if (walls.length > 0) {
    offer((low + high) / 2, 'equalGap')
    offer((low + high + module) / 2, 'equalGap')
  }
  const caught = found as { value: number; kind: SnapKind } | null
  return caught ?? { value, kind: null }
}
