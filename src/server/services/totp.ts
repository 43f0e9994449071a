// The second factor: time-based codes (RFC 6238, by otpauth) and ten recovery codes. A code works once, a step back or ahead is taken.
// Recovery codes are short enough to type, so they are kept like passwords: salted scrypt. Reckoning one takes a while, so it is done before
// the transaction that takes it.
import { randomBytes, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { AccountRow } from '../store/account.ts'
import type { Store } from '../store/open.ts'
import type { Passwords } from './password.ts'
import { hashOf } from './token.ts'

export interface SecondFactor {
  /** A new secret that counts once it is confirmed. */
  begin(account: Pick<AccountRow, 'id' | 'email'>): { secret: string; uri: string }
  /** Ten new recovery codes and what is kept of them. */
  prepareRecovery(): Promise<NewRecovery>
  /** The step of a right code, with which the recovery codes count too; else null. Inside a transaction of the caller. */
  confirm(account: AccountRow, code: string, recovery: NewRecovery): { totpStep: number } | null
  /** What `take` needs of a code that may be a recovery code. */
  reckon(accountId: string, code: string): Promise<Reckoned>
  /** Whether the code is right now; it does not work again. Inside a transaction of the caller. */
  take(account: AccountRow, code: Reckoned): { totpStep: number } | null
  forget(accountId: string): void
  /** Gives the recovery codes of earlier versions their salt. */
  strengthen(): Promise<void>
}

export interface NewRecovery {
  readonly codes: readonly string[]
  readonly hashes: readonly Uint8Array[]
}
export interface Reckoned {
  readonly code: string
  readonly hashes: readonly Uint8Array[]
}

const periodS = 30
const saltBytes = 16
/** Of earlier versions: plain SHA-256, no salt. */
const oldHashBytes = 32
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const newName = (id: string) => `account/${id}/totp-new`
const nameOf = (id: string) => `account/${id}/totp`

export function createSecondFactor(parts: {
  store: Pick<Store, 'account' | 'transaction'>
  secrets: SecretBox
  clock: Pick<Clock, 'now'>
  passwords: Pick<Passwords, 'stretch'>
  randomBelow?: (n: number) => number
}): SecondFactor {
  const { store, secrets, clock, passwords, randomBelow = (n) => randomInt(n) } = parts
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
  /** Salt, then the hash: of the SHA-256 of a code, so that what earlier versions kept can be made into it. */
  const kept = async (sha256: Uint8Array, salt: Uint8Array) => Buffer.concat([salt, await passwords.stretch(sha256, salt)])
  const plain = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return {
    begin: ({ id, email }) => {
      const secret = new Secret({ size: 20 })
      secrets.put(newName(id), new Uint8Array(secret.buffer))
      return { secret: secret.base32, uri: totpOf(secret, email).toString() }
    },
    prepareRecovery: async () => {
      const codes = Array.from({ length: 10 }, () => {
        const letters = Array.from({ length: 10 }, () => alphabet[randomBelow(alphabet.length)]).join('')
        return `${letters.slice(0, 5)}-${letters.slice(5)}`
      })
      const salt = randomBytes(saltBytes)
      return { codes, hashes: await inOrder(codes, (code) => kept(hashOf(plain(code)), salt)) }
    },
    confirm: (account, code, { hashes }) => {
      const bytes = secrets.get(newName(account.id))
      const totpStep = stepOf(bytes, code, account.totpStep)
      if (bytes === null || totpStep === null) return null
      secrets.put(nameOf(account.id), bytes)
      secrets.remove(newName(account.id))
      store.account.setRecoveryCodes(account.id, hashes)
      return { totpStep }
    },
    reckon: async (accountId, code) => {
      const letters = plain(code)
      if (/^\d{6}$/.test(letters)) return { code, hashes: [] }
      const first = hashOf(letters)
      const salts = new Map(
        store.account
          .recoveryCodesOf(accountId)
          .filter((hash) => hash.length !== oldHashBytes)
          .map((hash) => [Buffer.from(hash).toString('hex', 0, saltBytes), hash.subarray(0, saltBytes)]),
      )
      return { code, hashes: [first, ...(await inOrder([...salts.values()], (salt) => kept(first, salt)))] }
    },
    take: (account, { code, hashes }) => {
      const totpStep = stepOf(secrets.get(nameOf(account.id)), code, account.totpStep)
      if (totpStep !== null) return { totpStep }
      return hashes.some((hash) => store.account.takeRecoveryCode(account.id, hash)) ? { totpStep: account.totpStep } : null
    },
    forget: (accountId) => {
      secrets.remove(nameOf(accountId))
      secrets.remove(newName(accountId))
      store.account.setRecoveryCodes(accountId, [])
    },
    strengthen: async () => {
      const salts = new Map<string, Uint8Array>()
      for (const { accountId, hash } of store.account.oldRecoveryCodes(oldHashBytes)) {
        const salt = salts.get(accountId) ?? randomBytes(saltBytes)
        salts.set(accountId, salt)
        const salted = await kept(hash, salt)
        // Taken meanwhile: then it is gone for good.
        store.transaction(() => {
          if (store.account.takeRecoveryCode(accountId, hash)) store.account.addRecoveryCode(accountId, salted)
        })
      }
    },
  }
}

/** One after the other: a handful of them doesn't fill the line at which people wait to sign in. */
async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}
