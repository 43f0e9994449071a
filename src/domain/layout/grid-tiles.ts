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

/** A tile until its id is known: ids count from the lower left tile, which shows only when all are laid. */
type NamelessTile = { -readonly [K in keyof Tile]: Tile[K] }

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
  const sums = { unlisted: 0, full: 0, dropped: 0, droppedAreaMm2: 0, cutAreaMm2: 0, minColumn: Infinity, minRow: Infinity }
  const tiles: NamelessTile[] = []
  const keys: number[] = []
  const cornerAt = createCorners(frame, trace, origin)
  const fullArea = frame.module[0] * frame.module[1]
  const toRing = (flat: readonly number[]): Ring => {
    const ring: Point[] = []
    for (let i = 0; i < flat.length; i += 2) ring.push(frame.toRoom((flat[i] as number) + origin[0], (flat[i + 1] as number) + origin[1]))
    return ring
  }
  const touch = (column: number, row: number) => {
    if (column < sums.minColumn) sums.minColumn = column
    if (row < sums.minRow) sums.minRow = row
  }
  const keepFull = (key: number, column: number, row: number) => {
    touch(column, row)
    sums.full += 1
    if (!fullTiles) {
      sums.unlisted += 1
      return
    }
    const polygon = [cornerAt(column, row), cornerAt(column + 1, row), cornerAt(column + 1, row + 1), cornerAt(column, row + 1)]
    tiles.push({ id: '', kind: 'full', polygon, areaMm2: fullArea })
    keys.push(key)
  }
  const keepCut = (key: number, piece: CellPiece) => {
    const { areaMm2 } = piece
    const polygon = toRing(piece.outer)
    tiles.push(
      piece.holes.length > 0
        ? { id: '', kind: 'cut', polygon, areaMm2, holes: piece.holes.map(toRing) }
        : { id: '', kind: 'cut', polygon, areaMm2 },
    )
    keys.push(key)
    sums.cutAreaMm2 += areaMm2
  }
  for (let row = 0; row < trace.rows; row += 1) {
    for (let column = 0; column < trace.columns; column += 1) {
      const key = row * trace.columns + column
      const pieces = piecesOf(frame, trace, { key, column, row })
      if (!pieces) {
        if (trace.inside[key]) keepFull(key, column, row)
        continue
      }
      for (const piece of pieces) {
        if (isFullPiece(piece, frame.module)) keepFull(key, column, row)
        else if (isPhantom(piece.areaMm2, piece.perimeterMm)) sums.droppedAreaMm2 += piece.areaMm2
        else if (isSliver(piece, fullArea)) {
          sums.dropped += 1
          sums.droppedAreaMm2 += piece.areaMm2
        } else {
          touch(column, row)
          keepCut(key, piece)
        }
      }
    }
  }
  nameTiles({ tiles, keys, columns: trace.columns, minColumn: sums.minColumn, minRow: sums.minRow })
  const total = tiles.length + sums.unlisted
  const counts: GridCounts = { full: sums.full, cut: total - sums.full, dropped: sums.dropped, total }
  return { tiles, counts, droppedAreaMm2: sums.droppedAreaMm2, laidAreaMm2: sums.full * fullArea + sums.cutAreaMm2 }
}

/** The pieces of one cell in the order of their ids; null where no boundary passes it. */
function piecesOf(frame: GridFrame, trace: GridTrace, at: { key: number; column: number; row: number }): CellPiece[] | null {
  const cell = trace.cellAt(at.key)
  if (!cell) return null
  const [mx, my] = frame.module
  const [column, row] = [at.column + trace.firstColumn, at.row + trace.firstRow]
  const pieces = assemblePieces(cell, { left: column * mx, bottom: row * my, right: (column + 1) * mx, top: (row + 1) * my })
  if (pieces.length > 1 && pieces.filter((piece) => !isPhantom(piece.areaMm2, piece.perimeterMm)).length > 1) sortByPlace(pieces)
  return pieces
}

/** Gives ids by column and row, counted from the lower left tile: `c3r2`, and `c3r2.2` for the second piece of a cell. */
function nameTiles(args: {
  readonly tiles: readonly NamelessTile[]
  readonly keys: readonly number[]
  readonly columns: number
  readonly minColumn: number
  readonly minRow: number
}): void {
  const { tiles, keys, columns, minColumn, minRow } = args
  let [lastKey, part] = [-1, 1]
  for (const [i, tile] of tiles.entries()) {
    const key = keys[i] as number
    part = key === lastKey ? part + 1 : 1
    lastKey = key
    const column = key % columns
    const cell = `c${column - minColumn + 1}r${(key - column) / columns - minRow + 1}`
    tile.id = part === 1 ? cell : `${cell}.${part}`
  }
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
