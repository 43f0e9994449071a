// How a cut piece is told from a full tile: one diagonal on screen and paper, hatch lines where a format has no hatch of its own.
// Lines are clipped to the piece by even-odd crossings, so they stay out of its holes.
import type { Point, Ring } from '../geometry/point.ts'

export type Stroke = readonly [Point, Point]

/** The parts of an endless line that lie inside the rings (even-odd). */
export function clipLine(rings: readonly Ring[], through: Point, direction: Point): Stroke[] {
  const [dx, dy] = direction
  const crossings: number[] = []
  for (const ring of rings) {
    for (let index = 0; index < ring.length; index++) {
      const a = ring[index]
      const b = ring[(index + 1) % ring.length]
      if (!a || !b) continue
      const sideA = (a[0] - through[0]) * dy - (a[1] - through[1]) * dx
      const sideB = (b[0] - through[0]) * dy - (b[1] - through[1]) * dx
      // Half-open, so a corner on the line is crossed once or twice, never one time too many.
      if (sideA < 0 === sideB < 0) continue
      const part = sideA / (sideA - sideB)
      crossings.push((a[0] + (b[0] - a[0]) * part - through[0]) * dx + (a[1] + (b[1] - a[1]) * part - through[1]) * dy)
    }
  }
  crossings.sort((p, q) => p - q)
  const norm = dx * dx + dy * dy
  const strokes: Stroke[] = []
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const from = (crossings[index] ?? 0) / norm
    const to = (crossings[index + 1] ?? 0) / norm
    if (to - from <= 0) continue
    strokes.push([
      [through[0] + dx * from, through[1] + dy * from],
      [through[0] + dx * to, through[1] + dy * to],
    ])
  }
  return strokes
}

function boxOf(ring: Ring): readonly [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  return [minX, minY, maxX, maxY]
}

/** The one diagonal of a cut piece, lower left to upper right of its box, inside the piece. */
export function cutDiagonal(polygon: Ring, holes: readonly Ring[]): Stroke[] {
  const [minX, minY, maxX, maxY] = boxOf(polygon)
  if (!(maxX > minX) || !(maxY > minY)) return []
  return clipLine([polygon, ...holes], [(minX + maxX) / 2, (minY + maxY) / 2], [maxX - minX, maxY - minY])
}

/** 45-degree hatch lines of a cut piece, on one raster for the whole drawing so neighbours line up. */
export function hatchLines(polygon: Ring, holes: readonly Ring[], spacingMm: number): Stroke[] {
  const [minX, minY, maxX, maxY] = boxOf(polygon)
  const rings = [polygon, ...holes]
  const step = spacingMm * Math.SQRT2
  const strokes: Stroke[] = []
  for (let k = Math.ceil((minY - maxX) / step); k * step <= maxY - minX; k++) {
    strokes.push(...clipLine(rings, [0, k * step], [Math.SQRT1_2, Math.SQRT1_2]))
  }
  return strokes
}
