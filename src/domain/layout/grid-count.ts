// Counts the pieces a grid origin gives without making tiles: the inner loop of the search for the best origin.
// Must agree with layTiles piece for piece (grid-count.test.ts). It walks the boundary once and keeps sums per chain, not points;
// only doubtful pieces (slivers, columns inside one cell) are put together for real.
import type { Point } from '../geometry/point.ts'
import type { FrameRing, GridFrame } from './grid-frame.ts'
import { assemblePieces, type CellPiece, flatArea, pairChains } from './grid-pieces.ts'
import { isOnLowLine } from './grid-pinches.ts'
import { isPhantom, isSliver, sliverMm, sliverShare } from './grid-sliver.ts'
import { isFullPiece } from './grid-tiles.ts'
import { type Chain, flattenRing } from './grid-trace.ts'
import { shiftMm, type WalkVisitor, walkRing } from './grid-walk.ts'

export interface PieceCount {
  readonly full: number
  readonly cut: number
  readonly dropped: number
  readonly laidAreaMm2: number
  /** What the count cost, in chains and vertices: the search's unit of work. */
  readonly work: number
}

/** One passage of the boundary through a cell, as sums. Places as in grid-walk.ts. */
interface Passage {
  cell: number
  left: number
  bottom: number
  entry: number
  exit: number
  entryX: number
  entryY: number
  exitX: number
  exitY: number
  /** Twice the area swept about the cell's corner, and the length, from entry to exit. */
  twice: number
  length: number
  ring: number
  firstVertex: number
  vertices: number
  /** Whether a vertex lies on the cell's lower or left line: then a corridor of no width may hide there (grid-pinches.ts). */
  pinched: boolean
  next: number
}

interface Tally {
  full: number
  cut: number
  dropped: number
  laidAreaMm2: number
}

/** What it costs to put one chain of a doubtful piece together, in the unit of work. */
const assembledWork = 25

/** A counter for one frame; each call counts one origin, given in frame coordinates. */
export function createPieceCounter(frame: GridFrame): (origin: Point) => PieceCount {
  const [mx, my] = frame.module
  const moduleArea = mx * my
  const pool: Passage[] = []
  const heads = new Int32Array((Math.ceil((frame.maxX - frame.minX) / mx) + 3) * (Math.ceil((frame.maxY - frame.minY) / my) + 3)).fill(-1)
  // The walk's sums; `corners` is 1 when it passes the cell's lower left corner, which then was counted as a full cell.
  const walk = { twice: 0, length: 0, corners: 0 }
  let [used, assembled] = [0, 0]
  const visited: number[] = []
  const loops = new Map<number, { readonly rings: number[][]; readonly left: number; readonly bottom: number }>()

  return (origin) => {
    const firstColumn = Math.floor((frame.minX - origin[0] + shiftMm) / mx)
    const firstRow = Math.floor((frame.minY - origin[1] + shiftMm) / my)
    const columns = Math.floor((frame.maxX - origin[0] + shiftMm) / mx) - firstColumn + 1
    used = assembled = 0
    visited.length = 0
    loops.clear()
    let [crossingsInside, work] = [0, 20]
    for (let ring = 0; ring < frame.rings.length; ring += 1) crossingsInside += passRing(ring, origin, { firstColumn, firstRow, columns })
    const tally: Tally = { full: crossingsInside, cut: 0, dropped: 0, laidAreaMm2: 0 }
    work += used * 2
    for (const cell of visited) {
      tallyCell(cell, origin, tally)
      heads[cell] = -1
    }
    for (const [cell, { rings, left, bottom }] of loops) tallyLoops(cell, { rings, left, bottom }, tally)
    for (const { xs } of frame.rings) work += xs.length >> 2
    work += assembledWork * (assembled + loops.size)
    return { ...tally, laidAreaMm2: tally.laidAreaMm2 + tally.full * moduleArea, work }
  }

  /** Cuts a ring into passages; returns its share of the grid's crossings inside the room. */
  function passRing(ring: number, origin: Point, range: { firstColumn: number; firstRow: number; columns: number }): number {
    const cellOf = (column: number, row: number) => (row - range.firstRow) * range.columns + column - range.firstColumn
    const shape = frame.rings[ring] as FrameRing
    let [inside, open, opened] = [0, -1, 0]
    const visitor: WalkVisitor = {
      enter: ({ column, row, entry, x, y, at }) => {
        open = openPassage({ cell: cellOf(column, row), column, row, entry, x, y, ring, at })
        opened = column
      },
      vertex: (x, y) => extendPassage(pool[open] as Passage, x, y),
      leave: (exit, x, y) => {
        closePassage(pool[open] as Passage, exit, x, y)
        if (exit >= 4 && exit <= 5) inside += opened
        else if (exit <= 1) inside -= opened
      },
      loop: (column, row) => {
        const cell = cellOf(column, row)
        const flat = flattenRing(shape, origin)
        const known = loops.get(cell)
        if (known) known.rings.push(flat)
        else loops.set(cell, { rings: [flat], left: column * mx, bottom: row * my })
      },
    }
    walkRing(shape, { origin, module: frame.module }, visitor)
    return inside
  }

  function openPassage(p: {
    cell: number
    column: number
    row: number
    entry: number
    x: number
    y: number
    ring: number
    at: number
  }): number {
    const next = heads[p.cell] as number
    if (next < 0) visited.push(p.cell)
    let passage = pool[used]
    if (!passage) {
      passage = {
        cell: 0,
        left: 0,
        bottom: 0,
        entry: 0,
        exit: 0,
        entryX: 0,
        entryY: 0,
        exitX: 0,
        exitY: 0,
        twice: 0,
        length: 0,
        ring: 0,
        firstVertex: 0,
        vertices: 0,
        pinched: false,
        next: -1,
      }
      pool.push(passage)
    }
    passage.cell = p.cell
    passage.left = p.column * mx
    passage.bottom = p.row * my
    passage.entry = p.entry
    passage.entryX = passage.exitX = p.x
    passage.entryY = passage.exitY = p.y
    passage.twice = passage.length = 0
    passage.ring = p.ring
    passage.firstVertex = p.at
    passage.vertices = 0
    passage.pinched = false
    passage.next = next
    heads[p.cell] = used
    used += 1
    return used - 1
  }

  function sweepTo(passage: Passage, x: number, y: number): void {
    const { exitX, exitY, left, bottom } = passage
    passage.twice += (exitX - left) * (y - bottom) - (x - left) * (exitY - bottom)
    passage.length += Math.sqrt((x - exitX) * (x - exitX) + (y - exitY) * (y - exitY))
    passage.exitX = x
    passage.exitY = y
  }

  function extendPassage(passage: Passage, x: number, y: number): void {
    sweepTo(passage, x, y)
    passage.vertices += 1
    if (isOnLowLine(x, y, passage)) passage.pinched = true
  }

  function closePassage(passage: Passage, exit: number, x: number, y: number): void {
    sweepTo(passage, x, y)
    passage.exit = exit
  }

  function tallyCell(cell: number, origin: Point, tally: Tally): void {
    const head = pool[heads[cell] as number] as Passage
    if (head.next < 0 && !head.pinched && !loops.has(cell)) {
      walkBorder(head, head)
      if (tallyPlain(tally, walk.twice / 2, walk.length)) {
        tally.full -= walk.corners
        return
      }
    }
    const chains: Passage[] = []
    for (let at = heads[cell] as number; at >= 0; at = (pool[at] as Passage).next) chains.push(pool[at] as Passage)
    const next = pairChains(chains)
    const isDoubtful = loops.has(cell) || chains.some((chain) => chain.pinched)
    if (isDoubtful || !tallyPairs(tally, chains, next)) tallyAssembled({ cell, chains, origin, tally })
    for (const [i, chain] of chains.entries()) if ((chains[next[i] as number] as Passage).entry < chain.exit) tally.full -= 1
  }

  /** Joins the chains by their sums; false, with the tally as it was, when a piece needs a closer look. */
  function tallyPairs(tally: Tally, chains: readonly Passage[], next: readonly number[]): boolean {
    const { full, cut, dropped, laidAreaMm2 } = tally
    const done = new Uint8Array(chains.length)
    for (let first = 0; first < chains.length; first += 1) {
      let [twice, length, at] = [0, 0, first]
      if (done[at]) continue
      while (!done[at]) {
        done[at] = 1
        const chain = chains[at] as Passage
        at = next[at] as number
        walkBorder(chain, chains[at] as Passage)
        twice += walk.twice
        length += walk.length
      }
      if (tallyPlain(tally, Math.max(0, twice / 2), length)) continue
      Object.assign(tally, { full, cut, dropped, laidAreaMm2 })
      return false
    }
    return true
  }

  /** Puts a cell's pieces together for real. */
  function tallyAssembled(args: {
    readonly cell: number
    readonly chains: readonly Passage[]
    readonly origin: Point
    readonly tally: Tally
  }): void {
    const { cell, chains, origin, tally } = args
    const { left, bottom } = chains[0] as Passage
    const points: number[] = []
    const traced = chains.map((passage): Chain => {
      const from = points.length
      pushPoints(points, passage, origin)
      return { from, until: points.length, entry: passage.entry, exit: passage.exit }
    })
    assembled += traced.length
    const box = { left, bottom, right: left + mx, top: bottom + my }
    for (const piece of assemblePieces({ points, chains: traced, loops: loops.get(cell)?.rings ?? [] }, box)) tallyPiece(tally, piece)
  }

  /** Sums a chain and the walk from its exit along the cell's border to the follower's entry, into `walk`. */
  function walkBorder(chain: Passage, follower: Passage): void {
    const { left, bottom, exit } = chain
    let [twice, length, corners, px, py] = [chain.twice, chain.length, 0, chain.exitX - left, chain.exitY - bottom]
    const side = exit >> 1
    let last = follower.entry >> 1
    if (last < side || (last === side && follower.entry < exit)) last += 4
    for (let corner = side + 1; corner <= last; corner += 1) {
      const which = corner & 3
      if (which === 0) corners += 1
      const qx = which === 1 || which === 2 ? mx : 0
      const qy = which >= 2 ? my : 0
      twice += px * qy - qx * py
      length += Math.abs(qx - px) + Math.abs(qy - py)
      px = qx
      py = qy
    }
    const [ex, ey] = [follower.entryX - left, follower.entryY - bottom]
    walk.twice = twice + px * ey - ex * py
    walk.length = length + Math.abs(ex - px) + Math.abs(ey - py)
    walk.corners = corners
  }

  /** Counts a piece by its measures alone; false when they do not settle it. */
  function tallyPlain(tally: Tally, areaMm2: number, perimeterMm: number): boolean {
    if (isFullPiece({ areaMm2, perimeterMm, holes: [] }, frame.module)) tally.full += 1
    else if (isPhantom(areaMm2, perimeterMm)) return true
    else if (areaMm2 < sliverShare * moduleArea) tally.dropped += 1
    else if (areaMm2 >= (sliverMm / 2) * perimeterMm) {
      tally.cut += 1
      tally.laidAreaMm2 += areaMm2
    } else return false
    return true
  }

  function tallyPiece(tally: Tally, piece: CellPiece): void {
    if (isFullPiece(piece, frame.module)) tally.full += 1
    else if (isPhantom(piece.areaMm2, piece.perimeterMm)) return
    else if (isSliver(piece, moduleArea)) tally.dropped += 1
    else {
      tally.cut += 1
      tally.laidAreaMm2 += piece.areaMm2
    }
  }

  function tallyLoops(cell: number, at: { rings: number[][]; left: number; bottom: number }, tally: Tally): void {
    if (visited.includes(cell)) return
    const pieces = assemblePieces(
      { points: [], chains: [], loops: at.rings },
      { left: at.left, bottom: at.bottom, right: at.left + mx, top: at.bottom + my },
    )
    // Holes alone stand in a cell whose corner was counted as inside; a whole room in one cell was not.
    if (!at.rings.some((ring) => flatArea(ring) > 0)) tally.full -= 1
    for (const piece of pieces) tallyPiece(tally, piece)
  }

  function pushPoints(points: number[], passage: Passage, origin: Point): void {
    const { xs, ys } = frame.rings[passage.ring] as FrameRing
    points.push(passage.entryX, passage.entryY)
    for (let i = 0; i < passage.vertices; i += 1) {
      const at = (passage.firstVertex + i) % xs.length
      points.push((xs[at] as number) - origin[0], (ys[at] as number) - origin[1])
    }
    points.push(passage.exitX, passage.exitY)
  }
}
