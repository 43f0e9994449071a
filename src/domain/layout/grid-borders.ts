// Borders at the walls and the three criteria of merit that depend on them alone (ceiling.md section 2, offset optimiser).
// Each is a sum of one term per axis, so the axes can be searched apart.
import type { AxisFaces, Face, GridFaces, Side } from './grid-faces.ts'
import type { Borders } from './layout.ts'

/** A wall this near a grid line lies on it: half the kernel's 0.01 mm grid, and room for a turned frame's rounding. */
export const flushMm = 0.0051

/** What one axis adds to the criteria (1) to (3), in mm. */
export interface AxisTerms {
  readonly shortBorderMm: number
  readonly borderDifferenceMm: number
  readonly shortHoleBorderMm: number
}

/** Distance from a wall to the next grid line inside the room, 0 when it lies on one. `line` is any grid line of the axis. */
function gapToLine(face: Pick<Face, 'side' | 'atMm'>, line: number, moduleMm: number): number {
  const ahead = face.side === 'left' || face.side === 'bottom' ? line - face.atMm : face.atMm - line
  const gap = ahead - Math.floor(ahead / moduleMm) * moduleMm
  return gap <= flushMm || moduleMm - gap <= flushMm ? 0 : gap
}

/** The criteria (1) to (3) of one axis with a grid line at `line`. A border is short strictly under half a module; a flush wall has a full one. */
export function measureAxis(axis: AxisFaces, line: number): AxisTerms {
  const half = axis.moduleMm / 2 - flushMm
  let [shortBorderMm, shortHoleBorderMm] = [0, 0]
  for (const face of axis.faces) {
    const gap = gapToLine(face, line, axis.moduleMm) || axis.moduleMm
    for (const span of face.spans) {
      if (Math.min(gap, span.clearMm) >= half) continue
      if (face.isHole) shortHoleBorderMm += span.lengthMm
      else shortBorderMm += span.lengthMm
    }
  }
  return { shortBorderMm, borderDifferenceMm: measureDifference(axis, line), shortHoleBorderMm }
}

function measureDifference(axis: AxisFaces, line: number): number {
  if (!axis.hasOutermost) return 0
  const first = gapToLine({ side: 'left', atMm: axis.minMm }, line, axis.moduleMm)
  const last = gapToLine({ side: 'right', atMm: axis.maxMm }, line, axis.moduleMm)
  const spanMm = axis.maxMm - axis.minMm
  // No line crosses a room narrower than a module: its one tile is the border on both sides.
  if (first > spanMm && last > spanMm) return 0
  return Math.abs((first || axis.moduleMm) - (last || axis.moduleMm))
}

/** How far the one tile of a room narrower than a module is from its middle; 0 for wider rooms. It only settles ties. */
export function measureOffCentre(axis: AxisFaces, line: number): number {
  const spanMm = axis.maxMm - axis.minMm
  if (!axis.hasOutermost || spanMm >= axis.moduleMm - flushMm) return 0
  const first = gapToLine({ side: 'left', atMm: axis.minMm }, line, axis.moduleMm)
  const last = gapToLine({ side: 'right', atMm: axis.maxMm }, line, axis.moduleMm)
  return Math.abs(first - last)
}

/** The smallest cell width at any edge facing each side (interface.md, Layout reply). */
export function measureBorders(faces: GridFaces, lineX: number, lineY: number): Borders {
  return {
    left: measureSide(faces.x, 'left', lineX),
    right: measureSide(faces.x, 'right', lineX),
    bottom: measureSide(faces.y, 'bottom', lineY),
    top: measureSide(faces.y, 'top', lineY),
  }
}

function measureSide(axis: AxisFaces, side: Side, line: number): number | null {
  let smallest: number | null = null
  for (const face of axis.faces) {
    if (face.side !== side) continue
    const gap = gapToLine(face, line, axis.moduleMm)
    const width = gap === 0 ? 0 : face.spans.reduce((least, span) => Math.min(least, span.clearMm), gap)
    if (smallest === null || smallest === 0) smallest = width
    else if (width > 0) smallest = Math.min(smallest, width)
  }
  return smallest === null ? null : roundNoise(smallest)
}

/** The smallest border that is not flush; 0 when all are; null when no wall runs along the grid. */
export function findWorstBorder(borders: Borders): number | null {
  const known = [borders.left, borders.right, borders.bottom, borders.top].filter((border) => border !== null)
  if (known.length === 0) return null
  const open = known.filter((border) => border > 0)
  return open.length === 0 ? 0 : Math.min(...open)
}

/** Rids a length of floating-point noise below ten nanometres. */
export function roundNoise(value: number): number {
  return Math.round(value * 1e5) / 1e5 + 0
}
