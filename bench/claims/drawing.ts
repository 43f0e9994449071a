// Writing drawings: 10,000 panels as DXF against ezdxf writing the same rectangles, and an A1 sheet of 10,000 tiles as PDF.
// Ours is the whole export path (sheet, dimensions, DXF, own check); ezdxf's is entities and bytes only, imports not counted.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDesign, type System } from '../../src/domain/design.ts'
import { computeLayout } from '../../src/domain/layout/compute.ts'
import type { Layout } from '../../src/domain/layout/layout.ts'
import { type ExportRequest, renderExport } from '../../src/server/drawing/render-export.ts'
import { readGenericCatalogue } from '../catalogue.ts'
import { type Claim, percentile, timeRuns } from '../claim.ts'
import { rectangleRoom, tenThousandTileRoom } from '../rooms.ts'

const resourcesFolder = fileURLToPath(new URL('../../resources', import.meta.url))

function requestFor(room: ReturnType<typeof rectangleRoom>, system: System): { request: ExportRequest; layout: Layout } {
  const laid = computeLayout({ room, system, catalogue: readGenericCatalogue(), alternatives: 0 })
  if (laid.kind !== 'ok') throw new Error(laid.problems.map((problem) => problem.detail).join('; '))
  const design = createDesign(system, room)
  const names = { designName: 'Measured', projectName: 'Bench' }
  return { request: { design, layout: laid.value, ...names, format: 'dxf', flavour: 'polylines', resourcesFolder }, layout: laid.value }
}

/** ezdxf's own best time and file size for the same rectangles; null where ezdxf isn't there. */
function timeEzdxf(layout: Layout): { ms: number; bytes: number } | null {
  if (layout.kind !== 'panels') return null
  const folder = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
  try {
    const input = join(folder, 'panels.json')
    writeFileSync(input, JSON.stringify(layout.panels.map((p) => [p.xMm, p.yMm, p.widthMm, p.heightMm])))
    const script = fileURLToPath(new URL('../ezdxf_panels.py', import.meta.url))
    return JSON.parse(execFileSync('/usr/bin/python3', [script, input, join(folder, 'out.dxf')], { encoding: 'utf8' }))
  } catch {
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const claim: Claim = {
  name: 'drawing',
  about: '10,000 panels to DXF, 10,000 tiles to an A1 PDF',
  run: async () => {
    const panels: System = { kind: 'panels', perimeterGapMm: 200, panelGapMm: 20, minMm: 10, maxMm: 60_000, grid: [100, 100] }
    const { request, layout } = requestFor(rectangleRoom(60_000, 60_000), panels)
    const ours = await timeRuns(() => renderExport(request), { runs: 9, warmup: 3 })
    const dxf = await renderExport(request)
    const theirs = timeEzdxf(layout)
    const tiles = requestFor(tenThousandTileRoom, { kind: 'grid', module: [600, 600], origin: [0, 0] })
    const pdfRequest: ExportRequest = { ...tiles.request, format: 'pdf', paper: 'A1' }
    const pdf = await timeRuns(() => renderExport(pdfRequest), { runs: 5, warmup: 2 })
    const oursMs = percentile(ours, 50)
    return [
      { what: 'DXF, 10,000 panels as closed polylines, p50', value: oursMs, unit: 'ms' },
      { what: 'its size', value: dxf.bytes.byteLength / 1e6, unit: 'MB' },
      ...(theirs
        ? [
            { what: 'ezdxf, the same 10,000 polylines', value: theirs.ms, unit: 'ms' as const },
            { what: 'its size', value: theirs.bytes / 1e6, unit: 'MB' as const },
            { what: 'times faster', value: theirs.ms / oursMs, unit: 'x' as const, budget: 10, sense: 'least' as const, baseline: 'ezdxf' },
          ]
        : [{ what: 'ezdxf is not installed: no ratio', value: Number.NaN, unit: 'x' as const }]),
      { what: 'A1 PDF, 10,000 tiles, p50', value: percentile(pdf, 50), unit: 'ms', budget: 300 },
      { what: 'its size', value: (await renderExport(pdfRequest)).bytes.byteLength / 1000, unit: 'kB' },
    ]
  },
}
