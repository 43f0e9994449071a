// The room as a raster: which cells are inside, and between which neighbours one can walk without crossing a wall. Pure.
// A wall thinner than a cell still closes every link it crosses, so nothing leaks through partitions.
import type { Bounds, Polygon } from '../../../domain/geometry/point.ts'
import { boundsOfPoints } from '../../../domain/geometry/polygon.ts'

/** Row 0 is the northernmost; the centre of cell (column, row) is at minX + (column + 0.5) * cell, maxY - (row + 0.5) * cell. */
export interface HeatGrid {
  readonly columns: number
  readonly rows: number
  readonly cellMm: number
  readonly minXMm: number
  readonly maxYMm: number
  /** 1 where the cell's centre lies in the room and in no hole. */
  readonly inside: Uint8Array
  /** 1 where the way to the right-hand neighbour is open; 0 where a wall crosses it or either end lies outside. */
  readonly right: Uint8Array
  /** The same towards the row below. */
  readonly down: Uint8Array
}

/** The longer side gets at most so many cells, the shorter one so many. */
export const mostCells = { long: 400, short: 250 } as const

/** What the raster covers, in millimetres. */
export function boundsOfGrid(grid: HeatGrid): Bounds {
  const { minXMm: minX, maxYMm: maxY, columns, rows, cellMm } = grid
  return { minX, minY: maxY - rows * cellMm, maxX: minX + columns * cellMm, maxY }
}

/** Rasters a room of straight edges; null when it has no size. */
export function createHeatGrid(room: Polygon, most: { readonly long: number; readonly short: number } = mostCells): HeatGrid | null {
  const bounds = boundsOfPoints(room.outer)
  const [width, height] = [bounds.maxX - bounds.minX, bounds.maxY - bounds.minY]
  if (!(width > 0 && height > 0)) return null
  const cellMm = Math.min(Math.max(width / most.long, height / most.short), Math.max(width / most.short, height / most.long))
  const columns = Math.max(1, Math.ceil(width / cellMm - 1e-9))
  const rows = Math.max(1, Math.ceil(height / cellMm - 1e-9))
  // The raster is centred on the room, so that a room a little short of whole cells is covered evenly.
  const minXMm = bounds.minX - (columns * cellMm - width) / 2
  const maxYMm = bounds.maxY + (rows * cellMm - height) / 2
  const inside = new Uint8Array(columns * rows)
  const right = new Uint8Array(columns * rows)
  const down = new Uint8Array(columns * rows)
  const rings = [room.outer, ...room.holes]

  for (let row = 0; row < rows; row++) {
    const crossings = crossingsOf(rings, { axis: 0, at: maxYMm - (row + 0.5) * cellMm })
    // In cells: a crossing at 3.2 lies between the centres of cells 2 (2.5) and 3 (3.5).
    const at = crossings.map((x) => (x - minXMm) / cellMm)
    const base = row * columns
    for (let k = 0; k + 1 < at.length; k += 2) {
      const from = Math.max(0, Math.ceil((at[k] ?? 0) - 0.5))
      const to = Math.min(columns - 1, Math.floor((at[k + 1] ?? 0) - 0.5))
      for (let column = from; column <= to; column++) inside[base + column] = 1
    }
    for (let column = 0; column + 1 < columns; column++) if (inside[base + column] && inside[base + column + 1]) right[base + column] = 1
    for (const x of at) {
      const column = Math.floor(x - 0.5)
      if (column >= 0 && column < columns) right[base + column] = 0
    }
  }
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row + 1 < rows; row++) {
      const cell = row * columns + column
      if (inside[cell] && inside[cell + columns]) down[cell] = 1
    }
    for (const y of crossingsOf(rings, { axis: 1, at: minXMm + (column + 0.5) * cellMm })) {
      const row = Math.floor((maxYMm - y) / cellMm - 0.5)
      if (row >= 0 && row < rows) down[row * columns + column] = 0
    }
  }
  return { columns, rows, cellMm, minXMm, maxYMm, inside, right, down }
}

/** Where the rings cross a straight line, sorted: axis 0 is the level line y = at (answers x), axis 1 the upright x = at (answers y). */
function crossingsOf(
  rings: readonly (readonly (readonly [number, number])[])[],
  line: { readonly axis: 0 | 1; readonly at: number },
): number[] {
  const found: number[] = []
  const along = line.axis
  const across = along === 0 ? 1 : 0
  for (const ring of rings) {
    let previous = ring[ring.length - 1]
    for (const current of ring) {
      if (previous && current[across] > line.at !== previous[across] > line.at) {
        const share = (line.at - previous[across]) / (current[across] - previous[across])
        found.push(previous[along] + share * (current[along] - previous[along]))
      }
      previous = current
    }
  }
  return found.sort((a, b) => a - b)
}
