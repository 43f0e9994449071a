// Grid layouts against published cases and figures worked by hand.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { GridSystem, RoomInput } from '../design.ts'
import type { Point } from '../geometry/point.ts'
import { layOutGrid } from './grid.ts'
import { rectangle, regularPolygon, roomOf, sampleRooms, unwrap } from './test-rooms.ts'

interface GridCase {
  readonly id: string
  readonly kind: string
  readonly spanMm: number
  readonly moduleMm: number
  readonly room: readonly Point[]
  readonly module: Point
  readonly expect: Readonly<Partial<Record<'full' | 'borderMm' | 'tiles' | 'cut' | 'borderXMm' | 'borderYMm' | 'perimeterMm', number>>>
}

const { cases } = JSON.parse(readFileSync(new URL('../../../test/fixtures/ceiling-cases.json', import.meta.url), 'utf8')) as {
  cases: GridCase[]
}

function layOut(input: RoomInput, system: Omit<GridSystem, 'kind'>, alternatives = 5) {
  return unwrap(layOutGrid({ room: roomOf(input), system: { kind: 'grid', ...system }, alternatives }))
}

test.each(cases.filter(({ kind }) => kind === 'border'))(
  'published border case $id holds on both axes',
  ({ spanMm, moduleMm, expect: wanted }) => {
    const { borders, tiles, proven } = layOut(rectangle(spanMm, spanMm), { module: [moduleMm, moduleMm] })
    const full = tiles.filter(({ kind }) => kind === 'full').length
    const border = expect.closeTo(wanted.borderMm ?? Number.NaN, 6)
    expect({ borders, full, proven }).toEqual({
      borders: { left: border, right: border, bottom: border, top: border },
      full: (wanted.full ?? Number.NaN) ** 2,
      proven: true,
    })
  },
)

test.each(cases.filter(({ kind }) => kind === 'grid'))('published grid case $id holds', ({ room, module, expect: wanted }) => {
  const layout = layOut({ outer: room }, { module })
  const found: Record<string, number | null> = {
    tiles: layout.counts.total,
    full: layout.counts.full,
    cut: layout.counts.cut,
    borderXMm: layout.borders.left,
    borderYMm: layout.borders.bottom,
    perimeterMm: layout.room.perimeterMm,
  }
  for (const [key, value] of Object.entries(wanted)) expect(found[key]).toBeCloseTo(value, 6)
})

// The border rule, ceiling.md section 2: q full and a flush wall, or q - 1 full and two borders of (m + r) / 2.
test.each([
  [4800, 600, 8, 0],
  [4801, 600, 7, 300.5],
  [5000, 600, 7, 400],
  [5399, 600, 7, 599.5],
  [900, 600, 0, 450],
  [1199, 600, 0, 599.5],
  [601, 600, 0, 300.5],
  [3251.2, 609.6, 4, 406.4],
])('a room of %d mm at %d mm has %d full tiles and borders of %d mm', (spanMm, moduleMm, fullAcross, border) => {
  const { borders, counts } = layOut(rectangle(spanMm, spanMm), { module: [moduleMm, moduleMm] })
  expect([borders.left, borders.right, counts.full]).toEqual([expect.closeTo(border, 6), expect.closeTo(border, 6), fullAcross ** 2])
})

test.each([500, 250, 599])('a room of %d mm, narrower than a module, is one cut tile in the middle of its cell', (spanMm) => {
  const { counts, borders, origin } = layOut(rectangle(spanMm, spanMm), { module: [600, 600] })
  expect({ counts, borders, origin }).toEqual({
    counts: { full: 0, cut: 1, dropped: 0, total: 1 },
    borders: { left: spanMm, right: spanMm, bottom: spanMm, top: spanMm },
    origin: [(spanMm - 600) / 2, (spanMm - 600) / 2],
  })
})

test('the best origin is the crossing nearest the lower left corner, the inner one where two are as near', () => {
  expect(layOut(rectangle(8000, 5000), { module: [600, 600] }).origin).toEqual([-200, -200])
  expect(layOut(rectangle(4200, 4200), { module: [600, 600] }).origin).toEqual([0, 0])
  const shifted = layOut(
    {
      outer: [
        [1000, 2000],
        [9000, 2000],
        [9000, 7000],
        [1000, 7000],
      ],
    },
    { module: [600, 600] },
  )
  expect(shifted.origin).toEqual([800, 1800])
})

test('a pinned origin is returned as given, and everything follows it', () => {
  const layout = layOut(rectangle(8000, 5000), { module: [600, 600], origin: [100, 12_345] }, 0)
  expect(layout.origin).toEqual([100, 12_345])
  expect(layout.alternatives).toEqual([])
  expect(layout.borders).toEqual({ left: 100, right: 100, bottom: 345, top: 455 })
  expect(layout.worstBorder).toBe(100)
  expect(layout.merit.shortBorderMm).toBe(10_000)
})

test('a pinned origin still lists the best alternatives, best first', () => {
  const layout = layOut(rectangle(8000, 5000), { module: [600, 600], origin: [0, 0] })
  expect(layout.origin).toEqual([0, 0])
  expect(layout.alternatives[0]?.origin).toEqual([-200, -200])
  expect(layout.why).toContain('Saves 20 cuts')
  expect(layout.proven).toBe(true)
})

test('a cell split by a column gives two pieces, and a piece round a column has a hole', () => {
  const split = layOut(
    {
      ...rectangle(1800, 1800),
      holes: [
        [
          [700, 550],
          [800, 550],
          [800, 1250],
          [700, 1250],
        ],
      ],
    },
    { module: [600, 600], origin: [0, 0] },
  )
  expect(split.tiles.filter(({ id }) => id.startsWith('c2r2')).map(({ id, kind, areaMm2 }) => [id, kind, areaMm2])).toEqual([
    ['c2r2', 'cut', expect.closeTo(60_000, 3)],
    ['c2r2.2', 'cut', expect.closeTo(240_000, 3)],
  ])
  const round = layOut(
    {
      ...rectangle(1800, 1800),
      holes: [
        [
          [700, 700],
          [800, 700],
          [800, 800],
          [700, 800],
        ],
      ],
    },
    { module: [600, 600], origin: [0, 0] },
  )
  const middle = round.tiles.find(({ id }) => id === 'c2r2')
  expect([middle?.kind, middle?.holes?.length, middle?.areaMm2]).toEqual(['cut', 1, 350_000])
  expect(round.borders).toEqual({ left: 400, right: 100, bottom: 400, top: 100 })
})

test('strips narrower than 5 mm and pieces under half a percent are dropped and their area reported', () => {
  const strip = layOut(rectangle(1204.9, 1200), { module: [600, 600], origin: [0, 0] })
  expect({ counts: strip.counts, dropped: strip.droppedAreaMm2 }).toEqual({
    counts: { full: 4, cut: 0, dropped: 2, total: 4 },
    dropped: expect.closeTo(5880, 6),
  })
  expect(strip.borders.right).toBeCloseTo(4.9, 6)
  const wider = layOut(rectangle(1205.1, 1200), { module: [600, 600], origin: [0, 0] })
  expect(wider.counts).toEqual({ full: 4, cut: 2, dropped: 0, total: 6 })
  const corner = layOut(
    {
      outer: [
        [0, 0],
        [1200, 0],
        [1200, 1200],
        [600, 1200],
        [600, 640],
        [570, 600],
        [0, 600],
      ],
    },
    { module: [600, 600], origin: [0, 0] },
  )
  expect(corner.counts.dropped).toBe(1)
})

test('the module is never turned, and rotation turns the grid counter-clockwise about the origin', () => {
  const { tiles } = layOut(rectangle(5000, 5000), { module: [1200, 600], rotationDeg: 30, origin: [2500, 2500] }, 0)
  const full = tiles.find(({ kind, polygon }) => kind === 'full' && polygon.some(([x, y]) => Math.hypot(x - 2500, y - 2500) < 1e-6))
  const [a, b] = full?.polygon ?? []
  const edge = Math.atan2((b?.[1] ?? 0) - (a?.[1] ?? 0), (b?.[0] ?? 0) - (a?.[0] ?? 0))
  expect([(edge * 180) / Math.PI, Math.hypot((b?.[0] ?? 0) - (a?.[0] ?? 0), (b?.[1] ?? 0) - (a?.[1] ?? 0))]).toEqual([
    expect.closeTo(30, 6),
    expect.closeTo(1200, 6),
  ])
})

test('a turned room under a grid turned with it is laid as the straight one', () => {
  const turn = (x: number, y: number, deg: number): Point => {
    const angle = (deg * Math.PI) / 180
    return [100 + x * Math.cos(angle) - y * Math.sin(angle), -50 + x * Math.sin(angle) + y * Math.cos(angle)]
  }
  for (const deg of [17, 45, 123.4]) {
    const outer = sampleRooms.L.outer.map(([x, y]) => turn(x, y, deg))
    const straight = layOut(sampleRooms.L, { module: [600, 600] })
    const turned = layOut({ outer }, { module: [600, 600], rotationDeg: deg })
    expect({ counts: turned.counts, proven: turned.proven, merit: turned.merit.cutPieces }).toEqual({
      counts: straight.counts,
      proven: true,
      merit: straight.merit.cutPieces,
    })
    expect(turned.borders.left).toBeCloseTo(straight.borders.left ?? -1, 3)
    expect(turned.borders.top).toBeCloseTo(straight.borders.top ?? -1, 3)
  }
})

test('walls off the grid have no borders, and the answer is called best found', () => {
  const { borders, worstBorder, proven, why } = layOut(sampleRooms.sixtyGon, { module: [600, 600], rotationDeg: 1 })
  expect({ borders, worstBorder, proven }).toEqual({
    borders: { left: null, right: null, bottom: null, top: null },
    worstBorder: null,
    proven: false,
  })
  expect(why).toContain('best found')
})

test('fixtures on module decide between origins that cut as many tiles', () => {
  const room = roomOf({
    outer: [
      [0, 0],
      [6200, 0],
      [6900, 4000],
      [300, 4300],
    ],
  })
  const fixtures = [{ kind: 'sprinkler', xMm: 3111, yMm: 2222 }] as const
  const { merit } = unwrap(layOutGrid({ room, fixtures, system: { kind: 'grid', module: [600, 600], origin: [2811, 1922] } }))
  const { merit: beside } = unwrap(layOutGrid({ room, fixtures, system: { kind: 'grid', module: [600, 600], origin: [2830, 1922] } }))
  expect([merit.fixturesOffModule, beside.fixturesOffModule]).toEqual([0, 1])
})

test('luminaires sit on module with whole modules, turned by quarters with the grid', () => {
  const room = roomOf(rectangle(6000, 6000))
  const off = (fixture: { widthMm?: number; heightMm?: number; rotationDeg?: number; xMm: number; yMm: number }) =>
    unwrap(
      layOutGrid({
        room,
        fixtures: [{ kind: 'luminaire', ...fixture }],
        system: { kind: 'grid', module: [600, 600], origin: [0, 0] },
        alternatives: 0,
      }),
    ).merit.fixturesOffModule
  expect([
    off({ xMm: 300, yMm: 300, widthMm: 595, heightMm: 595 }),
    off({ xMm: 600, yMm: 300, widthMm: 1195, heightMm: 595 }),
    off({ xMm: 600, yMm: 300, widthMm: 595, heightMm: 1195, rotationDeg: 90 }),
    off({ xMm: 300, yMm: 300, widthMm: 1195, heightMm: 595 }),
    off({ xMm: 300, yMm: 300, rotationDeg: 45 }),
  ]).toEqual([0, 0, 0, 1, 1])
})

test('more than 250,000 cells are refused with the number', () => {
  const outcome = layOutGrid({ room: roomOf(rectangle(120_000, 120_000)), system: { kind: 'grid', module: [200, 230] } })
  expect(outcome).toMatchObject({
    kind: 'refused',
    problems: [{ code: 'too_large', pointer: '/system/module', detail: expect.stringContaining('313200') }],
  })
})

test.each([
  [{ module: [0, 600] }, '/system/module/0'],
  [{ module: [600, -1] }, '/system/module/1'],
  [{ module: [600, Number.NaN] }, '/system/module/1'],
  [{ module: [600, 600], rotationDeg: Infinity }, '/system/rotationDeg'],
  [{ module: [600, 600], origin: [0, Number.NaN] }, '/system/origin/1'],
] as [Omit<GridSystem, 'kind'>, string][])('refuses %j by the name of the field', (system, pointer) => {
  expect(layOutGrid({ room: roomOf(rectangle(5000, 5000)), system: { kind: 'grid', ...system } })).toMatchObject({
    kind: 'refused',
    problems: [{ pointer }],
  })
})

test('10,000 tiles in a 60-gon are laid for a pinned origin within a frame', () => {
  const room = roomOf(regularPolygon(60, (600 * 100) / Math.sqrt(Math.PI)))
  const times = Array.from({ length: 12 }, () => {
    const started = performance.now()
    unwrap(layOutGrid({ room, system: { kind: 'grid', module: [600, 600], origin: [13, 27] }, alternatives: 0 }))
    return performance.now() - started
  })
  expect(Math.min(...times)).toBeLessThan(16)
})

test('a tile with a corner chipped by more than a millionth of its area is cut, not full', () => {
  // The slanted wall takes a triangle of 1 x 1 mm, 0.5 mm2, off one 600 x 600 tile: 1.4e-6 of it.
  const outer = [
    [0, 0],
    [1200, 0],
    [1200, 1199],
    [1199, 1200],
    [0, 1200],
  ] as const
  const laid = unwrap(
    layOutGrid({ room: roomOf({ outer }), system: { kind: 'grid', module: [600, 600], origin: [0, 0] }, alternatives: 0 }),
  )
  expect(laid.counts).toEqual({ full: 3, cut: 1, dropped: 0, total: 4 })
})

describe('walls that end on a grid line part the tiles they part', () => {
  const square: Point[] = [
    [0, 0],
    [1800, 0],
    [1800, 1800],
    [0, 1800],
  ]
  const box = (x0: number, y0: number, x1: number, y1: number): Point[] => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
  const cutOf = (room: RoomInput) => {
    const { counts, tiles } = unwrap(
      layOutGrid({ room: roomOf(room), system: { kind: 'grid', module: [600, 600], origin: [0, 0] }, alternatives: 0 }),
    )
    const cut = tiles.filter((tile) => tile.kind === 'cut')
    return { cut: counts.cut, areas: cut.map((tile) => Math.round(tile.areaMm2)), holes: cut.flatMap((tile) => tile.holes ?? []).length }
  }
  test.each([
    ['a column across a whole cell', { outer: square, holes: [box(700, 600, 1000, 1200)] }, [60_000, 120_000]],
    ['the same turned', { outer: square, holes: [box(600, 700, 1200, 1000)] }, [60_000, 120_000]],
    ['a column on the lower line', { outer: square, holes: [box(700, 600, 1000, 900)] }, [270_000]],
    ['a column on the left line', { outer: square, holes: [box(600, 700, 900, 1000)] }, [270_000]],
    ['a column in the corner of a cell', { outer: square, holes: [box(600, 600, 900, 900)] }, [270_000]],
    [
      'a diamond that touches all four lines',
      {
        outer: square,
        holes: [
          [
            [900, 600],
            [1200, 900],
            [900, 1200],
            [600, 900],
          ],
        ],
      },
      [45_000, 45_000, 45_000, 45_000],
    ],
    [
      'a notch that hangs down to a line',
      {
        outer: [
          [0, 0],
          [1800, 0],
          [1800, 1200],
          [1100, 1200],
          [1100, 600],
          [800, 600],
          [800, 1200],
          [0, 1200],
        ],
      },
      [120_000, 60_000],
    ],
    [
      'a wedge whose tip touches a line',
      {
        outer: [
          [0, 0],
          [1800, 0],
          [1800, 1200],
          [1100, 1200],
          [900, 600],
          [800, 1200],
          [0, 1200],
        ],
      },
      [150_000, 120_000],
    ],
  ] satisfies [string, RoomInput, number[]][])('%s', (_name, room, areas) => {
    expect(cutOf(room)).toEqual({ cut: areas.length, areas, holes: 0 })
  })

  test('a wall along a grid line leaves no spike on the tile beside it', () => {
    const outer: Point[] = [
      [0, 0],
      [600, 0],
      [600, 300],
      [1200, 300],
      [1200, 1200],
      [0, 1200],
    ]
    const { tiles } = unwrap(layOutGrid({ room: roomOf({ outer }), system: { kind: 'grid', module: [600, 600], origin: [0, 0] } }))
    expect(tiles.find((tile) => tile.kind === 'cut')?.polygon.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])).toEqual([
      [600, 300],
      [600, 600],
      [1200, 300],
      [1200, 600],
    ])
  })
})
