// Passwords: scrypt by node:crypto as PHC strings, old PBKDF2 and bcrypt strings verified too, common ones refused. At most two are computed
// at once: one takes 0.3 s and 128 MiB (scrypt at 2^17, OWASP Password Storage).
import { pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import bcrypt from 'bcryptjs'
import { invalidField } from './refusal.ts'

export interface Passwords {
  /** A PHC string: $scrypt$ln=17,r=8,p=1$salt$hash. */
  hash(password: string): Promise<string>
  /** Takes as long for `stored` null (an account that isn't there) as for one that is. */
  verify(password: string, stored: string | null): Promise<boolean>
  /** Made with other parameters than today's. */
  isOutdated(stored: string): boolean
  /** Throws invalid for a common one, or one that is the address or name. */
  requireGood(password: string, about: readonly string[], pointer?: string): void
}

const deriveScrypt = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)
const derivePbkdf2 = promisify(pbkdf2)
const mostAtOnce = 2
const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** `log2N` 17 in the product; tests take less. */
export function createPasswords({ resourcesFolder, log2N = 17 }: { resourcesFolder: string; log2N?: number }): Passwords {
  const current = { log2N, r: 8, p: 1 }
  const line: (() => void)[] = []
  let running = 0
  let common: ReadonlySet<string> | undefined

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= mostAtOnce) await new Promise<void>((go) => line.push(go))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      line.shift()?.()
    }
  }
  const derive = (password: string, salt: Uint8Array, { log2N: ln, r, p }: typeof current, length = 32) =>
    inTurn(() => deriveScrypt(password.normalize('NFC'), salt, length, { N: 2 ** ln, r, p, maxmem: 256 * 1024 * 1024 }))
  const hash = async (password: string): Promise<string> => {
    const salt = randomBytes(16)
    const { r, p } = current
    return `$scrypt$ln=${log2N},r=${r},p=${p}$${encode(salt)}$${encode(await derive(password, salt, current))}`
  }
  const nobody = randomBytes(16)

  return {
    hash,
    verify: async (password, stored) => {
      if (stored === null) {
        await derive(password, nobody, current)
        return false
      }
      const own = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored)
      if (own) {
        const [, ln = '', r = '', p = '', salt = '', wanted = ''] = own
        const bytes = Buffer.from(wanted, 'base64')
        const parameters = { log2N: Math.min(Number(ln), 18), r: Number(r), p: Number(p) }
        return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), parameters, bytes.length), bytes)
      }
      const older = /^\$pbkdf2-sha256\$(?:i=)?(\d{1,7})\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$/.exec(stored)
      if (older) {
        const [, rounds = '', salt = '', wanted = ''] = older
        const bytes = Buffer.from(wanted.replaceAll('.', '+'), 'base64')
        const made = await inTurn(() =>
          derivePbkdf2(password, Buffer.from(salt.replaceAll('.', '+'), 'base64'), Number(rounds), bytes.length, 'sha256'),
        )
        return timingSafeEqual(made, bytes)
      }
      return /^\$2[aby]\$/.test(stored) && inTurn(() => bcrypt.compare(password, stored))
    },
    isOutdated: (stored) => !stored.startsWith(`$scrypt$ln=${log2N},r=${current.r},p=${current.p}$`),
    requireGood: (password, about, pointer = '/password') => {
      common ??= new Set(readFileSync(join(resourcesFolder, 'passwords', 'common.txt'), 'utf8').split('\n'))
      const plain = password.toLowerCase()
      if (common.has(plain))
        throw invalidField(
          pointer,
          'This password is one of the most common ones, which are tried first. Choose another, for example four words.',
        )
      if (about.some((word) => word.length >= 4 && plain === word.toLowerCase()))
        throw invalidField(pointer, 'The password is the address or the name itself. Choose another.')
      if (new Set(plain).size < 3) throw invalidField(pointer, 'The password repeats one or two characters. Choose another.')
    },
  }
}
