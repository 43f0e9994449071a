// Energy from power: watts integrated over the real intervals between readings, by tariff band, bucket and presence. Pure.
// Between two readings the power is taken as a straight line; a pause longer than three periods is unknown, never zero.
import { isScheduled, type LocalTime, type ScheduleWindow } from './alarm-schedule.ts'

export interface WattSample {
  readonly at: number
  readonly watts: number
}

/** A stretch in which band, bucket and expectation are the same. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly band: string
  readonly pricePerKWh: number
  readonly bucketAt: number
  readonly isWorkingTime: boolean
}

export interface TariffRules {
  readonly standard: { readonly name: string; readonly pricePerKWh: number }
  readonly bands: readonly { readonly name: string; readonly pricePerKWh: number; readonly windows: readonly ScheduleWindow[] }[]
  readonly workingHours: readonly ScheduleWindow[]
}

/** Whether somebody was there; null where it isn't known. */
export interface PresenceSpan {
  readonly from: number
  readonly to: number
  readonly isOccupied: boolean | null
}

export interface EnergySums {
  kWh: number
  cost: number
  unoccupiedKWh: number
  unoccupiedCost: number
}

const minuteMs = 60_000
/** Offsets of time zones change on half hours. */
const stepMs = 30 * minuteMs

/** Longer between two readings, and what was used in between isn't known. */
export function longestGapMs(intervalMs: number): number {
  return 3 * intervalMs
}

/**
 * Cuts [from, to) where the tariff, the working time or the bucket changes, in local time: an hour that comes twice is there twice, one
 * that is left out is not there. The first band whose windows hold an instant gives its price.
 */
export function cutByTariff(range: {
  from: number
  to: number
  tariff: TariffRules
  bucket: 'hour' | 'day'
  localTime: (at: number) => LocalTime
}): Stretch[] {
  const { from, to, tariff, bucket, localTime } = range
  if (!(from < to)) return []
  const windows = [...tariff.bands.flatMap((band) => band.windows), ...tariff.workingHours]
  const edges = new Set([0, ...windows.flatMap((window) => [minutesOf(window.from), minutesOf(window.to)])])
  if (bucket === 'hour') for (let hour = 0; hour < 24; hour += 1) edges.add(hour * 60)
  const cuts = new Set([from])
  for (let step = Math.floor(from / stepMs) * stepMs; step < to; step += stepMs) {
    const { minutes } = localTime(step)
    for (const edge of edges) {
      const at = step + ((edge - minutes + 1440) % 1440) * minuteMs
      if (at < step + stepMs && at > from && at < to) cuts.add(at)
    }
  }
  const sorted = [...cuts].sort((a, b) => a - b)
  let bucketAt = from
  return sorted.map((start, i) => {
    const local = localTime(start)
    if (bucket === 'hour' ? local.minutes % 60 === 0 : local.minutes === 0) bucketAt = start
    const band = tariff.bands.find((one) => isScheduled(one.windows, local)) ?? tariff.standard
    return {
      from: start,
      to: sorted[i + 1] ?? to,
      band: band.name,
      pricePerKWh: band.pricePerKWh,
      bucketAt,
      isWorkingTime: isScheduled(tariff.workingHours, local),
    }
  })
}

/** Kilowatt hours and known milliseconds of a stretch, told for each piece of it between two readings. */
export type AddPiece<S extends Stretch> = (piece: { readonly stretch: S; readonly knownMs: number; readonly kWh: number }) => void

/**
 * An integrator that takes the readings of one sensor in order of time, a page at a time, over stretches in order. Readings may lie outside
 * of them: only what is inside counts.
 */
export function createIntegrator<S extends Stretch>({
  stretches,
  gapMs,
  add,
}: {
  stretches: readonly S[]
  gapMs: number
  add: AddPiece<S>
}): {
  take(samples: readonly WattSample[]): void
} {
  let before: WattSample | undefined
  let index = 0
  const between = (a: WattSample, b: WattSample) => {
    while (index < stretches.length && (stretches[index]?.to ?? 0) <= a.at) index += 1
    for (let i = index; i < stretches.length; i += 1) {
      const stretch = stretches[i]
      if (stretch === undefined || stretch.from >= b.at) return
      const from = Math.max(a.at, stretch.from)
      const to = Math.min(b.at, stretch.to)
      if (to <= from) continue
      const wattsAt = (at: number) => a.watts + ((b.watts - a.watts) * (at - a.at)) / (b.at - a.at)
      add({ stretch, knownMs: to - from, kWh: ((wattsAt(from) + wattsAt(to)) / 2) * ((to - from) / 3_600_000_000) })
    }
  }
  return {
    take: (samples) => {
      for (const sample of samples) {
        if (before !== undefined && sample.at > before.at && sample.at - before.at <= gapMs) between(before, sample)
        if (before === undefined || sample.at >= before.at) before = sample
      }
    },
  }
}

/** The same from means of buckets, for what is kept no finer: a bucket is known for as long as its readings stand for. */
export function addBuckets<S extends Stretch>(parts: {
  stretches: readonly S[]
  buckets: readonly { readonly at: number; readonly mean: number | null; readonly count: number }[]
  bucketMs: number
  intervalMs: number
  add: AddPiece<S>
}): void {
  const { stretches, buckets, bucketMs, intervalMs, add } = parts
  let index = 0
  for (const { at, mean, count } of buckets) {
    if (mean === null || count <= 0) continue
    // One reading less is how the periods fall into the buckets, not a gap.
    const known = count * intervalMs >= bucketMs - intervalMs ? 1 : (count * intervalMs) / bucketMs
    while (index < stretches.length && (stretches[index]?.to ?? 0) <= at) index += 1
    for (let i = index; i < stretches.length; i += 1) {
      const stretch = stretches[i]
      if (stretch === undefined || stretch.from >= at + bucketMs) break
      const knownMs = (Math.min(at + bucketMs, stretch.to) - Math.max(at, stretch.from)) * known
      if (knownMs > 0) add({ stretch, knownMs, kWh: (mean * knownMs) / 3_600_000_000 })
    }
  }
}

/** From readings of presence, each good until the next or until `goodForMs`; several sensors see more than one: any that sees somebody. */
export function presenceFrom(
  sensors: readonly { readonly readings: readonly { readonly at: number; readonly isOccupied: boolean }[]; readonly goodForMs: number }[],
  range: { readonly from: number; readonly to: number },
): PresenceSpan[] {
  const changes: { at: number; sensor: number; is: boolean | null }[] = []
  for (const [sensor, { readings, goodForMs }] of sensors.entries()) {
    for (const [i, { at, isOccupied }] of readings.entries()) {
      changes.push({ at, sensor, is: isOccupied })
      const next = readings[i + 1]
      if (next === undefined || next.at > at + goodForMs) changes.push({ at: at + goodForMs, sensor, is: null })
    }
  }
  changes.sort((a, b) => a.at - b.at)
  const now: (boolean | null)[] = sensors.map(() => null)
  const spans: PresenceSpan[] = []
  let at = range.from
  let is: boolean | null = null
  const close = (until: number) => {
    const to = Math.min(until, range.to)
    if (to <= at) return
    const last = spans.at(-1)
    if (last !== undefined && last.isOccupied === is && last.to === at) spans[spans.length - 1] = { ...last, to }
    else spans.push({ from: at, to, isOccupied: is })
    at = to
  }
  for (const change of changes) {
    if (change.at >= range.to) break
    close(Math.max(change.at, range.from))
    now[change.sensor] = change.is
    is = now.some((one) => one === true) ? true : now.some((one) => one === false) ? false : null
  }
  close(range.to)
  return spans
}

/** Stretches cut again where presence changes; `isOccupied` null where the working time has to say. */
export function cutByPresence(
  stretches: readonly Stretch[],
  spans: readonly PresenceSpan[],
): (Stretch & { readonly isOccupied: boolean })[] {
  const cut: (Stretch & { isOccupied: boolean })[] = []
  let k = 0
  for (const stretch of stretches) {
    while (k < spans.length && (spans[k]?.to ?? 0) <= stretch.from) k += 1
    let at = stretch.from
    for (let i = k; at < stretch.to; i += 1) {
      const span = spans[i]
      const to = span === undefined ? stretch.to : Math.min(stretch.to, span.from > at ? span.from : span.to)
      const seen = span === undefined || span.from > at ? null : span.isOccupied
      if (span !== undefined && span.from > at) i -= 1
      cut.push({ ...stretch, from: at, to, isOccupied: seen ?? stretch.isWorkingTime })
      at = to
    }
  }
  return cut
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
}
