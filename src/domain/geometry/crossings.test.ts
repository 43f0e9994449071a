// Crossings and touches between and within rings.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findCrossings } from './crossings.ts'
import type { Point, Ring } from './point.ts'

const square: Ring = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
]
const moved = (x: number, y: number): Ring => square.map(([a, b]) => [a + x, b + y])

test('rings apart neither cross nor touch; overlapping ones cross; shared walls and corners touch', () => {
  expect(findCrossings([square, moved(200, 0)])).toEqual({ crossing: null, touching: [] })
  expect(findCrossings([square, moved(50, 50)]).crossing).not.toBeNull()
  expect(findCrossings([square, moved(100, 0)])).toMatchObject({ crossing: null, touching: [{}] })
  expect(findCrossings([square, moved(100, 100)])).toMatchObject({ crossing: null, touching: [{}] })
})

test('a ring that touches itself counts as crossing', () => {
  expect(
    findCrossings([
      [
        [0, 0],
        [100, 0],
        [100, 100],
        [50, 0],
        [0, 100],
      ],
    ]).crossing,
  ).not.toBeNull()
  expect(findCrossings([square]).crossing).toBeNull()
})

test('the tree of boxes finds exactly what looking at every pair finds', () => {
  const point: fc.Arbitrary<Point> = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }))
  fc.assert(
    fc.property(fc.uniqueArray(point, { minLength: 4, maxLength: 24, selector: String }), (ring) => {
      const n = ring.length
      let expected = false
      for (let i = 0; i < n; i += 1) {
        for (let j = i + 2; j < n; j += 1) {
          if (i === 0 && j === n - 1) continue
          const [a, b, c, d] = [ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]] as [Point, Point, Point, Point]
          expected ||= meet(a, b, c, d)
        }
      }
      expect(findCrossings([ring]).crossing !== null).toBe(expected)
    }),
  )
})

/** Whether two segments with integer ends share a point, in exact arithmetic. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const cross = (p: Point, q: Point, r: Point) => Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))
  const between = (p: Point, q: Point, r: Point) =>
    r[0] >= Math.min(p[0], q[0]) && r[0] <= Math.max(p[0], q[0]) && r[1] >= Math.min(p[1], q[1]) && r[1] <= Math.max(p[1], q[1])
  const [s, t, u, v] = [cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)]
  if (s * t < 0 && u * v < 0) return true
  return (s === 0 && between(a, b, c)) || (t === 0 && between(a, b, d)) || (u === 0 && between(c, d, a)) || (v === 0 && between(c, d, b))
}
