// Level lines of the field: isolines where colour is trusted, and the edge of what is stale. Marching squares, joined into chains. Pure.
import type { HeatField } from './heat-field.ts'
import { isolineTrust } from './heat-field.ts'
import type { HeatLattice } from './heat-lattice.ts'

export interface HeatLine {
  readonly level: number
  /** x, y, x, y ... in millimetres. */
  readonly points: Float32Array
}

const ends = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const

/** Isolines at the levels. */
export function isolinesOf(field: HeatField, levels: readonly number[]): HeatLine[] {
  if (field.kind === 'boolean') return []
  const isTrusted = (node: number) => (field.trust[node] ?? 0) >= isolineTrust
  return levels.flatMap((level) =>
    chains(field.lattice, { valueAt: (node) => (field.value[node] ?? Number.NaN) - level, isUsed: isTrusted }).map((points) => ({
      level,
      points,
    })),
  )
}

/** The line where the nearest sensor changes from a fresh to a stale one. */
export function staleEdgesOf(field: HeatField): HeatLine[] {
  const { freshMm, staleMm, lattice } = field
  const isKnown = (node: number) => lattice.inside[node] === 1 && Number.isFinite(freshMm[node]) && Number.isFinite(staleMm[node])
  const difference = (node: number) => (freshMm[node] ?? 0) - (staleMm[node] ?? 0)
  return chains(lattice, { valueAt: difference, isUsed: isKnown }).map((points) => ({ level: 0, points }))
}

/** Where a boolean's two states meet, as far as they are coloured. */
export function zoneEdgesOf(field: HeatField): HeatLine[] {
  if (field.kind !== 'boolean') return []
  const isKnown = (node: number) => (field.trust[node] ?? 0) > 0 && Math.abs(field.lead[node] ?? 0) < 1e8
  return chains(field.lattice, { valueAt: (node) => field.lead[node] ?? 0, isUsed: isKnown }).map((points) => ({ level: 0, points }))
}

interface Marching {
  readonly valueAt: (node: number) => number
  readonly isUsed: (node: number) => boolean
}

function chains(lattice: HeatLattice, { valueAt, isUsed }: Marching): Float32Array[] {
  const { columns, rows, open } = lattice
  const pieces: (readonly [number, number, number, number])[] = []
  const nodes = [0, 0, 0, 0]
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const node = row * columns + column
      // Bit 1 is the way to the south-east: it's open only where the whole square is.
      if (!((open[node] ?? 0) & 2)) continue
      nodes[0] = node
      nodes[1] = node + 1
      nodes[2] = node + columns + 1
      nodes[3] = node + columns
      if (!nodes.every(isUsed)) continue
      const hits: number[] = []
      for (let k = 0; k < 4; k++) {
        const [a, b] = [valueAt(nodes[k] ?? 0), valueAt(nodes[(k + 1) % 4] ?? 0)]
        if (a > 0 === b > 0) continue
        const share = a / (a - b)
        const [from, to] = [ends[k] ?? ends[0], ends[(k + 1) % 4] ?? ends[0]]
        hits.push(
          lattice.xMm + (column + from[0] + share * (to[0] - from[0])) * lattice.stepMm,
          lattice.yMm - (row + from[1] + share * (to[1] - from[1])) * lattice.stepMm,
        )
      }
      for (let k = 0; k + 3 < hits.length; k += 4) pieces.push([hits[k] ?? 0, hits[k + 1] ?? 0, hits[k + 2] ?? 0, hits[k + 3] ?? 0])
    }
  }
  return join(pieces)
}

/** Pieces end to end; ends are the same where they were found on the same edge. */
function join(pieces: readonly (readonly [number, number, number, number])[]): Float32Array[] {
  const keyOf = (x: number, y: number) => `${Math.round(x * 8)},${Math.round(y * 8)}`
  const at = new Map<string, number[]>()
  for (const [index, [x1, y1, x2, y2]] of pieces.entries()) {
    for (const key of [keyOf(x1, y1), keyOf(x2, y2)]) {
      const held = at.get(key)
      if (held) held.push(index)
      else at.set(key, [index])
    }
  }
  const used = new Uint8Array(pieces.length)
  const grow = (points: number[], from: readonly [number, number]) => {
    let end = from
    for (;;) {
      const next = at.get(keyOf(end[0], end[1]))?.find((index) => !used[index])
      const piece = next === undefined ? undefined : pieces[next]
      if (next === undefined || !piece) return
      used[next] = 1
      const [x1, y1, x2, y2] = piece
      end = keyOf(x1, y1) === keyOf(end[0], end[1]) ? [x2, y2] : [x1, y1]
      points.push(end[0], end[1])
    }
  }
  const lines: Float32Array[] = []
  for (const [index, piece] of pieces.entries()) {
    if (used[index]) continue
    used[index] = 1
    const [x1, y1, x2, y2] = piece
    const ahead = [x1, y1, x2, y2]
    grow(ahead, [x2, y2])
    const behind: number[] = []
    grow(behind, [x1, y1])
    const points: number[] = []
    for (let k = behind.length - 2; k >= 0; k -= 2) points.push(behind[k] ?? 0, behind[k + 1] ?? 0)
    lines.push(Float32Array.from([...points, ...ahead]))
  }
  return lines
}
