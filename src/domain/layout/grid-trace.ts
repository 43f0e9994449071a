// Walks the room's boundary through the grid and cuts it at grid lines into chains, one cell at a time.
// General position comes from a shift of 0.1 um: a point on a grid line counts as just above it, while the points
// written out lie on the true line. So walls along a grid line leave phantoms of no width, never odd pairings.
import type { Point } from '../geometry/point.ts'
import type { GridFrame } from './grid-frame.ts'

/** A piece of boundary through one cell. Places run counter-clockwise: side (0 bottom, 1 right, 2 top, 3 left) x 2 + 0..1 along it. */
export interface Chain {
  /** x, y pairs relative to the grid's origin. */
  readonly points: number[]
  readonly entry: number
  exit: number
}

/** What passes through one cell. */
export interface CellTrace {
  readonly chains: Chain[]
  /** Rings that lie wholly inside the cell; counter-clockwise is a piece, clockwise a hole. */
  loops: readonly (readonly number[])[]
}

/** The boundary in a grid: cells are numbered row by row from the lower left of the room's box. */
export interface GridTrace {
  readonly firstColumn: number
  readonly firstRow: number
  readonly columns: number
  readonly rows: number
  /** By cell number; undefined where no boundary passes. */
  readonly cells: readonly (CellTrace | undefined)[]
  /** 1 where a cell without boundary lies inside the room; meaningless where there is boundary. */
  readonly inside: Uint8Array
}

const noLoops: readonly number[][] = []

/** The symbolic shift in mm. */
export const shiftMm = 1e-4

/** Traces the room with a grid crossing at `origin` (frame coordinates). */
export function traceBoundary(frame: GridFrame, origin: Point): GridTrace {
  const [mx, my] = frame.module
  const firstColumn = Math.floor((frame.minX - origin[0] + shiftMm) / mx)
  const firstRow = Math.floor((frame.minY - origin[1] + shiftMm) / my)
  const columns = Math.floor((frame.maxX - origin[0] + shiftMm) / mx) - firstColumn + 1
  const rows = Math.floor((frame.maxY - origin[1] + shiftMm) / my) - firstRow + 1
  const cells = new Array<CellTrace | undefined>(columns * rows)
  const inside = new Uint8Array(columns * rows + 1)
  const cellAt = (column: number, row: number): CellTrace => {
    const key = (row - firstRow) * columns + (column - firstColumn)
    let cell = cells[key]
    if (!cell) {
      cell = { chains: [], loops: noLoops }
      cells[key] = cell
    }
    return cell
  }
  for (const ring of frame.rings) {
    const xs = ring.xs.map((x) => x - origin[0])
    const ys = ring.ys.map((y) => y - origin[1])
    traceRing({ xs, ys, mx, my, cellAt })
    toggleRows({ xs, ys, mx, my, firstColumn, firstRow, columns, inside })
  }
  fillRows(inside, columns, rows)
  return { firstColumn, firstRow, columns, rows, cells, inside }
}

interface RingWalk {
  readonly xs: Float64Array
  readonly ys: Float64Array
  readonly mx: number
  readonly my: number
}

const clampUnit = (value: number) => (value < 0 ? 0 : value > 1 ? 1 : value)

function traceRing({ xs, ys, mx, my, cellAt }: RingWalk & { readonly cellAt: (column: number, row: number) => CellTrace }): void {
  const count = xs.length
  let [x, y] = [xs[0] as number, ys[0] as number]
  let column = Math.floor((x + shiftMm) / mx)
  let row = Math.floor((y + shiftMm) / my)
  const head: number[] = []
  let points = head
  let chain: Chain | null = null
  let headExit = -1
  let headCell: CellTrace | null = null
  for (let i = 1; i <= count; i += 1) {
    const nextX = xs[i % count] as number
    const nextY = ys[i % count] as number
    const lastColumn = Math.floor((nextX + shiftMm) / mx)
    const lastRow = Math.floor((nextY + shiftMm) / my)
    while (column !== lastColumn || row !== lastRow) {
      const lineX = lastColumn > column ? (column + 1) * mx : column * mx
      const lineY = lastRow > row ? (row + 1) * my : row * my
      const tx = lastColumn === column ? Infinity : clampUnit((lineX - shiftMm - x) / (nextX - x))
      const ty = lastRow === row ? Infinity : clampUnit((lineY - shiftMm - y) / (nextY - y))
      const [left, bottom] = [column * mx, row * my]
      let crossX: number
      let crossY: number
      let exit: number
      let entry: number
      const [fromColumn, fromRow] = [column, row]
      if (tx <= ty) {
        const along = clampUnit((y + tx * (nextY - y) - bottom) / my)
        crossX = lineX
        crossY = bottom + along * my
        if (lastColumn > column) {
          ;[exit, entry] = [2 + along, 7 - along]
          column += 1
        } else {
          ;[exit, entry] = [7 - along, 2 + along]
          column -= 1
        }
      } else {
        const along = clampUnit((x + ty * (nextX - x) - left) / mx)
        crossX = left + along * mx
        crossY = lineY
        if (lastRow > row) {
          ;[exit, entry] = [5 - along, along]
          row += 1
        } else {
          ;[exit, entry] = [along, 5 - along]
          row -= 1
        }
      }
      points.push(crossX, crossY)
      if (chain) chain.exit = exit
      else {
        headExit = exit
        headCell = cellAt(fromColumn, fromRow)
      }
      points = [crossX, crossY]
      chain = { points, entry, exit: -1 }
      cellAt(column, row).chains.push(chain)
    }
    points.push(nextX, nextY)
    ;[x, y] = [nextX, nextY]
  }
  if (!chain || !headCell) {
    const cell = cellAt(column, row)
    cell.loops = [...cell.loops, head]
  } else {
    for (const value of head) points.push(value)
    chain.exit = headExit
  }
}

/** Marks, in each row, the cells right of which the boundary crosses the row's centre line. */
function toggleRows(
  args: RingWalk & { readonly firstColumn: number; readonly firstRow: number; readonly columns: number; readonly inside: Uint8Array },
): void {
  const { xs, ys, mx, my, firstColumn, firstRow, columns, inside } = args
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
