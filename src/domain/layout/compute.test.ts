// The one entry: bad numbers are refused by field, good ones give one layout however it is asked.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Catalogue, parseCatalogue } from '../catalogue.ts'
import type { RoomInput } from '../design.ts'
import { type ComputeInput, computeLayout } from './compute.ts'

const parsed = parseCatalogue(JSON.parse(readFileSync(new URL('../../../resources/catalogues/generic.json', import.meta.url), 'utf8')))
if (parsed.kind !== 'ok') throw new Error('the generic catalogue is not readable')
const catalogue: Catalogue = parsed.value
const room: RoomInput = {
  outer: [
    [0, 0],
    [5000, 0],
    [5000, 4000],
    [0, 4000],
  ],
}
const grid = { kind: 'grid', module: [600, 600] } as const
const pointersOf = (input: Partial<ComputeInput>): string[] => {
  const done = computeLayout({ room, system: grid, catalogue, ...input })
  return done.kind === 'refused' ? done.problems.map((problem) => problem.pointer) : []
}

describe('refusals', () => {
  test.each<[string[], Partial<ComputeInput>]>([
    [['/system/module/0'], { system: { ...grid, module: [0, 600] } }],
    [['/system/module/0', '/system/module/1'], { system: { ...grid, module: [Number.NaN, -1] } }],
    [['/system/rotationDeg'], { system: { ...grid, rotationDeg: Infinity } }],
    [['/system/origin/1'], { system: { ...grid, origin: [0, Number.NaN] } }],
    [['/system/firstMainLimitMm'], { system: { ...grid, firstMainLimitMm: 0 } }],
    [['/system/finish'], { system: { ...grid, finish: 'oak' } }],
    [['/system/perimeterGapMm'], { system: { kind: 'panels', perimeterGapMm: -1 } }],
    [
      ['/fixtures/1/xMm'],
      {
        fixtures: [
          { kind: 'smoke', xMm: 1, yMm: 1 },
          { kind: 'smoke', xMm: Number.NaN, yMm: 1 },
        ],
      },
    ],
    [['/fixtures/0/widthMm'], { fixtures: [{ kind: 'luminaire', xMm: 1, yMm: 1, widthMm: 0 }] }],
    [['/options/wasteRate'], { rates: { wasteRate: -0.1, labourRate: 0, taxRate: 0 } }],
  ])('%j', (pointers, input) => {
    expect(pointersOf(input)).toEqual(pointers)
  })

  test('more cells than the limit is too large, with the number', () => {
    const done = computeLayout({ room, system: { ...grid, module: [5, 5] }, catalogue })
    expect(done).toMatchObject({ kind: 'refused', problems: [{ code: 'too_large', detail: expect.stringMatching(/800,?\s?000/) }] })
  })

  test('a bad room and a bad system are told together', () => {
    const flat: RoomInput = {
      outer: [
        [0, 0],
        [5000, 0],
        [9000, 0],
      ],
    }
    const pointers = pointersOf({ room: flat, system: { ...grid, module: [0, 600] } })
    expect(pointers.some((pointer) => pointer.startsWith('/room'))).toBe(true)
    expect(pointers).toContain('/system/module/0')
  })

  test('no number whatever makes it throw', () => {
    const wild = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e-300, 1e300, 600, -600))
    fc.assert(
      fc.property(fc.array(fc.tuple(wild, wild), { maxLength: 6 }), wild, wild, fc.boolean(), (outer, a, b, panels) => {
        const system = panels
          ? ({ kind: 'panels', perimeterGapMm: a, panelGapMm: b } as const)
          : ({ kind: 'grid', module: [a, b] } as const)
        const done = computeLayout({ room: { outer }, system, catalogue })
        return done.kind === 'ok' || done.problems.every((problem) => problem.detail.endsWith('.'))
      }),
      { numRuns: 200 },
    )
  })
})

describe('answers', () => {
  test('are the same each time and carry what was healed', () => {
    const open: RoomInput = { outer: [...room.outer, [0, 0]].reverse() as RoomInput['outer'] }
    const first = computeLayout({ room: open, system: grid, catalogue })
    expect(computeLayout({ room: open, system: grid, catalogue })).toEqual(first)
    if (first.kind !== 'ok') throw new Error('refused')
    expect(first.value.healed.length).toBeGreaterThan(0)
    expect(first.value.quantities.tilesOrdered).toBe(first.value.counts.total)
  })

  test('without geometry they differ only in tiles and panels, and alternatives are as many as asked', () => {
    for (const system of [grid, { kind: 'panels' } as const]) {
      const [whole, bare] = [true, false].map((geometry) => computeLayout({ room, system, catalogue, geometry, alternatives: 3 }))
      if (whole?.kind !== 'ok' || bare?.kind !== 'ok') throw new Error('refused')
      expect(whole.value.alternatives.length).toBeLessThanOrEqual(3)
      const emptied = whole.value.kind === 'grid' ? { ...whole.value, tiles: [] } : { ...whole.value, panels: [] }
      expect(bare.value).toEqual(emptied)
    }
  })
})
