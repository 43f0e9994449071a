// design + layout -> the bytes of one drawing or table (every format but the project file), with its file name and what the user should know about it.
// Pure but for reading bundled fonts below resourcesFolder; runs in a worker. The same request gives the same bytes.
import { AppError } from '../../contract/errors.ts'
import type { ExportFormat } from '../../contract/schemas/export.ts'
import type { Design } from '../../domain/design.ts'
import { drawSheet } from '../../domain/drawing/compose-sheet.ts'
import type { DrawList } from '../../domain/drawing/draw-list.ts'
import { findLayerTableFaults, type LayerTable, layerTable } from '../../domain/drawing/layer-sets.ts'
import { sanitiseText } from '../../domain/drawing/sanitise-text.ts'
import type { Sheet } from '../../domain/drawing/sheet.ts'
import { drawSvg } from '../../domain/drawing/svg.ts'
import type { Layout } from '../../domain/layout/layout.ts'
import { findDxfFault } from './check-dxf.ts'
import { type DxfFlavour, writeDxf } from './dxf.ts'
import type { DxfVersion } from './dxf-entities.ts'
import { encodeDxf } from './dxf-text.ts'
import { locateFonts } from './fonts.ts'
import { writePdf } from './pdf.ts'
import { writePng } from './png.ts'
import { writeCsv, writeReport } from './tables.ts'

export interface ExportRequest {
  readonly design: Design
  readonly designName: string
  readonly projectName: string
  /** Null when the design has no room: then nothing can be drawn. */
  readonly layout: Layout | null
  readonly format: ExportFormat
  readonly flavour?: DxfFlavour
  readonly layers?: 'aia' | 'iso13567' | 'bs1192'
  /** A table edited by the user, instead of one of the three sets. */
  readonly layerTable?: LayerTable
  readonly dxfVersion?: DxfVersion
  readonly paper?: 'A4' | 'A3' | 'A2' | 'A1' | 'A0'
  /** 50 means 1:50. */
  readonly scale?: number
  readonly widthPx?: number
  readonly units?: 'metric' | 'imperial'
  readonly resourcesFolder: string
}

export interface RenderedExport {
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly contentType: string
  /** Whole sentences: glyphs missing from the fonts, notes that did not fit. */
  readonly warnings: readonly string[]
}

const contentTypes: Readonly<Record<ExportFormat, string>> = {
  dxf: 'image/vnd.dxf',
  svg: 'image/svg+xml; charset=utf-8',
  pdf: 'application/pdf',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

/** A name every file system takes: no separators, no reserved characters or device names, at most 80 characters. */
export function nameFile(designName: string, extension: string): string {
  const plain = sanitiseText(designName)
    .replace(/[\\/:*?"<>|]+/g, '-')
    .replace(/^[.\s-]+|[.\s-]+$/g, '')
  const stem = [...plain].slice(0, 80).join('').trim() || 'ceiling'
  return `${/^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `${stem}-` : stem}.${extension}`
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function missingWarning(missing: readonly string[]): string[] {
  if (missing.length === 0) return []
  const listed = missing
    .slice(0, 12)
    .map((character) => `${character} (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`)
  const more = missing.length > 12 ? ` and ${missing.length - 12} more` : ''
  return [`These characters are in none of the bundled fonts and are printed as ?: ${listed.join(', ')}${more}.`]
}

function renderDxf(request: ExportRequest, drawList: DrawList, sheet: Sheet): Uint8Array {
  const layers = request.layerTable ?? layerTable(request.layers ?? 'aia')
  const [tableFault] = findLayerTableFaults(layers)
  if (tableFault) throw new AppError('invalid', tableFault, { errors: [{ pointer: '/layers', detail: tableFault }] })
  const options = { flavour: request.flavour ?? 'blocks', version: request.dxfVersion ?? 'AC1021', layers } as const
  const bytes = encodeDxf(writeDxf(drawList, sheet, options), options.version)
  const fault = findDxfFault(bytes, drawList, sheet, options)
  if (fault) throw new AppError('internal', fault)
  return bytes
}

function placeOnSheet(request: ExportRequest): { drawList: DrawList; sheet: Sheet } {
  const { design, layout, designName, projectName, units = 'metric', paper, scale } = request
  const chosen = { ...(paper ? { paper } : {}), ...(scale !== undefined ? { scale } : {}) }
  const drawn = drawSheet({ design, layout, designName, projectName, units, ...chosen })
  if (drawn.kind === 'ok') return drawn.value
  const [problem] = drawn.problems
  throw new AppError('invalid', problem?.detail ?? 'The drawing could not be placed on a sheet.', {
    errors: drawn.problems.map(({ pointer, detail }) => ({ pointer, detail })),
  })
}

/** Renders one export. Throws AppError: 'conflict' without a room, 'invalid' when paper and scale do not go together, 'internal' when the own check fails. */
export async function renderExport(request: ExportRequest): Promise<RenderedExport> {
  const { design, layout, format, designName, projectName, units = 'metric', resourcesFolder } = request
  const answer = (bytes: Uint8Array, warnings: readonly string[] = []): RenderedExport => ({
    bytes,
    fileName: nameFile(designName, format),
    contentType: contentTypes[format],
    warnings,
  })
  // The project file holds more than a drawing knows; the export worker writes it with domain/project-file.ts.
  if (format === 'json') throw new AppError('invalid', 'A project file is not a drawing: it is written from the project.')
  if (design.room === null || layout === null) {
    throw new AppError(
      'conflict',
      `${sanitiseText(designName) || 'This design'} has no room yet, so there is nothing to export as ${format.toUpperCase()}.`,
      {
        hint: 'Draw the outline of the room first.',
      },
    )
  }
  const tables = { design, layout, designName, projectName, units }
  if (format === 'csv') return answer(utf8(writeCsv(tables)))
  if (format === 'txt') return answer(utf8(writeReport(tables)))
  const { drawList, sheet } = placeOnSheet(request)
  const fonts = locateFonts(resourcesFolder)
  switch (format) {
    case 'dxf':
      return answer(renderDxf(request, drawList, sheet), sheet.warnings)
    case 'svg':
      return answer(utf8(drawSvg(drawList, sheet)), sheet.warnings)
    case 'png':
      return answer(writePng(drawSvg(drawList, sheet), request.widthPx ?? 1600, fonts), sheet.warnings)
    case 'pdf': {
      const title = sanitiseText(design.titleBlock.drawing || designName)
      const { bytes, missing } = await writePdf({ drawList, sheet, fonts, title })
      return answer(bytes, [...sheet.warnings, ...missingWarning(missing)])
    }
  }
}
