// Series: one per sensor, with its newest reading.
import type { Database } from 'better-sqlite3'
import type { StoredValue } from './value.ts'

export interface SeriesRow {
  readonly id: number
  readonly sensorId: string
  readonly nodeId: string
  readonly type: string
  unit: string
  readonly createdAt: number
  lastAt: number | null
  lastKind: number | null
  last: StoredValue | null
}

/** Prepares every statement once; in transactions of the caller. */
export function createSeriesStore(db: Database) {
  const listAll = db.prepare<[], SeriesRow>('SELECT * FROM series ORDER BY id')
  const add = db.prepare(
    'INSERT INTO series (sensorId, nodeId, type, unit, createdAt) VALUES (@sensorId, @nodeId, @type, @unit, @createdAt)',
  )
  const saveLast = db.prepare('UPDATE series SET lastAt = @lastAt, lastKind = @lastKind, last = @last WHERE id = @id')
  const doom = db.prepare('INSERT INTO doomed (series) SELECT id FROM series WHERE nodeId = ?')
  const remove = db.prepare('DELETE FROM series WHERE nodeId = ?')
  return {
    listAll: (): SeriesRow[] => listAll.all(),
    add: (row: Pick<SeriesRow, 'sensorId' | 'nodeId' | 'type' | 'unit' | 'createdAt'>): SeriesRow => {
      const id = Number(add.run(row).lastInsertRowid)
      return { ...row, id, lastAt: null, lastKind: null, last: null }
    },
    saveLast: ({ id, lastAt, lastKind, last }: SeriesRow): void => void saveLast.run({ id, lastAt, lastKind, last }),
    /** The rows of their readings are deleted later, in small steps. */
    doomNode: (nodeId: string): void => {
      doom.run(nodeId)
      remove.run(nodeId)
    },
  }
}
export type SeriesStore = ReturnType<typeof createSeriesStore>

/** For readers: undefined where a sensor never sent anything. */
export function createSeriesReader(db: Database) {
  const find = db.prepare<[string], SeriesRow>('SELECT * FROM series WHERE sensorId = ?')
  const listAll = db.prepare<[], SeriesRow>('SELECT * FROM series ORDER BY sensorId')
  return { find: (sensorId: string) => find.get(sensorId), listAll: () => listAll.all() }
}
