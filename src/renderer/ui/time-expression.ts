// Typed points in time: `now-24h`, `now/d`, `now-1w/w`, `13:45`, ISO dates. Local time by the calendar: `1d` is a day whatever its hours,
// `24h` is 24 hours. At the end of a range a rounded or a coarse point stands for the end of its unit. Pure.

export type Edge = 'from' | 'to'
export type ReadTime =
  | { readonly kind: 'ok'; readonly at: number /** Moves as time goes on. */; readonly isLive: boolean }
  | { readonly kind: 'refused'; readonly reason: 'empty' | 'unreadable' | 'unit' | 'date' | 'far' }

export interface TimeRange {
  readonly from: number
  readonly to: number
}
/** A range as typed. */
export interface TypedRange {
  readonly from: string
  readonly to: string
}

const units = ['s', 'm', 'h', 'd', 'w', 'M', 'y'] as const
export type TimeUnit = (typeof units)[number]
const exactMs: Partial<Record<TimeUnit, number>> = { s: 1000, m: 60_000, h: 3_600_000 }
const isUnit = (text: string): text is TimeUnit => (units as readonly string[]).includes(text)
/** Years 1970 to 9999: what the API takes and a date field can print. */
const latest = 253_402_300_799_999

/** Steps by the calendar for days and longer, by the clock for hours and shorter. */
export function addUnits(at: number, count: number, unit: TimeUnit): number {
  const exact = exactMs[unit]
  if (exact !== undefined) return at + count * exact
  const date = new Date(at)
  if (unit === 'd' || unit === 'w') date.setDate(date.getDate() + count * (unit === 'w' ? 7 : 1))
  else {
    // The last day of a shorter month stands for a day it doesn't have.
    const day = date.getDate()
    date.setDate(1)
    date.setMonth(date.getMonth() + count * (unit === 'y' ? 12 : 1))
    date.setDate(Math.min(day, new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate()))
  }
  return date.getTime()
}

/** The start of the unit that holds `at`; weeks begin on Monday. */
export function startOf(at: number, unit: TimeUnit): number {
  const date = new Date(at)
  if (unit === 's') date.setMilliseconds(0)
  else if (unit === 'm') date.setSeconds(0, 0)
  // Minutes are set back on the clock, so that the hour that comes twice in autumn keeps its own start.
  else if (unit === 'h') return at - ((((at / 60_000) % 60) + 60 - (date.getTimezoneOffset() % 60)) % 60) * 60_000
  else {
    date.setHours(0, 0, 0, 0)
    if (unit === 'w') date.setDate(date.getDate() - ((date.getDay() + 6) % 7))
    else if (unit === 'M') date.setDate(1)
    else if (unit === 'y') date.setMonth(0, 1)
  }
  return date.getTime()
}

/** Reads one end of a range. */
export function readTime(text: string, { now, edge }: { now: number; edge: Edge }): ReadTime {
  const typed = text.trim()
  if (typed === '') return { kind: 'refused', reason: 'empty' }
  const read = /^now\b/i.test(typed) ? readRelative(typed, now, edge) : readAbsolute(typed, now, edge)
  if (read.kind === 'ok' && !(read.at >= 0 && read.at <= latest)) return { kind: 'refused', reason: 'far' }
  return read
}

function readRelative(typed: string, now: number, edge: Edge): ReadTime {
  let at = now
  let rest = typed.slice(3).replaceAll(/\s+/g, '')
  while (rest !== '') {
    const step = /^(?:([+-])(\d{1,9})|\/)([A-Za-z]+)/.exec(rest)
    if (!step) return { kind: 'refused', reason: 'unreadable' }
    const [whole, sign, count, unit] = step
    if (unit === undefined || !isUnit(unit)) return { kind: 'refused', reason: 'unit' }
    rest = rest.slice(whole.length)
    if (sign !== undefined) at = addUnits(at, Number(count) * (sign === '-' ? -1 : 1), unit)
    else at = edge === 'from' ? startOf(at, unit) : addUnits(startOf(at, unit), 1, unit)
  }
  return { kind: 'ok', at, isLive: true }
}

const isoForm = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i

function readAbsolute(typed: string, now: number, edge: Edge): ReadTime {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(typed)
  if (clock) {
    const [hours, minutes] = [Number(clock[1]), Number(clock[2])]
    if (hours > 23 || minutes > 59) return { kind: 'refused', reason: 'date' }
    return { kind: 'ok', at: new Date(now).setHours(hours, minutes, 0, 0), isLive: false }
  }
  if (/^\d{12,14}$/.test(typed)) return { kind: 'ok', at: Number(typed), isLive: false }
  const parts = isoForm.exec(typed)
  if (!parts) return { kind: 'refused', reason: 'unreadable' }
  const [, year, month, day, hour, minute, second, fraction, zone] = parts
  const fields = [
    Number(year),
    Number(month ?? 1) - 1,
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  ] as const
  const ms = Number((fraction ?? '0').padEnd(3, '0'))
  const utc = Date.UTC(...fields, ms)
  const back = new Date(utc)
  const isReal = back.getUTCMonth() === fields[1] && back.getUTCDate() === fields[2] && fields[3] < 24 && fields[4] < 60 && fields[5] < 60
  if (!isReal) return { kind: 'refused', reason: 'date' }
  if (zone !== undefined) return { kind: 'ok', at: utc - zoneMs(zone), isLive: false }
  const at = new Date(...fields, ms).getTime()
  const coarse: TimeUnit | null = month === undefined ? 'y' : day === undefined ? 'M' : hour === undefined ? 'd' : null
  return { kind: 'ok', at: coarse !== null && edge === 'to' ? addUnits(at, 1, coarse) : at, isLive: false }
}

function zoneMs(zone: string): number {
  if (/^z$/i.test(zone)) return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

export type ReadRange =
  | { readonly kind: 'ok'; readonly range: TimeRange; readonly isLive: boolean }
  | { readonly kind: 'refused'; readonly edge: Edge | 'both'; readonly reason: 'empty' | 'unreadable' | 'unit' | 'date' | 'far' | 'order' }

/** Reads both ends; the range must go forward. */
export function readRange(typed: TypedRange, now: number): ReadRange {
  const from = readTime(typed.from, { now, edge: 'from' })
  if (from.kind === 'refused') return { kind: 'refused', edge: 'from', reason: from.reason }
  const to = readTime(typed.to, { now, edge: 'to' })
  if (to.kind === 'refused') return { kind: 'refused', edge: 'to', reason: to.reason }
  if (to.at <= from.at) return { kind: 'refused', edge: 'both', reason: 'order' }
  return { kind: 'ok', range: { from: from.at, to: to.at }, isLive: to.isLive }
}

/** The range before or after, of the same length: whole days by the calendar, anything else by the clock. */
export function shiftRange({ from, to }: TimeRange, step: 1 | -1): TimeRange {
  if (from === startOf(from, 'd') && to === startOf(to, 'd')) {
    if (from === startOf(from, 'M') && to === addUnits(from, 1, 'M'))
      return { from: addUnits(from, step, 'M'), to: addUnits(from, step + 1, 'M') }
    const days = Math.round((to - from) / 86_400_000)
    return { from: addUnits(from, step * days, 'd'), to: addUnits(to, step * days, 'd') }
  }
  return { from: from + step * (to - from), to: to + step * (to - from) }
}

/** A point for the address: exact everywhere, whatever the reader's time zone. */
export function isoOf(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

/** What was typed, as it stands in the address: live points as they are, others exact. */
export function canonicalTime(text: string, options: { now: number; edge: Edge }): string {
  const read = readTime(text, options)
  return read.kind === 'ok' && !read.isLive ? isoOf(read.at) : text.trim()
}

const two = (n: number) => String(n).padStart(2, '0')

/** A point for a field: live ones as they are, exact ones in local time, as a person would type them. */
export function fieldText(text: string): string {
  if (!/^\d{4}-.*Z$/.test(text)) return text
  const date = new Date(text)
  const seconds = date.getSeconds() === 0 ? '' : `:${two(date.getSeconds())}`
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}${seconds}`
}

export const rangePresets = [
  { id: 'hour', from: 'now-1h', to: 'now' },
  { id: 'sixHours', from: 'now-6h', to: 'now' },
  { id: 'day', from: 'now-24h', to: 'now' },
  { id: 'today', from: 'now/d', to: 'now' },
  { id: 'yesterday', from: 'now-1d/d', to: 'now-1d/d' },
  { id: 'week', from: 'now/w', to: 'now' },
  { id: 'month', from: 'now-30d', to: 'now' },
] as const satisfies readonly (TypedRange & { id: string })[]
