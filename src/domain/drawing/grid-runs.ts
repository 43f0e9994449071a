// The grid's lines merged into the longest straight runs inside the room, walls included where a line falls on one.
// A full 100 x 100 grid is 202 runs (ceiling.md section 7).
import type { Point, Polygon } from '../geometry/point.ts'
import { clipLine, type Stroke } from './cut-marks.ts'

const reachMm = 1e-6

function mergeRuns(strokes: readonly Stroke[], along: Point): Stroke[] {
  const at = (point: Point) => point[0] * along[0] + point[1] * along[1]
  const sorted = [...strokes].sort((p, q) => at(p[0]) - at(q[0]))
  const merged: Stroke[] = []
  for (const stroke of sorted) {
    const last = merged.at(-1)
    if (last && at(stroke[0]) <= at(last[1]) + reachMm) {
      if (at(stroke[1]) > at(last[1])) merged[merged.length - 1] = [last[0], stroke[1]]
    } else merged.push(stroke)
  }
  return merged
}

/** Runs of a grid with this module (mm), a crossing at origin, turned counter-clockwise by rotationDeg. */
export function mergeGridLines(input: { room: Polygon; module: Point; origin: Point; rotationDeg: number }): Stroke[] {
  const { room, module, origin, rotationDeg } = input
  const rings = [room.outer, ...room.holes]
  const angle = (rotationDeg * Math.PI) / 180
  const axes: readonly [Point, Point] =
    rotationDeg % 360 === 0
      ? [
          [1, 0],
          [0, 1],
        ]
      : [
          [Math.cos(angle), Math.sin(angle)],
          [-Math.sin(angle), Math.cos(angle)],
        ]
  const runs: Stroke[] = []
  for (const [across, along, step] of [
    [axes[0], axes[1], module[0]],
    [axes[1], axes[0], module[1]],
  ] as const) {
    let [low, high] = [Infinity, -Infinity]
    for (const [x, y] of room.outer) {
      const t = (x - origin[0]) * across[0] + (y - origin[1]) * across[1]
      low = Math.min(low, t)
      high = Math.max(high, t)
    }
    for (let k = Math.ceil((low - reachMm) / step); k * step <= high + reachMm; k++) {
      const through: Point = [origin[0] + across[0] * k * step, origin[1] + across[1] * k * step]
      // A line that lies on an edge is inside seen from one side only, so both sides are asked.
      const sides = [clipLine(rings, through, along), clipLine(rings, through, [-along[0], -along[1]]).map(([a, b]): Stroke => [b, a])]
      runs.push(...mergeRuns(sides.flat(), along))
    }
  }
  return runs
}
