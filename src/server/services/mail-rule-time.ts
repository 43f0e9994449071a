// When a rule sends: quiet hours and the time of a daily digest, in the server's local time. Pure but for the time zone of the machine.
import type { MailRule } from '../../contract/schemas/mail.ts'

/** `text` (HH:MM) on the day of `at`, or so many days later. */
function onDay(at: number, days: number, text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  const then = new Date(at)
  then.setDate(then.getDate() + days)
  return then.setHours(hour, minute, 0, 0)
}

/** End of the quiet hours `at` lies in; `at` itself outside of them. */
export function endOfQuiet(at: number, quiet: MailRule['quiet']): number {
  if (quiet === null || quiet.from === quiet.to) return at
  const isOverMidnight = quiet.from > quiet.to
  for (const day of [-1, 0]) {
    const [from, to] = [onDay(at, day, quiet.from), onDay(at, day + (isOverMidnight ? 1 : 0), quiet.to)]
    if (at >= from && at < to) return to
  }
  return at
}

/** The next time it is `text` (HH:MM), after `at`. */
export function nextTimeOfDay(at: number, text: string): number {
  const today = onDay(at, 0, text)
  return today > at ? today : onDay(at, 1, text)
}

/** When what is gathered from now on leaves; null where nothing is gathered. */
export function digestDue(now: number, rule: Pick<MailRule, 'digestMinutes' | 'digestAt' | 'quiet'>): number | null {
  if (rule.digestAt !== null) return endOfQuiet(nextTimeOfDay(now, rule.digestAt), rule.quiet)
  return rule.digestMinutes === null ? null : endOfQuiet(now + rule.digestMinutes * 60_000, rule.quiet)
}
