// Secrets at rest: never in clear anywhere in the folder, sealed by the keystore where there is one, told plainly where nothing protects,
// and a folder opened elsewhere starts with its secrets to be entered again.
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Keystore } from '../../src/server/keystore.ts'
import { openSecretBox } from '../../src/server/services/secret-box.ts'
import { openStore } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { collectingLog, type LogLine, startTestServer } from '../helpers/test-server.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (some: Uint8Array | null) => some && new TextDecoder().decode(some)
const canary = 'canary-5f1d-smtp-password'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-secrets-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A keystore of one computer: opens what it sealed and nothing else. */
function createKeystore(given: { protects?: boolean; fails?: 'seal' | 'unseal'; again?: boolean } = {}) {
  const sealed = new Map<string, string>()
  const asked = { seal: 0, unseal: 0 }
  const keystore: Keystore = {
    name: 'test_keyring',
    protects: given.protects ?? true,
    seal: async (plain) => {
      asked.seal += 1
      if (given.fails === 'seal') throw new Error('locked')
      const token = randomBytes(16).toString('hex')
      sealed.set(token, plain)
      return Buffer.from(token)
    },
    unseal: async (token) => {
      asked.unseal += 1
      const plain = given.fails === 'unseal' ? undefined : sealed.get(Buffer.from(token).toString())
      if (plain === undefined) throw new Error('sealed elsewhere')
      return { plain, again: given.again ?? false }
    },
  }
  return { keystore, asked }
}

async function openBox(dataFolder: string, keystore: Keystore | null = null) {
  const clock = createFakeClock()
  const lines: LogLine[] = []
  const log = collectingLog(lines)
  const store = openStore({ dataFolder, clock, log })
  let isOpen = true
  const close = () => {
    if (isOpen) store.close()
    isOpen = false
  }
  onTestFinished(close)
  return { box: await openSecretBox({ dataFolder, store, clock, log, keystore }), close, lines }
}

/** Whether any file of the folder holds these bytes, as they are or in a usual disguise. */
function isIn(folder: string, secret: string): boolean {
  const disguises = [secret, Buffer.from(secret).toString('base64').slice(0, -4), Buffer.from(secret).toString('hex')]
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return files.some((file) => {
    const found = readFileSync(join(file.parentPath, file.name)).toString('latin1')
    return disguises.some((one) => found.includes(one))
  })
}

const keyFile = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'secret.key'), 'utf8')) as { keys: { key?: string; sealed?: string }[] }

describe('without a keystore', () => {
  test('secrets survive a restart, sealed by a key file that only its user reads', async () => {
    const folder = newFolder()
    const first = await openBox(folder)
    first.box.put('mail/password', bytes(canary))
    expect(isIn(folder, canary)).toBe(false)
    first.close()
    const { box } = await openBox(folder)
    expect(text(box.get('mail/password'))).toBe(canary)
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600)
    expect(box.state()).toMatchObject({ protection: 'file', secrets: [{ name: 'mail/password', state: 'sealed' }] })
    expect(box.state().detail).toContain('whoever copies the whole folder can open the secrets')
    expect(isIn(folder, canary)).toBe(false)
    box.remove('mail/password')
    expect([box.get('mail/password'), box.state().secrets]).toEqual([null, []])
  })

  test('a key file that others could read is closed to them at the next start', async () => {
    const folder = newFolder()
    ;(await openBox(folder)).close()
    chmodSync(join(folder, 'secret.key'), 0o644)
    expect((await openBox(folder)).box.state().protection).toBe('file')
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600)
  })

  test('the same secret is sealed differently each time, and rows that were swapped or touched open nothing', async () => {
    const folder = newFolder()
    const { box, close } = await openBox(folder)
    for (const name of ['a', 'b', 'c']) box.put(name, bytes(canary))
    close()
    const db = new SqliteDatabase(join(folder, 'plenum.db'))
    const rows = db.prepare('SELECT name, sealed FROM secret ORDER BY name').all() as { name: string; sealed: Buffer }[]
    expect(new Set(rows.map((row) => row.sealed.toString('hex'))).size).toBe(3)
    db.prepare('UPDATE secret SET sealed = ? WHERE name = ?').run(rows[1]?.sealed, 'a')
    const touched = Buffer.from(rows[2]?.sealed ?? [])
    touched[14] = (touched[14] ?? 0) ^ 1
    db.prepare('UPDATE secret SET sealed = ? WHERE name = ?').run(touched, 'c')
    db.close()
    const again = await openBox(folder)
    expect(['a', 'b', 'c'].map((name) => text(again.box.get(name)))).toEqual([null, canary, null])
    expect(again.box.state().secrets.map((one) => one.state)).toEqual(['toBeEntered', 'sealed', 'toBeEntered'])
  })

  test('a missing or damaged key file starts, keeps the damaged one aside, and asks for the secrets again', async () => {
    const folder = newFolder()
    const first = await openBox(folder)
    first.box.put('mail/password', bytes(canary))
    first.close()
    writeFileSync(join(folder, 'secret.key'), '{"version":1,"keys":[{')
    const second = await openBox(folder)
    expect([second.box.get('mail/password'), second.box.state().secrets[0]?.state]).toEqual([null, 'toBeEntered'])
    expect(readdirSync(folder).some((name) => name.startsWith('secret.key.damaged-'))).toBe(true)
    expect(second.lines.some((line) => line.level === 'warn' && line.message.includes('entered again'))).toBe(true)
    second.box.put('mail/password', bytes('entered again'))
    second.close()
    rmSync(join(folder, 'secret.key'))
    expect((await openBox(folder)).box.state().secrets[0]?.state).toBe('toBeEntered')
  })
})

describe('with a keystore', () => {
  test('the data key is nowhere in the folder in clear, and the box opens again with the same keystore', async () => {
    const folder = newFolder()
    const { keystore } = createKeystore()
    const first = await openBox(folder, keystore)
    first.box.put('provider/1/clientSecret', bytes(canary))
    first.close()
    expect(keyFile(folder).keys.map((one) => [one.key, typeof one.sealed])).toEqual([[undefined, 'string']])
    const { box } = await openBox(folder, keystore)
    expect(text(box.get('provider/1/clientSecret'))).toBe(canary)
    expect(box.state()).toMatchObject({ protection: 'keystore', detail: expect.stringContaining('test_keyring') })
    expect(isIn(folder, canary)).toBe(false)
  })

  test('a folder with a key file moves into the keystore: secrets stay, the key in clear goes', async () => {
    const folder = newFolder()
    const first = await openBox(folder)
    first.box.put('mail/password', bytes(canary))
    first.close()
    const old = keyFile(folder).keys[0]?.key ?? ''
    const { keystore } = createKeystore()
    const { box } = await openBox(folder, keystore)
    expect(text(box.get('mail/password'))).toBe(canary)
    expect(box.state()).toMatchObject({ protection: 'keystore', secrets: [{ state: 'sealed' }] })
    expect(readFileSync(join(folder, 'secret.key'), 'utf8')).not.toContain(old)
    expect(keyFile(folder).keys.every((one) => one.key === undefined)).toBe(true)
  })

  test('a sealed folder opened elsewhere or without a desktop starts, asks again, and opens at home as before', async () => {
    const folder = newFolder()
    const home = createKeystore()
    const first = await openBox(folder, home.keystore)
    first.box.put('mail/password', bytes(canary))
    first.box.put('webhook/1', bytes('left alone'))
    first.close()
    for (const keystore of [createKeystore().keystore, null]) {
      const away = await openBox(folder, keystore)
      expect(away.box.get('mail/password')).toBeNull()
      expect(away.box.state().secrets.map((one) => one.state)).toEqual(['toBeEntered', 'toBeEntered'])
      away.close()
    }
    const entered = await openBox(folder)
    entered.box.put('mail/password', bytes('entered elsewhere'))
    expect(text(entered.box.get('mail/password'))).toBe('entered elsewhere')
    entered.close()
    const back = await openBox(folder, home.keystore)
    expect(text(back.box.get('webhook/1'))).toBe('left alone')
    expect(text(back.box.get('mail/password'))).toBe('entered elsewhere')
    expect(keyFile(folder).keys.every((one) => one.key === undefined)).toBe(true)
  })

  test('that protects nothing is given nothing, and the panel says so', async () => {
    const folder = newFolder()
    const { keystore, asked } = createKeystore({ protects: false })
    const { box } = await openBox(folder, keystore)
    box.put('mail/password', bytes(canary))
    expect(box.state()).toMatchObject({ protection: 'none', detail: expect.stringContaining('no keystore that protects (test_keyring)') })
    expect([asked, text(box.get('mail/password')), isIn(folder, canary)]).toEqual([{ seal: 0, unseal: 0 }, canary, false])
  })

  test('that is locked does not stop the start: a key file stands in, and the keystore takes over once it opens', async () => {
    const folder = newFolder()
    const locked = await openBox(folder, createKeystore({ fails: 'seal' }).keystore)
    locked.box.put('mail/password', bytes(canary))
    expect(locked.box.state()).toMatchObject({ protection: 'none', detail: expect.stringContaining('locked or refused') })
    locked.close()
    const stillLocked = await openBox(folder, createKeystore({ fails: 'seal' }).keystore)
    expect([text(stillLocked.box.get('mail/password')), keyFile(folder).keys.length]).toEqual([canary, 1])
    stillLocked.close()
    const { box } = await openBox(folder, createKeystore().keystore)
    expect([box.state().protection, text(box.get('mail/password'))]).toEqual(['keystore', canary])
  })

  test('with a newer key seals the data key once more', async () => {
    const folder = newFolder()
    const { keystore, asked } = createKeystore({ again: true })
    const first = await openBox(folder, keystore)
    first.box.put('mail/password', bytes(canary))
    first.close()
    const before = keyFile(folder).keys[0]?.sealed
    const { box } = await openBox(folder, keystore)
    expect([text(box.get('mail/password')), asked]).toEqual([canary, { seal: 2, unseal: 1 }])
    expect(keyFile(folder).keys.map((one) => one.sealed)).not.toEqual([before])
  })
})

test('GET secrets says how they are kept and never what they are', async (t) => {
  const server = await startTestServer(t, { seams: { keystore: createKeystore().keystore } })
  expect(await server.client.getSecrets({})).toMatchObject({ protection: 'keystore' })
  const bare = await fetch(`${server.baseUrl}/api/v1/secrets`)
  expect(bare.status).toBe(401)
})
