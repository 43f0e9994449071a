// The chain of the audit: what a row's hash covers, what a checkpoint signs, and the words of the head kept outside the database.
// Pure but for node:crypto. Changing a canonical form breaks every audit ever written: add a version instead.
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'

/** What is hashed, in this order. The number of a row isn't: its place in the chain is, so a moved row can be told from an edited one. */
export interface AuditFields {
  readonly at: number
  readonly actorKind: string
  readonly actorId: string | null
  readonly actorName: string
  readonly program: string
  readonly action: string
  readonly outcome: 'done' | 'refused'
  readonly subject: string | null
  readonly before: string | null
  readonly after: string | null
  readonly detail: string | null
  readonly requestId: string | null
}

export interface AuditRow extends AuditFields {
  readonly id: number
  readonly previous: string
  readonly hash: string
}

/** A signed statement: entry `entryId` has `hash`. */
export interface Checkpoint {
  readonly entryId: number
  readonly at: number
  readonly hash: string
  /** Ed25519, base64url. */
  readonly signature: string
}

export interface ArchivedRange {
  readonly fromId: number
  readonly toId: number
  readonly at: number
  /** Hash of the last entry in it: what the next entry stands on. */
  readonly lastHash: string
  readonly sha256: string
  readonly fileName: string
  readonly signature: string
}

/** The file outside the database. `trail` holds earlier heads, thinned out, so that a cut tail that grew again still shows. */
export interface AuditHead {
  readonly head: Checkpoint
  readonly trail: readonly Checkpoint[]
  /** SPKI, base64url. Trusted only where the key itself can't be read. */
  readonly publicKey: string
}

/** Hash before the first entry. */
export const genesis = '0'.repeat(64)
export const headFileName = 'audit-head.json'

const sha256 = (text: string) => hash('sha256', text, 'hex')

/** SHA-256 over the hash before and the fields as a JSON array: the same bytes for the same row, whoever computes it. */
export function hashOfRow(previous: string, row: AuditFields): string {
  const { at, actorKind, actorId, actorName, program, action, outcome, subject, before, after, detail, requestId } = row
  return hashOfValues(previous, [at, actorKind, actorId, actorName, program, action, outcome, subject, before, after, detail, requestId])
}

/** The same from values in the order of AuditFields. */
export function hashOfValues(previous: string, values: readonly unknown[]): string {
  return sha256(`${previous}\n${JSON.stringify(values)}`)
}

/** What a checkpoint signs. */
export function checkpointText({ entryId, at, hash }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(`plenum audit checkpoint 1\n${entryId}\n${at}\n${hash}`)
}

/** What stands for archived entries. */
export function archiveText(range: Omit<ArchivedRange, 'signature'>): Buffer {
  const { fromId, toId, at, lastHash, sha256, fileName } = range
  return Buffer.from(`plenum audit archive 1\n${fromId}\n${toId}\n${at}\n${lastHash}\n${sha256}\n${fileName}`)
}

/** Whether `signature` (base64url) over `text` is of this key. */
export function isSigned(text: Buffer, signature: string, key: KeyObject): boolean {
  try {
    return verify(null, text, key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** SPKI in base64url -> key; null for what is no key. */
export function publicKeyFrom(text: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

/** The head as it was written; null for a file that is not there or isn't one. */
export function headFrom(text: string | null): AuditHead | null {
  if (text === null) return null
  try {
    const { head, trail, publicKey } = JSON.parse(text) as Partial<AuditHead>
    const ok = isCheckpoint(head) && Array.isArray(trail) && trail.every(isCheckpoint) && typeof publicKey === 'string'
    return ok ? { head, trail, publicKey } : null
  } catch {
    return null
  }
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (value === null || typeof value !== 'object') return false
  const { entryId, at, hash, signature } = value as Partial<Record<keyof Checkpoint, unknown>>
  return Number.isSafeInteger(entryId) && Number.isSafeInteger(at) && typeof hash === 'string' && typeof signature === 'string'
}
