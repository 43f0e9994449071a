// The offset optimiser (ceiling.md section 2). The criteria (1) to (3) are sums of one term per axis, so each axis is searched
// apart and only the products of the survivors are counted. Exact where every edge lies along the grid; with slanted edges a
// forecast of the cuts says where counting is worth while, and the answer is the best found. No clock: work is budgeted.
import type { Point } from '../geometry/point.ts'
import { measureOffCentre } from './grid-borders.ts'
import { type AxisLine, keepBestLines, listCandidates } from './grid-candidates.ts'
import { createPieceCounter, type PieceCount } from './grid-count.ts'
import type { AxisFaces } from './grid-faces.ts'
import { forecastCuts } from './grid-forecast.ts'
import type { GridFrame } from './grid-frame.ts'
import type { GridGround } from './grid-ground.ts'
import { judgeLine } from './grid-ground.ts'
import { compareGridMerit, findNearestCrossing } from './grid-merit.ts'
import { type LaidTiles, layTiles } from './grid-tiles.ts'
import type { GridMerit } from './layout.ts'

/** One origin that was counted. */
export interface Trial {
  readonly line: Point
  readonly origin: Point
  readonly count: PieceCount
  readonly merit: GridMerit
  readonly offCentreMm: number
  readonly distanceMm: number
}

/** What the search found: every trial best first, and whether the first is proven best. */
export interface SearchResult {
  readonly trials: readonly Trial[]
  /** How many trials tie with the best on the criteria (1) to (3). */
  readonly equals: number
  readonly proven: boolean
  /** The tiles of the one origin tried where the walls cross so many cells that counting apart from laying would cost too much. */
  readonly laid: LaidOrigin | null
}

/** Tiles with the origin they were laid for, in frame coordinates. */
export interface LaidOrigin {
  readonly line: Point
  readonly tiles: LaidTiles
}

/** Work (chains and cells visited) of a whole search: about two thirds of a second. */
const searchBudget = 700_000
const frontBudget = 80_000
const maxTrials = 5_000
/** Walls that cross more grid lines than this are laid once instead of counted and then laid. */
const heavyCrossings = 120_000
const maxSamples = 900
const maxSurvivors = 1_500

/** Finds the best origin by the order of merit, and enough others to choose alternatives from. */
export function searchOrigins(ground: GridGround): SearchResult {
  const isExact = ground.faces.allAlong
  const counter = createCounter(ground)
  const axes = [0, 1].map((axis) => surviveAxis(ground, axis as 0 | 1, !isExact)) as [AxisLine[], AxisLine[]]
  const lines = pickLines(ground, axes)
  let complete = lines.complete
  for (const line of lines.picked) {
    if (counter.spent() + counter.last() > searchBudget && counter.trials.length > 0) {
      complete = false
      break
    }
    counter.try(line)
  }
  if (!isExact) refine(counter, axes)
  const equals = counter.trials.length
  const limit = counter.spent() + frontBudget
  for (const line of listFront(ground, axes)) {
    if (counter.spent() + counter.last() > limit) break
    counter.try(line)
  }
  const trials = counter.trials.toSorted(compareTrials)
  return { trials, equals, proven: isExact && complete, laid: counter.laid() }
}

/** Best first: the order of merit, then the tile in the middle of a narrow room, then the crossing nearest the lower left. */
export function compareTrials(a: Trial, b: Trial): number {
  return (
    compareGridMerit(a.merit, b.merit) ||
    Math.round(a.offCentreMm * 100) - Math.round(b.offCentreMm * 100) ||
    Math.round(a.distanceMm * 100) - Math.round(b.distanceMm * 100) ||
    a.origin[0] - b.origin[0] ||
    a.origin[1] - b.origin[1]
  )
}

interface Counter {
  readonly trials: Trial[]
  readonly try: (line: Point) => Trial
  readonly spent: () => number
  /** What the last count cost. */
  readonly last: () => number
  readonly laid: () => LaidOrigin | null
}

/** How often the walls cross grid lines. */
function estimateCrossings({ rings, module: [mx, my] }: GridFrame): number {
  let crossings = 0
  for (const { xs, ys } of rings) {
    for (let i = 0, before = xs.length - 1; i < xs.length; before = i, i += 1) {
      crossings += Math.abs((xs[i] as number) - (xs[before] as number)) / mx + Math.abs((ys[i] as number) - (ys[before] as number)) / my
    }
  }
  return crossings
}

function createCounter(ground: GridGround): Counter {
  const { frame, faces, room } = ground
  const [mx, my] = frame.module
  let laid: LaidOrigin | null = null
  const countByLaying = (line: Point): PieceCount => {
    const tiles = layTiles(frame, line)
    laid = { line, tiles }
    return { ...tiles.counts, laidAreaMm2: tiles.laidAreaMm2, work: searchBudget }
  }
  const countPieces = estimateCrossings(frame) > heavyCrossings ? countByLaying : createPieceCounter(frame)
  const known = new Map<string, Trial>()
  const trials: Trial[] = []
  let [spent, last] = [0, 0]
  const wrap = (value: number, size: number) => Math.round((value - Math.floor(value / size) * size) * 1e4) % Math.round(size * 1e4)
  return {
    trials,
    spent: () => spent,
    last: () => last,
    laid: () => laid,
    try: (line) => {
      const key = `${wrap(line[0], mx)},${wrap(line[1], my)}`
      const before = known.get(key)
      if (before) return before
      const { origin, distanceMm } = findNearestCrossing(room, frame, line)
      const exact = frame.toFrame(origin)
      const count = countPieces(exact)
      last = count.work
      spent += last
      const merit = judgeLine(ground, exact, count)
      const offCentreMm = measureOffCentre(faces.x, exact[0]) + measureOffCentre(faces.y, exact[1])
      const trial: Trial = { line: exact, origin, count, merit, offCentreMm, distanceMm }
      known.set(key, trial)
      trials.push(trial)
      return trial
    },
  }
}

function axisOf(ground: GridGround, axis: 0 | 1): AxisFaces {
  return axis === 0 ? ground.faces.x : ground.faces.y
}

function surviveAxis(ground: GridGround, axis: 0 | 1, withSamples: boolean): AxisLine[] {
  const faces = axisOf(ground, axis)
  const coordinates: number[] = ground.targets.map((target) => (axis === 0 ? target.lineX : target.lineY))
  for (const ring of ground.frame.rings) {
    const values = axis === 0 ? ring.xs : ring.ys
    for (const [i, value] of values.entries()) {
      if (ring.straight[i] || ring.straight[(i + values.length - 1) % values.length]) coordinates.push(value)
    }
  }
  const candidates = listCandidates(faces, coordinates)
  if (withSamples) {
    const samples = Math.max(1, Math.min(maxSamples, Math.ceil(faces.moduleMm)))
    const step = Math.max(1, faces.moduleMm / samples)
    for (let k = 0; k < samples; k += 1) candidates.push(k * step)
  }
  const best = keepBestLines(faces, candidates)
  const stride = withSamples ? Math.ceil(best.length / maxSurvivors) : 1
  const survivors = best.filter((_, i) => i % stride === 0)
  return survivors.sort((a, b) => measureOffCentre(faces, a.lineMm) - measureOffCentre(faces, b.lineMm) || a.lineMm - b.lineMm)
}

/** The products worth counting: all of them when they are few, else those with the best forecast. */
function pickLines(
  ground: GridGround,
  [xs, ys]: readonly [AxisLine[], AxisLine[]],
): { readonly picked: Point[]; readonly complete: boolean } {
  const total = xs.length * ys.length
  if (total <= maxTrials) return { picked: xs.flatMap((x) => ys.map((y): Point => [x.lineMm, y.lineMm])), complete: true }
  const productAt = (at: number): Point => [(xs[Math.floor(at / ys.length)] as AxisLine).lineMm, (ys[at % ys.length] as AxisLine).lineMm]
  const forecast = forecastCuts(ground.frame)
  if (!forecast)
    return { picked: Array.from({ length: maxTrials }, (_, n) => productAt(Math.floor((n * total) / maxTrials))), complete: false }
  const scores = new Int32Array(total)
  let [low, high] = [Infinity, -Infinity]
  for (const [i, x] of xs.entries()) {
    for (const [j, y] of ys.entries()) {
      const score = forecast.at(x.lineMm, y.lineMm)
      scores[i * ys.length + j] = score
      low = Math.min(low, score)
      high = Math.max(high, score)
    }
  }
  const buckets: number[][] = Array.from({ length: Math.min(64, high - low + 1) }, () => [])
  for (let at = 0; at < total; at += 1) buckets[(scores[at] as number) - low]?.push(at)
  const picked: Point[] = []
  for (const bucket of buckets) {
    const room = maxTrials - picked.length
    if (room <= 0) break
    // Every bucket but the first leaves half of what remains to the next: a forecast may be one or two off.
    const take = Math.min(bucket.length, Math.ceil(room / 2))
    for (let n = 0; n < take; n += 1) {
      const at = bucket[Math.floor(((n + 0.5) * bucket.length) / take)] as number
      picked.push(productAt(at))
    }
  }
  return { picked, complete: false }
}

/** Walks downhill from the best trials, by ever smaller steps among the surviving lines of each axis. */
function refine(counter: Counter, [xs, ys]: readonly [AxisLine[], AxisLine[]]): void {
  const sortedX = xs.map((line) => line.lineMm).sort((a, b) => a - b)
  const sortedY = ys.map((line) => line.lineMm).sort((a, b) => a - b)
  const starts = counter.trials.toSorted(compareTrials).slice(0, 24)
  for (const start of starts) {
    let best = start
    for (const step of [8, 4, 2, 1, 1]) {
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
        [1, 1],
        [-1, -1],
        [1, -1],
        [-1, 1],
      ] as const) {
        if (counter.spent() + counter.last() > searchBudget * 1.2) return
        const next = counter.try([stepFrom(sortedX, best.line[0], dx * step), stepFrom(sortedY, best.line[1], dy * step)])
        if (compareTrials(next, best) < 0) best = next
      }
    }
  }
}

/** The surviving line nearest to `from` + `by`, never outside the survivors. */
function stepFrom(sorted: readonly number[], from: number, by: number): number {
  const span = (sorted[sorted.length - 1] as number) - (sorted[0] as number)
  const wanted = from + by
  if (span === 0) return sorted[0] as number
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  const [above, below] = [sorted[low] as number, sorted[Math.max(0, low - 1)] as number]
  return Math.abs(above - wanted) <= Math.abs(wanted - below) ? above : below
}

/** Origins that win on a single criterion: flush with each corner, centred, flush with the longest walls. */
function listFront(ground: GridGround, survivors: readonly [AxisLine[], AxisLine[]]): Point[] {
  const perAxis = ([0, 1] as const).map((axis) => {
    const faces = axisOf(ground, axis)
    const middle = (faces.minMm + faces.maxMm) / 2
    const lines = [survivors[axis][0]?.lineMm ?? middle, faces.minMm, faces.maxMm, middle, middle + faces.moduleMm / 2]
    return [...new Set([...lines, ...listLongestFlush(faces)])]
  }) as [number[], number[]]
  return perAxis[0]
    .flatMap((x, i) => perAxis[1].map((y, j) => ({ line: [x, y] as Point, rank: i + j })))
    .sort((a, b) => a.rank - b.rank)
    .map(({ line }) => line)
}

function listLongestFlush(axis: AxisFaces): number[] {
  const lengths = new Map<number, { readonly atMm: number; lengthMm: number }>()
  for (const { atMm, lengthMm } of axis.faces) {
    const key = Math.round((atMm - Math.floor(atMm / axis.moduleMm) * axis.moduleMm) * 100)
    const known = lengths.get(key)
    if (known) known.lengthMm += lengthMm
    else lengths.set(key, { atMm, lengthMm })
  }
  return [...lengths.values()]
    .sort((a, b) => b.lengthMm - a.lengthMm)
    .slice(0, 3)
    .map(({ atMm }) => atMm)
}
