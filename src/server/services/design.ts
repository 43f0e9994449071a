// Designs: create, list, read, change, delete with undo, duplicate. Every accepted change is one revision and one event after the commit.
import type { ChangeDesign, CreateDesign, DesignRecord, DesignSummary } from '../../contract/schemas/design.ts'
import type { RoomInput } from '../../domain/design.ts'
import type { Bus, Fact } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { DesignRow } from '../store/design.ts'
import type { Store } from '../store/open.ts'
import { documentFromRequest, requireWithinLimits, roomFrom } from './design-document.ts'
import { type DesignWriter, designFact, summaryFrom } from './design-writer.ts'
import { notFound, requireCurrent } from './refusal.ts'
import type { RequireUsableRoom } from './room-check.ts'
import { cleanName, nameCopy } from './text.ts'

/** Which window asks: told back in the events it causes. */
export interface Cause {
  readonly clientId: string | undefined
}

export interface DesignService {
  list(query: PageRequest & { readonly search?: string }): PageOf<DesignSummary>
  listOfProject(projectId: string, query: PageRequest): PageOf<DesignSummary>
  get(id: string): DesignRecord
  /** Throws invalid with pointers when the room is one that no layout can be made of. */
  create(projectId: string, body: CreateDesign, cause: Cause): Promise<DesignRecord>
  /** `ifMatch` null accepts any revision. Nothing changed: the current record, no revision, no event. Throws stale with the current revision. */
  change(request: { id: string; ifMatch: number | null; body: ChangeDesign }, cause: Cause): Promise<DesignRecord>
  remove(id: string, cause: Cause): void
  restore(id: string, cause: Cause): DesignRecord
  duplicate(id: string, cause: Cause): DesignRecord
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly writer: DesignWriter
  /** Goes into the title block of new designs. */
  readonly drawnBy: () => string
  readonly requireUsableRoom: RequireUsableRoom
}

/** Reads and writes through `store`; tells `bus` after each commit. */
export function createDesignService({ store, bus, clock, writer, drawnBy, requireUsableRoom }: Parts): DesignService {
  const find = (id: string): DesignRow => {
    const row = store.design.find(id)
    if (row === undefined) throw notFound('design')
    return row
  }
  const tell = (
    name: Extract<Fact['name'], 'design.saved' | 'design.deleted' | 'design.restored'>,
    design: Pick<DesignRow, 'id' | 'projectId' | 'revision' | 'name'>,
    cause: Cause,
  ) => bus.publish({ name, payload: designFact({ design, at: clock.now(), clientId: cause.clientId }) })

  /** A room that is stored already may stay as it is: one from an older file must not keep everything else from being saved. */
  const requireUsableChange = async (row: DesignRow, room: RoomInput | null): Promise<void> => {
    if (room === null || JSON.stringify(room) === JSON.stringify(row.outline)) return
    await requireUsableRoom(room, '/document/room')
  }

  return {
    list: (query) => {
      const page = store.design.list(query)
      return { items: page.items.map(summaryFrom), next: page.next }
    },
    listOfProject: (projectId, query) => {
      if (store.project.find(projectId) === undefined) throw notFound('project')
      const page = store.design.listOfProject(projectId, query)
      return { items: page.items.map(summaryFrom), next: page.next }
    },
    get: (id) => writer.recordOf(find(id)),
    create: async (projectId, body, cause) => {
      const name = cleanName(body.name)
      const document = documentFromRequest(body, drawnBy())
      requireWithinLimits(document, '')
      if (store.project.find(projectId) === undefined) throw notFound('project')
      const room = roomFrom(document.room)
      if (room !== null) await requireUsableRoom(room, '/room')
      const record = store.transaction(() => {
        if (store.project.find(projectId) === undefined) throw notFound('project')
        return writer.create({ projectId, name, document, cause: 'created' })
      })
      tell('design.saved', record, cause)
      return record
    },
    change: async ({ id, ifMatch, body }, cause) => {
      if (body.document !== undefined) {
        const row = find(id)
        requireCurrent({ noun: 'design', sent: ifMatch, current: row.revision, at: row.updatedAt })
        requireWithinLimits(body.document)
        await requireUsableChange(row, roomFrom(body.document.room))
      }
      const { record, changed } = store.transaction(() => {
        const row = find(id)
        requireCurrent({ noun: 'design', sent: ifMatch, current: row.revision, at: row.updatedAt })
        const name = body.name === undefined ? row.name : cleanName(body.name)
        return writer.save({ row, name, cause: 'saved', ...(body.document === undefined ? {} : { document: body.document }) })
      })
      if (changed) tell('design.saved', record, cause)
      return record
    },
    remove: (id, cause) => {
      const row = store.transaction(() => {
        const found = find(id)
        store.design.setDeletedAt(id, clock.now())
        return found
      })
      tell('design.deleted', row, cause)
    },
    restore: (id, cause) => {
      const { record, changed } = store.transaction(() => {
        const owner = store.design.findOwner(id)
        if (owner === undefined) throw notFound('design', 'Deleted designs are kept for 30 days.')
        if (owner.projectDeletedAt !== null) throw notFound('design', 'Its project is deleted: restore the project first.')
        if (owner.deletedAt !== null) store.design.setDeletedAt(id, null)
        return { record: writer.recordOf(find(id)), changed: owner.deletedAt !== null }
      })
      if (changed) tell('design.restored', record, cause)
      return record
    },
    duplicate: (id, cause) => {
      const record = store.transaction(() => {
        const { projectId, name, document } = writer.recordOf(find(id))
        const taken = store.design.listNames(projectId, '')
        return writer.create({ projectId, name: nameCopy(name, taken), document, cause: 'duplicated' })
      })
      tell('design.saved', record, cause)
      return record
    },
  }
}
