// The sample project: a valid project whose ceilings lay out as the pictures show.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseCatalogue } from './catalogue.ts'
import type { Design, Fixture } from './design.ts'
import { computeLayout } from './layout/compute.ts'
import { createSampleProject } from './sample.ts'
import { upgradeDesign } from './upgrade.ts'

const parsed = parseCatalogue(JSON.parse(readFileSync(new URL('../../resources/catalogues/generic.json', import.meta.url), 'utf8')))
if (parsed.kind !== 'ok') throw new Error('the generic catalogue is not readable')
const catalogue = parsed.value
const [office, meeting, corridor] = createSampleProject().designs.map((design) => design.document) as [Design, Design, Design]

function layoutOf({ room, system, fixtures }: Design) {
  if (!room) throw new Error('no room')
  const done = computeLayout({ room, system, fixtures: Object.values(fixtures), catalogue })
  if (done.kind === 'refused') throw new Error(done.problems[0]?.detail)
  return done.value
}
const wholeOf = (v: number): number => Math.abs(v - Math.round(v))

/** How far a fixture's lower left corner, or the middle of one that pierces a tile, is off the module. */
function offModuleMm({ xMm, yMm, widthMm = 0, heightMm = 0 }: Fixture, [ox, oy]: readonly [number, number]): number {
  const [dx, dy] = heightMm >= 600 ? [widthMm / 2, heightMm / 2] : [300, 300]
  return Math.max(wholeOf((xMm - dx - ox) / 600), wholeOf((yMm - dy - oy) / 600)) * 600
}

test('every design is whole, needs no repair and has its title block filled in', () => {
  for (const document of [office, meeting, corridor]) {
    expect(upgradeDesign(document)).toEqual({ kind: 'ok', design: document, repaired: [], dropped: [] })
    const { notes, ...lines } = document.titleBlock
    expect(notes).not.toBe('')
    expect(Object.values(lines).every((line) => line.length > 0)).toBe(true)
  }
})

test('the office is 58.86 m2 and its best origin is the crossing at 360, 0 with no border under half', () => {
  const layout = layoutOf(office)
  if (layout.kind !== 'grid') throw new Error('no grid')
  expect(layout.quantities.areaM2).toBeCloseTo(58.864, 6)
  expect(layout.origin.map((v) => ((v % 600) + 600) % 600)).toEqual([360, 0])
  expect(layout.worstBorder).toBeGreaterThanOrEqual(300)
  for (const fixture of Object.values(office.fixtures)) expect(offModuleMm(fixture, layout.origin)).toBeCloseTo(0, 6)
})

test('the corridor’s fixtures stand on its best grid', () => {
  const layout = layoutOf(corridor)
  if (layout.kind !== 'grid') throw new Error('no grid')
  expect(layout.borders).toMatchObject({ bottom: 450, top: 450, left: 475, right: 475 })
  for (const fixture of Object.values(corridor.fixtures)) expect(offModuleMm(fixture, layout.origin)).toBeCloseTo(0, 6)
})

test('the meeting room’s sprinklers and sensor hang in the gaps between panels', () => {
  const layout = layoutOf(meeting)
  if (layout.kind !== 'panels') throw new Error('no panels')
  expect(layout.counts.dropped).toBe(0)
  const struck = Object.values(meeting.fixtures).filter(({ xMm, yMm, widthMm = 0 }) =>
    layout.panels.some(
      (p) =>
        xMm + widthMm / 2 > p.xMm &&
        xMm - widthMm / 2 < p.xMm + p.widthMm &&
        yMm + widthMm / 2 > p.yMm &&
        yMm - widthMm / 2 < p.yMm + p.heightMm,
    ),
  )
  expect(struck).toEqual([])
})
