// The sensor's values around an alarm, with its limit; zooming stays here.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { useNow } from '../api/now.ts'
import { useSensor, useSeries } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { TimeChart } from '../ui/time-chart.tsx'
import type { TimeRange } from '../ui/time-expression.ts'
import { figureText } from '../ui/value-text.ts'
import { eventRange } from './event-range.ts'

const limited = new Set(['hihi', 'hi', 'lo', 'lolo'])

/** A small chart that moves on with time while the alarm stands. */
export function EventChart({ sensorId, alarm, name }: { sensorId: string; alarm: AlarmRecord; name: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(60_000)
  const sensor = useSensor(sensorId)
  const [zoomed, setZoomed] = useState<TimeRange | null>(null)
  const around = eventRange({ raisedAt: alarm.raisedAt ?? now, returnedAt: alarm.returnedAt, now: now + 60_000 })
  const { from, to } = zoomed ?? around
  const series = useSeries({ sensorId, from, to, points: 380 })
  const shown = useMemo(
    () => [
      {
        id: sensorId,
        name: sensor?.name ?? sensorId,
        unit: alarm.unit,
        kind: sensor?.valueKind ?? ('number' as const),
        intervalMs: sensor?.intervalMs ?? 60_000,
        series: series.data,
      },
    ],
    [sensorId, sensor, alarm.unit, series.data],
  )
  const limits = useMemo(
    () =>
      alarm.setPoint !== null && limited.has(alarm.kind)
        ? [{ value: alarm.setPoint, label: `${t(`alarmKinds.${alarm.kind}`)} ${figureText(alarm.setPoint, alarm.unit, formats)}` }]
        : [],
    [alarm.setPoint, alarm.kind, alarm.unit, t, formats],
  )
  const label = t('alarms.chartOf', { name, from: formats.dateTime(from), to: formats.dateTime(to) })
  const range = useMemo(() => ({ from, to }), [from, to])
  return (
    <div style={{ height: 168 }}>
      <TimeChart
        label={label}
        series={shown}
        range={range}
        now={now}
        limits={limits}
        hideLegend
        onZoom={setZoomed}
        onBack={() => setZoomed(null)}
      />
    </div>
  )
}
