// The scale of a heat map: from where to where its colours run, and the levels marked on it. Pure.
// It depends on the type and only grows in whole steps, so that colours mean the same from one minute to the next.
import type { HeatScale } from './heat-image.ts'

/** What is usual indoors. */
const usual: Readonly<Record<string, HeatScale>> = {
  temperature: { lo: 18, hi: 28 },
  humidity: { lo: 20, hi: 70 },
  light_level: { lo: 0, hi: 1000 },
  air_quality: { lo: 0, hi: 150 },
  co2: { lo: 400, hi: 1400 },
  sound_level: { lo: 30, hi: 80 },
  pressure: { lo: 980, hi: 1040 },
  vibration: { lo: 0, hi: 1 },
}

/** A step of 1, 2 or 5 x 10^n that divides the span into about `count` parts. */
export function niceStep(span: number, count = 5): number {
  const raw = span / count
  if (!(raw > 0) || !Number.isFinite(raw)) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  const found = [1, 2, 5, 10].find((step) => step * power >= raw * (1 - 1e-9)) ?? 10
  return found * power
}

/** The usual scale of the type, widened by whole steps until it holds every value; without a usual one, the values' own. */
export function scaleOf(type: string, values: readonly number[]): HeatScale {
  const finite = values.filter(Number.isFinite)
  const known = usual[type]
  if (!known && finite.length === 0) return { lo: 0, hi: 1 }
  const [least, most] = boundsOf(finite)
  if (known) {
    const step = niceStep(known.hi - known.lo)
    const lo = least < known.lo ? tidy(Math.floor(least / step) * step) : known.lo
    const hi = most > known.hi ? tidy(Math.ceil(most / step) * step) : known.hi
    return { lo, hi }
  }
  // Closer than any sensor tells apart counts as one value.
  const size = Math.max(Math.abs(least), Math.abs(most))
  const finest = Math.max(1e-9, size * 1e-9)
  const step = niceStep(most - least > finest ? most - least : size > finest ? size : 1)
  const [lo, hi] = [Math.floor(least / step) * step, Math.ceil(most / step) * step]
  return lo === hi ? { lo: lo - step, hi: hi + step } : { lo: tidy(lo), hi: tidy(hi) }
}

/** Marks of the scale from end to end. */
export function ticksOf(scale: HeatScale, count = 5): number[] {
  const step = niceStep(scale.hi - scale.lo, count)
  const ticks: number[] = []
  for (let k = Math.ceil(scale.lo / step - 1e-9); k * step <= scale.hi + step * 1e-9; k++) ticks.push(tidy(k * step))
  return ticks
}

/** Where isolines run: finer than the marks when the values lie close together. */
export function isolineLevels(scale: HeatScale, values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length < 2) return []
  const [least, most] = boundsOf(finite)
  const span = most - least
  const step = Math.max(niceStep(span, 5), niceStep(scale.hi - scale.lo, 40))
  const levels: number[] = []
  for (let k = Math.ceil(least / step); k * step <= most; k++) levels.push(tidy(k * step))
  return levels
}

function boundsOf(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}

function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
