// When a rule applies: windows of local time on days of the week. Pure: the caller says what the local time is.

export interface ScheduleWindow {
  /** 0 is Sunday: the day a window starts on. */
  readonly days: readonly number[]
  /** HH:MM. `to` at or before `from` runs into the next day; both the same is the whole day. */
  readonly from: string
  readonly to: string
}

/** The wall clock's words, so that daylight saving is the caller's platform's business. */
export interface LocalTime {
  readonly day: number
  readonly minutes: number
}

/** In any window; always when there is none. A window's `to` is the first minute after it. */
export function isScheduled(windows: readonly ScheduleWindow[], { day, minutes }: LocalTime): boolean {
  if (windows.length === 0) return true
  const yesterday = (day + 6) % 7
  return windows.some(({ days, from, to }) => {
    const start = minutesOf(from)
    const stop = minutesOf(to)
    if (start < stop) return days.includes(day) && minutes >= start && minutes < stop
    return (days.includes(day) && minutes >= start) || (days.includes(yesterday) && minutes < stop)
  })
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}
