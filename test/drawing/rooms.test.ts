// Rooms at the edges of what is allowed, drawn in every vector format: each passes the own check and gives bytes.
import { describe, expect, test } from 'vitest'
import type { RoomInput, System } from '../../src/domain/design.ts'
import { buildDrawList } from '../../src/domain/drawing/build-draw-list.ts'
import { drawSheet } from '../../src/domain/drawing/compose-sheet.ts'
import { layOut, render, sampleDesign, textOf } from './sample-room.ts'

const grid: System = { kind: 'grid', module: [600, 600] }
const rectangle = (x: number, y: number, w: number, h: number): RoomInput => ({
  outer: [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ],
})
const circle: RoomInput = {
  outer: [
    [0, 0, 1],
    [6000, 0, 1],
  ],
}
const sixty: RoomInput = {
  outer: Array.from({ length: 60 }, (_, index): [number, number] => [
    8000 * Math.cos((index * Math.PI) / 30),
    8000 * Math.sin((index * Math.PI) / 30),
  ]),
}
const clockwise: RoomInput = { outer: [...rectangle(0, 0, 3000, 2000).outer].reverse() }

const rooms: readonly (readonly [string, RoomInput, System])[] = [
  ['0.5 m', rectangle(0, 0, 500, 500), grid],
  ['120 m', rectangle(0, 0, 120_000, 30_000), grid],
  ['smaller than a tile', rectangle(0, 0, 400, 300), grid],
  ['far from the origin', rectangle(9_000_000, -9_000_000, 5000, 4000), grid],
  ['a full circle of two arcs', circle, grid],
  ['a 60-gon with a turned grid', sixty, { kind: 'grid', module: [625, 625], rotationDeg: 33.3, origin: [17, 9] }],
  ['drawn clockwise', clockwise, grid],
  ['panels with no room for any', rectangle(0, 0, 500, 500), { kind: 'panels', grid: [1, 1], minMm: 10, maxMm: 100, perimeterGapMm: 200 }],
  ['panels, many', rectangle(0, 0, 40_000, 20_000), { kind: 'panels', perimeterGapMm: 100, panelGapMm: 50, grid: [60, 30], minMm: 300 }],
  ['US sizes', rectangle(0, 0, 3251.2, 3962.4), { kind: 'grid', module: [609.6, 1219.2] }],
]

describe('Rooms at the edges', () => {
  test.each(rooms)('%s', async (_what, room, system) => {
    const design = sampleDesign(system, { room, fixtures: {}, dimensions: {} })
    const layout = layOut(design)
    for (const flavour of ['blocks', 'lines', 'polylines'] as const) {
      for (const dxfVersion of ['AC1021', 'R12'] as const) {
        for (const units of ['metric', 'imperial'] as const) {
          const dxf = await render(design, { format: 'dxf', flavour, dxfVersion, units, layout })
          expect(textOf(dxf)).toContain('A-CLNG-GRID')
        }
      }
    }
    expect((await render(design, { format: 'pdf', layout })).bytes.length).toBeGreaterThan(5000)
    expect(textOf(await render(design, { format: 'svg', layout }))).not.toMatch(/NaN|Infinity|undefined|e[-+]\d/)
    const { counts } = buildDrawList({ design, layout })
    expect(counts.full + counts.cut + counts.panels).toBe(layout.counts.total)
  })

  test('a stray fixture ten kilometres away still leaves a drawing', async () => {
    const design = sampleDesign(grid, { fixtures: { far: { kind: 'sensor', xMm: 1e7, yMm: -1e7 } } })
    expect((await render(design, { format: 'dxf' })).warnings).toEqual([])
  })

  test('everything the sheet carries lies on its paper, in both ways up', () => {
    for (const [paper, room] of [
      ['A4', rectangle(0, 0, 3000, 16_500)],
      ['A3', rectangle(0, 0, 12_000, 3000)],
    ] as const) {
      const design = sampleDesign(grid, { room, fixtures: {}, dimensions: {} })
      const drawn = drawSheet({ design, layout: layOut(design), designName: 'a', projectName: 'b', paper })
      if (drawn.kind === 'refused') throw new Error(drawn.problems[0]?.detail)
      const { frame, landscape } = drawn.value.sheet
      const { bounds } = drawn.value.drawList
      expect(landscape).toBe(paper === 'A3')
      expect(bounds.minX > frame.minX && bounds.maxX < frame.maxX && bounds.minY > frame.minY && bounds.maxY < frame.maxY).toBe(true)
    }
  })
})
