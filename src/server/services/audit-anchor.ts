// What makes the chain of the audit worth something: its head signed with a key from the secret box, and kept in a file outside the
// database, so that a cut end and a chain written anew are seen.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { SecretBox } from '../caller.ts'
import {
  type ArchivedRange,
  type AuditHead,
  archiveText,
  type Checkpoint,
  checkpointText,
  headFileName,
  headFrom,
} from '../store/audit-chain.ts'

export interface Anchor {
  sign(facts: Omit<Checkpoint, 'signature'>): Checkpoint
  signArchive(range: Omit<ArchivedRange, 'signature'>): ArchivedRange
  /** SPKI, base64url. */
  readonly publicKey: string
  /** The file as it was at start; null when it wasn't there or unreadable. */
  readonly found: AuditHead | null
  /** Replaces the head outside; whole or not at all. */
  write(head: Checkpoint): void
  /** Holds on to a head that the chain doesn't stand on any more, so that verify finds it. */
  keep(head: Checkpoint): void
  /** Its text now; null when it isn't there. */
  read(): string | null
}

export const signingKeyName = 'audit/signing-key'
const mostTrail = 400

/** The key is made when there is none that can be read; entries signed before are then shown as signed by another. */
export function openAnchor({ dataFolder, secrets }: { dataFolder: string; secrets: SecretBox }): Anchor {
  const path = join(dataFolder, headFileName)
  const key = keyFrom(secrets)
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url')
  const read = () => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return null
    }
  }
  const found = headFrom(read())
  // The first head of a run is always kept: what was cut off while nothing ran shows against it.
  let trail: readonly Checkpoint[] = found === null ? [] : [...found.trail, found.head]
  return {
    publicKey,
    found,
    read,
    sign: (facts) => ({ ...facts, signature: sign(null, checkpointText(facts), key).toString('base64url') }),
    signArchive: (range) => ({ ...range, signature: sign(null, archiveText(range), key).toString('base64url') }),
    keep: (head) => {
      trail = [...trail, head]
    },
    write: (head) => {
      const last = trail.at(-1)
      trail = thinned(trail)
      writeWhole(path, `${JSON.stringify({ head, trail, publicKey } satisfies AuditHead)}\n`)
      if (last === undefined || head.entryId - last.entryId >= 1000) trail = [...trail, head]
    },
  }
}

/** Every other one of the older half goes when there are too many. */
function thinned(trail: readonly Checkpoint[]): readonly Checkpoint[] {
  if (trail.length <= mostTrail) return trail
  return trail.filter((_, i) => i >= mostTrail / 2 || i % 2 === 0)
}

function keyFrom(secrets: SecretBox): KeyObject {
  const kept = secrets.get(signingKeyName)
  if (kept !== null) return createPrivateKey({ key: Buffer.from(kept), format: 'der', type: 'pkcs8' })
  const { privateKey } = generateKeyPairSync('ed25519')
  secrets.put(signingKeyName, privateKey.export({ format: 'der', type: 'pkcs8' }))
  return privateKey
}

function writeWhole(path: string, text: string): void {
  const temporary = `${path}.tmp`
  const file = openSync(temporary, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}
