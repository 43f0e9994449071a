// Fixtures on the canvas, from the same strokes as every other drawing. Far away a symbol is only its tinted body.
import { placeLabel, placeSymbol, type SymbolItem } from '../../../../domain/drawing/place-symbol.ts'
import type { Bounds } from '../../../../domain/geometry/point.ts'
import type { Palette } from '../editor-state.ts'
import { crisp, type Frame, leastTextPx, px, py, setFont, tracePath } from './frame.ts'

interface Ink {
  readonly line: string
  readonly fill: string
}

/** Line and fill of a discipline; sensors wear the accent, being what lives on the plan. */
function inkOf(palette: Palette, { layer, symbol }: SymbolItem): Ink {
  if (symbol === 'sensor') return { line: palette.accent, fill: palette.tile }
  if (layer === 'lighting') return { line: palette.lite, fill: palette.liteFill }
  if (layer === 'hvac') return { line: palette.hvac, fill: palette.hvacFill }
  if (layer === 'sprinklers' || layer === 'alarms') return { line: palette.fire, fill: palette.fireFill }
  return { line: palette.access, fill: palette.tile }
}

/** Paints one fixture when any of it can be seen. */
export function paintSymbol(frame: Frame, given: { readonly item: SymbolItem; readonly seen: Bounds; readonly labels: boolean }): void {
  const { item, seen, labels } = given
  const { context, palette, view } = frame
  const reach = Math.hypot(item.widthMm, item.heightMm) / 2
  const [x, y] = item.at
  if (x + reach < seen.minX || x - reach > seen.maxX || y + reach < seen.minY || y - reach > seen.maxY) return
  const ink = inkOf(palette, item)
  const sizePx = Math.min(item.widthMm, item.heightMm) * view.pxPerMm
  context.strokeStyle = ink.line
  context.fillStyle = ink.fill
  context.lineWidth = palette.lineWidthPx
  if (sizePx < 5) {
    const [w, h] = [Math.max(2, item.widthMm * view.pxPerMm), Math.max(2, item.heightMm * view.pxPerMm)]
    context.fillStyle = ink.line
    context.fillRect(px(frame, x) - w / 2, py(frame, y) - h / 2, w, h)
    return
  }
  const square = item.rotationDeg % 90 === 0
  for (const stroke of placeSymbol(item)) {
    if (stroke.kind === 'letters') {
      const letterPx = Math.min(14, stroke.heightMm * view.pxPerMm * 1.4)
      if (letterPx >= leastTextPx) paintLetters(frame, { text: stroke.text, at: stroke.at, sizePx: letterPx, colour: ink.line })
      continue
    }
    context.beginPath()
    if (stroke.kind === 'circle')
      context.arc(px(frame, stroke.centre[0]), py(frame, stroke.centre[1]), stroke.radiusMm * view.pxPerMm, 0, 2 * Math.PI)
    else if (square) traceCrisp(frame, stroke.points, stroke.closed)
    else tracePath(frame, stroke.points, stroke.closed)
    if (stroke.body) context.fill()
    if (stroke.kind === 'circle' && stroke.solid) {
      context.fillStyle = ink.line
      context.fill()
      context.fillStyle = ink.fill
    }
    if (stroke.kind === 'path' && stroke.dashed) context.setLineDash([4, 3])
    context.stroke()
    if (stroke.kind === 'path' && stroke.dashed) context.setLineDash([])
  }
  if (labels && item.label !== '' && view.pxPerMm > 0.03) paintLabel(frame, item, ink)
}

function traceCrisp(frame: Frame, points: readonly (readonly [number, number])[], closed: boolean): void {
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) frame.context.moveTo(crisp(px(frame, x)), crisp(py(frame, y)))
    else frame.context.lineTo(crisp(px(frame, x)), crisp(py(frame, y)))
  }
  if (closed) frame.context.closePath()
}

function paintLetters(frame: Frame, given: { text: string; at: readonly [number, number]; sizePx: number; colour: string }) {
  const { context } = frame
  setFont(frame, given.sizePx, 600)
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const fill = context.fillStyle
  context.fillStyle = given.colour
  context.fillText(given.text, px(frame, given.at[0]), py(frame, given.at[1]) + 0.5)
  context.fillStyle = fill
}

/** The name stands where every drawing puts it; below a symbol on a strip of the room's own colour. */
function paintLabel(frame: Frame, item: SymbolItem, ink: Ink) {
  const { context, palette, view } = frame
  const { inside, dropMm } = placeLabel(item)
  setFont(frame, 10)
  context.textAlign = 'center'
  context.textBaseline = inside ? 'middle' : 'top'
  const x = px(frame, item.at[0])
  const y = py(frame, item.at[1]) + (inside ? 0 : dropMm * view.pxPerMm + 3)
  if (!inside) {
    const width = context.measureText(item.label).width + 4
    context.fillStyle = palette.tile
    context.fillRect(x - width / 2, y - 1, width, 12)
  }
  context.fillStyle = ink.line
  context.fillText(item.label, x, y)
}
