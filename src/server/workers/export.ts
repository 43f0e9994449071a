// Worker entry: one export. Lays the design out, renders it and hashes the bytes, all off the main thread.
import { createHash } from 'node:crypto'
import type { CreateExport } from '../../contract/schemas/export.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import type { Design } from '../../domain/design.ts'
import { computeLayout } from '../../domain/layout/compute.ts'
import type { Problem } from '../../domain/problem.ts'
import { renderExport } from '../drawing/render-export.ts'
import { ownedBytes, serveRequests } from '../worker-thread.ts'

export interface ExportJob {
  readonly design: Design
  readonly designName: string
  readonly projectName: string
  readonly options: CreateExport
  readonly units: 'metric' | 'imperial'
  readonly catalogue: Catalogue
  readonly rates: { readonly wasteRate: number; readonly labourRate: number; readonly taxRate: number }
  readonly resourcesFolder: string
}

export type ExportJobReply =
  | {
      readonly kind: 'ok'
      readonly bytes: Uint8Array
      readonly sha256: string
      readonly fileName: string
      readonly contentType: string
      readonly warnings: readonly string[]
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }

serveRequests<ExportJob>(async ({ design, options, catalogue, rates, ...names }) => {
  const { room, system, fixtures } = design
  const outcome =
    room === null || options.format === 'json'
      ? null
      : computeLayout({ room, system, fixtures: Object.values(fixtures), catalogue, rates, alternatives: 0, geometry: true })
  if (outcome?.kind === 'refused') return { reply: outcome satisfies ExportJobReply }
  const rendered = await renderExport({ ...names, ...options, design, layout: outcome?.value ?? null })
  const bytes = ownedBytes(rendered.bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { fileName, contentType, warnings } = rendered
  return { reply: { kind: 'ok', bytes, sha256, fileName, contentType, warnings } satisfies ExportJobReply, transfer: [bytes.buffer] }
})
