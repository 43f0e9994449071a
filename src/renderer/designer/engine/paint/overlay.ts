// What only lives while the hand moves: rubber band, window, crosshair, snap glyph with its word, the chip beside the cursor.
import type { Point } from '../../../../domain/geometry/point.ts'
import type { EditorState, Snap, Units } from '../editor-state.ts'
import type { Sketch } from '../tools/tool.ts'
import { rulerPx, worldFromScreen } from '../view.ts'
import { paintChip } from './chip.ts'
import type { ChipWords } from './chip-rows.ts'
import { crisp, type Frame, px, py, setFont, strokeLine, tracePath } from './frame.ts'
import { paintRulerMarks } from './rulers.ts'

export interface OverlayPicture {
  readonly state: EditorState
  readonly sketch: Sketch
  readonly units: Units
  readonly words: ChipWords
  /** Drawing tools show a crosshair across the whole sheet. */
  readonly crosshair: boolean
}

/** Paints the overlay, clearing what was there. */
export function paintOverlay(frame: Frame, picture: OverlayPicture): void {
  const { context, view, palette } = frame
  const { state, sketch } = picture
  context.clearRect(0, 0, view.widthPx, view.heightPx)
  if (sketch.brush) paintBrush(frame, sketch.brush)
  if (sketch.closed && sketch.closed.length >= 3) {
    context.fillStyle = palette.accent
    context.globalAlpha = 0.06
    context.beginPath()
    tracePath(frame, sketch.closed, true)
    context.fill()
    context.globalAlpha = 1
  }
  context.strokeStyle = palette.guide
  context.lineWidth = 1.5
  for (const line of sketch.lines ?? []) {
    for (let i = 0; i + 1 < line.length; i++) {
      const [from, to] = [line[i], line[i + 1]]
      if (from && to) strokeLine(frame, from, to)
    }
  }
  for (const point of sketch.points ?? []) paintPoint(frame, point)
  const anchor: Point | null = sketch.anchor ?? (state.cursor ? [state.cursor.xMm, state.cursor.yMm] : null)
  if (anchor && (picture.crosshair || sketch.anchor)) paintCrosshair(frame, anchor)
  for (const label of sketch.labels ?? []) paintLabel(frame, label, anchor)
  if (state.snap && (picture.crosshair || sketch.anchor || state.toolPath === 'select.moving')) paintSnap(frame, state.snap)
  if (anchor && state.layers.rulers) paintRulerMarks(frame, { xMm: anchor[0], yMm: anchor[1] })
  if (state.typed || ((state.live || sketch.moved) && anchor)) {
    // Without a pen over the sheet, numbers typed are shown in its middle.
    const at = anchor ?? worldFromScreen(view, view.widthPx / 2, view.heightPx / 2)
    paintChip(frame, { anchor: at, state, units: picture.units, words: picture.words, moved: sketch.moved })
  }
}

function paintBrush(frame: Frame, brush: NonNullable<Sketch['brush']>) {
  const { context, palette } = frame
  const { box, crossing } = brush
  const [left, top, right, bottom] = [px(frame, box.minX), py(frame, box.maxY), px(frame, box.maxX), py(frame, box.minY)].map(crisp) as [
    number,
    number,
    number,
    number,
  ]
  context.strokeStyle = palette.accent
  context.fillStyle = palette.accent
  context.lineWidth = 1
  // Crossing is told from window by its dashes, not by colour.
  if (crossing) context.setLineDash([5, 4])
  context.globalAlpha = 0.08
  context.fillRect(left, top, right - left, bottom - top)
  context.globalAlpha = 1
  context.strokeRect(left, top, right - left, bottom - top)
  context.setLineDash([])
}

function paintPoint(frame: Frame, at: Point) {
  const { context, palette } = frame
  context.fillStyle = palette.surface
  context.strokeStyle = palette.guide
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(px(frame, at[0]), py(frame, at[1]), 3, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

/** The length breaks its line, as dimensions do. */
function paintLabel(frame: Frame, label: { readonly from: Point; readonly to: Point; readonly text: string }, cursor: Point | null) {
  const { context, palette } = frame
  const place = (share: number): readonly [number, number] => [
    px(frame, label.from[0] + (label.to[0] - label.from[0]) * share),
    py(frame, label.from[1] + (label.to[1] - label.from[1]) * share),
  ]
  const middle = place(0.5)
  // It gives way to the crosshair and its snap glyph.
  const isCrowded = cursor && Math.abs(px(frame, cursor[0]) - middle[0]) < 48 && Math.abs(py(frame, cursor[1]) - middle[1]) < 28
  const [x, y] = isCrowded ? besideCrosshair(place(0), place(1)) : middle
  setFont(frame, 11, 600)
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const width = context.measureText(label.text).width + 8
  context.fillStyle = palette.canvas
  context.fillRect(x - width / 2, y - 8, width, 16)
  context.fillStyle = palette.guide
  context.fillText(label.text, x, y + 0.5)
}

/** A fifth along a long line, before the start of a short one, under a single point. */
function besideCrosshair(from: readonly [number, number], to: readonly [number, number]): readonly [number, number] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const longPx = Math.hypot(dx, dy)
  if (longPx === 0) return [from[0], from[1] + 26]
  const share = longPx > 240 ? 0.2 : -36 / longPx
  return [from[0] + dx * share, from[1] + dy * share]
}

function paintCrosshair(frame: Frame, at: Point) {
  const { context, palette, view } = frame
  const [x, y] = [crisp(px(frame, at[0])), crisp(py(frame, at[1]))]
  context.strokeStyle = palette.guide
  context.lineWidth = 1
  context.setLineDash([1, 3])
  context.beginPath()
  context.moveTo(x, rulerPx)
  context.lineTo(x, view.heightPx)
  context.moveTo(rulerPx, y)
  context.lineTo(view.widthPx, y)
  context.stroke()
  context.setLineDash([])
}

/** One glyph per family of snaps, always with its word. */
function paintSnap(frame: Frame, snap: Snap) {
  const { context, palette, view } = frame
  const [x, y] = [px(frame, snap.at[0]), py(frame, snap.at[1])]
  context.strokeStyle = palette.guide
  context.fillStyle = palette.surface
  context.lineWidth = 1.5
  context.beginPath()
  if (snap.kind === 'end' || snap.kind === 'first') context.rect(x - 5, y - 5, 10, 10)
  else if (snap.kind === 'middle') polygon(context, [x, y - 6, x + 6, y + 4, x - 6, y + 4])
  else if (snap.kind === 'intersection') cross(context, x, y)
  else if (snap.kind === 'perpendicular') angle(context, x, y)
  else if (snap.kind === 'tileCentre') context.arc(x, y, 5, 0, 2 * Math.PI)
  else if (snap.kind === 'equalGap') bars(context, x, y)
  else polygon(context, [x, y - 6, x + 6, y, x, y + 6, x - 6, y])
  context.stroke()
  setFont(frame, 11, 500)
  const width = context.measureText(snap.word).width + 10
  const left = Math.min(x + 10, view.widthPx - width - 2)
  const top = y - 26 < rulerPx ? y + 10 : y - 26
  context.fillStyle = palette.surface
  context.fillRect(left, top, width, 16)
  context.strokeStyle = palette.guide
  context.lineWidth = 1
  context.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, width, 16)
  context.fillStyle = palette.guide
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillText(snap.word, Math.round(left) + 5, Math.round(top) + 9)
}

function polygon(context: CanvasRenderingContext2D, xy: readonly number[]) {
  for (let i = 0; i < xy.length; i += 2) {
    if (i === 0) context.moveTo(xy[i] ?? 0, xy[i + 1] ?? 0)
    else context.lineTo(xy[i] ?? 0, xy[i + 1] ?? 0)
  }
  context.closePath()
}

function cross(context: CanvasRenderingContext2D, x: number, y: number) {
  context.moveTo(x - 5, y - 5)
  context.lineTo(x + 5, y + 5)
  context.moveTo(x + 5, y - 5)
  context.lineTo(x - 5, y + 5)
}

function angle(context: CanvasRenderingContext2D, x: number, y: number) {
  context.moveTo(x - 6, y - 6)
  context.lineTo(x - 6, y + 6)
  context.lineTo(x + 6, y + 6)
  context.moveTo(x - 6, y)
  context.lineTo(x, y)
  context.lineTo(x, y + 6)
}

function bars(context: CanvasRenderingContext2D, x: number, y: number) {
  for (const dx of [-6, 0, 6]) {
    context.moveTo(x + dx, y - 5)
    context.lineTo(x + dx, y + 5)
  }
}
