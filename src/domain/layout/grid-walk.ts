// Walks one ring of the room through the grid and tells a visitor of every cell it passes: where it enters, its corners, where it leaves.
// General position comes from a shift of 0.1 um: a point on a grid line counts as just above it, while the points
// told lie on the true line. So walls along a grid line leave phantoms of no width, never odd pairings.
import type { Point } from '../geometry/point.ts'
import type { FrameRing } from './grid-frame.ts'

/** Who hears of the walk. Coordinates are relative to the grid's origin; every `enter` is followed by one `leave`. */
export interface WalkVisitor {
  /** A passage through a cell opens; `at` is the ring's first vertex that may lie in it. */
  readonly enter: (passage: {
    readonly column: number
    readonly row: number
    readonly entry: number
    readonly x: number
    readonly y: number
    readonly at: number
  }) => void
  readonly vertex: (x: number, y: number) => void
  readonly leave: (exit: number, x: number, y: number) => void
  /** The ring lies wholly in one cell; nothing else is told. */
  readonly loop: (column: number, row: number) => void
}

/** Places on a cell's border run counter-clockwise: side (0 bottom, 1 right, 2 top, 3 left) x 2 + 0..1 along it. */
export type Place = number

/** The symbolic shift in mm. */
export const shiftMm = 1e-4

const clampUnit = (value: number) => (value < 0 ? 0 : value > 1 ? 1 : value)

/** The vertex before the first edge that leaves its cell; -1 when the ring stays in one cell. */
function findFirstCrossing({ xs, ys }: FrameRing, [ox, oy]: Point, [mx, my]: Point): number {
  const column = Math.floor(((xs[0] as number) - ox + shiftMm) / mx)
  const row = Math.floor(((ys[0] as number) - oy + shiftMm) / my)
  for (let i = 1; i < xs.length; i += 1) {
    const c = Math.floor(((xs[i] as number) - ox + shiftMm) / mx)
    const r = Math.floor(((ys[i] as number) - oy + shiftMm) / my)
    if (c !== column || r !== row) return i - 1
  }
  return -1
}

/** Walks `ring` once round, through a grid of `module` with a crossing at `origin`. */
export function walkRing(ring: FrameRing, grid: { readonly origin: Point; readonly module: Point }, visitor: WalkVisitor): void {
  const { xs, ys } = ring
  const count = xs.length
  const [ox, oy] = grid.origin
  const [mx, my] = grid.module
  const start = findFirstCrossing(ring, grid.origin, grid.module)
  const first = Math.max(0, start)
  let [x, y] = [(xs[first] as number) - ox, (ys[first] as number) - oy]
  let column = Math.floor((x + shiftMm) / mx)
  let row = Math.floor((y + shiftMm) / my)
  if (start < 0) {
    visitor.loop(column, row)
    return
  }
  let isOpen = false
  let [firstExit, firstX, firstY] = [0, 0, 0]
  for (let step = 1; step <= count; step += 1) {
    const at = (start + step) % count
    const nextX = (xs[at] as number) - ox
    const nextY = (ys[at] as number) - oy
    const lastColumn = Math.floor((nextX + shiftMm) / mx)
    const lastRow = Math.floor((nextY + shiftMm) / my)
    while (column !== lastColumn || row !== lastRow) {
      const lineX = lastColumn > column ? (column + 1) * mx : column * mx
      const lineY = lastRow > row ? (row + 1) * my : row * my
      const tx = lastColumn === column ? Infinity : clampUnit((lineX - shiftMm - x) / (nextX - x))
      const ty = lastRow === row ? Infinity : clampUnit((lineY - shiftMm - y) / (nextY - y))
      let [crossX, crossY, exit, entry] = [lineX, lineY, 0, 0]
      if (tx <= ty) {
        const along = clampUnit((y + tx * (nextY - y) - row * my) / my)
        crossY = row * my + along * my
        const isRight = lastColumn > column
        exit = isRight ? 2 + along : 7 - along
        entry = isRight ? 7 - along : 2 + along
        column += isRight ? 1 : -1
      } else {
        const along = clampUnit((x + ty * (nextX - x) - column * mx) / mx)
        crossX = column * mx + along * mx
        const isUp = lastRow > row
        exit = isUp ? 5 - along : along
        entry = isUp ? along : 5 - along
        row += isUp ? 1 : -1
      }
      if (isOpen) visitor.leave(exit, crossX, crossY)
      else [firstExit, firstX, firstY] = [exit, crossX, crossY]
      visitor.enter({ column, row, entry, x: crossX, y: crossY, at })
      isOpen = true
    }
    visitor.vertex(nextX, nextY)
    x = nextX
    y = nextY
  }
  visitor.leave(firstExit, firstX, firstY)
}
