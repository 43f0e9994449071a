// What lies over the live plan: the layer itself, the legend, and a card that teaches the next step while nothing is live.
import { useTranslation } from 'react-i18next'
import { useSensors } from '../../api/sensor-queries.ts'
import { useDesignSearch } from '../design-search.ts'
import { Legend } from './legend.tsx'
import { TrialCard } from './trial-card.tsx'
import { useMonitorLayer } from './use-monitor-layer.ts'
import { usePlacedSensors } from './use-plan.ts'
import './monitor.css'

/** Mounted inside the canvas' box while Monitor is on. */
export function MonitorOverlay() {
  const { t } = useTranslation()
  const placed = usePlacedSensors()
  const sensors = useSensors()
  const { change } = useDesignSearch()
  useMonitorLayer()
  return (
    <>
      <div className="monitor-corner">
        {placed.length > 0 && <Legend />}
        <TrialCard />
      </div>
      {sensors.isSuccess && placed.length === 0 && (
        <section className="no-room" aria-label={t('monitor.emptyTitle')}>
          <h2 className="t15">{t('monitor.emptyTitle')}</h2>
          <p className="m">{t('monitor.emptyText')}</p>
          <div className="row">
            <button type="button" className="btn p" onClick={() => change({ mode: undefined, at: undefined }, { replace: false })}>
              {t('monitor.emptyAction')}
            </button>
          </div>
        </section>
      )}
    </>
  )
}
