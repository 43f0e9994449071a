// The room's edges that run along the grid: where each faces, how long it is, and how wide the room is in front of it.
// Borders and the first three criteria of merit are functions of these alone.
import type { FrameRing, GridFrame } from './grid-frame.ts'

export type Side = 'left' | 'right' | 'bottom' | 'top'

/** A straight edge along the grid, facing a side, with the clear width in front of it. */
export interface Face {
  readonly side: Side
  /** Coordinate across the edge in the frame: x for left and right, y for bottom and top. */
  readonly atMm: number
  readonly lengthMm: number
  readonly isHole: boolean
  /** The edge in parts by the clear width to the opposite wall; Infinity where there is none within a module. */
  readonly spans: readonly FaceSpan[]
}

export interface FaceSpan {
  readonly lengthMm: number
  readonly clearMm: number
}

/** One axis of the grid: the faces across it and the room's extent. */
export interface AxisFaces {
  readonly moduleMm: number
  readonly minMm: number
  readonly maxMm: number
  readonly faces: readonly Face[]
  /** Whether both outermost edges are straight and along the grid, so that opposite borders can be equal. */
  readonly hasOutermost: boolean
}

export interface GridFaces {
  readonly x: AxisFaces
  readonly y: AxisFaces
  /** Whether every edge lies along the grid: then the search is exact. */
  readonly allAlong: boolean
}

/** Edges within this angle of a grid line lie along it (interface.md, Layout reply: 0.01 degrees). */
const alongTangent = Math.tan((0.01 * Math.PI) / 180)
/** Edges whose ends differ less than this across are level. */
const levelMm = 0.02
const overlapMm = 0.005

interface Edge {
  readonly at: number
  readonly from: number
  readonly to: number
  /** +1 when the room lies on the side of growing coordinates. */
  readonly inward: 1 | -1
  readonly isHole: boolean
}

/** Finds the faces of a room in a grid's frame. */
export function findFaces(frame: GridFrame): GridFaces {
  const acrossX: Edge[] = []
  const acrossY: Edge[] = []
  let allAlong = true
  for (const [at, ring] of frame.rings.entries()) {
    if (!collectEdges(ring, at > 0, acrossX, acrossY)) allAlong = false
  }
  return {
    x: createAxis({ edges: acrossX, moduleMm: frame.module[0], minMm: frame.minX, maxMm: frame.maxX, sides: ['left', 'right'] }),
    y: createAxis({ edges: acrossY, moduleMm: frame.module[1], minMm: frame.minY, maxMm: frame.maxY, sides: ['bottom', 'top'] }),
    allAlong,
  }
}

function collectEdges(ring: FrameRing, isHole: boolean, acrossX: Edge[], acrossY: Edge[]): boolean {
  const count = ring.xs.length
  let allAlong = true
  for (let i = 0; i < count; i += 1) {
    const j = (i + 1) % count
    const [x0, y0, x1, y1] = [ring.xs[i], ring.ys[i], ring.xs[j], ring.ys[j]] as [number, number, number, number]
    const [dx, dy] = [Math.abs(x1 - x0), Math.abs(y1 - y0)]
    // The room lies to the left of travel: going up it lies towards -x, going right towards +y.
    if (ring.straight[i] && dx <= alongTangent * dy) {
      acrossX.push({ ...placeEdge(x0, x1, y1 > y0 ? -1 : 1), from: Math.min(y0, y1), to: Math.max(y0, y1), isHole })
    } else if (ring.straight[i] && dy <= alongTangent * dx) {
      acrossY.push({ ...placeEdge(y0, y1, x1 > x0 ? 1 : -1), from: Math.min(x0, x1), to: Math.max(x0, x1), isHole })
    } else allAlong = false
  }
  return allAlong
}

function placeEdge(a: number, b: number, inward: 1 | -1): { readonly at: number; readonly inward: 1 | -1 } {
  if (a === b) return { at: a, inward }
  if (Math.abs(a - b) <= levelMm) return { at: (a + b) / 2, inward }
  return { at: inward > 0 ? Math.max(a, b) : Math.min(a, b), inward }
}

function createAxis(args: {
  readonly edges: Edge[]
  readonly moduleMm: number
  readonly minMm: number
  readonly maxMm: number
  readonly sides: readonly [Side, Side]
}): AxisFaces {
  const { edges, moduleMm, minMm, maxMm, sides } = args
  const sorted = edges.toSorted((a, b) => a.at - b.at)
  const reversed = sorted.toReversed()
  const firstAbove = (at: number) => lowerBound(sorted, at + overlapMm, (edge) => edge.at)
  const firstBelow = (at: number) => lowerBound(reversed, -(at - overlapMm), (edge) => -edge.at)
  const faces = sorted.map((edge): Face => {
    const [ahead, start] = edge.inward > 0 ? [sorted, firstAbove(edge.at)] : [reversed, firstBelow(edge.at)]
    const spans = measureClearance({ edge, ahead, start, moduleMm })
    return { side: edge.inward > 0 ? sides[0] : sides[1], atMm: edge.at, lengthMm: edge.to - edge.from, isHole: edge.isHole, spans }
  })
  const hasFirst = sorted.some((edge) => edge.inward > 0 && !edge.isHole && Math.abs(edge.at - minMm) <= levelMm)
  const hasLast = sorted.some((edge) => edge.inward < 0 && !edge.isHole && Math.abs(edge.at - maxMm) <= levelMm)
  return { moduleMm, minMm, maxMm, faces, hasOutermost: hasFirst && hasLast }
}

function lowerBound<T>(items: readonly T[], value: number, keyOf: (item: T) => number): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keyOf(items[middle] as T) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Splits an edge by the first wall in front of each part of it, looking no further than a module. */
function measureClearance(args: {
  readonly edge: Edge
  readonly ahead: readonly Edge[]
  readonly start: number
  readonly moduleMm: number
}): FaceSpan[] {
  const { edge, ahead, start, moduleMm } = args
  const spans: FaceSpan[] = []
  let open: [number, number][] = [[edge.from, edge.to]]
  for (let i = start; i < ahead.length && open.length > 0; i += 1) {
    const other = ahead[i] as Edge
    const distance = Math.abs(other.at - edge.at)
    if (distance >= moduleMm) break
    if (other.to - overlapMm <= edge.from || other.from + overlapMm >= edge.to) continue
    const rest: [number, number][] = []
    for (const [from, to] of open) {
      const [low, high] = [Math.max(from, other.from), Math.min(to, other.to)]
      if (high - low <= overlapMm) {
        rest.push([from, to])
        continue
      }
      // A wall that faces the same way means the room ended before it, at a slanted edge.
      spans.push({ lengthMm: high - low, clearMm: other.inward === edge.inward ? Infinity : distance })
      if (low - from > overlapMm) rest.push([from, low])
      if (to - high > overlapMm) rest.push([high, to])
    }
    open = rest
  }
  for (const [from, to] of open) spans.push({ lengthMm: to - from, clearMm: Infinity })
  return spans
}
