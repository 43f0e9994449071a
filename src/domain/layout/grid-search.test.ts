// The offset optimiser against a brute-force sweep at 1 mm, and the counter against the tiles.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RoomInput } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import { createPieceCounter } from './grid-count.ts'
import { type GridGround, judgeLine, prepareGround } from './grid-ground.ts'
import { compareGridMerit } from './grid-merit.ts'
import { searchOrigins } from './grid-search.ts'
import { layTiles } from './grid-tiles.ts'
import type { GridMerit } from './layout.ts'
import { prepareRoom } from './room.ts'
import { regularPolygon, roomOf, sampleRooms } from './test-rooms.ts'

const isLong = process.env.PLENUM_LONG !== undefined

/** The best merit over every origin on a 1 mm raster of the module. */
function sweep(ground: GridGround): GridMerit {
  const count = createPieceCounter(ground.frame)
  const [mx, my] = ground.frame.module
  let best: GridMerit | null = null
  for (let x = 0; x < mx; x += 1) {
    for (let y = 0; y < my; y += 1) {
      const bare = judgeLine(ground, [x, y], { full: 0, cut: 0 })
      if (best && compareGridMerit(bare, { ...best, cutPieces: 0, fixturesOffModule: 0, orderedTiles: 0 }) > 0) continue
      const { full, cut } = count([x, y])
      const merit = { ...bare, cutPieces: cut, orderedTiles: full + cut }
      if (!best || compareGridMerit(merit, best) < 0) best = merit
    }
  }
  return best as GridMerit
}

function groundOf(input: RoomInput, module: Point): GridGround | null {
  const room = prepareRoom(input)
  return room.kind === 'ok' ? prepareGround(room.value, { kind: 'grid', module }, []) : null
}

const notchedRoom: fc.Arbitrary<RoomInput> = fc
  .record({
    size: fc.tuple(fc.integer({ min: 900, max: 4000 }), fc.integer({ min: 900, max: 4000 })),
    notch: fc.tuple(fc.double({ min: 0.1, max: 0.9, noNaN: true }), fc.double({ min: 0.1, max: 0.9, noNaN: true })),
    column: fc.tuple(fc.integer({ min: 20, max: 300 }), fc.integer({ min: 20, max: 300 })),
  })
  .map(({ size: [w, h], notch: [u, v], column: [cx, cy] }) => {
    const [nx, ny] = [Math.round(w * u), Math.round(h * v)]
    const hole = [
      [cx, cy],
      [cx + 60, cy],
      [cx + 60, cy + 45],
      [cx, cy + 45],
    ] as const
    const fits = cx + 60 < nx && cy + 45 < ny
    return {
      outer: [
        [0, 0],
        [w, 0],
        [w, ny],
        [nx, ny],
        [nx, h],
        [0, h],
      ],
      ...(fits ? { holes: [hole] } : {}),
    }
  })

test('no better origin exists on a 1 mm sweep of rectilinear rooms with notches and columns', () => {
  fc.assert(
    fc.property(notchedRoom, fc.constantFrom([200, 230], [300, 150]) as fc.Arbitrary<Point>, (input, module) => {
      const ground = groundOf(input, module)
      fc.pre(ground !== null)
      const { trials, proven } = searchOrigins(ground)
      expect(proven).toBe(true)
      expect(compareGridMerit(trials[0]?.merit as GridMerit, sweep(ground))).toBeLessThanOrEqual(0)
    }),
    { numRuns: isLong ? 1_000 : 25 },
  )
})

test('a sweep of slanted rooms finds no origin with more than one cut piece less', () => {
  const corner = fc.tuple(fc.double({ min: 0, max: 0.7, noNaN: true }), fc.integer({ min: 700, max: 2200 }))
  fc.assert(
    fc.property(fc.array(corner, { minLength: 3, maxLength: 7 }), (corners) => {
      const outer = corners.map(([shift, radius], i): Point => {
        const angle = ((i + shift) / corners.length) * 2 * Math.PI
        return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))]
      })
      const ground = groundOf({ outer }, [200, 150])
      fc.pre(ground !== null)
      const best = searchOrigins(ground).trials[0]?.merit as GridMerit
      const swept = sweep(ground)
      const bare = { cutPieces: 0, fixturesOffModule: 0, orderedTiles: 0 }
      const borders = compareGridMerit({ ...best, ...bare }, { ...swept, ...bare })
      expect(borders).toBeLessThanOrEqual(0)
      if (borders === 0) expect(best.cutPieces).toBeLessThanOrEqual(swept.cutPieces + 1)
    }),
    // A search that is only "best found" may miss by two on one room in some hundreds: the long run looks for those, this one repeats.
    { numRuns: isLong ? 300 : 12, ...(isLong ? {} : { seed: 20_261_123 }) },
  )
})

test('the counter agrees with the tiles, piece for piece', () => {
  for (const input of [...Object.values(sampleRooms), regularPolygon(7, 350)]) {
    const { frame } = prepareGround(roomOf(input), { kind: 'grid', module: [600, 600], rotationDeg: 12 }, [])
    const count = createPieceCounter(frame)
    for (const origin of [
      [0, 0],
      [13, 477],
      [599.99, 0.01],
      [300, 300],
      [-7.123, 88.8],
    ] as const) {
      const { full, cut, dropped, laidAreaMm2 } = count(origin)
      const laid = layTiles(frame, origin)
      expect({ full, cut, dropped, laidAreaMm2 }).toEqual({
        full: laid.counts.full,
        cut: laid.counts.cut,
        dropped: laid.counts.dropped,
        laidAreaMm2: expect.closeTo(laid.laidAreaMm2, 0),
      })
    }
  }
})

test('lengths are compared on the 0.01 mm grid, criterion by criterion', () => {
  const merit: GridMerit = {
    shortBorderMm: 0,
    borderDifferenceMm: 0,
    shortHoleBorderMm: 0,
    cutPieces: 10,
    fixturesOffModule: 0,
    orderedTiles: 20,
  }
  expect(compareGridMerit(merit, { ...merit, borderDifferenceMm: 0.004 })).toBe(0)
  expect(compareGridMerit(merit, { ...merit, borderDifferenceMm: 0.02, cutPieces: 1 })).toBeLessThan(0)
  expect(compareGridMerit(merit, { ...merit, orderedTiles: 19 })).toBeGreaterThan(0)
})
