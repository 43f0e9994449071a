// One axis of a panel layout: span, perimeter gap p, panel gap g, n panels of width w = (L - 2p - (n-1)g)/n at x_i = p + i(w + g).
// Lengths mm. Only counts that keep min <= w <= max are produced; nothing is rounded unless whole millimetres are asked for.
import { limits } from '../design.ts'

/** n equal panels along one axis. */
export interface AxisFit {
  readonly count: number
  readonly widthMm: number
  /** Gap left at both walls: as asked, or more where panels were rounded down or have a product size. */
  readonly perimeterMm: number
}

export interface AxisInput {
  readonly spanMm: number
  readonly perimeterGapMm: number
  readonly panelGapMm: number
  readonly minMm: number
  readonly maxMm: number
  readonly wholeMm: boolean
}

/** Float noise of a quotient near a whole number, and of a width near its limit. */
const quotientSlack = 1e-9
const widthSlackMm = 1e-6

/** n stretched panels; null when nothing is left for them. Whole millimetres round down and give the rest to both perimeter gaps. */
export function fitCount(axis: AxisInput, count: number): AxisFit | null {
  const gaps = (count - 1) * axis.panelGapMm
  const exact = (axis.spanMm - 2 * axis.perimeterGapMm - gaps) / count
  const widthMm = axis.wholeMm ? Math.floor(exact + widthSlackMm) : exact
  if (!(widthMm > widthSlackMm)) return null
  const perimeterMm = widthMm === exact ? axis.perimeterGapMm : (axis.spanMm - count * widthMm - gaps) / 2
  return { count, widthMm, perimeterMm }
}

/** As many panels of a chosen product size as fit: n = floor((L - 2p + g)/(w + g)), the rest shared equally into both perimeter gaps. */
export function fitFixedSize(axis: AxisInput, widthMm: number): AxisFit | null {
  const count = Math.floor((axis.spanMm - 2 * axis.perimeterGapMm + axis.panelGapMm) / (widthMm + axis.panelGapMm) + quotientSlack)
  if (count < 1) return null
  return { count, widthMm, perimeterMm: (axis.spanMm - count * widthMm - (count - 1) * axis.panelGapMm) / 2 }
}

/** The counts whose panels keep min <= w <= max: from ceil((a+g)/(max+g)) to floor((a+g)/(min+g)) with a = L - 2p. */
export function countRange(axis: AxisInput): { readonly least: number; readonly most: number } {
  const usable = axis.spanMm - 2 * axis.perimeterGapMm + axis.panelGapMm
  return {
    least: Math.max(1, Math.ceil(usable / (axis.maxMm + axis.panelGapMm) - quotientSlack)),
    most: Math.floor(usable / (axis.minMm + axis.panelGapMm) + quotientSlack),
  }
}

/** Every fit of the axis within the limit of 200 panels, fewest first. min = max is a product size: one fit. */
export function fitsOfAxis(axis: AxisInput): AxisFit[] {
  if (axis.minMm === axis.maxMm) {
    const fixed = fitFixedSize(axis, axis.minMm)
    return fixed && fixed.count <= limits.panelsPerAxis ? [fixed] : []
  }
  const { least, most } = countRange(axis)
  const fits: AxisFit[] = []
  for (let count = least; count <= Math.min(most, limits.panelsPerAxis); count++) {
    const fit = fitCount(axis, count)
    if (fit && fit.widthMm >= axis.minMm - widthSlackMm && fit.widthMm <= axis.maxMm + widthSlackMm) fits.push(fit)
  }
  return fits
}
