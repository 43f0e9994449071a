// Looks after keys by the clock: closes what an ended key or secret opened within a second, and warns 30, 14, 7 and 1 day before the end.
// A computer that slept catches up: the nearest warning that is due is given, once.
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { ApiKeyRow } from '../store/api-key.ts'
import { daysLeft, isExpired, isRotating, warningDays, warningDue } from './api-key-record.ts'

export interface KeyWatch {
  warnings(): readonly string[]
  stop(): void
}

interface Parts {
  readonly clock: Clock
  readonly log: Log
  readonly bus: Bus
  readonly rows: () => Iterable<ApiKeyRow>
  /** `tell` is the warning that is due, in the same transaction. */
  readonly save: (row: ApiKeyRow, tell?: { readonly expiresAt: number; readonly days: number; readonly at: number }) => void
  readonly closeConnections: (id: string, reason: string) => void
}

const periodMs = 1000

/** Starts at once; `stop` ends it. */
export function watchKeys({ clock, log, bus, rows, save, closeConnections }: Parts): KeyWatch {
  const ended = new Set<string>()

  const look = (row: ApiKeyRow, now: number) => {
    if (row.oldHash !== null && !isRotating(row, now)) {
      save({ ...row, oldHash: null, oldSecretUntil: null })
      closeConnections(row.id, 'the older secret of the key has ended')
      return
    }
    if (!isExpired(row, now)) ended.delete(row.id)
    else if (!ended.has(row.id)) {
      ended.add(row.id)
      closeConnections(row.id, 'the key has expired')
    }
    const days = row.active ? warningDue(row, now) : null
    if (days === null || row.expiresAt === null) return
    const { id: keyId, name, expiresAt } = row
    save({ ...row, warnedDays: days }, { expiresAt, days: daysLeft(expiresAt, now), at: now })
    log.warn({ keyId, name, expiresAt, days }, 'an API key ends soon')
    bus.publish({ name: 'key.expiring', payload: { keyId, name, at: now, expiresAt, days: daysLeft(expiresAt, now) } })
  }
  const lookAtAll = () => {
    const now = clock.now()
    for (const row of [...rows()]) {
      try {
        look(row, now)
      } catch (err) {
        log.warn({ err, keyId: row.id }, 'a key could not be looked after; trying again')
      }
    }
  }
  const cancel = clock.every(periodMs, lookAtAll)

  return {
    warnings: () => {
      const now = clock.now()
      return [...rows()].flatMap(({ name, active, expiresAt }) => {
        if (!active || expiresAt === null || now >= expiresAt || daysLeft(expiresAt, now) >= warningDays[1]) return []
        const days = daysLeft(expiresAt, now)
        return [`The API key "${name}" ends ${days === 0 ? 'within a day' : days === 1 ? 'in a day' : `in ${days} days`}; rotate it.`]
      })
    },
    stop: cancel,
  }
}
