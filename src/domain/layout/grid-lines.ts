// Grid lines as merged straight runs inside the room, for drawing: 100 x 100 full tiles give 202 lines.
// Runs that lie on a wall are kept, since a wall angle is drawn there.
import type { Point } from '../geometry/point.ts'
import { createGridFrame } from './grid-frame.ts'
import type { PreparedRoom } from './room.ts'

/** Runs shorter than this are not drawn, in mm. */
const shortestRunMm = 0.05
/** How far to each side of a line the room is looked for. */
const besideMm = 0.02

/** Every run of every grid line within the room or on its walls, from low to high coordinate. */
export function gridLines(room: PreparedRoom, module: Point, origin: Point, rotationDeg: number): [Point, Point][] {
  const frame = createGridFrame(room, module, rotationDeg)
  const [ox, oy] = frame.toFrame(origin)
  const runs: [Point, Point][] = []
  const across = (axis: 0 | 1) => {
    const [low, high, base, step] = axis === 0 ? [frame.minX, frame.maxX, ox, module[0]] : [frame.minY, frame.maxY, oy, module[1]]
    const first = Math.ceil((low - base - besideMm / 2) / step)
    const last = Math.floor((high - base + besideMm / 2) / step)
    const rings = frame.rings.map(({ xs, ys }) => (axis === 0 ? { across: xs, along: ys } : { across: ys, along: xs }))
    const lines = collectRuns(rings, { base, step, first, last })
    for (const [index, spans] of lines.entries()) {
      const at = base + (first + index) * step
      for (const [from, to] of spans) {
        runs.push(axis === 0 ? [frame.toRoom(at, from), frame.toRoom(at, to)] : [frame.toRoom(from, at), frame.toRoom(to, at)])
      }
    }
  }
  across(0)
  across(1)
  return runs
}

interface FlatRing {
  readonly across: Float64Array
  readonly along: Float64Array
}

function collectRuns(rings: readonly FlatRing[], lines: { base: number; step: number; first: number; last: number }): [number, number][][] {
  const { base, step, first, last } = lines
  const count = Math.max(0, last - first + 1)
  const sides = [-besideMm, besideMm].map((shift) => {
    const cuts: number[][] = Array.from({ length: count }, () => [])
    for (const { across, along } of rings) {
      for (let i = 0; i < across.length; i += 1) {
        const j = (i + 1) % across.length
        const [a, b] = [(across[i] as number) - base - shift, (across[j] as number) - base - shift]
        const from = Math.max(first, Math.ceil(Math.min(a, b) / step))
        const until = Math.min(last + 1, Math.ceil(Math.max(a, b) / step))
        for (let k = from; k < until; k += 1) {
          const t = (k * step - a) / (b - a)
          cuts[k - first]?.push((along[i] as number) + t * ((along[j] as number) - (along[i] as number)))
        }
      }
    }
    return cuts
  })
  return Array.from({ length: count }, (_, index) => {
    const spans: [number, number][] = []
    for (const cuts of sides) {
      const sorted = (cuts[index] as number[]).sort((p, q) => p - q)
      for (let i = 0; i + 1 < sorted.length; i += 2) spans.push([sorted[i] as number, sorted[i + 1] as number])
    }
    return mergeSpans(spans)
  })
}

function mergeSpans(spans: [number, number][]): [number, number][] {
  const merged: [number, number][] = []
  for (const span of spans.sort((p, q) => p[0] - q[0])) {
    const last = merged[merged.length - 1]
    if (last && span[0] <= last[1] + shortestRunMm) last[1] = Math.max(last[1], span[1])
    else merged.push([span[0], span[1]])
  }
  return merged.filter(([from, to]) => to - from > shortestRunMm)
}
