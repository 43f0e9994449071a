// Links that work once: invitations, the set-up of the first administrator, magic sign-in, password reset. Only their hash is stored.
import { randomBytes } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/open.ts'
import type { LinkKind, LinkRow } from '../store/session.ts'
import { hashOf } from './token.ts'

export interface AccountLinks {
  /** Older ones of its kind stop working. `accountId` null is the set-up link. */
  issue(kind: LinkKind, accountId: string | null, binding?: string): { link: string; expiresAt: number }
  /** The same without using it up. */
  look(token: string, kinds: readonly LinkKind[], binding?: string): { kind: LinkKind; accountId: string | null }
  /** Inside a transaction. Throws unauthenticated, alike for unknown, used, old and somebody else's. */
  take(token: string, kinds: readonly LinkKind[], binding?: string): { kind: LinkKind; accountId: string | null }
  /** Whether another magic link may be made now: one a minute. */
  mayAskAgain(accountId: string, kind: LinkKind): boolean
  drop(accountId: string | null, kind: LinkKind): void
  /** Whether one that was made still works. */
  isOpen(accountId: string, kind: LinkKind): boolean
}

const minuteMs = 60_000
const lifeMs: Record<LinkKind, number> = { invitation: 7 * 86_400_000, setUp: 86_400_000, magic: 10 * minuteMs, reset: 10 * minuteMs }
const pageOf: Record<LinkKind, string> = { invitation: 'invitation', setUp: 'set-up', magic: 'magic-link', reset: 'password-reset' }

export function createAccountLinks({
  store,
  clock,
  baseUrl,
}: {
  store: Pick<Store, 'session' | 'transaction'>
  clock: Clock
  baseUrl: string
}): AccountLinks {
  const find = (token: string, kinds: readonly LinkKind[], binding?: string): LinkRow => {
    const link = store.session.findLink(hashOf(token))
    const isBound = link?.bindingHash == null || (binding !== undefined && hashOf(binding).equals(link.bindingHash))
    if (link === undefined || !kinds.includes(link.kind) || clock.now() >= link.expiresAt || !isBound)
      throw new AppError('unauthenticated', 'This link is unknown, used or too old', { hint: 'Ask for a new one.' })
    return link
  }
  return {
    issue: (kind, accountId, binding) => {
      const token = randomBytes(24).toString('base64url')
      const [issuedAt, expiresAt] = [clock.now(), clock.now() + lifeMs[kind]]
      store.transaction(() => {
        store.session.dropLinks(accountId, kind)
        const bindingHash = binding === undefined ? null : hashOf(binding)
        store.session.insertLink({ hash: hashOf(token), accountId, kind, bindingHash, issuedAt, expiresAt })
      })
      return { link: `${baseUrl}/#/${pageOf[kind]}?token=${token}`, expiresAt }
    },
    look: find,
    take: (token, kinds, binding) => {
      const link = find(token, kinds, binding)
      store.session.takeLink(link.hash, kinds)
      return link
    },
    mayAskAgain: (accountId, kind) => clock.now() - store.session.newestLinkAt(accountId, kind) >= minuteMs,
    drop: (accountId, kind) => store.session.dropLinks(accountId, kind),
    isOpen: (accountId, kind) => clock.now() < store.session.newestLinkAt(accountId, kind) + lifeMs[kind],
  }
}
