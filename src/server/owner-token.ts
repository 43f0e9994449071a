// Who may call: the owner's token, new at every start, in DIR/owner.token (mode 0600); and one-use welcome codes that browsers swap for
// a session. Only hashes stay in memory and every comparison takes constant time. Sessions end with the process.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from './clock.ts'

export const welcomeCodeLifeMs = 10 * 60_000
const mostSessions = 1000

export interface Owner {
  readonly token: string
  /** True for the owner token and for a session made from a welcome code. */
  isOwner(bearer: string): boolean
  /** A new code: 10 minutes, one use. */
  createWelcomeCode(): string
  /** The session's token, or null when the code is unknown, used or too old; all three look alike. */
  redeemWelcomeCode(code: string): string | null
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Keeps the owner's token and sessions; writes nothing. */
export function createOwner({ clock }: { clock: Clock }): Owner {
  const token = randomBytes(32).toString('base64url')
  const accepted = [digest(token)]
  const codes: { hash: Buffer; expiresAt: number }[] = []
  return {
    token,
    isOwner: (bearer) => {
      const hash = digest(bearer)
      return accepted.reduce((found, one) => timingSafeEqual(one, hash) || found, false)
    },
    createWelcomeCode: () => {
      const code = randomBytes(24).toString('base64url')
      codes.push({ hash: digest(code), expiresAt: clock.now() + welcomeCodeLifeMs })
      return code
    },
    redeemWelcomeCode: (code) => {
      const hash = digest(code)
      const index = codes.findIndex((one) => timingSafeEqual(one.hash, hash))
      const found = index < 0 ? undefined : codes.splice(index, 1)[0]
      if (!found || clock.now() > found.expiresAt) return null
      const session = randomBytes(32).toString('base64url')
      accepted.push(digest(session))
      // The first is the owner token itself and stays.
      if (accepted.length > mostSessions) accepted.splice(1, 1)
      return session
    },
  }
}

/** Writes DIR/owner.token by rename, readable by its user only; disposing removes it, for it opens nothing any more. */
export function writeOwnerToken(dataFolder: string, token: string): Disposable {
  const path = join(dataFolder, 'owner.token')
  const temporary = `${path}.${process.pid}.tmp`
  rmSync(temporary, { force: true })
  writeFileSync(temporary, token, { mode: 0o600, flag: 'wx' })
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) }
}
