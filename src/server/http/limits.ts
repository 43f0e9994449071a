// Which limits hold for a request, from its caller and its route's class, and how they stand in headers: RateLimit and RateLimit-Policy of
// the structured draft, and the older X-RateLimit-* of the window that is nearest its end. The owner of this machine has none.
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import type { Route } from '../../contract/routes.ts'
import type { Caller } from '../caller.ts'
import type { Counted, Limit, LimitState, Taken } from '../services/limiter.ts'

export interface KeyLimits {
  readonly perMinute: number
  readonly perHour: number
  readonly perDay?: number | null
}

/** Every number of the limits, but those a key brings. */
export const limits = {
  account: { name: 'account', windowS: 60, most: 600 },
  keyDefaults: { perMinute: 100, perHour: 1000, perDay: null },
  heavy: { name: 'heavy', windowS: 60, most: 60 },
  /** Tries to sign in: for one account named, and of all together. They count whatever is answered, or they would limit nobody. */
  signInOfOne: { name: 'sign-in', windowS: 60, most: 30 },
  signInOfAll: { name: 'sign-in-all', windowS: 60, most: 600 },
  hooks: { name: 'hooks', windowS: 60, most: 6000 },
} as const

/** What is counted before a body is read; empty for the owner and for what anybody may ask. */
export function countedFor(caller: Caller, route: Pick<Route, 'limit'>, limitsOfKey: (keyId: string) => KeyLimits | null): Counted[] {
  if (caller.kind === 'owner' || caller.kind === 'system') return []
  const ofHooks: Counted = { subject: 'class:hook', limits: [limits.hooks] }
  if (caller.kind === 'nobody') {
    if (route.limit === 'hook') return [ofHooks]
    return route.limit === 'auth' ? [{ subject: 'class:auth', limits: [limits.signInOfAll] }] : []
  }
  const who = subjectOf(caller)
  const own = caller.keyId === null ? [limits.account] : limitsOf(limitsOfKey(caller.keyId) ?? limits.keyDefaults)
  if (route.limit === undefined) return [{ subject: who, limits: own }]
  if (route.limit === 'hook') return [{ subject: who, limits: own }, ofHooks]
  return [
    { subject: who, limits: own },
    { subject: `${route.limit}:${who}`, limits: [route.limit === 'heavy' ? limits.heavy : limits.signInOfOne] },
  ]
}

export const subjectOf = ({ keyId, accountId }: Pick<Caller, 'keyId' | 'accountId'>): string =>
  keyId === null ? `account:${accountId}` : `key:${keyId}`

export function limitsOf({ perMinute, perHour, perDay }: KeyLimits): Limit[] {
  return [
    { name: 'minute', windowS: 60, most: perMinute },
    { name: 'hour', windowS: 3600, most: perHour },
    ...(perDay === null || perDay === undefined ? [] : [{ name: 'day', windowS: 86_400, most: perDay }]),
  ]
}

/** Of a body that names an account, known here or not: counted for that name alone. */
export function countedForName(route: Pick<Route, 'limit'>, caller: Caller, body: unknown): Counted[] {
  const { email } = (body ?? {}) as { email?: unknown }
  if (route.limit !== 'auth' || caller.kind !== 'nobody' || typeof email !== 'string') return []
  const name = createHash('sha256').update(email.normalize('NFKC').trim().toLowerCase()).digest('base64url')
  return [{ subject: `auth:name:${name}`, limits: [limits.signInOfOne] }]
}

/** Writes the headers, and throws the 429 of a request that was not let in. */
export function answerLimits(reply: FastifyReply, { isAdmitted, states, retryAfterS }: Taken, nowMs: number): void {
  if (states.length === 0) return
  setHeaders(reply, states, nowMs)
  if (isAdmitted) return
  reply.header('retry-after', String(retryAfterS))
  const full = states.filter((one) => one.remaining === 0).map((one) => `${one.most} in ${inWords(one.windowS)}`)
  throw new AppError('rate_limited', `This was asked too often: the limit is ${full.join(' and ')}`, {
    hint: `Ask again in ${retryAfterS} s, as Retry-After says.`,
  })
}

function setHeaders(reply: FastifyReply, states: readonly LimitState[], nowMs: number): void {
  const tightest = states.reduce((a, b) => (b.remaining < a.remaining || (b.remaining === a.remaining && b.resetS > a.resetS) ? b : a))
  reply
    .header('ratelimit-policy', states.map(({ name, most, windowS }) => `"${name}";q=${most};w=${windowS}`).join(', '))
    .header('ratelimit', states.map(({ name, remaining, resetS }) => `"${name}";r=${remaining};t=${resetS}`).join(', '))
    .header('x-ratelimit-limit', String(tightest.most))
    .header('x-ratelimit-remaining', String(tightest.remaining))
    .header('x-ratelimit-reset', String(Math.ceil(nowMs / 1000) + tightest.resetS))
}

const inWords = (windowS: number) =>
  windowS === 60 ? 'a minute' : windowS === 3600 ? 'an hour' : windowS === 86_400 ? 'a day' : `${windowS} s`
