// The published cases of kind panels and refuse, through the same entry the API uses.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../../src/domain/catalogue.ts'
import type { RoomInput } from '../../src/domain/design.ts'
import { computeLayout } from '../../src/domain/layout/compute.ts'

interface PanelCase {
  readonly id: string
  readonly kind: string
  readonly room: readonly [number, number]
  readonly perimeterGapMm: number
  readonly panelGapMm: number
  readonly columns?: number
  readonly rows?: number
  readonly expect: {
    readonly panelMm?: readonly [number, number]
    readonly coverageM2?: number
    readonly gapM2?: number
    readonly error?: string
  }
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const parsed = parseCatalogue(read('../../resources/catalogues/generic.json'))
if (parsed.kind !== 'ok') throw new Error(parsed.problems[0]?.detail)
const catalogue = parsed.value
const { cases } = read('../fixtures/ceiling-cases.json') as { cases: PanelCase[] }
const panelCases = cases.filter((one) => one.kind === 'panels')

const rectangle = ([w, h]: readonly [number, number]): RoomInput => ({
  outer: [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ],
})

describe('published cases', () => {
  test('there are panel cases and refusals among them', () => {
    expect(panelCases.map((one) => one.id)).toEqual(expect.arrayContaining(['panels-4800x3600', 'panels-3000x4000', 'refuse-negative']))
  })

  test.each(panelCases)('$id', ({ room, perimeterGapMm, panelGapMm, columns, rows, expect: expected }) => {
    const grid = columns !== undefined && rows !== undefined ? { grid: [columns, rows] as const } : {}
    const done = computeLayout({ room: rectangle(room), system: { kind: 'panels', perimeterGapMm, panelGapMm, ...grid }, catalogue })
    if (expected.error) {
      expect(done).toMatchObject({
        kind: 'refused',
        problems: [{ pointer: `/system/${expected.error}` }, { pointer: '/system/panelGapMm' }],
      })
      return
    }
    if (done.kind !== 'ok' || done.value.kind !== 'panels') throw new Error('the case was refused')
    const { panelMm, coverageM2, gapM2, panels, counts } = done.value
    expect(panelMm[0]).toBeCloseTo(expected.panelMm?.[0] ?? Number.NaN, 3)
    expect(panelMm[1]).toBeCloseTo(expected.panelMm?.[1] ?? Number.NaN, 3)
    if (expected.coverageM2 !== undefined) expect(coverageM2).toBeCloseTo(expected.coverageM2, 6)
    if (expected.gapM2 !== undefined) expect(gapM2).toBeCloseTo(expected.gapM2, 6)
    expect(panels).toHaveLength(counts.total)
    expect(counts).toEqual({ columns, rows, total: (columns ?? 0) * (rows ?? 0), dropped: 0 })
  })
})
