// The unsymmetrical room the drawing tests share: an L with a column, a slanted and an arc edge, every kind of fixture, placed dimensions.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { createDesign, type Design, fixtureKinds, type RoomInput, type System, type TitleBlock } from '../../src/domain/design.ts'
import { computeLayout } from '../../src/domain/layout/compute.ts'
import type { Layout } from '../../src/domain/layout/layout.ts'
import { type ExportRequest, type RenderedExport, renderExport } from '../../src/server/drawing/render-export.ts'

export const resourcesFolder = join(import.meta.dirname, '../../resources')

export const unsymmetricalRoom: RoomInput = {
  outer: [
    [1000, 500],
    [10120, 500],
    [10120, 4500],
    [7000, 5810],
    [5320, 5810],
    [5320, 8300, 0.25],
    [1000, 8300],
  ],
  holes: [
    [
      [3760, 4600],
      [4160, 4600],
      [4160, 5000],
      [3760, 5000],
    ],
  ],
}

const catalogue: Catalogue = {
  id: 'generic',
  name: 'Generic',
  version: 1,
  currency: 'EUR',
  defaultFinish: 'acoustic-white',
  products: [{ code: 'acoustic-white', name: 'Acoustic white', kind: 'finish', unit: 'm2', price: 35, packSize: 1 }],
}

export const titleBlock: TitleBlock = {
  project: 'Harbour House, level 2',
  drawing: 'Open office 2.14 办公室',
  drawingNumber: 'RCP-214',
  revision: 'B',
  date: '2026-11-20',
  drawnBy: 'J. Novák',
  checkedBy: 'M. Ώμέγα',
  level: '+2700',
  notes: 'All tiles acoustic white.\nSetting out from the grid origin.',
}

export function sampleDesign(system: System = { kind: 'grid', module: [600, 600] }, more: Partial<Design> = {}): Design {
  const fixtures = Object.fromEntries(
    fixtureKinds.map((kind, index) => [
      `f${index}`,
      { kind, xMm: 1600 + (index % 5) * 900, yMm: 1200 + Math.floor(index / 5) * 1500, label: `n-${index}` },
    ]),
  )
  const dimensions = { d1: { from: [1000, 500], to: [4000, 2500], offsetMm: 300 } } as const
  return { ...createDesign(system, unsymmetricalRoom), fixtures, dimensions, titleBlock, ...more }
}

export function layOut(design: Design): Layout {
  if (design.room === null) throw new Error('the sample has a room')
  const outcome = computeLayout({ room: design.room, system: design.system, fixtures: Object.values(design.fixtures), catalogue })
  if (outcome.kind === 'refused') throw new Error(outcome.problems.map((problem) => problem.detail).join(' '))
  return outcome.value
}

export function render(design: Design, options: Partial<ExportRequest> & Pick<ExportRequest, 'format'>): Promise<RenderedExport> {
  const names = { designName: 'Open office', projectName: 'Harbour House', resourcesFolder }
  return renderExport({ design, layout: options.layout ?? layOut(design), ...names, ...options })
}

export const textOf = (exported: RenderedExport): string => Buffer.from(exported.bytes).toString('utf8')

export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'plenum-drawing-'))
}
