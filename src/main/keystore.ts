// The keystore of the operating system for the server: Electron's safeStorage, asynchronous calls only. Knows nothing of what is sealed.
import type { SafeStorage } from 'electron'
import type { Keystore } from '../server/server.ts'

type Storage = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>

/** Call it once Electron is ready: before that the system can't be asked. */
export async function openKeystore(storage: Storage, platform: NodeJS.Platform): Promise<Keystore> {
  const backend = platform === 'darwin' ? 'Keychain' : platform === 'win32' ? 'DPAPI' : storage.getSelectedStorageBackend()
  const isThere = await storage.isAsyncEncryptionAvailable().catch(() => false)
  return {
    name: isThere ? backend : `${backend}, not available`,
    // basic_text seals with a password that stands in Chromium's source.
    protects: isThere && backend !== 'basic_text' && backend !== 'unknown',
    seal: (plain) => storage.encryptStringAsync(plain),
    unseal: async (sealed) => {
      const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(sealed))
      return { plain: result, again: shouldReEncrypt }
    },
  }
}
