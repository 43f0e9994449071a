// Passwords: scrypt by node:crypto as PHC strings, old PBKDF2 and bcrypt strings verified too; common ones and those made of this place's
// words refused. At most two are computed at once (one takes 0.3 s and 128 MiB: scrypt at 2^17, OWASP Password Storage) and few wait: more
// are told to come again. Hashed exactly as typed: nothing cut, no case or spelling changed.
import { pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import bcrypt from 'bcryptjs'
import { AppError } from '../../contract/errors.ts'
import { invalidField } from './refusal.ts'

export interface Passwords {
  /** A PHC string: $scrypt$ln=17,r=8,p=1$salt$hash. */
  hash(password: string): Promise<string>
  /** Takes as long for `stored` null (an account that isn't there) as for one that is. */
  verify(password: string, stored: string | null): Promise<boolean>
  /** Made with other parameters than today's. */
  isOutdated(stored: string): boolean
  /** A short secret of ours, stretched: salted scrypt, cheaper than a password's because it is random (recovery codes). */
  stretch(text: Uint8Array, salt: Uint8Array): Promise<Uint8Array>
  /** Throws invalid for a common one, and for one that is little more than the words given and those of this place. */
  requireGood(password: string, about: readonly string[], pointer?: string): void
}

const deriveScrypt = promisify<string | Uint8Array, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)
const derivePbkdf2 = promisify(pbkdf2)
const mostAtOnce = 2
/** About three seconds of work. */
const mostWaiting = 20
const stretchLog2N = 14
const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** `log2N` 17 in the product; tests take less. */
export function createPasswords(parts: {
  resourcesFolder: string
  log2N?: number
  /** Words of this place: names of the product, the computer, the projects. */
  placeWords?: () => readonly string[]
}): Passwords {
  const { resourcesFolder, log2N = 17, placeWords = () => [] } = parts
  const current = { log2N, r: 8, p: 1 }
  const line: (() => void)[] = []
  let running = 0
  let common: ReadonlySet<string> | undefined

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < mostAtOnce) running += 1
    else if (line.length < mostWaiting) await new Promise<void>((go) => line.push(go))
    else throw new AppError('unavailable', 'Too many are signing in at this moment', { hint: 'Try again in a few seconds.' })
    try {
      return await work()
    } finally {
      // The place is handed on: nobody slips in between.
      const next = line.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
  const derive = (password: string | Uint8Array, salt: Uint8Array, { log2N: ln, r, p }: typeof current, length = 32) =>
    inTurn(() => deriveScrypt(password, salt, length, { N: 2 ** ln, r, p, maxmem: 256 * 1024 * 1024 }))
  const hash = async (password: string): Promise<string> => {
    const salt = randomBytes(16)
    const { r, p } = current
    return `$scrypt$ln=${log2N},r=${r},p=${p}$${encode(salt)}$${encode(await derive(password, salt, current))}`
  }
  const nobody = randomBytes(16)

  const isRight = async (password: string, stored: string | null): Promise<boolean> => {
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
  }

  return {
    hash,
    verify: async (password, stored) => {
      if (await isRight(password, stored)) return true
      // Earlier versions spelled it in NFC before hashing; only who types another spelling waits twice, with an account or without.
      const older = password.normalize('NFC')
      return older !== password && (await isRight(older, stored))
    },
    stretch: (text, salt) => derive(text, salt, { log2N: Math.min(stretchLog2N, log2N), r: 8, p: 1 }),
    isOutdated: (stored) => !stored.startsWith(`$scrypt$ln=${log2N},r=${current.r},p=${current.p}$`),
    requireGood: (password, about, pointer = '/password') => {
      common ??= new Set(readFileSync(join(resourcesFolder, 'passwords', 'common.txt'), 'utf8').split('\n'))
      const plain = password.toLowerCase()
      if (common.has(plain))
        throw invalidField(
          pointer,
          'This password is one of the most common ones, which are tried first. Choose another, for example four words.',
        )
      if (isMadeOf(plain, [...about, ...placeWords()]))
        throw invalidField(
          pointer,
          'The password is little more than the address, the name, or a word of this place. Choose another, for example four words.',
        )
      if (new Set(plain).size < 3) throw invalidField(pointer, 'The password repeats one or two characters. Choose another.')
    },
  }
}

const shortestWord = 4
const fewestOtherLetters = 4
const fewestOtherCharacters = 10

/** Whether hardly a letter is left once the words are taken out: `plenum2026!` is a word and a year. */
function isMadeOf(plain: string, sources: readonly string[]): boolean {
  const words = new Set(
    sources.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).map((word) => word.trim().toLowerCase()).filter((word) => word.length >= shortestWord), // biome-ignore format: one thought
  )
  let rest = plain
  for (const word of [...words].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(word, ' ')
  const left = rest.replace(/\s/g, '')
  return rest !== plain && left.length < fewestOtherCharacters && left.replace(/[^\p{L}]/gu, '').length < fewestOtherLetters
}
