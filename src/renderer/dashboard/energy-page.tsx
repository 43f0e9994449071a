// Energy: kWh from watts over the real intervals, their cost by tariff band, what was used while nobody was there, sensor by sensor.
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Energy } from '../../contract/schemas/energy.ts'
import { describeError } from '../api/failure.ts'
import { useSensorsById } from '../api/sensor-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { sensorTitle } from '../ui/sensor-name.ts'
import { ServerState } from '../ui/server-state.tsx'
import { RangeBar, RangeStepper } from '../ui/time-range.tsx'
import { TitleBar } from '../ui/title-bar.tsx'
import { type RangeSearch, useTimeRange } from '../ui/use-time-range.ts'
import { usePageShown } from '../ui/use-visible.ts'
import { AreaLink } from './area-link.tsx'
import { EnergyBars } from './energy-bars.tsx'
import { EnergyFigures } from './energy-figures.tsx'
import { bucketOf, useEnergy } from './energy-queries.ts'
import { TariffEditor } from './tariff-editor.tsx'
import './dashboard.css'
import './energy.css'

const routeApi = getRouteApi('/energy')
const week = { from: 'now-7d/d', to: 'now' }

/** Route `/energy`. */
export function EnergyPage() {
  const { t } = useTranslation()
  const search = routeApi.useSearch()
  const navigate = routeApi.useNavigate()
  const setSearch = useCallback((next: RangeSearch) => void navigate({ search: next }), [navigate])
  const page = useTimeRange({ search, setSearch, fallback: week })
  const isVisible = usePageShown()
  const energy = useEnergy({ range: page.range, designId: null, isVisible, isLive: page.isLive })
  const [isTariffOpen, setTariffOpen] = useState(false)
  const formats = useFormats()
  return (
    <div className="win">
      <TitleBar skipTo="main">
        <h1 className="page-name">{t('energy.title')}</h1>
      </TitleBar>
      <div className="bar" data-pane="toolbar">
        <AreaLink to="/dashboard" route="/dashboard" className="btn g">
          <Icon name="arrowLeft" size={14} />
          {t('areas.dashboard')}
        </AreaLink>
        <button type="button" className="btn" aria-expanded={isTariffOpen} onClick={() => setTariffOpen(true)}>
          <Icon name="pencil" size={14} />
          {t('energy.editTariff')}
        </button>
        <span className="grow" />
        <RangeStepper page={page} isOpen onToggle={() => document.querySelector<HTMLInputElement>('#range-bar input')?.focus()} />
      </div>
      <RangeBar page={page} />
      <main id="main" tabIndex={-1} data-pane="energy" className="dashboard energy-page">
        {energy.data ? (
          energy.data.sensors.length === 0 ? (
            <div className="dashboard-empty">
              <EmptyState
                title={t('energy.emptyTitle')}
                action={
                  <AreaLink to="/nodes" route="/nodes" className="btn p">
                    {t('dashboard.joinNode')}
                  </AreaLink>
                }
              >
                {t('energy.emptyText')}
              </EmptyState>
            </div>
          ) : (
            <>
              <section className="panel" aria-label={t('energy.sums')}>
                <EnergyFigures energy={energy.data} />
                <p className="q t12 energy-note">{t('energy.honest', { share: formats.percent(energy.data.coverage, 1) })}</p>
              </section>
              <section className="panel energy-chart" aria-label={t(`energy.per.${bucketOf(page.range)}`)}>
                <EnergyBars energy={energy.data} bucket={bucketOf(page.range)} range={page.range} />
              </section>
              <div className="energy-tables">
                <Bands energy={energy.data} />
                <Sensors energy={energy.data} />
              </div>
            </>
          )
        ) : (
          <p className={energy.error ? 'tile-none alarm' : 'tile-none'} role={energy.error ? 'alert' : 'status'}>
            {energy.error ? describeError(energy.error) : t('app.loading')}
          </p>
        )}
      </main>
      <footer className="status" data-pane="status">
        <span>{t('dashboard.statusRange', { from: formats.dateTime(page.range.from), to: formats.dateTime(page.range.to) })}</span>
        <span className="sp" />
        <ServerState />
      </footer>
      {isTariffOpen && <TariffEditor onClose={() => setTariffOpen(false)} />}
    </div>
  )
}

function Bands({ energy }: { energy: Energy }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <section className="panel" aria-label={t('energy.byBand')}>
      <h2 className="t13 panel-title">{t('energy.byBand')}</h2>
      <table className="t">
        <thead>
          <tr>
            <th>{t('energy.band')}</th>
            <th className="r">kWh</th>
            <th className="r">{t('energy.share')}</th>
            <th className="r">{t('energy.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {energy.bands.map((band) => (
            <tr key={band.name}>
              <td>{band.name}</td>
              <td className="r">{formats.fixed(band.kWh, 2)}</td>
              <td className="r m">{energy.kWh > 0 ? formats.percent(band.kWh / energy.kWh, 0) : '–'}</td>
              <td className="r md">{formats.money(band.cost, energy.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Sensors({ energy }: { energy: Energy }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const sensors = useSensorsById()
  const nameOf = (id: string) => {
    const sensor = sensors.get(id)
    return sensor ? sensorTitle(sensor) : id
  }
  return (
    <section className="panel" aria-label={t('energy.bySensor')}>
      <h2 className="t13 panel-title">{t('energy.bySensor')}</h2>
      <table className="t">
        <thead>
          <tr>
            <th>{t('dashboard.sensor')}</th>
            <th className="r">kWh</th>
            <th className="r">{t('energy.cost')}</th>
            <th className="r">{t('energy.waste')}</th>
            <th className="r">{t('energy.wasteCost')}</th>
            <th>{t('energy.presenceFrom')}</th>
            <th className="r">{t('energy.coverage')}</th>
          </tr>
        </thead>
        <tbody>
          {energy.sensors.map((s) => (
            <tr key={s.sensorId}>
              <td>
                <AreaLink to={`/sensors/${encodeURIComponent(s.sensorId)}`} route="/sensors/$sensorId" className="rowlink">
                  {nameOf(s.sensorId)}
                </AreaLink>
              </td>
              <td className="r">{formats.fixed(s.kWh, 2)}</td>
              <td className="r md">{formats.money(s.cost, energy.currency)}</td>
              <td className="r">
                {formats.fixed(s.unoccupiedKWh, 2)} <span className="q">kWh</span>
              </td>
              <td className="r">{formats.money(s.unoccupiedCost, energy.currency)}</td>
              <td className="m">{t(`energy.from.${s.occupancyFrom}`)}</td>
              <td className={s.coverage < 0.95 ? 'r warn' : 'r m'}>{formats.percent(s.coverage, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
