// Secrets at rest: AES-256-GCM, one nonce per sealing, the name bound to it so that rows can't be swapped. The database holds what is
// sealed, DIR/secret.key the data key (secret-key.ts). Promise: a plain secret is nowhere on disk; what was sealed elsewhere reads as
// absent and is entered again. Attacked by test/api/secrets.test.ts.
import { createCipheriv, createDecipheriv, randomBytes as realRandomBytes } from 'node:crypto'
import type { SecretState } from '../../contract/schemas/audit.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Keystore } from '../keystore.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { SecretRow } from '../store/secret.ts'
import { openDataKeys } from './secret-key.ts'

export interface Secrets extends SecretBox {
  /** For the panel: how they are kept, and which have to be entered again. Never a secret. */
  state(): SecretState
}

interface Parts {
  readonly dataFolder: string
  readonly store: Pick<Store, 'secret'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** null without a desktop. */
  readonly keystore?: Keystore | null
  readonly randomBytes?: (n: number) => Uint8Array
}

const nonceBytes = 12
const tagBytes = 16

/** Opens the data key, or makes it; what an older key sealed is sealed by the current one before it resolves. */
export async function openSecretBox({ dataFolder, store, clock, log, keystore = null, ...rest }: Parts): Promise<Secrets> {
  const randomBytes = rest.randomBytes ?? realRandomBytes
  const keys = await openDataKeys({ dataFolder, keystore, log, now: clock.now, randomBytes })

  const seal = (name: string, plain: Uint8Array): Uint8Array => {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', keys.current.key, nonce).setAAD(Buffer.from(`${keys.current.id}/${name}`))
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }
  const unseal = ({ name, keyId, sealed }: SecretRow): Uint8Array | null => {
    const key = keys.open.get(keyId)
    if (key === undefined || sealed.length < nonceBytes + tagBytes) return null
    const bytes = Buffer.from(sealed)
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(`${keyId}/${name}`))
      decipher.setAuthTag(bytes.subarray(-tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
    } catch {
      // Somebody changed the row: what is in it is nobody's secret any more.
      return null
    }
  }

  const older = store.secret.all().filter((row) => row.keyId !== keys.current.id && keys.open.has(row.keyId))
  const moved = older.flatMap((row) => {
    const plain = unseal(row)
    return plain === null ? [] : [{ ...row, keyId: keys.current.id, sealed: seal(row.name, plain) }]
  })
  store.secret.replaceAll(moved)
  const used = new Set(store.secret.all().map((row) => row.keyId))
  keys.forget((id) => used.has(id))
  const lost = store.secret.all().filter((row) => unseal(row) === null)
  if (lost.length > 0) log.warn({ names: lost.map((row) => row.name) }, 'secrets that were sealed elsewhere have to be entered again')

  return {
    put: (name, plain) => store.secret.put({ name, keyId: keys.current.id, sealed: seal(name, plain), changedAt: clock.now() }),
    get: (name) => {
      const row = store.secret.find(name)
      return row === undefined ? null : unseal(row)
    },
    remove: store.secret.remove,
    state: () => ({
      ...protectionOf({ keystore, kind: keys.current.kind, isReadableByOthers: keys.isReadableByOthers }),
      secrets: store.secret.all().map((row) => ({
        name: row.name,
        state: unseal(row) === null ? ('toBeEntered' as const) : ('sealed' as const),
        changedAt: row.changedAt,
      })),
    }),
  }
}

/** Said plainly, also where it protects nothing. */
function protectionOf(now: {
  keystore: Keystore | null
  kind: 'keystore' | 'file'
  isReadableByOthers: boolean
}): Pick<SecretState, 'protection' | 'detail'> {
  const { keystore, kind } = now
  if (kind === 'keystore' && keystore !== null)
    return {
      protection: 'keystore',
      detail: `The key is sealed by this computer’s keystore (${keystore.name}). A copy of the data folder opens no secret elsewhere; programs that run as this user can still ask the keystore.`,
    }
  if (now.isReadableByOthers)
    return {
      protection: 'none',
      detail:
        'The key lies in secret.key beside the secrets, and other users of this computer can read it: the disk keeps no permissions. Nothing is protected.',
    }
  if (keystore !== null && !keystore.protects)
    return {
      protection: 'none',
      detail: `This computer has no keystore that protects (${keystore.name}), so the key lies in secret.key beside the secrets, readable by this user only. Whoever copies the data folder can open them. Set up a password manager (GNOME Keyring or KWallet) and start again.`,
    }
  if (keystore !== null)
    return {
      protection: 'none',
      detail: `The keystore (${keystore.name}) took no key: it is locked or refused. The key lies in secret.key beside the secrets until it does; whoever copies the data folder can open them.`,
    }
  return {
    protection: 'file',
    detail:
      'The key lies in the file secret.key (0600) in the data folder: other users of this computer can’t read it, but whoever copies the whole folder can open the secrets. Keep it out of backups; the desktop program uses the keystore instead.',
  }
}
