// Between what happens and the person: gathers what comes close together, so that a storm is one notice and one tone, not a hundred. Alarms
// and notices of rules each have one. Pure but for the timer it is given.

export type Notice<T> = { readonly kind: 'one'; readonly one: T } | { readonly kind: 'many'; readonly count: number; readonly worst: T }

interface Needs<T> {
  readonly now: () => number
  readonly later: (run: () => void, ms: number) => unknown
  /** The lowest is told where many are told as one. */
  readonly urgencyOf: (one: T) => number
  readonly show: (notice: Notice<T>) => void
  /** Once for what is told together, by the most urgent. */
  readonly tone?: (worst: T) => void
}

/** What comes within this belongs together, ms. */
export const gatherMs = 500
/** At most this many notices of their own in `stormMs`; what comes beyond is told as one. */
export const mostNotices = 3
export const stormMs = 10_000

/** Takes them as they come. */
export function createNoticeGate<T extends { readonly id: string }>({ now, later, urgencyOf, show, tone }: Needs<T>): (one: T) => void {
  let waiting: T[] = []
  let isWaiting = false
  let shownAt: number[] = []
  const flush = () => {
    isWaiting = false
    const all = waiting
    waiting = []
    const worst = [...all].sort((a, b) => urgencyOf(a) - urgencyOf(b))[0]
    if (!worst) return
    shownAt = shownAt.filter((at) => now() - at < stormMs)
    if (all.length + shownAt.length <= mostNotices) for (const one of all) show({ kind: 'one', one })
    else if (all.length === 1) show({ kind: 'one', one: worst })
    else show({ kind: 'many', count: all.length, worst })
    shownAt.push(...all.slice(0, mostNotices).map(now))
    tone?.(worst)
  }
  return (one) => {
    // The same twice while it waits is still one.
    waiting = [...waiting.filter(({ id }) => id !== one.id), one]
    if (isWaiting) return
    isWaiting = true
    const isStorm = shownAt.filter((at) => now() - at < stormMs).length >= mostNotices
    later(flush, isStorm ? stormMs : gatherMs)
  }
}
