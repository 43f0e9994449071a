// design + layout -> the bytes of one export, with its file name and what the user should know about it.
// Pure but for reading bundled fonts below resourcesFolder; runs in a worker. The same request gives the same bytes.
import type { ExportFormat } from '../../contract/schemas/export.ts'
import type { Design } from '../../domain/design.ts'
import type { Layout } from '../../domain/layout/layout.ts'

export interface ExportRequest {
  readonly design: Design
  readonly designName: string
  readonly projectName: string
  /** Null when the design has no room: then only json can be written. */
  readonly layout: Layout | null
  readonly format: ExportFormat
  readonly flavour?: 'blocks' | 'lines' | 'polylines'
  readonly layers?: 'aia' | 'iso13567' | 'bs1192'
  readonly dxfVersion?: 'AC1021' | 'R12'
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

/** Renders one export. Throws AppError ('conflict' without a room, 'invalid' when a scale does not fit, 'internal' when the own check fails). */
export async function renderExport(_request: ExportRequest): Promise<RenderedExport> {
  throw new Error('not written yet')
}
