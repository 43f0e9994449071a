// Shown while the plan has sensors and none of them is heard: how to bring it to life with simulated nodes that speak real MQTT.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { freshnessOf, useLiveValuesStore } from '../../api/live-values.ts'
import { useNow } from '../../api/now.ts'
import { useHealth } from '../../api/queries.ts'
import { useBroker, useSensors } from '../../api/sensor-queries.ts'
import { say } from '../../ui/app-state.ts'
import { Icon } from '../../ui/icon.tsx'
import { useMonitor } from './monitor-state.ts'
import { trialCommand } from './trial-command.ts'
import { usePlacedSensors } from './use-plan.ts'

/** The card below the legend. */
export function TrialCard() {
  const { t } = useTranslation()
  const sensors = useSensors()
  const placed = usePlacedSensors()
  // Looked at now and then, not at each reading: the clock below asks for it.
  const values = useLiveValuesStore()
  const now = useNow(5_000)
  const at = useMonitor((s) => s.at)
  const broker = useBroker()
  const health = useHealth()
  const [isHidden, setHidden] = useState(false)
  const isAlive = placed.some(({ record }) => {
    const freshness = freshnessOf(values.get(record.id)?.at ?? null, record.intervalMs, now)
    return freshness === 'fresh' || freshness === 'late'
  })
  if (isHidden || isAlive || at !== null || !sensors.isSuccess || placed.length === 0 || !broker.data) return null
  const { port } = broker.data
  const command = port === null ? null : trialCommand({ port, dataFolder: health.data?.dataFolder })
  const copy = async () => {
    if (command === null) return
    await navigator.clipboard.writeText(command)
    say(t('monitor.trial.copied'))
  }
  return (
    <section className="trial" aria-label={t('monitor.trial.title')}>
      <div className="row">
        <b className="grow">{t('monitor.trial.title')}</b>
        <button type="button" className="btn g sm x" aria-label={t('monitor.trial.hide')} onClick={() => setHidden(true)}>
          <Icon name="x" size={14} />
        </button>
      </div>
      <p className="t12 m">{command === null ? t('monitor.trial.noBroker') : t('monitor.trial.text')}</p>
      {command !== null && (
        <div className="row trial-command">
          <code className="mono grow">{command}</code>
          <button
            type="button"
            className="btn sm x"
            aria-label={t('monitor.trial.copy')}
            title={t('monitor.trial.copy')}
            onClick={() => void copy()}
          >
            <Icon name="copy" size={14} />
          </button>
        </div>
      )}
    </section>
  )
}
