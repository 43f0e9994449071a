// DXF of an unsymmetrical room: agrees with the layout by our own parser, by ezdxf and by LibreCAD.
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildDrawList } from '../../src/domain/drawing/build-draw-list.ts'
import { drawSheet } from '../../src/domain/drawing/compose-sheet.ts'
import { layerTable } from '../../src/domain/drawing/layer-sets.ts'
import { findDxfFault } from '../../src/server/drawing/check-dxf.ts'
import { writeDxf } from '../../src/server/drawing/dxf.ts'
import { itNeeds, runTool } from '../helpers/strangers.ts'
import { parseDxf } from './parse-dxf.ts'
import { layOut, render, sampleDesign, scratchFolder, textOf } from './sample-room.ts'

interface DxfReading {
  version: string
  errors: string[]
  fixes: string[]
  units: number
  measurement: number
  counts: Record<string, number>
  areas: Record<string, number>
  hatchArea: number
  extents: Record<string, [number, number, number, number]>
  layers: Record<string, number | null>
  texts: [string, string][]
  lineLength: Record<string, number>
}

const folder = scratchFolder()
const design = sampleDesign()
const layout = layOut(design)
const panelDesign = sampleDesign({ kind: 'panels', perimeterGapMm: 150, panelGapMm: 100 })
const panelLayout = layOut(panelDesign)
const bounds = buildDrawList({ design, layout }).roomBounds

function readWithEzdxf(name: string, bytes: Uint8Array): DxfReading {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return JSON.parse(runTool('/usr/bin/python3', [join(import.meta.dirname, 'read-dxf.py'), path])) as DxfReading
}

const flavours = ['blocks', 'lines', 'polylines'] as const
const versions = ['AC1021', 'R12'] as const
const sets = ['aia', 'iso13567', 'bs1192'] as const

describe('DXF of an unsymmetrical room', () => {
  for (const dxfVersion of versions) {
    for (const flavour of flavours) {
      itNeeds('ezdxf')(`${flavour} in ${dxfVersion}: ezdxf finds no fault and the layout's counts, areas and extents`, async () => {
        if (layout.kind !== 'grid') throw new Error('a grid')
        const dxf = await render(design, { format: 'dxf', flavour, dxfVersion, layout })
        const read = readWithEzdxf(`${flavour}-${dxfVersion}.dxf`, dxf.bytes)
        expect([read.errors, read.fixes, read.units, read.measurement]).toEqual([[], [], 4, 1])
        expect(read.version).toBe(dxfVersion === 'R12' ? 'AC1009' : 'AC1021')
        const outline = read.extents['A-CLNG'] ?? []
        const wanted = [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY]
        outline.forEach((value, index) => {
          expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, 2)
        })
        const polyline = dxfVersion === 'R12' ? 'POLYLINE' : 'LWPOLYLINE'
        const columnMm2 = 400 * 400
        expect((read.areas['A-CLNG'] ?? 0) - columnMm2).toBeCloseTo(layout.room.areaMm2, -2)
        const tilesMm2 = layout.tiles.reduce((sum, tile) => sum + tile.areaMm2, 0)
        const laidMm2 = tilesMm2 + layout.tiles.filter((tile) => tile.holes?.length).length * columnMm2
        if (flavour === 'blocks') expect(read.counts['A-CLNG-GRID INSERT']).toBe(layout.counts.total)
        if (flavour === 'polylines') expect(read.counts[`A-CLNG-GRID ${polyline}`]).toBe(layout.counts.total)
        if (flavour !== 'lines') expect(Math.abs((read.areas['A-CLNG-GRID'] ?? 0) - laidMm2)).toBeLessThan(40)
        if (dxfVersion === 'AC1021') {
          const cutMm2 = layout.tiles.reduce((sum, tile) => sum + (tile.kind === 'cut' ? tile.areaMm2 : 0), 0)
          expect(read.counts['A-CLNG-PATT HATCH']).toBe(layout.counts.cut)
          expect(Math.abs(read.hatchArea - cutMm2)).toBeLessThan(40)
        }
        expect(read.counts['A-CLNG-OPEN LINE']).toBe(2)
        expect(read.counts['A-ANNO-DIMS TEXT']).toBeGreaterThan(6)
        expect(read.texts.map(([, text]) => text)).toContain('RCP-214')
      })

      test(`${flavour} in ${dxfVersion}: every layer set passes our own check and gives the same bytes twice`, async () => {
        for (const layers of sets) {
          const first = await render(design, { format: 'dxf', flavour, dxfVersion, layers, layout })
          const second = await render(structuredClone(design), { format: 'dxf', flavour, dxfVersion, layers, layout })
          expect(Buffer.compare(Buffer.from(first.bytes), Buffer.from(second.bytes))).toBe(0)
          expect(textOf(first)).not.toMatch(/NaN|undefined|Infinity/)
        }
      })
    }
  }

  itNeeds('ezdxf')('every layer set carries its own names and line weights, and a panel is one closed polyline', async () => {
    for (const layers of sets) {
      const dxf = await render(panelDesign, { format: 'dxf', flavour: 'polylines', layers, layout: panelLayout })
      const read = readWithEzdxf(`panels-${layers}.dxf`, dxf.bytes)
      const table = layerTable(layers)
      expect(read.errors).toEqual([])
      expect(read.counts[`${table.grid.name} LWPOLYLINE`]).toBe(panelLayout.kind === 'panels' ? panelLayout.counts.total : -1)
      for (const { name, weight } of Object.values(table)) expect(read.layers[name]).toBe(weight)
      const areaMm2 = panelLayout.kind === 'panels' ? panelLayout.panels.reduce((sum, panel) => sum + panel.widthMm * panel.heightMm, 0) : 0
      expect(Math.abs((read.areas[table.grid.name] ?? 0) - areaMm2)).toBeLessThan(1)
    }
  })

  itNeeds('ezdxf')('the lines flavour merges a 100 x 100 grid into 202 lines', async () => {
    const room = {
      outer: [
        [0, 0],
        [60000, 0],
        [60000, 60000],
        [0, 60000],
      ],
    } as const
    const square = sampleDesign({ kind: 'grid', module: [600, 600], origin: [0, 0] }, { room, fixtures: {}, dimensions: {} })
    const dxf = await render(square, { format: 'dxf', flavour: 'lines' })
    const read = readWithEzdxf('square.dxf', dxf.bytes)
    expect(read.counts['A-CLNG-GRID LINE']).toBe(202)
    expect(read.lineLength['A-CLNG-GRID']).toBeCloseTo(202 * 60000, 3)
  })

  itNeeds('librecad')(
    'LibreCAD renders every flavour and version',
    () => {
      return Promise.all(
        versions.flatMap((dxfVersion) =>
          flavours.map(async (flavour) => {
            const path = join(folder, `librecad-${flavour}-${dxfVersion}.dxf`)
            writeFileSync(path, (await render(design, { format: 'dxf', flavour, dxfVersion, layout })).bytes)
            runTool('librecad', ['dxf2pdf', '-a', path], { env: { QT_QPA_PLATFORM: 'offscreen' } })
            const pdf = path.replace(/dxf$/, 'pdf')
            expect(existsSync(pdf) && statSync(pdf).size).toBeGreaterThan(15_000)
          }),
        ),
      )
    },
    120_000,
  )
})

describe('The own check of a DXF', () => {
  const drawn = drawSheet({ design, layout, designName: 'a', projectName: 'b' })
  if (drawn.kind === 'refused') throw new Error('the sample fits a sheet')
  const { drawList, sheet } = drawn.value
  const options = { flavour: 'polylines', version: 'AC1021', layers: layerTable('aia') } as const
  const text = writeDxf(drawList, sheet, options)
  const check = (changed: string) => findDxfFault(changed, drawList, sheet, options)

  test('accepts what the writer wrote', () => {
    expect(check(text)).toBeNull()
    const { header, handles } = parseDxf(text)
    expect(header.get('$DWGCODEPAGE')).toEqual([[3, 'ANSI_1252']])
    expect(Math.max(...handles.map((handle) => Number.parseInt(handle, 16)))).toBeLessThan(
      Number.parseInt(header.get('$HANDSEED')?.[0]?.[1] ?? '', 16),
    )
  })

  test.each([
    ['a coordinate that is not a number', text.replace(/\n10\n1000\n/, '\n10\nNaN\n')],
    [
      'an entity too many',
      text.replace(
        '0\nENDSEC\n0\nSECTION\n2\nOBJECTS',
        '0\nLINE\n8\nA-CLNG\n10\n1500\n20\n1500\n11\n2000\n21\n2000\n0\nENDSEC\n0\nSECTION\n2\nOBJECTS',
      ),
    ],
    ['a missing end', text.replace(/0\nEOF\n$/, '')],
    ['an open outline', text.replace(/(A-CLNG\n100\nAcDbPolyline\n90\n\d+\n70\n)1/, '$10')],
    ['a repeated handle', text.replace(/\nLINE\n5\n[0-9A-F]+/, '\nLINE\n5\n1')],
    ['metres', text.replace('$INSUNITS\n70\n4', '$INSUNITS\n70\n6')],
    ['a point outside the sheet', text.replace(/(AcDbLine\n10\n)[\d.-]+/, '$199999999')],
    ['an unknown layer', text.replace('\n8\nA-ANNO-DIMS\n', '\n8\nELSEWHERE\n')],
  ])('finds %s', (_what, changed) => {
    expect(changed).not.toBe(text)
    expect(check(changed)).toMatch(/^The DXF was not written properly: .+\.$/)
  })
})
