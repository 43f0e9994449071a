import { describe, expect, test } from 'vitest'
import { chainModules, chainPanels, printLength } from './dimension-chain.ts'
import { drawDimension } from './dimension-lines.ts'

const metric = { units: 'metric' } as const
const texts = (segments: readonly { text: string }[]) => segments.map((segment) => segment.text)

describe('chainModules', () => {
  test.each([
    ['borders on both sides', { fromMm: 0, toMm: 9120, moduleMm: 600, originMm: 312 }, ['312', '14 × 600 = 8400', '408']],
    ['no border', { fromMm: 0, toMm: 7800, moduleMm: 600, originMm: 0 }, ['13 × 600 = 7800']],
    ['an origin far away', { fromMm: 0, toMm: 9120, moduleMm: 600, originMm: -24288 }, ['312', '14 × 600 = 8400', '408']],
    ['one line', { fromMm: 0, toMm: 700, moduleMm: 600, originMm: 350 }, ['350', '350']],
    ['no line', { fromMm: 100, toMm: 500, moduleMm: 600, originMm: 0 }, ['400']],
    ['one module', { fromMm: 0, toMm: 1000, moduleMm: 600, originMm: 200 }, ['200', '600', '200']],
  ])('%s', (_what, span, expected) => {
    const segments = chainModules(span, metric)
    expect(texts(segments)).toEqual(expected)
    expect(segments[0]?.fromMm).toBe(span.fromMm)
    expect(segments.at(-1)?.toMm).toBeCloseTo(span.toMm, 6)
  })
})

test('chainPanels shows gaps and panels, and sums a long run up', () => {
  expect(texts(chainPanels({ fromMm: 0, toMm: 2300, starts: [200, 1250], sizeMm: 850 }, metric))).toEqual([
    '200',
    '850',
    '200',
    '850',
    '200',
  ])
  const starts = Array.from({ length: 8 }, (_, index) => 150 + index * 600)
  expect(texts(chainPanels({ fromMm: 0, toMm: 5060, starts, sizeMm: 560 }, metric))).toEqual(['150', '8 × 560 + 7 × 40 = 4760', '150'])
})

test('lengths have no separators in millimetres and are feet and inches in imperial', () => {
  expect(printLength(12345.6, metric)).toBe('12345.6')
  expect(printLength(3251.2, { units: 'imperial' })).toMatch(/^10' ?-?8"$|^10'-8"$|^10' 8"$/)
})

describe('drawDimension', () => {
  const dimension = { from: [0, 0], to: [1000, 0], offsetMm: -400, text: '1000', scale: 50 } as const

  test('breaks its line for the text, ticks at 45 degrees, and reads upright whichever way it was measured', () => {
    for (const input of [dimension, { ...dimension, from: dimension.to, to: dimension.from, offsetMm: 400 }]) {
      const { items, drawn } = drawDimension(input)
      const lines = items.filter((item) => item.kind === 'line')
      const onLine = lines.filter((item) => item.from[1] === -400 && item.to[1] === -400)
      const ticks = lines.filter((item) => Math.abs(Math.abs(item.to[0] - item.from[0]) - Math.abs(item.to[1] - item.from[1])) < 1e-9)
      expect([onLine.length, ticks.length, lines.length, drawn?.lengthMm]).toEqual([2, 2, 6, 1000])
      expect(items.find((item) => item.kind === 'text')).toMatchObject({ at: [500, -400], rotationDeg: 0, align: 'centre' })
    }
  })

  test('a text wider than its line moves outside, and nothing is drawn for no length', () => {
    const { items } = drawDimension({ ...dimension, to: [100, 0], text: '100', overflow: 'start' })
    const text = items.find((item) => item.kind === 'text')
    expect(text?.kind === 'text' && text.at[0]).toBeLessThan(0)
    expect(drawDimension({ ...dimension, to: [0, 0] })).toEqual({ items: [], drawn: null })
  })
})
