// Grid lines as merged runs: counts, ends, walls and holes.
import { expect, test } from 'vitest'
import { gridLines } from './grid-lines.ts'
import { rectangle, roomOf } from './test-rooms.ts'

test('100 x 100 full tiles give 202 lines', () => {
  const lines = gridLines(roomOf(rectangle(60_000, 60_000)), [600, 600], [0, 0], 0)
  expect(lines).toHaveLength(202)
  expect(lines[0]).toEqual([
    [0, 0],
    [0, 60_000],
  ])
})

test('lines stop at the walls and are broken by columns', () => {
  const room = roomOf({
    ...rectangle(1800, 1800),
    holes: [
      [
        [500, 500],
        [700, 500],
        [700, 700],
        [500, 700],
      ],
    ],
  })
  expect(gridLines(room, [600, 600], [0, 0], 0).filter(([a, b]) => a[0] === 600 && b[0] === 600)).toEqual([
    [
      [600, 0],
      [600, 500],
    ],
    [
      [600, 700],
      [600, 1800],
    ],
  ])
})

test('a grid off the walls has no lines on them, and a room inside one cell has none', () => {
  expect(gridLines(roomOf(rectangle(8000, 5000)), [600, 600], [-200, -200], 0)).toHaveLength(13 + 8)
  expect(gridLines(roomOf(rectangle(500, 500)), [600, 600], [-50, -50], 0)).toEqual([])
})

test('a turned grid gives runs along its own axes', () => {
  for (const [a, b] of gridLines(roomOf(rectangle(4000, 4000)), [600, 600], [2000, 2000], 45)) {
    expect(Math.abs(Math.abs(b[0] - a[0]) - Math.abs(b[1] - a[1]))).toBeLessThan(1e-5)
  }
})
