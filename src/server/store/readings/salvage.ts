// What can be read of a damaged readings.db, copied into a new one. Ranges that can't be read are halved until only the broken pages are
// left out. The damaged file is only read.
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
  /** Whole-number columns to halve by, outer first; none: read from both ends. */
  readonly keys: readonly string[]
}

/** Largest first key: instants, hours, ids. */
const span = 2 ** 48

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
    return { name, keys: keys.every((key) => key.type === 'INTEGER') ? keys.map((key) => key.name) : [] }
  })
}

function copyTable(source: Database, to: Database, { name, keys }: Table): { rows: number; unreadable: number } {
  const columns = (to.pragma(`table_info("${name}")`) as { name: string }[]).map((column) => column.name)
  const list = columns.map((column) => `"${column}"`).join(', ')
  const insert = to.prepare(`INSERT OR IGNORE INTO "${name}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`)
  let rows = 0
  let unreadable = 0
  /** Copies what a query gives until it fails; true when it came to its end. A row that can't be written ends the salvage. */
  const copy = (where: string, bindings: readonly number[]): boolean =>
    to.transaction(() => {
      const found = rowsUntilFailure(source, `SELECT ${list} FROM "${name}" ${where}`, bindings)
      for (;;) {
        const { value, done } = found.next()
        if (done) return value
        rows += insert.run(...value).changes
      }
    })()
  const [outer, inner] = keys
  const halve = (column: string, before: string, given: readonly number[], low: number, high: number): void => {
    if (copy(`WHERE ${before} "${column}" >= ? AND "${column}" < ?`, [...given, low, high])) return
    if (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2)
      halve(column, before, given, low, middle)
      halve(column, before, given, middle, high)
    } else if (column === outer && inner !== undefined) halve(inner, `"${column}" = ? AND`, [low], 0, span)
    else unreadable += 1
  }
  if (outer !== undefined) halve(outer, '', [], 0, span)
  else if (!copy('', [])) {
    unreadable += 1
    copy('ORDER BY rowid DESC', [])
  }
  return { rows, unreadable }
}

/** Rows one by one; returns whether all of them could be read. */
function* rowsUntilFailure(source: Database, sql: string, bindings: readonly number[]): Generator<unknown[], boolean, undefined> {
  try {
    for (const row of source
      .prepare(sql)
      .raw()
      .iterate(...bindings))
      yield row as unknown[]
    return true
  } catch {
    return false
  }
}

/** Readings whose series row was lost keep a name under which they can be found. */
function adoptOrphans(db: Database): void {
  db.exec(`INSERT INTO series (id, sensorId, nodeId, type, unit, createdAt)
    SELECT id, 'recovered-' || id || '_unknown', 'recovered-' || id, 'unknown', '', 0 FROM
      (SELECT series AS id FROM chunk UNION SELECT series FROM hot UNION SELECT series FROM rollupHour)
    WHERE id NOT IN (SELECT id FROM series) AND id NOT IN (SELECT series FROM doomed)`)
}
