// A database of every earlier version, with rows, becomes the latest one with the same rows; a failed step changes nothing.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { applicationId, latestVersion, migrate } from '../../src/server/store/migrate.ts'
import { migrations } from '../../src/server/store/migrations.ts'
import { makeDataFolder, openRaw, openTestStore } from './open-database.ts'

/** Rows as a program of that version would have written them; each version adds what it brought. */
const rowsSince: Record<number, string> = {
  1: `INSERT INTO project (id, name, searchName, notes, units, catalogue, wasteRate, labourRate, taxRate, revision, createdAt, updatedAt, deletedAt)
        VALUES ('p1', 'Halle Süd', 'halle süd', 'n', 'metric', 'generic', 0.15, 0.25, 0.19, 3, 10, 20, NULL),
               ('p2', 'Gone', 'gone', '', 'imperial', 'generic', 0.1, 0.2, 0, 1, 11, 21, 30);
      INSERT INTO design (id, projectId, name, searchName, revision, system, outline, createdAt, updatedAt, deletedAt)
        VALUES ('d1', 'p1', 'Room', 'room', 2, '{"kind":"grid","module":[600,600]}', '{"outer":[[0,0],[1,0],[1,1]]}', 10, 20, NULL);
      INSERT INTO revision (designId, number, name, cause, savedAt, bytes, document)
        VALUES ('d1', 1, 'Room', 'created', 10, 2, '{}'), ('d1', 2, 'Room', 'saved', 20, 7, '{"a":1}');`,
  2: `INSERT INTO export (id, designId, designRevision, format, status, fileName, contentType, bytes, sha256, warnings, reason, savedTo, createdAt)
        VALUES ('e1', 'd1', 2, 'dxf', 'done', 'Room.dxf', 'image/vnd.dxf', 9, 'ab', '["w"]', NULL, '/x', 22);
      INSERT INTO setting (id, revision, "values", updatedAt) VALUES (1, 4, '{"units":"imperial"}', 23);`,
  3: `UPDATE project SET isSample = 1 WHERE id = 'p1';`,
  4: `INSERT INTO node (id, name, notes, isOpen, createdAt, capabilities, willFired, isDown) VALUES ('n1', 'Hall', '', 0, 30, '["identify"]', 0, 0);
      INSERT INTO nodeAlias (deviceId, nodeId, createdAt) VALUES ('n1-b', 'n1', 31);
      INSERT INTO credential (nodeId, hash, createdAt) VALUES ('n1', x'ab', 32);
      INSERT INTO sensor (id, nodeId, type, reportedUnit, createdAt) VALUES ('n1_temperature', 'n1', 'temperature', '°C', 33);
      INSERT INTO command (id, nodeId, command, parameters, state, attempts, createdAt, expiresAt)
        VALUES ('c1', 'n1', 'identify', '{}', 'queued', 0, 34, 35);
      INSERT INTO apiKey (id, name, description, prefix, hash, scopes, active, createdAt)
        VALUES ('k1', 'BMS', '', 'plm_live_k1', x'cd', '["sensors:read"]', 1, 36);
      INSERT INTO dashboard (id, name, designId, tiles, revision, createdAt, updatedAt) VALUES ('b1', 'Hall', 'd1', '[]', 1, 37, 38);
      INSERT INTO tariff (id, revision, "values", updatedAt) VALUES (1, 2, '{}', 39);`,
  5: `INSERT INTO alarmRule (id, name, fields, isDefault, revision, createdAt, updatedAt) VALUES ('r1', 'Hot', '{}', 1, 1, 40, 41);
      INSERT INTO alarmDefault (id, madeAt) VALUES (1, 42);`,
  6: `INSERT INTO account (id, email, emailKey, name, role, active, state, passwordHash, createdAt, revision)
        VALUES ('a1', 'Ada@x.example', 'ada@x.example', 'Ada', 'engineer', 1, 'active', '$scrypt$', 43, 2);
      INSERT INTO recoveryCode (accountId, hash) VALUES ('a1', x'01');
      INSERT INTO signInDelay (accountId, failures, lockedUntil) VALUES ('a1', 3, 44);`,
  7: `INSERT INTO session (id, accountId, program, way, createdAt, lastUsedAt, expiresAt) VALUES ('s1', 'a1', 'curl', 'password', 45, 46, 47);
      INSERT INTO refreshToken (hash, sessionId, issuedAt) VALUES (x'02', 's1', 48);
      INSERT INTO oneTimeLink (hash, accountId, kind, issuedAt, expiresAt) VALUES (x'03', 'a1', 'reset', 49, 50);`,
  8: `INSERT INTO role (id, name, description, permissions, revision, createdAt, updatedAt) VALUES ('o1', 'Desk', '', '[]', 1, 51, 52);`,
  9: `INSERT INTO rateWindow (subject, windowS, openedAt, counted) VALUES ('key/k1', 60, 53, 7);
      INSERT INTO repeatedRequest (id, fingerprint, startedAt, answer) VALUES ('x', 'f', 54, x'04');`,
  10: `INSERT INTO secret (name, keyId, sealed, changedAt) VALUES ('tokens/access', 'k', x'05', 55);
      INSERT INTO apiKeyUse (keyId, lastUsedAt, calls, errors, newSecretCalls, oldSecretCalls, callers) VALUES ('k1', 56, 9, 1, 9, 0, '[]');`,
  11: `INSERT INTO audit (id, at, actorKind, actorName, program, action, outcome, previous, hash)
        VALUES (1, 57, 'owner', 'owner', '', 'createProject', 'done', '', 'h');
      INSERT INTO auditCheckpoint (entryId, at, hash, signature) VALUES (1, 58, 'h', 's');`,
  12: `INSERT INTO signInProvider (id, name, kind, issuer, clientId, active, allowPrivateNetwork, allowLoopback, revision, createdAt)
        VALUES ('g1', 'Entra', 'entra', 'https://id.example', 'c', 1, 0, 0, 1, 59);
      INSERT INTO identity (id, accountId, providerId, issuer, subject, linkedAt) VALUES ('i1', 'a1', 'g1', 'https://id.example', 's', 60);`,
  13: `INSERT INTO apiKeyUseHour SELECT id, 3600000, 2, 1, 0 FROM apiKey LIMIT 1;`,
  14: `INSERT INTO businessEvent (id, type, version, at, subject, actor, data) VALUES ('e1', 'design.saved', 1, 60, 'design/d1', 'owner', '{}');
      INSERT INTO job (kind, lane, ref, state, track, dueKey, dueAt, isPutBack, step, attempts, leases, createdAt)
        VALUES ('webhook', 'w1', 'r1', 'waiting', 0, 61, 61, 0, 0, 0, 0, 61);
      INSERT INTO jobLane (kind, lane, isFailing, changedAt) VALUES ('webhook', 'w1', 1, 62);
      INSERT INTO jobAwake (id, awakeMs, seenAt) VALUES (1, 63, 64);
      INSERT INTO jobRelay (name, lastId, lastAt) VALUES ('alarms', 65, 66);`,
  15: `
      INSERT INTO webhook VALUES ('w1', 'Hook', 'https://example.org/', '["*"]', '{}', 'full', 0, 0, 0, 1, NULL, NULL, '[]', 67, 'owner', 1);
      INSERT INTO webhookState (webhookId, delivered) VALUES ('w1', 1);
      INSERT INTO webhookBody VALUES ('e1/full', x'7b7d');
      INSERT INTO delivery VALUES (1, 'msg_1', 'w1', 'e1/full', 'e1', 'design.saved', 'design/d1', NULL, 0, 'delivered', 1, 200, NULL, 68, 69, NULL, 1);
      INSERT INTO deliveryAttempt VALUES (1, 'msg_1', 69, 5, 200, NULL, x'6f6b', 'text/plain', 0);`,
  16: `INSERT INTO mailSettings (one, fields, revision) VALUES (1, '{}', 1);
      INSERT INTO mailTemplate (kind, version, isDefault, subject, html, text, at, writtenBy) VALUES ('alarm', 1, 0, 's', 'h', 't', 70, 'owner');
      INSERT INTO mailRule (id, fields, createdAt, revision) VALUES ('mr1', '{}', 71, 1);
      INSERT INTO mailMessage (id, kind, email, data, messageId, state, createdAt) VALUES ('m1', 'alarm', 'a@b.c', '{}', '<m1@b.c>', 'waiting', 72);
      INSERT INTO mailSuppression (emailKey, email, why, at) VALUES ('a@b.c', 'a@b.c', 'byHand', 73);
      INSERT INTO mailDigestItem (groupId, eventId, line, at) VALUES ('g', 'e1', 'l', 74);
      INSERT INTO notice (id, title, body, at) VALUES ('n1', 't', 'b', 75);`,
  17: `
      INSERT INTO hookSource (id, source, name, kind, adapter, hmac, eventTypes, mapping, keyList, active, createdAt, revision)
        VALUES ('hs1', 'bms', 'BMS', 'bms', 'standard', '{}', '[]', '{}', '[]', 1, 76, 1);
      INSERT INTO hookUsage (sourceId, received) VALUES ('hs1', 1);
      INSERT INTO hookSeen (sourceId, deliveryId, inboxId, at) VALUES ('hs1', 'dv1', 'in1', 77);
      INSERT INTO inbox (id, sourceId, deliveryId, receivedAt, body, bytes, state, attempts)
        VALUES ('in1', 'hs1', 'dv1', 78, x'7b7d', 2, 'done', 1);
      INSERT INTO ticket (id, title, description, priority, state, createdBy, createdAt, updatedAt, revision)
        VALUES ('tk1', 't', '', 2, 'open', 'owner', 79, 80, 1);`,
  18: `
      INSERT INTO notice (id, title, body, eventType, at) VALUES ('n2', 't', 'b', 'node.offline', 81);`,
  19: `
      INSERT INTO mailBatch (id, data, recipients, total, added, isTakenBack, createdAt) VALUES ('b1', '{}', '["a@b.c"]', 1, 1, 0, 82);`,
}

/** The tables that each version brought. */
const broughtBy: Record<number, readonly string[]> = {
  1: ['project', 'design', 'revision'],
  2: ['export', 'setting'],
  4: ['node', 'nodeAlias', 'credential', 'sensor', 'command', 'apiKey', 'dashboard', 'tariff'],
  5: ['alarmRule', 'alarmDefault'],
  6: ['account', 'recoveryCode', 'signInDelay'],
  7: ['session', 'refreshToken', 'oneTimeLink'],
  8: ['role'],
  9: ['rateWindow', 'repeatedRequest'],
  10: ['secret', 'apiKeyUse'],
  11: ['audit', 'auditCheckpoint'],
  12: ['signInProvider', 'identity'],
  13: ['apiKeyUseHour'],
  14: ['businessEvent', 'job', 'jobLane', 'jobAwake', 'jobRelay'],
  15: ['webhook', 'webhookState', 'webhookBody', 'delivery', 'deliveryAttempt'],
  16: ['mailSettings', 'mailTemplate', 'mailRule', 'mailMessage', 'mailSuppression', 'mailDigestItem', 'notice'],
  17: ['hookSource', 'hookUsage', 'hookSeen', 'inbox', 'ticket'],
  19: ['mailBatch'],
}
const tablesOf = (version: number) => Object.entries(broughtBy).flatMap(([since, tables]) => (Number(since) <= version ? tables : []))

/** Only the columns that were there before. */
const columnsOf = (after: Rows, before: Rows): Rows =>
  Object.fromEntries(
    Object.entries(after).map(([table, rows]) => {
      const columns = Object.keys(before[table]?.[0] ?? {})
      return [table, rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])))]
    }),
  )
type Rows = Record<string, Record<string, unknown>[]>

function makeVersion(dataFolder: string, version: number): Database {
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  migrate({ db, backupFolder: join(dataFolder, 'unused'), steps: migrations.filter((m) => m.version <= version) })
  for (let v = 1; v <= version; v++) db.exec(rowsSince[v] ?? '')
  return db
}

const rowsIn = (db: Database, tables: readonly string[]): Rows =>
  Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all() as Record<string, unknown>[]]))

describe('migrations', () => {
  test('are numbered from 1 without a gap, and every earlier version has a fixture', () => {
    expect(migrations.map((m) => m.version)).toEqual(migrations.map((_, i) => i + 1))
    expect(Object.keys(rowsSince).map(Number)).toEqual(migrations.slice(0, -1).map((m) => m.version))
  })

  test.for(migrations.slice(0, -1).map((m) => m.version))(
    'bring version %i with its rows to the latest, and keep a copy of it',
    (version, life) => {
      const dataFolder = makeDataFolder(life)
      const old = makeVersion(dataFolder, version)
      const before = rowsIn(old, tablesOf(version))
      old.close()

      openTestStore(life, dataFolder)
      const db = openRaw(life, dataFolder)
      const after = rowsIn(db, tablesOf(version))
      expect(columnsOf(after, before)).toEqual(before)
      expect([db.pragma('user_version', { simple: true }), db.pragma('application_id', { simple: true })]).toEqual([
        latestVersion,
        applicationId,
      ])

      const copy = new SqliteDatabase(join(dataFolder, 'backups', `plenum-version-${version}.db`), { readonly: true })
      expect([copy.pragma('user_version', { simple: true }), rowsIn(copy, tablesOf(version))]).toEqual([version, before])
      copy.close()
    },
  )

  test('make the same schema from every earlier version as from nothing', (life) => {
    const schemaOf = (db: Database) => db.prepare(`SELECT type, name, sql FROM sqlite_schema ORDER BY name`).all()
    const fresh = makeDataFolder(life)
    openTestStore(life, fresh)
    const wanted = schemaOf(openRaw(life, fresh))
    for (const version of [1, 2]) {
      const dataFolder = makeDataFolder(life)
      makeVersion(dataFolder, version).close()
      openTestStore(life, dataFolder)
      expect(schemaOf(openRaw(life, dataFolder))).toEqual(wanted)
    }
  })

  test('that fail leave the database as it was, with a sentence', (t) => {
    const dataFolder = makeDataFolder(t)
    const db = makeVersion(dataFolder, 2)
    t.onTestFinished(() => void db.close())
    const before = rowsIn(db, tablesOf(2))
    const broken = { version: 3, what: 'broken', sql: `DELETE FROM revision; CREATE TABLE t (a); INSERT INTO nothere VALUES (1);` }
    expect(() => migrate({ db, backupFolder: join(dataFolder, 'backups'), steps: [...migrations.slice(0, 2), broken] })).toThrowError(
      /plenum\.db could not be updated from version 2: no such table: nothere.*left as it was/,
    )
    expect([db.pragma('user_version', { simple: true }), rowsIn(db, tablesOf(2))]).toEqual([2, before])
  })

  test('that find a backup of the same version keep both', (t) => {
    const dataFolder = makeDataFolder(t)
    for (let i = 0; i < 2; i++) {
      const db = makeVersion(makeDataFolder(t), 1)
      migrate({ db, backupFolder: join(dataFolder, 'backups') })
      db.close()
    }
    expect(readdirSync(join(dataFolder, 'backups')).sort()).toEqual(['plenum-version-1-2.db', 'plenum-version-1.db'])
  })

  test('of a fresh folder write no backup', (t) => {
    const dataFolder = makeDataFolder(t)
    openTestStore(t, dataFolder)
    expect(existsSync(join(dataFolder, 'backups'))).toBe(false)
  })
})
