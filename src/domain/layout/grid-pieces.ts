// Joins the chains of one cell into pieces, Weiler-Atherton fashion: from a chain's exit counter-clockwise along the
// cell's border to the next chain's entry. Flat x, y pairs relative to the grid's origin; no room coordinates here.
import { mayBePinched, partAtPinches } from './grid-pinches.ts'
import type { CellTrace, Chain } from './grid-trace.ts'
import { shiftMm } from './grid-walk.ts'

/** One connected piece of room within one cell. */
export interface CellPiece {
  outer: number[]
  holes: number[][]
  areaMm2: number
  perimeterMm: number
}

/** The cell's lower left and upper right corners, relative to the grid's origin. */
export interface CellBox {
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly top: number
}

/** Points nearer than this are one. */
const samePointMm = 3e-4

/** Every piece of the room in a cell with boundary in it; area zero and dust included. */
export function assemblePieces(cell: CellTrace, box: CellBox): CellPiece[] {
  const pieces = joinPieces(cell, box)
  return mayBePinched(cell, box) ? partAtPinches(pieces) : pieces
}

function joinPieces(cell: CellTrace, box: CellBox): CellPiece[] {
  const pieces: CellPiece[] = []
  const keep = (ring: readonly number[]) => {
    const outer = cleanRing(ring)
    pieces.push({ outer, holes: [], areaMm2: Math.max(0, flatArea(outer)), perimeterMm: flatPerimeter(outer) })
  }
  if (cell.chains.length > 0) joinChains(cell, box, keep)
  const holes: (readonly number[])[] = []
  for (const loop of cell.loops) {
    if (flatArea(loop) > 0) keep(loop)
    else holes.push(loop)
  }
  if (pieces.length === 0) keep([box.left, box.bottom, box.right, box.bottom, box.right, box.top, box.left, box.top])
  for (const hole of holes) {
    const ring = cleanRing(hole)
    const piece = pieces.length === 1 ? pieces[0] : pieces.find(({ outer }) => isInFlat(hole[0] as number, hole[1] as number, outer))
    if (!piece) continue
    piece.holes.push(ring)
    piece.areaMm2 += flatArea(ring)
    piece.perimeterMm += flatPerimeter(ring)
  }
  return pieces
}

/** Tells `keep` of each closed ring; the ring's list is used again for the next. */
function joinChains({ points, chains }: CellTrace, box: CellBox, keep: (ring: readonly number[]) => void): void {
  const next = pairChains(chains)
  const done = new Uint8Array(chains.length)
  const ring: number[] = []
  for (let start = 0; start < chains.length; start += 1) {
    if (done[start]) continue
    ring.length = 0
    let at = start
    while (!done[at]) {
      done[at] = 1
      const { from, until, exit } = chains[at] as Chain
      for (let i = from; i < until; i += 1) ring.push(points[i] as number)
      at = next[at] as number
      addCorners(ring, exit, (chains[at] as Chain).entry, box)
    }
    keep(ring)
  }
}

type Passed = Pick<Chain, 'entry' | 'exit'>

const lone: readonly number[] = [0]

/** For each chain, the chain whose entry follows its exit counter-clockwise round the cell. */
export function pairChains(chains: readonly Passed[]): readonly number[] {
  const count = chains.length
  if (count === 1) return lone
  // Exits before entries at the same place: the strip between two walls that coincide is empty, not all the rest.
  const events = sortPlaces(chains)
  const next: number[] = []
  for (let i = 0; i < count; i += 1) next.push(-1)
  const taken = new Uint8Array(count)
  const waiting: number[] = []
  for (let round = 0; round < 2; round += 1) {
    for (const event of events) {
      if (event < count) {
        if (round === 0) waiting.push(event)
      } else if (waiting.length > 0 && !taken[event - count]) {
        taken[event - count] = 1
        next[waiting.pop() as number] = event - count
      }
    }
  }
  return next
}

/** Few chains are sorted by insertion, which spares most of the cost in cells that two walls pass. */
const insertionLimit = 12

/** Exits (their chain's number) and entries (the number + count) in the order of their places. */
function sortPlaces(chains: readonly Passed[]): number[] {
  const count = chains.length
  const place = (event: number) => (event < count ? (chains[event]?.exit ?? 0) : (chains[event - count]?.entry ?? 0))
  const events: number[] = []
  for (let event = 0; event < 2 * count; event += 1) events.push(event)
  if (count > insertionLimit) return events.sort((a, b) => place(a) - place(b) || a - b)
  for (let i = 1; i < events.length; i += 1) {
    const event = events[i] as number
    const at = place(event)
    let j = i - 1
    while (j >= 0 && place(events[j] as number) > at) {
      events[j + 1] = events[j] as number
      j -= 1
    }
    events[j + 1] = event
  }
  return events
}

function addCorners(ring: number[], exit: number, entry: number, box: CellBox): void {
  const side = exit >> 1
  let last = entry >> 1
  if (last < side || (last === side && entry < exit)) last += 4
  for (let corner = side + 1; corner <= last; corner += 1) {
    const which = corner & 3
    ring.push(which === 1 || which === 2 ? box.right : box.left, which >= 2 ? box.top : box.bottom)
  }
}

/** Leaves out repeated points, collinear ones, and spikes of no width: a wall along a grid line runs out to its corner and straight back. */
function cleanRing(ring: readonly number[]): number[] {
  const out: number[] = []
  const at = (i: number) => out[(i + out.length) % out.length] as number
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i] as number, ring[i + 1] as number]
    // What goes may lay bare the next one.
    while (out.length >= 2 && !isKept(x, y)) out.length -= 2
    out.push(x, y)
  }
  function isKept(x: number, y: number): boolean {
    if (isSame(at(-2), at(-1), x, y)) return false
    return out.length < 4 || !isCollinear(at(-4), at(-3), at(-2), at(-1), x, y)
  }
  while (out.length >= 6) {
    if (isSame(at(-2), at(-1), at(0), at(1)) || isCollinear(at(-4), at(-3), at(-2), at(-1), at(0), at(1))) out.length -= 2
    else if (isCollinear(at(-2), at(-1), at(0), at(1), at(2), at(3))) out.splice(0, 2)
    else break
  }
  return out
}

const isSame = (ax: number, ay: number, bx: number, by: number) => Math.abs(ax - bx) < samePointMm && Math.abs(ay - by) < samePointMm

/** On one line onwards, or straight back within twice the tracer's shift: such a spike has no area to lose. */
function isCollinear(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): boolean {
  const [ux, uy, vx, vy] = [bx - ax, by - ay, cx - bx, cy - by]
  const [lengthU, lengthV] = [Math.abs(ux) + Math.abs(uy), Math.abs(vx) + Math.abs(vy)]
  const tolerance = ux * vx + uy * vy > 0 ? 1e-7 * (lengthU + lengthV) : 2 * shiftMm * Math.max(lengthU, lengthV)
  return Math.abs(ux * vy - uy * vx) <= tolerance
}

/** Signed area of a flat ring in mm2. */
export function flatArea(ring: readonly number[]): number {
  const [x0, y0] = [ring[0] as number, ring[1] as number]
  let [twice, px, py] = [0, 0, 0]
  for (let i = 2; i < ring.length; i += 2) {
    const x = (ring[i] as number) - x0
    const y = (ring[i + 1] as number) - y0
    twice += px * y - x * py
    px = x
    py = y
  }
  return twice / 2
}

function flatPerimeter(ring: readonly number[]): number {
  let length = 0
  let [px, py] = [ring[ring.length - 2] as number, ring[ring.length - 1] as number]
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i] as number, ring[i + 1] as number]
    length += Math.sqrt((x - px) * (x - px) + (y - py) * (y - py))
    px = x
    py = y
  }
  return length
}

function isInFlat(x: number, y: number, ring: readonly number[]): boolean {
  let inside = false
  let [px, py] = [ring[ring.length - 2] as number, ring[ring.length - 1] as number]
  for (let i = 0; i < ring.length; i += 2) {
    const [qx, qy] = [ring[i] as number, ring[i + 1] as number]
    if (qy > y !== py > y && x < px + ((y - py) / (qy - py)) * (qx - px)) inside = !inside
    px = qx
    py = qy
  }
  return inside
}
