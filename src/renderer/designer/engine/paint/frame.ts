// What every painter is given: a 2D context in CSS pixels, the view and the colours. Straight hairlines land on half pixels.
import type { Point } from '../../../../domain/geometry/point.ts'
import type { Palette, View } from '../editor-state.ts'

export interface Frame {
  readonly context: CanvasRenderingContext2D
  readonly view: View
  readonly palette: Palette
}

/** Text smaller than this isn't drawn: it would only be grey. */
export const leastTextPx = 6

/** x in pixels. */
export function px(frame: Frame, xMm: number): number {
  return (xMm - frame.view.centreXMm) * frame.view.pxPerMm + frame.view.widthPx / 2
}

/** y in pixels, downwards. */
export function py(frame: Frame, yMm: number): number {
  return frame.view.heightPx / 2 - (yMm - frame.view.centreYMm) * frame.view.pxPerMm
}

/** The nearest half pixel, where a one-pixel line is sharp. */
export function crisp(value: number): number {
  return Math.round(value - 0.5) + 0.5
}

/** Adds a polyline to the current path. */
export function tracePath(frame: Frame, points: readonly Point[], closed: boolean): void {
  const { context } = frame
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) context.moveTo(px(frame, x), py(frame, y))
    else context.lineTo(px(frame, x), py(frame, y))
  }
  if (closed) context.closePath()
}

/** One straight line; level and upright ones are made crisp. */
export function strokeLine(frame: Frame, from: Point, to: Point): void {
  const { context } = frame
  let [x1, y1, x2, y2] = [px(frame, from[0]), py(frame, from[1]), px(frame, to[0]), py(frame, to[1])]
  if (Math.abs(x1 - x2) < 0.01) x1 = x2 = crisp(x1)
  if (Math.abs(y1 - y2) < 0.01) y1 = y2 = crisp(y1)
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
  context.stroke()
}

/** The font of figures on the drawing. */
export function setFont(frame: Frame, sizePx: number, weight = 400): void {
  frame.context.font = `${weight} ${sizePx}px ${frame.palette.fontFamily}`
}
