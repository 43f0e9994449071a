// Sessions, their refresh tokens, and links that work once: only hashes of what is secret. Rows in, rows out.
import type { Database } from 'better-sqlite3'

export interface SessionRow {
  readonly id: string
  readonly accountId: string
  readonly program: string
  readonly way: string
  readonly createdAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
}

export interface RefreshRow {
  readonly hash: Buffer
  readonly sessionId: string
  readonly issuedAt: number
  readonly replacedAt: number | null
}

export type LinkKind = 'invitation' | 'setUp' | 'magic' | 'reset'

export interface LinkRow {
  readonly hash: Buffer
  readonly accountId: string | null
  readonly kind: LinkKind
  readonly bindingHash: Buffer | null
  readonly issuedAt: number
  readonly expiresAt: number
}

type From = { at: number; id: string; limit: number }

export interface SessionStore {
  insert(session: Omit<SessionRow, 'endedAt'>): void
  find(id: string): SessionRow | undefined
  use(id: string, at: number): void
  end(id: string, at: number): void
  /** Ids of those of an account that have not ended. */
  openOf(accountId: string): string[]
  countOpen(accountId: string, now: number): number
  /** Newest first, those that have not ended; of one account, or all. */
  page(from: From & { accountId: string | null; now: number }): SessionRow[]
  insertRefresh(token: Omit<RefreshRow, 'replacedAt'>): void
  findRefresh(hash: Uint8Array): RefreshRow | undefined
  replaceRefresh(hash: Uint8Array, at: number): void
  insertLink(link: LinkRow): void
  /** Takes it: whoever comes second finds nothing. */
  takeLink(hash: Uint8Array, kinds: readonly LinkKind[]): LinkRow | undefined
  findLink(hash: Uint8Array): LinkRow | undefined
  newestLinkAt(accountId: string, kind: LinkKind): number
  dropLinks(accountId: string | null, kind: LinkKind): void
  /** What is over for longer than `before`. */
  purge(before: number): void
}

/** Prepares every statement once. */
export function createSessionStore(db: Database): SessionStore {
  const insert = db.prepare(`INSERT INTO session (id, accountId, program, way, createdAt, lastUsedAt, expiresAt)
    VALUES (@id, @accountId, @program, @way, @createdAt, @lastUsedAt, @expiresAt)`)
  const find = db.prepare<[string], SessionRow>('SELECT * FROM session WHERE id = ?')
  const use = db.prepare('UPDATE session SET lastUsedAt = max(lastUsedAt, ?) WHERE id = ?')
  const end = db.prepare('UPDATE session SET endedAt = ? WHERE id = ? AND endedAt IS NULL')
  const openOf = db.prepare('SELECT id FROM session WHERE accountId = ? AND endedAt IS NULL').pluck()
  const countOpen = db.prepare('SELECT count(*) FROM session WHERE accountId = ? AND endedAt IS NULL AND expiresAt > ?').pluck()
  const page = db.prepare<[From & { accountId: string | null; now: number }], SessionRow>(`SELECT * FROM session
    WHERE endedAt IS NULL AND expiresAt > @now AND (@accountId IS NULL OR accountId = @accountId) AND (createdAt, id) < (@at, @id)
    ORDER BY createdAt DESC, id DESC LIMIT @limit`)
  const insertRefresh = db.prepare('INSERT OR IGNORE INTO refreshToken (hash, sessionId, issuedAt) VALUES (@hash, @sessionId, @issuedAt)')
  const findRefresh = db.prepare<[Uint8Array], RefreshRow>('SELECT * FROM refreshToken WHERE hash = ?')
  const replaceRefresh = db.prepare('UPDATE refreshToken SET replacedAt = ? WHERE hash = ? AND replacedAt IS NULL')
  const insertLink = db.prepare(`INSERT INTO oneTimeLink (hash, accountId, kind, bindingHash, issuedAt, expiresAt)
    VALUES (@hash, @accountId, @kind, @bindingHash, @issuedAt, @expiresAt)`)
  const findLink = db.prepare<[Uint8Array], LinkRow>('SELECT * FROM oneTimeLink WHERE hash = ?')
  const takeLink = db.prepare<[Uint8Array], LinkRow>('DELETE FROM oneTimeLink WHERE hash = ? RETURNING *')
  const newestLinkAt = db.prepare('SELECT max(issuedAt) FROM oneTimeLink WHERE accountId = ? AND kind = ?').pluck()
  const dropLinks = db.prepare('DELETE FROM oneTimeLink WHERE accountId IS ? AND kind = ?')
  const purgeSessions = db.prepare('DELETE FROM session WHERE endedAt < @before OR expiresAt < @before')
  const purgeLinks = db.prepare('DELETE FROM oneTimeLink WHERE expiresAt < @before')
  return {
    insert: (session) => void insert.run(session),
    find: (id) => find.get(id),
    use: (id, at) => void use.run(at, id),
    end: (id, at) => void end.run(at, id),
    openOf: (accountId) => openOf.all(accountId) as string[],
    countOpen: (accountId, now) => countOpen.get(accountId, now) as number,
    page: (from) => page.all(from),
    insertRefresh: (token) => void insertRefresh.run(token),
    findRefresh: (hash) => findRefresh.get(hash),
    replaceRefresh: (hash, at) => void replaceRefresh.run(at, hash),
    insertLink: (link) => void insertLink.run(link),
    takeLink: (hash, kinds) => {
      const row = findLink.get(hash)
      return row !== undefined && kinds.includes(row.kind) ? takeLink.get(hash) : undefined
    },
    findLink: (hash) => findLink.get(hash),
    newestLinkAt: (accountId, kind) => (newestLinkAt.get(accountId, kind) as number | null) ?? 0,
    dropLinks: (accountId, kind) => void dropLinks.run(accountId, kind),
    purge: (before) => {
      purgeSessions.run({ before })
      purgeLinks.run({ before })
    },
  }
}
