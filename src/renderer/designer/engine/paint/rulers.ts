// Rulers along the top and the left, with the cursor marked on both. Figures are millimetres (or feet) as printed elsewhere.
import { formatLength } from '../../../../domain/units.ts'
import type { Units } from '../editor-state.ts'
import { niceStepMm, rulerPx, visibleBounds } from '../view.ts'
import { crisp, type Frame, px, py, setFont } from './frame.ts'

/** Paints both rulers and the corner between them. */
export function paintRulers(frame: Frame, units: Units): void {
  const { context, palette, view } = frame
  const seen = visibleBounds(view)
  // In feet the marks fall on whole inches and feet.
  const unitMm = units.system === 'imperial' ? 304.8 : 1
  const major = units.system === 'imperial' ? Math.max(1, niceStepMm(view.pxPerMm * unitMm, 64)) * unitMm : niceStepMm(view.pxPerMm, 64)
  const minor = major / (units.system === 'imperial' ? 4 : 5)
  context.fillStyle = palette.surface2
  context.fillRect(0, 0, view.widthPx, rulerPx)
  context.fillRect(0, 0, rulerPx, view.heightPx)
  context.strokeStyle = palette.control
  context.lineWidth = 1
  setFont(frame, 10)
  context.textBaseline = 'alphabetic'
  context.textAlign = 'left'
  const label = (mm: number) => formatLength(Math.round(mm * 1000) / 1000, { ...units, decimals: 0, denominator: 1 })
  context.beginPath()
  for (let i = Math.floor(seen.minX / minor); i * minor <= seen.maxX; i++) {
    const x = crisp(px(frame, i * minor))
    if (x < rulerPx) continue
    const isMajor = Math.abs(i * minor - Math.round((i * minor) / major) * major) < minor / 2
    context.moveTo(x, rulerPx)
    context.lineTo(x, isMajor ? 10 : 15)
  }
  for (let i = Math.floor(seen.minY / minor); i * minor <= seen.maxY; i++) {
    const y = crisp(py(frame, i * minor))
    if (y < rulerPx) continue
    const isMajor = Math.abs(i * minor - Math.round((i * minor) / major) * major) < minor / 2
    context.moveTo(rulerPx, y)
    context.lineTo(isMajor ? 10 : 15, y)
  }
  context.stroke()
  context.fillStyle = palette.ink3
  for (let i = Math.floor(seen.minX / major); i * major <= seen.maxX; i++) {
    const x = px(frame, i * major)
    if (x > rulerPx) context.fillText(label(i * major), x + 3, 10)
  }
  for (let i = Math.floor(seen.minY / major); i * major <= seen.maxY; i++) {
    const y = py(frame, i * major)
    if (y < rulerPx) continue
    context.save()
    context.translate(10, y - 3)
    context.rotate(-Math.PI / 2)
    context.fillText(label(i * major), 0, 0)
    context.restore()
  }
  context.fillStyle = palette.surface2
  context.fillRect(0, 0, rulerPx, rulerPx)
  context.fillStyle = palette.ink3
  context.textAlign = 'center'
  context.fillText(units.system === 'imperial' ? 'ft' : 'mm', rulerPx / 2, 14)
}

/** Small triangles on both rulers where the cursor is. */
export function paintRulerMarks(frame: Frame, cursor: { readonly xMm: number; readonly yMm: number }): void {
  const { context, palette } = frame
  const [x, y] = [px(frame, cursor.xMm), py(frame, cursor.yMm)]
  context.fillStyle = palette.accent
  context.beginPath()
  context.moveTo(x, rulerPx)
  context.lineTo(x - 4, rulerPx - 7)
  context.lineTo(x + 4, rulerPx - 7)
  context.closePath()
  context.moveTo(rulerPx, y)
  context.lineTo(rulerPx - 7, y - 4)
  context.lineTo(rulerPx - 7, y + 4)
  context.closePath()
  context.fill()
}
