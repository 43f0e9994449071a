// What an answer means: delivered, gone, or to be tried again and when. Pure.
import type { IncomingHttpHeaders } from 'node:http'

const longestWaitMs = 24 * 3_600_000
const clockMs = 5 * 60_000

export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly afterMs?: number; readonly holdsAll?: boolean }

/** Seconds or a date, as HTTP has them; at most a day. Undefined when there is none that can be read. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const ms = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : /[a-z]/i.test(text) ? Date.parse(text) - now : Number.NaN
  return Number.isNaN(ms) ? undefined : Math.min(longestWaitMs, Math.max(1000, ms))
}

/** `now`: of this computer, to tell a wrong clock from the answer’s Date. */
export function verdictOf({ status, headers }: { status: number; headers: IncomingHttpHeaders }, now: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone', reason: 'It answered 410: it wants no more' }
  if (status >= 300 && status < 400)
    return {
      kind: 'failed',
      reason: `It answered ${status}: redirects are not followed${typeof headers.location === 'string' ? '; enter the address it points to, if you trust it' : ''}`,
    }
  const afterMs = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : undefined
  const reason = `It answered ${status}${afterMs === undefined ? '' : ` and asked to wait ${Math.round(afterMs / 1000)} s`}${clockNote(headers.date, now)}`
  return { kind: 'failed', reason, ...(afterMs === undefined ? {} : { afterMs, holdsAll: status === 429 }) }
}

/** Receivers refuse signatures that are over five minutes off: the one reason nobody finds by looking at a status. */
function clockNote(date: string | undefined, now: number): string {
  const at = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(at) || Math.abs(at - now) <= clockMs) return ''
  const minutes = Math.round(Math.abs(at - now) / 60_000)
  return `; its clock is ${minutes} minutes ${at > now ? 'ahead of' : 'behind'} this computer’s, and signatures are taken within five`
}
