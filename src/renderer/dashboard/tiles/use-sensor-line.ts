// One sensor's series shaped for a small picture, with its extremes; asks only while it can be seen.
import { type RefObject, useMemo } from 'react'
import type { SensorRecord } from '../../../contract/schemas/sensor.ts'
import { boundsOf, shapeSeries } from '../../ui/chart-data.ts'
import { useChartSeries } from '../../ui/use-chart-series.ts'
import { useVisible } from '../../ui/use-visible.ts'
import { useScope } from '../dashboard-context.ts'

const pictureWidthPx = 120

/** Null while it is asked. */
export function useSensorLine(sensor: SensorRecord, ref: RefObject<Element | null>) {
  const { page } = useScope()
  const isVisible = useVisible(ref)
  const sensors = useMemo(() => [sensor], [sensor])
  const { range, now, isLive } = page
  const asked = useChartSeries({ sensors, range, points: pictureWidthPx, isLive, isVisible })
  const held = asked.series[0]
  const line = useMemo(
    () => (held?.series ? shapeSeries({ series: held.series, kind: held.kind, intervalMs: held.intervalMs, range, now }) : null),
    [held, range, now],
  )
  const bounds = useMemo(() => (line ? boundsOf([line], range) : null), [line, range])
  return { line, bounds, error: asked.error }
}
