// Arcs written as DXF bulges: their radius, area, length, and the chords that stand for them.
// Chords stay within `chordSagittaMm` of the arc.
import type { Point } from './point.ts'

/** Largest distance in mm between an arc and the chords that replace it (ceiling.md, opening paragraph: 0.01 mm). */
export const chordSagittaMm = 0.009

/** Bulges smaller than this are straight edges. */
export const straightBulge = 1e-9

/** Radius in mm, turn in radians (positive to the left of travel) and centre of the arc a-b with this bulge. */
export function arcFromBulge(
  a: Point,
  b: Point,
  bulge: number,
): { readonly radiusMm: number; readonly turn: number; readonly centre: Point } {
  const chord = Math.hypot(b[0] - a[0], b[1] - a[1])
  const turn = 4 * Math.atan(bulge)
  const height = (1 - bulge * bulge) / (4 * bulge)
  return {
    radiusMm: (chord * (1 + bulge * bulge)) / (4 * Math.abs(bulge)),
    turn,
    centre: [(a[0] + b[0]) / 2 - (b[1] - a[1]) * height, (a[1] + b[1]) / 2 + (b[0] - a[0]) * height],
  }
}

/** Signed area in mm2 between the chord a-b and its arc: positive when the arc adds area to a counter-clockwise ring. */
export function arcSegmentArea(a: Point, b: Point, bulge: number): number {
  if (Math.abs(bulge) < straightBulge) return 0
  const { radiusMm, turn } = arcFromBulge(a, b, bulge)
  return (radiusMm * radiusMm * (turn - Math.sin(turn))) / 2
}

/** Length in mm of the edge a-b along its arc. */
export function arcLength(a: Point, b: Point, bulge: number): number {
  if (Math.abs(bulge) < straightBulge) return Math.hypot(b[0] - a[0], b[1] - a[1])
  const { radiusMm, turn } = arcFromBulge(a, b, bulge)
  return radiusMm * Math.abs(turn)
}

/** How many chords the arc a-b needs. */
export function countChords(a: Point, b: Point, bulge: number): number {
  if (Math.abs(bulge) < straightBulge) return 1
  const { radiusMm, turn } = arcFromBulge(a, b, bulge)
  const step = 2 * Math.acos(Math.max(0, 1 - chordSagittaMm / radiusMm))
  const count = Math.max(1, Math.ceil(Math.abs(turn) / Math.min(step, Math.PI / 4)))
  // A multiple of four puts a point on the crown of half and quarter circles, so their extents are exact.
  return count > 2 ? Math.ceil(count / 4) * 4 : count
}

/** The points strictly between a and b where the chords of the arc meet. */
export function chordPoints(a: Point, b: Point, bulge: number): Point[] {
  const count = countChords(a, b, bulge)
  if (count === 1) return []
  const { turn, centre } = arcFromBulge(a, b, bulge)
  const [dx, dy] = [a[0] - centre[0], a[1] - centre[1]]
  return Array.from({ length: count - 1 }, (_, index) => {
    const angle = (turn * (index + 1)) / count
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return [centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos]
  })
}
