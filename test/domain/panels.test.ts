// Panel layout by property, against slow and plain reference computations written here on their own.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PanelSystem, panelStrategies, type RoomInput } from '../../src/domain/design.ts'
import type { Point, Polygon } from '../../src/domain/geometry/point.ts'
import type { PanelLayout } from '../../src/domain/layout/layout.ts'
import { layOutPanels } from '../../src/domain/layout/panels.ts'
import { type PreparedRoom, prepareRoom } from '../../src/domain/layout/room.ts'

type Laid = Omit<PanelLayout, 'quantities'>

function prepared(room: RoomInput): PreparedRoom {
  const done = prepareRoom(room)
  if (done.kind === 'refused') throw new Error(done.problems[0]?.detail)
  return done.value
}
function laid(room: RoomInput, system: Omit<PanelSystem, 'kind'> = {}, alternatives = 5): Laid {
  const done = layOutPanels({ room: prepared(room), system: { kind: 'panels', ...system }, alternatives })
  if (done.kind === 'refused') throw new Error(done.problems.map((problem) => problem.detail).join(' '))
  return done.value
}
function refusal(room: RoomInput, system: Omit<PanelSystem, 'kind'>) {
  const done = layOutPanels({ room: prepared(room), system: { kind: 'panels', ...system } })
  return done.kind === 'refused' ? done.problems : []
}
const box = (w: number, h: number, x = 0, y = 0): Point[] => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
]
const rectangle = (w: number, h: number): RoomInput => ({ outer: box(w, h) })

/** Distance from a point to a segment, and whether two segments cross: the plainest formulas. */
function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2))
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
}
/** How near a rectangle is to an edge; 0 when the edge enters it deeper than the tolerance. */
function distanceToEdge(corners: readonly Point[], a: Point, b: Point): number {
  const [[x0, y0], , [x1, y1]] = corners as [Point, Point, Point, Point]
  // Liang-Barsky on the rectangle made a hair smaller, so that touching is not entering.
  const hair = 2e-6
  let [from, to] = [0, 1]
  for (const [p, q] of [
    [a[0] - b[0], a[0] - x0 - hair],
    [b[0] - a[0], x1 - hair - a[0]],
    [a[1] - b[1], a[1] - y0 - hair],
    [b[1] - a[1], y1 - hair - a[1]],
  ] as Point[]) {
    if (p === 0) {
      if (q < 0) from = 2
    } else if (p < 0) from = Math.max(from, q / p)
    else to = Math.min(to, q / p)
  }
  if (from <= to) return 0
  const sides = corners.map((c, i) => [c, corners[(i + 1) % 4] as Point] as const)
  return Math.min(
    ...corners.map((c) => distanceToSegment(c, a, b)),
    ...sides.flatMap(([c, d]) => [distanceToSegment(a, c, d), distanceToSegment(b, c, d)]),
  )
}
function isInside([x, y]: Point, { outer, holes }: Polygon): boolean {
  const crossings = (ring: readonly Point[]) =>
    ring.filter(([ax, ay], i) => {
      const [bx, by] = ring[(i + 1) % ring.length] as Point
      return ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)
    }).length
  return [outer, ...holes].reduce((sum, ring) => sum + crossings(ring), 0) % 2 === 1
}
/** The smallest distance of a panel to any edge, or -1 when it isn't inside. */
function clearance(polygon: Polygon, [x, y, w, h]: readonly [number, number, number, number]): number {
  if (!isInside([x + w / 2, y + h / 2], polygon)) return -1
  const rings = [polygon.outer, ...polygon.holes]
  return Math.min(...rings.flatMap((ring) => ring.map((a, i) => distanceToEdge(box(w, h, x, y), a, ring[(i + 1) % ring.length] as Point))))
}

/** Rooms of every sort: rectangles, star polygons with slanted edges, notched ones, with and without columns. */
const stars = fc
  .array(fc.tuple(fc.double({ min: 0.35, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.9, noNaN: true })), {
    minLength: 3,
    maxLength: 14,
  })
  .map((rays): RoomInput => {
    const outer = rays.map(([reach, shift], i): Point => {
      const angle = ((i + shift) / rays.length) * 2 * Math.PI
      return [Math.round(5000 * reach * Math.cos(angle)), Math.round(5000 * reach * Math.sin(angle))]
    })
    return { outer }
  })
const notched = fc
  .tuple(
    fc.integer({ min: 3000, max: 12000 }),
    fc.integer({ min: 3000, max: 12000 }),
    fc.integer({ min: 10, max: 90 }),
    fc.integer({ min: 10, max: 90 }),
  )
  .map(
    ([w, h, a, b]): RoomInput => ({
      outer: [
        [0, 0],
        [w, 0],
        [w, Math.round((h * b) / 100)],
        [Math.round((w * a) / 100), Math.round((h * b) / 100)],
        [Math.round((w * a) / 100), h],
        [0, h],
      ],
    }),
  )
const columned = fc
  .tuple(
    fc.integer({ min: 4000, max: 12000 }),
    fc.integer({ min: 4000, max: 12000 }),
    fc.integer({ min: 100, max: 3000 }),
    fc.integer({ min: 100, max: 3000 }),
  )
  .map(([w, h, x, y]): RoomInput => ({ outer: box(w, h), holes: [box(400, 400, x, y), box(300, 500, w - 700, h - 900)] }))
const rooms = fc.oneof(stars, notched, columned).filter((room) => prepareRoom(room).kind === 'ok')
const systems = fc.record({
  perimeterGapMm: fc.constantFrom(0, 50, 150, 200.5),
  panelGapMm: fc.constantFrom(0, 40, 100),
  minMm: fc.constantFrom(250, 400),
  maxMm: fc.constantFrom(900, 1500, 2400),
  aspect: fc.constantFrom(1, 2, 0.6),
  wholeMm: fc.boolean(),
  strategy: fc.constantFrom(...panelStrategies),
})

describe('panels and the room', () => {
  test('no panel leaves the room or comes nearer to an edge than the perimeter gap, and every one left out would', () => {
    fc.assert(
      fc.property(rooms, systems, (room, system) => {
        const { polygon, bounds } = prepared(room)
        const done = layOutPanels({ room: prepared(room), system: { kind: 'panels', ...system } })
        if (done.kind === 'refused') return
        const { panels, counts, panelMm, perimeterMm, coverageRatio } = done.value
        expect(coverageRatio).toBeLessThanOrEqual(1)
        expect(counts.total + counts.dropped).toBe(counts.columns * counts.rows)
        const hung = new Set(panels.map((panel) => panel.id))
        expect(hung.size).toBe(counts.total)
        for (let column = 0; column < counts.columns; column++) {
          for (let row = 0; row < counts.rows; row++) {
            const x = bounds.minX + perimeterMm[0] + column * (panelMm[0] + system.panelGapMm)
            const y = bounds.minY + perimeterMm[1] + row * (panelMm[1] + system.panelGapMm)
            const clear = clearance(polygon, [x, y, ...panelMm])
            if (hung.has(`p${column + 1}-${row + 1}`)) expect(clear).toBeGreaterThanOrEqual(system.perimeterGapMm - 5e-6)
            else expect(clear).toBeLessThan(system.perimeterGapMm === 0 ? 5e-6 : system.perimeterGapMm + 5e-6)
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  test('in a rectangle every panel hangs, the formula holds and the gaps add up to the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 30000 }), fc.integer({ min: 2000, max: 30000 }), systems, (w, h, system) => {
        const done = layOutPanels({ room: prepared(rectangle(w, h)), system: { kind: 'panels', ...system } })
        if (done.kind === 'refused') return
        const { counts, panelMm, perimeterMm, panels, coverageM2, gapM2, coverageRatio } = done.value
        expect(counts.dropped).toBe(0)
        for (const [i, [span, n]] of (
          [
            [w, counts.columns],
            [h, counts.rows],
          ] as Point[]
        ).entries()) {
          const width = panelMm[i] as number
          expect(2 * (perimeterMm[i] as number) + n * width + (n - 1) * system.panelGapMm).toBeCloseTo(span, 6)
          expect(width).toBeGreaterThanOrEqual(system.minMm - 1e-6)
          expect(width).toBeLessThanOrEqual(system.maxMm + 1e-6)
          if (system.wholeMm) expect(Number.isInteger(width)).toBe(true)
          else expect(perimeterMm[i]).toBe(system.perimeterGapMm)
        }
        expect(coverageM2 + gapM2).toBeCloseTo((w * h) / 1e6, 9)
        expect(coverageRatio).toBeLessThanOrEqual(1)
        expect(panels[0]).toMatchObject({ id: 'p1-1', xMm: perimeterMm[0], yMm: perimeterMm[1] })
      }),
    )
  })

  test('coverage never passes 100 % with no gaps at all', () => {
    for (const [w, h] of [
      [9137, 6421],
      [1000 / 3, 1000 / 3],
      [7777.7, 3333.3],
    ] as Point[]) {
      const { coverageRatio, gapM2 } = laid(rectangle(w, h), { perimeterGapMm: 0, panelGapMm: 0, minMm: 100 })
      expect(coverageRatio).toBeLessThanOrEqual(1)
      expect(gapM2).toBeGreaterThanOrEqual(0)
      expect(coverageRatio).toBeCloseTo(1, 9)
    }
  })
})

describe('strategies', () => {
  const gaps = { perimeterGapMm: 150, panelGapMm: 40 }

  /** Every arrangement of a rectangle, found the slow way. */
  function everyArrangement(
    w: number,
    h: number,
    {
      perimeterGapMm: p = 200,
      panelGapMm: g = 200,
      minMm = 300,
      maxMm = 2400,
      sheetMm = [1200, 2400] as Point,
      aspect = 1,
    }: Omit<PanelSystem, 'kind'>,
  ) {
    const fits = (span: number) =>
      Array.from({ length: 200 }, (_, i) => [i + 1, (span - 2 * p - i * g) / (i + 1)] as const).filter(
        ([, width]) => width >= minMm - 1e-6 && width <= maxMm + 1e-6,
      )
    const whole = (v: number) => Math.abs(v - Math.round(v)) < 1e-6
    return fits(w).flatMap(([columns, a]) =>
      fits(h).map(([rows, b]) => {
        const cuts = [
          [a, b],
          [b, a],
        ]
          .filter(([x = 0, y = 0]) => x <= sheetMm[0] + 1e-6 && y <= sheetMm[1] + 1e-6)
          .map(([x = 0, y = 0]) => Number(x < sheetMm[0] - 1e-6) + Number(y < sheetMm[1] - 1e-6))
        const ratio = Math.max(a, b) / Math.min(a, b)
        const wanted = Math.max(aspect, 1 / aspect)
        const coverage = (columns * rows * a * b) / (w * h)
        return {
          columns,
          rows,
          n: columns * rows,
          coverage,
          cuts: cuts.length ? Math.min(...cuts) * columns * rows : Infinity,
          balance: coverage * (Math.min(ratio, wanted) / Math.max(ratio, wanted)) * (whole(a) && whole(b) ? 1.05 : 1),
        }
      }),
    )
  }

  test('each strategy’s first and its alternatives are the true best of every arrangement', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3000, max: 15000 }),
        fc.integer({ min: 3000, max: 15000 }),
        fc.constantFrom(1, 2, 0.7),
        (w, h, aspect) => {
          const all = everyArrangement(w, h, { ...gaps, aspect })
          const scores = {
            balanced: (x: (typeof all)[number]) => -x.balance,
            'fewest-panels': (x: (typeof all)[number]) => x.n,
            'widest-coverage': (x: (typeof all)[number]) => -x.coverage,
            'fewest-cuts': (x: (typeof all)[number]) => x.cuts,
          }
          for (const strategy of panelStrategies) {
            const { alternatives, merit, counts } = laid(rectangle(w, h), { ...gaps, aspect, strategy }, 6)
            const best = all
              .map(scores[strategy])
              .filter(Number.isFinite)
              .sort((x, y) => x - y)
              .slice(0, 6)
            const sign = strategy === 'balanced' || strategy === 'widest-coverage' ? -1 : 1
            for (const [i, score] of best.entries()) expect((alternatives[i]?.merit.score as number) * sign).toBeCloseTo(score, 9)
            expect(alternatives[0]).toMatchObject({ counts, merit })
            for (const { why } of alternatives) expect(why).toMatch(/^[^\n]+\.$/)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test('on 9137 x 6421 with gaps 150 and 40 at least three strategies differ', () => {
    const chosen = panelStrategies.map((strategy) => {
      const { columns, rows } = laid(rectangle(9137, 6421), { ...gaps, strategy }).counts
      return `${columns} x ${rows}`
    })
    expect(chosen).toEqual(['7 x 5', '4 x 3', '4 x 5', '4 x 3'])
  })

  test('widest coverage says that it is the answer of fewest panels while the gaps are fixed', () => {
    expect(laid(rectangle(9137, 6421), { ...gaps, strategy: 'widest-coverage' }).why).toContain(
      'fewest panels and widest coverage are the same answer',
    )
  })

  test('a panel of the sheet’s own size needs no cut, and one larger than the sheet comes last and says so', () => {
    const sheet = laid(rectangle(1200 * 3 + 40 * 2, 2400 * 2 + 40), { perimeterGapMm: 0, panelGapMm: 40, strategy: 'fewest-cuts' })
    expect(sheet.counts).toMatchObject({ columns: 3, rows: 2 })
    expect(sheet.merit.sawCuts).toBe(0)
    const large = laid(rectangle(5000, 5000), { grid: [2, 2], strategy: 'fewest-cuts' })
    expect(large.why).toContain("can't be cut")
    const turned = laid(rectangle(2400 + 400, 1200 + 400), { grid: [1, 1], strategy: 'fewest-cuts' })
    expect(turned.merit.sawCuts).toBe(0)
  })

  test('whole millimetres round panels down and give the rest to the perimeter', () => {
    const { panelMm, perimeterMm } = laid(rectangle(9137, 6421), { ...gaps, wholeMm: true, grid: [7, 5] })
    expect(panelMm).toEqual([1228, 1192])
    expect(perimeterMm).toEqual([150.5, 150.5])
  })

  test('min equal to max is a product size: as many as fit, the rest in both perimeter gaps', () => {
    const { counts, panelMm, perimeterMm } = laid(rectangle(5000, 4000), { perimeterGapMm: 100, panelGapMm: 50, minMm: 600, maxMm: 600 })
    expect(counts).toMatchObject({ columns: 7, rows: 5 })
    expect(panelMm).toEqual([600, 600])
    expect(perimeterMm).toEqual([250, 400])
  })

  test('a fixed grid is honoured outside min and max and says so', () => {
    const { panelMm, why, alternatives } = laid(rectangle(10000, 5000), { perimeterGapMm: 0, panelGapMm: 0, grid: [2, 50] })
    expect(panelMm).toEqual([5000, 100])
    expect(why).toContain('outside the range of 300 to 2400 mm')
    expect(alternatives).toHaveLength(1)
  })
})

test('openings over 20 % of the area are warned of, those under are not', () => {
  expect(laid(rectangle(4800, 3600), { grid: [3, 2] }).why).toContain('openings are 30.6 % of the area, over 20 %')
  expect(laid(rectangle(4800, 3600), { grid: [3, 2], perimeterGapMm: 50, panelGapMm: 20 }).why).not.toContain('openings')
})

describe('turning the room', () => {
  test('turns the design by 90 degrees and changes nothing else', () => {
    const turnRing = (ring: RoomInput['outer']) => ring.map(([x, y]): Point => [-y, x])
    fc.assert(
      fc.property(rooms, systems, (room, system) => {
        const turned: RoomInput = { outer: turnRing(room.outer), ...(room.holes ? { holes: room.holes.map(turnRing) } : {}) }
        const sheeted = { kind: 'panels', ...system } as const
        const [a, b] = [room, turned].map((each) => layOutPanels({ room: prepared(each), system: sheeted }))
        if (a?.kind !== 'ok' || b?.kind !== 'ok') {
          expect(a?.kind).toBe(b?.kind)
          return
        }
        const { bounds } = prepared(room)
        // A square has two equal answers: which is which can't be told.
        if (bounds.maxX - bounds.minX === bounds.maxY - bounds.minY) return
        expect(b.value.counts).toEqual({
          columns: a.value.counts.rows,
          rows: a.value.counts.columns,
          total: a.value.counts.total,
          dropped: a.value.counts.dropped,
        })
        expect(b.value.panelMm).toEqual([a.value.panelMm[1], a.value.panelMm[0]])
        const corners = (panels: Laid['panels'], turn: boolean) =>
          panels
            .map(
              ({ xMm, yMm, widthMm, heightMm }) =>
                (turn ? [-yMm - heightMm, xMm] : [xMm, yMm]).map((v) => (Math.round(v * 1000) / 1000 + 0).toFixed(2)).join(' ') +
                (widthMm > 0 ? '' : '!'),
            )
            .sort()
        expect(corners(b.value.panels, false)).toEqual(corners(a.value.panels, true))
      }),
      { numRuns: 100 },
    )
  })
})

describe('refusals name the field', () => {
  const room = rectangle(5000, 4000)
  test.each<[Omit<PanelSystem, 'kind'>, string, string]>([
    [{ perimeterGapMm: -100 }, '/system/perimeterGapMm', 'invalid_value'],
    [{ panelGapMm: Number.NaN }, '/system/panelGapMm', 'invalid_value'],
    [{ minMm: 0 }, '/system/minMm', 'invalid_value'],
    [{ maxMm: Infinity }, '/system/maxMm', 'invalid_value'],
    [{ aspect: -1 }, '/system/aspect', 'invalid_value'],
    [{ sheetMm: [1200, Number.NaN] }, '/system/sheetMm/1', 'invalid_value'],
    [{ minMm: 900, maxMm: 600 }, '/system/minMm', 'invalid_value'],
    [{ perimeterGapMm: 2500 }, '/system/perimeterGapMm', 'invalid_value'],
    [{ perimeterGapMm: 1900 }, '/system/minMm', 'invalid_value'],
    [{ minMm: 2000, maxMm: 2100 }, '/system/maxMm', 'invalid_value'],
    [{ grid: [0, 2] }, '/system/grid', 'invalid_value'],
    [{ grid: [201, 2] }, '/system/grid', 'too_large'],
    [{ grid: [200, 2] }, '/system/grid', 'invalid_value'],
    [{ minMm: 1, maxMm: 5, panelGapMm: 1, perimeterGapMm: 0 }, '/system/maxMm', 'too_large'],
  ])('%j', (system, pointer, code) => {
    const [first] = refusal(room, system)
    expect(first).toMatchObject({ pointer, code })
    expect(first?.detail).toMatch(/[a-z0-9 ,;)].*\.$/i)
  })

  test('a room too small for its gaps says what to change', () => {
    expect(refusal(rectangle(500, 500), {})[0]?.detail).toBe(
      'Only 100 mm of the room are left for panels along x, less than the smallest panel of 300 mm; make minMm or perimeterGapMm smaller.',
    )
  })
})

describe('speed', () => {
  test('200 x 200 counts in a rectangle, and a hostile room of 2,000 vertices, end in time', () => {
    const started = performance.now()
    const large = laid(rectangle(60000, 60000), { panelGapMm: 20, minMm: 280, maxMm: 60000 })
    expect(large.proven).toBe(true)
    expect(performance.now() - started).toBeLessThan(500)
    // A comb of long teeth: every column of panels meets every edge.
    const teeth = 499
    const outer: Point[] = [[0, 0]]
    for (let i = 0; i < teeth; i++) outer.push([100_000, i * 200], [100_000, i * 200 + 150], [500, i * 200 + 151], [500, i * 200 + 199])
    outer.push([0, teeth * 200])
    const room = prepared({ outer })
    const from = performance.now()
    const done = layOutPanels({ room, system: { kind: 'panels', panelGapMm: 10, perimeterGapMm: 10, minMm: 100, maxMm: 5000 } })
    expect(done.kind).toBe('ok')
    expect(performance.now() - from).toBeLessThan(2000)
  })
})
