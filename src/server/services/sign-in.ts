// The ways in: password with second factor, links, set-up, self sign-up. An unknown account is answered like a known one: same words, same
// code, same work. Failures slow an account down, doubling, also over a restart; the last administrator is only ever slowed a little.
import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../contract/errors.ts'
import type { Tokens } from '../../contract/schemas/account.ts'
import { emailFault } from '../../domain/email.ts'
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
  /** The account waits for the link its person chooses a password by. Nothing is told about whether the address has one already. */
  signUp(body: { email: string; name?: string }): void
  /** Whether links reach their people by mail. */
  hasMail(): boolean
  /** Before what a stolen session must not do: the current password or a code, where the account has either. Throws invalid. */
  requireProof(accountId: string, given: { readonly password?: string; readonly code?: string }, pointer?: string): Promise<void>
  /** For identities of providers: throws second_factor while its code is missing. */
  signIn(accountId: string, how: { program: string; code: string | undefined; way: string }): Promise<Tokens>
}

/** Hands a link to its person; false where there is no way to (no mail is set up). */
export type DeliverLink = (message: {
  readonly kind: 'magic' | 'reset' | 'invitation'
  readonly account: AccountRow
  readonly link: string
}) => boolean

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
  readonly hasMail: () => boolean
  readonly settings: () => { readonly selfSignUp: boolean; readonly selfSignUpRole: string; readonly magicLinks: boolean }
}

const freeFailures = 3
/** A refusal leaves so long after the password was computed, ms: what is written for a known account is longer than for none, and hides in it. */
const writeMs = 25
const longestDelayMs = 15 * 60_000
const longestLastAdministratorMs = 30_000
/** Accounts that were asked for and wait: more are not taken, so that nobody fills the list. */
const mostWaiting = 100

export function createSignInService(parts: Parts): SignInService {
  const { store, events, clock, accounts, passwords, factor, links, sessions, trail, deliver, hasMail, settings } = parts

  const note = (row: AccountRow | undefined, outcome: 'done' | 'refused', detail: string, what = 'signIn') =>
    trail.note({ action: `${what}.${outcome}`, outcome, subject: row === undefined ? null : `account/${row.id}`, detail })
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
  const mustWait = () =>
    new AppError('second_factor', 'After several wrong codes the account waits a little', { hint: 'Try again in a few minutes.' })
  const isLocked = (row: AccountRow | undefined) => row !== undefined && store.account.delayOf(row.id).lockedUntil > clock.now()
  const mayEnter = (row: AccountRow | undefined): row is AccountRow => row?.active === true && row.state === 'active'

  /** Behind password, link or provider: the second factor, then the session. */
  const enter = async (
    row: AccountRow,
    how: { program: string; code: string | undefined; way: string; spend?: () => void },
  ): Promise<Tokens> => {
    if (row.hasTotp && how.code === undefined) throw codeWanted()
    if (row.hasTotp && isLocked(row)) throw mustWait()
    const reckoned = row.hasTotp ? await factor.reckon(row.id, how.code ?? '') : null
    const isRight = store.transaction(() => {
      const now = accounts.row(row.id)
      // Somebody may have added a second factor meanwhile: without its code nobody is let in.
      if (!mayEnter(now) || (now.hasTotp && reckoned === null)) return false
      const taken = reckoned === null ? { totpStep: now.totpStep } : factor.take(now, reckoned)
      if (taken === null) return false
      // What let them as far as the code is used up together with it.
      how.spend?.()
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

  return {
    hasMail,
    requireProof: async (accountId, { password, code }, at) => {
      const row = accounts.row(accountId)
      if (!mayEnter(row)) throw new AppError('forbidden', 'This account can’t sign in', { hint: 'An administrator can enable it.' })
      if (row.passwordHash === null && !row.hasTotp) return
      const pointer = row.passwordHash === null ? '/code' : (at ?? '/password')
      if (password === undefined && code === undefined)
        throw invalidField(pointer, pointer === '/code' ? 'Enter a code of your second factor.' : 'Enter your current password.')
      const isPassword = password !== undefined && row.passwordHash !== null && (await passwords.verify(password, row.passwordHash))
      const reckoned = code === undefined ? null : await factor.reckon(accountId, code)
      const isRight = store.transaction(() => {
        const now = accounts.row(accountId)
        if (!mayEnter(now) || isLocked(now)) return false
        if (isPassword) return true
        const taken = now.hasTotp && reckoned !== null ? factor.take(now, reckoned) : null
        if (taken !== null) accounts.save({ ...now, ...taken })
        return taken !== null
      })
      if (isRight) return
      if (!isLocked(row)) fail(row)
      note(row, 'refused', 'what was asked for again was wrong')
      throw invalidField(
        pointer,
        pointer === '/code' ? 'This code is not right, or was used already.' : 'The current password is not right.',
      )
    },
    signIn: async (accountId, how) => {
      const row = accounts.row(accountId)
      if (!mayEnter(row)) throw new AppError('forbidden', 'This account can’t sign in', { hint: 'An administrator can enable it.' })
      return enter(row, how)
    },
    logIn: async ({ email, password, code, program }) => {
      const row = accounts.rowByEmail(email)
      const isRight = await passwords.verify(password, row?.passwordHash ?? null)
      if (!isRight || isLocked(row) || !mayEnter(row)) {
        const answered = setTimeout(writeMs)
        // While it waits nothing is counted: else whoever knows an address could lock it for ever.
        if (!isLocked(row)) fail(row)
        note(row, 'refused', row === undefined ? 'unknown address' : isRight ? 'the account is disabled or waits' : 'wrong password')
        await answered
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
      const refuse = (why: string) => note(row, 'refused', `a ${kind} link was asked for: ${why}`)
      if (!mayEnter(row)) return refuse('unknown address, or the account is disabled')
      if (kind === 'magic' && !settings().magicLinks) return refuse('sign-in links are switched off')
      if (deliver === null || !hasMail()) return refuse('there is no mail to send it by')
      if (!links.mayAskAgain(row.id, kind)) return refuse('the last one is less than a minute old')
      const { link } = links.issue(kind, row.id, binding)
      deliver({ kind, account: row, link })
    },
    redeemMagicLink: async ({ token, binding, code, program }) => {
      const row = accounts.row(links.look(token, ['magic'], binding).accountId ?? '')
      if (!mayEnter(row)) throw wrong()
      // A missing or wrong code leaves the link as it is: the same one comes again with the right one. The tries are counted as for a
      // password, so that the account waits, and the link is over before many are made.
      const spend = () => void links.take(token, ['magic'], binding)
      return enter(row, { program: programOf(program), code, way: 'magic link', spend })
    },
    redeemReset: async ({ token, password }) => {
      // First the password, then the link: one that is refused does not use it up.
      const whose = accounts.row(links.look(token, ['reset']).accountId ?? '')
      passwords.requireGood(password, [whose?.email ?? '', whose?.name ?? ''])
      const passwordHash = await passwords.hash(password)
      const id = store.transaction(() => {
        const row = accounts.row(links.take(token, ['reset']).accountId ?? '')
        if (row === undefined) throw wrong()
        accounts.save({ ...row, passwordHash, revision: row.revision + 1 })
        store.account.setDelay(row.id, { failures: 0, lockedUntil: 0 })
        sessions.endAllOf(row.id)
        return row.id
      })
      note(accounts.row(id), 'done', 'password reset')
    },
    acceptInvitation: async ({ token, name, email, password, program }) => {
      const invited = accounts.row(links.look(token, ['invitation', 'setUp']).accountId ?? '')
      passwords.requireGood(password, [email ?? invited?.email ?? '', name ?? invited?.name ?? ''])
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
    signUp: ({ email, name }) => {
      const { selfSignUp, selfSignUpRole } = settings()
      if (!selfSignUp) throw new AppError('forbidden', 'Accounts are made by an administrator here', { hint: 'Ask for an invitation.' })
      // What can be refused is refused before the address is looked up.
      const fault = emailFault(email)
      if (fault !== null) throw invalidField('/email', `email ${fault}. Type it again.`)
      const named = name === undefined ? undefined : cleanName(name)
      const row = store.transaction(() => {
        const known = accounts.rowByEmail(email)
        if (known !== undefined || accounts.countWaiting() >= mostWaiting || accounts.isTaken(email)) return known
        return accounts.save(accounts.prepare({ email, name: named, role: selfSignUpRole, state: 'invited' }))
      })
      const isWaiting = row?.active === true && row.state === 'invited'
      note(
        row,
        isWaiting ? 'done' : 'refused',
        row === undefined ? 'a look-alike of an address, or too many accounts wait' : `an account was asked for: ${row.state}`,
        'signUp',
      )
      if (!isWaiting || deliver === null || !hasMail() || !links.mayAskAgain(row.id, 'invitation')) return
      deliver({ kind: 'invitation', account: row, link: links.issue('invitation', row.id).link })
    },
  }
}
