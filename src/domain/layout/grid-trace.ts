// Traces the room's boundary through the grid: which stretches of it pass which cell, and which cells lie wholly inside.
// Points are kept in one flat list and chains by number, since a comb of thin teeth has hundreds of thousands.
import type { Point } from '../geometry/point.ts'
import type { FrameRing, GridFrame } from './grid-frame.ts'
import { shiftMm, walkRing } from './grid-walk.ts'

/** A stretch of boundary through one cell; its points are the pairs `from` to `until` of a flat list. Places as in grid-walk.ts. */
export interface Chain {
  readonly from: number
  readonly until: number
  readonly entry: number
  readonly exit: number
}

/** What passes through one cell. */
export interface CellTrace {
  /** x, y pairs relative to the grid's origin, of every chain. */
  readonly points: readonly number[]
  readonly chains: readonly Chain[]
  /** Rings that lie wholly inside the cell; counter-clockwise is a piece, clockwise a hole. */
  readonly loops: readonly (readonly number[])[]
}

/** The boundary in a grid: cells are numbered row by row from the lower left of the room's box. */
export interface GridTrace {
  readonly firstColumn: number
  readonly firstRow: number
  readonly columns: number
  readonly rows: number
  /** What passes through a cell; null where no boundary does. */
  readonly cellAt: (key: number) => CellTrace | null
  /** 1 where a cell without boundary lies inside the room; meaningless where there is boundary. */
  readonly inside: Uint8Array
}

const noLoops: readonly number[][] = []

/** Traces the room with a grid crossing at `origin` (frame coordinates). */
export function traceBoundary(frame: GridFrame, origin: Point): GridTrace {
  const [mx, my] = frame.module
  const firstColumn = Math.floor((frame.minX - origin[0] + shiftMm) / mx)
  const firstRow = Math.floor((frame.minY - origin[1] + shiftMm) / my)
  const columns = Math.floor((frame.maxX - origin[0] + shiftMm) / mx) - firstColumn + 1
  const rows = Math.floor((frame.maxY - origin[1] + shiftMm) / my) - firstRow + 1
  const inside = new Uint8Array(columns * rows + 1)
  const heads = new Int32Array(columns * rows).fill(-1)
  // By chain number: lists of plain numbers stay small where objects would not.
  const starts: number[] = []
  const entries: number[] = []
  const exits: number[] = []
  const followers: number[] = []
  const points: number[] = []
  const loops = new Map<number, number[][]>()
  const keyOf = (column: number, row: number) => (row - firstRow) * columns + (column - firstColumn)
  for (const ring of frame.rings) {
    walkRing(
      ring,
      { origin, module: frame.module },
      {
        enter: ({ column, row, entry, x, y }) => {
          const key = keyOf(column, row)
          followers.push(heads[key] as number)
          heads[key] = starts.length
          starts.push(points.length)
          entries.push(entry)
          points.push(x, y)
        },
        vertex: (x, y) => {
          points.push(x, y)
        },
        leave: (exit, x, y) => {
          points.push(x, y)
          exits.push(exit)
        },
        loop: (column, row) => {
          const key = keyOf(column, row)
          const known = loops.get(key)
          const flat = flattenRing(ring, origin)
          if (known) known.push(flat)
          else loops.set(key, [flat])
        },
      },
    )
    const xs = ring.xs.map((x) => x - origin[0])
    const ys = ring.ys.map((y) => y - origin[1])
    toggleRows({ xs, ys, mx, my, firstColumn, firstRow, columns, inside })
  }
  fillRows(inside, columns, rows)
  const cellAt = (key: number): CellTrace | null => {
    const head = heads[key] as number
    const rings = loops.get(key)
    if (head < 0 && !rings) return null
    const found: Chain[] = []
    for (let at = head; at >= 0; at = followers[at] as number) {
      // A passage ends where the next begins: the walk leaves no gaps.
      const until = starts[at + 1] ?? points.length
      found.push({ from: starts[at] as number, until, entry: entries[at] as number, exit: exits[at] as number })
    }
    return { points, chains: found, loops: rings ?? noLoops }
  }
  return { firstColumn, firstRow, columns, rows, cellAt, inside }
}

/** A ring as x, y pairs relative to the grid's origin. */
export function flattenRing({ xs, ys }: FrameRing, [ox, oy]: Point): number[] {
  const flat: number[] = []
  for (let i = 0; i < xs.length; i += 1) flat.push((xs[i] as number) - ox, (ys[i] as number) - oy)
  return flat
}

interface RowMarks {
  readonly xs: Float64Array
  readonly ys: Float64Array
  readonly mx: number
  readonly my: number
  readonly firstColumn: number
  readonly firstRow: number
  readonly columns: number
  readonly inside: Uint8Array
}

/** Marks, in each row, the cells right of which the boundary crosses the row's centre line. */
function toggleRows({ xs, ys, mx, my, firstColumn, firstRow, columns, inside }: RowMarks): void {
  const count = xs.length
  for (let i = 0; i < count; i += 1) {
    const j = i + 1 === count ? 0 : i + 1
    const [x0, y0, x1, y1] = [xs[i] as number, ys[i] as number, xs[j] as number, ys[j] as number]
    const from = Math.ceil(Math.min(y0, y1) / my - 0.5)
    const until = Math.ceil(Math.max(y0, y1) / my - 0.5)
    for (let row = from; row < until; row += 1) {
      const x = x0 + (((row + 0.5) * my - y0) / (y1 - y0)) * (x1 - x0)
      const column = Math.floor((x + shiftMm) / mx) - firstColumn + 1
      if (column < columns) {
        const key = (row - firstRow) * columns + column
        inside[key] = (inside[key] as number) ^ 1
      }
    }
  }
}

function fillRows(inside: Uint8Array, columns: number, rows: number): void {
  for (let row = 0; row < rows; row += 1) {
    let parity = 0
    for (let key = row * columns; key < (row + 1) * columns; key += 1) {
      parity ^= inside[key] as number
      inside[key] = parity
    }
  }
}
