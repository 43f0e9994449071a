// For store tests: a temp data folder, a still clock, a silent log, and the raw database beside the store.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { Log } from '../../src/server/log.ts'
import { openStore, type Store } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'

interface Life {
  onTestFinished(fn: () => void): void
}

/** Takes everything and writes nothing. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** An empty folder that is removed when the test ends. */
export function makeDataFolder(t: Life): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-store-'))
  t.onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The real store in `dataFolder`; closed when the test ends. */
export function openTestStore(t: Life, dataFolder = makeDataFolder(t)): Store {
  const store = openStore({ dataFolder, clock: createFakeClock(), log: silentLog })
  t.onTestFinished(() => store.close())
  return store
}

/** The database file, bare, without any migration. */
export function openRaw(t: Life, dataFolder: string): Database {
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  t.onTestFinished(() => db.close())
  return db
}

/** Fields of a project row. */
export function projectFields(id: string, more: { name?: string; updatedAt?: number } = {}) {
  const { name = id, updatedAt = 1000 } = more
  const rates = { wasteRate: 0.15, labourRate: 0.25, taxRate: 0 }
  return { id, name, notes: '', units: 'metric' as const, catalogue: 'generic', ...rates, revision: 1, createdAt: 1000, updatedAt }
}
