// Accounts: made, invited, changed, disabled, deleted. All are kept in memory, for they are asked at every request. Guarantees that there is
// always an administrator who can sign in once there was one, and that nobody gives or takes what they lack.
import { AppError } from '../../contract/errors.ts'
import type { AccountRecord, ChangeAccount, CreateAccount, InviteAccount } from '../../contract/schemas/account.ts'
import { emailFault, emailKeyOf, emailSkeletonOf } from '../../domain/email.ts'
import { administratorRole } from '../../domain/permissions.ts'
import type { AccessChanges } from '../access-changes.ts'
import type { Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../outbox-port.ts'
import type { AccountRow } from '../store/account.ts'
import { type PageOf, type PageRequest, readPage } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { AccountLinks } from './account-link.ts'
import type { Passwords } from './password.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import type { RoleService } from './role.ts'
import { cleanName, fitName } from './text.ts'
import type { SecondFactor } from './totp.ts'

export interface AccountService {
  /** What access asks: `role` is empty while a second factor has to be added first. */
  find(id: string): { readonly name: string; readonly role: string; readonly active: boolean } | undefined
  row(id: string): AccountRow | undefined
  rowByEmail(email: string): AccountRow | undefined
  /** Writes it; in memory it changes once that is on disk. Inside a transaction of the caller or alone. */
  save(row: AccountRow): AccountRow
  recordFrom(row: AccountRow): AccountRecord
  mustAddTotp(row: AccountRow): boolean
  countOfRole(role: string): number
  hasAny(): boolean
  /** Made by an invitation or asked for, and not opened yet. */
  countWaiting(): number
  isLastAdministrator(id: string): boolean
  /** Whether an account has this address, or one that looks the same. */
  isTaken(email: string): boolean
  /** A row that is not stored yet. Throws invalid for an address that can't be used, conflict for one that is taken. */
  prepare(fields: { email: string; name?: string | undefined; role: string; state: 'active' | 'invited' }): AccountRow
  list(query: PageRequest): PageOf<AccountRecord>
  get(id: string): AccountRecord
  create(body: CreateAccount, caller: Caller): Promise<AccountRecord>
  invite(body: InviteAccount, caller: Caller): { account: AccountRecord; link: string; expiresAt: number }
  change(request: { id: string; ifMatch: number | null; body: ChangeAccount }, caller: Caller): AccountRecord
  remove(id: string, anonymise: boolean, caller: Caller): void
  resetLink(id: string, caller: Caller): { link: string; expiresAt: number }
  /** One that signs in, to be handed over: bound to no session, and the second factor is still asked for. */
  magicLink(id: string, caller: Caller): { link: string; expiresAt: number }
  removeTotp(id: string, caller: Caller): AccountRecord
}

interface Parts {
  readonly events: Pick<Events, 'emit'>
  readonly store: Pick<Store, 'account' | 'session' | 'signInProvider' | 'transaction' | 'afterCommit'>
  readonly clock: Clock
  readonly randomId: () => string
  readonly roles: Pick<RoleService, 'requireGrantable'>
  readonly changes: Pick<AccessChanges, 'tell'>
  readonly passwords: Passwords
  readonly factor: SecondFactor
  readonly links: AccountLinks
  readonly sessions: { endAllOf(accountId: string): void; countOf(accountId: string): number }
  readonly settings: () => { readonly secondFactorFor: 'none' | 'administrators' | 'everyone'; readonly magicLinks: boolean }
}

export function createAccountService(parts: Parts): AccountService {
  const { store, events, clock, randomId, roles, changes, passwords, factor, links, sessions, settings } = parts
  const known = new Map(store.account.listAll().map((row) => [row.id, row]))
  const required = (id: string): AccountRow => {
    const row = known.get(id)
    if (row === undefined) throw notFound('account')
    return row
  }
  const canAdminister = (row: AccountRow) => row.active && row.state === 'active' && row.role === administratorRole
  const isLastAdministrator = (id: string) => {
    const all = [...known.values()].filter(canAdminister)
    return all.length === 1 && all[0]?.id === id
  }
  const requireAdministrator = (id: string, what: string) => {
    if (isLastAdministrator(id))
      throw new AppError('conflict', `This is the last administrator and can’t be ${what}`, { hint: 'Make another administrator first.' })
  }
  const tell = (id: string) => store.afterCommit(() => changes.tell({ accountId: id, sessionId: null, keyId: null }))
  /** Made, switched off and deleted are told in the transaction that does it. */
  const emitSaved = (before: AccountRow | undefined, { id: accountId, name, email, role, active, state, deletedAt }: AccountRow) => {
    const head = { subject: `account/${accountId}`, projectId: null }
    const data = { accountId, name, email, role }
    if (before === undefined && (state === 'active' || state === 'invited'))
      events.emit({ ...head, type: 'account.created', data: { ...data, state } })
    else if (before?.active && !active) events.emit({ ...head, type: 'account.disabled', data: { ...data, isDeleted: deletedAt !== null } })
  }
  const save = (row: AccountRow): AccountRow => {
    const before = known.get(row.id)
    store.transaction(() => {
      store.account.save(row)
      emitSaved(before, row)
      store.afterCommit(() => {
        if (row.deletedAt === null) known.set(row.id, row)
        else known.delete(row.id)
      })
    })
    return row
  }
  const mustAddTotp = (row: AccountRow) => {
    const { secondFactorFor } = settings()
    return !row.hasTotp && (secondFactorFor === 'everyone' || (secondFactorFor === 'administrators' && row.role === administratorRole))
  }
  const stateOf = ({ id, state, active }: AccountRow): AccountRecord['state'] => {
    if (state === 'active' && !active) return 'disabled'
    return state === 'invited' && !links.isOpen(id, 'invitation') ? 'waiting' : state
  }
  const recordFrom = (row: AccountRow): AccountRecord => {
    const { id, email, name, role, active, hasTotp, createdAt, lastSignInAt, revision } = row
    const { lockedUntil } = store.account.delayOf(id)
    return {
      ...{ id, email, name, role, active, hasTotp, createdAt, lastSignInAt, revision },
      state: stateOf(row),
      hasPassword: row.passwordHash !== null,
      identities: store.signInProvider
        .identitiesOf(id)
        .map((one) => ({ id: one.id, provider: one.providerId, providerName: one.providerName, linkedAt: one.linkedAt })),
      sessionCount: sessions.countOf(id),
      lockedUntil: lockedUntil > clock.now() ? lockedUntil : null,
    }
  }
  const isTaken = (email: string) => {
    const looks = emailSkeletonOf(emailKeyOf(email))
    return (
      store.account.findByEmail(emailKeyOf(email)) !== undefined ||
      [...known.values()].some((row) => emailSkeletonOf(row.emailKey ?? '') === looks)
    )
  }
  const prepare: AccountService['prepare'] = ({ email, name, role, state }) => {
    const fault = emailFault(email)
    if (fault !== null) throw invalidField('/email', `email ${fault}. Type it again.`)
    const emailKey = emailKeyOf(email)
    // One answer for both: who asks learns nothing more of the other account.
    if (isTaken(email))
      throw new AppError('conflict', 'There is an account with this address already, or with one that looks the same', {
        errors: [{ pointer: '/email', detail: 'email is taken, or looks like one that is.' }],
      })
    const at = clock.now()
    return {
      ...{ id: randomId(), email: email.trim(), emailKey, role, active: true, state, passwordHash: null, hasTotp: false, totpStep: 0 },
      ...{ name: name === undefined ? fitName(emailKey.split('@')[0] ?? '', emailKey) : cleanName(name) },
      ...{ createdAt: at, lastSignInAt: null, deletedAt: null, revision: 1 },
    }
  }
  /** Nobody touches an account that may more than they. */
  const requireOver = (row: AccountRow, caller: Caller) => roles.requireGrantable(row.role, caller)

  return {
    ...{ save, recordFrom, mustAddTotp, prepare, isTaken, isLastAdministrator },
    find: (id) => {
      const row = known.get(id)
      if (row === undefined) return undefined
      return { name: row.name, role: mustAddTotp(row) ? '' : row.role, active: row.active && row.state === 'active' }
    },
    row: (id) => known.get(id),
    rowByEmail: (email) => store.account.findByEmail(emailKeyOf(email)),
    countOfRole: (role) => [...known.values()].filter((row) => row.role === role).length,
    hasAny: () => known.size > 0,
    countWaiting: () => [...known.values()].filter(({ state }) => state === 'invited').length,
    list: (request) =>
      readPage({ request, read: store.account.page, position: (row) => ({ at: row.createdAt, id: row.id }), item: recordFrom }),
    get: (id) => recordFrom(required(id)),
    create: async ({ email, role, password, name }, caller) => {
      roles.requireGrantable(role, caller)
      prepare({ email, role, name, state: 'active' })
      passwords.requireGood(password, [email, name ?? ''])
      const passwordHash = await passwords.hash(password)
      // Again: the address may have been taken meanwhile.
      return store.transaction(() => recordFrom(save({ ...prepare({ email, role, name, state: 'active' }), passwordHash })))
    },
    invite: ({ email, role, name }, caller) => {
      roles.requireGrantable(role, caller)
      const row = store.transaction(() => save(prepare({ email, role, name, state: 'invited' })))
      const made = links.issue('invitation', row.id)
      return { account: recordFrom(row), ...made }
    },
    change: ({ id, ifMatch, body }, caller) => {
      const next = store.transaction(() => {
        const before = required(id)
        requireCurrent({ noun: 'account', sent: ifMatch, current: before.revision, at: before.createdAt })
        requireOver(before, caller)
        if (body.role !== undefined && body.role !== before.role) {
          roles.requireGrantable(body.role, caller)
          requireAdministrator(id, 'given another role')
        }
        if (body.active === false) requireAdministrator(id, 'disabled')
        const { role = before.role, active = before.active } = body
        const name = body.name === undefined ? before.name : cleanName(body.name)
        if (role === before.role && active === before.active && name === before.name) return before
        const saved = save({ ...before, role, active, name, revision: before.revision + 1 })
        if (before.active && !active) sessions.endAllOf(id)
        tell(id)
        return saved
      })
      return recordFrom(next)
    },
    remove: (id, anonymise, caller) => {
      store.transaction(() => {
        const row = required(id)
        requireOver(row, caller)
        requireAdministrator(id, 'deleted')
        factor.forget(id)
        store.signInProvider.removeIdentitiesOf(id)
        const gone = anonymise ? { name: 'Former member', email: '', state: 'anonymised' as const } : {}
        const left = { emailKey: null, active: false, passwordHash: null, hasTotp: false, deletedAt: clock.now() }
        save({ ...row, ...gone, ...left, revision: row.revision + 1 })
        sessions.endAllOf(id)
        tell(id)
      })
    },
    resetLink: (id, caller) => {
      const row = required(id)
      requireOver(row, caller)
      return store.transaction(() => {
        sessions.endAllOf(id)
        return links.issue(row.state === 'invited' ? 'invitation' : 'reset', id)
      })
    },
    magicLink: (id, caller) => {
      const row = required(id)
      requireOver(row, caller)
      if (!settings().magicLinks)
        throw new AppError('conflict', 'Sign-in links are switched off', { hint: 'They are switched on in the settings.' })
      if (!row.active || row.state !== 'active')
        throw new AppError('conflict', 'This account can’t sign in', { hint: 'Enable it, or make its invitation.' })
      if (!links.mayAskAgain(id, 'magic'))
        throw new AppError('conflict', 'A sign-in link was made less than a minute ago', { hint: 'Use that one, or wait a minute.' })
      return links.issue('magic', id)
    },
    removeTotp: (id, caller) => {
      const row = store.transaction(() => {
        const before = required(id)
        requireOver(before, caller)
        factor.forget(id)
        sessions.endAllOf(id)
        return save({ ...before, hasTotp: false, revision: before.revision + 1 })
      })
      return recordFrom(row)
    },
  }
}
