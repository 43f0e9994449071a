// Measures of rings and polygons against hand figures.
import { expect, test } from 'vitest'
import type { Ring } from './point.ts'
import {
  boundsOfPoints,
  centroid,
  cosSinDeg,
  isPointInPolygon,
  isPointInRing,
  polygonArea,
  polygonPerimeter,
  ringArea,
  ringPerimeter,
  turnPoint,
} from './polygon.ts'

const square: Ring = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
]
const hole: Ring = [
  [50, 50],
  [50, 80],
  [80, 80],
  [80, 50],
]

test('a ring has the area of its turn and the length of its edges', () => {
  expect(ringArea(square)).toBe(10_000)
  expect(ringArea(square.toReversed())).toBe(-10_000)
  expect(ringPerimeter(square)).toBe(400)
  expect(ringArea([])).toBe(0)
})

test('holes take area away and add perimeter whatever way they turn', () => {
  for (const turned of [hole, hole.toReversed()]) {
    expect(polygonArea({ outer: square, holes: [turned] })).toBe(9_100)
    expect(polygonPerimeter({ outer: square, holes: [turned] })).toBe(520)
  }
})

test('the area keeps its digits a million metres from the origin', () => {
  const far = square.map(([x, y]) => [x + 1e9, y - 1e9] as const)
  expect(ringArea(far)).toBe(10_000)
})

test('a point is inside the room only where there is no hole', () => {
  const room = { outer: square, holes: [hole] }
  expect([isPointInPolygon([10, 10], room), isPointInPolygon([60, 60], room), isPointInPolygon([101, 50], room)]).toEqual([
    true,
    false,
    false,
  ])
  expect(isPointInRing([60, 60], square)).toBe(true)
})

test('the centroid moves away from a hole', () => {
  expect(centroid({ outer: square, holes: [] })).toEqual([50, 50])
  const moved = centroid({ outer: square, holes: [hole] })
  expect(moved[0]).toBeCloseTo((50 * 10_000 - 65 * 900) / 9_100, 9)
  expect(
    centroid({
      outer: [
        [0, 0],
        [10, 0],
      ],
      holes: [],
    }),
  ).toEqual([5, 0])
})

test('bounds hold every point, and turning by quarters is exact', () => {
  expect(boundsOfPoints(square)).toEqual({ minX: 0, minY: 0, maxX: 100, maxY: 100 })
  expect(turnPoint([3, 4], 90)).toEqual([-4, 3])
  expect(turnPoint([3, 4], -270)).toEqual([-4, 3])
  expect(turnPoint([3, 4], 180, [1, 1])).toEqual([-1, -2])
  expect(cosSinDeg(30)[1]).toBeCloseTo(0.5, 15)
})
