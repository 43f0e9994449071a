// SVG, PDF, PNG, CSV and TXT of the same room: true size, true scale, readable by strangers, the same bytes twice.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildDrawList } from '../../src/domain/drawing/build-draw-list.ts'
import { nameFile, renderExport } from '../../src/server/drawing/render-export.ts'
import { csvCell } from '../../src/server/drawing/tables.ts'
import { itNeeds, runTool } from '../helpers/strangers.ts'
import { layOut, render, resourcesFolder, sampleDesign, scratchFolder, textOf } from './sample-room.ts'

const folder = scratchFolder()
const design = sampleDesign()
const layout = layOut(design)
const { roomBounds } = buildDrawList({ design, layout })

/** Points of a path's straight segments; good enough for tiles, which have no arcs. */
function ringsOf(d: string): [number, number][][] {
  return d
    .split('M')
    .slice(1)
    .map((part) =>
      part
        .replace('Z', '')
        .split('L')
        .map((pair) => pair.trim().split(' ').map(Number) as [number, number]),
    )
}

function areaOf(ring: readonly (readonly [number, number])[]): number {
  let area = 0
  ring.forEach(([x, y], index) => {
    const [u, v] = ring[(index + 1) % ring.length] ?? [x, y]
    area += (x * v - u * y) / 2
  })
  return area
}

const attributes = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map((found) => found[1] ?? '')

describe('SVG', () => {
  test("shows every tile at true size, with the layout's counts and areas", async () => {
    if (layout.kind !== 'grid') throw new Error('a grid')
    const svg = textOf(await render(design, { format: 'svg', layout }))
    const full = attributes(svg, /class="tile full" d="([^"]+)"/g)
    const cut = attributes(svg, /class="tile cut"[^>]* d="([^"]+)"/g)
    expect([full.length, cut.length]).toEqual([layout.counts.full, layout.counts.cut])
    const drawn = [...full, ...cut].flatMap(ringsOf).reduce((sum, ring) => sum + areaOf(ring), 0)
    const laid = layout.tiles.reduce((sum, tile) => sum + tile.areaMm2, 0)
    // y points down, so outer rings run the other way and areas change their sign.
    expect(Math.abs(-drawn - laid)).toBeLessThan(30)
    const xs = [...full, ...cut]
      .flatMap(ringsOf)
      .flat()
      .map(([x]) => x)
    expect(Math.min(...xs)).toBeCloseTo(roomBounds.minX, 2)
    expect(Math.max(...xs)).toBeCloseTo(roomBounds.maxX, 2)
    expect((svg.match(/class="symbol /g) ?? []).length).toBe(Object.keys(design.fixtures).length)
  })

  test('is laid out so that it prints at its scale on its paper', async () => {
    const svg = textOf(await render(design, { format: 'svg', layout }))
    const [, width, height, box] = /width="([\d.]+)mm" height="([\d.]+)mm" viewBox="([^"]+)"/.exec(svg) ?? []
    const [, , boxWidth, boxHeight] = (box ?? '').split(' ').map(Number)
    expect([width, height]).toEqual(['420', '297'])
    expect([(boxWidth ?? 0) / 420, (boxHeight ?? 0) / 297]).toEqual([50, 50])
    expect(svg).not.toMatch(/<script|<style|href|url\(|<image/i)
  })
})

describe('PDF', () => {
  itNeeds('pdfinfo')('has the page size that was asked for, and the next one up when scale alone is given', async () => {
    for (const [paper, size] of [
      ['A4', '841.89 x 595.276'],
      ['A3', '1190.55 x 841.89'],
      ['A2', '1683.78 x 1190.55'],
      ['A1', '2383.94 x 1683.78'],
      ['A0', '3370.39 x 2383.94'],
    ] as const) {
      const path = join(folder, `${paper}.pdf`)
      writeFileSync(path, (await render(design, { format: 'pdf', paper, layout })).bytes)
      expect(runTool('pdfinfo', [path])).toContain(`Page size:       ${size} pts`)
    }
    const path = join(folder, 'scale.pdf')
    writeFileSync(path, (await render(design, { format: 'pdf', scale: 25, layout })).bytes)
    expect(runTool('pdfinfo', [path])).toMatch(/\(A2\)/)
  })

  itNeeds('pdftotext')('carries the title block, Latin, Greek and Chinese, as text', async () => {
    const path = join(folder, 'text.pdf')
    writeFileSync(path, (await render(design, { format: 'pdf', layout })).bytes)
    const text = runTool('pdftotext', ['-layout', path, '-'])
    for (const value of [
      'Harbour House, level 2',
      '办公室',
      'RCP-214',
      '1:50 (A3)',
      '2026-11-20',
      'J. Novák',
      'M. Ώμέγα',
      '+2700',
      'Setting out from the grid origin.',
    ]) {
      expect(text).toContain(value)
    }
  })

  itNeeds('pdftocairo')('at 1:50 the room measures true on paper, by the vectors in the file', async () => {
    const path = join(folder, 'true.pdf')
    const bare = { ...design, fixtures: {}, dimensions: {} }
    writeFileSync(path, (await render(bare, { format: 'pdf', scale: 50, paper: 'A2' })).bytes)
    const svg = runTool('pdftocairo', ['-svg', path, '-'])
    // The outline is the one curved path; its first edge is the 9120 mm wall.
    const [, d, matrix] = /<path[^>]* d="(M [^"]* C [^"]*)"[^>]*transform="matrix\(([^)]+)\)"/.exec(svg) ?? []
    const factor = Number(matrix?.split(/[ ,]+/)[0])
    const [x1, , x2] = (d ?? '').match(/-?[\d.]+/g)?.map(Number) ?? []
    const paperMm = (Math.abs((x2 ?? 0) - (x1 ?? 0)) * factor * 25.4) / 72
    // cairo snaps straight strokes to its raster, a third of a millimetre wide.
    expect(Math.abs(paperMm - 9120 / 50)).toBeLessThan(0.2)
  })

  test('at 1:50 a wall of 9120 mm is 182.4 mm long in the content stream', async () => {
    const bare = { ...design, fixtures: {}, dimensions: {} }
    const pdf = Buffer.from((await render(bare, { format: 'pdf', scale: 50, paper: 'A2' })).bytes)
    const start = pdf.indexOf('stream\n') + 7
    const content = inflateSync(pdf.subarray(start, pdf.indexOf('endstream', start))).toString('latin1')
    // The outline is the one path with straight edges and curves.
    const [, x1, x2] = /([\d.]+) [\d.]+ m\n([\d.]+) [\d.]+ l\n(?:[\d. ]+ l\n)+(?:[\d. ]+ c\n)+/.exec(content) ?? []
    expect(((Number(x2) - Number(x1)) * 25.4) / 72).toBeCloseTo(182.4, 4)
  })

  test('gives the same bytes twice, and says which characters no font has', async () => {
    const odd = sampleDesign(undefined, { titleBlock: { ...design.titleBlock, drawing: 'Plan ᚠ 办公' } })
    const [first, second] = await Promise.all([render(odd, { format: 'pdf', layout }), render(odd, { format: 'pdf', layout })])
    expect(Buffer.compare(Buffer.from(first.bytes), Buffer.from(second.bytes))).toBe(0)
    expect(first.warnings).toEqual(['These characters are in none of the bundled fonts and are printed as ?: ᚠ (U+16A0).'])
  })

  test('refuses a scale that does not fit with a sentence that says what would', async () => {
    await expect(render(design, { format: 'pdf', scale: 10, paper: 'A4', layout })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^At 1:10 the drawing \(\d+ x \d+ mm\) does not fit on A4\. Use 1:100, or larger paper\.$/),
    })
  })
})

describe('PNG', () => {
  test("has the width that was asked for and the sheet's proportions", async () => {
    for (const widthPx of [640, 1600]) {
      const png = Buffer.from((await render(design, { format: 'png', widthPx, layout })).bytes)
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      expect(png.readUInt32BE(16)).toBe(widthPx)
      expect(Math.abs(png.readUInt32BE(20) - (widthPx * 297) / 420)).toBeLessThan(1)
    }
  })
})

describe('Tables', () => {
  test("CSV has a row for every piece, with the layout's areas", async () => {
    if (layout.kind !== 'grid') throw new Error('a grid')
    const lines = textOf(await render(design, { format: 'csv', layout })).split('\r\n')
    const tiles = lines.filter((line) => line.startsWith('tile,')).map((line) => line.split(','))
    const laid = layout.tiles.reduce((sum, tile) => sum + tile.areaMm2, 0)
    expect(tiles.length).toBe(layout.counts.total)
    expect(tiles.reduce((sum, cells) => sum + Number(cells[8]), 0)).toBeCloseTo(laid, 1)
    expect(lines.filter((line) => line.startsWith('fixture,')).length).toBe(10)
    expect(lines.at(-1)).toBe('')
  })

  test('CSV cells quote what RFC 4180 asks for and never start a formula', () => {
    expect(['a,b', 'say "x"', '=1+1', '+cmd', '-2', '@x', 'line\nbreak', 12.5].map(csvCell)).toEqual([
      '"a,b"',
      '"say ""x"""',
      "'=1+1",
      "'+cmd",
      "'-2",
      "'@x",
      'line break',
      '12.5',
    ])
  })

  test('the report carries counts with their units', async () => {
    const report = textOf(await render(design, { format: 'txt', layout }))
    expect(report).toContain('RCP-214')
    expect(report).toMatch(new RegExp(`Full tiles +${layout.kind === 'grid' ? layout.counts.full : '-'} pcs`))
    expect(report).toMatch(/Ceiling area +58\.55 m²/)
    expect(report).toMatch(/Total +[\d.,]+ EUR/)
  })

  test('a design without a room is refused by name, and a project file is not taken for a drawing', async () => {
    const request = { design: { ...design, room: null }, layout: null, designName: 'Level 3', projectName: 'P', resourcesFolder } as const
    await expect(renderExport({ ...request, format: 'dxf' })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Level 3 has no room yet, so there is nothing to export as DXF.',
    })
    await expect(renderExport({ ...request, format: 'json' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test.each([
    ['Open office: 2.14/办公', 'Open office- 2.14-办公.dxf'],
    ['../../etc/passwd', 'etc-passwd.dxf'],
    ['CON', 'CON-.dxf'],
    ['...', 'ceiling.dxf'],
  ])('a design called %s becomes the file %s', (name, file) => {
    expect(nameFile(name, 'dxf')).toBe(file)
  })
})
