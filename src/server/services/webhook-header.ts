// Own headers of an endpoint: which are refused, which are kept as secrets.
import { invalidField } from './refusal.ts'

const mostHeaders = 20
const mask = '•••'
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** They say how the message is framed, where it goes, or what webhooks themselves say. */
const reserved =
  /^(host|content-.*|webhook-.*|svix-.*|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|date|user-agent|accept-encoding|via|forwarded|x-forwarded-.*)$/i
const secret = /^(authorization|cookie)$|auth|token|secret|password|api-?key|signature/i

export interface SplitHeaders {
  /** null stands for a value of `secrets`. */
  readonly shown: Record<string, string | null>
  readonly secrets: Record<string, string>
}

/** Throws AppError invalid for what can't be sent. A masked value keeps the one that was kept. */
export function splitHeaders(given: Readonly<Record<string, string>>, kept: Readonly<Record<string, string>>): SplitHeaders {
  const shown: Record<string, string | null> = {}
  const secrets: Record<string, string> = {}
  const names = Object.keys(given)
  if (names.length > mostHeaders) throw invalidField('/headers', `At most ${mostHeaders} headers can be added.`)
  const seen = new Set<string>()
  for (const name of names) {
    const pointer = `/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const value = given[name] ?? ''
    const lower = name.toLowerCase()
    if (!token.test(name)) throw invalidField(pointer, 'This is no name of a header: letters, digits and dashes only.')
    if (reserved.test(name)) throw invalidField(pointer, `${name} is set by Plenum or by HTTP itself; leave it out.`)
    if (seen.has(lower)) throw invalidField(pointer, `${name} is there twice.`)
    seen.add(lower)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (value !== mask && /[\x00-\x1f\x7f]|[^\x00-\xff]/.test(value))
      throw invalidField(
        pointer,
        'A value has one line of plain characters: no line breaks, no control characters, nothing beyond Latin-1.',
      )
    if (!secret.test(name)) shown[name] = value
    else {
      const plain = value === mask ? kept[name] : value
      if (plain === undefined) throw invalidField(pointer, 'Its value is not known; enter it.')
      shown[name] = null
      secrets[name] = plain
    }
  }
  return { shown, secrets }
}

/** For replies. */
export function maskedHeaders(shown: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, value ?? mask]))
}
