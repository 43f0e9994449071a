// Sessions: an access token for minutes, a refresh token that is replaced at every use (RFC 9700, 4.14). Ended ones end at once, on every
// token, stream and connection. A refresh token used twice ends its session: one of the two users is a thief.
import { AppError } from '../../contract/errors.ts'
import type { Session, Tokens as TokenReply } from '../../contract/schemas/account.ts'
import type { AccessChanges } from '../access-changes.ts'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import { type PageOf, type PageRequest, readPage } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { SessionRow } from '../store/session.ts'
import { notFound } from './refusal.ts'
import { accessLifeS, hashOf, type Tokens } from './token.ts'

export interface SessionService {
  /** The session of an access token; null when the token is not valid or the session has ended. */
  verify(token: string): { readonly accountId: string; readonly sessionId: string } | null
  start(accountId: string, how: { readonly program: string; readonly way: string }): Promise<TokenReply>
  /** Throws unauthenticated, alike for every reason. */
  refresh(refreshToken: string): Promise<TokenReply>
  list(query: PageRequest & { readonly accountId?: string }, currentId: string | null): PageOf<Session>
  /** `accountId` limits it to the own ones; null is for administrators. */
  end(id: string, accountId: string | null): void
  /** In the transaction of the caller or alone. */
  endAllOf(accountId: string, exceptId?: string | null): void
  countOf(accountId: string): number
  stop(): void
}

const dayMs = 86_400_000
const idleMs = 14 * dayMs
const absoluteMs = 90 * dayMs
const graceMs = 30_000
const usedStepMs = 60_000

interface Parts {
  readonly store: Pick<Store, 'session' | 'transaction' | 'afterCommit'>
  readonly clock: Clock
  readonly tokens: Tokens
  readonly changes: Pick<AccessChanges, 'tell'>
  readonly trail: Pick<AuditTrail, 'note'>
  readonly accounts: { find(id: string): { readonly name: string; readonly active: boolean } | undefined }
  readonly randomId: () => string
}

type Known = { readonly accountId: string; readonly expiresAt: number; lastUsedAt: number; readonly isEnded: boolean }

/** Keeps the sessions it saw in memory: a token costs no query. */
export function createSessionService({ store, clock, tokens, changes, trail, accounts, randomId }: Parts): SessionService {
  const known = new Map<string, Known>()
  const used = new Map<string, number>()
  const look = (id: string): Known | undefined => {
    const found = known.get(id)
    if (found !== undefined) return found
    const row = store.session.find(id)
    if (row === undefined) return undefined
    const { accountId, expiresAt, lastUsedAt, endedAt } = row
    const seen = { accountId, expiresAt, lastUsedAt, isEnded: endedAt !== null }
    known.set(id, seen)
    return seen
  }
  const endNow = (id: string) => {
    const session = look(id)
    if (session === undefined || session.isEnded) return
    store.session.end(id, clock.now())
    store.afterCommit(() => {
      known.set(id, { ...session, isEnded: true })
      changes.tell({ accountId: session.accountId, sessionId: id, keyId: null })
    })
  }
  const flush = () => {
    if (used.size === 0) return
    const seen = [...used]
    used.clear()
    store.transaction(() => {
      for (const [id, at] of seen) store.session.use(id, at)
    })
  }
  const stops = [
    clock.every(usedStepMs, flush),
    clock.every(dayMs, () => store.transaction(() => store.session.purge(clock.now() - 30 * dayMs))),
  ]
  const refuse = (detail: string, subject: string | null): AppError => {
    trail.note({ action: 'session.refused', outcome: 'refused', subject, detail })
    return new AppError('unauthenticated', 'This session has ended', { hint: 'Sign in again.' })
  }
  const reply = async (accountId: string, sessionId: string, refreshToken: string): Promise<TokenReply> => ({
    accessToken: await tokens.issueAccess({ accountId, sessionId }),
    refreshToken,
    expiresIn: accessLifeS,
  })

  return {
    verify: (token) => {
      const read = tokens.readAccess(token)
      const session = read && look(read.sessionId)
      if (!read || !session || session.isEnded || session.accountId !== read.accountId || clock.now() >= session.expiresAt) return null
      if (clock.now() - session.lastUsedAt >= usedStepMs) {
        session.lastUsedAt = clock.now()
        used.set(read.sessionId, session.lastUsedAt)
      }
      return read
    },
    start: async (accountId, { program, way }) => {
      const [id, at, refreshToken] = [randomId(), clock.now(), tokens.createRefresh()]
      const session = { id, accountId, program, way, createdAt: at, lastUsedAt: at, expiresAt: at + absoluteMs }
      store.transaction(() => {
        store.session.insert(session)
        store.session.insertRefresh({ hash: hashOf(refreshToken), sessionId: id, issuedAt: at })
      })
      return reply(accountId, id, refreshToken)
    },
    refresh: async (refreshToken) => {
      const now = clock.now()
      const outcome = store.transaction(() => {
        const row = store.session.findRefresh(hashOf(refreshToken))
        const session = row && store.session.find(row.sessionId)
        if (!row || !session) return { refused: 'the refresh token is unknown', subject: null } as const
        const subject = `session/${session.id}`
        const isOver = session.endedAt !== null || now >= session.expiresAt || !accounts.find(session.accountId)?.active
        if (isOver) return { refused: 'the session has ended', subject } as const
        const successor = tokens.successorOf(refreshToken)
        if (row.replacedAt === null) {
          if (now - row.issuedAt >= idleMs) return { refused: 'the session was idle for 14 days', subject, ends: session.id } as const
          store.session.replaceRefresh(row.hash, now)
          store.session.insertRefresh({ hash: hashOf(successor), sessionId: session.id, issuedAt: now })
          store.session.use(session.id, now)
          return { session, successor } as const
        }
        // The answer may have been lost on its way: for a moment the same successor is given again, unless somebody has used it.
        const isUnused = store.session.findRefresh(hashOf(successor))?.replacedAt === null
        if (isUnused && now - row.replacedAt <= graceMs) return { session, successor } as const
        return { refused: 'a refresh token was used a second time', subject, ends: session.id } as const
      })
      if ('refused' in outcome) {
        if ('ends' in outcome) endNow(outcome.ends)
        throw refuse(outcome.refused, outcome.subject ?? null)
      }
      return reply(outcome.session.accountId, outcome.session.id, outcome.successor)
    },
    list: ({ accountId, ...request }, currentId) => {
      flush()
      return readPage<SessionRow, Session>({
        request,
        read: (from) => store.session.page({ ...from, accountId: accountId ?? null, now: clock.now() }),
        position: (row) => ({ at: row.createdAt, id: row.id }),
        item: ({ endedAt: _, ...row }) => ({
          ...row,
          accountName: accounts.find(row.accountId)?.name ?? '',
          isCurrent: row.id === currentId,
        }),
      })
    },
    end: (id, accountId) => {
      const session = look(id)
      if (session === undefined || session.isEnded || (accountId !== null && session.accountId !== accountId)) throw notFound('session')
      endNow(id)
    },
    endAllOf: (accountId, exceptId = null) => {
      store.transaction(() => {
        for (const id of store.session.openOf(accountId)) if (id !== exceptId) endNow(id)
      })
    },
    countOf: (accountId) => store.session.countOpen(accountId, clock.now()),
    stop: () => {
      for (const stop of stops) stop()
      flush()
    },
  }
}
