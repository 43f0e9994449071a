// Draws an answered heat map on a canvas: colours cut by the room's outline, hatching where nothing fresh is known, isolines.
// It knows no view of its own: a Place says where millimetres lie.
import type { Polygon } from '../../../domain/geometry/point.ts'
import type { HeatPalette } from './heat-colours.ts'
import type { HeatLine } from './heat-lines.ts'
import type { HeatAnswer } from './heat-worker.ts'

/** Millimetres to CSS pixels of a canvas. */
export interface Place {
  readonly widthPx: number
  readonly heightPx: number
  readonly pxPerMm: number
  /** Pixel position of millimetre 0, 0; y runs up in millimetres. */
  readonly xPx: number
  readonly yPx: number
}

export interface HeatLook {
  readonly place: Place
  readonly palette: HeatPalette
  readonly room: Polygon
  readonly density: number
}

/** A canvas kept for hatching, as large as the one painted on. */
export type Scratch = { canvas: HTMLCanvasElement | null }

export const xOf = (place: Place, mm: number): number => place.xPx + mm * place.pxPerMm
export const yOf = (place: Place, mm: number): number => place.yPx - mm * place.pxPerMm

/** Adds the room's outline and holes to the current path. */
export function traceRoom(context: CanvasRenderingContext2D, place: Place, room: Polygon): void {
  for (const ring of [room.outer, ...room.holes]) {
    for (const [index, [x, y]] of ring.entries()) {
      if (index === 0) context.moveTo(xOf(place, x), yOf(place, y))
      else context.lineTo(xOf(place, x), yOf(place, y))
    }
    context.closePath()
  }
}

/** Colours, stale zone and its edge. */
export function paintHeat(context: CanvasRenderingContext2D, answer: HeatAnswer, look: HeatLook & { readonly scratch: Scratch }): void {
  const { place, palette, room } = look
  context.save()
  context.beginPath()
  traceRoom(context, place, room)
  context.clip('evenodd')
  const { bounds } = answer
  const [left, top] = [xOf(place, bounds.minX), yOf(place, bounds.maxY)]
  const [width, height] = [(bounds.maxX - bounds.minX) * place.pxPerMm, (bounds.maxY - bounds.minY) * place.pxPerMm]
  context.imageSmoothingEnabled = true
  context.drawImage(answer.colours, left, top, width, height)
  if (answer.stale) {
    const hatched = hatch(answer.stale, { ...look, box: [left, top, width, height] })
    if (hatched) context.drawImage(hatched, 0, 0, place.widthPx, place.heightPx)
  }
  context.strokeStyle = palette.idle
  context.lineWidth = 1.5
  context.setLineDash([5, 4])
  for (const line of answer.staleEdges) strokeLine(context, place, line)
  context.setLineDash([])
  context.strokeStyle = palette.ink2
  for (const line of answer.zoneEdges) strokeLine(context, place, line)
  context.restore()
}

/** The stale zone in the colour of nothing known, with slanted lines over it. */
function hatch(
  mask: ImageBitmap,
  look: HeatLook & { readonly scratch: Scratch; readonly box: readonly [number, number, number, number] },
): HTMLCanvasElement | null {
  const { place, palette, density, scratch, box } = look
  scratch.canvas ??= document.createElement('canvas')
  const { canvas } = scratch
  const [width, height] = [Math.round(place.widthPx * density), Math.round(place.heightPx * density)]
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  const context = canvas.getContext('2d')
  if (!context) return null
  context.setTransform(density, 0, 0, density, 0, 0)
  context.globalCompositeOperation = 'source-over'
  context.clearRect(0, 0, place.widthPx, place.heightPx)
  context.drawImage(mask, ...box)
  context.globalCompositeOperation = 'source-in'
  context.fillStyle = palette.idleWeak
  context.fillRect(0, 0, place.widthPx, place.heightPx)
  context.globalCompositeOperation = 'source-atop'
  paintHatching(context, palette, { left: box[0], top: box[1], width: box[2], height: box[3], within: place })
  return canvas
}

/** Lines at 45 degrees, 8 px apart. */
export function paintHatching(
  context: CanvasRenderingContext2D,
  palette: Pick<HeatPalette, 'idle'>,
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number; readonly within?: Place },
): void {
  const right = Math.min(box.left + box.width, box.within?.widthPx ?? Number.POSITIVE_INFINITY)
  const bottom = Math.min(box.top + box.height, box.within?.heightPx ?? Number.POSITIVE_INFINITY)
  const [left, top] = box.within ? [Math.max(0, box.left), Math.max(0, box.top)] : [box.left, box.top]
  const step = 8 * Math.SQRT2
  context.strokeStyle = palette.idle
  context.globalAlpha = 0.6
  context.lineWidth = 1.25
  context.beginPath()
  for (let sum = Math.floor((left + top) / step) * step; sum <= right + bottom; sum += step) {
    context.moveTo(sum - top, top)
    context.lineTo(sum - bottom, bottom)
  }
  context.stroke()
  context.globalAlpha = 1
}

/** Isolines with their figure on the longest stretch of each level. */
export function paintIsolines(
  context: CanvasRenderingContext2D,
  lines: readonly HeatLine[],
  look: HeatLook & {
    readonly print: (level: number) => string
    readonly avoid?: readonly { readonly xMm: number; readonly yMm: number }[]
  },
): void {
  const { place, palette, room } = look
  context.save()
  context.beginPath()
  traceRoom(context, place, room)
  context.clip('evenodd')
  context.strokeStyle = palette.ink
  context.lineWidth = 1
  context.globalAlpha = 0.55
  for (const line of lines) strokeLine(context, place, line)
  context.globalAlpha = 1
  const longest = new Map<number, HeatLine>()
  for (const line of lines) {
    const held = longest.get(line.level)
    if (!held || held.points.length < line.points.length) longest.set(line.level, line)
  }
  context.font = `600 11px ${palette.fontFamily}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  for (const line of longest.values()) {
    if (line.points.length < 16) continue
    const [x, y] = figurePlace(line, look.avoid ?? [])
    context.strokeStyle = palette.surface
    context.lineWidth = 3
    context.strokeText(look.print(line.level), xOf(place, x), yOf(place, y))
    context.fillStyle = palette.ink
    context.fillText(look.print(line.level), xOf(place, x), yOf(place, y))
  }
  context.restore()
}

/** The point of a line that is farthest from every symbol, away from its ends. */
function figurePlace({ points }: HeatLine, avoid: readonly { readonly xMm: number; readonly yMm: number }[]): readonly [number, number] {
  let [best, bestFar]: [readonly [number, number], number] = [[points[0] ?? 0, points[1] ?? 0], -1]
  const count = points.length / 2
  for (const share of [0.5, 0.31, 0.62, 0.2, 0.8]) {
    const at = 2 * Math.floor(count * share)
    const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0]
    // Tags hang below their symbols: a figure is judged by its distance to the tag's middle.
    const far = Math.min(1e9, ...avoid.map((mark) => Math.hypot(mark.xMm - x, mark.yMm - 300 - y)))
    if (far <= bestFar) continue
    best = [x, y]
    bestFar = far
  }
  return best
}

function strokeLine(context: CanvasRenderingContext2D, place: Place, { points }: HeatLine): void {
  context.beginPath()
  for (let k = 0; k + 1 < points.length; k += 2) {
    const [x, y] = [xOf(place, points[k] ?? 0), yOf(place, points[k + 1] ?? 0)]
    if (k === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.stroke()
}
