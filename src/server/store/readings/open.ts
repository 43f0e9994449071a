// readings.db: opened for the one writer (the ingest worker) or for readers. Refuses a newer or foreign file and changes nothing then;
// a damaged one is kept under another name and what can be read of it is copied (salvage.ts): never an empty start without a word.
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { StartError } from '../../start-error.ts'
import { applicationId, readVersion } from '../migrate.ts'
import type { Migration } from '../migrations.ts'
import { latestReadingsVersion, readingsMigrations } from './migrations.ts'
import { type Salvaged, salvage } from './salvage.ts'

export interface OpenedReadings {
  readonly db: Database
  /** What happened to a damaged file, at this start or an earlier one; null when nothing ever did. */
  readonly salvaged: Salvaged | null
}

/** Larger files are checked in the background (services/reading-check.ts): reading one whole would hold up the start. */
export const checkAtStartBytes = 256 * 1024 * 1024

/** While this file is there, the next start checks readings.db whole, however large it is. */
const suspicionPath = (path: string) => path.replace(/\.db$/, '-suspect')

/** Damage was seen: the next start looks and rescues. */
export function suspectReadings(dataFolder: string): void {
  writeFileSync(suspicionPath(readingsPath(dataFolder)), '')
}

export const readingsPath = (dataFolder: string): string => join(dataFolder, 'readings.db')

/** Opens or creates it for writing. Throws StartError, with nothing changed, when it can't be used at all. */
export function openReadings({ dataFolder, now }: { dataFolder: string; now: number }): OpenedReadings {
  const path = readingsPath(dataFolder)
  const rescued = path.replace(/\.db$/, '-rescued.db')
  // The end of a salvage that was interrupted between its two renames.
  if (!existsSync(path) && existsSync(rescued)) renameSync(rescued, path)
  const damage = findDamage(path)
  if (damage !== null) rescue({ path, rescued, damage, now })
  rmSync(suspicionPath(path), { force: true })
  const db = openForWriting(path)
  try {
    migrateReadings(db)
    return { db, salvaged: readSalvage(db) }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Copies what can be read into a new file, and only then gives that the place of the damaged one, which is kept beside it. */
function rescue({ path, rescued, damage, now }: { path: string; rescued: string; damage: string; now: number }): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(rescued + suffix, { force: true })
  const keptAs = freeName(path, now)
  const db = openForWriting(rescued)
  try {
    migrateReadings(db)
    const found: Salvaged = { at: now, keptAs, damage, ...salvage({ from: path, to: db }) }
    db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('salvaged', ?)").run(JSON.stringify(found))
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch (cause) {
    throw new StartError(
      `The database ${path} is damaged (${damage}), and what can be read of it could not be copied: ${reasonOf(cause)}. It was left as it is; free some disk space and start again.`,
      { cause },
    )
  } finally {
    db.close()
  }
  // The log goes with its file.
  for (const suffix of ['-wal', '']) if (existsSync(path + suffix)) renameSync(path + suffix, keptAs + suffix)
  rmSync(`${path}-shm`, { force: true })
  renameSync(rescued, path)
}

/** A connection that can only read; sees every commit of the worker. */
export function openReadingsReader(dataFolder: string): Database {
  const db = new SqliteDatabase(readingsPath(dataFolder), { readonly: true, fileMustExist: true, timeout: 5000 })
  db.pragma('cache_size = -16384')
  return db
}

/** Of the file and its write-ahead log. */
export function readingsBytes(dataFolder: string): number {
  const path = readingsPath(dataFolder)
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
}

/** null when the file is whole or not there, else what is wrong with it. Throws StartError for one that must not be touched. */
function findDamage(path: string): string | null {
  if (!existsSync(path) || statSync(path).size === 0) return null
  if (!startsLikeDatabase(path)) return 'it is no database'
  // A read-only connection makes these beside a WAL database and may not remove them again.
  const made = ['-wal', '-shm'].map((suffix) => path + suffix).filter((file) => !existsSync(file))
  let db: Database | undefined
  try {
    db = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5000 })
    const version = readVersion(db)
    const owner = db.pragma('application_id', { simple: true }) as number
    if (owner !== applicationId && owner !== 0)
      throw new StartError(`${path} is not a Plenum database: it belongs to another program. Choose another data folder with --data.`)
    if (version > latestReadingsVersion)
      throw new StartError(
        `The database ${path} was written by a newer Plenum (version ${version}; this program knows ${latestReadingsVersion}). Install the newer Plenum, or choose another data folder with --data.`,
      )
    if (statSync(path).size > checkAtStartBytes && !existsSync(suspicionPath(path))) return null
    const found = db.pragma('quick_check(1)', { simple: true })
    return found === 'ok' ? null : String(found)
  } catch (cause) {
    if (isDamage(cause)) return reasonOf(cause)
    throw cause instanceof StartError ? cause : cannotOpen(path, cause)
  } finally {
    db?.close()
    for (const file of made) rmSync(file, { force: true })
  }
}

function openForWriting(path: string): Database {
  let db: Database | undefined
  try {
    db = new SqliteDatabase(path, { timeout: 5000 })
    db.pragma('busy_timeout = 5000')
    // Only takes before the first table: lets a file that lost rows give its pages back to the disk, in small steps.
    if (readVersion(db) === 0) db.pragma('auto_vacuum = INCREMENTAL')
    db.pragma('journal_mode = WAL')
    // better-sqlite3 comes up at NORMAL on a WAL file, and then a commit is not on disk when it returns.
    db.pragma('synchronous = FULL')
    db.pragma('journal_size_limit = 67108864')
    db.pragma('cache_size = -65536')
    const mode = db.pragma('journal_mode', { simple: true })
    const synchronous = db.pragma('synchronous', { simple: true })
    if (mode !== 'wal' || synchronous !== 2) throw new Error(`journal_mode ${mode}, synchronous ${synchronous}`)
    return db
  } catch (cause) {
    db?.close()
    throw cannotOpen(path, cause)
  }
}

/** All missing steps in one transaction: a failure leaves the file as it was. */
export function migrateReadings(db: Database, steps: readonly Migration[] = readingsMigrations): void {
  const from = readVersion(db)
  const missing = steps.filter((step) => step.version > from)
  if (missing.length === 0) return
  try {
    db.transaction(() => {
      for (const step of missing) {
        db.exec(step.sql)
        db.pragma(`user_version = ${step.version}`)
      }
      db.pragma(`application_id = ${applicationId}`)
    }).immediate()
  } catch (cause) {
    throw new StartError(
      `The database ${db.name} could not be updated from version ${from}: ${reasonOf(cause)}. It was left as it was; free some disk space or report this.`,
      { cause },
    )
  }
}

function freeName(path: string, now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')
  let kept = path.replace(/\.db$/, `-damaged-${stamp}.db`)
  for (let n = 2; existsSync(kept); n += 1) kept = path.replace(/\.db$/, `-damaged-${stamp}-${n}.db`)
  return kept
}

function readSalvage(db: Database): Salvaged | null {
  const row = db.prepare("SELECT value FROM meta WHERE key = 'salvaged'").get() as { value: string } | undefined
  if (row === undefined) return null
  const found = JSON.parse(row.value) as Salvaged
  // Somebody dealt with the kept file: there is nothing left to tell.
  return existsSync(found.keptAs) ? found : null
}

function startsLikeDatabase(path: string): boolean {
  const wanted = Buffer.from('SQLite format 3\0')
  const found = Buffer.alloc(wanted.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, found)
  } finally {
    closeSync(file)
  }
  return found.equals(wanted)
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

function cannotOpen(path: string, cause: unknown): StartError {
  return new StartError(
    `The database ${path} could not be opened for writing: ${reasonOf(cause)}. Check that the folder is writable and the disk has room.`,
    { cause },
  )
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
