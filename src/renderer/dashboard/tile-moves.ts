// Where panels stand on the grid of twelve columns: moving, resizing and placing them so that none lies over another. Pure.
import type { Tile } from '../../contract/schemas/dashboard.ts'

export const columns = 12
const lastRow = 500
const tallest = 40

export type Place = Pick<Tile, 'id' | 'column' | 'row' | 'width' | 'height'>
export type TileKind = Tile['kind']

/** The smallest a panel can be and still say what it has to. */
export const smallest: Readonly<Record<TileKind, { readonly width: number; readonly height: number }>> = {
  value: { width: 2, height: 2 },
  chart: { width: 3, height: 4 },
  heat: { width: 3, height: 4 },
  table: { width: 3, height: 3 },
  alarms: { width: 3, height: 3 },
  nodes: { width: 4, height: 3 },
  energy: { width: 3, height: 3 },
}

/** What a new panel takes. */
export const usualSize: Readonly<Record<TileKind, { readonly width: number; readonly height: number }>> = {
  value: { width: 2, height: 2 },
  chart: { width: 6, height: 5 },
  heat: { width: 4, height: 5 },
  table: { width: 6, height: 5 },
  alarms: { width: 6, height: 5 },
  nodes: { width: 6, height: 5 },
  energy: { width: 4, height: 5 },
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

/** Whether two panels lie over each other. */
export function overlap(a: Place, b: Place): boolean {
  return (
    a.id !== b.id && a.column < b.column + b.width && b.column < a.column + a.width && a.row < b.row + b.height && b.row < a.row + a.height
  )
}

/** Pushes what is in the way of one panel down, and what is in the way of that; null when the grid has no room left. */
function makeRoomFor<T extends Place>(tiles: readonly T[], moved: T): readonly T[] | null {
  const placed: T[] = [moved]
  const others = tiles.filter((t) => t.id !== moved.id).sort((a, b) => a.row - b.row || a.column - b.column)
  for (const tile of others) {
    let at = tile
    for (let hit = placed.find((p) => overlap(p, at)); hit; hit = placed.find((p) => overlap(p, at))) {
      if (hit.row + hit.height > lastRow) return null
      at = { ...at, row: hit.row + hit.height }
    }
    placed.push(at)
  }
  const byId = new Map(placed.map((t) => [t.id, t]))
  return tiles.map((t) => byId.get(t.id) ?? t)
}

/** Moves one panel by columns and rows; others give way. The same list when it can't go there. */
export function moveTile<T extends Place>(
  tiles: readonly T[],
  id: string,
  by: { readonly columns: number; readonly rows: number },
): readonly T[] {
  const tile = tiles.find((t) => t.id === id)
  if (!tile) return tiles
  const column = clamp(tile.column + by.columns, 0, columns - tile.width)
  const row = clamp(tile.row + by.rows, 0, lastRow)
  if (column === tile.column && row === tile.row) return tiles
  return makeRoomFor(tiles, { ...tile, column, row }) ?? tiles
}

/** Makes one panel larger or smaller at its lower right; others give way. */
export function resizeTile<T extends Place & { readonly kind: TileKind }>(
  tiles: readonly T[],
  id: string,
  by: { readonly columns: number; readonly rows: number },
): readonly T[] {
  const tile = tiles.find((t) => t.id === id)
  if (!tile) return tiles
  const least = smallest[tile.kind]
  const width = clamp(tile.width + by.columns, Math.min(least.width, tile.width), columns - tile.column)
  const height = clamp(tile.height + by.rows, Math.min(least.height, tile.height), tallest)
  if (width === tile.width && height === tile.height) return tiles
  return makeRoomFor(tiles, { ...tile, width, height }) ?? tiles
}

/** The first free place for a size, reading like a page. */
export function freePlace(
  tiles: readonly Place[],
  size: { readonly width: number; readonly height: number },
): Pick<Place, 'column' | 'row'> {
  const bottom = Math.max(0, ...tiles.map((t) => t.row + t.height))
  for (let row = 0; row <= bottom; row++)
    for (let column = 0; column + size.width <= columns; column++) {
      const place = { id: '', column, row, ...size }
      if (!tiles.some((t) => overlap(t, place))) return { column, row }
    }
  return { column: 0, row: Math.min(bottom, lastRow) }
}

/** Moves every panel up as far as it goes. */
export function tidyTiles<T extends Place>(tiles: readonly T[]): readonly T[] {
  const placed: T[] = []
  for (const tile of [...tiles].sort((a, b) => a.row - b.row || a.column - b.column)) {
    let at: T = { ...tile, row: 0 }
    for (let hit = placed.find((p) => overlap(p, at)); hit; hit = placed.find((p) => overlap(p, at)))
      at = { ...at, row: hit.row + hit.height }
    placed.push(at)
  }
  const byId = new Map(placed.map((t) => [t.id, t]))
  return tiles.map((t) => byId.get(t.id) ?? t)
}

/** Reading order, for narrow windows and screen readers. */
export const inReadingOrder = <T extends Place>(tiles: readonly T[]): readonly T[] =>
  [...tiles].sort((a, b) => a.row - b.row || a.column - b.column)
