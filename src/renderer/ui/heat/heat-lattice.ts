// Every second cell of the raster, as nodes with the eight ways out of each: distances are found on these. Pure.
import type { HeatGrid } from './heat-grid.ts'

/** Node (column, row) is the raster's cell (2 column, 2 row). */
export interface HeatLattice {
  readonly columns: number
  readonly rows: number
  readonly stepMm: number
  /** Centre of node 0. */
  readonly xMm: number
  readonly yMm: number
  readonly inside: Uint8Array
  /** Bit b is set where the way in direction b is open. */
  readonly open: Uint8Array
}

/** Directions by bit: east, south-east, south, south-west, west, north-west, north, north-east. Rows grow southwards. */
export const directions = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const

/** The bit of a step by its signs: index (dy + 1) * 3 + (dx + 1). */
const bitOfStep = [5, 6, 7, 4, -1, 0, 3, 2, 1] as const

/** Thins a raster; a way is open only when every cell on it can be walked, and a diagonal only when both ways round it can. */
export function createLattice(grid: HeatGrid): HeatLattice {
  const columns = Math.ceil(grid.columns / 2)
  const rows = Math.ceil(grid.rows / 2)
  const inside = new Uint8Array(columns * rows)
  const open = new Uint8Array(columns * rows)
  const east = (column: number, row: number) => {
    if (column < 0 || column + 1 >= columns || row < 0 || row >= rows) return false
    const cell = 2 * row * grid.columns + 2 * column
    return grid.right[cell] === 1 && grid.right[cell + 1] === 1
  }
  const south = (column: number, row: number) => {
    if (row < 0 || row + 1 >= rows || column < 0 || column >= columns) return false
    const cell = 2 * row * grid.columns + 2 * column
    return grid.down[cell] === 1 && grid.down[cell + grid.columns] === 1
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const node = row * columns + column
      if (!grid.inside[2 * row * grid.columns + 2 * column]) continue
      inside[node] = 1
      let bits = 0
      if (east(column, row)) bits |= 1
      if (south(column, row)) bits |= 4
      if (east(column - 1, row)) bits |= 16
      if (south(column, row - 1)) bits |= 64
      if (bits & 1 && bits & 4 && south(column + 1, row) && east(column, row + 1)) bits |= 2
      if (bits & 4 && bits & 16 && south(column - 1, row) && east(column - 1, row + 1)) bits |= 8
      if (bits & 16 && bits & 64 && south(column - 1, row - 1) && east(column - 1, row - 1)) bits |= 32
      if (bits & 64 && bits & 1 && south(column + 1, row - 1) && east(column, row - 1)) bits |= 128
      open[node] = bits
    }
  }
  return {
    columns,
    rows,
    stepMm: 2 * grid.cellMm,
    xMm: grid.minXMm + grid.cellMm / 2,
    yMm: grid.maxYMm - grid.cellMm / 2,
    inside,
    open,
  }
}

/** Whether the straight line between two nodes crosses no wall. */
export function isVisible(lattice: HeatLattice, from: number, to: number): boolean {
  const { columns, open } = lattice
  let [x, y] = [from % columns, Math.floor(from / columns)]
  const [endX, endY] = [to % columns, Math.floor(to / columns)]
  const [spanX, spanY] = [Math.abs(endX - x), Math.abs(endY - y)]
  const [signX, signY] = [Math.sign(endX - x), Math.sign(endY - y)]
  let error = spanX - spanY
  let node = from
  for (let left = Math.max(spanX, spanY); left > 0; left--) {
    const twice = 2 * error
    let [dx, dy] = [0, 0]
    if (twice > -spanY) {
      error -= spanY
      dx = signX
    }
    if (twice < spanX) {
      error += spanX
      dy = signY
    }
    const bit = bitOfStep[(dy + 1) * 3 + dx + 1] ?? -1
    if (bit < 0 || !((open[node] ?? 0) & (1 << bit))) return false
    x += dx
    y += dy
    node = y * columns + x
  }
  return true
}

/** The node nearest to a point that lies in the room, at most `reachMm` away; -1 when there is none. */
export function nodeNear(lattice: HeatLattice, point: { readonly xMm: number; readonly yMm: number }, reachMm: number): number {
  const { columns, rows, stepMm } = lattice
  const [fx, fy] = [(point.xMm - lattice.xMm) / stepMm, (lattice.yMm - point.yMm) / stepMm]
  const reach = Math.ceil(reachMm / stepMm)
  let [best, bestFar] = [-1, (reachMm / stepMm) ** 2]
  // A sensor never stands for more than the nearest nodes: those a step away first, farther ones only when these are all in walls.
  for (const ring of [1, reach]) {
    for (let row = Math.max(0, Math.floor(fy) - ring); row <= Math.min(rows - 1, Math.ceil(fy) + ring); row++) {
      for (let column = Math.max(0, Math.floor(fx) - ring); column <= Math.min(columns - 1, Math.ceil(fx) + ring); column++) {
        const node = row * columns + column
        const far = (column - fx) ** 2 + (row - fy) ** 2
        if (far > bestFar || !lattice.inside[node] || !lattice.open[node]) continue
        best = node
        bestFar = far
      }
    }
    if (best >= 0) return best
  }
  return best
}
