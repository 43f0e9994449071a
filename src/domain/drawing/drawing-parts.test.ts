import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixtureKinds } from '../design.ts'
import { cutDiagonal, hatchLines } from './cut-marks.ts'
import { layerRoles } from './draw-list.ts'
import { findLayerTableFaults, layerTable } from './layer-sets.ts'
import { maxTextLength, sanitiseParagraphs, sanitiseText } from './sanitise-text.ts'
import { symbolStrokes } from './symbols.ts'
import { fitText, measureText, wrapText } from './text-width.ts'

describe('Text', () => {
  test('sanitiseText leaves one clean, bounded line of anything, and leaves clean text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const clean = sanitiseText(text)
        expect(clean).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u)
        expect(sanitiseText(clean)).toBe(clean)
      }),
    )
    expect(sanitiseText('办公室 "A" & <B> ½')).toBe('办公室 "A" & <B> ½')
    expect([...sanitiseText('x'.repeat(9000))].length).toBe(maxTextLength)
    expect(sanitiseParagraphs('a\r\nb\n\nc\n')).toEqual(['a', 'b', '', 'c'])
  })

  test('wrapped lines fit and lose nothing; a fitted text fits', () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z0-9]{1,40}$/), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(words, fc.double({ min: 20, max: 200, noNaN: true }), (list, width) => {
        const lines = wrapText(list.join(' '), 2, width)
        for (const line of lines) expect(measureText(line, 2)).toBeLessThanOrEqual(width + 1e-9)
        expect(lines.join('').replaceAll(' ', '')).toBe(list.join(''))
        expect(measureText(fitText(list.join(' '), 2, width), 2)).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('Cut marks', () => {
  const square = [
    [0, 0],
    [600, 0],
    [600, 600],
    [0, 600],
  ] as const
  const hole = [
    [200, 200],
    [200, 400],
    [400, 400],
    [400, 200],
  ] as const

  test('the diagonal stays out of a hole', () => {
    expect(cutDiagonal(square, [])).toEqual([
      [
        [0, 0],
        [600, 600],
      ],
    ])
    expect(cutDiagonal(square, [hole]).flat(2)).toEqual([0, 0, 200, 200, 400, 400, 600, 600].map((value) => expect.closeTo(value, 9)))
  })

  test('hatch lines cover the piece: their length times their distance is its area', () => {
    const lines = hatchLines(square, [hole], 3)
    const length = lines.reduce((sum, [a, b]) => sum + Math.hypot(b[0] - a[0], b[1] - a[1]), 0)
    expect(Math.abs(length * 3 - (600 * 600 - 200 * 200))).toBeLessThan(3000)
  })
})

describe('Symbols', () => {
  test('every kind has its own shape, drawn inside its size', () => {
    const shapes = fixtureKinds.map((kind) => symbolStrokes(kind, 600, 300))
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(fixtureKinds.length)
    for (const stroke of shapes.flat()) {
      const points =
        stroke.kind === 'path' ? stroke.points : stroke.kind === 'circle' ? [[stroke.centre[0] + stroke.radiusMm, stroke.centre[1]]] : []
      for (const [x = 0, y = 0] of points) expect(Math.abs(x) <= 300.001 && Math.abs(y) <= 300.001).toBe(true)
    }
  })
})

describe('Layer sets', () => {
  test('the AIA set is the one of the trade, and all three are fit for R12', () => {
    const names = layerRoles.map((role) => layerTable('aia')[role].name)
    expect(names.join(' ')).toBe(
      'A-CLNG A-CLNG-GRID A-CLNG-TEES A-CLNG-PATT A-CLNG-OPEN A-CLNG-SUSP A-CLNG-ACCS E-LITE M-HVAC-CDFF F-SPRN F-ALRM A-ANNO-DIMS A-ANNO-NOTE A-ANNO-TTLB A-ANNO-NPLT',
    )
    for (const id of ['aia', 'iso13567', 'bs1192'] as const) expect(findLayerTableFaults(layerTable(id))).toEqual([])
    for (const role of layerRoles) expect(layerTable('iso13567')[role].name).toMatch(/^.{2}.{6}.{2}$/)
  })

  test('a table edited by hand is refused with a sentence per fault', () => {
    const table = {
      ...layerTable('aia'),
      grid: { name: 'GRID\n0', colour: 0, weight: 17 },
      notes: { ...layerTable('aia').notes, name: 'a-clng' },
    }
    expect(findLayerTableFaults(table)).toHaveLength(4)
  })
})
