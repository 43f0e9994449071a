// The time slider's logic: spans, typed times, frames, play. Pure; null for an instant means live.
import { readTime } from '../../ui/time-expression.ts'

export const spans = { h1: 3_600_000, h6: 21_600_000, h24: 86_400_000, d7: 604_800_000 } as const
export type Span = keyof typeof spans
export const spanNames = Object.keys(spans) as readonly Span[]

/** Seconds of the plan's time in one second of the hand's. */
export const speeds = [60, 300, 1800, 7200] as const

/** Instants asked for at once: a step is 7.5 s of an hour, 3 minutes of a day. */
export const frameSteps = 480

/** How far one step of the slider is. */
export function stepOf(span: Span): number {
  return spans[span] / frameSteps
}

export interface SliderRange {
  readonly from: number
  readonly to: number
}

/** What the slider covers: up to now in whole steps; round an earlier instant when that lies before it. */
export function rangeOf(span: Span, at: number | null, now: number): SliderRange {
  const step = stepOf(span)
  const end = Math.ceil(now / step) * step
  if (at === null || at >= end - spans[span]) return { from: end - spans[span], to: end }
  const to = Math.min(end, Math.ceil((at + spans[span] / 2) / step) * step)
  return { from: to - spans[span], to }
}

/** The last frame at or before an instant; -1 before the first. */
export function frameAt(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Where play is after some time; null once it has caught up with now. */
export function advance(
  at: number,
  { elapsedMs, speed, now }: { readonly elapsedMs: number; readonly speed: number; readonly now: number },
): number | null {
  const next = at + elapsedMs * speed
  return next >= now ? null : next
}

/** A chosen instant, on whole seconds; from now on it is live. */
export function settleAt(at: number, now: number): number | null {
  const whole = Math.round(at / 1000) * 1000
  return whole >= now - 1000 ? null : Math.max(0, whole)
}

/**
 * A typed time: `13:12` and `13:12:08` on the day that is shown, `now-2h`, ISO dates. 'refused' when it can't be read.
 * A clock time that hasn't been yet today is yesterday's.
 */
export function readTypedTime(text: string, { shown, now }: { readonly shown: number; readonly now: number }): number | null | 'refused' {
  const typed = text.trim()
  const clock = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?$/.exec(typed)
  if (clock) {
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)]
    if (hours > 23 || minutes > 59 || seconds > 59) return 'refused'
    const date = new Date(shown)
    const at = date.setHours(hours, minutes, seconds, 0)
    if (at <= now) return settleAt(at, now)
    date.setDate(date.getDate() - 1)
    return date.getTime()
  }
  const read = readTime(typed, { now, edge: 'from' })
  if (read.kind === 'refused' || read.at > now) return 'refused'
  return settleAt(read.at, now)
}
