// The room in the grid's own frame: turned back by the grid's rotation, so that cells are axis-parallel.
// One frame serves every origin. Vertices keep full double precision; unturned rooms keep their coordinates exactly.
import type { Point } from '../geometry/point.ts'
import { boundsOfPoints, cosSinDeg } from '../geometry/polygon.ts'
import type { PreparedRoom } from './room.ts'

/** A room turned into the grid's frame. Rings: outer first, counter-clockwise; holes clockwise. Lengths mm. */
export interface GridFrame {
  readonly rings: readonly FrameRing[]
  readonly module: Point
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
  /** Room coordinates -> frame coordinates. */
  readonly toFrame: (point: Point) => Point
  /** Frame coordinates -> room coordinates, rid of noise below a nanometre. */
  readonly toRoom: (x: number, y: number) => Point
}

export interface FrameRing {
  readonly xs: Float64Array
  readonly ys: Float64Array
  /** 1 where the edge that starts at this vertex is straight, 0 for a chord of an arc. */
  readonly straight: Uint8Array
}

function clean(value: number): number {
  const rounded = Math.round(value * 1e6) / 1e6
  return Math.abs(rounded - value) < 1e-7 * Math.max(1, Math.abs(value) * 1e-6) ? rounded + 0 : value
}

/** Turns the room into the frame of a grid with this module and rotation (degrees, counter-clockwise). */
export function createGridFrame(room: PreparedRoom, module: Point, rotationDeg: number): GridFrame {
  const [cos, sin] = cosSinDeg(rotationDeg)
  const turned = sin !== 0 || cos !== 1
  const [baseX, baseY] = turned ? [room.bounds.minX, room.bounds.minY] : [0, 0]
  const toFrame = ([x, y]: Point): Point => {
    const [dx, dy] = [x - baseX, y - baseY]
    return turned ? [dx * cos + dy * sin, dy * cos - dx * sin] : [x, y]
  }
  const toRoom = (x: number, y: number): Point =>
    turned ? [clean(baseX + x * cos - y * sin), clean(baseY + x * sin + y * cos)] : [clean(x), clean(y)]
  const rings = [room.polygon.outer, ...room.polygon.holes].map((ring, at): FrameRing => {
    const points = ring.map(toFrame)
    return {
      xs: Float64Array.from(points, (p) => p[0]),
      ys: Float64Array.from(points, (p) => p[1]),
      straight: Uint8Array.from(ring, (_, i) => (room.straight[at]?.[i] === false ? 0 : 1)),
    }
  })
  const outer = rings[0] as FrameRing
  const bounds = boundsOfPoints(Array.from(outer.xs, (x, i): Point => [x, outer.ys[i] as number]))
  return { rings, module, ...bounds, toFrame, toRoom }
}

/** Cells of the room's bounding box in the grid's frame. */
export function countCells(frame: GridFrame): number {
  const across = (length: number, module: number) => Math.max(1, Math.ceil(length / module - 1e-9))
  return across(frame.maxX - frame.minX, frame.module[0]) * across(frame.maxY - frame.minY, frame.module[1])
}
