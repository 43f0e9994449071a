// One sensor: chart of a range, statistics and quality of the same range, its raw readings, its name, unit and place.
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useActiveAlarms } from '../api/live-alarms.ts'
import { freshnessOf, useLiveValue } from '../api/live-values.ts'
import { useNow } from '../api/now.ts'
import { useSensors } from '../api/sensor-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { AlarmStateMark, FreshnessMark, PriorityMark } from '../ui/live-marks.tsx'
import { useReadingWords } from '../ui/reading-words.ts'
import { saveFile } from '../ui/save-text.ts'
import { sensorTitle } from '../ui/sensor-name.ts'
import { TextField } from '../ui/text-field.tsx'
import { TimeChart } from '../ui/time-chart.tsx'
import { RangeBar, RangeStepper } from '../ui/time-range.tsx'
import { toast } from '../ui/toast.tsx'
import { useChartSeries } from '../ui/use-chart-series.ts'
import { type PageRange, useTimeRange } from '../ui/use-time-range.ts'
import { useVisible, useWidth } from '../ui/use-visible.ts'
import { spanText } from '../ui/value-text.ts'
import { BindDialog } from './bind-dialog.tsx'
import { useSensorActions } from './device-actions.ts'
import type { SensorSearch } from './device-search.ts'
import { DevicesFrame } from './devices-frame.tsx'
import { PlaceText } from './place-text.tsx'
import { ReadingsTable } from './readings-table.tsx'
import { SensorQuality } from './sensor-quality.tsx'

const routeApi = getRouteApi('/sensors/$sensorId')

/** Route `/sensors/$sensorId`. */
export function SensorPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { sensorId } = routeApi.useParams()
  const search: SensorSearch = routeApi.useSearch()
  const sensors = useSensors()
  const sensor = sensors.data?.find((s) => s.id === sensorId)
  const go = (next: SensorSearch) => void navigate({ to: '/sensors/$sensorId', params: { sensorId }, search: next })
  const page = useTimeRange({ search, setSearch: (range) => go({ ...range, ...(search.show ? { show: search.show } : {}) }) })
  const [isRangeOpen, setRangeOpen] = useState(false)
  if (!sensor)
    return (
      <DevicesFrame here="nodes">
        <main id="main" tabIndex={-1} className="area-main">
          <div className="inset">
            {sensors.isError && <p className="err">{describeError(sensors.error)}</p>}
            {sensors.data && <EmptyState title={t('sensor.gone', { id: sensorId })}>{t('sensor.goneText')}</EmptyState>}
          </div>
        </main>
      </DevicesFrame>
    )
  return (
    <DevicesFrame
      here="nodes"
      title={<b className="el">{sensorTitle(sensor)}</b>}
      bar={
        <>
          <Link to="/nodes/$nodeId" params={{ nodeId: sensor.nodeId }} className="btn g">
            <Icon name="arrowLeft" />
            {sensor.nodeName}
          </Link>
          <span className="grow" />
          <RangeStepper page={page} isOpen={isRangeOpen} onToggle={() => setRangeOpen(!isRangeOpen)} />
          <DownloadButton sensor={sensor} page={page} />
        </>
      }
    >
      {isRangeOpen && <RangeBar page={page} />}
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="sensor" className="area-main sensor-main">
          <h1 className="sr-only">{sensorTitle(sensor)}</h1>
          <SensorChart sensor={sensor} page={page} />
          <div className="bar">
            <fieldset className="seg" aria-label={t('sensor.tabs')}>
              {(['quality', 'readings'] as const).map((tab) => (
                <button
                  key={tab}
                  type="button"
                  aria-pressed={(search.show ?? 'quality') === tab}
                  onClick={() => {
                    const { show: _, ...rest } = search
                    go(tab === 'readings' ? { ...rest, show: 'readings' } : rest)
                  }}
                >
                  {t(tab === 'readings' ? 'sensor.showReadings' : 'sensor.showQuality')}
                </button>
              ))}
            </fieldset>
          </div>
          {search.show === 'readings' ? (
            <ReadingsTable sensor={sensor} range={page.range} />
          ) : (
            <SensorQuality sensor={sensor} range={page.range} />
          )}
        </main>
        <SensorFacts sensor={sensor} />
      </div>
    </DevicesFrame>
  )
}

function SensorChart({ sensor, page }: { sensor: SensorRecord; page: PageRange }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const isVisible = useVisible(box)
  const width = useWidth(box)
  const alarms = useActiveAlarms({ sensorId: sensor.id })
  const sensors = useMemo(() => [sensor], [sensor])
  const { series, error } = useChartSeries({ sensors, range: page.range, points: width, isLive: page.isLive, isVisible })
  const limits = useMemo(
    () =>
      alarms.flatMap((a) =>
        a.setPoint !== null && ['hihi', 'hi', 'lo', 'lolo'].includes(a.kind)
          ? [{ value: a.setPoint, label: `${t(`alarmKinds.${a.kind}`)} ${a.setPoint} ${a.unit}` }]
          : [],
      ),
    [alarms, t],
  )
  return (
    <div ref={box} className={sensor.valueKind === 'number' ? 'sensor-chart' : 'sensor-chart lanes-only'}>
      {error !== null && <p className="err">{describeError(error)}</p>}
      <TimeChart
        label={sensor.name}
        series={series}
        range={page.range}
        now={page.now}
        limits={limits}
        onZoom={page.zoom}
        onBack={page.back}
      />
    </div>
  )
}

function DownloadButton({ sensor, page }: { sensor: SensorRecord; page: PageRange }) {
  const { t } = useTranslation()
  const { client, session } = useApi()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      const query = { from: String(page.range.from), to: String(page.range.to) }
      const blob = await client.getReadingsFile({ params: { id: sensor.id }, query })
      await saveFile({ session, name: `${sensor.id}.csv`, blob })
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <button type="button" className="btn" disabled={busy} onClick={() => void run()}>
      <Icon name="download" />
      {t(busy ? 'sensor.downloading' : 'sensor.download')}
    </button>
  )
}

function SensorFacts({ sensor }: { sensor: SensorRecord }) {
  const { t } = useTranslation()
  const words = useReadingWords()
  const now = useNow()
  const live = useLiveValue(sensor.id)
  const actions = useSensorActions()
  const alarms = useActiveAlarms({ sensorId: sensor.id })
  const [binding, setBinding] = useState(false)
  return (
    <aside className="details" data-pane="facts" aria-label={t('node.facts')}>
      <section>
        <p className="big-value">
          <b>{live ? (typeof live.value === 'number' ? words.bare(live.value, sensor.unit) : words.word(live.value, sensor.type)) : '–'}</b>{' '}
          {live && typeof live.value === 'number' && <span className="q">{sensor.unit}</span>}
        </p>
        <p className="row">
          <FreshnessMark freshness={freshnessOf(live?.at ?? null, sensor.intervalMs, now)} />
          {live && <span className="q t12">{t('devices.ago', { span: spanText(now - live.at) })}</span>}
        </p>
      </section>
      {alarms.length > 0 && (
        <section>
          <h3 className="t13">{t('alarms.title')}</h3>
          <ul className="col gap8">
            {alarms.map((a) => (
              <li key={a.id} className="row">
                <PriorityMark priority={a.priority} />
                <Link to="/alarms" search={{ id: a.id }} className="a el">
                  {a.ruleName}
                </Link>
                <AlarmStateMark alarm={a} brief />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <div className="form-fields">
          <TextField
            label={t('sensor.rename')}
            labelWidth={72}
            value={sensor.name}
            onCommit={(name) => void actions.change(sensor.id, { name })}
          />
          <TextField
            label={t('sensor.unit')}
            labelWidth={72}
            value={sensor.unit}
            maxLength={20}
            onCommit={(unit) => void actions.change(sensor.id, { unit })}
          />
        </div>
      </section>
      <section>
        <h3 className="t13">{t('sensor.place')}</h3>
        <p className="row">
          <span className="grow">
            <PlaceText location={sensor.location} />
          </span>
          <button type="button" className="btn sm" onClick={() => setBinding(true)}>
            {t('node.bind')}
          </button>
        </p>
      </section>
      <section>
        <dl className="fact-list">
          <dt>{t('node.id')}</dt>
          <dd className="mono">{sensor.id}</dd>
          <dt>{t('node.topic')}</dt>
          <dd>
            <Link to="/topics" search={{ topic: sensor.topic }} className="a mono">
              {sensor.topic}
            </Link>
          </dd>
          <dt>{t('sensor.node')}</dt>
          <dd>
            <Link to="/nodes/$nodeId" params={{ nodeId: sensor.nodeId }} className="a">
              {sensor.nodeName}
            </Link>
          </dd>
          <dt>{t('node.interval')}</dt>
          <dd>{spanText(sensor.intervalMs)}</dd>
        </dl>
      </section>
      <section style={{ borderBottom: 0 }}>
        <Link to="/alarms/rules" search={{ id: 'new', sensor: sensor.id }} className="btn">
          <Icon name="bell" />
          {t('sensor.rule')}
        </Link>
      </section>
      {binding && (
        <BindDialog
          name={sensor.name}
          location={sensor.location}
          onBind={(location) => actions.bind(sensor, location)}
          onClose={() => setBinding(false)}
        />
      )}
    </aside>
  )
}
