// The ways in: password with second factor, links, set-up, self sign-up. An unknown account is answered like a known one: same words, same
// code, same work. Failures slow an account down, doubling, also over a restart; the last administrator is only ever slowed a little.
import { AppError } from '../../contract/errors.ts'
import type { Tokens } from '../../contract/schemas/account.ts'
import { administratorRole } from '../../domain/permissions.ts'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../outbox-port.ts'
import type { AccountRow } from '../store/account.ts'
import type { Store } from '../store/open.ts'
import type { AccountService } from './account.ts'
import type { AccountLinks } from './account-link.ts'
import type { Passwords } from './password.ts'
import { invalidField } from './refusal.ts'
import type { SessionService } from './session.ts'
import { cleanName } from './text.ts'
import type { SecondFactor } from './totp.ts'

export interface SignInService {
  logIn(body: { email: string; password: string; code?: string; program?: string }): Promise<Tokens>
  /** Nothing is told about whether there is such an account. */
  askLink(kind: 'magic' | 'reset', body: { email: string; binding?: string }): void
  redeemMagicLink(body: { token: string; binding?: string; code?: string; program?: string }): Promise<Tokens>
  redeemReset(body: { token: string; password: string }): Promise<void>
  acceptInvitation(body: { token: string; name?: string; email?: string; password: string; program?: string }): Promise<Tokens>
  signUp(body: { email: string; name?: string; password: string; program?: string }): Promise<Tokens>
  /** For identities of providers: throws second_factor while its code is missing. */
  signIn(accountId: string, how: { program: string; code: string | undefined; way: string }): Promise<Tokens>
}

/** Hands a link to its person; false where there is no way to (no mail is set up). */
export type DeliverLink = (message: { readonly kind: 'magic' | 'reset'; readonly account: AccountRow; readonly link: string }) => boolean

interface Parts {
  readonly events: Pick<Events, 'emit'>
  readonly store: Pick<Store, 'account' | 'transaction'>
  readonly clock: Clock
  readonly accounts: AccountService
  readonly passwords: Passwords
  readonly factor: SecondFactor
  readonly links: AccountLinks
  readonly sessions: SessionService
  readonly trail: Pick<AuditTrail, 'note'>
  readonly deliver: DeliverLink | null
  readonly settings: () => { readonly selfSignUp: boolean; readonly selfSignUpRole: string; readonly magicLinks: boolean }
}

const freeFailures = 3
const longestDelayMs = 15 * 60_000
const longestLastAdministratorMs = 30_000

export function createSignInService(parts: Parts): SignInService {
  const { store, events, clock, accounts, passwords, factor, links, sessions, trail, deliver, settings } = parts

  const note = (row: AccountRow | undefined, outcome: 'done' | 'refused', detail: string) =>
    trail.note({ action: `signIn.${outcome}`, outcome, subject: row === undefined ? null : `account/${row.id}`, detail })
  const fail = (row: AccountRow | undefined) => {
    if (row === undefined) return
    store.transaction(() => {
      const failures = store.account.delayOf(row.id).failures + 1
      const longest = accounts.isLastAdministrator(row.id) ? longestLastAdministratorMs : longestDelayMs
      const delayMs = failures < freeFailures ? 0 : Math.min(1000 * 2 ** (failures - freeFailures), longest)
      const until = clock.now() + delayMs
      store.account.setDelay(row.id, { failures, lockedUntil: until })
      // Once, when the wait has become as long as it gets: who goes on knocking fills no mailbox.
      const wasShorter = failures - 1 < freeFailures || 1000 * 2 ** (failures - 1 - freeFailures) < longest
      if (delayMs < longest || !wasShorter) return
      const data = { accountId: row.id, name: row.name, email: row.email, role: row.role, failures, until }
      events.emit({ type: 'account.locked', subject: `account/${row.id}`, projectId: null, actor: 'Plenum', data })
    })
  }
  const wrong = () =>
    new AppError('unauthenticated', 'The address or the password is not right', {
      hint: 'After several tries the account waits a little longer each time. A new password can be asked for.',
    })
  const codeWanted = () =>
    new AppError('second_factor', 'Send the code of your second factor too', {
      hint: 'Six digits of the authenticator, or a recovery code.',
    })
  const isLocked = (row: AccountRow | undefined) => row !== undefined && store.account.delayOf(row.id).lockedUntil > clock.now()
  const mayEnter = (row: AccountRow | undefined): row is AccountRow => row?.active === true && row.state === 'active'

  /** Behind password, link or provider: the second factor, then the session. */
  const enter = async (row: AccountRow, how: { program: string; code: string | undefined; way: string }): Promise<Tokens> => {
    if (row.hasTotp && how.code === undefined) throw codeWanted()
    const isRight = store.transaction(() => {
      const now = accounts.row(row.id)
      if (!mayEnter(now)) return false
      const taken = now.hasTotp ? factor.take(now, how.code ?? '') : { totpStep: now.totpStep }
      if (taken === null) return false
      accounts.save({ ...now, ...taken, lastSignInAt: clock.now() })
      store.account.setDelay(row.id, { failures: 0, lockedUntil: 0 })
      return true
    })
    if (!isRight) {
      fail(row)
      note(row, 'refused', 'the code of the second factor was wrong or used')
      throw new AppError('second_factor', 'This code is not right, or was used already', { hint: 'Wait for the next one and try again.' })
    }
    const tokens = await sessions.start(row.id, how)
    note(row, 'done', how.way)
    return tokens
  }
  const programOf = (program: string | undefined) => (program ?? '').slice(0, 200)
  const setPassword = async (row: AccountRow, password: string) => {
    passwords.requireGood(password, [row.email, row.name])
    return passwords.hash(password)
  }

  return {
    signIn: async (accountId, how) => {
      const row = accounts.row(accountId)
      if (!mayEnter(row)) throw new AppError('forbidden', 'This account can’t sign in', { hint: 'An administrator can enable it.' })
      return enter(row, how)
    },
    logIn: async ({ email, password, code, program }) => {
      const row = accounts.rowByEmail(email)
      const isRight = await passwords.verify(password, row?.passwordHash ?? null)
      if (!isRight || isLocked(row) || !mayEnter(row)) {
        // While it waits nothing is counted: else whoever knows an address could lock it for ever.
        if (!isLocked(row)) fail(row)
        note(row, 'refused', row === undefined ? 'unknown address' : isRight ? 'the account is disabled or waits' : 'wrong password')
        throw wrong()
      }
      if (row.passwordHash !== null && passwords.isOutdated(row.passwordHash)) {
        const passwordHash = await passwords.hash(password)
        const now = accounts.row(row.id)
        if (now?.passwordHash === row.passwordHash) accounts.save({ ...now, passwordHash })
      }
      return enter(row, { program: programOf(program), code, way: 'password' })
    },
    askLink: (kind, { email, binding }) => {
      const row = accounts.rowByEmail(email)
      if (!mayEnter(row) || (kind === 'magic' && !settings().magicLinks) || !links.mayAskAgain(row.id, kind)) return
      if (deliver === null) return note(row, 'refused', `a ${kind} link was asked for, and there is no mail to send it by`)
      const { link } = links.issue(kind, row.id, binding)
      if (!deliver({ kind, account: row, link })) note(row, 'refused', `a ${kind} link was asked for, and no mail is set up to send it by`)
    },
    redeemMagicLink: async ({ token, binding, code, program }) => {
      const row = store.transaction(() => {
        const found = accounts.row(links.look(token, ['magic'], binding).accountId ?? '')
        // The code is asked for before the link is used up: the same link comes again with it.
        if (mayEnter(found) && found.hasTotp && code === undefined) throw codeWanted()
        links.take(token, ['magic'], binding)
        return found
      })
      if (!mayEnter(row)) throw wrong()
      return enter(row, { program: programOf(program), code, way: 'magic link' })
    },
    redeemReset: async ({ token, password }) => {
      // First the password, then the link: one that is refused does not use it up.
      passwords.requireGood(password, [])
      const passwordHash = await passwords.hash(password)
      const id = store.transaction(() => {
        const row = accounts.row(links.take(token, ['reset']).accountId ?? '')
        if (row === undefined) throw wrong()
        accounts.save({ ...row, passwordHash, revision: row.revision + 1 })
        store.account.setDelay(row.id, { failures: 0, lockedUntil: 0 })
        return row.id
      })
      sessions.endAllOf(id)
      note(accounts.row(id), 'done', 'password reset')
    },
    acceptInvitation: async ({ token, name, email, password, program }) => {
      passwords.requireGood(password, [email ?? ''])
      const passwordHash = await passwords.hash(password)
      const row = store.transaction(() => {
        const { kind, accountId } = links.take(token, ['invitation', 'setUp'])
        if (kind === 'setUp') {
          // It is for the first one only; whoever kept it finds a door that is shut.
          if (accounts.hasAny()) throw wrong()
          if (email === undefined) throw invalidField('/email', 'email is missing: the first administrator needs one.')
          return accounts.save({ ...accounts.prepare({ email, name, role: administratorRole, state: 'active' }), passwordHash })
        }
        const invited = accounts.row(accountId ?? '')
        if (invited === undefined || invited.state !== 'invited' || !invited.active) throw wrong()
        const named = name === undefined ? invited.name : cleanName(name)
        return accounts.save({ ...invited, name: named, state: 'active', passwordHash, revision: invited.revision + 1 })
      })
      return enter(row, { program: programOf(program), code: undefined, way: 'invitation' })
    },
    signUp: async ({ email, name, password, program }) => {
      const { selfSignUp, selfSignUpRole } = settings()
      if (!selfSignUp) throw new AppError('forbidden', 'Accounts are made by an administrator here', { hint: 'Ask for an invitation.' })
      const row = accounts.prepare({ email, name, role: selfSignUpRole, state: 'active' })
      const passwordHash = await setPassword(row, password)
      const saved = store.transaction(() =>
        accounts.save({ ...accounts.prepare({ email, name, role: selfSignUpRole, state: 'active' }), passwordHash }),
      )
      return enter(saved, { program: programOf(program), code: undefined, way: 'sign-up' })
    },
  }
}
