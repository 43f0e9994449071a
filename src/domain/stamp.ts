// When a reading was taken: from what a node sent as its timestamp to UTC ms, and which time is used when the stamp can't be trusted. Pure.

/** Instants a wall-clock time of the server's zone can mean: one, two in the hour that comes twice, the shifted one in the hour that is left out. */
export type LocalTime = (wall: WallTime) => readonly number[]

export interface WallTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
}

/** The last instant a stamp may name: the end of the year 9999. */
const lastMs = 253_402_300_799_999
/** Numbers below are seconds. */
export const secondsBelow = 1e11

const iso = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?\s*$/

/**
 * UTC ms a timestamp can mean, the more likely first; null when it can't be read. Numbers are epoch ms, below 1e11 seconds; texts are
 * ISO 8601, in the server's local time when they name no zone, or a number in digits.
 */
export function readStamp(stamp: unknown, localTime: LocalTime): readonly number[] | null {
  if (typeof stamp === 'number') return fromNumber(stamp)
  if (typeof stamp !== 'string' || stamp.length > 64) return null
  if (/^\s*-?\d+(\.\d+)?\s*$/.test(stamp) && !/^\s*\d{4}\s*$/.test(stamp)) return fromNumber(Number(stamp))
  const found = iso.exec(stamp)
  if (found === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = found
  const wall: WallTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6),
  }
  if (!isOnCalendar(wall)) return null
  if (zone === undefined) return localTime(wall).filter((ms) => ms >= 0)
  const utc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, wall.ms) - zoneMs(zone)
  return utc >= 0 ? [utc] : null
}

function fromNumber(stamp: number): readonly number[] | null {
  if (!Number.isFinite(stamp) || stamp < 0) return null
  const ms = Math.round(stamp < secondsBelow ? stamp * 1000 : stamp)
  return ms <= lastMs ? [ms] : null
}

function isOnCalendar({ year, month, day, hour, minute, second }: WallTime): boolean {
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 60) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function zoneMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}

export const oldestStampMs = 7 * 86_400_000
export const newestStampMs = 5 * 60_000
/** A clock further off than this is no clock: its stamps are judged by ours. */
const worstClockMs = 86_400_000
/** Messages the offset of a clock is the median of. */
export const clockWindow = 32

export interface TimeUsed {
  readonly at: number
  /** The arrival time stands in for the stamp. */
  readonly flagged: boolean
}

/**
 * The stamp as sent when it is within -7 days and +5 minutes of the node's clock, else the arrival time, flagged. `offsetMs` is arrival
 * minus stamp of that clock, 0 while it isn't known. Of two possible instants the one nearest to the node's clock counts.
 */
export function timeUsed({
  stamps,
  arrivedAt,
  offsetMs,
}: {
  stamps: readonly number[] | null
  arrivedAt: number
  offsetMs: number
}): TimeUsed {
  const trusted = Math.abs(offsetMs) <= worstClockMs ? offsetMs : 0
  const earliest = arrivedAt - Math.max(trusted, 0) - oldestStampMs
  // A clock that is behind, or a node that sends what it had kept, must not make its good stamps look like the future.
  const latest = arrivedAt + Math.max(-trusted, 0) + newestStampMs
  const inside = (stamps ?? []).filter((ms) => ms >= earliest && ms <= latest)
  const best = inside.sort((a, b) => Math.abs(arrivedAt - trusted - a) - Math.abs(arrivedAt - trusted - b))[0]
  return best === undefined ? { at: arrivedAt, flagged: true } : { at: best, flagged: false }
}

/** Median of numbers; null of none. Leaves the order of `values` alone. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}
