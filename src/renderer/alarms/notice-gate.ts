// Between alarms and the person: gathers what comes close together, so that a storm is one notice and one tone, not a hundred. Pure but for
// the timer it is given.
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'

export type Notice =
  | { readonly kind: 'one'; readonly alarm: AlarmRecord }
  | { readonly kind: 'many'; readonly count: number; readonly worst: AlarmRecord }

interface Needs {
  readonly now: () => number
  readonly later: (run: () => void, ms: number) => unknown
  readonly show: (notice: Notice) => void
  readonly tone: (priority: number) => void
}

/** Alarms within this belong together, ms. */
export const gatherMs = 500
/** At most this many notices of their own in `stormMs`; what comes beyond is told as one. */
export const mostNotices = 3
export const stormMs = 10_000

/** Takes alarms as they are raised. */
export function createNoticeGate({ now, later, show, tone }: Needs): (alarm: AlarmRecord) => void {
  let waiting: AlarmRecord[] = []
  let isWaiting = false
  let shownAt: number[] = []
  const flush = () => {
    isWaiting = false
    const alarms = waiting
    waiting = []
    const worst = [...alarms].sort((a, b) => a.priority - b.priority)[0]
    if (!worst) return
    shownAt = shownAt.filter((at) => now() - at < stormMs)
    if (alarms.length + shownAt.length <= mostNotices) for (const alarm of alarms) show({ kind: 'one', alarm })
    else if (alarms.length === 1) show({ kind: 'one', alarm: worst })
    else show({ kind: 'many', count: alarms.length, worst })
    shownAt.push(...alarms.slice(0, mostNotices).map(now))
    tone(worst.priority)
  }
  return (alarm) => {
    // The same alarm twice while it waits is still one.
    waiting = [...waiting.filter((a) => a.id !== alarm.id), alarm]
    if (isWaiting) return
    isWaiting = true
    const isStorm = shownAt.filter((at) => now() - at < stormMs).length >= mostNotices
    later(flush, isStorm ? stormMs : gatherMs)
  }
}
