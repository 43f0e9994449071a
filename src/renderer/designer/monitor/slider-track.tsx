// The track of the time slider: the chosen sensor's history, limits, alarm marks, when readings came, and the handle as a native range field.
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow, useNow } from '../../api/now.ts'
import { useSeries } from '../../api/sensor-queries.ts'
import { type ChartLine, lanesOf, shapeSeries } from '../../ui/chart-data.ts'
import { useFormats } from '../../ui/format.ts'
import { ticksOf } from '../../ui/heat/heat-scale.ts'
import { useTimeCursor } from '../../ui/time-cursor.ts'
import { figureText, spanText } from '../../ui/value-text.ts'
import { clockOf } from './legend.tsx'
import { showMoment, useMonitor, useMonitorLook } from './monitor-state.ts'
import { type PathBox, seriesPaths, valueBounds, xOfTime, yOfValue } from './series-path.ts'
import { settleAt, spans, stepOf } from './timeline.ts'
import { useAlarmHistory, useChosenSensor, useSliderRange } from './use-plan.ts'
import { typeName } from './words.ts'

const chartPx = 44
const lanePx = { top: 48, height: 6 }
const leftPx = 44

/** Fills the rest of the bar. */
export function SliderTrack() {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const width = useWidth(host)
  const range = useSliderRange()
  const span = useMonitorLook((s) => s.span)
  const at = useMonitor((s) => s.at)
  const now = useNow()
  const shownAt = at ?? now
  const trackPx = Math.max(40, width - leftPx - 24)
  const box = { width: trackPx, from: range.from, to: range.to }
  const x = xOfTime({ ...box, height: chartPx, lo: 0, hi: 1 }, Math.min(Math.max(shownAt, range.from), range.to))
  const pointed = useTimeCursor((s) => s.at)
  const pointedX =
    pointed !== null && pointed >= range.from && pointed <= range.to ? xOfTime({ ...box, height: chartPx, lo: 0, hi: 1 }, pointed) : null
  return (
    <div className="track" ref={host}>
      <svg width={width} height={84} aria-hidden>
        <g transform={`translate(${leftPx} 2)`}>
          <History width={trackPx} />
          <Hours from={range.from} to={range.to} width={trackPx} handlePx={x} />
          <Marks width={trackPx} />
          {pointedX !== null && <path className="track-pointed" d={`M${pointedX} 0V${chartPx}`} />}
          <path className="track-handle" d={`M${x} 0V58`} />
          <circle className="track-knob" cx={x} cy={58} r={7} />
          <text className="track-now" x={Math.min(Math.max(x, 24), trackPx - 4)} y={79} textAnchor="middle">
            {clockOf(shownAt)}
          </text>
        </g>
      </svg>
      <input
        type="range"
        className="track-range"
        style={{ left: leftPx - 8, width: trackPx + 16 }}
        aria-label={t('monitor.slider.time')}
        min={range.from}
        max={Math.min(range.to, Math.max(now, shownAt))}
        step={1000}
        value={Math.round(shownAt / 1000) * 1000}
        aria-valuetext={at === null ? t('monitor.slider.live') : clockOf(at)}
        onChange={(event) => {
          useMonitor.setState({ isPlaying: false })
          showMoment(settleAt(Number(event.currentTarget.value), serverNow()))
        }}
        onKeyDown={(event) => {
          const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -20, PageUp: 20 }[event.key]
          if (steps === undefined) return
          event.preventDefault()
          useMonitor.setState({ isPlaying: false })
          showMoment(settleAt(shownAt + steps * stepOf(span), serverNow()))
        }}
      />
    </div>
  )
}

function useWidth(host: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(600)
  useEffect(() => {
    if (!host.current) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(host.current)
    return () => observer.disconnect()
  }, [host])
  return width
}

/** Mean and band of the chosen sensor, its limits, and below when it was heard. */
function History({ width }: { width: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const sensor = useChosenSensor()
  const { from, to } = useSliderRange()
  const { spans: alarmSpans, alarms } = useAlarmHistory()
  const record = sensor?.record
  const series = useSeries({
    sensorId: record?.id ?? '',
    from,
    to,
    points: 400,
    enabled: record !== undefined,
    isLive: to > serverNow() - 300_000,
  })
  const limits = useMemo(() => {
    const own = [...alarms.values()].flatMap((a) =>
      a.sensorId === record?.id && a.setPoint !== null && a.kind.match(/^(hi|lo)/) ? [a.setPoint] : [],
    )
    return [...new Set(own)]
  }, [alarms, record?.id])
  const line = useMemo(
    () =>
      series.data && record && series.data.sensorId === record.id
        ? shapeSeries({ series: series.data, kind: record.valueKind, intervalMs: record.intervalMs, range: { from, to }, now: serverNow() })
        : null,
    [series.data, record, from, to],
  )
  if (!record) return <rect className="track-ground" width={width} height={chartPx} />
  const isNumber = record.valueKind === 'number'
  const bounds = line && isNumber ? valueBounds(line, limits) : null
  const box: PathBox = { width, height: chartPx, from, to, lo: bounds?.lo ?? 0, hi: bounds?.hi ?? 1 }
  const paths = line && bounds ? seriesPaths(line, box) : null
  const ticks = bounds ? ticksOf({ lo: bounds.lo, hi: bounds.hi }, 2) : []
  const name = `${record.nodeName} ${typeName(t, record.type).toLowerCase()}`
  return (
    <>
      <rect className="track-ground" width={width} height={chartPx} />
      {ticks.map((tick) => (
        <g key={tick}>
          <path className="track-line" d={`M0 ${Math.round(yOfValue(box, tick)) + 0.5}H${width}`} />
          <text className="track-tick" x={-6} y={yOfValue(box, tick) + 3} textAnchor="end">
            {figureText(tick, '', { ...formats, fixed: (value) => formats.number(value, 2) })}
          </text>
        </g>
      ))}
      {bounds &&
        limits
          .filter((limit) => limit > bounds.lo && limit < bounds.hi)
          .map((limit) => <path key={limit} className="track-limit" d={`M0 ${yOfValue(box, limit)}H${width}`} />)}
      {line && !isNumber && <Lanes line={line} box={box} />}
      {paths && <path className="track-band" d={paths.band} />}
      {paths && <path className="track-mean" d={paths.line} />}
      <text className="track-name" x={8} y={chartPx - 6}>
        {line?.x.length === 0
          ? `${name}: ${t('monitor.slider.nothing')}`
          : isNumber
            ? t('monitor.slider.chart', { name, span: spanText(series.data?.bucketMs ?? 0) })
            : name}
      </text>
      {line && (
        <g>
          <rect className="track-heard" y={lanePx.top} width={width} height={lanePx.height} />
          {line.gaps.map((gap) => {
            const [left, right] = [xOfTime(box, Math.max(gap.from, from)), xOfTime(box, Math.min(gap.to, to))]
            return (
              <rect
                key={gap.from}
                className="track-gap"
                x={left}
                y={lanePx.top}
                width={Math.max(0.5, right - left)}
                height={lanePx.height}
              />
            )
          })}
          <AheadOfNow box={box} />
        </g>
      )}
      {alarmSpans.map(({ alarmId, from: begun, to: ended }) => {
        if (alarms.get(alarmId)?.sensorId !== record.id) return null
        const [left, right] = [xOfTime(box, Math.max(begun, from)), xOfTime(box, Math.min(ended ?? serverNow(), to))]
        return <rect key={`${alarmId}${begun}`} className="track-alarm" x={left} width={Math.max(1, right - left)} height={chartPx} />
      })}
    </>
  )
}

/** A boolean or a state is a bar, never a curve. */
function Lanes({ line, box }: { line: ChartLine; box: PathBox }) {
  return (
    <>
      {lanesOf(line).map(({ from, to, value }) => {
        if (value === 'false') return null
        const [left, right] = [xOfTime(box, Math.max(from, box.from)), xOfTime(box, Math.min(to, box.to))]
        const className = value === 'mixed' ? 'track-mixed' : 'track-true'
        return (
          <rect key={from} className={className} x={left} y={8} width={Math.max(0.5, right - left)} height={12}>
            <title>{value}</title>
          </rect>
        )
      })}
    </>
  )
}

/** What hasn't been yet is neither heard nor missed. */
function AheadOfNow({ box }: { box: PathBox }) {
  const now = useNow(10_000)
  const left = xOfTime(box, Math.min(now, box.to))
  return left < box.width ? <rect className="track-ahead" x={left} y={lanePx.top} width={box.width - left} height={lanePx.height} /> : null
}

/** One mark for each time an alarm of this plan was raised; clicked it shows that moment. */
function Marks({ width }: { width: number }) {
  const { t } = useTranslation()
  const { from, to } = useSliderRange()
  const { spans: alarmSpans, alarms } = useAlarmHistory()
  const box = { width, height: chartPx, from, to, lo: 0, hi: 1 }
  return (
    <>
      {alarmSpans.map(({ alarmId, from: at, priority }) => {
        const alarm = alarms.get(alarmId)
        if (!alarm || at < from || at > to) return null
        const x = xOfTime(box, at)
        return (
          <g key={`${alarmId}${at}`} className={`track-mark p${priority}`}>
            <title>{t('monitor.slider.mark', { name: alarm.ruleName, time: clockOf(at) })}</title>
            <path d={`M${x} 4V${chartPx}`} />
            <path className="flag" d={`M${x - 4} -2h8l-4 6z`} />
          </g>
        )
      })}
    </>
  )
}

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' })
const tickSteps = [300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 86_400_000]

/** Ticks at whole local hours or days, as many as there is room for. */
function Hours({ from, to, width, handlePx }: { from: number; to: number; width: number; handlePx: number }) {
  const step = tickSteps.find((each) => ((to - from) / each) * 58 <= width) ?? 86_400_000
  const isDays = to - from > spans.h24
  const midnight = new Date(from).setHours(0, 0, 0, 0)
  const ticks: number[] = []
  for (let at = midnight; at <= to; at += step) if (at >= from) ticks.push(at)
  const box = { width, height: chartPx, from, to, lo: 0, hi: 1 }
  return (
    <>
      {ticks.map((at) => {
        const x = Math.round(xOfTime(box, at)) + 0.5
        return (
          <g key={at}>
            <path className="track-hour" d={`M${x} 56v4`} />
            {Math.abs(x - handlePx) > 46 && (
              <text className="track-hours" x={x} y={72} textAnchor="middle">
                {isDays && new Date(at).getHours() === 0 ? weekday.format(at) : hour.format(at)}
              </text>
            )}
          </g>
        )
      })}
    </>
  )
}
