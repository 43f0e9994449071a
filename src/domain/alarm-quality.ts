// How good the alarms are, by ISA-18.2 clause 16 and EEMUA 191: load, floods, chattering, standing alarms, time to acknowledge. Pure.

const tenMinutesMs = 600_000
/** More than this in ten minutes is a flood; it is over when fewer than half of it come. */
const floodOver = 10
const floodEndsBelow = 5
const chatterRaises = 3
const chatterWithinMs = 60_000

export interface Flood {
  readonly from: number
  readonly to: number
  readonly count: number
}

export interface AlarmLoad {
  readonly perTenMinutes: number
  readonly worstTenMinutes: number
  readonly floods: readonly Flood[]
}

/** `raisedAt` of all alarms, ascending, of a range of `rangeMs`. */
export function measureLoad(raisedAt: readonly number[], rangeMs: number): AlarmLoad {
  const floods: { from: number; to: number; count: number }[] = []
  let worst = 0
  let first = 0
  let flood: { from: number; to: number; count: number } | undefined
  for (const [i, at] of raisedAt.entries()) {
    while ((raisedAt[first] ?? at) <= at - tenMinutesMs) first += 1
    const inWindow = i - first + 1
    worst = Math.max(worst, inWindow)
    if (flood !== undefined && inWindow < floodEndsBelow) flood = undefined
    if (flood !== undefined) {
      flood.to = at
      flood.count += 1
    } else if (inWindow > floodOver) {
      flood = { from: raisedAt[first] ?? at, to: at, count: inWindow }
      floods.push(flood)
    }
  }
  return { perTenMinutes: rangeMs <= 0 ? 0 : raisedAt.length / (rangeMs / tenMinutesMs), worstTenMinutes: worst, floods }
}

/** One alarm that went and came back: from its return to its next raise. */
export interface Dip {
  readonly returnedAt: number
  readonly raisedAt: number
}

export interface Chatter {
  /** Raised within runs of three or more in a minute. */
  readonly count: number
  /** The returns inside those runs. */
  readonly dips: readonly Dip[]
}

/** Runs of three raises within a minute in one alarm's history; null when there is none. Times ascending. */
export function findChatter(raisedAt: readonly number[], returnedAt: readonly number[]): Chatter | null {
  const isInRun = raisedAt.map(() => false)
  for (let i = chatterRaises - 1; i < raisedAt.length; i++) {
    if ((raisedAt[i] ?? 0) - (raisedAt[i - chatterRaises + 1] ?? 0) > chatterWithinMs) continue
    for (let k = i - chatterRaises + 1; k <= i; k++) isInRun[k] = true
  }
  const count = isInRun.filter(Boolean).length
  if (count === 0) return null
  const dips: Dip[] = []
  let next = 0
  for (let i = 1; i < raisedAt.length; i++) {
    const [before, at] = [raisedAt[i - 1] ?? 0, raisedAt[i] ?? 0]
    while (next < returnedAt.length && (returnedAt[next] ?? 0) < before) next += 1
    const back = returnedAt[next]
    if (isInRun[i - 1] && isInRun[i] && back !== undefined && back <= at && at - before <= chatterWithinMs)
      dips.push({ returnedAt: back, raisedAt: at })
  }
  return { count, dips }
}

/** The off-delay that would have outlasted every dip, in whole seconds; null without dips. */
export function offDelayAgainst(dips: readonly Dip[]): number | null {
  return dips.length === 0 ? null : Math.max(...dips.map((dip) => Math.floor((dip.raisedAt - dip.returnedAt) / 1000) * 1000 + 1000))
}

/**
 * The deadband that would have kept a set-point alarm up through the readings of its dips: a little more than the furthest of them went back.
 * null where the kind has no set-point or there are no numbers.
 */
export function deadbandAgainst(
  rule: { readonly kind: string; readonly setPoint: number | null },
  readings: readonly number[],
): number | null {
  const { kind, setPoint } = rule
  const side = kind === 'hi' || kind === 'hihi' ? 1 : kind === 'lo' || kind === 'lolo' ? -1 : 0
  if (side === 0 || setPoint === null || readings.length === 0) return null
  const depth = Math.max(...readings.map((value) => side * (setPoint - value)))
  return roundUp(depth)
}

/** To two significant digits and strictly more, so that the furthest reading is inside. */
function roundUp(depth: number): number {
  if (depth <= 0) return 0.01
  const step = 10 ** (Math.floor(Math.log10(depth)) - 1)
  return Number(((Math.floor(depth / step + 1e-6) + 1) * step).toPrecision(3))
}

/** The value below which `share` of them lie (nearest rank); null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
