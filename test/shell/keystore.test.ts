// The desktop's keystore for the server, on the stand-in's safeStorage: what each system is called, and where it protects nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createFileLog } from '../../src/main/disk.ts'
import { openKeystore } from '../../src/main/keystore.ts'
import { maskValue } from '../../src/server/mask.ts'
import { openSecretBox } from '../../src/server/services/secret-box.ts'
import { openStore } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { collectingLog } from '../helpers/test-server.ts'

const standin = '../electron-standin/parts.mjs'
const { safeStorage } = (await import(standin)) as { safeStorage: SafeStorage }
const backend = (name: string) => {
  vi.stubEnv('STANDIN_STORAGE_BACKEND', name)
  onTestFinished(() => void vi.unstubAllEnvs())
}

describe('the keystore', () => {
  test('opens what it sealed, and what it sealed is not what it was given', async () => {
    backend('gnome_libsecret')
    const keystore = await openKeystore(safeStorage, 'linux')
    const sealed = await keystore.seal('päss')
    expect(Buffer.from(sealed).includes('päss')).toBe(false)
    expect(await keystore.unseal(sealed)).toEqual({ plain: 'päss', again: false })
    await expect(keystore.unseal(Buffer.concat([sealed, Buffer.from('x')]))).rejects.toThrow()
    expect([keystore.name, keystore.protects]).toEqual(['gnome_libsecret', true])
  })

  test.each([
    ['linux', 'basic_text', 'basic_text', false],
    ['linux', 'unknown', 'unknown', false],
    ['linux', 'kwallet6', 'kwallet6', true],
    ['darwin', 'basic_text', 'Keychain', true],
    ['win32', 'basic_text', 'DPAPI', true],
  ] as const)('on %s with %s is called %s and protects: %s', async (platform, chosen, name, protects) => {
    backend(chosen)
    expect(await openKeystore(safeStorage, platform)).toMatchObject({ name, protects })
  })

  test('that is not available, or fails when it is asked, protects nothing and throws nothing', async () => {
    backend('gnome_libsecret')
    for (const answer of [() => Promise.resolve(false), () => Promise.reject(new Error('no bus'))]) {
      const keystore = await openKeystore({ ...safeStorage, isAsyncEncryptionAvailable: answer }, 'linux')
      expect(keystore).toMatchObject({ name: 'gnome_libsecret, not available', protects: false })
    }
  })

  test('seals the data key of the server; with basic_text the server says that nothing protects it', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-keystore-'))
    const clock = createFakeClock()
    const log = collectingLog([])
    const store = openStore({ dataFolder, clock, log })
    onTestFinished(() => {
      store.close()
      rmSync(dataFolder, { recursive: true, force: true })
    })
    const open = async (name: string) => {
      backend(name)
      return openSecretBox({ dataFolder, store, clock, log, keystore: await openKeystore(safeStorage, 'linux') })
    }
    const box = await open('gnome_libsecret')
    box.put('mail/password', Buffer.from('secret'))
    expect(box.state()).toMatchObject({ protection: 'keystore', detail: expect.stringContaining('gnome_libsecret') })
    expect(JSON.parse(readFileSync(join(dataFolder, 'secret.key'), 'utf8'))).toEqual({
      version: 1,
      keys: [{ id: expect.any(String), sealed: expect.any(String) }],
    })
    const bare = await open('basic_text')
    expect(bare.state()).toMatchObject({
      protection: 'none',
      detail: expect.stringContaining('basic_text'),
      secrets: [{ state: 'toBeEntered' }],
    })
  })
})

test('the log of the desktop masks what opens a door', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const log = createFileLog(join(folder, 'plenum.log'), maskValue)
  const key = `plm_live_7Hq2mXaB_${'x'.repeat(38)}`
  log.warn({ path: `/?q=${key}` }, `asked with ${key}`)
  log.error(new Error(`no ${key}`), 'failed')
  const text = readFileSync(join(folder, 'plenum.log'), 'utf8')
  expect([text.includes('xxx'), text.split('plm_live_7Hq2mXaB_•••').length - 1]).toEqual([false, 3])
})
