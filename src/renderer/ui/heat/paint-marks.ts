// Sensors on a canvas: hexagon, rings of an alarm, tag with value, state and age. State is told by shape, icon and word, never by colour alone.
import type { HeatPalette } from './heat-colours.ts'
import { type Mark, type MarkIcon, type PlacedTag, placeTags } from './mark.ts'
import { type Place, xOf, yOf } from './paint-heat.ts'

export interface MarksPicture {
  readonly marks: readonly Mark[]
  readonly place: Place
  readonly palette: HeatPalette
  readonly labels: boolean
  /** 0 to 1 through one pulse; null: rings stand still. */
  readonly pulse: number | null
  /** Value and state in one line, without the second: for small pictures. */
  readonly small?: boolean
}

const pad = 8
/** More than these on the sheet are drawn smaller, and only so many of them, the urgent first, are given tags. */
const crowd = 150

/** Draws all of them, tags where there is room. */
export function paintMarks(context: CanvasRenderingContext2D, picture: MarksPicture): void {
  const { marks, place, palette } = picture
  const seen = marks.filter((mark) => isSeen(mark, place))
  for (const mark of seen)
    if (mark.isPulsing) paintRings(context, { ...centreOf(mark, place), palette, pulse: picture.pulse, isAlarm: mark.isAlarm })
  const isCrowded = seen.length > crowd
  for (const mark of seen) paintHexagon(context, mark, isCrowded ? { ...picture, small: true } : picture)
  if (!picture.labels) return
  const tagged = isCrowded ? [...seen].sort((a, b) => rankOf(b) - rankOf(a)).slice(0, crowd) : seen
  const wishes = tagged.map((mark) => {
    const [full, short] = measure(context, mark, picture)
    return { ...centreOf(mark, place), full, short, rank: rankOf(mark) }
  })
  for (const [index, tag] of placeTags(wishes, place).entries()) {
    const mark = tagged[index]
    if (tag && mark) paintTag(context, { mark, tag, picture })
  }
}

/** Who is asked first where there is room for a few. */
function rankOf(mark: Mark): number {
  return (mark.isChosen ? 4 : 0) + (mark.isAlarm ? 2 : 0) + (mark.isStale ? 1 : 0)
}

function centreOf(mark: Mark, place: Place): { readonly xPx: number; readonly yPx: number } {
  return { xPx: xOf(place, mark.xMm), yPx: yOf(place, mark.yMm) }
}

function isSeen(mark: Mark, place: Place): boolean {
  const { xPx, yPx } = centreOf(mark, place)
  return xPx > -40 && yPx > -40 && xPx < place.widthPx + 40 && yPx < place.heightPx + 40
}

/** Three rings; standing still they look as drawn. */
function paintRings(
  context: CanvasRenderingContext2D,
  { xPx, yPx, palette, pulse, isAlarm }: { xPx: number; yPx: number; palette: HeatPalette; pulse: number | null; isAlarm: boolean },
): void {
  context.fillStyle = palette.surface
  context.globalAlpha = 0.45
  context.beginPath()
  context.arc(xPx, yPx, 30, 0, 2 * Math.PI)
  context.fill()
  context.strokeStyle = isAlarm ? palette.alarm : palette.accent
  for (let ring = 0; ring < 3; ring++) {
    const at = pulse === null ? ring / 3 : (pulse + ring / 3) % 1
    context.globalAlpha = pulse === null ? ([1, 0.65, 0.35][ring] ?? 1) : 1 - at
    context.lineWidth = 2 - at
    context.beginPath()
    context.arc(xPx, yPx, 18 + at * 24 * (pulse === null ? 1 : 0.85), 0, 2 * Math.PI)
    context.stroke()
  }
  context.globalAlpha = 1
}

function paintHexagon(context: CanvasRenderingContext2D, mark: Mark, { place, palette, small }: MarksPicture): void {
  const { xPx, yPx } = centreOf(mark, place)
  const radius = small ? 8 : 11
  context.beginPath()
  for (let k = 0; k < 6; k++) {
    const angle = Math.PI / 6 + (k * Math.PI) / 3
    const [x, y] = [xPx + radius * Math.cos(angle), yPx + radius * Math.sin(angle)]
    if (k === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.closePath()
  context.fillStyle = palette.surface
  context.fill()
  context.strokeStyle = palette.accent
  context.lineWidth = mark.isChosen ? 3 : 1.5
  if (mark.isStale) context.setLineDash([3, 2])
  context.stroke()
  context.setLineDash([])
  context.fillStyle = palette.accent
  context.beginPath()
  context.arc(xPx, yPx, 2.5, 0, 2 * Math.PI)
  context.fill()
}

const fonts = {
  value: (palette: HeatPalette, mark: Mark, small: boolean) => `${mark.isStale ? 500 : 600} ${small ? 11 : 15}px ${palette.fontFamily}`,
  word: (palette: HeatPalette, small: boolean) => `500 ${small ? 11 : 12}px ${palette.fontFamily}`,
  detail: (palette: HeatPalette) => `400 11px ${palette.fontFamily}`,
}
const iconPx = 14

const widths = new Map<string, number>()

/** Width of a text in the context's font; figures repeat, so most are known already. */
function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font}${text}`
  const held = widths.get(key)
  if (held !== undefined) return held
  if (widths.size > 5_000) widths.clear()
  const { width } = context.measureText(text)
  widths.set(key, width)
  return width
}

/** Sizes of the full and of the short tag. */
function measure(context: CanvasRenderingContext2D, mark: Mark, { palette, small = false }: MarksPicture) {
  context.font = fonts.value(palette, mark, small)
  const value = widthOf(context, mark.value)
  context.font = fonts.word(palette, small)
  const word = widthOf(context, mark.word)
  context.font = fonts.detail(palette)
  const detail = small ? 0 : widthOf(context, mark.detail)
  const first = value + 8 + (small ? 0 : iconPx + 4) + word
  const height = small ? 20 : 42
  // An alarm or a stale value never goes without its mark.
  const marked = mark.isAlarm || mark.isStale ? iconPx + 4 : 0
  return [
    { width: Math.ceil(Math.max(first, detail) + 2 * pad), height },
    { width: Math.ceil(value + marked + 2 * pad), height: small ? 20 : 24 },
  ] as const
}

function paintTag(context: CanvasRenderingContext2D, given: { mark: Mark; tag: PlacedTag; picture: MarksPicture }): void {
  const { mark, tag, picture } = given
  const { palette, small = false } = picture
  const { isShort } = tag
  const [left, top] = [Math.round(tag.box.left), Math.round(tag.box.top)]
  const { width, height } = tag.box
  context.fillStyle = palette.surface
  context.strokeStyle = mark.isAlarm ? palette.alarm : mark.isChosen ? palette.accent : palette.control
  context.lineWidth = mark.isAlarm || mark.isChosen ? 2 : 1
  if (mark.isStale) context.setLineDash([4, 3])
  context.beginPath()
  context.roundRect(left + 0.5, top + 0.5, width - 1, height - 1, 4)
  context.fill()
  context.stroke()
  context.setLineDash([])
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillStyle = mark.isStale ? palette.ink2 : palette.ink
  context.font = fonts.value(palette, mark, small)
  const y = top + (small || isShort ? height / 2 : 14)
  context.fillText(mark.value, left + pad, y + 0.5)
  let x = left + pad + widthOf(context, mark.value) + 8
  const tone = toneOf(mark.icon, palette)
  if (isShort && !mark.isAlarm && !mark.isStale) return
  if (isShort) x -= 4
  if (!small || isShort) {
    paintIcon(context, { icon: mark.icon, x, y: y - iconPx / 2, colour: tone })
    x += iconPx + 4
  }
  if (isShort) return
  context.fillStyle = tone
  context.font = fonts.word(palette, small)
  context.fillText(mark.word, x, y + 0.5)
  if (small) return
  context.fillStyle = palette.ink2
  context.font = fonts.detail(palette)
  context.fillText(mark.detail, left + pad, top + 31)
}

function toneOf(icon: MarkIcon, palette: HeatPalette): string {
  if (icon === 'ok') return palette.ok
  if (icon === 'alarm') return palette.alarm
  if (icon === 'late' || icon === 'returned') return palette.warn
  return palette.idle
}

/** 14 px icons: tick, clock, broken circle, crossed circle, empty circle, triangle, arrow back, box, ticked triangle. */
export function paintIcon(
  context: CanvasRenderingContext2D,
  { icon, x, y, colour }: { readonly icon: MarkIcon; readonly x: number; readonly y: number; readonly colour: string },
): void {
  context.save()
  context.translate(x, y)
  context.strokeStyle = colour
  context.lineWidth = 1.25
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.beginPath()
  const path = (...points: readonly number[]) => {
    for (let k = 0; k + 1 < points.length; k += 2) {
      if (k === 0) context.moveTo(points[0] ?? 0, points[1] ?? 0)
      else context.lineTo(points[k] ?? 0, points[k + 1] ?? 0)
    }
  }
  const circle = () => {
    context.moveTo(12.5, 7)
    context.arc(7, 7, 5.5, 0, 2 * Math.PI)
  }
  if (icon === 'alarm' || icon === 'acknowledged') {
    path(7, 1.5, 13, 12, 1, 12, 7, 1.5)
    if (icon === 'alarm') {
      path(7, 5.5, 7, 8.5)
      context.moveTo(7, 10.4)
      context.lineTo(7, 10.5)
    } else path(4.8, 9, 6.4, 10.4, 9.2, 7.4)
  } else if (icon === 'shelved') {
    path(1.5, 2.5, 12.5, 2.5, 12.5, 5, 1.5, 5, 1.5, 2.5)
    path(2.5, 5, 2.5, 12, 11.5, 12, 11.5, 5)
    path(5.5, 7.5, 8.5, 7.5)
  } else if (icon === 'returned') {
    context.arc(7.5, 7.5, 4.5, -Math.PI * 0.9, Math.PI * 0.75)
    path(1.8, 3.2, 3.2, 6, 6, 4.8)
  } else if (icon === 'silent') {
    for (let k = 0; k < 6; k++) {
      const from = (k * Math.PI) / 3
      context.moveTo(7 + 5.5 * Math.cos(from), 7 + 5.5 * Math.sin(from))
      context.arc(7, 7, 5.5, from, from + Math.PI / 6)
    }
  } else {
    circle()
    if (icon === 'ok') path(4.5, 7.2, 6.3, 9, 9.6, 5.3)
    if (icon === 'late') path(7, 3.8, 7, 7, 9.2, 8.2)
    if (icon === 'offline') {
      path(4.8, 4.8, 9.2, 9.2)
      path(9.2, 4.8, 4.8, 9.2)
    }
  }
  context.stroke()
  context.restore()
}
