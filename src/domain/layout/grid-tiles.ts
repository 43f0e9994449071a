// Lays the tiles of one grid origin: full cells, cut pieces, what is dropped. Exact areas, room coordinates, stable ids.
// This is the path of every frame while the origin is dragged: 10,000 tiles take a few milliseconds.
import type { Point, Ring } from '../geometry/point.ts'
import type { GridFrame } from './grid-frame.ts'
import { assemblePieces, type CellPiece } from './grid-pieces.ts'
import { isPhantom, isSliver } from './grid-sliver.ts'
import { type GridTrace, traceBoundary } from './grid-trace.ts'
import type { GridCounts, Tile } from './layout.ts'

/** Every tile of a layout and the sums over them. */
export interface LaidTiles {
  readonly tiles: readonly Tile[]
  readonly counts: GridCounts
  readonly droppedAreaMm2: number
  readonly laidAreaMm2: number
}

/** Half the kernel's 0.01 mm grid: a wall this near a grid line leaves the tile full. */
const snapMm = 0.005
const fullShare = 1e-6

interface KeptPiece {
  readonly key: number
  readonly piece: CellPiece | null
}

/**
 * Whether a piece counts as a whole tile: the module's area within 1e-6, or all its walls within half the kernel's grid of the cell's
 * border. A chipped corner or a notch loses as little area, but shortens or lengthens the outline, so it is told apart.
 */
export function isFullPiece(piece: Pick<CellPiece, 'areaMm2' | 'perimeterMm' | 'holes'>, module: Point): boolean {
  const areaMm2 = module[0] * module[1]
  const missingMm2 = areaMm2 - piece.areaMm2
  if (piece.holes.length > 0) return false
  if (missingMm2 <= fullShare * areaMm2) return true
  const outlineChangeMm = Math.abs(2 * (module[0] + module[1]) - piece.perimeterMm)
  return missingMm2 <= snapMm * Math.max(module[0], module[1]) && outlineChangeMm <= 4 * snapMm
}

/** Lays the tiles with a grid crossing at `origin`, given in frame coordinates; without `fullTiles` full ones are counted, not listed. */
export function layTiles(frame: GridFrame, origin: Point, { fullTiles = true }: { readonly fullTiles?: boolean } = {}): LaidTiles {
  const trace = traceBoundary(frame, origin)
  const { kept, unlisted, dropped, droppedAreaMm2, firstFull } = sortPieces(frame, trace, fullTiles)
  let [minColumn, minRow] = firstFull
  for (const { key } of kept) {
    minColumn = Math.min(minColumn, key % trace.columns)
    minRow = Math.min(minRow, Math.floor(key / trace.columns))
  }
  const cornerAt = createCorners(frame, trace, origin)
  const fullArea = frame.module[0] * frame.module[1]
  const toRing = (flat: readonly number[]): Ring => {
    const ring: Point[] = []
    for (let i = 0; i < flat.length; i += 2) ring.push(frame.toRoom((flat[i] as number) + origin[0], (flat[i + 1] as number) + origin[1]))
    return ring
  }
  const tiles: Tile[] = []
  let [full, cutAreaMm2, lastKey, part] = [unlisted, 0, -1, 1]
  for (const { key, piece } of kept) {
    part = key === lastKey ? part + 1 : 1
    lastKey = key
    const column = key % trace.columns
    const row = (key - column) / trace.columns
    const cell = `c${column - minColumn + 1}r${row - minRow + 1}`
    const id = part === 1 ? cell : `${cell}.${part}`
    if (!piece) {
      const polygon = [cornerAt(column, row), cornerAt(column + 1, row), cornerAt(column + 1, row + 1), cornerAt(column, row + 1)]
      tiles.push({ id, kind: 'full', polygon, areaMm2: fullArea })
      full += 1
      continue
    }
    const tile: Tile = { id, kind: 'cut', polygon: toRing(piece.outer), areaMm2: piece.areaMm2 }
    tiles.push(piece.holes.length > 0 ? { ...tile, holes: piece.holes.map(toRing) } : tile)
    cutAreaMm2 += piece.areaMm2
  }
  const total = tiles.length + unlisted
  const counts: GridCounts = { full, cut: total - full, dropped, total }
  return { tiles, counts, droppedAreaMm2, laidAreaMm2: full * fullArea + cutAreaMm2 }
}

interface SortedPieces {
  readonly kept: KeptPiece[]
  /** Full tiles that were only counted, and their least column and row. */
  readonly unlisted: number
  readonly firstFull: readonly [number, number]
  readonly dropped: number
  readonly droppedAreaMm2: number
}

function sortPieces(frame: GridFrame, trace: GridTrace, fullTiles: boolean): SortedPieces {
  const [mx, my] = frame.module
  const kept: KeptPiece[] = []
  let [unlisted, minColumn, minRow] = [0, Infinity, Infinity]
  const keepFull = (key: number, column: number, row: number) => {
    if (fullTiles) {
      kept.push({ key, piece: null })
      return
    }
    unlisted += 1
    if (column < minColumn) minColumn = column
    if (row < minRow) minRow = row
  }
  let [dropped, droppedAreaMm2] = [0, 0]
  for (let row = 0; row < trace.rows; row += 1) {
    for (let column = 0; column < trace.columns; column += 1) {
      const key = row * trace.columns + column
      const cell = trace.cells[key]
      if (!cell) {
        if (trace.inside[key]) keepFull(key, column, row)
        continue
      }
      const [left, bottom] = [(column + trace.firstColumn) * mx, (row + trace.firstRow) * my]
      const pieces = assemblePieces(cell, {
        left,
        bottom,
        right: (column + trace.firstColumn + 1) * mx,
        top: (row + trace.firstRow + 1) * my,
      })
      if (pieces.length > 1 && pieces.filter((piece) => !isPhantom(piece.areaMm2, piece.perimeterMm)).length > 1) sortByPlace(pieces)
      for (const piece of pieces) {
        if (isFullPiece(piece, frame.module)) keepFull(key, column, row)
        else if (isPhantom(piece.areaMm2, piece.perimeterMm)) droppedAreaMm2 += piece.areaMm2
        else if (isSliver(piece, mx * my)) {
          dropped += 1
          droppedAreaMm2 += piece.areaMm2
        } else kept.push({ key, piece })
      }
    }
  }
  return { kept, unlisted, firstFull: [minColumn, minRow], dropped, droppedAreaMm2 }
}

/** The lowest piece of a cell first, then the leftmost, so that ids don't depend on how the room was drawn. */
function sortByPlace(pieces: CellPiece[]): void {
  const placed = pieces.map((piece) => {
    let [minX, minY] = [Infinity, Infinity]
    for (let i = 0; i < piece.outer.length; i += 2) {
      minX = Math.min(minX, piece.outer[i] as number)
      minY = Math.min(minY, piece.outer[i + 1] as number)
    }
    return { piece, minX, minY }
  })
  placed.sort((a, b) => a.minY - b.minY || a.minX - b.minX)
  for (const [i, { piece }] of placed.entries()) pieces[i] = piece
}

/** Crossings of the grid in room coordinates, each made once and shared by its four tiles. */
function createCorners(frame: GridFrame, trace: GridTrace, origin: Point): (column: number, row: number) => Point {
  const stride = trace.columns + 1
  const corners = new Array<Point | undefined>(stride * (trace.rows + 1))
  return (column, row) => {
    const key = row * stride + column
    const known = corners[key]
    if (known) return known
    const corner = frame.toRoom(
      origin[0] + (column + trace.firstColumn) * frame.module[0],
      origin[1] + (row + trace.firstRow) * frame.module[1],
    )
    corners[key] = corner
    return corner
  }
}
