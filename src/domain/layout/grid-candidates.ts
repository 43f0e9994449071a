// Candidate grid lines of one axis, and the ones that survive the criteria that are sums of one term per axis.
// Positions are modulo the module, in the grid's frame (ceiling.md section 2, offset optimiser).
import { type AxisTerms, measureAxis } from './grid-borders.ts'
import type { AxisFaces } from './grid-faces.ts'

/** A position of the grid lines of one axis with its share of the criteria. */
export interface AxisLine {
  readonly lineMm: number
  readonly terms: AxisTerms
}

/** Beyond this many coordinates only the outermost pair is halved: the others' middles cannot win where edges lie along the grid. */
const maxPaired = 60

function wrap(value: number, moduleMm: number): number {
  const rest = value - Math.floor(value / moduleMm) * moduleMm
  return rest >= moduleMm - 1e-7 ? 0 : rest
}

/** Every vertex, edge and fixture coordinate v, v + m/2, the middles of pairs with and without m, and the middles between neighbours. */
export function listCandidates(axis: AxisFaces, coordinates: readonly number[]): number[] {
  const m = axis.moduleMm
  const found = new Map<number, number>()
  const add = (value: number) => {
    const at = wrap(value, m)
    const key = Math.round(at * 1e4)
    if (!found.has(key)) found.set(key, at)
  }
  const values = [...new Set([axis.minMm, axis.maxMm, ...axis.faces.map((face) => face.atMm), ...coordinates])]
  for (const value of values) {
    add(value)
    add(value + m / 2)
  }
  const paired = values.length <= maxPaired ? values : [axis.minMm, axis.maxMm]
  for (const [i, a] of paired.entries()) {
    for (let j = i + 1; j < paired.length; j += 1) {
      add((a + (paired[j] as number)) / 2)
      add((a + (paired[j] as number) + m) / 2)
    }
  }
  const sorted = [...found.values()].sort((a, b) => a - b)
  const last = sorted[sorted.length - 1] as number
  const middles = sorted.map((value, i) => wrap((value + (i === 0 ? last - m : (sorted[i - 1] as number))) / 2, m))
  for (const middle of middles) add(middle)
  return [...found.values()]
}

function compareTerms(a: AxisTerms, b: AxisTerms): number {
  const grid = (value: number) => Math.round(value * 100)
  return (
    grid(a.shortBorderMm) - grid(b.shortBorderMm) ||
    grid(a.borderDifferenceMm) - grid(b.borderDifferenceMm) ||
    grid(a.shortHoleBorderMm) - grid(b.shortHoleBorderMm)
  )
}

/** The lines no other line of the axis beats on the criteria (1) to (3). */
export function keepBestLines(axis: AxisFaces, candidates: readonly number[]): AxisLine[] {
  let best: AxisLine[] = []
  for (const lineMm of candidates) {
    const line = { lineMm, terms: measureAxis(axis, lineMm) }
    const versus = best[0] ? compareTerms(line.terms, best[0].terms) : -1
    if (versus < 0) best = [line]
    else if (versus === 0) best.push(line)
  }
  return best
}
