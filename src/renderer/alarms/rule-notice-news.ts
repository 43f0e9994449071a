// Which notices of rules a window tells of, and which it told already. Pure.
//
// An alarm that is raised or escalates is told by the window itself, at once, with its tone and its settings. A rule that makes a notice of the
// same alarm comes a moment later: where the window has told that alarm, the notice only stands in the list. What the window doesn't tell by
// itself (an alarm that is over, nodes, keys, a test) is told, and so is an alarm of the night whose notice waited for the end of quiet hours.
import type { Notice } from '../../contract/schemas/mail.ts'

/** A notice this long after its alarm was told is news again, ms. */
export const sameForMs = 120_000
const mostKept = 500

export interface ToldAlarms {
  note(alarmId: string, at: number): void
  /** Told within `sameForMs`. */
  has(alarmId: string, at: number): boolean
}

export function createToldAlarms(): ToldAlarms {
  const told = new Map<string, number>()
  return {
    note: (alarmId, at) => {
      told.delete(alarmId)
      told.set(alarmId, at)
      const [oldest] = told.keys()
      if (told.size > mostKept && oldest !== undefined) told.delete(oldest)
    },
    has: (alarmId, at) => at - (told.get(alarmId) ?? Number.NEGATIVE_INFINITY) < sameForMs,
  }
}

/** Whether the window has told the same by itself. */
export function isToldAlready({ subject, eventType }: Pick<Notice, 'subject' | 'eventType'>, told: ToldAlarms, now: number): boolean {
  if (eventType !== 'alarm.raised' && eventType !== 'alarm.escalated') return false
  return subject?.startsWith('alarm/') === true && told.has(subject.slice('alarm/'.length), now)
}

export interface NoticeNews {
  /** Came while no window was open: told as one. */
  readonly missed: readonly Notice[]
  /** Came just now, oldest first. */
  readonly fresh: readonly Notice[]
}

/**
 * Looks at the list each time it changes. The first time in this window everything since `toldAt` was missed; whoever never had a window
 * (null) missed nothing.
 */
export function createNoticeNews(): (list: readonly Notice[], toldAt: number | null) => NoticeNews {
  let known: Set<string> | null = null
  return (list, toldAt) => {
    const before = known
    known = new Set(list.map(({ id }) => id))
    if (before === null) return { missed: toldAt === null ? [] : list.filter(({ at }) => at > toldAt), fresh: [] }
    return { missed: [], fresh: list.filter(({ id }) => !before.has(id)).reverse() }
  }
}
