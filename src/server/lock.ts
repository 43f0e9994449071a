// One server per data folder: an exclusive lock of the operating system, held by SQLite on DIR/lock.db for as long as the process lives.
// Guarantees that it falls with the process (kill -9 included) and is never a file to delete. Attacked by test/api/start.test.ts.
// Nobody else may open lock.db: with POSIX locks, closing any descriptor of it in this process would drop the lock.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StartError } from './start-error.ts'

export interface Lock extends Disposable {
  /** Says in DIR/server.json who serves this folder and where, for the sentence a second server gives and for other programs. */
  announce(facts: { http: string }): void
}

/** Takes the folder or throws StartError naming the process that has it. */
export function lockDataFolder(options: { dataFolder: string; startedAt: number }): Lock {
  const announcement = join(options.dataFolder, 'server.json')
  const path = join(options.dataFolder, 'lock.db')
  const isNew = !existsSync(path)
  let wasServed = false
  let database: Database.Database
  try {
    database = new Database(path)
  } catch (cause) {
    throw new StartError(
      `The data folder ${options.dataFolder} can't be written (${reasonOf(cause)}); give it write permission or choose another with --data`,
      {
        cause,
      },
    )
  }
  try {
    // busy_timeout 0: a second server must say so at once. journal_mode memory: the lock leaves no second file.
    database.pragma('busy_timeout = 0')
    database.pragma('journal_mode = memory')
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      const other = readAnnouncement(announcement)
      const who = other ? `process ${other.pid}${other.http ? ` at ${other.http}` : ''}` : 'another process'
      throw new StartError(
        `Plenum already serves the data folder ${options.dataFolder} (${who}); use that one, stop it, or choose another folder with --data`,
      )
    }
    throw new StartError(`The data folder ${options.dataFolder} can't be locked (${reasonOf(cause)}); choose another with --data`, {
      cause,
    })
  }
  const write = (facts: object) => {
    const temporary = `${announcement}.${process.pid}.tmp`
    writeFileSync(temporary, `${JSON.stringify(facts)}\n`)
    renameSync(temporary, announcement)
  }
  write({ pid: process.pid, startedAt: options.startedAt })
  return {
    announce: ({ http }) => {
      wasServed = true
      write({ pid: process.pid, startedAt: options.startedAt, http })
    },
    [Symbol.dispose]: () => {
      rmSync(announcement, { force: true })
      database.close()
      // A start that was refused (a damaged database) leaves the folder as it found it. Once a folder is served the file stays for good.
      if (isNew && !wasServed) rmSync(path, { force: true })
    },
  }
}

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

function readAnnouncement(path: string): { pid: number; http?: string } | null {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (read === null || typeof read !== 'object' || !('pid' in read) || typeof read.pid !== 'number') return null
    return 'http' in read && typeof read.http === 'string' ? { pid: read.pid, http: read.http } : { pid: read.pid }
  } catch {
    return null
  }
}
