// plm_<env>_<id8>_<32 base62 characters><crc6>: a prefix for scanners of secrets, an id to find the row by, and a checksum, so that a
// typing error is told without a query. Pure but for the chance it is given.
import { crc32 } from 'node:zlib'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const pattern = /^(plm_[a-z]{2,10}_([0-9A-Za-z]{8})_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/

/** A key and its id, a new one unless the id of a key that gets another secret is given. `randomBelow` is unguessable. */
export function makeApiKey(
  env: string,
  randomBelow: (n: number) => number,
  givenId?: string,
): { readonly id: string; readonly key: string } {
  const some = (length: number) => Array.from({ length }, () => digits[randomBelow(digits.length)]).join('')
  const id = givenId ?? some(8)
  const body = `plm_${env}_${id}_${some(32)}`
  return { id, key: body + checksum(body) }
}

/** The id of a well-formed key; null when a character is wrong or missing. */
export function readApiKey(text: string): { readonly id: string } | null {
  if (text.length > 200) return null
  const [, body, id, sum] = pattern.exec(text) ?? []
  return body !== undefined && id !== undefined && sum === checksum(body) ? { id } : null
}

/** What may be shown of a key. */
export function prefixOf(env: string, id: string): string {
  return `plm_${env}_${id}`
}

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < 6; i += 1) {
    text = (digits[rest % 62] ?? '0') + text
    rest = Math.floor(rest / 62)
  }
  return text
}
