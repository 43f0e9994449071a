// Whether a reading is one that a rule warns of: set-points with hysteresis, deviation, rate, stuck values and states. Pure.
// A value inside the deadband never changes the verdict. null means that this reading says nothing, and the last verdict stays.
import type { AlarmKind } from './alarm.ts'
import { silentAfterMs } from './node.ts'
import type { SensorValue } from './sensor.ts'

export interface AlarmCondition {
  readonly kind: AlarmKind
  readonly setPoint: number | null
  readonly deadband: number
  readonly windowMs: number | null
  readonly states: readonly SensorValue[]
}

/** What rate and stuck remember of earlier samples; undefined before the first. */
export interface ConditionMemory {
  /** rate: thinned samples of the window, oldest first. */
  readonly points?: readonly { readonly at: number; readonly value: number }[]
  /** stuck: the value since when it has not moved. */
  readonly anchor?: { readonly at: number; readonly value: SensorValue }
}

export interface Verdict {
  readonly holds: boolean | null
  readonly memory: ConditionMemory | undefined
}

export interface Sample {
  /** Sample time. */
  readonly at: number
  readonly value: SensorValue
}

const defaultRateWindowMs = 60_000
const defaultStuckWindowMs = 3_600_000
const mostPoints = 32

/** How long a sensor may say nothing under a noData rule. */
export function silenceOf(rule: { readonly windowMs: number | null }, intervalMs: number): number {
  return rule.windowMs === null || rule.windowMs === 0 ? silentAfterMs(intervalMs) : rule.windowMs
}

/** `wasHolding` is the last verdict before delays; `reference` the number that deviation is measured from, null when unknown. */
export function judge(
  condition: AlarmCondition,
  sample: Sample,
  context: { readonly wasHolding: boolean; readonly reference: number | null; readonly memory: ConditionMemory | undefined },
): Verdict {
  const { kind, deadband, states } = condition
  const { value } = sample
  const limit = condition.setPoint ?? 0
  const { wasHolding, reference, memory } = context
  const verdict = (holds: boolean | null): Verdict => ({ holds, memory })
  if (kind === 'state') return verdict(states.includes(value))
  if (kind === 'noData') return verdict(false)
  if (kind === 'stuck') return judgeStuck(condition, sample, { wasHolding, memory })
  if (typeof value !== 'number') return verdict(null)
  switch (kind) {
    case 'hihi':
    case 'hi':
      return verdict(wasHolding ? value > limit - deadband : value > limit)
    case 'lo':
    case 'lolo':
      return verdict(wasHolding ? value < limit + deadband : value < limit)
    case 'deviation': {
      if (reference === null) return verdict(null)
      const distance = Math.abs(value - reference)
      return verdict(wasHolding ? distance > limit - deadband : distance > limit)
    }
    case 'rate':
      return judgeRate(condition, { at: sample.at, value }, { wasHolding, memory })
  }
}

/** Units a minute between the newest sample and the oldest of the window; needs at least half a window, or one earlier sample. */
function judgeRate(
  { setPoint, deadband, windowMs }: AlarmCondition,
  sample: { readonly at: number; readonly value: number },
  { wasHolding, memory }: { wasHolding: boolean; memory: ConditionMemory | undefined },
): Verdict {
  const window = windowMs || defaultRateWindowMs
  const points = keepWindow(memory?.points ?? [], sample, window)
  const first = points[0]
  const spanMs = sample.at - (first?.at ?? sample.at)
  if (first === undefined || spanMs < window / 2) return { holds: null, memory: { points } }
  const perMinute = Math.abs(sample.value - first.value) / (spanMs / 60_000)
  const limit = setPoint ?? 0
  return { holds: wasHolding ? perMinute > limit - deadband : perMinute > limit, memory: { points } }
}

/** The newest point always, at most about 32 of the window, and the last one before it so that slow sensors have something to compare. */
function keepWindow(
  points: readonly { readonly at: number; readonly value: number }[],
  sample: { readonly at: number; readonly value: number },
  windowMs: number,
) {
  const earlier = points.filter((p) => p.at < sample.at)
  const from = sample.at - windowMs
  const firstInside = earlier.findIndex((p) => p.at >= from)
  const kept = firstInside === -1 ? earlier.slice(-1) : earlier.slice(firstInside)
  const beforeLast = kept.at(-2)
  const last = kept.at(-1)
  const isDense = beforeLast !== undefined && last !== undefined && last.at - beforeLast.at < windowMs / mostPoints
  return [...(isDense ? kept.slice(0, -1) : kept), sample]
}

/** Holds once the value has kept within the tolerance of where it stopped for the whole window; ends with the first move. */
function judgeStuck(
  { setPoint, windowMs }: AlarmCondition,
  sample: Sample,
  { wasHolding, memory }: { wasHolding: boolean; memory: ConditionMemory | undefined },
): Verdict {
  const anchor = memory?.anchor
  if (anchor === undefined) return { holds: wasHolding ? null : false, memory: { anchor: sample } }
  if (hasMoved(anchor.value, sample.value, setPoint ?? 0)) return { holds: false, memory: { anchor: sample } }
  const isLong = sample.at - anchor.at >= (windowMs || defaultStuckWindowMs)
  return { holds: isLong || (wasHolding ? null : false), memory }
}

function hasMoved(from: SensorValue, to: SensorValue, tolerance: number): boolean {
  return typeof from === 'number' && typeof to === 'number' ? Math.abs(to - from) > tolerance : from !== to
}
