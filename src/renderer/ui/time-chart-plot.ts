// One plotting frame on uPlot: axes, scales, drag to choose a range and the cursor are its; what is inside is painted by us. React updates
// it through `update`, and drawing waits its turn in the paint queue.
import uPlot from 'uplot'
import { boundsOf, indexAt, mergeGaps } from './chart-data.ts'
import { type ChartPalette, chartPalette, onChartPalette, seriesColour } from './chart-palette.ts'
import { currentFormats } from './format.ts'
import { dropPaint, queuePaint } from './paint-queue.ts'
import {
  type ChartLimit,
  clipped,
  type Frame,
  laneFrame,
  laneHeight,
  type PaintLine,
  paintGaps,
  paintLanes,
  paintLimits,
  paintLines,
} from './time-chart-paint.ts'
import { pointAtTime, useTimeCursor } from './time-cursor.ts'
import type { TimeRange } from './time-expression.ts'

export interface PlotState {
  /** All of one unit, or all booleans and states. */
  readonly lines: readonly PaintLine[]
  readonly isLanes: boolean
  readonly range: TimeRange
  readonly limits: readonly ChartLimit[]
  readonly words: { readonly true: string; readonly false: string; readonly gap: (names: readonly string[]) => string }
}

export interface Plot {
  update(state: PlotState): void
  /** Of the plotting area, CSS pixels. */
  plotWidth(): number
  destroy(): void
}

interface PlotOptions {
  readonly id: string
  readonly root: HTMLElement
  readonly state: PlotState
  readonly onZoom: (range: TimeRange) => void
  readonly onDoubleClick: () => void
}

const hour = 3_600_000
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const seconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' })

/** Labels of the time axis: dates where a day begins, clock times between. */
function timeLabels(splits: readonly number[], stepMs: number): string[] {
  return splits.map((at) => {
    const date = new Date(at)
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0
    if (stepMs >= 27 * 24 * hour) return month.format(at)
    if (stepMs >= 24 * hour || isMidnight) return day.format(at)
    return stepMs < 60_000 ? seconds.format(at) : clock.format(at)
  })
}

/** The scale of values: the data with some air, and limits that are near enough to matter. */
function valueScale({ lines, range, limits }: PlotState): { min: number; max: number } {
  const bounds = boundsOf(
    lines.flatMap(({ line, compare }) => (compare ? [line, compare] : [line])),
    range,
  )
  if (!bounds) return { min: 0, max: 1 }
  const span = Math.max(bounds.max - bounds.min, Math.abs(bounds.max) * 0.01, 1e-6)
  let { min, max } = bounds
  for (const { value } of limits)
    if (value >= bounds.min - span / 2 && value <= bounds.max + span / 2) {
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
  const air = Math.max((max - min) * 0.08, span * 0.04)
  // What can't be negative has no scale below zero.
  return { min: bounds.min >= 0 ? Math.max(0, min - air) : min - air, max: max + air }
}

const digitsOf = (step: number): number => Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)))

/** Puts a plot into `root`, which must have a size. */
export function createPlot({ id, root, state: first, onZoom, onDoubleClick }: PlotOptions): Plot {
  let state = first
  let palette: ChartPalette = chartPalette()
  const axis = { font: '11px Inter, system-ui, sans-serif', stroke: () => palette.ink3, border: { show: false }, ticks: { show: false } }
  const grid = { stroke: () => palette.grid, width: 1 }

  const frameOf = (u: uPlot): Frame => {
    const { left, top, width, height } = u.bbox
    const [x0 = 0, x1 = 1] = [u.scales.x?.min, u.scales.x?.max]
    const [y0 = 0, y1 = 1] = [u.scales.y?.min, u.scales.y?.max]
    return {
      ctx: u.ctx,
      box: { left, top, width, height },
      ratio: uPlot.pxRatio,
      xOf: (at) => left + ((at - x0) / (x1 - x0)) * width,
      yOf: (value) => top + height - ((value - y0) / (y1 - y0)) * height,
      palette,
    }
  }
  const under = (u: uPlot) => {
    const frame = frameOf(u)
    if (state.isLanes) {
      // Each lane has its own silence; its name stands above it.
      for (const [row, { name, line }] of state.lines.entries())
        paintGaps(
          laneFrame(frame, row),
          mergeGaps([{ name, gaps: line.gaps }]).map((gap) => ({ ...gap, label: '' })),
        )
      return
    }
    const gaps = mergeGaps(state.lines.map(({ name, line }) => ({ name, gaps: line.gaps })))
    const alone = state.lines.length === 1
    paintGaps(
      frame,
      gaps.map((g) => ({ ...g, label: state.words.gap(alone || g.names.length === state.lines.length ? [] : g.names) })),
    )
  }
  const over = (u: uPlot) => {
    const frame = frameOf(u)
    clipped(frame, () => {
      if (state.isLanes) paintLanes(frame, state.lines, state.words)
      else {
        paintLines(frame, state.lines)
        paintLimits(frame, state.limits)
      }
    })
    const { ctx, box, ratio } = frame
    ctx.lineWidth = ratio
    ctx.strokeStyle = palette.line
    ctx.strokeRect(box.left + ratio / 2, box.top + ratio / 2, box.width, box.height)
  }
  const select = (u: uPlot) => {
    const { left, width } = u.select
    if (width < 3) return
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    onZoom({ from: Math.round(u.posToVal(left, 'x')), to: Math.round(u.posToVal(left + width, 'x')) })
  }
  const sizeOf = () => ({ width: Math.max(80, root.clientWidth), height: Math.max(60, root.clientHeight) })

  const u = new uPlot(
    {
      ...sizeOf(),
      ms: 1,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      scales: { x: { time: true, auto: false }, y: { auto: false } },
      series: [{}, { show: true, paths: () => null, points: { show: false } }],
      axes: [
        { ...axis, grid, size: 24, gap: 6, space: 64, values: (_u, splits, _i, _space, step) => timeLabels(splits, step) },
        {
          ...axis,
          grid: state.isLanes ? { show: false } : grid,
          gap: 8,
          space: 30,
          size: (_u, values) => Math.max(44, 14 + 6.6 * Math.max(0, ...(values ?? []).map((v) => String(v ?? '').length))),
          values: (_u, splits, _i, _space, step) =>
            state.isLanes ? splits.map(() => '') : splits.map((v) => currentFormats().number(v, digitsOf(step))),
        },
      ],
      cursor: {
        x: true,
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 3 },
        bind: {
          dblclick: () => () => {
            onDoubleClick()
            return null
          },
        },
      },
      hooks: {
        drawAxes: [under],
        draw: [over],
        setSelect: [select],
        setCursor: [
          (self) => {
            const { left = -1 } = self.cursor
            if (left < 0) {
              if (useTimeCursor.getState().by === id) pointAtTime(null)
            } else pointAtTime(Math.round(self.posToVal(left, 'x')), id)
          },
        ],
      },
    },
    [
      [first.range.from, first.range.to],
      [null, null],
    ],
    root,
  )

  const points: HTMLElement[] = []
  const showPoints = () => {
    const { at } = useTimeCursor.getState()
    state.lines.forEach(({ line, slot }, n) => {
      let dot = points[n]
      if (!dot) {
        dot = document.createElement('div')
        dot.className = 'chart-point'
        u.over.append(dot)
        points[n] = dot
      }
      const index = at === null ? -1 : indexAt(line, at)
      const value = index < 0 ? null : (line.mean[index] ?? null)
      const isIn = value !== null && !state.isLanes && at !== null && at >= state.range.from && at <= state.range.to
      dot.hidden = !isIn
      if (!isIn) return
      dot.style.borderColor = seriesColour(palette, slot)
      dot.style.transform = `translate(${u.valToPos(line.x[index] ?? 0, 'x')}px, ${u.valToPos(value, 'y')}px)`
    })
    for (const dot of points.slice(state.lines.length)) dot.hidden = true
  }
  const follow = () => {
    const { at, by } = useTimeCursor.getState()
    const isIn = at !== null && at >= state.range.from && at <= state.range.to
    if (by !== id || at === null) u.setCursor({ left: isIn ? u.valToPos(at, 'x') : -10, top: isIn ? 4 : -10 }, false)
    showPoints()
  }

  let drawn: PlotState | null = null
  const draw = () => {
    const isSame = drawn?.range.from === state.range.from && drawn.range.to === state.range.to
    drawn = state
    const y = state.isLanes ? { min: 0, max: 1 } : valueScale(state)
    u.batch(() => {
      if (!isSame) u.setScale('x', { min: state.range.from, max: state.range.to })
      if (u.scales.y?.min !== y.min || u.scales.y?.max !== y.max) u.setScale('y', y)
      u.redraw(false, true)
    })
    follow()
  }
  const stops = [
    useTimeCursor.subscribe(follow),
    onChartPalette(() => {
      palette = chartPalette()
      queuePaint(draw)
    }),
  ]
  const resize = new ResizeObserver(() => {
    const size = sizeOf()
    if (size.width !== u.width || size.height !== u.height) u.setSize(size)
  })
  resize.observe(root)
  draw()

  return {
    update(next) {
      state = next
      queuePaint(draw)
    },
    plotWidth: () => u.over.clientWidth,
    destroy() {
      dropPaint(draw)
      resize.disconnect()
      for (const stop of stops) stop()
      u.destroy()
    },
  }
}

/** Height of a frame that holds this many lanes, with its axis. */
export const lanesHeight = (lanes: number): number => lanes * laneHeight + 34
