import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDesign, type Design, type Dimension, type Fixture, type RoomVertex } from './design.ts'
import { applyEdit, type Edit } from './edits.ts'

const mm = fc.integer({ min: -20_000, max: 20_000 })
const point = fc.tuple(mm, mm)
const vertex: fc.Arbitrary<RoomVertex> = fc.oneof(point, fc.tuple(mm, mm, fc.double({ min: -1, max: 1, noNaN: true })))
const ring = fc.array(vertex, { minLength: 3, maxLength: 8 })
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', 'constructor')
const fixture: fc.Arbitrary<Fixture> = fc.record(
  { kind: fc.constantFrom('luminaire', 'sprinkler', 'smoke'), xMm: mm, yMm: mm, label: fc.string() },
  { requiredKeys: ['kind', 'xMm', 'yMm'] },
)
const dimension: fc.Arbitrary<Dimension> = fc.record({ from: point, to: point, offsetMm: mm })

/** Any edit; those that name something a design lacks are skipped by the properties. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('setRoom' as const),
    room: fc.option(fc.record({ outer: ring, holes: fc.array(ring, { maxLength: 2 }) }, { requiredKeys: ['outer'] })),
  }),
  fc.record({ kind: fc.constant('moveVertex' as const), ring: fc.nat(2), index: fc.nat(4), to: vertex }),
  fc.record({ kind: fc.constant('insertVertex' as const), ring: fc.nat(2), index: fc.nat(4), vertex }),
  fc.record({ kind: fc.constant('removeVertex' as const), ring: fc.nat(2), index: fc.nat(4) }),
  fc.record({ kind: fc.constant('addHole' as const), hole: ring }),
  fc.record({ kind: fc.constant('removeHole' as const), at: fc.nat(2) }),
  fc.record({
    kind: fc.constant('setSystem' as const),
    system: fc.constantFrom({ kind: 'panels' as const }, { kind: 'grid' as const, module: [600, 600] as const }),
  }),
  fc.record({
    kind: fc.constant('changeSystem' as const),
    patch: fc.constantFrom({ finish: 'x' }, { finish: undefined }, { catalogue: 'y' }),
  }),
  fc.record({ kind: fc.constant('pinOrigin' as const), origin: point }),
  fc.constant({ kind: 'unpinOrigin' as const }),
  fc.record({ kind: fc.constant('addFixture' as const), id, fixture }),
  fc.record({ kind: fc.constant('changeFixture' as const), id, patch: fc.constantFrom({ xMm: 7 }, { label: 'z' }) }),
  fc.record({ kind: fc.constant('removeFixture' as const), id }),
  fc.record({ kind: fc.constant('addDimension' as const), id, dimension }),
  fc.record({ kind: fc.constant('setDimension' as const), id, dimension }),
  fc.record({ kind: fc.constant('removeDimension' as const), id }),
  fc.record({ kind: fc.constant('changeTitleBlock' as const), patch: fc.constantFrom({ project: 'p' }, { notes: 'n', date: 'd' }) }),
)

const start: Design = {
  ...createDesign(
    { kind: 'grid', module: [600, 600] },
    {
      outer: [
        [0, 0],
        [6000, 0],
        [6000, 4000],
        [0, 4000, 0.5],
      ],
      holes: [
        [
          [1, 1],
          [2, 1],
          [2, 2],
        ],
      ],
    },
  ),
  fixtures: { a: { kind: 'luminaire', xMm: 1, yMm: 2 }, b: { kind: 'smoke', xMm: 3, yMm: 4, label: 'S1' } },
  dimensions: { c: { from: [0, 0], to: [1, 1], offsetMm: 5 } },
}

/** Every state on the way and the inverse of every step that applied. */
function run(edits: readonly Edit[]): { readonly states: readonly Design[]; readonly inverses: readonly Edit[] } {
  const states = [start]
  const inverses: Edit[] = []
  for (const one of edits) {
    try {
      const applied = applyEdit(states.at(-1) ?? start, one)
      states.push(applied.design)
      inverses.push(applied.inverse)
    } catch (error) {
      // Only a broken reference may be refused; the states before stand.
      expect(error).toBeInstanceOf(RangeError)
    }
  }
  return { states, inverses }
}

const written = (design: Design) => JSON.stringify(design)

test('undoing any sequence of edits passes through every earlier design, key order included', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      const { states, inverses } = run(edits)
      let current = states.at(-1) ?? start
      for (let i = inverses.length - 1; i >= 0; i--) {
        current = applyEdit(current, inverses[i] as Edit).design
        expect(written(current)).toBe(written(states[i] as Design))
      }
    }),
    { numRuns: 300 },
  )
})

test('redoing what was undone gives the same designs again', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const { states, inverses } = run(edits)
      const redo: Edit[] = []
      let current = states.at(-1) ?? start
      for (const inverse of inverses.toReversed()) {
        const applied = applyEdit(current, inverse)
        redo.push(applied.inverse)
        current = applied.design
      }
      for (const again of redo.toReversed()) current = applyEdit(current, again).design
      expect(current).toEqual(states.at(-1))
    }),
    { numRuns: 200 },
  )
})

test('several edits in one step are taken back together and the old design is never touched', () => {
  const before = written(start)
  const step: Edit = {
    kind: 'all',
    edits: [
      { kind: 'removeFixture', id: 'a' },
      { kind: 'addFixture', id: 'x', fixture: { kind: 'heat', xMm: 9, yMm: 9 } },
      { kind: 'moveVertex', ring: 0, index: 3, to: [0, 5000] },
    ],
  }
  const { design, inverse } = applyEdit(start, step)
  expect(design.room?.outer[3]).toEqual([0, 5000, 0.5])
  expect(Object.keys(design.fixtures)).toEqual(['b', 'x'])
  expect(written(applyEdit(design, inverse).design)).toBe(before)
  expect(written(start)).toBe(before)
})

test.each<Edit>([
  { kind: 'removeFixture', id: 'nobody' },
  { kind: 'changeDimension', id: 'toString', patch: {} },
  { kind: 'addFixture', id: 'a', fixture: { kind: 'heat', xMm: 0, yMm: 0 } },
  { kind: 'moveVertex', ring: 4, index: 0, to: [0, 0] },
  { kind: 'insertVertex', ring: 0, index: 9, vertex: [0, 0] },
])('an edit that names what is not there throws a RangeError: %j', (one) => {
  expect(() => applyEdit(start, one)).toThrow(RangeError)
})
