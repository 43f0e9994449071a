// Passwords of nodes: 32 random bytes, kept as SHA-256 (so many bits need no slow hash, and a storm of reconnects stays cheap).
// Promise: while rotating two are live; the older dies when the newer is first used, or after a day. Comparisons take constant time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { NodeRecord } from '../../contract/schemas/node.ts'
import type { Clock } from '../clock.ts'
import type { CredentialRow } from '../store/node.ts'
import type { Store } from '../store/open.ts'
import type { Batch } from './batch.ts'

export interface CredentialService {
  /** Inside the caller's transaction: a new password for the node; `keep` lets the newest older one live on for a day. Call `adopt` after it. */
  issue(nodeId: string, how: { keep: boolean }): { readonly password: string; adopt(): void }
  /** Inside the caller's transaction: takes all back. Call `adopt` after it. */
  removeAll(nodeId: string): { adopt(): void }
  /** Whether this is the password of that node now; the first use of a new one ends the older one. */
  check(nodeId: string, password: Uint8Array): boolean
  stateOf(nodeId: string): Exclude<NodeRecord['credentials'], 'revoked'>
}

const overlapMs = 86_400_000
const nobody = createHash('sha256').update(randomBytes(32)).digest()

export const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

interface Parts {
  readonly store: Pick<Store, 'node'>
  readonly clock: Clock
  readonly batch: Batch
  /** 32 random bytes. */
  readonly randomSecret?: () => Uint8Array
}

/** Keeps the hashes in memory; the store has them too. */
export function createCredentialService({ store, clock, batch, randomSecret = () => randomBytes(32) }: Parts): CredentialService {
  const byNode = new Map<string, CredentialRow[]>()
  for (const row of store.node.listCredentials()) byNode.set(row.nodeId, [...(byNode.get(row.nodeId) ?? []), row])
  const live = (nodeId: string) => (byNode.get(nodeId) ?? []).filter(({ expiresAt }) => expiresAt === null || expiresAt > clock.now())

  return {
    issue: (nodeId, { keep }) => {
      const at = clock.now()
      const password = Buffer.from(randomSecret()).toString('base64url')
      const older = live(nodeId)
      const kept = keep ? older.slice(-1).map((row) => ({ ...row, expiresAt: Math.min(row.expiresAt ?? Infinity, at + overlapMs) })) : []
      for (const row of byNode.get(nodeId) ?? []) if (!kept.some(({ id }) => id === row.id)) store.node.removeCredential(row.id)
      for (const { id, expiresAt } of kept) store.node.setCredentialExpiry(id, expiresAt)
      const fresh = { nodeId, hash: sha256(password), createdAt: at, firstUsedAt: null, expiresAt: null }
      const id = store.node.insertCredential(fresh)
      return { password, adopt: () => void byNode.set(nodeId, [...kept, { ...fresh, id }]) }
    },
    removeAll: (nodeId) => {
      store.node.removeCredentialsOf(nodeId)
      return { adopt: () => void byNode.delete(nodeId) }
    },
    check: (nodeId, password) => {
      const hash = sha256(password)
      const rows = live(nodeId)
      // An unknown node costs the same comparisons as a known one.
      const hashes = [...rows.map((row) => row.hash), nobody, nobody].slice(0, 2)
      let index = -1
      for (const [i, one] of hashes.entries()) if (timingSafeEqual(one, hash) && i < rows.length) index = i
      const used = rows[index]
      if (used === undefined) return false
      if (used.firstUsedAt === null) {
        const at = clock.now()
        const older = rows.slice(0, index)
        byNode.set(nodeId, [{ ...used, firstUsedAt: at }, ...rows.slice(index + 1)])
        batch.write(`credential ${used.id}`, () => {
          store.node.setCredentialUsed(used.id, at)
          for (const row of older) store.node.removeCredential(row.id)
        })
      }
      return true
    },
    stateOf: (nodeId) => {
      const count = live(nodeId).length
      return count === 0 ? 'none' : count === 1 ? 'one' : 'rotating'
    },
  }
}
