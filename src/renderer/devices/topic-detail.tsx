// One topic: last payload, its sensor's last hour, and the symbols it can be dropped on.
import { Link } from '@tanstack/react-router'
import { type DragEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TopicItem } from '../../contract/schemas/node.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'
import { useNow } from '../api/now.ts'
import { useSensorsById } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { TimeChart } from '../ui/time-chart.tsx'
import type { TimeRange } from '../ui/time-expression.ts'
import { useChartSeries } from '../ui/use-chart-series.ts'
import { spanText } from '../ui/value-text.ts'
import { useDesignChoices, useSymbols, useTaken } from './bind-dialog.tsx'
import { useSensorActions } from './device-actions.ts'
import { prettyPayload } from './topic-tree.ts'
import { sensorDragType } from './topic-tree-view.tsx'

/** The pane at the right. */
export function TopicDetail({ item, onBind }: { item: TopicItem | null; onBind: (sensorId: string) => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow()
  const sensors = useSensorsById()
  const sensor = sensors.get(item?.sensorId ?? '')
  return (
    <aside className="details" data-pane="topic" aria-label={t('topics.payload')}>
      {item === null ? (
        <p className="inset q">{t('topics.choose')}</p>
      ) : (
        <>
          <div className="details-head">
            <div className="grow">
              <h2 className="t13 mono" style={{ overflowWrap: 'anywhere' }}>
                {item.topic}
              </h2>
              <p className="q t12">
                {t('topics.messages', { count: item.count, n: formats.number(item.count) })} ·{' '}
                {t('devices.ago', { span: spanText(now - item.at) })}
                {item.retained && ` · ${t('topics.retained')}`}
              </p>
            </div>
          </div>
          <section>
            <h3 className="t13">{t('topics.payload')}</h3>
            {item.payload === '' ? (
              <p className="q">{t('topics.emptyPayload')}</p>
            ) : (
              <pre className="code-block mono">{prettyPayload(item.payload)}</pre>
            )}
            {item.payload.length >= 2000 && <p className="q t12">{t('topics.cut')}</p>}
          </section>
          {sensor && (
            <section>
              <h3 className="t13">{t('topics.history')}</h3>
              <LastHour sensor={sensor} />
              <div className="row wrap" style={{ marginTop: 8 }}>
                <Link to="/sensors/$sensorId" params={{ sensorId: sensor.id }} className="btn sm">
                  {t('topics.openSensor')}
                </Link>
                <button type="button" className="btn sm" onClick={() => onBind(sensor.id)}>
                  <Icon name="link" size={14} />
                  {t('topics.bind')}
                </button>
              </div>
            </section>
          )}
          {item.nodeId !== null && (
            <section>
              <Link to="/nodes/$nodeId" params={{ nodeId: item.nodeId }} className="link">
                {t('topics.openNode')}
              </Link>
            </section>
          )}
        </>
      )}
      <DropList />
    </aside>
  )
}

function LastHour({ sensor }: { sensor: SensorRecord }) {
  const now = useNow(10_000)
  const [zoomed, setZoomed] = useState<TimeRange | null>(null)
  const { from, to } = zoomed ?? { from: now - 3_600_000, to: now }
  const range = useMemo(() => ({ from, to }), [from, to])
  const sensors = useMemo(() => [sensor], [sensor])
  const { series } = useChartSeries({ sensors, range, points: 400, isLive: zoomed === null, isVisible: true })
  return (
    <div style={{ height: 140 }}>
      <TimeChart label={sensor.name} series={series} range={range} now={now} hideLegend onZoom={setZoomed} onBack={() => setZoomed(null)} />
    </div>
  )
}

/** Symbols of a design as places to drop a topic on. */
function DropList() {
  const { t } = useTranslation()
  const designs = useDesignChoices()
  const [chosenDesign, setChosenDesign] = useState('')
  const designId = chosenDesign || designs[0]?.value || ''
  const { symbols } = useSymbols(designId)
  const taken = useTaken()
  const sensors = useSensorsById()
  const { bind } = useSensorActions()
  const [over, setOver] = useState<string | null>(null)
  if (designs.length === 0) return null
  const accepts = (event: DragEvent) => event.dataTransfer.types.includes(sensorDragType)
  return (
    <section aria-label={t('bindSymbol.symbols')}>
      <div className="row" style={{ marginBottom: 8 }}>
        <h3 className="t13" style={{ margin: 0 }}>
          {t('bindSymbol.symbols')}
        </h3>
        <span className="grow" />
        <PickFilter
          label={t('bindSymbol.design')}
          any={designs.find((d) => d.value === designId)?.label ?? ''}
          value={chosenDesign}
          options={designs}
          onPick={setChosenDesign}
        />
      </div>
      <p className="q t12">{symbols.length === 0 ? t('bindSymbol.none') : t('bindSymbol.drop')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
      <ul className="symbol-list" tabIndex={0} aria-label={t('bindSymbol.symbols')}>
        {symbols.map((s) => {
          const owner = taken.get(`${designId} ${s.id}`)
          return (
            <li
              key={s.id}
              className={over === s.id ? 'symbol over' : 'symbol'}
              onDragOver={(event) => {
                if (!accepts(event)) return
                event.preventDefault()
                event.dataTransfer.dropEffect = 'link'
                setOver(s.id)
              }}
              onDragLeave={() => setOver(null)}
              onDrop={(event) => {
                event.preventDefault()
                setOver(null)
                const sensor = sensors.get(event.dataTransfer.getData(sensorDragType))
                if (sensor) void bind(sensor, { kind: 'symbol', designId, fixtureId: s.id })
              }}
            >
              <Icon name={s.isSensor ? 'hexagon' : 'circle'} size={14} />
              <span className="grow el">{s.name}</span>
              <span className="q t12 el">{owner ?? ''}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
