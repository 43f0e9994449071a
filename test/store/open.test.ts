// What openStore promises of the file: settings of the connection, and refusals that change nothing.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { StartError } from '../../src/server/start-error.ts'
import { latestVersion } from '../../src/server/store/migrate.ts'
import { schemaVersion } from '../../src/server/store/open.ts'
import { makeDataFolder, openRaw, openTestStore, projectFields } from './open-database.ts'

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

function refusalOf(open: () => unknown): string {
  try {
    open()
  } catch (error) {
    expect(error).toBeInstanceOf(StartError)
    return (error as StartError).message
  }
  throw new Error('it opened')
}

test('A fresh folder gets a database in WAL mode with strict tables and our mark', (t) => {
  const dataFolder = makeDataFolder(t)
  const store = openTestStore(t, dataFolder)
  const db = openRaw(t, dataFolder)
  const tables = db.pragma('table_list') as { name: string; schema: string; strict: number; type: string }[]
  const ours = tables.filter((table) => table.schema === 'main' && table.type === 'table' && !table.name.startsWith('sqlite_'))
  expect(ours.filter(({ strict }) => strict !== 1).map(({ name }) => name)).toEqual([])
  expect(ours.map(({ name }) => name)).toEqual(expect.arrayContaining(['alarmRule', 'design', 'node', 'project', 'sensor', 'setting']))
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect([store.probe(), schemaVersion, store.databaseBytes() > 0]).toEqual([latestVersion, latestVersion, true])
})

test('Foreign keys are enforced', (t) => {
  const store = openTestStore(t)
  const orphan = { id: 'd', projectId: 'nobody', name: 'x', revision: 1, outline: null, createdAt: 1, updatedAt: 1 }
  expect(() => store.transaction(() => store.design.insert({ ...orphan, system: { kind: 'panels' } }))).toThrowError(/FOREIGN KEY/)
})

test('A newer database is refused by name and version, and keeps every byte', (t) => {
  const dataFolder = makeDataFolder(t)
  openTestStore({ onTestFinished: (fn) => fn() }, dataFolder)
  const path = join(dataFolder, 'plenum.db')
  const db = new SqliteDatabase(path)
  db.pragma('user_version = 99')
  db.close()
  const before = hashOf(path)
  const message = refusalOf(() => openTestStore(t, dataFolder))
  expect(message).toBe(
    `The database ${path} was written by a newer Plenum (version 99; this program knows ${latestVersion}). Install the newer Plenum, or choose another data folder with --data.`,
  )
  expect(hashOf(path)).toBe(before)
  expect(readdirSync(dataFolder)).not.toContain('backups')
})

test('A database of another program is refused and keeps every byte', (t) => {
  const dataFolder = makeDataFolder(t)
  const path = join(dataFolder, 'plenum.db')
  const db = new SqliteDatabase(path)
  db.exec('CREATE TABLE music (title TEXT)')
  db.close()
  const before = hashOf(path)
  expect(refusalOf(() => openTestStore(t, dataFolder))).toContain(`${path} is not a Plenum database`)
  expect(hashOf(path)).toBe(before)
})

test.for<[string, (path: string) => void]>([
  ['garbage', (path: string) => writeFileSync(path, 'this is not a database, it is a letter to my aunt'.repeat(200))],
  ['a few bytes', (path: string) => writeFileSync(path, 'x')],
  [
    'a header and then garbage',
    (path: string) => writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(9000, 7)])),
  ],
  ['half of itself', (path: string) => truncateSync(path, 4096 * 2)],
  ['pages overwritten in the middle', (path: string) => overwriteMiddle(path)],
])('A database file that is %s is refused with what to do, and keeps every byte', ([, spoil], life) => {
  const dataFolder = makeDataFolder(life)
  const store = openTestStore({ onTestFinished: () => {} }, dataFolder)
  store.transaction(() => {
    for (let i = 0; i < 500; i++) store.project.insert(projectFields(`p${i}`, { name: `Name ${i} `.repeat(10) }))
  })
  store.close()
  const path = join(dataFolder, 'plenum.db')
  spoil(path)
  const before = hashOf(path)
  const message = refusalOf(() => openTestStore(life, dataFolder))
  expect(message).toContain(`The database ${path} is damaged and was not touched`)
  expect(message).toContain('backups folder')
  expect(hashOf(path)).toBe(before)
})

test('An empty file, left by a start that was killed, becomes a fresh database', (t) => {
  const dataFolder = makeDataFolder(t)
  writeFileSync(join(dataFolder, 'plenum.db'), '')
  expect(openTestStore(t, dataFolder).probe()).toBe(latestVersion)
})

test('A transaction that throws leaves nothing behind', (t) => {
  const store = openTestStore(t)
  expect(() =>
    store.transaction(() => {
      store.project.insert(projectFields('p1'))
      throw new Error('no')
    }),
  ).toThrowError('no')
  expect(store.project.find('p1')).toBeUndefined()
})

function overwriteMiddle(path: string): void {
  const bytes = readFileSync(path)
  bytes.fill(0xa5, 4096 * 3, 4096 * 12)
  writeFileSync(path, bytes)
}
