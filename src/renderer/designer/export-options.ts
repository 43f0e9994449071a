// Which format takes which choices, and what the preview shows for it. Pure but for nothing; the server makes the file.
import type { CreateExport, ExportFormat } from '../../contract/schemas/export.ts'

export interface ExportChoices {
  readonly format: ExportFormat
  readonly flavour: NonNullable<CreateExport['flavour']>
  readonly layers: NonNullable<CreateExport['layers']>
  readonly dxfVersion: NonNullable<CreateExport['dxfVersion']>
  /** null: the smallest paper that fits. */
  readonly paper: NonNullable<CreateExport['paper']> | null
  /** null: the largest standard scale that fits. */
  readonly scale: number | null
  readonly widthPx: number
}

/** The body of the request: only what the format takes. */
export function exportRequest(choices: ExportChoices): CreateExport {
  const { format, flavour, layers, dxfVersion, paper, scale, widthPx } = choices
  if (!isDrawing(format)) return { format }
  const sheet = { format, ...(paper === null ? {} : { paper }), ...(scale === null ? {} : { scale }) }
  if (format === 'dxf') return { ...sheet, flavour, layers, dxfVersion }
  return format === 'png' ? { ...sheet, widthPx } : sheet
}

/** Drawings are previewed as pictures, tables and documents as what they hold. */
export function isDrawing(format: ExportFormat): boolean {
  return format === 'dxf' || format === 'svg' || format === 'pdf' || format === 'png'
}
