import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainReach } from './dimension-chain.ts'
import { paperSizes, planSheet, standardScales } from './sheet.ts'

const box = (width: number, height: number) => ({ minX: 0, minY: 0, maxX: width, maxY: height })
const plan = (width: number, height: number, more: Omit<Parameters<typeof planSheet>[0], 'model'> = {}) => {
  const outcome = planSheet({ model: box(width, height), ...more })
  return outcome.kind === 'ok' ? `${outcome.value.paper} 1:${outcome.value.scale}` : (outcome.problems[0]?.detail ?? '')
}

describe('planSheet', () => {
  test.each([
    [3300, 2400, 'A4 1:25'],
    [9120, 7800, 'A3 1:50'],
    [23750, 2100, 'A3 1:100'],
    [60000, 60000, 'A2 1:200'],
    [120000, 120000, 'A0 1:200'],
  ])('a room of %d x %d mm goes on %s by itself', (width, height, expected) => {
    expect(plan(width, height)).toBe(expected)
  })

  test('paper alone takes the largest scale that fits it, scale alone the smallest paper', () => {
    expect(plan(9120, 7800, { paper: 'A1' })).toBe('A1 1:20')
    expect(plan(9120, 7800, { scale: 25 })).toBe('A2 1:25')
  })

  test('paper and scale that do not go together are refused with what would fit', () => {
    expect(plan(9120, 7800, { paper: 'A4', scale: 20 })).toBe(
      'At 1:20 the drawing (9120 x 7800 mm) does not fit on A4. Use 1:100, or larger paper.',
    )
    expect(plan(120000, 90000, { scale: 20 })).toMatch(/does not fit on A0\. Use 1:\d+\.$/)
  })

  test('whatever the room, the chosen sheet holds it with its dimension chains at a standard scale', () => {
    const side = fc.double({ min: 10, max: 5e6, noNaN: true })
    fc.assert(
      fc.property(side, side, fc.option(fc.constantFrom(...paperSizes), { nil: undefined }), (width, height, paper) => {
        const outcome = planSheet({ model: box(width, height), ...(paper ? { paper } : {}) })
        if (outcome.kind === 'refused') throw new Error(outcome.problems[0]?.detail)
        const { viewport, scale } = outcome.value
        const [left, bottom, right, top] = chainReach
        expect(standardScales).toContain(scale)
        expect(width / scale + left + right).toBeLessThanOrEqual(viewport.maxX - viewport.minX)
        expect(height / scale + bottom + top).toBeLessThanOrEqual(viewport.maxY - viewport.minY)
      }),
    )
  })
})
