// Worker entry: one export. Lays the design out, renders it and hashes the bytes, all off the main thread.
import { createHash } from 'node:crypto'
import type { CreateExport } from '../../contract/schemas/export.ts'
import { type Catalogue, finishOf } from '../../domain/catalogue.ts'
import type { Design, System } from '../../domain/design.ts'
import { computeLayout } from '../../domain/layout/compute.ts'
import type { Problem } from '../../domain/problem.ts'
import { type ProjectFile, writeProjectFile } from '../../domain/project-file.ts'
import { nameFile, type RenderedExport, renderExport } from '../drawing/render-export.ts'
import { copyBytes, serveRequests } from '../worker-thread.ts'

export interface ExportJob {
  readonly design: Design
  readonly designId: string
  readonly designName: string
  /** Everything of its project file but the designs. */
  readonly project: Omit<ProjectFile, 'designs'>
  readonly options: CreateExport
  readonly catalogue: Catalogue
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

serveRequests<ExportJob>(async (job) => {
  const rendered = job.options.format === 'json' ? renderProjectFile(job) : await renderDrawing(job)
  if ('problems' in rendered) return { reply: rendered satisfies ExportJobReply }
  const bytes = copyBytes(rendered.bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { reply: { ...rendered, kind: 'ok', bytes, sha256 } satisfies ExportJobReply, transfer: [bytes.buffer] }
})

/** The project file with this design alone. */
function renderProjectFile({ design, designId, designName, project }: ExportJob): RenderedExport {
  const text = writeProjectFile({ ...project, designs: [{ id: designId, name: designName, document: design }] })
  const bytes = new TextEncoder().encode(text)
  return { bytes, fileName: nameFile(designName, 'plenum.json'), contentType: 'application/json; charset=utf-8', warnings: [] }
}

async function renderDrawing(job: ExportJob): Promise<RenderedExport | { kind: 'refused'; problems: readonly Problem[] }> {
  const { design, designName, project, options, catalogue, resourcesFolder } = job
  const { room, fixtures } = design
  const { system, warnings } = knownFinish(design.system, catalogue)
  const outcome =
    room === null
      ? null
      : computeLayout({ room, system, fixtures: Object.values(fixtures), catalogue, rates: project.rates, alternatives: 0, geometry: true })
  if (outcome?.kind === 'refused') return outcome
  const names = { designName, projectName: project.name, units: project.units }
  const rendered = await renderExport({ ...names, ...options, design, layout: outcome?.value ?? null, resourcesFolder })
  return { ...rendered, warnings: [...warnings, ...rendered.warnings] }
}

/** A finish that the catalogue lacks must not keep a drawing from the site: the default one is priced instead, and said. */
function knownFinish(system: System, catalogue: Catalogue): { system: System; warnings: string[] } {
  if (system.finish === undefined || finishOf(catalogue, system.finish)) return { system, warnings: [] }
  const { finish, ...rest } = system
  return { system: rest, warnings: [`The catalogue "${catalogue.id}" has no finish "${finish}": its default finish is priced instead.`] }
}
