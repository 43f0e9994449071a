// Whether the alarms are worth reading: how many, floods, chattering with its remedy, standing ones, time to acknowledge.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmQuality } from '../../contract/schemas/alarm.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useNow } from '../api/now.ts'
import { sensorKeys, useSensorsById } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { sensorTitle } from '../ui/sensor-name.ts'
import { figureText, spanText } from '../ui/value-text.ts'
import { AlarmsFrame } from './alarms-frame.tsx'
import { type QualityRange, type QualitySearch, qualityRanges } from './quality-search.ts'

const routeApi = getRouteApi('/alarms/quality')

/** Route `/alarms/quality`. */
export function QualityPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { client } = useApi()
  const { range = 'd7' }: QualitySearch = routeApi.useSearch()
  const to = useNow(300_000) + 300_000
  const quality = useQuery({
    queryKey: [...sensorKeys.alarmQuality, range, to],
    queryFn: ({ signal }) => client.getAlarmQuality({ query: { from: String(to - qualityRanges[range]), to: String(to) }, signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <AlarmsFrame
      here="quality"
      bar={
        <fieldset className="seg" aria-label={t('quality.range')}>
          {(Object.keys(qualityRanges) as QualityRange[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={range === name}
              onClick={() => void navigate({ to: '/alarms/quality', search: { range: name }, replace: true })}
            >
              {t(`quality.ranges.${name}`)}
            </button>
          ))}
        </fieldset>
      }
    >
      <main id="main" tabIndex={-1} data-pane="quality" className="area-main">
        <h1 className="sr-only">{t('quality.title')}</h1>
        {quality.isError && <p className="inset err">{describeError(quality.error)}</p>}
        {quality.data && <Figures quality={quality.data} />}
      </main>
    </AlarmsFrame>
  )
}

function Figures({ quality }: { quality: AlarmQuality }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const sensors = useSensorsById()
  const { perTenMinutes: rate } = quality
  const verdict = rate > 2 ? 'poor' : rate > 1 ? 'demanding' : quality.floods.length > 0 ? 'flooded' : 'good'
  const sensorOf = (id: string | null) =>
    id === null ? (
      ''
    ) : (
      <Link to="/sensors/$sensorId" params={{ sensorId: id }}>
        {((s) => (s ? sensorTitle(s) : id))(sensors.get(id))}
      </Link>
    )
  const alarmOf = ({ alarmId, ruleName }: { alarmId: string; ruleName: string }) => (
    <Link to="/alarms" search={{ id: alarmId }}>
      {ruleName}
    </Link>
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="quality" tabIndex={0} aria-label={t('quality.title')}>
      <div className="numbers">
        <Figure value={formats.number(quality.raised)} word={t('quality.raised')} />
        <Figure value={formats.number(rate, 2)} word={t('quality.perTen')} />
        <Figure value={formats.number(quality.worstTenMinutes)} word={t('quality.worst')} />
        <Figure value={quality.acknowledgeP50Ms === null ? '–' : spanText(quality.acknowledgeP50Ms)} word={t('quality.ack')} />
        <Figure value={quality.acknowledgeP95Ms === null ? '–' : spanText(quality.acknowledgeP95Ms)} word={t('quality.ack95')} />
      </div>
      <p className={`row inset st ${verdict === 'good' ? 'ok' : verdict !== 'poor' ? 'warn' : 'alarm'}`} style={{ paddingTop: 0 }}>
        <Icon name={verdict === 'good' ? 'circleCheck' : 'alertTriangle'} />
        {t(`quality.${verdict}`)} <span className="q">{t('quality.flood')}</span>
      </p>
      <Part
        title={t('quality.top')}
        none={t('quality.noTop')}
        head={[t('quality.rule'), t('quality.sensor'), t('quality.times'), t('quality.share')]}
        rows={quality.top.map((x) => [
          x.alarmId,
          alarmOf(x),
          sensorOf(x.sensorId),
          formats.number(x.count),
          <span key="share" className="meter" aria-hidden>
            <span style={{ width: `${(x.count / Math.max(1, quality.raised)) * 100}%` }} />
          </span>,
        ])}
      />
      <Part
        title={t('quality.chattering')}
        lead={t('quality.chatteringLead')}
        none={t('quality.noChattering')}
        head={[t('quality.rule'), t('quality.sensor'), t('quality.times'), t('quality.remedy')]}
        rows={quality.chattering.map((x) => [
          x.alarmId,
          alarmOf(x),
          sensorOf(x.sensorId),
          formats.number(x.count),
          [
            ...(x.deadband === null
              ? []
              : [t('quality.deadband', { value: figureText(x.deadband, sensors.get(x.sensorId ?? '')?.unit ?? '', formats) })]),
            ...(x.offDelayMs === null ? [] : [t('quality.offDelay', { span: spanText(x.offDelayMs) })]),
          ].join(', ') || t('quality.noRemedy'),
        ])}
      />
      <Part
        title={t('quality.standing')}
        none={t('quality.noStanding')}
        head={[t('quality.rule'), t('quality.sensor'), t('quality.since')]}
        rows={quality.standing.map((x) => [x.alarmId, alarmOf(x), sensorOf(x.sensorId), formats.dateTime(x.since)])}
      />
      <Part
        title={t('quality.floods')}
        none={t('quality.noFloods')}
        head={[t('quality.from'), t('quality.to'), t('quality.alarms')]}
        rows={quality.floods.map((x) => [String(x.from), formats.dateTime(x.from), formats.dateTime(x.to), formats.number(x.count)])}
      />
    </section>
  )
}

function Figure({ value, word }: { value: string; word: string }) {
  return (
    <div className="figure">
      <b>{value}</b>
      <span className="m t12">{word}</span>
    </div>
  )
}

interface PartProps {
  readonly title: string
  readonly lead?: string
  readonly none: string
  readonly head: readonly string[]
  /** Key first. */
  readonly rows: readonly (readonly [string, ...ReactNode[]])[]
}

function Part({ title, lead, none, head, rows }: PartProps) {
  return (
    <section>
      <h2 className="t13">
        {title} {lead && rows.length > 0 && <span className="q">{lead}</span>}
      </h2>
      {rows.length === 0 ? (
        <p className="none q t12">{none}</p>
      ) : (
        <table className="t">
          <thead>
            <tr>
              {head.map((h) => (
                <th key={h}>{h}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, ...cells]) => (
              <tr key={key}>
                {cells.map((cell, n) => (
                  <td key={head[n]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
