// The honest heat map: masked by walls, faded by distance, silent about what isn't known.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Polygon } from '../../src/domain/geometry/point.ts'
import { boundsOfPoints, isPointInPolygon } from '../../src/domain/geometry/polygon.ts'
import { answerHeat, createHeatRooms, type HeatQuestion } from '../../src/renderer/ui/heat/answer-heat.ts'
import { createField, fullTrustMm, type HeatSample, isolineTrust, noTrustMm, trustAt } from '../../src/renderer/ui/heat/heat-field.ts'
import { createHeatGrid, type HeatGrid } from '../../src/renderer/ui/heat/heat-grid.ts'
import { colourAt } from '../../src/renderer/ui/heat/heat-image.ts'
import { createLattice, isVisible, nodeNear } from '../../src/renderer/ui/heat/heat-lattice.ts'
import { findNearest } from '../../src/renderer/ui/heat/heat-nearest.ts'
import { isolineLevels, scaleOf, ticksOf } from '../../src/renderer/ui/heat/heat-scale.ts'

const stops = ['#14316b', '#34568f', '#6f80a8', '#ab97a0', '#dba276', '#f4b955', '#ffe08a'].map((hex) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
) as unknown as HeatQuestion['stops']
const box = (minX: number, minY: number, maxX: number, maxY: number) =>
  [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ] as const
/** 9 x 6 m with a wall 20 mm thick from the south up to 500 mm below the north. */
const divided: Polygon = { outer: box(0, 0, 9000, 6000), holes: [[...box(4490, 1, 4510, 5500)].reverse()] }
const hall: Polygon = { outer: box(0, 0, 9000, 6000), holes: [] }
const fresh = (xMm: number, yMm: number, value: number | boolean): HeatSample => ({ xMm, yMm, value, isFresh: true })
const stale = (xMm: number, yMm: number, value: number | null = 20): HeatSample => ({ xMm, yMm, value, isFresh: false })

function ask(room: Polygon, samples: readonly HeatSample[], more: Partial<HeatQuestion> = {}) {
  const question = { room, samples, kind: 'number' as const, scale: { lo: 18, hi: 28 }, levels: [], stops, ...more }
  const result = answerHeat(question)
  if (!result) throw new Error('no answer')
  const { bounds, columns, rows } = result
  const cellMm = (bounds.maxX - bounds.minX) / columns
  const cellAt = (x: number, y: number) => {
    const [column, row] = [Math.floor((x - bounds.minX) / cellMm), Math.floor((bounds.maxY - y) / cellMm)]
    return Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column))
  }
  return {
    ...result,
    alphaAt: (x: number, y: number) => result.colours[4 * cellAt(x, y) + 3] ?? 0,
    rgbAt: (x: number, y: number) => [...result.colours.slice(4 * cellAt(x, y), 4 * cellAt(x, y) + 3)],
    isStaleAt: (x: number, y: number) => result.stale[4 * cellAt(x, y) + 3] === 255,
  }
}

function fieldOf(room: Polygon, samples: readonly HeatSample[], kind: 'number' | 'boolean' = 'number') {
  const lattice = createLattice(createHeatGrid(room) as HeatGrid)
  const field = createField(lattice, samples, kind)
  const at = (x: number, y: number) => nodeNear(lattice, { xMm: x, yMm: y }, 300)
  return { lattice, field, at }
}

describe('the room as a raster', () => {
  it('has at most 400 cells along its longer side and 250 along the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 200_000 }), fc.integer({ min: 100, max: 200_000 }), (width, height) => {
        const grid = createHeatGrid({ outer: box(0, 0, width, height), holes: [] }) as HeatGrid
        expect(Math.max(grid.columns, grid.rows)).toBeLessThanOrEqual(400)
        expect(Math.min(grid.columns, grid.rows)).toBeLessThanOrEqual(250)
        expect(grid.columns * grid.cellMm).toBeGreaterThanOrEqual(width - 1e-6)
        expect(grid.rows * grid.cellMm).toBeGreaterThanOrEqual(height - 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('is inside exactly where a cell’s centre is in the room and in no column', () => {
    const room: Polygon = {
      outer: [
        [0, 0],
        [9120, 0],
        [9120, 5310],
        [4320, 5310],
        [4320, 7800],
        [0, 7800],
      ],
      holes: [[...box(6760, 2200, 7160, 2600)].reverse()],
    }
    const grid = createHeatGrid(room) as HeatGrid
    let wrong = 0
    for (let row = 0; row < grid.rows; row++)
      for (let column = 0; column < grid.columns; column++) {
        const at = [grid.minXMm + (column + 0.5) * grid.cellMm, grid.maxYMm - (row + 0.5) * grid.cellMm] as const
        if (isPointInPolygon(at, room) !== (grid.inside[row * grid.columns + column] === 1)) wrong++
      }
    expect(wrong).toBe(0)
  })

  it('closes every way across a wall thinner than a cell', () => {
    const grid = createHeatGrid(divided) as HeatGrid
    expect(grid.cellMm).toBeGreaterThan(20)
    const column = Math.floor((4500 - grid.minXMm) / grid.cellMm - 0.5)
    for (let y = 200; y < 5400; y += 100) {
      const row = Math.floor((grid.maxYMm - y) / grid.cellMm)
      const ways = [-1, 0, 1].map((step) => grid.right[row * grid.columns + column + step])
      expect(ways).toContain(0)
    }
  })
})

describe('the way round the walls', () => {
  it('is the straight one where nothing is between', () => {
    const lattice = createLattice(createHeatGrid(hall) as HeatGrid)
    const node = nodeNear(lattice, { xMm: 1000, yMm: 1000 }, 300)
    const near = findNearest(lattice, [{ xMm: 1000, yMm: 1000, node }], 1)
    for (let n = 0; n < lattice.inside.length; n += 97) {
      const [x, y] = [lattice.xMm + (n % lattice.columns) * lattice.stepMm, lattice.yMm - Math.floor(n / lattice.columns) * lattice.stepMm]
      expect(near.distanceMm[n]).toBeCloseTo(Math.hypot(x - 1000, y - 1000), 0)
    }
  })

  it('goes round the end of a wall, and nowhere is shorter than the straight line', () => {
    const lattice = createLattice(createHeatGrid(divided) as HeatGrid)
    const node = nodeNear(lattice, { xMm: 4000, yMm: 1000 }, 300)
    const near = findNearest(lattice, [{ xMm: 4000, yMm: 1000, node }], 1)
    const behind = nodeNear(lattice, { xMm: 5000, yMm: 1000 }, 300)
    const round = Math.hypot(500, 4500) + Math.hypot(500, 4500)
    expect(near.distanceMm[behind]).toBeGreaterThan(round * 0.99)
    expect(near.distanceMm[behind]).toBeLessThan(round * 1.03)
    expect(isVisible(lattice, node, behind)).toBe(false)
    for (let n = 0; n < lattice.inside.length; n += 31) {
      if (!near.count[n]) continue
      const [x, y] = [lattice.xMm + (n % lattice.columns) * lattice.stepMm, lattice.yMm - Math.floor(n / lattice.columns) * lattice.stepMm]
      expect(near.distanceMm[n]).toBeGreaterThanOrEqual(Math.hypot(x - 4000, y - 1000) - lattice.stepMm)
    }
  })

  it('lists the nearest sensors in order, as trying each of them would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 100, max: 8900 }), fc.integer({ min: 100, max: 5900 })), { minLength: 9, maxLength: 20 }),
        (places) => {
          const lattice = createLattice(createHeatGrid(hall, { long: 100, short: 60 }) as HeatGrid)
          const sources = places.map(([xMm, yMm]) => ({ xMm, yMm, node: nodeNear(lattice, { xMm, yMm }, 500) }))
          const near = findNearest(lattice, sources, 4)
          for (const node of [0, 333, 700, 1111]) {
            if (!lattice.inside[node]) continue
            const [x, y] = [
              lattice.xMm + (node % lattice.columns) * lattice.stepMm,
              lattice.yMm - Math.floor(node / lattice.columns) * lattice.stepMm,
            ]
            const straight = places.map(([px, py]) => Math.hypot(px - x, py - y)).sort((a, b) => a - b)
            for (let k = 0; k < 4; k++) {
              // One step of slack: two that are about as far may come in either order.
              expect(Math.abs((near.distanceMm[node * 4 + k] ?? 0) - (straight[k] ?? 0))).toBeLessThanOrEqual(lattice.stepMm * 1.5)
            }
          }
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('what is coloured', () => {
  it('nothing is without a fresh sensor, however many stale ones there are', () => {
    expect(ask(hall, []).colouredCells).toBe(0)
    const answer = ask(hall, [stale(1000, 1000), stale(8000, 5000, null)], { levels: [19, 20, 21] })
    expect(answer.colouredCells).toBe(0)
    expect(answer.staleCells).toBeGreaterThan(0)
    expect(answer.isolines).toEqual([])
    expect(answer.colours.every((byte) => byte === 0)).toBe(true)
  })

  it('numbers that are none, and values of the other kind, count as not known', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, true]) expect(ask(hall, [fresh(2000, 2000, value)]).colouredCells).toBe(0)
    expect(ask(hall, [fresh(2000, 2000, 21)], { kind: 'boolean' }).colouredCells).toBe(0)
  })

  it('colour is full near a fresh sensor, fades, and ends 3.8 m away', () => {
    const answer = ask({ outer: box(0, 0, 12_000, 6000), holes: [] }, [fresh(500, 3000, 23)])
    expect(trustAt(0)).toBe(1)
    expect(trustAt(fullTrustMm)).toBe(1)
    expect(trustAt(noTrustMm)).toBe(0)
    const along = [600, 1600, 2500, 3300, 4000].map((x) => answer.alphaAt(x, 3000))
    for (const [k, alpha] of along.entries()) if (k > 0) expect(alpha).toBeLessThanOrEqual(along[k - 1] ?? 0)
    expect(along[2]).toBeGreaterThan(0)
    expect(answer.alphaAt(500 + noTrustMm + 100, 3000)).toBe(0)
    expect(answer.alphaAt(11_000, 3000)).toBe(0)
  })

  it('a sensor behind a thin wall lends no colour to the other side', () => {
    const answer = ask(divided, [fresh(4300, 1000, 27)])
    expect(answer.alphaAt(4200, 1000)).toBeGreaterThan(150)
    for (const [x, y] of [
      [4600, 300],
      [4600, 1000],
      [5500, 1000],
      [4600, 1600],
    ] as const)
      expect(answer.alphaAt(x, y)).toBe(0)
    expect(ask(hall, [fresh(4300, 1000, 27)]).alphaAt(4600, 1000)).toBeGreaterThan(150)
  })

  it('values on each side of a thin wall are those of the sensors on that side', () => {
    const { field, at } = fieldOf(divided, [fresh(3000, 800, 20), fresh(6000, 800, 28)])
    expect(field.value[at(4400, 800)]).toBeLessThan(20.7)
    expect(field.value[at(4600, 800)]).toBeGreaterThan(27.3)
  })

  it('what lies nearer to a stale sensor is hatched, not coloured, and no cell is both', () => {
    const answer = ask(hall, [fresh(1500, 3000, 22), stale(7500, 3000)])
    expect(answer.isStaleAt(7500, 3000)).toBe(true)
    expect(answer.alphaAt(7500, 3000)).toBe(0)
    expect(answer.isStaleAt(1500, 3000)).toBe(false)
    expect(answer.alphaAt(1500, 3000)).toBeGreaterThan(150)
    expect(answer.isStaleAt(4400, 3000)).toBe(false)
    expect(answer.isStaleAt(4600, 3000)).toBe(true)
    for (let cell = 0; cell < answer.columns * answer.rows; cell++)
      if (answer.stale[4 * cell + 3]) expect(answer.colours[4 * cell + 3]).toBe(0)
    const middle = answer.staleEdges.flatMap(({ points }) => [...points].filter((_, k) => k % 2 === 0))
    for (const x of middle) expect(Math.abs(x - 4500)).toBeLessThan(60)
  })

  it('every value lies between the least and the most that fresh sensors said, and at a sensor it is nearly its own', () => {
    const sample = fc.record({
      xMm: fc.integer({ min: 50, max: 8950 }),
      yMm: fc.integer({ min: 50, max: 5950 }),
      value: fc.integer({ min: -50, max: 150 }),
      isFresh: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 14 }), (samples) => {
        const grid = createHeatGrid(divided, { long: 120, short: 80 }) as HeatGrid
        const field = createField(createLattice(grid), samples, 'number')
        const said = samples.filter(({ isFresh }) => isFresh).map(({ value }) => value)
        for (let node = 0; node < field.value.length; node++) {
          const value = field.value[node] ?? Number.NaN
          if (said.length === 0) expect(value).toBeNaN()
          if (Number.isNaN(value)) expect(field.trust[node]).toBe(0)
          else {
            expect(value).toBeGreaterThanOrEqual(Math.min(...said) - 1e-3)
            expect(value).toBeLessThanOrEqual(Math.max(...said) + 1e-3)
          }
          // Trust is only what a fresh sensor is near enough to give, and never where a stale one is nearer.
          if ((field.trust[node] ?? 0) > 0) {
            expect(field.freshMm[node]).toBeLessThan(noTrustMm)
            expect(field.freshMm[node]).toBeLessThanOrEqual(field.staleMm[node] ?? 0)
          }
        }
      }),
      { numRuns: 25 },
    )
    const { field, at } = fieldOf(hall, [fresh(2000, 2000, 20), fresh(4000, 2000, 28)])
    expect(field.value[at(2000, 2000)]).toBeCloseTo(20, 0)
    expect(field.value[at(4000, 2000)]).toBeCloseTo(28, 0)
    expect(field.value[at(3000, 2000)]).toBeCloseTo(24, 0)
  })

  it('has no steps where the set of nearest sensors changes', () => {
    const samples = Array.from({ length: 40 }, (_, k) => fresh(400 + ((k * 1931) % 8200), 400 + ((k * 1217) % 5200), 18 + (k % 10)))
    const { field, lattice } = fieldOf(hall, samples)
    let most = 0
    for (let node = 0; node + 1 < field.value.length; node++) {
      if (!((lattice.open[node] ?? 0) & 1) || (field.freshMm[node] ?? 0) < 250) continue
      most = Math.max(most, Math.abs((field.value[node + 1] ?? 0) - (field.value[node] ?? 0)))
    }
    expect(most).toBeLessThan(1.5)
  })

  it('booleans are flat: each part has the state of its nearest sensor, never a mixture', () => {
    const samples = [fresh(1500, 3000, true), fresh(4500, 3000, false), fresh(7500, 3000, true)]
    const { field } = fieldOf(hall, samples, 'boolean')
    expect(new Set([...field.value].filter((value) => !Number.isNaN(value)))).toEqual(new Set([0, 1]))
    const answer = ask(hall, samples, { kind: 'boolean', scale: { lo: 0, hi: 1 }, levels: [0.5] })
    const colours = new Set<string>()
    for (let cell = 0; cell < answer.columns * answer.rows; cell++)
      if (answer.colours[4 * cell + 3]) colours.add([...answer.colours.slice(4 * cell, 4 * cell + 3)].join())
    expect(colours.size).toBe(2)
    expect(answer.isolines).toEqual([])
  })

  it('isolines run only where colour is trusted, and at their level', () => {
    const samples = [fresh(1000, 3000, 20), fresh(4000, 3000, 26), stale(8000, 3000)]
    const answer = ask(hall, samples, { levels: [21, 22, 23, 24, 25] })
    const { field, at } = fieldOf(hall, samples)
    expect(answer.isolines.length).toBeGreaterThan(0)
    for (const { level, points } of answer.isolines)
      for (let k = 0; k + 1 < points.length; k += 10) {
        const node = at(points[k] ?? 0, points[k + 1] ?? 0)
        expect(field.trust[node]).toBeGreaterThanOrEqual(isolineTrust - 0.05)
        expect(Math.abs((field.value[node] ?? 0) - level)).toBeLessThan(0.6)
      }
  })

  it('a symbol outside every wall is left out; one in a wall stands for the room beside it', () => {
    expect(ask(hall, [fresh(-3000, 3000, 22)]).colouredCells).toBe(0)
    expect(ask(hall, [fresh(-100, 3000, 22)]).colouredCells).toBeGreaterThan(0)
  })

  it('a room is rastered once while only its values change', () => {
    const rooms = createHeatRooms()
    expect(rooms.of(hall)).toBe(rooms.of({ ...hall }))
    expect(rooms.of(hall)).not.toBe(rooms.of(divided))
  })

  it('lies on the room wherever the room lies', () => {
    const far: Polygon = { outer: box(1e6, -2e6, 1e6 + 9000, -2e6 + 6000), holes: [] }
    const answer = ask(far, [fresh(1e6 + 1000, -2e6 + 1000, 22)])
    const room = boundsOfPoints(far.outer)
    expect(answer.bounds.minX).toBeLessThanOrEqual(room.minX)
    expect(answer.bounds.maxY).toBeGreaterThanOrEqual(room.maxY)
    expect(answer.alphaAt(1e6 + 1000, -2e6 + 1000)).toBeGreaterThan(150)
  })
})

describe('colours and scale', () => {
  it('grow lighter all the way up, so that they read in grey', () => {
    let before = -1
    for (let share = 0; share <= 1.0001; share += 0.02) {
      const [r, g, b] = colourAt(stops, share)
      const lightness = 0.2126 * r + 0.7152 * g + 0.0722 * b
      expect(lightness).toBeGreaterThan(before)
      before = lightness
    }
  })

  it('a scale holds every value, keeps its usual ends where it can, and is never empty', () => {
    expect(scaleOf('temperature', [21, 24])).toEqual({ lo: 18, hi: 28 })
    expect(scaleOf('temperature', [21, 28.7])).toEqual({ lo: 18, hi: 30 })
    expect(scaleOf('temperature', [])).toEqual({ lo: 18, hi: 28 })
    fc.assert(
      fc.property(
        fc.constantFrom('temperature', 'co2', 'whatever'),
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true })),
        (type, values) => {
          const { lo, hi } = scaleOf(type, values)
          expect(hi).toBeGreaterThan(lo)
          const slack = Math.abs(hi - lo) * 1e-9
          for (const value of values) {
            expect(value).toBeGreaterThanOrEqual(lo - slack)
            expect(value).toBeLessThanOrEqual(hi + slack)
          }
          expect(ticksOf({ lo, hi }).length).toBeLessThan(15)
        },
      ),
      {
        numRuns: 60,
        examples: [
          ['whatever', [-1.5e-323]],
          ['whatever', [1e6, 1e6 - 1e-10]],
          ['whatever', [0, 1e-300]],
        ],
      },
    )
    expect(isolineLevels({ lo: 18, hi: 28 }, [20])).toEqual([])
    expect(isolineLevels({ lo: 18, hi: 28 }, [20, 26])).toEqual([20, 22, 24, 26])
  })
})
