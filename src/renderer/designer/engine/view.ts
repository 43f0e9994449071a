// Where the drawing lies on the screen: conversions, zooming about a point, fitting a box. Pure.
// Screen y runs down, drawing y runs up; the scale stays within limits so nothing divides by zero.
import type { Bounds, Point } from '../../../domain/geometry/point.ts'
import type { View } from './editor-state.ts'

export const rulerPx = 20
/** A wheel's pixel -> the logarithm of the zoom. */
export const wheelZoomPerPx = 0.0015
/** 100 % is one millimetre drawn at a tenth of a CSS pixel: a 9 m room fills a laptop's canvas. */
export const fullScalePxPerMm = 0.1
const smallestPxPerMm = 0.0005
const largestPxPerMm = 20

/** A millimetre point -> canvas pixels. */
export function screenFromWorld(view: View, point: Point): Point {
  return [(point[0] - view.centreXMm) * view.pxPerMm + view.widthPx / 2, view.heightPx / 2 - (point[1] - view.centreYMm) * view.pxPerMm]
}

/** Canvas pixels -> a millimetre point. */
export function worldFromScreen(view: View, xPx: number, yPx: number): Point {
  return [view.centreXMm + (xPx - view.widthPx / 2) / view.pxPerMm, view.centreYMm - (yPx - view.heightPx / 2) / view.pxPerMm]
}

/** The part of the drawing that can be seen. */
export function visibleBounds(view: View): Bounds {
  const [minX, maxY] = worldFromScreen(view, 0, 0)
  const [maxX, minY] = worldFromScreen(view, view.widthPx, view.heightPx)
  return { minX, minY, maxX, maxY }
}

/** Moves the drawing by pixels, as a hand drags paper. */
export function panBy(view: View, dxPx: number, dyPx: number): View {
  return { ...view, centreXMm: view.centreXMm - dxPx / view.pxPerMm, centreYMm: view.centreYMm + dyPx / view.pxPerMm }
}

/** Multiplies the scale while the point under (xPx, yPx) stays where it is. */
export function zoomAt(view: View, at: { readonly xPx: number; readonly yPx: number; readonly factor: number }): View {
  const pxPerMm = clampScale(view.pxPerMm * at.factor)
  const [x, y] = worldFromScreen(view, at.xPx, at.yPx)
  return {
    ...view,
    pxPerMm,
    centreXMm: x - (at.xPx - view.widthPx / 2) / pxPerMm,
    centreYMm: y + (at.yPx - view.heightPx / 2) / pxPerMm,
  }
}

/** Shows a box with `marginPx` round it; a box without size is only centred. */
export function fitBounds(view: View, bounds: Bounds, marginPx = 96): View {
  const width = bounds.maxX - bounds.minX
  const height = bounds.maxY - bounds.minY
  const roomX = Math.max(40, view.widthPx - 2 * marginPx)
  const roomY = Math.max(40, view.heightPx - 2 * marginPx)
  const scale = width > 0 || height > 0 ? Math.min(roomX / Math.max(width, 1), roomY / Math.max(height, 1)) : view.pxPerMm
  return {
    ...view,
    pxPerMm: clampScale(scale),
    centreXMm: (bounds.minX + bounds.maxX) / 2,
    centreYMm: (bounds.minY + bounds.maxY) / 2,
  }
}

/** The smallest of 1, 2, 5 x 10^n millimetres that is at least `leastPx` wide on the screen, and never under 1 mm. */
export function niceStepMm(pxPerMm: number, leastPx: number): number {
  const least = leastPx / pxPerMm
  if (least <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  for (const step of [1, 2, 5, 10]) if (step * power >= least - 1e-9) return step * power
  return 10 * power
}

function clampScale(pxPerMm: number): number {
  return Math.min(largestPxPerMm, Math.max(smallestPxPerMm, pxPerMm))
}
