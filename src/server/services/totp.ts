// The second factor: time-based codes (RFC 6238, by otpauth) and ten recovery codes. A code works once, a step back or ahead is taken.
import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { AccountRow } from '../store/account.ts'
import type { Store } from '../store/open.ts'
import { hashOf } from './token.ts'

export interface SecondFactor {
  /** A new secret that counts once it is confirmed. */
  begin(account: Pick<AccountRow, 'id' | 'email'>): { secret: string; uri: string }
  /** The recovery codes when the code is right, else null. Inside a transaction of the caller. */
  confirm(account: AccountRow, code: string): { recoveryCodes: string[]; totpStep: number } | null
  /** Whether the code is right now; it does not work again. Inside a transaction of the caller. */
  take(account: AccountRow, code: string): { totpStep: number } | null
  forget(accountId: string): void
}

const periodS = 30
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const newName = (id: string) => `account/${id}/totp-new`
const nameOf = (id: string) => `account/${id}/totp`

export function createSecondFactor(parts: {
  store: Pick<Store, 'account'>
  secrets: SecretBox
  clock: Pick<Clock, 'now'>
  randomBelow?: (n: number) => number
}): SecondFactor {
  const { store, secrets, clock, randomBelow = (n) => randomInt(n) } = parts
  const totpOf = (secret: Secret, label: string) =>
    new TOTP({ issuer: 'Plenum', label, secret, algorithm: 'SHA1', digits: 6, period: periodS })
  const secretFrom = (bytes: Uint8Array) => new Secret({ buffer: Uint8Array.from(bytes).buffer })
  /** The step of a right code that is newer than the last one taken; null otherwise. */
  const stepOf = (bytes: Uint8Array | null, code: string, after: number): number | null => {
    const digits = code.replace(/\s/g, '')
    if (bytes === null || !/^\d{6}$/.test(digits)) return null
    const timestamp = clock.now()
    const delta = totpOf(secretFrom(bytes), '').validate({ token: digits, timestamp, window: 1 })
    if (delta === null) return null
    const step = Math.floor(timestamp / 1000 / periodS) + delta
    return step > after ? step : null
  }
  const plain = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return {
    begin: ({ id, email }) => {
      const secret = new Secret({ size: 20 })
      secrets.put(newName(id), new Uint8Array(secret.buffer))
      return { secret: secret.base32, uri: totpOf(secret, email).toString() }
    },
    confirm: (account, code) => {
      const bytes = secrets.get(newName(account.id))
      const totpStep = stepOf(bytes, code, account.totpStep)
      if (bytes === null || totpStep === null) return null
      secrets.put(nameOf(account.id), bytes)
      secrets.remove(newName(account.id))
      const recoveryCodes = Array.from({ length: 10 }, () => {
        const letters = Array.from({ length: 10 }, () => alphabet[randomBelow(alphabet.length)]).join('')
        return `${letters.slice(0, 5)}-${letters.slice(5)}`
      })
      store.account.setRecoveryCodes(
        account.id,
        recoveryCodes.map((one) => hashOf(plain(one))),
      )
      return { recoveryCodes, totpStep }
    },
    take: (account, code) => {
      const totpStep = stepOf(secrets.get(nameOf(account.id)), code, account.totpStep)
      if (totpStep !== null) return { totpStep }
      return store.account.takeRecoveryCode(account.id, hashOf(plain(code))) ? { totpStep: account.totpStep } : null
    },
    forget: (accountId) => {
      secrets.remove(nameOf(accountId))
      secrets.remove(newName(accountId))
      store.account.setRecoveryCodes(accountId, [])
    },
  }
}
