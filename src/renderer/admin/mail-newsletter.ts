// Who a newsletter goes to, read from pasted text, and how long the rest of it takes. Pure.
import { emailPattern } from '../../contract/schemas/account.ts'
import { emailFault, emailKeyOf } from '../../domain/email.ts'

export const mostRecipients = 10_000

export interface Recipients {
  /** Each once, as typed first. */
  readonly emails: readonly string[]
  /** Named again further down. */
  readonly repeated: number
  readonly invalid: readonly { readonly line: number; readonly text: string }[]
}

const form = new RegExp(emailPattern)

/** One a line, or several parted by commas or semicolons; `Ada Example <ada@example.org>` is taken too. */
export function readRecipients(text: string): Recipients {
  const emails = new Map<string, string>()
  const invalid: { line: number; text: string }[] = []
  let repeated = 0
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    // A name before an address, with a comma in it when it is quoted, says nothing here.
    const plain = line.replace(/(?:"[^"]*"\s*|[^<>,;"]*)<([^<>]*)>/g, ' $1 ')
    for (const part of plain.split(/[,;\t]/)) {
      const email = part.trim()
      if (email === '') continue
      const isGood = email.length <= 254 && form.test(email) && emailFault(email) === null
      if (!isGood) invalid.push({ line: i + 1, text: email })
      else if (emails.has(emailKeyOf(email))) repeated += 1
      else emails.set(emailKeyOf(email), email)
    }
  }
  return { emails: [...emails.values()], repeated, invalid }
}

/** How many were left at a moment. */
export interface Sample {
  readonly at: number
  readonly left: number
}

const windowMs = 60_000
const leastMs = 3_000

/** The samples with one more: those of the last minute, and one that begins anew when there are more left than before. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last === undefined || next.left > last.left) return [next]
  if (next.at <= last.at) return samples
  return [...samples.filter(({ at }) => at >= next.at - windowMs), next]
}

/** By the rate of the last minute; null until that is known, or while nothing leaves. */
export function remainingMs(samples: readonly Sample[]): number | null {
  const [first, last] = [samples.at(0), samples.at(-1)]
  if (first === undefined || last === undefined) return null
  const [tookMs, gone] = [last.at - first.at, first.left - last.left]
  return tookMs < leastMs || gone <= 0 ? null : Math.round((last.left * tookMs) / gone)
}
