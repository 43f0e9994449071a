// Dimension chains and placed dimensions. Their geometry is the drawing's; only the paper scale follows the zoom, so figures stay readable.
import { chainDimensions } from '../../../../domain/drawing/dimension-chain.ts'
import { dimensionSizes, drawDimension } from '../../../../domain/drawing/dimension-lines.ts'
import { formatLength } from '../../../../domain/units.ts'
import type { Units } from '../editor-state.ts'
import type { Scene } from '../scene.ts'
import { type Frame, leastTextPx, px, py, setFont, strokeLine } from './frame.ts'

/** Cap height of dimension figures on the screen. */
const capPx = 8

/** Paints the automatic chains and the dimensions placed by hand. */
export function paintDimensions(frame: Frame, { scene, units }: { readonly scene: Scene; readonly units: Units }): void {
  const { context, palette, view } = frame
  const scale = capPx / dimensionSizes.text / view.pxPerMm
  const room = scene.room
  const chains = room
    ? chainDimensions({ outer: room.polygon.outer, bounds: room.bounds, layout: scene.layout, scale, style: { units: units.system } })
    : []
  const placed = scene.dimensions.map(({ dimension }) => ({
    ...dimension,
    text: formatLength(Math.hypot(dimension.to[0] - dimension.from[0], dimension.to[1] - dimension.from[1]), units),
    scale,
  }))
  context.strokeStyle = palette.dim
  context.lineWidth = palette.lineWidthPx
  for (const input of [...chains, ...placed]) {
    const longPx = Math.hypot(input.to[0] - input.from[0], input.to[1] - input.from[1]) * view.pxPerMm
    if (longPx < 4) continue
    for (const item of drawDimension(input).items) {
      if (item.kind === 'line') strokeLine(frame, item.from, item.to)
      else if (item.kind === 'text') paintText(frame, { ...item, at: [px(frame, item.at[0]), py(frame, item.at[1])] })
    }
  }
}

interface PlacedText {
  readonly at: readonly [number, number]
  readonly text: string
  readonly heightMm: number
  readonly rotationDeg: number
  readonly align: 'left' | 'centre' | 'right'
  readonly valign: 'base' | 'middle'
}

function paintText(frame: Frame, item: PlacedText) {
  const { context, palette, view } = frame
  const sizePx = (item.heightMm * view.pxPerMm) / 0.727
  if (sizePx < leastTextPx) return
  setFont(frame, Math.round(sizePx))
  context.save()
  context.translate(item.at[0], item.at[1])
  context.rotate((-item.rotationDeg * Math.PI) / 180)
  context.textAlign = item.align === 'centre' ? 'center' : item.align
  context.textBaseline = item.valign === 'middle' ? 'middle' : 'alphabetic'
  context.fillStyle = palette.dim
  context.fillText(item.text, 0, 0)
  context.restore()
}
