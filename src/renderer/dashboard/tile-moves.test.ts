// Panels on the grid: whatever is moved, none lies over another and none leaves the grid.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  columns,
  freePlace,
  inReadingOrder,
  moveTile,
  overlap,
  resizeTile,
  smallest,
  type TileKind,
  tidyTiles,
  usualSize,
} from './tile-moves.ts'

interface Panel {
  readonly id: string
  readonly kind: TileKind
  readonly column: number
  readonly row: number
  readonly width: number
  readonly height: number
}
const panel = (id: string, column: number, row: number, width = 2, height = 3, kind: TileKind = 'value'): Panel => ({
  id,
  kind,
  column,
  row,
  width,
  height,
})
const of = (tiles: readonly Panel[], id: string) => tiles.find((t) => t.id === id)
const expectSound = (tiles: readonly Panel[]) => {
  for (const a of tiles) {
    expect(a.column).toBeGreaterThanOrEqual(0)
    expect(a.column + a.width).toBeLessThanOrEqual(columns)
    expect(a.row).toBeGreaterThanOrEqual(0)
    for (const b of tiles) expect(overlap(a, b), `${a.id} over ${b.id}`).toBe(false)
  }
}
/** A full dashboard made by placing panels one after another. */
const kinds = Object.keys(usualSize) as TileKind[]
const dashboards = fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 20 }).map((chosen) => {
  const tiles: Panel[] = []
  for (const kind of chosen) tiles.push({ id: `p${tiles.length}`, kind, ...usualSize[kind], ...freePlace(tiles, usualSize[kind]) })
  return tiles
})

describe('moving a panel', () => {
  it('goes by columns and rows and stops at the edge', () => {
    const tiles = [panel('a', 9, 0)]
    expect(of(moveTile(tiles, 'a', { columns: 1, rows: 2 }), 'a')).toMatchObject({ column: 10, row: 2 })
    expect(of(moveTile(tiles, 'a', { columns: 9, rows: 0 }), 'a')).toMatchObject({ column: 10 })
    expect(of(moveTile(tiles, 'a', { columns: -99, rows: -99 }), 'a')).toMatchObject({ column: 0, row: 0 })
  })
  it('pushes what is in the way down, and what is below that too', () => {
    const tiles = [panel('a', 0, 0), panel('b', 2, 0), panel('c', 2, 3)]
    const moved = moveTile(tiles, 'a', { columns: 2, rows: 0 })
    expect(of(moved, 'a')).toMatchObject({ column: 2, row: 0 })
    expect(of(moved, 'b')).toMatchObject({ column: 2, row: 3 })
    expect(of(moved, 'c')).toMatchObject({ column: 2, row: 6 })
  })
  it('leaves alone what is not in the way', () => {
    const tiles = [panel('a', 0, 0), panel('b', 6, 4)]
    expect(of(moveTile(tiles, 'a', { columns: 1, rows: 1 }), 'b')).toBe(tiles[1])
  })
  it('answers the same list when nothing moved', () => {
    const tiles = [panel('a', 0, 0)]
    expect(moveTile(tiles, 'a', { columns: -1, rows: 0 })).toBe(tiles)
    expect(moveTile(tiles, 'nobody', { columns: 1, rows: 0 })).toBe(tiles)
  })
  it('can be taken back by the opposite step where nothing gave way', () => {
    const tiles = [panel('a', 3, 3)]
    expect(moveTile(moveTile(tiles, 'a', { columns: 1, rows: 1 }), 'a', { columns: -1, rows: -1 })).toEqual(tiles)
  })
})

describe('resizing a panel', () => {
  it('stops at the smallest useful size and at the edge of the grid', () => {
    const tiles = [panel('a', 6, 0, 4, 7, 'chart')]
    expect(of(resizeTile(tiles, 'a', { columns: -9, rows: -9 }), 'a')).toMatchObject(smallest.chart)
    expect(of(resizeTile(tiles, 'a', { columns: 9, rows: 0 }), 'a')).toMatchObject({ width: 6 })
  })
  it('pushes neighbours down, not aside', () => {
    const tiles = [panel('a', 0, 0), panel('b', 2, 0)]
    expect(of(resizeTile(tiles, 'a', { columns: 1, rows: 0 }), 'b')).toMatchObject({ column: 2, row: 3 })
  })
})

describe('placing a panel', () => {
  it('takes the first hole it fits into', () => {
    const tiles = [panel('a', 0, 0), panel('b', 4, 0)]
    expect(freePlace(tiles, { width: 2, height: 3 })).toEqual({ column: 2, row: 0 })
    expect(freePlace(tiles, { width: 12, height: 3 })).toEqual({ column: 0, row: 3 })
    expect(freePlace([], { width: 2, height: 3 })).toEqual({ column: 0, row: 0 })
  })
})

describe('every dashboard', () => {
  const step = fc.record({
    n: fc.nat(19),
    isMove: fc.boolean(),
    columns: fc.integer({ min: -13, max: 13 }),
    rows: fc.integer({ min: -30, max: 30 }),
  })
  it('stays sound through any moves and sizes, and the hand keeps what it holds', () => {
    fc.assert(
      fc.property(dashboards, fc.array(step, { maxLength: 12 }), (start, steps) => {
        let tiles: readonly Panel[] = start
        expectSound(tiles)
        for (const { n, isMove, ...by } of steps) {
          const held = tiles[n % tiles.length] as Panel
          const next = isMove ? moveTile(tiles, held.id, by) : resizeTile(tiles, held.id, by)
          const after = of(next, held.id) as Panel
          if (isMove) expect(after.column).toBe(Math.min(12 - held.width, Math.max(0, held.column + by.columns)))
          else expect([after.column, after.row]).toEqual([held.column, held.row])
          expect(next.map((t) => t.id)).toEqual(start.map((t) => t.id))
          expectSound(next)
          tiles = next
        }
      }),
      { numRuns: 60 },
    )
  })
  it('can be tidied: sound, no lower than before, and tidy when tidied again', () => {
    fc.assert(
      fc.property(dashboards, (start) => {
        const spread = start.map((t) => ({ ...t, row: t.row * 2 }))
        const tidy = tidyTiles(spread)
        expectSound(tidy)
        for (const t of tidy) expect(t.row).toBeLessThanOrEqual(of(spread, t.id)?.row ?? 0)
        expect(tidyTiles(tidy)).toEqual(tidy)
      }),
    )
  })
  it('is read from left to right and top to bottom', () => {
    expect(inReadingOrder([panel('c', 0, 3), panel('b', 4, 0), panel('a', 0, 0)]).map((t) => t.id)).toEqual(['a', 'b', 'c'])
  })
})
