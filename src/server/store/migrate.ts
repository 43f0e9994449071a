// Brings a database to the newest version: one transaction for all missing migrations, after a backup copy. A failure changes nothing.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { StartError } from '../start-error.ts'
import { type Migration, migrations } from './migrations.ts'

/** 'PLNM': marks the file as ours, so that another program's database is refused instead of changed. */
export const applicationId = 0x504c4e4d

export const latestVersion = migrations.at(-1)?.version ?? 0

/** `user_version` of an open database. */
export function readVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

/**
 * Runs what is missing. An existing database is first copied to `backupFolder/plenum-version-N.db`.
 * Throws StartError when a step or the copy fails; the database is then as it was. Attacked by test/store/migrate.test.ts.
 */
export function migrate({
  db,
  backupFolder,
  steps = migrations,
}: {
  db: Database
  backupFolder: string
  steps?: readonly Migration[]
}): void {
  const from = readVersion(db)
  const missing = steps.filter((step) => step.version > from)
  if (missing.length === 0) return
  if (from > 0) copyBefore({ db, backupFolder, version: from })
  try {
    db.transaction(() => {
      for (const step of missing) {
        db.exec(step.sql)
        db.pragma(`user_version = ${step.version}`)
      }
      db.pragma(`application_id = ${applicationId}`)
      const broken = db.pragma('foreign_key_check') as unknown[]
      if (broken.length > 0) throw new Error(`${broken.length} rows point at rows that are not there`)
    }).immediate()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(
      `The database ${db.name} could not be updated from version ${from}: ${reason}. It was left as it was; free some disk space or report this.`,
      { cause },
    )
  }
}

function copyBefore({ db, backupFolder, version }: { db: Database; backupFolder: string; version: number }): void {
  const wanted = join(backupFolder, `plenum-version-${version}.db`)
  const temporary = `${wanted}.tmp`
  try {
    mkdirSync(backupFolder, { recursive: true })
    rmSync(temporary, { force: true })
    db.prepare('VACUUM INTO ?').run(temporary)
    renameSync(temporary, freePath(wanted))
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw new StartError(
      `The database ${db.name} needs an update, and the backup copy before it could not be written to ${backupFolder}. Make room there and start again.`,
      { cause },
    )
  }
}

function freePath(wanted: string): string {
  if (!existsSync(wanted)) return wanted
  for (let n = 2; ; n++) {
    const next = wanted.replace(/\.db$/, `-${n}.db`)
    if (!existsSync(next)) return next
  }
}
