// Projects in the database. Rows in, rows out: no rules, no events. Deleted ones stay until the purge.
import type { Database } from 'better-sqlite3'
import type { ProjectRecord } from '../../contract/schemas/project.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'
import { foldForSearch } from './search.ts'

type ProjectFields = Omit<ProjectRecord, 'designCount'>

export interface ProjectStore {
  insert(project: ProjectFields & { readonly isSample?: boolean }): void
  /** Writes every changeable field; the caller has checked the revision in the same transaction. */
  update(project: ProjectFields): void
  /** Moves it to the top of lists without a new revision: one of its designs changed. */
  touch(id: string, updatedAt: number): void
  /** undefined when absent or deleted. */
  find(id: string): ProjectRecord | undefined
  findDeletedAt(id: string): number | null | undefined
  findSampleId(): string | undefined
  list(request: PageRequest & { readonly search?: string }): PageOf<ProjectRecord>
  /** Names of live projects that start with `prefix`. */
  listNames(prefix: string): string[]
  newestNames(limit: number): string[]
  setDeletedAt(id: string, deletedAt: number | null): void
}

const columns = `p.id, p.name, p.notes, p.units, p.catalogue, p.wasteRate, p.labourRate, p.taxRate, p.revision,
  (SELECT count(*) FROM design d WHERE d.projectId = p.id AND d.deletedAt IS NULL) AS designCount, p.createdAt, p.updatedAt`

/** Prepares every statement once. */
export function createProjectStore(db: Database): ProjectStore {
  const insert = db.prepare(`INSERT INTO project
    (id, name, searchName, notes, units, catalogue, wasteRate, labourRate, taxRate, revision, createdAt, updatedAt, isSample) VALUES
    (@id, @name, @searchName, @notes, @units, @catalogue, @wasteRate, @labourRate, @taxRate, @revision, @createdAt, @updatedAt, @isSample)`)
  const update = db.prepare(`UPDATE project SET name = @name, searchName = @searchName, notes = @notes, units = @units,
    catalogue = @catalogue, wasteRate = @wasteRate, labourRate = @labourRate, taxRate = @taxRate, revision = @revision,
    updatedAt = @updatedAt WHERE id = @id`)
  const touch = db.prepare('UPDATE project SET updatedAt = max(updatedAt, ?) WHERE id = ?')
  const find = db.prepare<[string], ProjectRecord>(`SELECT ${columns} FROM project p WHERE p.id = ? AND p.deletedAt IS NULL`)
  const findDeletedAt = db.prepare<[string], { deletedAt: number | null }>('SELECT deletedAt FROM project WHERE id = ?')
  const findSample = db.prepare<[], { id: string }>(
    'SELECT id FROM project WHERE isSample = 1 AND deletedAt IS NULL ORDER BY createdAt LIMIT 1',
  )
  const list = db.prepare<[{ at: number; id: string; limit: number; search: string }], ProjectRecord>(`SELECT ${columns} FROM project p
    WHERE p.deletedAt IS NULL AND (p.updatedAt, p.id) < (@at, @id) AND (@search = '' OR instr(p.searchName, @search) > 0)
    ORDER BY p.updatedAt DESC, p.id DESC LIMIT @limit`)
  const listNames = db.prepare<[{ prefix: string }], { name: string }>(
    'SELECT name FROM project WHERE deletedAt IS NULL AND substr(name, 1, length(@prefix)) = @prefix',
  )
  const newestNames = db.prepare<[number]>('SELECT name FROM project WHERE deletedAt IS NULL ORDER BY updatedAt DESC LIMIT ?').pluck()
  const setDeletedAt = db.prepare('UPDATE project SET deletedAt = ? WHERE id = ?')
  return {
    insert: (project) => {
      insert.run({ ...project, searchName: foldForSearch(project.name), isSample: project.isSample === true ? 1 : 0 })
    },
    update: (project) => {
      update.run({ ...project, searchName: foldForSearch(project.name) })
    },
    touch: (id, updatedAt) => {
      touch.run(updatedAt, id)
    },
    find: (id) => find.get(id),
    findDeletedAt: (id) => findDeletedAt.get(id)?.deletedAt,
    findSampleId: () => findSample.get()?.id,
    list: ({ search, ...request }) =>
      readPage({
        request,
        read: (from) => list.all({ ...from, search: foldForSearch(search ?? '') }),
        position: (row) => ({ at: row.updatedAt, id: row.id }),
        item: (row) => row,
      }),
    newestNames: (limit) => newestNames.all(limit) as string[],
    listNames: (prefix) => listNames.all({ prefix }).map((row) => row.name),
    setDeletedAt: (id, deletedAt) => {
      setDeletedAt.run(deletedAt, id)
    },
  }
}
