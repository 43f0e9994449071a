// What a chart draws inside its frame: hatched gaps, min to max bands, means, limits, lanes. Canvas only; uPlot holds axes and cursor.
import type { ChartLine, NamedGap } from './chart-data.ts'
import { lanesOf } from './chart-data.ts'
import { type ChartPalette, dashOf, seriesColour } from './chart-palette.ts'

export interface PaintLine {
  readonly name: string
  /** Which colour and dash. */
  readonly slot: number
  readonly line: ChartLine
  /** Last week, laid over; dimmed and dashed. */
  readonly compare: ChartLine | null
}

export interface ChartLimit {
  readonly value: number
  readonly label: string
  /** Only on the frame of this unit. */
  readonly unit?: string
}

export interface Frame {
  readonly ctx: CanvasRenderingContext2D
  /** Of the plotting area, canvas pixels. */
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly ratio: number
  readonly xOf: (at: number) => number
  readonly yOf: (value: number) => number
  readonly palette: ChartPalette
}

const font = (ratio: number, weight = 400) => `${weight} ${11 * ratio}px Inter, system-ui, sans-serif`

/** Draws inside the plotting area only. */
export function clipped(frame: Frame, draw: () => void): void {
  const { ctx, box } = frame
  ctx.save()
  ctx.beginPath()
  ctx.rect(box.left, box.top, box.width, box.height)
  ctx.clip()
  draw()
  ctx.restore()
}

/** Stretches without data: hatched, and named where there is room. */
export function paintGaps(frame: Frame, gaps: readonly (NamedGap & { readonly label: string })[]): void {
  const { ctx, box, ratio, xOf, palette } = frame
  const shown = gaps
    .map((gap) => ({ label: gap.label, left: Math.max(box.left, xOf(gap.from)), right: Math.min(box.left + box.width, xOf(gap.to)) }))
    .filter(({ left, right }) => right - left >= ratio)
  if (shown.length === 0) return
  ctx.save()
  ctx.beginPath()
  for (const { left, right } of shown) ctx.rect(left, box.top, right - left, box.height)
  ctx.clip()
  ctx.globalAlpha = 0.45
  ctx.strokeStyle = palette.idle
  ctx.lineWidth = ratio
  ctx.beginPath()
  const step = 7 * ratio
  for (const { left, right } of shown) {
    // Lines stand on one grid, so that neighbours fit and nothing crawls while time goes on.
    const first = Math.floor((left - box.height) / step) * step
    for (let x = first; x < right; x += step) {
      ctx.moveTo(x, box.top + box.height)
      ctx.lineTo(x + box.height, box.top)
    }
  }
  ctx.stroke()
  ctx.restore()
  ctx.font = font(ratio)
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  for (const { label, left, right } of shown) {
    if (ctx.measureText(label).width + 8 * ratio > right - left) continue
    haloText(frame, { text: label, x: (left + right) / 2, y: box.top + 14 * ratio, colour: palette.ink2 })
  }
}

function haloText({ ctx, ratio, palette }: Frame, text: { text: string; x: number; y: number; colour: string }): void {
  ctx.lineWidth = 4 * ratio
  ctx.lineJoin = 'round'
  ctx.strokeStyle = palette.surface
  ctx.strokeText(text.text, text.x, text.y)
  ctx.fillStyle = text.colour
  ctx.fillText(text.text, text.x, text.y)
}

/** Bands first, then means, so that no line is under another's band. */
export function paintLines(frame: Frame, lines: readonly PaintLine[]): void {
  for (const { line, slot } of lines) paintBand(frame, line, slot)
  for (const { compare } of lines) if (compare) paintMean(frame, compare, null)
  for (const { line, slot } of lines) paintMean(frame, line, slot)
}

/** From min to max of each bucket, at least a pixel wide: no peak is lost. */
function paintBand({ ctx, box, ratio, xOf, yOf, palette }: Frame, line: ChartLine, slot: number): void {
  const { start, min, max, bucketMs } = line
  const right = box.left + box.width
  ctx.beginPath()
  for (let n = 0; n < start.length; n++) {
    const lo = min[n]
    const hi = max[n]
    if (lo == null || hi == null || lo === hi) continue
    const from = xOf(start[n] ?? 0)
    const width = Math.max(ratio, xOf((start[n] ?? 0) + bucketMs) - from)
    if (from + width < box.left || from > right) continue
    const top = yOf(hi)
    ctx.rect(from, top, width, Math.max(ratio, yOf(lo) - top))
  }
  ctx.globalAlpha = palette.band
  ctx.fillStyle = seriesColour(palette, slot)
  ctx.fill()
  ctx.globalAlpha = 1
}

/** The mean, broken at gaps; a point that stands alone is a dot. `slot` null draws it as the week before. */
function paintMean({ ctx, box, ratio, xOf, yOf, palette }: Frame, line: ChartLine, slot: number | null): void {
  const { x, mean, broken } = line
  const right = box.left + box.width
  const dots: [number, number][] = []
  ctx.beginPath()
  for (let n = 0; n < x.length; n++) {
    const value = mean[n]
    if (value == null) continue
    const px = xOf(x[n] ?? 0)
    const nextX = x[n + 1]
    if (px > right && xOf(x[n - 1] ?? 0) > right) break
    if (nextX !== undefined && xOf(nextX) < box.left) continue
    const py = yOf(value)
    const starts = broken[n] || xOf(x[n - 1] ?? 0) < box.left - box.width
    if (starts) {
      ctx.moveTo(px, py)
      if (broken[n + 1] ?? true) dots.push([px, py])
    } else ctx.lineTo(px, py)
  }
  ctx.lineWidth = 1.5 * ratio
  ctx.lineJoin = 'round'
  ctx.strokeStyle = slot === null ? palette.ink3 : seriesColour(palette, slot)
  ctx.setLineDash(slot === null ? [3 * ratio, 4 * ratio] : dashOf(slot).map((d) => d * ratio))
  if (slot === null) ctx.globalAlpha = 0.75
  ctx.stroke()
  ctx.setLineDash([])
  ctx.globalAlpha = 1
  ctx.fillStyle = ctx.strokeStyle
  for (const [px, py] of dots) {
    ctx.beginPath()
    ctx.arc(px, py, 2 * ratio, 0, 2 * Math.PI)
    ctx.fill()
  }
}

/** Set-points of alarm rules. */
export function paintLimits(frame: Frame, limits: readonly ChartLimit[]): void {
  const { ctx, box, ratio, yOf, palette } = frame
  ctx.font = font(ratio)
  ctx.textAlign = 'left'
  let lastLabelY = Number.POSITIVE_INFINITY
  for (const { value, label } of [...limits].sort((a, b) => a.value - b.value)) {
    const y = Math.round(yOf(value)) + 0.5 * (ratio % 2)
    if (y < box.top || y > box.top + box.height) continue
    ctx.beginPath()
    ctx.moveTo(box.left, y)
    ctx.lineTo(box.left + box.width, y)
    ctx.lineWidth = ratio
    ctx.strokeStyle = palette.alarm
    ctx.setLineDash([5 * ratio, 4 * ratio])
    ctx.stroke()
    ctx.setLineDash([])
    if (lastLabelY - y < 14 * ratio) continue
    const above = y - 8 * ratio > box.top + 6 * ratio
    ctx.textBaseline = 'middle'
    haloText(frame, { text: label, x: box.left + 6 * ratio, y: above ? y - 8 * ratio : y + 9 * ratio, colour: palette.alarm })
    lastLabelY = y
  }
}

export const laneHeight = 38

/** The part of a lane's row that its gaps are hatched in. */
export function laneFrame(frame: Frame, row: number): Frame {
  const { box, ratio } = frame
  return { ...frame, box: { ...box, top: box.top + (row * laneHeight + 19) * ratio, height: 12 * ratio } }
}

/** Booleans as bars and states as named lanes, one row each, never curves; without words no names are written. */
export function paintLanes(
  frame: Frame,
  lines: readonly PaintLine[],
  words: { readonly true: string; readonly false: string } | null,
): void {
  const { ctx, box, ratio, xOf, palette } = frame
  lines.forEach(({ name, slot, line }, row) => {
    const top = box.top + row * laneHeight * ratio
    const barTop = top + 19 * ratio
    const barHeight = (line.kind === 'state' ? 15 : 12) * ratio
    ctx.font = font(ratio)
    ctx.textAlign = 'left'
    ctx.textBaseline = 'middle'
    const colour = seriesColour(palette, slot)
    for (const { from, to, value } of lanesOf(line)) {
      const left = Math.max(box.left, xOf(from))
      const width = Math.max(ratio, Math.min(box.left + box.width, xOf(to)) - left)
      if (left > box.left + box.width || xOf(to) < box.left) continue
      ctx.fillStyle = palette.idleWeak
      ctx.fillRect(left, barTop, width, barHeight)
      ctx.fillStyle = palette.line
      ctx.fillRect(left, barTop + barHeight - ratio, width, ratio)
      if (line.kind === 'state') {
        ctx.strokeStyle = colour
        ctx.lineWidth = ratio
        ctx.strokeRect(left + 0.5, barTop + 0.5, Math.max(ratio, width - 1), barHeight - 1)
        if (ctx.measureText(value).width + 8 * ratio < width) {
          ctx.fillStyle = palette.ink
          ctx.fillText(value, left + 4 * ratio, barTop + barHeight / 2 + ratio / 2)
        }
      } else if (value !== 'false') {
        ctx.globalAlpha = value === 'true' ? 1 : 0.6
        ctx.fillStyle = colour
        // Both in one bucket: a bar of half the height, so that it differs without colour too.
        const inset = value === 'true' ? 0 : barHeight / 4
        ctx.fillRect(left, barTop + inset, width, barHeight - 2 * inset)
        ctx.globalAlpha = 1
      }
    }
    if (!words) return
    const lastLane = lanesOf(line).at(-1)
    const nowWord = line.kind === 'boolean' && lastLane ? ` · ${lastLane.value === 'false' ? words.false : words.true}` : ''
    haloText(frame, { text: name + nowWord, x: box.left + 2 * ratio, y: top + 9 * ratio, colour: palette.ink2 })
  })
}
