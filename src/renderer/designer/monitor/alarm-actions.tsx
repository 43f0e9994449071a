// What can be done about the open alarm: its curve, the advice, acknowledge with a comment, shelve with a reason, the sensor's page.
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../../contract/schemas/alarm.ts'
import { useApi } from '../../api/api.tsx'
import { isUnacknowledged, useLiveAlarmsStore } from '../../api/live-alarms.ts'
import { serverNow, useNow } from '../../api/now.ts'
import { useSensor, useSeries } from '../../api/sensor-queries.ts'
import { shapeSeries } from '../../ui/chart-data.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { toast } from '../../ui/toast.tsx'
import { figureText } from '../../ui/value-text.ts'
import { seriesPaths, valueBounds, xOfTime, yOfValue } from './series-path.ts'

/** Below the head of the open row. */
export function AlarmActions({ alarm }: { alarm: AlarmRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const [asked, setAsked] = useState<'acknowledge' | 'shelve' | null>(null)
  const canAcknowledge = isUnacknowledged(alarm.state)
  const canShelve = alarm.state !== 'shelved' && alarm.state !== 'normal' && alarm.state !== 'outOfService'
  const next = alarm.nextEscalationAt === null ? '' : t('monitor.drawer.nextStep', { time: formats.time(alarm.nextEscalationAt) })
  return (
    <div className="alarm-open">
      {alarm.sensorId !== null && <MiniChart alarm={alarm} sensorId={alarm.sensorId} />}
      {(alarm.advice !== '' || next !== '') && <p className="t12 m">{[alarm.advice, next].filter((s) => s !== '').join(' ')}</p>}
      {asked === 'acknowledge' && <AcknowledgeForm alarm={alarm} onDone={() => setAsked(null)} />}
      {asked === 'shelve' && <ShelveForm alarm={alarm} onDone={() => setAsked(null)} />}
      {asked === null && (
        <div className="row wrap">
          {canAcknowledge && (
            <button type="button" className="btn p" onClick={() => setAsked('acknowledge')}>
              <Icon name="check" />
              {t('monitor.drawer.acknowledge')}
            </button>
          )}
          {canShelve && (
            <button type="button" className="btn" onClick={() => setAsked('shelve')}>
              <Icon name="archive" />
              {t('monitor.drawer.shelve')}
            </button>
          )}
          {alarm.sensorId !== null && (
            <Link to={`/sensors/${alarm.sensorId}` as string} className="btn g">
              {t('monitor.drawer.chart')}
            </Link>
          )}
        </div>
      )}
    </div>
  )
}

function AcknowledgeForm({ alarm, onDone }: { alarm: AlarmRecord; onDone: () => void }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const alarms = useLiveAlarmsStore()
  const [comment, setComment] = useState('')
  const send = useMutation({
    mutationFn: () => {
      const text = comment.trim()
      return client.acknowledgeAlarm({ params: { id: alarm.id }, body: text === '' ? {} : { comment: text } })
    },
    onSuccess: (record) => {
      alarms.put([record])
      toast({ text: t('monitor.drawer.acknowledged', { name: alarm.ruleName }) })
      onDone()
    },
  })
  return (
    <form
      className="col gap4"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <label className="lab" htmlFor="alarm-comment">
        {t('monitor.drawer.comment')}
      </label>
      <input
        id="alarm-comment"
        className="txt"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        maxLength={2000}
        value={comment}
        placeholder={t('alarms.commentHint')}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <FormButtons label={t('monitor.drawer.acknowledge')} isBusy={send.isPending} onCancel={onDone} />
    </form>
  )
}

const shelfSpans = { m30: 1_800_000, h1: 3_600_000, h4: 14_400_000, h8: 28_800_000, h24: 86_400_000 } as const
type ShelfSpan = keyof typeof shelfSpans

function ShelveForm({ alarm, onDone }: { alarm: AlarmRecord; onDone: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client } = useApi()
  const alarms = useLiveAlarmsStore()
  const [reason, setReason] = useState('')
  const [span, setSpan] = useState<ShelfSpan>('h1')
  const [isMissing, setMissing] = useState(false)
  const send = useMutation({
    mutationFn: () => client.shelveAlarm({ params: { id: alarm.id }, body: { reason: reason.trim(), forMs: shelfSpans[span] } }),
    onSuccess: (record) => {
      alarms.put([record])
      toast({ text: t('monitor.drawer.shelvedToast', { name: alarm.ruleName, time: formats.time(record.shelvedUntil ?? serverNow()) }) })
      onDone()
    },
  })
  return (
    <form
      className="col gap4"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() === '') setMissing(true)
        else send.mutate()
      }}
    >
      <label className="lab" htmlFor="shelf-reason">
        {t('monitor.drawer.reason')}
      </label>
      <input
        id="shelf-reason"
        className="txt"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        maxLength={200}
        value={reason}
        aria-invalid={isMissing}
        onChange={(event) => {
          setReason(event.currentTarget.value)
          setMissing(false)
        }}
      />
      {isMissing && (
        <p className="err" role="alert">
          {t('monitor.drawer.reasonNeeded')}
        </p>
      )}
      <label className="row field">
        <span className="lab">{t('monitor.drawer.forSpan')}</span>
        <select className="sel" value={span} onChange={(event) => setSpan(event.currentTarget.value as ShelfSpan)}>
          {(Object.keys(shelfSpans) as ShelfSpan[]).map((each) => (
            <option key={each} value={each}>
              {t(`alarms.shelveSpans.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <FormButtons label={t('monitor.drawer.shelve')} isBusy={send.isPending} onCancel={onDone} />
    </form>
  )
}

function FormButtons({ label, isBusy, onCancel }: { label: string; isBusy: boolean; onCancel: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="row form-buttons">
      <button type="submit" className="btn p" disabled={isBusy}>
        {label}
      </button>
      <button type="button" className="btn" onClick={onCancel}>
        {t('common.cancel')}
      </button>
    </div>
  )
}

const size = { width: 296, height: 56 }
const before = 2 * 3_600_000

/** Two hours before the alarm until now, with its limit and the moment it was raised. */
function MiniChart({ alarm, sensorId }: { alarm: AlarmRecord; sensorId: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const sensor = useSensor(sensorId)
  const now = useNow(60_000)
  const raisedAt = alarm.raisedAt ?? alarm.changedAt
  const to = Math.min(now + 60_000, raisedAt + 12 * 3_600_000)
  const from = raisedAt - before
  const series = useSeries({ sensorId, from, to, points: 150 })
  const { data } = series
  const drawn = useMemo(() => {
    if (!data || !sensor || data.sensorId !== sensorId) return null
    const line = shapeSeries({ series: data, kind: sensor.valueKind, intervalMs: sensor.intervalMs, range: { from, to }, now: serverNow() })
    const bounds = valueBounds(line, alarm.setPoint === null ? [] : [alarm.setPoint])
    if (!bounds) return null
    const box = { ...size, from, to, ...bounds }
    return { box, paths: seriesPaths(line, box) }
  }, [data, sensor, sensorId, from, to, alarm.setPoint])
  if (!drawn) return null
  const { box, paths } = drawn
  const x = xOfTime(box, raisedAt)
  const limit = alarm.setPoint === null ? null : yOfValue(box, alarm.setPoint)
  return (
    <svg
      className="mini-chart"
      viewBox={`0 0 ${size.width} ${size.height + 18}`}
      role="img"
      aria-label={t('alarms.chartOf', { name: alarm.ruleName, from: formats.time(from), to: formats.time(to) })}
    >
      <rect className="mini-ground" x={0.5} y={0.5} width={size.width - 1} height={size.height - 1} />
      <path className="track-band" d={paths.band} />
      <path className="track-mean" d={paths.line} />
      {limit !== null && limit > 0 && limit < size.height && (
        <>
          <path className="track-limit" d={`M0 ${limit}H${size.width}`} />
          <text className="mini-limit" x={4} y={limit < 14 ? limit + 12 : limit - 4}>
            {t(`alarmKinds.${alarm.kind}`)} {figureText(alarm.setPoint ?? 0, alarm.unit, formats)}
          </text>
        </>
      )}
      <path className="mini-raised" d={`M${x} 0V${size.height}`} />
      <text className="track-hours" x={0} y={size.height + 14}>
        {formats.time(from)}
      </text>
      <text className="track-hours" x={size.width} y={size.height + 14} textAnchor="end">
        {formats.time(Math.min(to, now))}
      </text>
    </svg>
  )
}
