// Alarm rules in the database. Rows in, rows out: what a rule may say is the service's, what it does the ingest worker's.
import type { Database } from 'better-sqlite3'
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import { type PageOf, type PageRequest, readPage } from './cursor.ts'

export interface AlarmRuleStore {
  insert(rule: AlarmRuleRecord): void
  /** Writes every changeable field; the caller has checked the revision in the same transaction. */
  update(rule: AlarmRuleRecord): void
  /** undefined when there is none. */
  find(id: string): AlarmRuleRecord | undefined
  list(request: PageRequest): PageOf<AlarmRuleRecord>
  /** Every one, oldest first. */
  listAll(): AlarmRuleRecord[]
  count(): number
  remove(id: string): void
  /** True the first time only: the default rules are to be made. */
  claimDefaults(madeAt: number): boolean
}

interface Row {
  readonly id: string
  readonly name: string
  /** JSON of everything that is not a column. */
  readonly fields: string
  readonly isDefault: 0 | 1
  readonly revision: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** Prepares every statement once. */
export function createAlarmRuleStore(db: Database): AlarmRuleStore {
  const insert = db.prepare(`INSERT INTO alarmRule (id, name, fields, isDefault, revision, createdAt, updatedAt)
    VALUES (@id, @name, @fields, @isDefault, @revision, @createdAt, @updatedAt)`)
  const update = db.prepare(
    'UPDATE alarmRule SET name = @name, fields = @fields, revision = @revision, updatedAt = @updatedAt WHERE id = @id',
  )
  const find = db.prepare<[string], Row>('SELECT * FROM alarmRule WHERE id = ?')
  const list = db.prepare<[{ at: number; id: string; limit: number }], Row>(`SELECT * FROM alarmRule WHERE (createdAt, id) < (@at, @id)
    ORDER BY createdAt DESC, id DESC LIMIT @limit`)
  const listAll = db.prepare<[], Row>('SELECT * FROM alarmRule ORDER BY createdAt, id')
  const count = db.prepare<[], number>('SELECT count(*) FROM alarmRule').pluck()
  const remove = db.prepare('DELETE FROM alarmRule WHERE id = ?')
  const claim = db.prepare('INSERT INTO alarmDefault (id, madeAt) VALUES (1, ?) ON CONFLICT DO NOTHING')
  return {
    insert: (rule) => void insert.run(rowFromRecord(rule)),
    update: (rule) => void update.run(rowFromRecord(rule)),
    find: (id) => {
      const row = find.get(id)
      return row && recordFromRow(row)
    },
    list: (request) =>
      readPage({
        request,
        read: (from) => list.all(from),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: recordFromRow,
      }),
    listAll: () => listAll.all().map(recordFromRow),
    count: () => count.get() ?? 0,
    remove: (id) => void remove.run(id),
    claimDefaults: (madeAt) => claim.run(madeAt).changes === 1,
  }
}

function rowFromRecord({ id, name, isDefault, revision, createdAt, updatedAt, ...fields }: AlarmRuleRecord): Row {
  return { id, name, fields: JSON.stringify(fields), isDefault: isDefault ? 1 : 0, revision, createdAt, updatedAt }
}

function recordFromRow({ id, name, fields, isDefault, revision, createdAt, updatedAt }: Row): AlarmRuleRecord {
  return {
    id,
    name,
    ...(JSON.parse(fields) as Omit<AlarmRuleRecord, keyof Row>),
    isDefault: isDefault === 1,
    revision,
    createdAt,
    updatedAt,
  }
}
