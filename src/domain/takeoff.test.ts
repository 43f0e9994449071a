// Quantities and money of layouts that can be worked out by hand.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Catalogue, parseCatalogue } from './catalogue.ts'
import type { RoomInput, System } from './design.ts'
import { computeLayout } from './layout/compute.ts'
import type { Rates } from './takeoff.ts'

const parsed = parseCatalogue(JSON.parse(readFileSync(new URL('../../resources/catalogues/generic.json', import.meta.url), 'utf8')))
if (parsed.kind !== 'ok') throw new Error('the generic catalogue is not readable')
const catalogue: Catalogue = parsed.value

const room = (w: number, h: number): RoomInput => ({
  outer: [
    [0, 0],
    [w, 0],
    [w, h],
    [0, h],
  ],
})
function quantitiesOf(input: { room: RoomInput; system: System; rates?: Rates }) {
  const done = computeLayout({ ...input, catalogue })
  if (done.kind === 'refused') throw new Error(done.problems[0]?.detail)
  return done.value.quantities
}

test('a grid of 84 full and 42 cut tiles orders 126 at the finish’s price', () => {
  const { price, items, ...facts } = quantitiesOf({ room: room(8000, 5000), system: { kind: 'grid', module: [600, 600] } })
  expect(facts).toMatchObject({ areaM2: 40, perimeterM: 26, tilesFull: 84, tilesCut: 42, tilesOrdered: 126, panels: 0 })
  expect(facts.coverageM2).toBeCloseTo(40, 6)
  expect(facts.wasteRatio).toBeCloseTo((126 * 0.36 - 40) / (126 * 0.36), 6)
  expect(items).toEqual([
    {
      code: 'acoustic-white',
      name: 'Acoustic white 600 x 600',
      unit: 'piece',
      need: 126,
      packSize: 16,
      packs: 8,
      unitPrice: expect.closeTo(12.6, 9),
      cost: expect.closeTo(1587.6, 9),
    },
  ])
  expect(price.material).toBeCloseTo(126 * 0.36 * 35, 9)
  expect(price.waste).toBeCloseTo(price.material * 0.15, 9)
  expect(price.labour).toBeCloseTo(price.material * 1.15 * 0.25, 9)
  expect(price.tax).toBe(0)
  // Material x (1 + waste) x (1 + labour).
  expect(price.total).toBeCloseTo(1587.6 * 1.15 * 1.25, 9)
  expect(price).toMatchObject({ currency: 'EUR', wasteRate: 0.15, labourRate: 0.25, taxRate: 0 })
})

test('hanging panels are priced by their area, with the project’s rates and tax on the sum', () => {
  const { price, items, panels, coverageM2, wasteRatio } = quantitiesOf({
    room: room(4800, 3600),
    system: { kind: 'panels', grid: [3, 2], finish: 'gypsum-white' },
    rates: { wasteRate: 0.1, labourRate: 0.5, taxRate: 0.2 },
  })
  expect({ panels, wasteRatio }).toEqual({ panels: 6, wasteRatio: 0 })
  expect(coverageM2).toBeCloseTo(12, 9)
  expect(items).toMatchObject([{ need: 6, packSize: 2, packs: 3 }])
  expect(price.material).toBeCloseTo(180, 9)
  expect(price.total).toBeCloseTo(180 * 1.1 * 1.5 * 1.2, 9)
})

test('a panel larger than a pack is a pack of its own', () => {
  const { items } = quantitiesOf({
    room: room(5200, 2600),
    system: { kind: 'panels', grid: [2, 1], perimeterGapMm: 100, panelGapMm: 100, finish: 'led-white' },
  })
  expect(items).toMatchObject([{ code: 'led-white', need: 2, packSize: 1, packs: 2 }])
})

test('where nothing hangs nothing is bought', () => {
  const triangle: RoomInput = {
    outer: [
      [0, 0],
      [1200, 0],
      [0, 1200],
    ],
  }
  const { items, price } = quantitiesOf({ room: triangle, system: { kind: 'panels', grid: [1, 1], perimeterGapMm: 100 } })
  expect(items).toEqual([])
  expect(price.total).toBe(0)
})
