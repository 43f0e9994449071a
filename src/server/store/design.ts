// Designs in the database: the row lists show; the document itself is the newest revision's. Deleted ones stay until the purge.
// A design of a deleted project is out of sight too, and comes back with it.
import type { Database } from 'better-sqlite3'
import type { RoomInput, System } from '../../domain/design.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'
import { foldForSearch } from './search.ts'

/** What a list needs, without the document. */
export interface DesignRow {
  readonly id: string
  readonly projectId: string
  readonly projectName: string
  readonly name: string
  readonly revision: number
  readonly system: System
  readonly outline: RoomInput | null
  readonly createdAt: number
  readonly updatedAt: number
}

type NewDesign = Omit<DesignRow, 'projectName'>

export interface DesignStore {
  insert(design: NewDesign): void
  /** Writes name, revision, system, outline and updatedAt; the caller has checked the revision in the same transaction. */
  update(design: Omit<NewDesign, 'projectId' | 'createdAt'>): void
  /** undefined when absent, deleted, or in a deleted project. */
  find(id: string): DesignRow | undefined
  /** Also finds deleted ones. */
  findOwner(
    id: string,
  ): { readonly projectId: string; readonly deletedAt: number | null; readonly projectDeletedAt: number | null } | undefined
  listOfProject(projectId: string, request: PageRequest): PageOf<DesignRow>
  list(request: PageRequest & { readonly search?: string }): PageOf<DesignRow>
  /** Ids of a project's live designs, oldest first. */
  listIds(projectId: string): string[]
  listRevisions(): { designId: string; revision: number }[]
  /** Names of a project's live designs that start with `prefix`. */
  listNames(projectId: string, prefix: string): string[]
  setDeletedAt(id: string, deletedAt: number | null): void
}

interface Stored extends Omit<DesignRow, 'system' | 'outline'> {
  readonly system: string
  readonly outline: string | null
}

const select = `SELECT d.id, d.projectId, p.name AS projectName, d.name, d.revision, d.system, d.outline, d.createdAt, d.updatedAt
  FROM design d JOIN project p ON p.id = d.projectId WHERE d.deletedAt IS NULL AND p.deletedAt IS NULL`
const order = 'AND (d.updatedAt, d.id) < (@at, @id) ORDER BY d.updatedAt DESC, d.id DESC LIMIT @limit'

interface From {
  at: number
  id: string
  limit: number
}

/** Prepares every statement once. */
export function createDesignStore(db: Database): DesignStore {
  const insert = db.prepare(`INSERT INTO design (id, projectId, name, searchName, revision, system, outline, createdAt, updatedAt)
    VALUES (@id, @projectId, @name, @searchName, @revision, @system, @outline, @createdAt, @updatedAt)`)
  const update = db.prepare(`UPDATE design SET name = @name, searchName = @searchName, revision = @revision, system = @system,
    outline = @outline, updatedAt = @updatedAt WHERE id = @id`)
  const find = db.prepare<[string], Stored>(`${select} AND d.id = ?`)
  const findOwner = db.prepare<[string], { projectId: string; deletedAt: number | null; projectDeletedAt: number | null }>(
    `SELECT d.projectId, d.deletedAt, p.deletedAt AS projectDeletedAt FROM design d JOIN project p ON p.id = d.projectId WHERE d.id = ?`,
  )
  const listOfProject = db.prepare<[From & { projectId: string }], Stored>(`${select} AND d.projectId = @projectId ${order}`)
  const list = db.prepare<[From & { search: string }], Stored>(
    `${select} AND (@search = '' OR instr(d.searchName, @search) > 0 OR instr(p.searchName, @search) > 0) ${order}`,
  )
  const listIds = db.prepare<[string], { id: string }>(
    'SELECT id FROM design WHERE projectId = ? AND deletedAt IS NULL ORDER BY createdAt, rowid',
  )
  const listRevisions = db.prepare<[], { designId: string; revision: number }>(
    `SELECT d.id AS designId, d.revision FROM design d JOIN project p ON p.id = d.projectId
     WHERE d.deletedAt IS NULL AND p.deletedAt IS NULL ORDER BY d.id`,
  )
  const listNames = db.prepare<[{ projectId: string; prefix: string }], { name: string }>(
    'SELECT name FROM design WHERE projectId = @projectId AND deletedAt IS NULL AND substr(name, 1, length(@prefix)) = @prefix',
  )
  const setDeletedAt = db.prepare('UPDATE design SET deletedAt = ? WHERE id = ?')
  const rowFrom = (stored: Stored): DesignRow => ({
    ...stored,
    system: JSON.parse(stored.system) as System,
    outline: stored.outline === null ? null : (JSON.parse(stored.outline) as RoomInput),
  })
  const position = (row: Stored) => ({ at: row.updatedAt, id: row.id })
  return {
    insert: ({ system, outline, ...design }) => {
      insert.run({ ...design, searchName: foldForSearch(design.name), system: JSON.stringify(system), outline: textOf(outline) })
    },
    update: ({ system, outline, ...design }) => {
      update.run({ ...design, searchName: foldForSearch(design.name), system: JSON.stringify(system), outline: textOf(outline) })
    },
    find: (id) => {
      const stored = find.get(id)
      return stored && rowFrom(stored)
    },
    findOwner: (id) => findOwner.get(id),
    listOfProject: (projectId, request) =>
      readPage({ request, read: (from) => listOfProject.all({ ...from, projectId }), position, item: rowFrom }),
    list: ({ search, ...request }) =>
      readPage({ request, read: (from) => list.all({ ...from, search: foldForSearch(search ?? '') }), position, item: rowFrom }),
    listIds: (projectId) => listIds.all(projectId).map((row) => row.id),
    listRevisions: () => listRevisions.all(),
    listNames: (projectId, prefix) => listNames.all({ projectId, prefix }).map((row) => row.name),
    setDeletedAt: (id, deletedAt) => {
      setDeletedAt.run(deletedAt, id)
    },
  }
}

function textOf(outline: RoomInput | null): string | null {
  return outline === null ? null : JSON.stringify(outline)
}
