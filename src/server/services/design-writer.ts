// The one place where a design and its revision rows are written, always inside the caller's transaction.
// Promise: a save is one revision row and the design row together, or neither; attacked by test/store/kill.test.ts.
import type { EventPayload } from '../../contract/events.ts'
import type { DesignRecord, DesignSummary, RevisionSummary } from '../../contract/schemas/design.ts'
import { invariant } from '../invariant.ts'
import type { Events } from '../outbox-port.ts'
import type { DesignRow } from '../store/design.ts'
import type { Store } from '../store/open.ts'
import { type Document, labelSystem, roomFrom } from './design-document.ts'

type Cause = RevisionSummary['cause']

export interface DesignWriter {
  /** A new design at revision 1. */
  create(design: { readonly projectId: string; readonly name: string; readonly document: Document; readonly cause: Cause }): DesignRecord
  /** A new revision; the same name and bytes make none. Without `document` only the name changes. */
  save(change: { readonly row: DesignRow; readonly name: string; readonly document?: Document; readonly cause: Cause }): {
    record: DesignRecord
    changed: boolean
  }
  /** The row with the newest revision's document. */
  recordOf(row: DesignRow): DesignRecord
  /** The newest revision's document, as JSON. */
  textOf(row: DesignRow): string
}

interface Parts {
  readonly store: Store
  readonly now: () => number
  readonly randomId: () => string
  readonly events: Pick<Events, 'emit'>
}

/** Writes through `store`; ids and instants come from outside. Every stored revision is a business event of the same transaction. */
export function createDesignWriter({ store, now, randomId, events }: Parts): DesignWriter {
  const tell = ({ id, projectId, name, revision }: Pick<DesignRow, 'id' | 'projectId' | 'name' | 'revision'>, at: number) =>
    events.emit({ type: 'design.saved', subject: `design/${id}`, projectId, at, data: { designId: id, projectId, name, revision } })
  const textOf = (row: DesignRow): string => {
    const revision = store.revision.find(row.id, row.revision)
    invariant(revision !== undefined, `design ${row.id} has no revision ${row.revision}`)
    return revision.document
  }
  const find = (id: string): DesignRow => {
    const row = store.design.find(id)
    invariant(row !== undefined, `design ${id} was just written`)
    return row
  }
  const recordOf = (row: DesignRow): DesignRecord => recordFrom(row, JSON.parse(textOf(row)) as Document)
  return {
    recordOf,
    textOf,
    create: ({ projectId, name, document, cause }) => {
      const id = randomId()
      const at = now()
      store.design.insert({
        id,
        projectId,
        name,
        revision: 1,
        system: document.system,
        outline: roomFrom(document.room),
        createdAt: at,
        updatedAt: at,
      })
      store.revision.insert({ designId: id, number: 1, name, cause, savedAt: at, document: JSON.stringify(document) })
      store.project.touch(projectId, at)
      tell({ id, projectId, name, revision: 1 }, at)
      return recordFrom(find(id), document)
    },
    save: ({ row, name, document, cause }) => {
      const current = textOf(row)
      const text = document === undefined ? current : JSON.stringify(document)
      const saved = document ?? (JSON.parse(text) as Document)
      if (name === row.name && text === current) return { record: recordFrom(row, saved), changed: false }
      const at = now()
      const revision = row.revision + 1
      store.revision.insert({
        designId: row.id,
        number: revision,
        name,
        cause: cause === 'saved' && text === current ? 'renamed' : cause,
        savedAt: at,
        document: text,
      })
      store.design.update({ id: row.id, name, revision, system: saved.system, outline: roomFrom(saved.room), updatedAt: at })
      store.project.touch(row.projectId, at)
      tell({ id: row.id, projectId: row.projectId, name, revision }, at)
      return { record: recordFrom(find(row.id), saved), changed: true }
    },
  }
}

/** The white list of a design's reply. */
function recordFrom({ id, projectId, projectName, name, revision, createdAt, updatedAt }: DesignRow, document: Document): DesignRecord {
  return { id, projectId, projectName, name, revision, createdAt, updatedAt, document }
}

/** What a list shows of a design. */
export function summaryFrom({ system, outline, ...row }: DesignRow): DesignSummary {
  return { ...row, systemKind: system.kind, systemLabel: labelSystem(system), outline: outline as DesignSummary['outline'] }
}

/** The payload of design.saved, design.deleted and design.restored. */
export function designFact({
  design,
  at,
  clientId,
}: {
  design: Pick<DesignRow, 'id' | 'projectId' | 'revision' | 'name'>
  at: number
  clientId: string | undefined
}): EventPayload<'design.saved'> {
  const { id: designId, projectId, revision, name } = design
  return { designId, projectId, revision, at, name, ...(clientId === undefined ? {} : { clientId }) }
}
