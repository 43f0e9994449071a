// One dimension -> extension lines, a line broken by its text, 45-degree ticks. Nothing here knows a room.
// Sizes are paper millimetres times the scale, so a dimension looks the same on every sheet.
import type { Point } from '../geometry/point.ts'
import type { DrawItem, DrawnDimension } from './draw-list.ts'
import { measureText } from './text-width.ts'

/** Paper millimetres. */
export const dimensionSizes = { text: 2.2, tick: 1.1, gap: 1.5, beyond: 1.5, pad: 0.9, first: 9, step: 7 } as const

export interface DimensionInput {
  readonly from: Point
  readonly to: Point
  /** Distance of the dimension line from the measured points, mm, positive to the left of from -> to. */
  readonly offsetMm: number
  readonly text: string
  readonly scale: number
  /** Where a text goes that is too wide for its line: outside the start, the end, or (default) beyond the line. */
  readonly overflow?: 'start' | 'end' | 'beyond'
  /** The start's tick and extension line are drawn by the dimension before it in a chain. */
  readonly sharesStart?: boolean
  /** How far from the measured points the extension lines start, mm: an outer chain goes on where the inner one ends. */
  readonly extendFromMm?: number
}

/** The drawn parts of a dimension, and its record for checks. A zero-length dimension draws nothing. */
export function drawDimension(input: DimensionInput): { readonly items: DrawItem[]; readonly drawn: DrawnDimension | null } {
  const { from, to, offsetMm, text, scale } = input
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  if (!(length > 0)) return { items: [], drawn: null }
  const along: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  const left: Point = [-along[1], along[0]]
  const at = (alongMm: number, leftMm: number): Point => [
    from[0] + along[0] * alongMm + left[0] * leftMm,
    from[1] + along[1] * alongMm + left[1] * leftMm,
  ]
  const items: DrawItem[] = []
  const line = (a: Point, b: Point) => items.push({ kind: 'line', layer: 'dimensions', from: a, to: b })
  const side = offsetMm < 0 ? -1 : 1
  const gap = input.extendFromMm ?? Math.min(dimensionSizes.gap * scale, Math.abs(offsetMm) / 2)
  const ends = input.sharesStart ? [length] : [0, length]
  if (offsetMm !== 0) {
    for (const end of ends) line(at(end, side * gap), at(end, offsetMm + side * dimensionSizes.beyond * scale))
  }
  // Ticks rise to the right as read, whichever way the dimension was measured.
  const upright = along[0] < -1e-9 || (Math.abs(along[0]) <= 1e-9 && along[1] < 0) ? -1 : 1
  const tick = dimensionSizes.tick * scale
  for (const end of ends) line(at(end - tick, offsetMm - tick), at(end + tick, offsetMm + tick))

  const height = dimensionSizes.text * scale
  const width = measureText(text, height)
  const pad = dimensionSizes.pad * scale
  const fits = width + 2 * pad + 2 * tick <= length
  let middle = length / 2
  let rise = offsetMm
  if (fits) {
    line(at(0, offsetMm), at(middle - width / 2 - pad, offsetMm))
    line(at(middle + width / 2 + pad, offsetMm), at(length, offsetMm))
  } else {
    line(at(0, offsetMm), at(length, offsetMm))
    if (input.overflow === 'start') middle = -width / 2 - pad - tick
    else if (input.overflow === 'end') middle = length + width / 2 + pad + tick
    else rise = offsetMm + side * (height / 2 + pad + dimensionSizes.beyond * scale)
  }
  // Adding 0 turns a negative zero into a plain one.
  const rotationDeg = 0 + (Math.atan2(along[1] * upright, along[0] * upright) * 180) / Math.PI
  items.push({
    kind: 'text',
    layer: 'dimensions',
    at: at(middle, rise),
    text,
    heightMm: height,
    rotationDeg,
    align: 'centre',
    valign: 'middle',
  })
  return { items, drawn: { from, to, lengthMm: length, text } }
}
