// A map of how many cut pieces each grid position should give, on a raster of the module: the guide of the search where
// edges are slanted. By Euler's formula the pieces are 1 + runs of grid lines + crossings inside the room; full cells are the
// crossings inside the room shrunk by a cell; small triangles dropped along slanted edges are strips beside them.
// It is a forecast: corners are not followed, so whoever uses it counts the promising positions for real.
import { shrinkByRectangle } from '../geometry/clip.ts'
import type { Point, Ring } from '../geometry/point.ts'
import type { GridFrame } from './grid-frame.ts'
import { sliverMm, sliverShare } from './grid-sliver.ts'

/** The forecast: cut pieces at a position, up to a constant. */
export interface CutForecast {
  readonly at: (lineX: number, lineY: number) => number
}

const maxCells = 900
const maxRasterRows = 3_000_000
const maxShrinkVertices = 400

/** Draws the forecast; null where the boundary is too long to draw. */
export function forecastCuts(frame: GridFrame): CutForecast | null {
  const [mx, my] = frame.module
  const [columns, rows] = [Math.max(1, Math.min(maxCells, Math.round(mx))), Math.max(1, Math.min(maxCells, Math.round(my)))]
  const [stepX, stepY] = [mx / columns, my / rows]
  const rings = frame.rings.map(({ xs, ys }): Ring => Array.from(xs, (x, i): Point => [x, ys[i] as number]))
  const length = rings.reduce((sum, ring) => sum + heightOf(ring), 0)
  if (length / stepY > maxRasterRows) return null
  const map = new Int32Array(columns * rows)
  const raster: Raster = { map, columns, rows, stepX, stepY }
  const vertices = rings.reduce((sum, ring) => sum + ring.length, 0)
  const [runsX, runsY] = [new Int32Array(columns), new Int32Array(rows)]
  for (const ring of rings) {
    countCrossings(ring, { axis: 0, step: stepX, counts: runsX })
    countCrossings(ring, { axis: 1, step: stepY, counts: runsY })
  }
  if (vertices <= maxShrinkVertices) {
    for (const ring of rings) fillRing(raster, ring, 1)
    const [outer, ...holes] = rings as [Ring, ...Ring[]]
    for (const part of shrinkByRectangle({ outer, holes }, frame.module))
      for (const ring of [part.outer, ...part.holes]) fillRing(raster, ring, -1)
    halve(runsX)
    halve(runsY)
  }
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 1) fillStrip(raster, ring[i] as Point, ring[(i + 1) % ring.length] as Point)
  accumulate(raster)
  return {
    at: (lineX, lineY) => {
      const i = modulo(Math.round(lineX / stepX), columns)
      const j = modulo(Math.round(lineY / stepY), rows)
      return (map[j * columns + i] as number) + (runsX[i] as number) + (runsY[j] as number)
    },
  }
}

interface Raster {
  readonly map: Int32Array
  readonly columns: number
  readonly rows: number
  readonly stepX: number
  readonly stepY: number
}

const modulo = (value: number, size: number) => ((value % size) + size) % size

function heightOf(ring: Ring): number {
  return ring.reduce((sum, point, i) => sum + Math.abs(point[1] - (ring[(i + 1) % ring.length] as Point)[1]), 0)
}

function halve(counts: Int32Array): void {
  for (let i = 0; i < counts.length; i += 1) counts[i] = (counts[i] as number) >> 1
}

/** Adds, for each position of the lines, how often they cross the ring. */
function countCrossings(ring: Ring, args: { readonly axis: 0 | 1; readonly step: number; readonly counts: Int32Array }): void {
  const { axis, step, counts } = args
  const n = counts.length
  for (const [i, a] of ring.entries()) {
    const b = ring[(i + 1) % ring.length] as Point
    const from = Math.ceil(Math.min(a[axis], b[axis]) / step)
    const until = Math.ceil(Math.max(a[axis], b[axis]) / step)
    const whole = Math.floor((until - from) / n)
    if (whole > 0) for (let k = 0; k < n; k += 1) counts[k] = (counts[k] as number) + whole
    for (let k = from + whole * n; k < until; k += 1) counts[modulo(k, n)] = (counts[modulo(k, n)] as number) + 1
  }
}

/** Marks in a row that everything from x rightwards is covered `weight` times more; negative x works too. */
function mark(raster: Raster, j: number, x: number, weight: number): void {
  const column = Math.ceil(x / raster.stepX)
  const row = modulo(j, raster.rows) * raster.columns
  const wraps = Math.floor(column / raster.columns)
  const at = row + (column - wraps * raster.columns)
  raster.map[at] = (raster.map[at] as number) + weight
  // Each whole module further right covers every position once less: paid at the row's start.
  raster.map[row] = (raster.map[row] as number) - weight * wraps
}

function forEachRow(raster: Raster, a: Point, b: Point, visit: (j: number, x: number) => void): void {
  const from = Math.ceil(Math.min(a[1], b[1]) / raster.stepY)
  const until = Math.ceil(Math.max(a[1], b[1]) / raster.stepY)
  const slope = (b[0] - a[0]) / (b[1] - a[1])
  for (let j = from; j < until; j += 1) visit(j, a[0] + (j * raster.stepY - a[1]) * slope)
}

/** Covers the inside of a ring: going down the room is to the right, going up to the left. */
function fillRing(raster: Raster, ring: Ring, weight: number): void {
  for (const [i, a] of ring.entries()) {
    const b = ring[(i + 1) % ring.length] as Point
    const sign = b[1] < a[1] ? weight : -weight
    forEachRow(raster, a, b, (j, x) => mark(raster, j, x, sign))
  }
}

/** Takes one off where a crossing just inside a slanted edge leaves a triangle too small to hang. */
function fillStrip(raster: Raster, a: Point, b: Point): void {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = Math.hypot(dx, dy)
  const [nx, ny] = [Math.abs(dy) / length, Math.abs(dx) / length]
  if (nx < 1e-4 || ny < 1e-4) return
  const [mx, my] = [raster.columns * raster.stepX, raster.rows * raster.stepY]
  const byArea = Math.sqrt(2 * sliverShare * mx * my * nx * ny)
  const byWidth = sliverMm / (1 / nx + 1 / ny - 1 / (nx * ny))
  const depth = Math.max(byArea, byWidth)
  if (depth / nx > mx || depth / ny > my) return
  const width = (dy < 0 ? 1 : -1) * (depth / nx)
  forEachRow(raster, a, b, (j, x) => {
    mark(raster, j, Math.min(x, x + width), -1)
    mark(raster, j, Math.max(x, x + width), 1)
  })
}

function accumulate(raster: Raster): void {
  for (let j = 0; j < raster.rows; j += 1) {
    let sum = 0
    for (let at = j * raster.columns; at < (j + 1) * raster.columns; at += 1) {
      sum += raster.map[at] as number
      raster.map[at] = sum
    }
  }
}
