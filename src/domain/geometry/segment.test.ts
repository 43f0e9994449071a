// Segments: meetings, nearest points and distances.
import { expect, test } from 'vitest'
import {
  crossOf,
  distanceBetween,
  distanceBetweenSegments,
  distanceToSegment,
  intersectSegments,
  nearestPointOnSegment,
} from './segment.ts'

test('the nearest point stays on the segment', () => {
  expect(nearestPointOnSegment([5, 3], [0, 0], [10, 0])).toEqual({ point: [5, 0], along: 0.5 })
  expect(nearestPointOnSegment([-5, 3], [0, 0], [10, 0])).toEqual({ point: [0, 0], along: 0 })
  expect(nearestPointOnSegment([1, 1], [2, 2], [2, 2])).toEqual({ point: [2, 2], along: 0 })
  expect(distanceToSegment([13, 4], [0, 0], [10, 0])).toBe(5)
  expect(distanceBetween([0, 0], [3, 4])).toBe(5)
})

test('two segments meet in one point, or not at all', () => {
  expect(
    intersectSegments(
      [
        [0, 0],
        [10, 10],
      ],
      [
        [0, 10],
        [10, 0],
      ],
    ),
  ).toEqual([5, 5])
  expect(
    intersectSegments(
      [
        [0, 0],
        [10, 0],
      ],
      [
        [10, 0],
        [10, 5],
      ],
    ),
  ).toEqual([10, 0])
  expect(
    intersectSegments(
      [
        [0, 0],
        [10, 0],
      ],
      [
        [0, 1],
        [10, 1],
      ],
    ),
  ).toBeNull()
  expect(
    intersectSegments(
      [
        [0, 0],
        [1, 1],
      ],
      [
        [5, 0],
        [5, 9],
      ],
    ),
  ).toBeNull()
})

test('the distance of two segments is zero where they cross', () => {
  expect(
    distanceBetweenSegments(
      [
        [0, 0],
        [10, 10],
      ],
      [
        [0, 10],
        [10, 0],
      ],
    ),
  ).toBe(0)
  expect(
    distanceBetweenSegments(
      [
        [0, 0],
        [10, 0],
      ],
      [
        [13, 4],
        [20, 4],
      ],
    ),
  ).toBe(5)
})

test('the cross product is positive on the left', () => {
  expect(crossOf([0, 0], [10, 0], [5, 2])).toBe(20)
  expect(crossOf([0, 0], [10, 0], [5, -2])).toBe(-20)
})
