// Design documents of any shape: whole ones unchanged, others mended by name, never thrown at.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDesign } from './design.ts'
import { upgradeDesign } from './upgrade.ts'

const whole = createDesign(
  { kind: 'grid', module: [600, 600] },
  {
    outer: [
      [0, 0],
      [5000, 0],
      [5000, 4000, 0.5],
      [0, 4000],
    ],
  },
)

describe('a design document', () => {
  test('of this version comes back the same', () => {
    expect(upgradeDesign(structuredClone(whole))).toEqual({ kind: 'ok', design: whole, repaired: [], dropped: [] })
  })

  test('without a version, a format, maps and title block gets them', () => {
    const { room, system } = whole
    const read = upgradeDesign({ room, system })
    expect(read).toMatchObject({ kind: 'ok', design: whole, dropped: [] })
  })

  test('with fixtures as a list gets ids', () => {
    const read = upgradeDesign({ ...whole, fixtures: [{ kind: 'smoke', xMm: 10, yMm: '20' }] })
    expect(read).toMatchObject({ kind: 'ok', design: { fixtures: { f1: { kind: 'smoke', xMm: 10, yMm: 20 } } } })
    if (read.kind === 'ok') expect(read.repaired.map((item) => item.pointer)).toEqual(['/fixtures', '/fixtures/f1/yMm'])
  })

  test('with panel fields out of range loses just those', () => {
    const read = upgradeDesign({
      ...whole,
      system: {
        kind: 'panels',
        perimeterGapMm: -1,
        panelGapMm: 40,
        aspect: 'x',
        wholeMm: 1,
        strategy: 'best',
        grid: [2.5, 1],
        finish: 'gypsum-white',
      },
    })
    expect(read).toMatchObject({ kind: 'ok', design: { system: { kind: 'panels', panelGapMm: 40, finish: 'gypsum-white' } } })
    if (read.kind === 'ok') {
      expect(Object.keys(read.design.system)).toEqual(['kind', 'panelGapMm', 'finish'])
      expect(new Set(read.dropped.map((item) => item.pointer))).toEqual(
        new Set(['/system/wholeMm', '/system/perimeterGapMm', '/system/aspect', '/system/strategy', '/system/grid/0']),
      )
    }
  })

  test.each([null, undefined, 3, 'text', [], {}, { room: 3 }])('%j is refused in a sentence', (value) => {
    expect(upgradeDesign(value)).toMatchObject({ kind: 'refused', problems: [{ detail: expect.stringMatching(/\.$/) }] })
  })

  test('of any shape at all is read or refused, and what is read is stable', () => {
    const field = (name: string) => fc.tuple(fc.constant(name), fc.oneof(fc.jsonValue(), fc.constantFrom(whole.room, whole.system, {})))
    const shapes = fc
      .array(fc.oneof(...['room', 'system', 'fixtures', 'dimensions', 'titleBlock', 'version', '__proto__', 'x/y~z'].map(field)))
      .map((entries) => Object.fromEntries(entries))
    fc.assert(
      fc.property(fc.oneof(fc.anything(), shapes), (value) => {
        const read = upgradeDesign(value)
        if (read.kind === 'ok') expect(upgradeDesign(read.design)).toEqual({ kind: 'ok', design: read.design, repaired: [], dropped: [] })
      }),
      { numRuns: 500 },
    )
  })
})
