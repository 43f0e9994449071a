// The data key that seals secrets, in DIR/secret.key (0600): sealed by the keystore of the operating system where there is one that
// protects, else as it is. Several stand in it while a folder moves between computers: one that can't be opened here is kept for the day it
// can. A damaged file is put aside, never refused.
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Keystore } from '../keystore.ts'
import type { Log } from '../log.ts'

interface KeptKey {
  readonly id: string
  /** Base64: the key itself, or the key sealed by the keystore. */
  readonly key?: string
  readonly sealed?: string
}

export interface DataKeys {
  /** What seals from now on. */
  readonly current: { readonly id: string; readonly key: Uint8Array; readonly kind: 'keystore' | 'file' }
  /** Every key that could be opened here, the current one included. */
  readonly open: ReadonlyMap<string, Uint8Array>
  /** Whether others on this computer can read the file, which nothing could mend. */
  readonly isReadableByOthers: boolean
  /** Drops keys in clear that nothing uses any more once a keystore holds the current one, and sealed ones without a secret. */
  forget(isUsed: (id: string) => boolean): void
}

interface Parts {
  readonly dataFolder: string
  readonly keystore: Keystore | null
  readonly log: Log
  readonly now: () => number
  readonly randomBytes: (n: number) => Uint8Array
}

/** Opens what can be opened and makes a key where none of the wanted kind is there; on disk when it resolves. */
export async function openDataKeys({ dataFolder, keystore, log, now, randomBytes }: Parts): Promise<DataKeys> {
  const path = join(dataFolder, 'secret.key')
  let kept = readKept(path, { log, now })
  const store = keystore?.protects ? keystore : null
  const open = new Map<string, Uint8Array>()
  for (const one of kept) {
    const key = one.key === undefined ? await unseal(one) : Buffer.from(one.key, 'base64')
    if (key?.length === 32) open.set(one.id, key)
  }
  let current = kept.find((one) => open.has(one.id) && (one.sealed !== undefined) === (store !== null))
  current ??= await make()
  const key = open.get(current.id)
  if (key === undefined) throw new Error('the data key is not open')
  return {
    current: { id: current.id, key, kind: current.sealed === undefined ? 'file' : 'keystore' },
    open,
    isReadableByOthers: process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0,
    forget: (isUsed) => {
      const left = kept.filter((one) => one.id === current.id || isUsed(one.id))
      if (left.length < kept.length) write(left)
    },
  }

  async function unseal(one: KeptKey): Promise<Uint8Array | null> {
    if (store === null || one.sealed === undefined) return null
    try {
      const { plain, again } = await store.unseal(Buffer.from(one.sealed, 'base64'))
      if (again) {
        const fresh = await sealed(store, one.id, plain)
        write(kept.map((other) => (other.id === one.id ? fresh : other)))
      }
      return Buffer.from(plain, 'base64')
    } catch (err) {
      log.warn({ err, keystore: store.name }, 'the keystore did not open a key: its secrets have to be entered again here')
      return null
    }
  }

  /** A keystore that is there and fails (locked, asked and refused) must not stop the start: the file stands in for it. */
  async function make(): Promise<KeptKey> {
    const id = Buffer.from(randomBytes(8)).toString('hex')
    const key = randomBytes(32)
    const plain = Buffer.from(key).toString('base64')
    let made: KeptKey | undefined
    try {
      if (store !== null) made = await sealed(store, id, plain)
    } catch (err) {
      log.warn({ err, keystore: store?.name }, 'the keystore took no key: a key file stands in for it')
      const inFile = kept.find((one) => one.key !== undefined && open.has(one.id))
      if (inFile !== undefined) return inFile
    }
    made ??= { id, key: plain }
    write([...kept, made])
    open.set(id, key)
    return made
  }

  function write(next: readonly KeptKey[]): void {
    writeWhole(path, `${JSON.stringify({ version: 1, keys: next }, null, 1)}\n`)
    kept = [...next]
  }
}

async function sealed(keystore: Keystore, id: string, plain: string): Promise<KeptKey> {
  return { id, sealed: Buffer.from(await keystore.seal(plain)).toString('base64') }
}

function readKept(path: string, { log, now }: { log: Log; now: () => number }): KeptKey[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  try {
    chmodSync(path, 0o600)
  } catch {
    // A disk without modes, or a file of somebody else: told by `isReadableByOthers`.
  }
  try {
    const { version, keys } = JSON.parse(text) as { version: unknown; keys: unknown }
    if (version === 1 && Array.isArray(keys) && keys.every(isKept)) return keys
  } catch {
    // Told below.
  }
  const aside = `${path}.damaged-${now()}`
  renameSync(path, aside)
  log.warn({ aside }, 'the key file was damaged and put aside: secrets have to be entered again')
  return []
}

function isKept(one: unknown): one is KeptKey {
  const { id, key, sealed } = (one ?? {}) as Record<string, unknown>
  return typeof id === 'string' && (typeof key === 'string') !== (typeof sealed === 'string')
}

/** Whole or as before, flushed, and never readable by others for a moment. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.tmp`
  const file = openSync(temporary, 'w', 0o600)
  try {
    chmodSync(temporary, 0o600)
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}
