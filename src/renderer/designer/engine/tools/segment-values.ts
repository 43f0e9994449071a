// Where the end of a segment lies, from what was typed and where the hand points. Pure.
import type { Point } from '../../../../domain/geometry/point.ts'
import { cosSinDeg } from '../../../../domain/geometry/polygon.ts'
import type { TypedField } from '../editor-state.ts'

export type Values = Readonly<Partial<Record<TypedField, number>>>
export type SegmentEnd = { readonly at: Point } | { readonly refused: 'zero' | 'short' }

/** dx and dy rule when given; else length along the angle given, or along `towards`. */
export function segmentEnd(given: { readonly from: Point; readonly towards: Point; readonly values: Values }): SegmentEnd {
  const { from, towards, values } = given
  const [cx, cy] = [towards[0] - from[0], towards[1] - from[1]]
  const end = (dx: number, dy: number): SegmentEnd => (dx === 0 && dy === 0 ? { refused: 'zero' } : { at: [from[0] + dx, from[1] + dy] })
  const { length, angle, dx, dy } = values
  if (dx !== undefined && dy !== undefined) return end(dx, dy)
  const given1 = dx ?? dy
  if (given1 !== undefined) {
    let other = dx === undefined ? cx : cy
    if (length !== undefined) {
      const square = length * length - given1 * given1
      if (square < 0) return { refused: 'short' }
      other = (other < 0 ? -1 : 1) * Math.sqrt(square)
    } else if (angle !== undefined) {
      const [cos, sin] = cosSinDeg(angle)
      const along = dx === undefined ? sin : cos
      other = along === 0 ? other : (given1 / along) * (dx === undefined ? cos : sin)
    }
    return dx === undefined ? end(other, given1) : end(given1, other)
  }
  const distance = Math.hypot(cx, cy)
  const reach = length ?? distance
  if (angle !== undefined) {
    const [cos, sin] = cosSinDeg(angle)
    return end(reach * cos, reach * sin)
  }
  // Level and upright stay exact: no division brings in a last digit.
  if (cy === 0) return end(cx < 0 ? -reach : reach, 0)
  if (cx === 0) return end(0, cy < 0 ? -reach : reach)
  return end((cx / distance) * reach, (cy / distance) * reach)
}
