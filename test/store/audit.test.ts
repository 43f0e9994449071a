// The chain of the audit, attacked in the file: every kind of tampering has a verdict of its own.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Caller } from '../../src/server/caller.ts'
import { openAudit } from '../../src/server/services/audit.ts'
import { type AuditRow, genesis, hashOfRow } from '../../src/server/store/audit-chain.ts'
import { type VerifyJob, verifyAudit } from '../../src/server/store/audit-verify.ts'
import type { Store } from '../../src/server/store/open.ts'
import type { WorkerPool } from '../../src/server/worker-pool.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { makeDataFolder, openTestStore, projectFields, silentLog } from './open-database.ts'

interface Life {
  onTestFinished(fn: () => void): void
}

const anna: Caller = {
  ...{ kind: 'account', accountId: 'anna0000000000000000', sessionId: null, keyId: null, name: 'Anna', program: 'test' },
  permissions: new Set<string>(),
  projectIds: null,
}

/** Secrets of a test, in memory. */
function memorySecrets() {
  const kept = new Map<string, Uint8Array>()
  return {
    put: (name: string, plain: Uint8Array) => void kept.set(name, plain),
    get: (name: string) => kept.get(name) ?? null,
    remove: (name: string) => void kept.delete(name),
  }
}

/** The same question without a thread; test/api/audit.test.ts asks the real worker. */
const workers: WorkerPool = {
  run: async <Reply>(_name: string, job: unknown) => verifyAudit(job as VerifyJob, () => performance.now()) as Reply,
  states: () => [],
  stop: async () => {},
}

function openAll(t: Life, dataFolder = makeDataFolder(t), secrets = memorySecrets()) {
  const clock = createFakeClock()
  const store = openTestStore(t, dataFolder)
  const audit = openAudit({ store, clock, log: silentLog, workers, dataFolder, secrets })
  return { dataFolder, clock, store, audit, secrets }
}

const note = ({ audit, store }: Pick<ReturnType<typeof openAll>, 'audit' | 'store'>, n: number) =>
  store.transaction(() => {
    for (let i = 1; i <= n; i++) audit.trail.note({ action: 'test.done', outcome: 'done', subject: `thing/${i}`, detail: `number ${i}` })
  })

/** What an attacker with the file in hand does; the store stays open, as it would. */
function tamper(dataFolder: string, work: (db: Database) => void): void {
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  try {
    db.transaction(() => work(db))()
  } finally {
    db.close()
  }
}

const allRows = (db: Database) => db.prepare('SELECT * FROM audit ORDER BY id').all() as AuditRow[]

/** The whole chain hashed anew from row `from` on. */
function rehash(db: Database, from: number): void {
  let previous = genesis
  for (const row of allRows(db)) {
    if (row.id >= from) db.prepare('UPDATE audit SET previous = ?, hash = ? WHERE id = ?').run(previous, hashOfRow(previous, row), row.id)
    previous = row.id >= from ? hashOfRow(previous, row) : row.hash
  }
}

test('an untouched audit verifies, with its head outside the database', async (t) => {
  const all = openAll(t)
  const { audit } = all
  note(all, 30)
  audit.stop()
  expect(await audit.verify()).toMatchObject({ verdict: 'ok', entries: 30, firstId: 1, lastId: 30, brokenAt: null })
})

test('an empty audit is no trouble', async (t) => {
  expect(await openAll(t).audit.verify()).toMatchObject({ verdict: 'ok', entries: 0, firstId: null, lastId: null })
})

const attacks: [name: string, verdict: string, brokenAt: number | null, (db: Database, dataFolder: string) => void][] = [
  ['a word in an entry', 'edited', 7, (db) => db.exec("UPDATE audit SET actorName = 'Eve' WHERE id = 7")],
  ['the time of an entry', 'edited', 7, (db) => db.exec('UPDATE audit SET at = at + 1 WHERE id = 7')],
  ['the last entry', 'edited', 20, (db) => db.exec('UPDATE audit SET detail = NULL WHERE id = 20')],
  [
    'an entry and its hash',
    'edited',
    7,
    (db) => {
      const row = { ...(allRows(db)[6] as AuditRow), actorName: 'Eve' }
      db.prepare('UPDATE audit SET actorName = ?, hash = ? WHERE id = 7').run('Eve', hashOfRow(row.previous, row))
    },
  ],
  ['two entries at once', 'edited', 3, (db) => db.exec("UPDATE audit SET detail = 'nothing' || id WHERE id IN (3, 9)")],
  ['one from the middle', 'missing', 7, (db) => db.exec('DELETE FROM audit WHERE id = 7')],
  ['several from the middle', 'missing', 7, (db) => db.exec('DELETE FROM audit WHERE id BETWEEN 7 AND 9')],
  ['the oldest', 'missing', 1, (db) => db.exec('DELETE FROM audit WHERE id <= 3')],
  [
    'one from the middle, the rest renumbered',
    'missing',
    7,
    (db) => {
      db.exec('DELETE FROM audit WHERE id = 7')
      for (let id = 8; id <= 20; id++) db.prepare('UPDATE audit SET id = ? WHERE id = ?').run(id - 1, id)
    },
  ],
  [
    'two neighbours swapped',
    'reordered',
    7,
    (db) => db.exec('UPDATE audit SET id = 99 WHERE id = 7; UPDATE audit SET id = 7 WHERE id = 8; UPDATE audit SET id = 8 WHERE id = 99'),
  ],
  [
    'two distant ones swapped',
    'reordered',
    4,
    (db) => db.exec('UPDATE audit SET id = 99 WHERE id = 4; UPDATE audit SET id = 4 WHERE id = 15; UPDATE audit SET id = 15 WHERE id = 99'),
  ],
  [
    'only the contents of two swapped',
    'reordered',
    4,
    (db) => {
      const [a, b] = [allRows(db)[3] as AuditRow, allRows(db)[11] as AuditRow]
      const put = db.prepare('UPDATE audit SET at = @at, subject = @subject, detail = @detail WHERE id = @id')
      put.run({ id: a.id, at: b.at, subject: b.subject, detail: b.detail })
      put.run({ id: b.id, at: a.at, subject: a.subject, detail: a.detail })
    },
  ],
  [
    'one put in between',
    'edited',
    8,
    (db) => {
      for (let id = 20; id >= 8; id--) db.prepare('UPDATE audit SET id = ? WHERE id = ?').run(id + 1, id)
      const base = allRows(db)[6] as AuditRow
      const row = { ...base, id: 8, previous: base.hash, detail: 'never happened' }
      const forged = { ...row, hash: hashOfRow(base.hash, row) }
      const names = Object.keys(forged)
      db.prepare(`INSERT INTO audit (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(forged)
    },
  ],
  ['the newest one', 'truncated', 19, (db) => db.exec('DELETE FROM audit WHERE id = 20')],
  ['the newest ten', 'truncated', 10, (db) => db.exec('DELETE FROM audit WHERE id > 10; DELETE FROM auditCheckpoint')],
  ['every one', 'truncated', null, (db) => db.exec('DELETE FROM audit; DELETE FROM auditCheckpoint')],
  [
    'an entry, and all hashed anew',
    'rewritten',
    20,
    (db) => {
      db.exec("UPDATE audit SET actorName = 'Eve' WHERE id = 7; DELETE FROM auditCheckpoint")
      rehash(db, 7)
    },
  ],
  [
    'all of it, signed by another key too',
    'rewritten',
    null,
    (db, dataFolder) => {
      db.exec("UPDATE audit SET actorName = 'Eve' WHERE id = 7; DELETE FROM auditCheckpoint")
      rehash(db, 7)
      const path = join(dataFolder, 'audit-head.json')
      const { head, publicKey } = JSON.parse(readFileSync(path, 'utf8'))
      const hash = (db.prepare('SELECT hash FROM audit WHERE id = 20').pluck().get() as string) ?? ''
      writeFileSync(path, JSON.stringify({ head: { ...head, hash }, trail: [], publicKey }))
    },
  ],
  ['the head outside', 'unanchored', null, (_db, dataFolder) => rmSync(join(dataFolder, 'audit-head.json'))],
  [
    'the head outside, made unreadable',
    'unanchored',
    null,
    (_db, dataFolder) => writeFileSync(join(dataFolder, 'audit-head.json'), '{"head":1}'),
  ],
]

test.for(attacks)('tampering with %s is called %s', async ([, verdict, brokenAt, attack], t) => {
  const all = openAll(t)
  const { audit, dataFolder } = all
  note(all, 20)
  audit.stop()
  tamper(dataFolder, (db) => attack(db, dataFolder))
  expect(await audit.verify()).toMatchObject({ verdict, brokenAt })
})

test('a tail cut off while nothing ran still shows after new entries grew over it', async (t) => {
  const first = openAll(t)
  note(first, 20)
  first.audit.stop()
  first.store.close()
  tamper(first.dataFolder, (db) => db.exec('DELETE FROM audit WHERE id > 10; DELETE FROM auditCheckpoint'))
  const second = openAll(t, first.dataFolder, first.secrets)
  expect(second.audit.warnings()).toEqual([expect.stringContaining('ends at entry 10')])
  expect(second.audit.list({}).items[0]).toMatchObject({ action: 'audit.broken', actorKind: 'system' })
  note(second, 30)
  second.audit.stop()
  expect(await second.audit.verify()).toMatchObject({ verdict: 'rewritten', brokenAt: 20 })
})

test('a tail cut off while it runs still shows after new entries grew over it', async (t) => {
  const all = openAll(t)
  note(all, 20)
  all.clock.advance(1000)
  tamper(all.dataFolder, (db) => db.exec('DELETE FROM audit WHERE id > 15'))
  note(all, 10)
  all.clock.advance(1000)
  note(all, 10)
  all.audit.stop()
  expect(all.audit.warnings()).toEqual([expect.stringContaining('Entry 20')])
  expect(await all.audit.verify()).toMatchObject({ verdict: 'rewritten', brokenAt: 20 })
})

test('a checkpoint inside the database betrays a rewritten chain when the head outside is gone', async (t) => {
  const all = openAll(t)
  const { audit, dataFolder } = all
  note(all, 1001)
  audit.stop()
  tamper(dataFolder, (db) => {
    db.exec("UPDATE audit SET actorName = 'Eve' WHERE id = 7")
    rehash(db, 7)
  })
  rmSync(join(dataFolder, 'audit-head.json'))
  expect(await audit.verify()).toMatchObject({ verdict: 'rewritten', brokenAt: 1000 })
})

test('a change and its row are one transaction: both or neither', (t) => {
  const all = openAll(t)
  const { audit, store } = all
  const create = (id: string, fail: boolean) =>
    audit.trail.as(anna, { action: 'createProject', subject: null, requestId: 'r1' }, () =>
      store.transaction(() => {
        store.project.insert(projectFields(id))
        if (fail) throw new Error('full disk')
      }),
    )
  create('one', false)
  expect(() => create('two', true)).toThrow('full disk')
  expect(audit.list({}).items).toMatchObject([
    { action: 'createProject', actorName: 'Anna', actorId: anna.accountId, subject: 'project/one', before: null, requestId: 'r1' },
  ])
  expect(JSON.parse(audit.list({}).items[0]?.after ?? '')).toMatchObject({ name: 'one', units: 'metric' })
  expect(store.project.find('two')).toBeUndefined()
})

test('many rows of one transaction are signed every thousand, not each', async (t) => {
  const all = openAll(t)
  const { checkpoints } = await all.audit.verify()
  note(all, 3500)
  expect((await all.audit.verify()).checkpoints - checkpoints).toBe(3)
  note(all, 600)
  expect((await all.audit.verify()).checkpoints - checkpoints).toBe(4)
})

test('a row that cannot be written undoes the change', (t) => {
  const all = openAll(t)
  const { audit, store, dataFolder } = all
  tamper(dataFolder, (db) => db.exec("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'no room'); END"))
  const told: string[] = []
  const change = () =>
    audit.trail.as(anna, { action: 'createProject', subject: null, requestId: null }, () =>
      store.transaction(() => {
        store.afterCommit(() => told.push('one'))
        store.project.insert(projectFields('one'))
      }),
    )
  expect(change).toThrow()
  // What is kept in memory too hears of what is on disk only.
  store.transaction(() => {
    store.afterCommit(() => told.push('two'))
    expect(told).toEqual([])
  })
  expect(told).toEqual(['two'])
  expect(store.project.find('one')).toBeUndefined()
})

test('a single statement of a request gets its row, and only what changed is in it', (t) => {
  const all = openAll(t)
  const { audit, store } = all
  store.project.insert(projectFields('one'))
  expect(audit.list({}).items).toEqual([])
  audit.trail.as(anna, { action: 'changeProject', subject: null, requestId: null }, () =>
    store.project.update({ ...projectFields('one', { name: 'Hall', updatedAt: 2000 }), revision: 2 }),
  )
  const [entry] = audit.list({}).items
  expect(JSON.parse(entry?.before ?? '')).toMatchObject({ name: 'one', revision: 1 })
  expect(JSON.parse(entry?.after ?? '')).toMatchObject({ name: 'Hall', revision: 2 })
  expect(entry?.after).not.toContain('metric')
})

test('after its answer a request writes nothing any more, and what it read leaves no row', async (t) => {
  const all = openAll(t)
  const { audit, store } = all
  let late: Promise<void> | undefined
  await audit.trail.as(anna, { action: 'computeLayout', subject: null, requestId: null }, async () => {
    late = new Promise((resolve) => setTimeout(resolve, 5)).then(() => store.project.insert(projectFields('late')))
  })
  await late
  expect(audit.list({}).items.map((one) => one.action)).not.toContain('createProject')
  expect(audit.list({}).items.filter((one) => one.subject === 'project/late')).toEqual([])
})

test('the same refusal a thousand times is two rows', (t) => {
  const all = openAll(t)
  const { audit, clock } = all
  for (let i = 0; i < 1000; i++)
    audit.trail.note({ action: 'access.refused', outcome: 'refused', subject: 'GET /audit', detail: 'no token' })
  expect(audit.list({}).items).toHaveLength(1)
  clock.advance(60_000)
  expect(audit.list({}).items.map((one) => one.detail)).toEqual(['no token (999 times more)', 'no token'])
})

test('secrets never reach the audit', (t) => {
  const all = openAll(t)
  const { audit, store } = all
  const canary = 'plm_live_abcdefgh_CANARYCANARYCANARYCANARYCANARYCA123456'
  audit.trail.note({
    action: 'x',
    outcome: 'done',
    before: { password: canary, deep: { clientSecret: canary } },
    after: { text: `key ${canary}` },
    detail: canary,
  })
  audit.trail.as(anna, { action: 'createProject', subject: null, requestId: null }, () =>
    store.secret.put({ name: 'smtp', keyId: 'k', sealed: Buffer.from('CANARY'), changedAt: 1 }),
  )
  const text = JSON.stringify(audit.list({}).items)
  expect(text).not.toContain('CANARY')
  expect(text).toContain('•••')
})

test('archiving goes to a file first, keeps the chain whole, and a made-up archive is missing entries', async (t) => {
  const all = openAll(t)
  const { audit, clock, dataFolder } = all
  note(all, 1200)
  clock.advance(1000)
  const before = clock.now()
  note(all, 5)
  const { fileName, entries } = await audit.archive(before)
  expect(entries).toBe(1200)
  const lines = readFileSync(join(dataFolder, 'audit-archive', fileName), 'utf8')
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => JSON.parse(line).id)).toEqual(Array.from({ length: 1200 }, (_, i) => i + 1))
  expect(await audit.verify()).toMatchObject({ verdict: 'ok', firstId: 1201, entries: 6 })
  expect(audit.list({}).items[0]).toMatchObject({ action: 'audit.archived', subject: 'audit/1-1200' })
  await expect(audit.archive(before)).rejects.toMatchObject({ code: 'conflict' })
  await expect(audit.archive(clock.now() + 1)).rejects.toMatchObject({ code: 'invalid' })

  tamper(dataFolder, (db) => {
    const next = db.prepare('SELECT * FROM audit WHERE id = 1202').get() as AuditRow
    db.exec(`DELETE FROM audit WHERE id <= 1202; UPDATE auditArchive SET toId = 1202, lastHash = '${next.hash}'`)
  })
  expect(await audit.verify()).toMatchObject({ verdict: 'missing', brokenAt: 1 })
})

test('a changed archive file is an edit', async (t) => {
  const all = openAll(t)
  const { audit, clock, dataFolder } = all
  note(all, 5)
  clock.advance(1000)
  note(all, 1)
  const { fileName } = await audit.archive(clock.now())
  const path = join(dataFolder, 'audit-archive', fileName)
  writeFileSync(path, readFileSync(path, 'utf8').replace('number 3', 'number 4'))
  expect(await audit.verify()).toMatchObject({ verdict: 'edited', brokenAt: 1 })
})

test('a chain of 10,000 entries, over many checkpoints, verifies whole', (t) => {
  const all = openAll(t)
  const { audit, store, dataFolder } = all
  const caller = { ...anna, name: 'Somebody with a name' }
  fill(store, audit.trail, caller)
  audit.stop()
  const key = JSON.parse(readFileSync(join(dataFolder, 'audit-head.json'), 'utf8')).publicKey as string
  const headText = readFileSync(join(dataFolder, 'audit-head.json'), 'utf8')
  const verdict = verifyAudit({ dataFolder, headText, publicKey: key }, () => performance.now())
  expect(verdict).toMatchObject({ verdict: 'ok', entries: 10_000 })
  expect(verdict.checkpoints).toBeGreaterThan(1)
})

function fill(store: Store, trail: ReturnType<typeof openAll>['audit']['trail'], caller: Caller): void {
  store.transaction(() => {
    for (let i = 0; i < 10_000; i++)
      trail.as(caller, { action: 'changeDesign', subject: `design/${i % 50}`, requestId: `request-${i}` }, () =>
        trail.note({
          action: 'changeDesign',
          outcome: 'done',
          before: { revision: i, name: 'Hall' },
          after: { revision: i + 1, name: 'Hall' },
        }),
      )
  })
}
