// Charts over time: band from min to max, mean, hatched gaps, limits, booleans as bars and states as lanes, last week laid over. One frame
// per unit, all with the window's one cursor. Everything the pointer does has a key, and the figures stand in a table too.
import { useEffect, useId, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Series } from '../../contract/schemas/sensor.ts'
import type { ValueKind } from '../../domain/sensor.ts'
import { say } from './app-state.ts'
import { type ChartLine, indexAt, shapeSeries } from './chart-data.ts'
import { ChartLegend, useChartWords } from './time-chart-legend.tsx'
import type { ChartLimit, PaintLine } from './time-chart-paint.ts'
import { createPlot, lanesHeight, type Plot, type PlotState } from './time-chart-plot.ts'
import { ChartTable } from './time-chart-table.tsx'
import { pointAtTime, useTimeCursor } from './time-cursor.ts'
import type { TimeRange } from './time-expression.ts'
import './time-chart.css'

export type { ChartLimit } from './time-chart-paint.ts'

export interface ChartSeries {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly kind: ValueKind
  readonly intervalMs: number
  /** undefined while it is asked. */
  readonly series: Series | undefined
  /** The week before, already moved to this range. */
  readonly compare?: Series | undefined
}

export interface TimeChartProps {
  /** What it shows, for screen readers. */
  readonly label: string
  readonly series: readonly ChartSeries[]
  readonly range: TimeRange
  /** Nothing is missing after this. */
  readonly now: number
  readonly limits?: readonly ChartLimit[]
  readonly onZoom: (range: TimeRange) => void
  /** Double click and Ctrl+Z: the range before. */
  readonly onBack: () => void
  readonly asTable?: boolean
  readonly hideLegend?: boolean
}

export interface NamedLine extends PaintLine {
  readonly id: string
  readonly unit: string
}

const noLimits: readonly ChartLimit[] = []
const shortestSpanMs = 5_000

/** Fills its parent, which must have a height. */
export function TimeChart(props: TimeChartProps) {
  const { label, series, range, now, limits = noLimits, onZoom, onBack, asTable = false, hideLegend = false } = props
  const { t } = useTranslation()
  const hintId = useId()
  const { from, to } = range
  const lines = useMemo(
    () =>
      series.map((s, slot): NamedLine => {
        const shape = (asked: Series | undefined): ChartLine =>
          shapeSeries({
            series: asked ?? { buckets: [], bucketMs: 1, level: 'raw' },
            kind: s.kind,
            intervalMs: s.intervalMs,
            range: { from, to },
            // Before the answer is here nothing is known to be missing.
            now: asked ? now : from,
          })
        return { id: s.id, name: s.name, unit: s.unit, slot, line: shape(s.series), compare: s.compare ? shape(s.compare) : null }
      }),
    [series, from, to, now],
  )
  const groups = useMemo(() => groupLines(lines), [lines])
  const isWaiting = series.some((s) => s.series === undefined)
  const isEmpty = !isWaiting && lines.every(({ line }) => line.start.length === 0)
  const onKeyDown = useChartKeys({ lines, range, onZoom, onBack })

  if (series.length === 0) return <p className="chart-none">{t('chart.noSeries')}</p>
  return (
    <div className="chart">
      {!hideLegend && <ChartLegend lines={lines} range={range} />}
      {asTable ? (
        <ChartTable label={label} lines={lines} range={range} />
      ) : (
        <div
          className="chart-plots"
          role="application"
          aria-roledescription={t('chart.role')}
          aria-label={isEmpty ? t('chart.labelEmpty', { label }) : label}
          aria-describedby={hintId}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region: arrow keys move its cursor and are read out
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={() => pointAtTime(null)}
        >
          {groups.map((group) => (
            <PlotFrame key={group.key} group={group} range={range} limits={limits} onZoom={onZoom} onBack={onBack} />
          ))}
        </div>
      )}
      <span id={hintId} className="sr-only">
        {t('chart.keys')}
      </span>
    </div>
  )
}

interface Group {
  readonly key: string
  readonly isLanes: boolean
  readonly lines: readonly NamedLine[]
}

/** One frame for each unit, and one for everything that is no curve. */
function groupLines(lines: readonly NamedLine[]): readonly Group[] {
  const groups = new Map<string, NamedLine[]>()
  for (const line of lines) {
    const key = line.line.kind === 'number' ? `number ${line.unit}` : 'lanes'
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return [...groups].map(([key, members]) => ({ key, isLanes: key === 'lanes', lines: members }))
}

interface PlotFrameProps {
  readonly group: Group
  readonly range: TimeRange
  readonly limits: readonly ChartLimit[]
  readonly onZoom: (range: TimeRange) => void
  readonly onBack: () => void
}

function PlotFrame({ group, range, limits, onZoom, onBack }: PlotFrameProps) {
  const { t } = useTranslation()
  const id = useId()
  const root = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  const deeds = useRef({ onZoom, onBack })
  deeds.current = { onZoom, onBack }
  const { isLanes, lines } = group
  const state = useMemo((): PlotState => {
    const gap = (names: readonly string[]) =>
      names.length === 0
        ? t('chart.noData')
        : names.length <= 2
          ? t('chart.noDataOf', { names: names.join(', ') })
          : t('chart.noDataOfMany', { count: names.length })
    const unit = lines[0]?.unit
    const own = isLanes ? noLimits : limits.filter((l) => l.unit === undefined || l.unit === unit)
    return { lines, isLanes, range, limits: own, words: { true: t('chart.on'), false: t('chart.off'), gap } }
  }, [lines, isLanes, range, limits, t])
  const latest = useRef(state)
  latest.current = state

  useEffect(() => {
    if (!root.current) return
    const made = createPlot({
      id,
      root: root.current,
      state: latest.current,
      onZoom: (chosen) => deeds.current.onZoom(chosen),
      onDoubleClick: () => deeds.current.onBack(),
    })
    plot.current = made
    return () => {
      plot.current = null
      made.destroy()
    }
  }, [id])
  useEffect(() => plot.current?.update(state), [state])

  return (
    <div
      ref={root}
      className={isLanes ? 'chart-frame lanes' : 'chart-frame'}
      style={isLanes ? { height: lanesHeight(lines.length) } : {}}
    />
  )
}

interface KeyOptions {
  readonly lines: readonly NamedLine[]
  readonly range: TimeRange
  readonly onZoom: (range: TimeRange) => void
  readonly onBack: () => void
}

/** Arrows move the cursor and read the values out; + and - zoom, Shift+arrows move the range, Esc lets go, Ctrl+Z goes back. */
function useChartKeys({ lines, range, onZoom, onBack }: KeyOptions) {
  const words = useChartWords()
  return (event: React.KeyboardEvent) => {
    const { from, to } = range
    const span = to - from
    const held = useTimeCursor.getState().at
    const at = held !== null && held >= from && held <= to ? held : null
    const bucketMs = Math.max(...lines.map(({ line }) => line.bucketMs), span / 400)
    const moveTo = (next: number) => {
      const clamped = Math.min(to, Math.max(from, next))
      pointAtTime(Math.round(clamped), 'keys')
      say(words.readOut(lines, clamped))
    }
    const lastAt = Math.max(...lines.map(({ line }) => line.x.at(-1) ?? from), from)
    const deeds: Record<string, () => void> = {
      ArrowLeft: () =>
        event.shiftKey
          ? onZoom({ from: from - span / 4, to: to - span / 4 })
          : moveTo((at ?? lastAt + bucketMs) - bucketMs * (event.ctrlKey ? 10 : 1)),
      ArrowRight: () =>
        event.shiftKey
          ? onZoom({ from: from + span / 4, to: to + span / 4 })
          : moveTo((at ?? from - bucketMs) + bucketMs * (event.ctrlKey ? 10 : 1)),
      Home: () => moveTo(from),
      End: () => moveTo(lastAt),
      '+': () => zoomBy(0.5),
      '=': () => zoomBy(0.5),
      '-': () => zoomBy(2),
      Escape: () => pointAtTime(null),
      z: () => onBack(),
    }
    const zoomBy = (factor: number) => {
      const middle = at ?? (from + to) / 2
      const next = { from: Math.round(middle - (middle - from) * factor), to: Math.round(middle + (to - middle) * factor) }
      if (next.to - next.from >= shortestSpanMs) onZoom(next)
    }
    const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
    if (event.altKey || event.metaKey || (event.key.toLowerCase() === 'z' && !isUndo)) return
    const deed = deeds[isUndo ? 'z' : event.key]
    if (!deed) return
    event.preventDefault()
    event.stopPropagation()
    deed()
  }
}

/** The mean of a line at an instant, or null in a gap. */
export function meanAt(line: ChartLine, at: number): number | null {
  const index = indexAt(line, at)
  return index < 0 ? null : (line.mean[index] ?? null)
}
