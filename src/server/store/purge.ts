// Removes for good what was deleted long ago, a small step at a time, so that no step holds the main loop. The caller paces the steps.
import type { Database } from 'better-sqlite3'

export interface PurgeStore {
  /**
   * One step: at most `rows` revisions, or one emptied design or project, deleted before `before`.
   * Answers the exports whose files may go now, and whether there is more to do.
   */
  step(request: { readonly before: number; readonly rows: number }): { exportIds: string[]; more: boolean }
}

/** Prepares every statement once. */
export function createPurgeStore(db: Database): PurgeStore {
  const findDesign = db.prepare<[{ before: number }], { id: string }>(
    `SELECT id FROM design WHERE deletedAt < @before
     UNION ALL SELECT d.id FROM design d JOIN project p ON p.id = d.projectId WHERE p.deletedAt < @before LIMIT 1`,
  )
  const removeRevisions = db.prepare(
    'DELETE FROM revision WHERE rowid IN (SELECT rowid FROM revision WHERE designId = @designId LIMIT @rows)',
  )
  const listExports = db.prepare<[string], { id: string }>('SELECT id FROM export WHERE designId = ?')
  const removeDesign = db.prepare('DELETE FROM design WHERE id = ?')
  const removeProject = db.prepare('DELETE FROM project WHERE id IN (SELECT id FROM project WHERE deletedAt < ? LIMIT 1)')
  const step = db.transaction(({ before, rows }: { before: number; rows: number }) => {
    const design = findDesign.get({ before })
    if (design === undefined) return { exportIds: [], more: removeProject.run(before).changes > 0 }
    if (removeRevisions.run({ designId: design.id, rows }).changes === rows) return { exportIds: [], more: true }
    const exportIds = listExports.all(design.id).map((row) => row.id)
    removeDesign.run(design.id)
    return { exportIds, more: true }
  })
  return { step: (request) => step.immediate(request) }
}
