// A small curve, bar or lane without axes: the shape of a range at a glance. Its figures stand beside it, so it is hidden from readers.
import { useEffect, useMemo, useRef } from 'react'
import { boundsOf, type ChartLine, mergeGaps } from './chart-data.ts'
import { chartPalette, onChartPalette } from './chart-palette.ts'
import { dropPaint, queuePaint } from './paint-queue.ts'
import { clipped, type Frame, paintGaps, paintLanes, paintLines } from './time-chart-paint.ts'
import type { TimeRange } from './time-expression.ts'

/** Fills its parent, which must be positioned. */
export function Sparkline({ line, range }: { line: ChartLine; range: TimeRange }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const draw = useMemo(() => () => canvas.current && paint(canvas.current, line, range), [line, range])
  useEffect(() => {
    queuePaint(draw)
    const stop = onChartPalette(() => queuePaint(draw))
    const resize = new ResizeObserver(() => queuePaint(draw))
    if (canvas.current) resize.observe(canvas.current)
    return () => {
      stop()
      resize.disconnect()
      dropPaint(draw)
    }
  }, [draw])
  return <canvas ref={canvas} className="sparkline" aria-hidden />
}

function paint(canvas: HTMLCanvasElement, line: ChartLine, range: TimeRange): void {
  const ctx = canvas.getContext('2d')
  const ratio = window.devicePixelRatio || 1
  const width = Math.round(canvas.clientWidth * ratio)
  const height = Math.round(canvas.clientHeight * ratio)
  if (!ctx || width === 0) return
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  ctx.clearRect(0, 0, width, height)
  const bounds = boundsOf([line], range) ?? { min: 0, max: 1 }
  const span = Math.max(bounds.max - bounds.min, 1e-9)
  const inset = 2 * ratio
  const frame: Frame = {
    ctx,
    box: { left: 0, top: 0, width, height },
    ratio,
    xOf: (at) => ((at - range.from) / (range.to - range.from)) * width,
    yOf: (value) => (bounds.max === bounds.min ? height / 2 : height - inset - ((value - bounds.min) / span) * (height - 2 * inset)),
    palette: chartPalette(),
  }
  const painted = { name: '', slot: 0, line, compare: null }
  paintGaps(
    frame,
    mergeGaps([{ name: '', gaps: line.gaps }]).map((gap) => ({ ...gap, label: '' })),
  )
  clipped(frame, () => {
    if (line.kind === 'number') paintLines(frame, [painted])
    else paintLanes({ ...frame, box: { ...frame.box, top: -11 * ratio } }, [painted], null)
  })
}
