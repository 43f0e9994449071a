// What can be read of a damaged readings.db, copied into a new one. Tables are read from both ends, and what lies between is halved until little
// more than the broken pages is left out. The damaged file is only read.
import SqliteDatabase, { type Database } from 'better-sqlite3'

export interface Salvaged {
  readonly at: number
  readonly keptAs: string
  readonly damage: string
  /** Rows copied, and how often a place could not be read. */
  readonly rows: number
  readonly unreadable: number
}

interface Table {
  readonly name: string
  /** Columns of the primary key, in its order. */
  readonly keys: readonly string[]
  /** The first of them is a whole number: ranges can be halved. */
  readonly canHalve: boolean
}

/** Larger than every first key: instants, hours, ids. */
const end = 2 ** 48
/** How often the place around damage is halved in search of whole pages between broken ones. */
const deepest = 10

/** Copies every table both files have. Never throws for what is damaged, only for what can't be written. */
export function salvage({ from, to }: { from: string; to: Database }): Pick<Salvaged, 'rows' | 'unreadable'> {
  let rows = 0
  let unreadable = 0
  const source = openDamaged(from)
  if (source === null) return { rows, unreadable: 1 }
  try {
    for (const table of tablesOf(to)) {
      const copied = copyTable(source, to, table)
      rows += copied.rows
      unreadable += copied.unreadable
    }
    adoptOrphans(to)
  } finally {
    source.close()
  }
  return { rows, unreadable }
}

function openDamaged(path: string): Database | null {
  try {
    return new SqliteDatabase(path, { readonly: true, fileMustExist: true })
  } catch {
    return null
  }
}

function tablesOf(db: Database): Table[] {
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all() as string[]
  return names.map((name) => {
    const columns = db.pragma(`table_info("${name}")`) as { name: string; type: string; pk: number }[]
    const keys = columns.filter((column) => column.pk > 0).sort((a, b) => a.pk - b.pk)
    return { name, keys: keys.map((key) => key.name), canHalve: keys[0]?.type === 'INTEGER' }
  })
}

/** From both ends of a range to the damage inside it; then the same with the halves of what lies between. */
function copyTable(source: Database, to: Database, { name, keys, canHalve }: Table): { rows: number; unreadable: number } {
  const columns = (to.pragma(`table_info("${name}")`) as { name: string }[]).map((column) => column.name)
  const list = columns.map((column) => `"${column}"`).join(', ')
  const insert = to.prepare(`INSERT OR IGNORE INTO "${name}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`)
  const first = columns.indexOf(keys[0] ?? '')
  let rows = 0
  let unreadable = 0
  /** Copies one way until the end or the damage. A row that can't be written ends the salvage. */
  const copy = (from: number, until: number, way: 'ASC' | 'DESC'): { isWhole: boolean; last: number } =>
    to.transaction(() => {
      const where = canHalve ? `WHERE "${keys[0]}" >= ${from} AND "${keys[0]}" < ${until}` : ''
      const order = keys.map((key) => `"${key}" ${way}`).join(', ')
      const found = rowsUntilFailure(source, `SELECT ${list} FROM "${name}" ${where} ORDER BY ${order}`)
      let last = way === 'ASC' ? from : until
      for (;;) {
        const { value, done } = found.next()
        if (done) return { isWhole: value, last }
        rows += insert.run(...value).changes
        last = Number(value[first])
      }
    })()
  const copyRange = (from: number, until: number, depth: number): void => {
    const up = copy(from, until, 'ASC')
    if (up.isWhole) return
    const down = copy(from, until, 'DESC')
    const [low, high] = [up.last, Math.min(until, down.last + 1)]
    if (!canHalve || depth === 0 || high - low < 2) {
      unreadable += 1
      return
    }
    const middle = low + Math.floor((high - low) / 2)
    copyRange(low, middle, depth - 1)
    copyRange(middle, high, depth - 1)
  }
  copyRange(0, end, deepest)
  return { rows, unreadable }
}

/** Rows one by one; returns whether all of them could be read. */
function* rowsUntilFailure(source: Database, sql: string): Generator<unknown[], boolean, undefined> {
  try {
    for (const row of source.prepare(sql).raw().iterate()) yield row as unknown[]
    return true
  } catch (error) {
    if (error instanceof SqliteDatabase.SqliteError) return false
    throw error
  }
}

/** Readings whose series row was lost keep a name under which they can be found. */
function adoptOrphans(db: Database): void {
  db.exec(`INSERT INTO series (id, sensorId, nodeId, type, unit, createdAt)
    SELECT id, 'recovered-' || id || '_unknown', 'recovered-' || id, 'unknown', '', 0 FROM
      (SELECT series AS id FROM chunk UNION SELECT series FROM hot UNION SELECT series FROM rollupHour)
    WHERE id NOT IN (SELECT id FROM series) AND id NOT IN (SELECT series FROM doomed)`)
}
