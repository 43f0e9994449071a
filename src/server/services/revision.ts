// Revisions: every save of a design, to read and to bring back. Restoring adds a revision; nothing is ever lost or rewritten.
import type { DesignRecord, RevisionRecord, RevisionSummary } from '../../contract/schemas/design.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { StoredRevision } from '../store/revision.ts'
import type { Cause } from './design.ts'
import type { Document } from './design-document.ts'
import { type DesignWriter, designFact } from './design-writer.ts'
import { notFound } from './refusal.ts'

export interface RevisionService {
  /** Newest first. */
  list(designId: string, query: PageRequest): PageOf<RevisionSummary>
  get(designId: string, number: number): RevisionRecord
  /** Makes an old revision the newest one; the current one stays in the list. */
  restore(request: { designId: string; number: number }, cause: Cause): DesignRecord
}

/** Reads and writes through `store`; tells `bus` after the commit. */
export function createRevisionService(parts: { store: Store; bus: Bus; clock: Clock; writer: DesignWriter }): RevisionService {
  const { store, bus, clock, writer } = parts
  const findDesign = (id: string) => {
    const row = store.design.find(id)
    if (row === undefined) throw notFound('design')
    return row
  }
  const find = (designId: string, number: number): StoredRevision => {
    const revision = store.revision.find(designId, number)
    if (revision === undefined) throw notFound('revision', `The newest one is ${findDesign(designId).revision}.`)
    return revision
  }
  return {
    list: (designId, query) => {
      findDesign(designId)
      return store.revision.list(designId, query)
    },
    get: (designId, number) => {
      findDesign(designId)
      const { savedAt, name, document } = find(designId, number)
      return { number, savedAt, name, document: JSON.parse(document) as Document }
    },
    restore: ({ designId, number }, cause) => {
      const { record, changed } = store.transaction(() => {
        const row = findDesign(designId)
        const { name, document } = find(designId, number)
        return writer.save({ row, name, document: JSON.parse(document) as Document, cause: 'restored' })
      })
      if (changed) bus.publish({ name: 'design.saved', payload: designFact({ design: record, at: clock.now(), clientId: cause.clientId }) })
      return record
    },
  }
}
