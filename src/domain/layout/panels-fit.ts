// Which panels of a bounding-box layout hang wholly inside the room, at least the perimeter gap from every boundary edge, holes included.
// Exact for straight edges (arcs come as chords): per column of panels the free stretches across it are found once, so that every count
// of rows is answered from them. Tolerance 1e-6 mm. Must not choose between layouts.
import type { Bounds, Point, Polygon } from '../geometry/point.ts'
import type { AxisFit } from './panels-axis.ts'

/** A panel may stand this much nearer than asked, mm. */
const toleranceMm = 1e-6

interface Edge {
  readonly a: Point
  readonly b: Point
  readonly minX: number
  readonly maxX: number
}

/** For each column of panels, the stretches of y that are free across the whole column: [from, to, from, to, ...]. */
export type FreeColumns = readonly (readonly number[])[]

export interface RoomEdges {
  readonly bounds: Bounds
  readonly gapMm: number
  /** Ordered by their lower end, so that stretches arrive nearly sorted. */
  readonly edges: readonly Edge[]
  /** A rectangle along the axes: every panel hangs. */
  readonly plain: boolean
}

/** Gathers what the tests below need of a room. */
export function gatherEdges(polygon: Polygon, bounds: Bounds, gapMm: number): RoomEdges {
  const edges: Edge[] = []
  for (const ring of [polygon.outer, ...polygon.holes]) {
    let a = ring.at(-1)
    for (const b of ring) {
      if (a) edges.push({ a, b, minX: Math.min(a[0], b[0]), maxX: Math.max(a[0], b[0]) })
      a = b
    }
  }
  edges.sort((e, f) => Math.min(e.a[1], e.b[1]) - Math.min(f.a[1], f.b[1]))
  const onBox = ({ a, b }: Edge): boolean =>
    (a[0] === b[0] && (a[0] === bounds.minX || a[0] === bounds.maxX)) || (a[1] === b[1] && (a[1] === bounds.minY || a[1] === bounds.maxY))
  return { bounds, gapMm, edges, plain: polygon.holes.length === 0 && edges.length === 4 && edges.every(onBox) }
}

/** How many edge-and-column pairs finding the free stretches takes: the measure of work of a search. */
export function countEdgeColumns(room: RoomEdges, fits: readonly AxisFit[], panelGapMm: number): number {
  let pairs = 0
  for (const fit of fits) {
    const pitch = fit.widthMm + panelGapMm
    for (const edge of room.edges) pairs += Math.min(fit.count, 1 + (edge.maxX - edge.minX + 2 * room.gapMm) / pitch)
  }
  return pairs
}

/** Finds the free stretches of every column of `fit`, at least `leastMm` long. */
export function findFreeColumns(
  room: RoomEdges,
  fit: AxisFit,
  options: { readonly panelGapMm: number; readonly leastMm: number },
): FreeColumns {
  const pitch = fit.widthMm + options.panelGapMm
  const first = room.bounds.minX + fit.perimeterMm
  const reach = room.gapMm + toleranceMm
  const blocked: number[][] = Array.from({ length: fit.count }, () => [])
  const crossings: number[][] = Array.from({ length: fit.count }, () => [])
  for (const edge of room.edges) {
    const from = Math.max(0, Math.ceil((edge.minX - reach - first - fit.widthMm) / pitch))
    const to = Math.min(fit.count - 1, Math.floor((edge.maxX + reach - first) / pitch))
    for (let column = from; column <= to; column++) {
      const left = first + column * pitch
      // The panel is tested a hair smaller, so that standing exactly at the gap is allowed and crossing an edge is not, even with no gap.
      pushBlocked(blocked[column] as number[], edge, {
        x0: left + toleranceMm,
        x1: left + fit.widthMm - toleranceMm,
        gapMm: room.gapMm + toleranceMm / 2,
      })
      const middle = left + fit.widthMm / 2
      if (edge.minX <= middle && middle < edge.maxX) {
        const along = (middle - edge.a[0]) / (edge.b[0] - edge.a[0])
        ;(crossings[column] as number[]).push(edge.a[1] + along * (edge.b[1] - edge.a[1]))
      }
    }
  }
  return blocked.map((stretches, column) => freeBetween(stretches, crossings[column] as number[], options.leastMm))
}

/** Adds the y for which the horizontal line x0..x1 is nearer to the edge than the gap: one interval, both sets being convex. */
function pushBlocked(into: number[], { a, b }: Edge, { x0, x1, gapMm }: { x0: number; x1: number; gapMm: number }): void {
  const [l, r] = a[0] <= b[0] ? [a, b] : [b, a]
  const [lx, ly] = l
  const [rx, ry] = r
  if (lx - x1 >= gapMm || x0 - rx >= gapMm) return
  let low = Infinity
  let high = -Infinity
  const take = (y: number, reach: number): void => {
    if (y - reach < low) low = y - reach
    if (y + reach > high) high = y + reach
  }
  // The edge's ends, seen from the nearest point of the line.
  const fromLeft = lx < x0 ? x0 - lx : lx > x1 ? lx - x1 : 0
  const fromRight = rx < x0 ? x0 - rx : rx > x1 ? rx - x1 : 0
  if (fromLeft < gapMm) take(ly, Math.sqrt(gapMm * gapMm - fromLeft * fromLeft))
  if (fromRight < gapMm) take(ry, Math.sqrt(gapMm * gapMm - fromRight * fromRight))
  const dx = rx - lx
  if (dx > 0) {
    const slope = (ry - ly) / dx
    // Where the edge passes over the line's ends and middle part.
    if (lx < x0 && x0 < rx) take(ly + slope * (x0 - lx), 0)
    if (lx < x1 && x1 < rx) take(ly + slope * (x1 - lx), 0)
    // Ends of the line seen square to the edge: the foot on the edge lies gap * sin to the side of the end, right of it for a line above a rising edge.
    const across = Math.sqrt(1 + slope * slope)
    const side = (gapMm * slope) / across
    const rise = gapMm * across
    for (const x of [x0, x1]) {
      const at = ly + slope * (x - lx)
      const inside = (foot: number): boolean => foot >= lx && foot <= rx
      if (inside(x + side)) high = Math.max(high, at + rise)
      if (inside(x - side)) low = Math.min(low, at - rise)
    }
  }
  if (!(high > low)) return
  // Edges arrive by their lower end, so most stretches grow the last one instead of lengthening the list.
  const last = into.length - 2
  if (last >= 0 && low >= (into[last] as number) && low <= (into[last + 1] as number)) {
    if (high > (into[last + 1] as number)) into[last + 1] = high
  } else into.push(low, high)
}

/** The parts of the room between blocked stretches: merged in order, kept where the column's middle line runs inside. */
function freeBetween(blocked: number[], crossings: number[], leastMm: number): number[] {
  if (crossings.length < 2) return []
  sortPairs(blocked)
  crossings.sort((p, q) => p - q)
  const free: number[] = []
  let below = 0
  let top = blocked[1] ?? 0
  for (let i = 2; i < blocked.length; i += 2) {
    const low = blocked[i] as number
    if (low - top >= leastMm) {
      const middle = (low + top) / 2
      while (below < crossings.length && (crossings[below] as number) < middle) below++
      if (below % 2 === 1) free.push(top, low)
    }
    top = Math.max(top, blocked[i + 1] as number)
  }
  return free
}

/** Insertion sort of [low, high] pairs by low: they arrive nearly in order. */
function sortPairs(pairs: number[]): void {
  for (let i = 2; i < pairs.length; i += 2) {
    const low = pairs[i] as number
    const high = pairs[i + 1] as number
    let j = i
    while (j > 0 && (pairs[j - 2] as number) > low) {
      pairs[j] = pairs[j - 2] as number
      pairs[j + 1] = pairs[j - 1] as number
      j -= 2
    }
    pairs[j] = low
    pairs[j + 1] = high
  }
}

/** The rows of `fit` that lie wholly in a free stretch, as [first, last], empty when last < first. */
function rowsWithin(fit: AxisFit, first: number, pitch: number, from: number, to: number): [number, number] {
  const low = Math.max(0, Math.ceil((from - first - toleranceMm) / pitch))
  const high = Math.min(fit.count - 1, Math.floor((to - first - fit.widthMm + toleranceMm) / pitch))
  return [low, high]
}

/** How many panels hang with these rows. */
export function countHanging(columns: FreeColumns, rows: AxisFit, options: { readonly minY: number; readonly panelGapMm: number }): number {
  const pitch = rows.widthMm + options.panelGapMm
  const first = options.minY + rows.perimeterMm
  let hanging = 0
  for (const free of columns) {
    for (let i = 0; i < free.length; i += 2) {
      const [low, high] = rowsWithin(rows, first, pitch, free[i] as number, free[i + 1] as number)
      if (high >= low) hanging += high - low + 1
    }
  }
  return hanging
}

/** Which panels hang, as [column, row] from the lower left, column by column. */
export function listHanging(
  columns: FreeColumns,
  rows: AxisFit,
  options: { readonly minY: number; readonly panelGapMm: number },
): [number, number][] {
  const pitch = rows.widthMm + options.panelGapMm
  const first = options.minY + rows.perimeterMm
  const hanging: [number, number][] = []
  for (const [column, free] of columns.entries()) {
    for (let i = 0; i < free.length; i += 2) {
      const [low, high] = rowsWithin(rows, first, pitch, free[i] as number, free[i + 1] as number)
      for (let row = low; row <= high; row++) hanging.push([column, row])
    }
  }
  return hanging
}
