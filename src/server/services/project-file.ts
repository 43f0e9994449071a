// Project files and the sample project. A file is read as far as it can be mended, into a new project: the original is never written to.
import { AppError } from '../../contract/errors.ts'
import type { DesignRecord, ImportReport } from '../../contract/schemas/design.ts'
import type { ProjectRecord } from '../../contract/schemas/project.ts'
import type { Healing } from '../../domain/problem.ts'
import type { ProjectFile } from '../../domain/project-file.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { safeFileName } from '../files.ts'
import type { Store } from '../store/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { ProjectFileJob, ProjectFileJobReply } from '../workers/project-file.ts'
import type { Cause } from './design.ts'
import { documentFrom, requireWithinLimits } from './design-document.ts'
import { type DesignWriter, designFact } from './design-writer.ts'
import { notFound, refusalFromProblems } from './refusal.ts'
import { cleanNotes, fitName } from './text.ts'

export interface ProjectFileService {
  /** The project file (.plenum.json) of a project: every design at its newest revision. */
  write(projectId: string): Promise<{ fileName: string; bytes: Uint8Array }>
  /** Opens a project file as a new project; says what was repaired and dropped. Refused only when nothing in it can be read. */
  read(file: { fileName: string; text: string }, cause: Cause): Promise<ImportReport>
  /** The sample project: the one that is there, or a new one. */
  createSample(cause: Cause): { projectId: string; designId: string }
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly workers: WorkerPool
  readonly writer: DesignWriter
  readonly randomId: () => string
  readonly hasCatalogue: (id: string) => boolean
  readonly sample: () => ProjectFile
  /** Gives the sample's first design its sensors and their history, in the background. */
  readonly fillSample: (designId: string) => void
}

const deadlineMs = 60_000

/** Reads and writes through `store`; tells `bus` after each commit. */
export function createProjectFileService(parts: Parts): ProjectFileService {
  const { store, bus, clock, workers, writer, randomId, hasCatalogue } = parts

  /** Inside a transaction: a new project with the designs of `file`. */
  const insert = (file: ProjectFile, more: { readonly isSample: boolean }): { project: ProjectRecord; designs: DesignRecord[] } => {
    const at = clock.now()
    const id = randomId()
    const { units, catalogue, rates } = file
    const name = fitName(file.name, 'Recovered project')
    const notes = cleanNotes(file.notes)
    store.project.insert({ ...more, ...rates, id, name, notes, units, catalogue, revision: 1, createdAt: at, updatedAt: at })
    const designs = file.designs.map((design, i) =>
      writer.create({
        projectId: id,
        name: fitName(design.name, `Design ${i + 1}`),
        document: documentFrom(design.document),
        cause: 'imported',
      }),
    )
    const project = store.project.find(id)
    if (project === undefined) throw notFound('project')
    return { project, designs }
  }
  const tell = ({ project, designs }: { project: ProjectRecord; designs: readonly DesignRecord[] }, { clientId }: Cause): void => {
    const at = clock.now()
    bus.publish({ name: 'project.changed', payload: { projectId: project.id, at, name: project.name } })
    for (const design of designs) bus.publish({ name: 'design.saved', payload: designFact({ design, at, clientId }) })
  }

  return {
    write: async (projectId) => {
      const project = store.project.find(projectId)
      if (project === undefined) throw notFound('project')
      const designs = store.design.listIds(projectId).flatMap((id) => {
        const row = store.design.find(id)
        return row === undefined ? [] : [{ id, name: row.name, document: writer.textOf(row) }]
      })
      const job: ProjectFileJob = { kind: 'write', project: projectFileFrom(project), designs }
      const reply = await workers.run<ProjectFileJobReply>('project-file', job, { deadlineMs })
      if (reply.kind !== 'written') throw new Error(`The project file worker answered ${reply.kind}`)
      return { fileName: safeFileName(`${project.name}.plenum.json`), bytes: reply.bytes }
    },
    read: async ({ fileName, text }, cause) => {
      const reply = await workers.run<ProjectFileJobReply>('project-file', { kind: 'read', text } satisfies ProjectFileJob, { deadlineMs })
      if (reply.kind === 'refused') throw refusalOfFile(fileName, reply.problems)
      if (reply.kind !== 'read') throw new Error(`The project file worker answered ${reply.kind}`)
      const { file, dropped } = withinLimits(reply.file)
      const repaired = [...reply.repaired, ...(hasCatalogue(file.catalogue) ? [] : [missingCatalogue(file.catalogue)])]
      const made = store.transaction(() => insert(file, { isSample: false }))
      tell(made, cause)
      return {
        projectId: made.project.id,
        designIds: made.designs.map((design) => design.id),
        repaired,
        dropped: [...reply.dropped, ...dropped],
      }
    },
    createSample: (cause) => {
      const { found, made } = store.transaction(() => {
        const projectId = store.project.findSampleId()
        const designId = projectId === undefined ? undefined : store.design.listIds(projectId)[0]
        if (projectId !== undefined && designId !== undefined) return { found: { projectId, designId }, made: undefined }
        const fresh = insert(parts.sample(), { isSample: true })
        return { found: { projectId: fresh.project.id, designId: fresh.designs[0]?.id ?? '' }, made: fresh }
      })
      if (made !== undefined) tell(made, cause)
      parts.fillSample(found.designId)
      return found
    },
  }
}

/** Everything of a project file but the designs. */
export function projectFileFrom({ name, units, catalogue, notes, ...rates }: ProjectRecord): Omit<ProjectFile, 'designs'> {
  const { wasteRate, labourRate, taxRate } = rates
  return { format: 'plenum.project', version: 1, name, units, catalogue, rates: { wasteRate, labourRate, taxRate }, notes }
}

/** Leaves out designs past the limits, and says so. */
function withinLimits(file: ProjectFile): { file: ProjectFile; dropped: Healing[] } {
  const dropped: Healing[] = []
  const designs = file.designs.filter((design, i) => {
    try {
      requireWithinLimits(documentFrom(design.document), `/designs/${i}/document`)
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      dropped.push({ pointer: `/designs/${i}`, detail: `The design "${design.name}" was left out. ${error.message}` })
      return false
    }
  })
  return { file: { ...file, designs }, dropped }
}

function missingCatalogue(id: string): Healing {
  return {
    pointer: '/catalogue',
    detail: `The catalogue "${id}" is not installed here: products and prices are of the generic one until it is.`,
  }
}

function refusalOfFile(fileName: string, problems: Parameters<typeof refusalFromProblems>[0]): AppError {
  const { code, message } = refusalFromProblems(problems)
  return new AppError(code, `${fileName || 'The file'}: ${message}`, {
    errors: problems.map(({ pointer, detail }) => ({ pointer: `/text${pointer}`, detail })),
  })
}
