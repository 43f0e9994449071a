// Projects: a job on a site. Create, list, read, change, delete with undo, duplicate with its designs. Events leave after the commit.
import type { ChangeProject, CreateProject, ProjectRecord } from '../../contract/schemas/project.ts'
import type { SettingsValues } from '../../contract/schemas/settings.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { Cause } from './design.ts'
import { type DesignWriter, designFact } from './design-writer.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import { cleanName, cleanNotes, nameCopy } from './text.ts'

export interface ProjectService {
  list(query: PageRequest & { readonly search?: string }): PageOf<ProjectRecord>
  get(id: string): ProjectRecord
  /** Fields left out come from the settings. */
  create(body: CreateProject): ProjectRecord
  /** `ifMatch` null accepts any revision. Nothing changed: the current record and no event. */
  change(request: { id: string; ifMatch: number | null; body: ChangeProject }): ProjectRecord
  remove(id: string): void
  restore(id: string): ProjectRecord
  /** A copy of the project and of each design's newest revision. */
  duplicate(id: string, cause: Cause): ProjectRecord
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly writer: DesignWriter
  readonly randomId: () => string
  readonly defaults: () => SettingsValues
  readonly hasCatalogue: (id: string) => boolean
}

/** Reads and writes through `store`; tells `bus` after each commit. */
export function createProjectService({ store, bus, clock, writer, randomId, defaults, hasCatalogue }: Parts): ProjectService {
  const find = (id: string): ProjectRecord => {
    const project = store.project.find(id)
    if (project === undefined) throw notFound('project')
    return project
  }
  const tellChanged = ({ id, name }: ProjectRecord) =>
    bus.publish({ name: 'project.changed', payload: { projectId: id, at: clock.now(), name } })
  const requireCatalogue = (id: string | undefined) => {
    if (id !== undefined && !hasCatalogue(id))
      throw invalidField('/catalogue', `There is no catalogue "${id}". Choose one of GET /api/v1/catalogues.`)
  }

  return {
    list: (query) => store.project.list(query),
    get: find,
    create: (body) => {
      requireCatalogue(body.catalogue)
      const { units, catalogue, wasteRate, labourRate, taxRate } = { ...defaults(), ...body }
      const at = clock.now()
      const id = randomId()
      const name = cleanName(body.name)
      const notes = cleanNotes(body.notes ?? '')
      const project = { id, name, notes, units, catalogue, wasteRate, labourRate, taxRate, revision: 1, createdAt: at, updatedAt: at }
      const record = store.transaction(() => {
        store.project.insert(project)
        return find(id)
      })
      tellChanged(record)
      return record
    },
    change: ({ id, ifMatch, body }) => {
      const { record, changed } = store.transaction(() => {
        const project = find(id)
        requireCurrent({ noun: 'project', sent: ifMatch, current: project.revision, at: project.updatedAt })
        requireCatalogue(body.catalogue)
        const name = body.name === undefined ? project.name : cleanName(body.name)
        const notes = body.notes === undefined ? project.notes : cleanNotes(body.notes)
        const next = { ...project, ...body, name, notes }
        if (JSON.stringify(next) === JSON.stringify(project)) return { record: project, changed: false }
        store.project.update({ ...next, revision: project.revision + 1, updatedAt: clock.now() })
        return { record: find(id), changed: true }
      })
      if (changed) tellChanged(record)
      return record
    },
    remove: (id) => {
      const { name } = store.transaction(() => {
        const project = find(id)
        store.project.setDeletedAt(id, clock.now())
        return project
      })
      bus.publish({ name: 'project.deleted', payload: { projectId: id, at: clock.now(), name } })
    },
    restore: (id) => {
      const { record, changed } = store.transaction(() => {
        const deletedAt = store.project.findDeletedAt(id)
        if (deletedAt === undefined) throw notFound('project', 'Deleted projects are kept for 30 days.')
        if (deletedAt !== null) store.project.setDeletedAt(id, null)
        return { record: find(id), changed: deletedAt !== null }
      })
      if (changed) tellChanged(record)
      return record
    },
    duplicate: (id, cause) => {
      const at = clock.now()
      const copyId = randomId()
      const { record, designs } = store.transaction(() => {
        const project = find(id)
        const name = nameCopy(project.name, store.project.listNames(''))
        store.project.insert({ ...project, id: copyId, name, revision: 1, createdAt: at, updatedAt: at })
        const copies = store.design.listIds(id).map((designId) => {
          const row = store.design.find(designId)
          if (row === undefined) throw notFound('design')
          return writer.create({ projectId: copyId, name: row.name, document: writer.recordOf(row).document, cause: 'duplicated' })
        })
        return { record: find(copyId), designs: copies }
      })
      tellChanged(record)
      for (const design of designs) bus.publish({ name: 'design.saved', payload: designFact({ design, at, clientId: cause.clientId }) })
      return record
    },
  }
}
