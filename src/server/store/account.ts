// Accounts, their recovery codes and delays. Rows in, rows out.
import type { Database } from 'better-sqlite3'

export interface AccountRow {
  readonly id: string
  readonly email: string
  readonly emailKey: string | null
  readonly name: string
  readonly role: string
  readonly active: boolean
  readonly state: 'active' | 'invited' | 'anonymised'
  readonly passwordHash: string | null
  readonly hasTotp: boolean
  readonly totpStep: number
  readonly createdAt: number
  readonly lastSignInAt: number | null
  readonly deletedAt: number | null
  readonly revision: number
}

export interface SignInDelay {
  readonly failures: number
  readonly lockedUntil: number
}

export interface AccountStore {
  /** Inserts or writes everything. Throws when the address is taken. */
  save(account: AccountRow): void
  find(id: string): AccountRow | undefined
  findByEmail(emailKey: string): AccountRow | undefined
  /** All that are not deleted: few, and asked at every request. */
  listAll(): AccountRow[]
  page(from: { at: number; id: string; limit: number }): AccountRow[]
  setRecoveryCodes(accountId: string, hashes: readonly Uint8Array[]): void
  addRecoveryCode(accountId: string, hash: Uint8Array): void
  recoveryCodesOf(accountId: string): Uint8Array[]
  /** Those of this length. */
  oldRecoveryCodes(bytes: number): { readonly accountId: string; readonly hash: Uint8Array }[]
  /** True when it was there; it is gone then. */
  takeRecoveryCode(accountId: string, hash: Uint8Array): boolean
  delayOf(accountId: string): SignInDelay
  setDelay(accountId: string, delay: SignInDelay): void
}

type Stored = Omit<AccountRow, 'active' | 'hasTotp'> & { active: 0 | 1; hasTotp: 0 | 1 }
const rowFrom = (stored: Stored): AccountRow => ({ ...stored, active: stored.active === 1, hasTotp: stored.hasTotp === 1 })

/** Prepares every statement once. */
export function createAccountStore(db: Database): AccountStore {
  const save = db.prepare(`INSERT INTO account
    (id, email, emailKey, name, role, active, state, passwordHash, hasTotp, totpStep, createdAt, lastSignInAt, deletedAt, revision)
    VALUES (@id, @email, @emailKey, @name, @role, @active, @state, @passwordHash, @hasTotp, @totpStep, @createdAt, @lastSignInAt,
      @deletedAt, @revision)
    ON CONFLICT (id) DO UPDATE SET email = excluded.email, emailKey = excluded.emailKey, name = excluded.name, role = excluded.role,
      active = excluded.active, state = excluded.state, passwordHash = excluded.passwordHash, hasTotp = excluded.hasTotp,
      totpStep = excluded.totpStep, lastSignInAt = excluded.lastSignInAt, deletedAt = excluded.deletedAt, revision = excluded.revision`)
  const find = db.prepare<[string], Stored>('SELECT * FROM account WHERE id = ?')
  const findByEmail = db.prepare<[string], Stored>('SELECT * FROM account WHERE emailKey = ?')
  const listAll = db.prepare<[], Stored>('SELECT * FROM account WHERE deletedAt IS NULL ORDER BY createdAt DESC, id DESC')
  const page = db.prepare<[{ at: number; id: string; limit: number }], Stored>(`SELECT * FROM account
    WHERE deletedAt IS NULL AND (createdAt, id) < (@at, @id) ORDER BY createdAt DESC, id DESC LIMIT @limit`)
  const clearCodes = db.prepare('DELETE FROM recoveryCode WHERE accountId = ?')
  const addCode = db.prepare('INSERT INTO recoveryCode (accountId, hash) VALUES (?, ?)')
  const codesOf = db.prepare<[string], Uint8Array>('SELECT hash FROM recoveryCode WHERE accountId = ?').pluck()
  const codesOfLength = db.prepare<[number], { accountId: string; hash: Uint8Array }>('SELECT * FROM recoveryCode WHERE length(hash) = ?')
  const takeCode = db.prepare('DELETE FROM recoveryCode WHERE accountId = ? AND hash = ?')
  const delayOf = db.prepare<[string], SignInDelay>('SELECT failures, lockedUntil FROM signInDelay WHERE accountId = ?')
  const setDelay = db.prepare(`INSERT INTO signInDelay (accountId, failures, lockedUntil) VALUES (@accountId, @failures, @lockedUntil)
    ON CONFLICT (accountId) DO UPDATE SET failures = excluded.failures, lockedUntil = excluded.lockedUntil`)
  const found = (stored: Stored | undefined) => (stored === undefined ? undefined : rowFrom(stored))
  return {
    save: (account) => void save.run({ ...account, active: account.active ? 1 : 0, hasTotp: account.hasTotp ? 1 : 0 }),
    find: (id) => found(find.get(id)),
    findByEmail: (emailKey) => found(findByEmail.get(emailKey)),
    listAll: () => listAll.all().map(rowFrom),
    page: (from) => page.all(from).map(rowFrom),
    setRecoveryCodes: (accountId, hashes) => {
      clearCodes.run(accountId)
      for (const hash of hashes) addCode.run(accountId, hash)
    },
    addRecoveryCode: (accountId, hash) => void addCode.run(accountId, hash),
    recoveryCodesOf: (accountId) => codesOf.all(accountId) as Uint8Array[],
    oldRecoveryCodes: (bytes) => codesOfLength.all(bytes),
    takeRecoveryCode: (accountId, hash) => takeCode.run(accountId, hash).changes > 0,
    delayOf: (accountId) => delayOf.get(accountId) ?? { failures: 0, lockedUntil: 0 },
    setDelay: (accountId, delay) => void setDelay.run({ accountId, ...delay }),
  }
}
