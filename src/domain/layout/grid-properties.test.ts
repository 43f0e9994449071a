// Properties of grid layouts: area is conserved, tiles neither overlap nor leave the room, turning the room turns the design.
// Boolean geometry by clipper is the oracle: it shares no code with the kernel.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RoomInput, RoomVertex } from '../design.ts'
import { intersectPolygons, subtractPolygons, unitePolygons } from '../geometry/clip.ts'
import type { Point, Polygon } from '../geometry/point.ts'
import { polygonArea } from '../geometry/polygon.ts'
import { layOutGrid } from './grid.ts'
import type { Tile } from './layout.ts'
import { prepareRoom } from './room.ts'
import { roomOf, sampleRooms, unwrap } from './test-rooms.ts'

const isLong = process.env.PLENUM_LONG !== undefined
const runs = { numRuns: isLong ? 2_000 : 60 }

/** A star-shaped outline: any corners, slanted or not, that never cross. */
const slantedRoom: fc.Arbitrary<RoomInput> = fc
  .array(fc.record({ radius: fc.integer({ min: 600, max: 5000 }), bulge: fc.constantFrom(0, 0, 0, 0.2, -0.1) }), {
    minLength: 3,
    maxLength: 14,
  })
  .map((corners) => ({
    outer: corners.map(({ radius, bulge }, i): RoomVertex => {
      const angle = (i * 2 * Math.PI) / corners.length + 0.1
      return [Math.round(radius * Math.cos(angle) * 100) / 100, Math.round(radius * Math.sin(angle) * 100) / 100, bulge]
    }),
  }))

/** A staircase of walls along the axes with a column somewhere. */
const steppedRoom: fc.Arbitrary<RoomInput> = fc
  .record({
    steps: fc.array(fc.tuple(fc.integer({ min: 300, max: 2500 }), fc.integer({ min: 600, max: 4000 })), { minLength: 1, maxLength: 5 }),
    column: fc.tuple(fc.integer({ min: 50, max: 250 }), fc.integer({ min: 50, max: 250 }), fc.integer({ min: 40, max: 300 })),
  })
  .map(({ steps, column: [cx, cy, size] }) => {
    const outer: Point[] = [[0, 0]]
    let x = steps.reduce((sum, [width]) => sum + width, 0)
    outer.push([x, 0])
    for (const [width, height] of steps) {
      outer.push([x, height], [x - width, height])
      x -= width
    }
    const side = Math.min(size, 40)
    return {
      outer,
      holes: [
        [
          [cx, cy],
          [cx + side, cy],
          [cx + side, cy + side],
          [cx, cy + side],
        ],
      ],
    }
  })

const anyRoom = fc.oneof(slantedRoom, steppedRoom)
const gridOf = fc.record({
  module: fc.tuple(fc.constantFrom(300, 600, 609.6, 625), fc.constantFrom(300, 600, 1200)),
  rotationDeg: fc.constantFrom(0, 0, 0, 30, 45, 90, 211.5),
  origin: fc.tuple(fc.double({ min: -3000, max: 3000, noNaN: true }), fc.integer({ min: -3000, max: 3000 })),
})

function polygonOf(tile: Tile): Polygon {
  return { outer: tile.polygon, holes: tile.holes ?? [] }
}

const areaOf = (polygons: readonly Polygon[]) => polygons.reduce((sum, polygon) => sum + polygonArea(polygon), 0)

test('the areas of tiles and dropped slivers add up to the room, and each tile has the area of its polygon', () => {
  fc.assert(
    fc.property(anyRoom, gridOf, (input, grid) => {
      const room = prepareRoom(input)
      fc.pre(room.kind === 'ok')
      const layout = unwrap(layOutGrid({ room: room.value, system: { kind: 'grid', ...grid }, alternatives: 0 }))
      const sum = layout.tiles.reduce((total, tile) => total + tile.areaMm2, layout.droppedAreaMm2)
      const tolerance = Math.max(1e-6 * layout.room.areaMm2, 0.01 * layout.room.perimeterMm)
      expect(Math.abs(sum - layout.room.areaMm2)).toBeLessThanOrEqual(tolerance)
      for (const tile of layout.tiles) expect(Math.abs(polygonArea(polygonOf(tile)) - tile.areaMm2)).toBeLessThan(0.5)
      expect(layout.counts.total).toBe(layout.tiles.length)
      expect(new Set(layout.tiles.map(({ id }) => id)).size).toBe(layout.tiles.length)
      expect(layout.coverageRatio).toBeLessThanOrEqual(1)
    }),
    runs,
  )
})

test('tiles neither overlap nor leave the room', () => {
  fc.assert(
    fc.property(anyRoom, gridOf, (input, grid) => {
      const room = prepareRoom(input)
      fc.pre(room.kind === 'ok')
      const layout = unwrap(layOutGrid({ room: room.value, system: { kind: 'grid', ...grid }, alternatives: 0 }))
      const tiles = layout.tiles.map(polygonOf)
      const laid = areaOf(tiles)
      // Rounding to the 0.01 mm grid moves every edge of every tile by up to 0.007 mm.
      const rounding = 0.01 * tiles.length * (grid.module[0] + grid.module[1]) + 10
      expect(Math.abs(areaOf(unitePolygons(tiles)) - laid)).toBeLessThan(rounding)
      expect(areaOf(subtractPolygons(tiles, [room.value.polygon]))).toBeLessThan(rounding)
    }),
    { numRuns: isLong ? 500 : 40 },
  )
})

test('each cell holds what clipper finds in it', () => {
  for (const input of [sampleRooms.U, sampleRooms.columns, sampleRooms.apse, sampleRooms.triangle]) {
    const room = roomOf(input)
    const { tiles, droppedAreaMm2 } = unwrap(
      layOutGrid({ room, system: { kind: 'grid', module: [600, 600], origin: [130, 70] }, alternatives: 0 }),
    )
    const cells = new Map<string, number>()
    for (const { polygon, areaMm2 } of tiles) {
      const middle = [0, 1].map(
        (axis) => (Math.min(...polygon.map((p) => p[axis] as number)) + Math.max(...polygon.map((p) => p[axis] as number))) / 2,
      )
      const key = middle.map((value, axis) => Math.floor((value - ([130, 70][axis] as number)) / 600)).join()
      cells.set(key, (cells.get(key) ?? 0) + areaMm2)
    }
    let missing = 0
    for (let column = -2; column < 17; column += 1) {
      for (let row = -2; row < 14; row += 1) {
        const [x, y] = [130 + column * 600, 70 + row * 600]
        const cell: Polygon = {
          outer: [
            [x, y],
            [x + 600, y],
            [x + 600, y + 600],
            [x, y + 600],
          ],
          holes: [],
        }
        missing += areaOf(intersectPolygons([room.polygon], [cell])) - (cells.get(`${column},${row}`) ?? 0)
      }
    }
    expect(Math.abs(missing - droppedAreaMm2)).toBeLessThan(30)
  }
})

test('turning the room by a quarter with the module swapped turns the design', () => {
  fc.assert(
    fc.property(steppedRoom, fc.constantFrom([600, 600], [600, 1200], [625, 300]) as fc.Arbitrary<Point>, (input, module) => {
      const turn = (ring: readonly RoomVertex[]): RoomVertex[] => ring.map(([x, y]) => [-y, x])
      const turnedInput: RoomInput = { outer: turn(input.outer), holes: (input.holes ?? []).map(turn) }
      const [room, turned] = [prepareRoom(input), prepareRoom(turnedInput)]
      fc.pre(room.kind === 'ok' && turned.kind === 'ok')
      const a = unwrap(layOutGrid({ room: room.value, system: { kind: 'grid', module } }))
      const b = unwrap(layOutGrid({ room: turned.value, system: { kind: 'grid', module: [module[1], module[0]] } }))
      expect(b.merit).toEqual(a.merit)
      expect(b.proven && a.proven).toBe(true)
    }),
    { numRuns: isLong ? 500 : 40 },
  )
})

test.each(Object.entries(sampleRooms))('the %s is laid whole, and its best origin is not beaten by its alternatives', (_, input) => {
  const room = roomOf(input)
  const layout = unwrap(layOutGrid({ room, system: { kind: 'grid', module: [600, 600] } }))
  const sum = layout.tiles.reduce((total, tile) => total + tile.areaMm2, layout.droppedAreaMm2)
  expect(Math.abs(sum - room.areaMm2)).toBeLessThanOrEqual(Math.max(1e-6 * room.areaMm2, 0.01 * room.perimeterMm))
  expect(layout.alternatives[0]).toMatchObject({
    origin: layout.origin,
    merit: layout.merit,
    counts: layout.counts,
    borders: layout.borders,
    why: layout.why,
  })
  expect(new Set(layout.alternatives.map(({ origin }) => origin.join())).size).toBe(layout.alternatives.length)
  for (const { why } of layout.alternatives) expect(why.length).toBeGreaterThan(10)
})

test('asking for fewer alternatives gives the first of the five', () => {
  for (const input of [sampleRooms.L, sampleRooms.columns, sampleRooms.triangle]) {
    const listOf = (alternatives: number) =>
      unwrap(layOutGrid({ room: roomOf(input), system: { kind: 'grid', module: [600, 600] }, alternatives })).alternatives
    const five = listOf(5)
    for (const count of [1, 2, 3]) expect(listOf(count)).toEqual(five.slice(0, count))
  }
})
