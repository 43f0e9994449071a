// The server's own time zone, for stamps that name none: both instants of the hour that comes twice, the shifted one of the hour that is left out.
import type { LocalTime, WallTime } from '../../../domain/stamp.ts'

const hourMs = 3_600_000

/** Reads the zone of the process (TZ). */
export const serverLocalTime: LocalTime = (wall) => {
  const { year, month, day, hour, minute, second, ms } = wall
  const first = new Date(year, month - 1, day, hour, minute, second, ms).getTime()
  // Half an hour too: Lord Howe Island.
  const others = [-hourMs, -hourMs / 2, hourMs / 2, hourMs].map((shift) => first + shift).filter((at) => isSame(new Date(at), wall))
  return [first, ...others]
}

function isSame(at: Date, { day, hour, minute }: WallTime): boolean {
  return at.getDate() === day && at.getHours() === hour && at.getMinutes() === minute
}
