// What a room may be, what is healed and what is refused, with the pointers that name it.
import { expect, test } from 'vitest'
import type { RoomInput, RoomVertex } from '../design.ts'
import { polygonArea, ringArea } from '../geometry/polygon.ts'
import { prepareRoom } from './room.ts'
import { comb, rectangle, regularPolygon, roomOf, star } from './test-rooms.ts'

const square: RoomVertex[] = [
  [0, 0],
  [8000, 0],
  [8000, 5000],
  [0, 5000],
]

function problemOf(room: RoomInput) {
  const outcome = prepareRoom(room)
  return outcome.kind === 'refused' ? outcome.problems.map(({ code, pointer }) => `${code} ${pointer}`) : 'accepted'
}

test.each([
  ['a plain rectangle', square, 0],
  ['a closed ring', [...square, [0, 0]], 1],
  ['a gap of 0.7 mm', [...square, [0, 0.7]], 1],
  ['a gap of exactly 1 mm', [...square, [0, 1]], 1],
  [
    'a repeated point',
    [
      [0, 0],
      [0, 0],
      [8000, 0],
      [8000, 5000],
      [0, 5000],
    ],
    1,
  ],
  [
    'two points on straight walls',
    [
      [0, 0],
      [4000, 0],
      [8000, 0],
      [8000, 2500],
      [8000, 5000],
      [0, 5000],
    ],
    2,
  ],
  [
    'a spike along a wall',
    [
      [0, 0],
      [8000, 0],
      [8000, 5000],
      [8000, 9000],
      [8000, 5000],
      [0, 5000],
    ],
    2,
  ],
  ['a clockwise ring', square.toReversed(), 1],
] as [string, RoomVertex[], number][])('heals %s and lists it', (_, outer, listed) => {
  const room = roomOf({ outer })
  expect({ area: room.areaMm2, perimeter: room.perimeterMm, corners: room.polygon.outer.length, listed: room.healed.length }).toEqual({
    area: 40_000_000,
    perimeter: 26_000,
    corners: 4,
    listed,
  })
  expect(ringArea(room.polygon.outer)).toBe(40_000_000)
})

test('healing names the point that was left out', () => {
  const { healed } = roomOf({
    outer: [
      [0, 0],
      [4000, 0],
      [8000, 0],
      [8000, 5000],
      [0, 5000],
      [0, 0.5],
    ],
  })
  expect(healed.map(({ pointer }) => pointer)).toEqual(['/room/outer/5', '/room/outer/1'])
})

test.each([
  [
    'a bow tie',
    {
      outer: [
        [0, 0],
        [8000, 5000],
        [8000, 0],
        [0, 5000],
      ],
    },
    ['invalid_room /room/outer/0'],
  ],
  [
    'a line',
    {
      outer: [
        [0, 0],
        [8000, 0],
        [4000, 0],
      ],
    },
    ['invalid_room /room/outer'],
  ],
  [
    'two points',
    {
      outer: [
        [0, 0],
        [8000, 0],
      ],
    },
    ['invalid_room /room/outer'],
  ],
  [
    'three points, two of them different',
    {
      outer: [
        [0, 0],
        [8000, 0],
        [8000, 0],
      ],
    },
    ['invalid_room /room/outer'],
  ],
  ['no points', { outer: [] }, ['invalid_room /room/outer']],
  [
    'a point that is no number',
    {
      outer: [
        [0, 0],
        [8000, Number.NaN],
        [8000, 5000],
      ],
    },
    ['invalid_room /room/outer/1'],
  ],
  [
    'an infinite bulge',
    {
      outer: [
        [0, 0, Infinity],
        [8000, 0],
        [8000, 5000],
      ],
    },
    ['invalid_room /room/outer/0'],
  ],
  [
    'an infinite point in a hole',
    {
      outer: square,
      holes: [
        [
          [100, 100],
          [200, -Infinity],
          [200, 200],
        ],
      ],
    },
    ['invalid_room /room/holes/0/1'],
  ],
  [
    'a hole outside',
    {
      outer: square,
      holes: [
        [
          [9000, 0],
          [9100, 0],
          [9100, 100],
        ],
      ],
    },
    ['invalid_room /room/holes/0'],
  ],
  [
    'a hole that touches the wall from outside',
    {
      outer: square,
      holes: [
        [
          [8000, 0],
          [9100, 0],
          [9100, 100],
          [8000, 100],
        ],
      ],
    },
    ['invalid_room /room/holes/0'],
  ],
  [
    'a hole across the wall',
    {
      outer: square,
      holes: [
        [
          [7000, 100],
          [9100, 100],
          [9100, 1000],
        ],
      ],
    },
    ['invalid_room /room/holes/0/0'],
  ],
  [
    'a hole that crosses itself',
    {
      outer: square,
      holes: [
        [
          [100, 100],
          [900, 900],
          [900, 100],
          [100, 900],
        ],
      ],
    },
    ['invalid_room /room/holes/0/0'],
  ],
  [
    'a hole round the room',
    {
      outer: square,
      holes: [
        [
          [-100, -100],
          [9000, -100],
          [9000, 9000],
          [-100, 9000],
        ],
      ],
    },
    ['invalid_room /room/holes/0'],
  ],
  [
    'a hole in a hole',
    {
      outer: square,
      holes: [
        [
          [100, 100],
          [900, 100],
          [900, 900],
          [100, 900],
        ],
        [
          [200, 200],
          [300, 200],
          [300, 300],
        ],
      ],
    },
    ['invalid_room /room/holes/1'],
  ],
  ['a hole as large as the room', { outer: square, holes: [square] }, ['invalid_room /room/holes']],
  [
    'holes that cut the room in two',
    {
      outer: square,
      holes: [
        [
          [100, 0],
          [1000, 0],
          [1000, 5000],
          [100, 5000],
        ],
      ],
    },
    ['invalid_room /room/holes'],
  ],
  ['2,001 vertices', regularPolygon(2001, 5000), ['too_large /room']],
  ['a room of 20 km', rectangle(2e7, 1000), ['too_large /room/outer']],
] as [string, RoomInput, string[]][])('refuses %s', (_, room, problems) => {
  expect(problemOf(room)).toEqual(problems)
})

test('a refusal says what is too large, with the number', () => {
  const outcome = prepareRoom(regularPolygon(2001, 5000))
  expect(outcome.kind === 'refused' && outcome.problems[0]?.detail).toContain('2001')
})

test('a column drawn against the wall becomes a notch in it', () => {
  const room = roomOf({
    outer: square,
    holes: [
      [
        [0, 0],
        [1000, 0],
        [1000, 1000],
        [0, 1000],
      ],
    ],
  })
  expect({ area: room.areaMm2, perimeter: room.perimeterMm, holes: room.polygon.holes.length, listed: room.healed.length }).toEqual({
    area: 39_000_000,
    perimeter: 26_000,
    holes: 0,
    listed: 1,
  })
})

test('holes are turned clockwise and take their area away', () => {
  const room = roomOf({
    outer: square,
    holes: [
      [
        [1000, 1000],
        [2000, 1000],
        [2000, 2000],
        [1000, 2000],
      ],
    ],
  })
  expect([room.areaMm2, room.perimeterMm, ringArea(room.polygon.holes[0] ?? [])]).toEqual([39_000_000, 26_000, -1_000_000])
})

test('a circle of two arcs has the area of a circle, and its chords keep within the promised tolerance', () => {
  const room = roomOf({
    outer: [
      [0, 0, 1],
      [8000, 0, 1],
    ],
  })
  expect(room.areaMm2).toBeCloseTo(Math.PI * 4000 ** 2, 3)
  expect(room.perimeterMm).toBeCloseTo(Math.PI * 8000, 6)
  expect(Math.abs(polygonArea(room.polygon) - room.areaMm2)).toBeLessThan(0.01 * room.perimeterMm)
  expect(room.bounds.maxY).toBeCloseTo(4000, 2)
})

test('arcs bulge to the right of travel with a negative sign, and turn with the ring', () => {
  const outer: RoomVertex[] = [
    [0, 0],
    [6000, 0],
    [6000, 4000, -0.5],
    [0, 4000],
  ]
  const [inwards, reversed] = [
    roomOf({ outer }),
    roomOf({
      outer: [
        [0, 4000, 0.5],
        [6000, 4000],
        [6000, 0],
        [0, 0],
      ],
    }),
  ]
  expect(inwards.areaMm2).toBeLessThan(24_000_000)
  expect(reversed.areaMm2).toBeCloseTo(inwards.areaMm2, 6)
})

test('the largest allowed rooms are judged in a fraction of a second', () => {
  const started = performance.now()
  for (const room of [comb(499), star(1000), regularPolygon(2000, 50_000)]) expect(prepareRoom(room).kind).toBe('ok')
  expect(performance.now() - started).toBeLessThan(1500)
})
