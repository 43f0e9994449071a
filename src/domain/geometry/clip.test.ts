// The door to clipper: booleans with holes, insets, and where a rectangle fits.
import { expect, test } from 'vitest'
import { insetPolygon, intersectPolygons, shrinkByRectangle, subtractPolygons, unitePolygons } from './clip.ts'
import type { Polygon } from './point.ts'
import { boundsOfPoints, polygonArea } from './polygon.ts'

const box = (x: number, y: number, size: number): Polygon => ({
  outer: [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ],
  holes: [],
})
const frame: Polygon = { outer: box(0, 0, 100).outer, holes: [box(40, 40, 20).outer.toReversed()] }
const areas = (polygons: readonly Polygon[]) => polygons.map((polygon) => Math.round(polygonArea(polygon)))

test('booleans keep holes as holes', () => {
  expect(areas(intersectPolygons([box(0, 0, 10)], [box(5, 5, 10)]))).toEqual([25])
  expect(areas(unitePolygons([box(0, 0, 10)], [box(5, 5, 10)]))).toEqual([175])
  const ring = subtractPolygons([box(0, 0, 100)], [box(40, 40, 20)])
  expect([areas(ring), ring[0]?.holes.length]).toEqual([[9600], 1])
})

test('an inset moves the wall in and the hole out, and ends in nothing', () => {
  expect(areas(insetPolygon(frame, 5))).toEqual([90 * 90 - 30 * 30])
  expect(areas(insetPolygon(box(0, 0, 100), -5))).toEqual([110 * 110])
  expect(insetPolygon(box(0, 0, 10), 5.01)).toEqual([])
  expect(areas(insetPolygon(frame, 5).concat(insetPolygon(box(0, 0, 10), 2)))).toEqual([7200, 36])
})

test('a rectangle fits where its lower left corner leaves room for it', () => {
  const places = shrinkByRectangle(box(0, 0, 100), [30, 20])
  expect(places.map(({ outer }) => boundsOfPoints(outer))).toEqual([{ minX: 0, minY: 0, maxX: 70, maxY: 80 }])
  expect(areas(shrinkByRectangle(frame, [30, 20]))).toEqual([70 * 80 - 50 * 40])
})
