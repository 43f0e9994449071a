// Whoever has signed in, about themselves: name, password, second factor, own sessions.
import { AppError } from '../../contract/errors.ts'
import type { Me } from '../../contract/schemas/account.ts'
import type { Caller } from '../caller.ts'
import type { AccountRow } from '../store/account.ts'
import type { Store } from '../store/open.ts'
import type { AccountService } from './account.ts'
import type { Passwords } from './password.ts'
import { invalidField, requireCurrent } from './refusal.ts'
import type { SessionService } from './session.ts'
import type { SignInService } from './sign-in.ts'
import { cleanName } from './text.ts'
import type { SecondFactor } from './totp.ts'

export interface MeService {
  get(caller: Caller): Me
  /** A new password needs the current one, and ends every other session. */
  change(
    request: { ifMatch: number | null; body: { name?: string; password?: string; currentPassword?: string } },
    caller: Caller,
  ): Promise<Me>
  /** Needs the current password, where the account has one. */
  startTotp(body: { password?: string }, caller: Caller): Promise<{ secret: string; uri: string }>
  /** Ends every other session, as taking it off does. */
  confirmTotp(code: string, caller: Caller): Promise<{ recoveryCodes: string[] }>
  removeTotp(code: string, caller: Caller): Promise<void>
  /** Throws conflict for a caller that is no account. */
  accountOf(caller: Caller): AccountRow
}

interface Parts {
  readonly store: Pick<Store, 'transaction'>
  readonly accounts: AccountService
  readonly sessions: SessionService
  readonly passwords: Passwords
  readonly factor: SecondFactor
  readonly requireProof: SignInService['requireProof']
  readonly settings: () => { readonly idleLockMinutes: number }
}

export function createMeService({ store, accounts, sessions, passwords, factor, requireProof, settings }: Parts): MeService {
  const accountOf = (caller: Caller): AccountRow => {
    const row = caller.kind === 'account' && caller.accountId !== null ? accounts.row(caller.accountId) : undefined
    if (row !== undefined) return row
    throw new AppError('conflict', 'Only somebody who has signed in with an account has this', { hint: 'Sign in with an account first.' })
  }
  const get = (caller: Caller): Me => {
    const row = caller.kind === 'account' && caller.accountId !== null ? accounts.row(caller.accountId) : undefined
    return {
      kind: caller.kind === 'program' ? 'program' : row === undefined ? 'owner' : 'account',
      name: row?.name ?? caller.name,
      account: row === undefined ? null : accounts.recordFrom(row),
      sessionId: caller.sessionId,
      permissions: [...caller.permissions].sort(),
      projectIds: caller.projectIds === null ? null : [...caller.projectIds],
      mustAddTotp: row !== undefined && accounts.mustAddTotp(row),
      idleLockMinutes: row === undefined ? 0 : settings().idleLockMinutes,
    }
  }
  const notRight = () => invalidField('/code', 'This code is not right, or was used already. Wait for the next one.')
  return {
    ...{ get, accountOf },
    change: async ({ ifMatch, body }, caller) => {
      const row = accountOf(caller)
      requireCurrent({ noun: 'account', sent: ifMatch, current: row.revision, at: row.createdAt })
      let { passwordHash } = row
      if (body.password !== undefined) {
        if (passwordHash !== null && body.currentPassword === undefined)
          throw invalidField('/currentPassword', 'Enter your current password too.')
        if (passwordHash !== null) await requireProof(row.id, { password: body.currentPassword ?? '' }, '/currentPassword')
        passwords.requireGood(body.password, [row.email, row.name])
        passwordHash = await passwords.hash(body.password)
      }
      const name = body.name === undefined ? row.name : cleanName(body.name)
      store.transaction(() => {
        const now = accountOf(caller)
        accounts.save({ ...now, name, passwordHash, revision: now.revision + 1 })
        if (body.password !== undefined) sessions.endAllOf(row.id, caller.sessionId)
      })
      return get(caller)
    },
    startTotp: async ({ password }, caller) => {
      const row = accountOf(caller)
      // Else a stolen session could put its own in the place of the person's.
      if (row.hasTotp)
        throw new AppError('conflict', 'There is a second factor already', { hint: 'Take it off with one of its codes first.' })
      if (row.passwordHash !== null) await requireProof(row.id, password === undefined ? {} : { password })
      return factor.begin(row)
    },
    confirmTotp: async (code, caller) => {
      const recovery = await factor.prepareRecovery()
      store.transaction(() => {
        const row = accountOf(caller)
        const confirmed = factor.confirm(row, code, recovery)
        if (confirmed === null) throw notRight()
        accounts.save({ ...row, ...confirmed, hasTotp: true, revision: row.revision + 1 })
        sessions.endAllOf(row.id, caller.sessionId)
      })
      return { recoveryCodes: [...recovery.codes] }
    },
    removeTotp: async (code, caller) => {
      const reckoned = await factor.reckon(accountOf(caller).id, code)
      store.transaction(() => {
        const row = accountOf(caller)
        if (row.hasTotp && factor.take(row, reckoned) === null) throw notRight()
        factor.forget(row.id)
        accounts.save({ ...row, hasTotp: false, revision: row.revision + 1 })
        sessions.endAllOf(row.id, caller.sessionId)
      })
    },
  }
}
