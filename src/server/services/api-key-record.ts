// An API key as others see it: its state, what of it works, its limits. Pure.
import type { ApiKeyRecord } from '../../contract/schemas/api-key.ts'
import { shrinkTo } from '../../domain/permissions.ts'
import type { ApiKeyRow, KeyCount } from '../store/api-key.ts'

export const dayMs = 86_400_000
export const defaultPerMinute = 100
export const defaultPerHour = 1000
/** Warned of before the end, in days; from the first on a key is said to expire soon. */
export const warningDays = [30, 14, 7, 1] as const

/** What a key's requests are held to, by length of the window. */
export interface KeyLimits {
  readonly perMinute: number
  readonly perHour: number
  readonly perDay: number | null
}

export const limitsOf = (row: ApiKeyRow): KeyLimits => ({
  perMinute: row.perMinute ?? defaultPerMinute,
  perHour: row.perHour ?? defaultPerHour,
  perDay: row.perDay,
})

export const isExpired = (row: ApiKeyRow, now: number): boolean => row.expiresAt !== null && now >= row.expiresAt

/** The older secret of a key that rotates, while it works. */
export const isRotating = (row: ApiKeyRow, now: number): boolean =>
  row.oldHash !== null && row.oldSecretUntil !== null && now < row.oldSecretUntil

/** Days left as people count them: 0 on the last. */
export const daysLeft = (expiresAt: number, now: number): number => Math.floor((expiresAt - now) / dayMs)

/** The warning that is due, in days; null when it was given or is far off. */
export function warningDue(row: ApiKeyRow, now: number): number | null {
  const { expiresAt, warnedDays } = row
  if (expiresAt === null || now >= expiresAt) return null
  const due = warningDays.findLast((days) => expiresAt - now <= days * dayMs)
  return due !== undefined && (warnedDays === null || due < warnedDays) ? due : null
}

/** A key made for less than a warning's days needs no such warning: whoever made it knows. */
export function warnedFrom(now: number, expiresAt: number | null): number | null {
  return expiresAt === null ? null : (warningDays.findLast((days) => expiresAt - now <= days * dayMs) ?? null)
}

export function stateOf(row: ApiKeyRow, now: number): ApiKeyRecord['state'] {
  if (isExpired(row, now)) return 'expired'
  if (!row.active) return 'paused'
  if (isRotating(row, now)) return 'rotating'
  return row.expiresAt !== null && row.expiresAt - now <= warningDays[0] * dayMs ? 'expiresSoon' : 'active'
}

/** The white list of a key's reply. `held`: what its owner may now, null when the owner is gone or disabled. */
export function recordFrom(
  row: ApiKeyRow,
  given: { now: number; held: ReadonlySet<string> | null; ownerName: string; lastUsedAt: number | null; today: KeyCount },
): ApiKeyRecord {
  const { id, name, description, prefix, scopes, projectIds, ownerId, active, createdAt, expiresAt, rotatedAt } = row
  const { now, held, ownerName, lastUsedAt, today } = given
  return {
    ...{ id, name, description, prefix, scopes: [...scopes], projectIds: projectIds && [...projectIds], ownerId, ownerName, active },
    ...limitsOf(row),
    ...{ createdAt, expiresAt, rotatedAt, lastUsedAt, callsToday: today.calls, errorsToday: today.errors },
    effectiveScopes: held === null ? [] : [...shrinkTo(held, scopes)],
    state: stateOf(row, now),
    oldSecretUntil: isRotating(row, now) ? row.oldSecretUntil : null,
  }
}
