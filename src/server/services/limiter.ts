// Fixed windows that open at their first counted request. Guarantees: never more than `most` in a window, also under parallel clients (one
// thread counts) and over a kill -9: what is on disk is always at least what was let in, for it runs ahead by a reserve. So a crash costs
// its caller at most the rest of the reserve, and a stop nothing.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'

export interface Limit {
  /** Names the policy in the headers. */
  readonly name: string
  readonly windowS: number
  readonly most: number
}

export interface LimitState extends Limit {
  readonly remaining: number
  /** Whole seconds until the window closes; a window that isn't open has its whole length before it. */
  readonly resetS: number
  /** The instant of it; of a window that isn’t open, as if it opened now. */
  readonly resetAt: number
}

/** Whom a count is for, with the limits that hold for them. */
export interface Counted {
  readonly subject: string
  readonly limits: readonly Limit[]
}

export interface Taken {
  readonly isAdmitted: boolean
  readonly states: readonly LimitState[]
  /** Until every full window is open again; 0 when admitted. */
  readonly retryAfterS: number
  /** Uncounts: the answer was one that doesn't count. */
  giveBack(): void
}

export interface Limiter {
  /** Counts in every window of every subject, or in none. */
  take(counted: readonly Counted[]): Taken
  look(counted: Counted): readonly LimitState[]
  /** Forgets what was counted for a subject that is gone. */
  stop(): void
}

interface Window {
  readonly subject: string
  readonly windowS: number
  openedAt: number
  count: number
  /** What stands on disk for it. */
  onDisk: number
  /** Counted since the last save. */
  isDirty: boolean
}

const saveEveryMs = 1000
const sweepEveryMs = 60_000

const reserveOf = (most: number) => Math.max(5, Math.ceil(most / 20))

interface Parts {
  readonly store: Pick<Store, 'rateWindow' | 'transaction'>
  readonly clock: Clock
  readonly log: Log
}

/** Goes on from what is stored. */
export function createLimiter({ store, clock, log }: Parts): Limiter {
  const windows = new Map<string, Window>()
  const mostOf = new Map<string, number>()
  let hasFailed = false
  const keyOf = (subject: string, windowS: number) => `${windowS} ${subject}`
  for (const { subject, windowS, openedAt, counted } of store.rateWindow.listAll())
    windows.set(keyOf(subject, windowS), { subject, windowS, openedAt, count: counted, onDisk: counted, isDirty: false })

  const isClosed = ({ openedAt, windowS }: Window, now: number) => now >= openedAt + windowS * 1000
  /** The window that counts now; one that closed, or that the clock was set back from, opens anew with the next count. */
  const openWindow = (subject: string, windowS: number, now: number): Window | undefined => {
    const found = windows.get(keyOf(subject, windowS))
    if (found === undefined || isClosed(found, now)) return undefined
    // The clock was set back: the window can't last longer than it is.
    if (found.openedAt > now) found.openedAt = now
    return found
  }
  const stateOf = (limit: Limit, window: Window | undefined, now: number): LimitState => ({
    ...limit,
    remaining: Math.max(0, limit.most - (window?.count ?? 0)),
    resetAt: (window?.openedAt ?? now) + limit.windowS * 1000,
    resetS: window === undefined ? limit.windowS : Math.max(1, Math.ceil((window.openedAt + window.windowS * 1000 - now) / 1000)),
  })
  const save = (some: readonly Window[], reserve: (window: Window) => number): void => {
    if (some.length === 0) return
    try {
      store.transaction(() => {
        for (const window of some) {
          const counted = window.count + reserve(window)
          store.rateWindow.save({ subject: window.subject, windowS: window.windowS, openedAt: window.openedAt, counted })
        }
      })
      for (const window of some) Object.assign(window, { onDisk: window.count + reserve(window), isDirty: false })
      hasFailed = false
    } catch (err) {
      // A full disk stops nobody from reading: the counts in memory hold until the next start.
      if (!hasFailed) log.error({ err }, 'what was counted against rate limits could not be saved')
      hasFailed = true
    }
  }
  const ahead = (window: Window) => {
    const most = mostOf.get(keyOf(window.subject, window.windowS)) ?? window.count
    return Math.max(0, Math.min(reserveOf(most), most - window.count))
  }

  let stopSaving: (() => void) | undefined
  const saveSoon = () => {
    stopSaving ??= clock.after(saveEveryMs, saveAll)
  }
  const saveAll = () => {
    stopSaving = undefined
    const now = clock.now()
    // Topped up in one go, so that a steady caller doesn't wait for the disk.
    save(
      [...windows.values()].filter((w) => w.isDirty && !isClosed(w, now) && w.onDisk - w.count < ahead(w) / 2),
      ahead,
    )
  }
  const sweep = () => {
    const now = clock.now()
    for (const [key, window] of windows) {
      if (!isClosed(window, now)) continue
      windows.delete(key)
      mostOf.delete(key)
    }
    try {
      store.transaction(() => store.rateWindow.removeClosed(now))
    } catch (err) {
      log.warn({ err }, 'closed windows of rate limits could not be removed')
    }
  }
  const stopSweeping = clock.every(sweepEveryMs, sweep)

  return {
    take: (counted) => {
      const now = clock.now()
      const each = counted.flatMap(({ subject, limits }) =>
        limits.map((limit) => ({ subject, limit, window: openWindow(subject, limit.windowS, now) })),
      )
      const full = each.filter(({ limit, window }) => (window?.count ?? 0) >= limit.most)
      if (full.length > 0) {
        const states = each.map(({ limit, window }) => stateOf(limit, window, now))
        const retryAfterS = Math.max(...full.map(({ limit, window }) => stateOf(limit, window, now).resetS))
        return { isAdmitted: false, states, retryAfterS, giveBack: () => {} }
      }
      const taken = each.map(({ subject, limit, window: open }) => {
        const key = keyOf(subject, limit.windowS)
        const window = open ?? { subject, windowS: limit.windowS, openedAt: now, count: 0, onDisk: 0, isDirty: false }
        windows.set(key, window)
        mostOf.set(key, limit.most)
        window.count += 1
        window.isDirty = true
        return { window, limit, openedAt: window.openedAt }
      })
      // On disk before it is let in.
      save(
        taken.flatMap(({ window }) => (window.count > window.onDisk ? [window] : [])),
        ahead,
      )
      saveSoon()
      let isGiven = false
      return {
        isAdmitted: true,
        states: taken.map(({ window, limit }) => stateOf(limit, window, now)),
        retryAfterS: 0,
        giveBack: () => {
          if (isGiven) return
          isGiven = true
          for (const { window, openedAt } of taken) if (window.openedAt === openedAt && window.count > 0) window.count -= 1
        },
      }
    },
    look: ({ subject, limits }) => {
      const now = clock.now()
      return limits.map((limit) => stateOf(limit, openWindow(subject, limit.windowS, now), now))
    },
    stop: () => {
      stopSaving?.()
      stopSweeping()
      sweep()
      save([...windows.values()], () => 0)
    },
  }
}
