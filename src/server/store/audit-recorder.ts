// Sees what a transaction changes, while it runs: temporary triggers on this connection write old and new rows into a temporary table.
// The database file holds nothing of it. Secrets never get that far: their columns are masked in the trigger itself.
import type { Database } from 'better-sqlite3'

export interface RowChange {
  readonly table: string
  readonly id: string
  /** Columns by name, masked and shortened; null for a new row. For a changed row only what differs. */
  readonly before: Record<string, unknown> | null
  readonly after: Record<string, unknown> | null
}

/** Given by services/audit.ts. */
export interface ChangeHook {
  /** Whether somebody's request runs right now. */
  isOn(): boolean
  /** Inside the transaction, before it commits; a throw undoes it. */
  write(changes: readonly RowChange[]): void
}

export interface Recorder {
  setHook(hook: ChangeHook): void
  /** A transaction whose changes, if a request runs, are told to the hook before it commits. */
  transaction<T>(fn: () => T): T
  isInside(): boolean
  /** Once the running transaction is on disk; at once without one. What is rolled back, also in part, takes its own along. */
  afterCommit(fn: () => void): void
  /** The same store, where a single statement of a running request gets a transaction too. */
  guard<T extends object>(part: T): T
}

export const mask = '•••'
/** Bookkeeping of requests themselves: changed by every one of them, and no change of anybody's. */
const quiet =
  /^(audit|sqlite_|businessEvent$|job$|jobLane$|jobAwake$|jobRelay$|webhookState$|webhookBody$|delivery|idempotency|limit|rate|hookUsage|hookSeen|mailMessage$|mailDigestItem$|notice$|inbox$|apiKeyUse|apiKeyUsage|signInDelay)/i
const secret = /hash|secret|password|salt|sealed|cipher|verifier|recovery|nonce|token$/i
/** Columns that every request moves on. */
const noise = /^last(Used|Seen)At$/
const longestText = 400

/** Makes the triggers; `db` has to be migrated. */
export function createRecorder(db: Database): Recorder {
  let hook: ChangeHook | undefined
  db.function('plenum_recording', () => (hook?.isOn() ? 1 : 0))
  db.exec('CREATE TEMP TABLE auditChange (n INTEGER PRIMARY KEY, tableName TEXT, id TEXT, before TEXT, after TEXT, changed TEXT)')
  const tables = db.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").pluck().all() as string[]
  for (const table of tables.filter((name) => !quiet.test(name))) watch(db, table)
  const take = db.prepare('SELECT * FROM temp.auditChange ORDER BY n')
  const clear = db.prepare('DELETE FROM temp.auditChange')

  const waiting: (() => void)[] = []
  const transaction = <T>(fn: () => T): T => {
    const isInner = db.inTransaction
    const before = waiting.length
    let result: T
    try {
      result = commit(fn)
    } catch (error) {
      waiting.length = before
      throw error
    }
    if (!isInner) for (const one of waiting.splice(0)) one()
    return result
  }
  const commit = <T>(fn: () => T): T => {
    if (db.inTransaction || !hook?.isOn()) return db.transaction(fn).immediate()
    const told = hook
    return db
      .transaction(() => {
        const result = fn()
        const changes = (take.all() as Stored[]).map(changeFrom)
        if (changes.length > 0) {
          clear.run()
          told.write(changes)
        }
        return result
      })
      .immediate()
  }
  return {
    setHook: (given) => {
      hook = given
    },
    transaction,
    isInside: () => db.inTransaction,
    afterCommit: (fn) => {
      if (db.inTransaction) waiting.push(fn)
      else fn()
    },
    guard: (part) => {
      const guarded = Object.entries(part).map(([name, member]) => {
        if (typeof member !== 'function') return [name, member]
        return [
          name,
          (...args: unknown[]) => {
            if (db.inTransaction || !hook?.isOn()) return member(...args)
            return transaction(() => member(...args))
          },
        ]
      })
      return Object.fromEntries(guarded)
    },
  }
}

interface Stored {
  readonly tableName: string
  readonly id: string
  readonly before: string | null
  readonly after: string | null
  readonly changed: string | null
}

function changeFrom(stored: Stored): RowChange {
  const read = (text: string | null) => (text === null ? null : (JSON.parse(text) as Record<string, unknown>))
  const changed = stored.changed === null ? null : new Set(JSON.parse(stored.changed) as (string | null)[])
  const kept = (row: Record<string, unknown> | null) =>
    row === null || changed === null ? row : Object.fromEntries(Object.entries(row).filter(([name]) => changed.has(name)))
  return { table: stored.tableName, id: stored.id, before: kept(read(stored.before)), after: kept(read(stored.after)) }
}

interface Column {
  readonly name: string
  readonly type: string
  readonly pk: number
}

function watch(db: Database, table: string): void {
  const columns = db.prepare(`SELECT name, type, pk FROM pragma_table_info(?)`).all(table) as Column[]
  const keys = columns.filter((one) => one.pk > 0)
  const value = (row: string, { name, type }: Column) => {
    const cell = `${row}."${name}"`
    if (type === 'BLOB' || (secret.test(name) && type !== 'INTEGER')) return `iif(${cell} IS NULL, NULL, '${mask}')`
    if (type !== 'TEXT' && type !== 'ANY') return cell
    return `iif(length(${cell}) > ${longestText}, substr(${cell}, 1, ${longestText}) || '… (' || length(${cell}) || ')', ${cell})`
  }
  const all = (row: string) => `json_object(${columns.map((one) => `'${one.name}', ${value(row, one)}`).join(', ')})`
  const id = (row: string) => (keys.length === 0 ? `${row}.rowid` : keys.map(({ name }) => `${row}."${name}"`).join(` || '/' || `))
  const changed = `json_array(${columns.map(({ name }) => `iif(OLD."${name}" IS NOT NEW."${name}", '${name}', NULL)`).join(', ')})`
  const differs = columns
    .filter(({ name }) => !noise.test(name))
    .map(({ name }) => `OLD."${name}" IS NOT NEW."${name}"`)
    .join(' OR ')
  const put = (values: string) => `INSERT INTO auditChange (tableName, id, before, after, changed) VALUES ('${table}', ${values})`
  db.exec(`
    CREATE TEMP TRIGGER "audit_${table}_insert" AFTER INSERT ON main."${table}" WHEN plenum_recording()
      BEGIN ${put(`${id('NEW')}, NULL, ${all('NEW')}, NULL`)}; END;
    CREATE TEMP TRIGGER "audit_${table}_delete" AFTER DELETE ON main."${table}" WHEN plenum_recording()
      BEGIN ${put(`${id('OLD')}, ${all('OLD')}, NULL, NULL`)}; END;
    CREATE TEMP TRIGGER "audit_${table}_update" AFTER UPDATE ON main."${table}" WHEN plenum_recording() AND (${differs})
      BEGIN ${put(`${id('NEW')}, ${all('OLD')}, ${all('NEW')}, ${changed}`)}; END;
  `)
}
