// Monitor's status bar: what is under the pen, counters that add up, silent nodes, zoom, broker.
import { useTranslation } from 'react-i18next'
import type { NodeCounters } from '../../../contract/schemas/node.ts'
import { useBroker } from '../../api/sensor-queries.ts'
import { useFormats } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { CursorPlace, Zoom } from '../status-bar.tsx'
import { useMonitor } from './monitor-state.ts'
import { useChosenSensor, usePlacedSensors, usePlanNodes } from './use-plan.ts'

/** Counters of several nodes together; each of them adds up, so the sum does. */
export function sumCounters(list: readonly NodeCounters[]): NodeCounters {
  const sum = { received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: 0 }
  for (const each of list) for (const key of Object.keys(sum) as (keyof NodeCounters)[]) sum[key] += each[key]
  return sum
}

/** The bar at the foot of the window. */
export function MonitorStatus() {
  const { t } = useTranslation()
  const formats = useFormats()
  const nodes = usePlanNodes()
  const placed = usePlacedSensors()
  const pointedAt = useMonitor((s) => s.pointedAt)
  const chosen = useChosenSensor()
  const named = placed.find(({ record }) => record.id === pointedAt) ?? chosen
  const sum = sumCounters(nodes.map((node) => node.counters))
  const silent = nodes.filter(({ state }) => state === 'silent' || state === 'offline' || state === 'never').length
  const n = formats.number
  return (
    <footer className="status" data-pane="status">
      {named && <span>{named.record.nodeName}</span>}
      <CursorPlace />
      <span className="el">
        <span className="el">
          {t('monitor.counters', {
            received: n(sum.received),
            stored: n(sum.stored),
            duplicate: n(sum.duplicate),
            quarantined: n(sum.quarantined),
            dropped: n(sum.dropped),
          })}
        </span>
      </span>
      <span className="sp" />
      {silent > 0 && (
        <span className="warn">
          <Icon name="circleDashed" size={14} />
          {t('monitor.nodesSilent', { count: silent, n: n(silent) })}
        </span>
      )}
      <Zoom />
      <BrokerWord />
    </footer>
  )
}

const look = {
  online: { icon: 'circleCheck', tone: 'ok', key: 'monitor.brokerOnline' },
  off: { icon: 'circleDashed', tone: '', key: 'monitor.brokerOff' },
  down: { icon: 'circleX', tone: 'alarm', key: 'monitor.brokerDown' },
} as const

function BrokerWord() {
  const { t } = useTranslation()
  const broker = useBroker()
  const state = broker.data?.state
  if (state === undefined) return <span className="end">{t('monitor.brokerUnknown')}</span>
  return (
    <span className={`end ${look[state].tone}`} title={broker.data?.reason ?? undefined}>
      <Icon name={look[state].icon} size={14} />
      {t(look[state].key)}
    </span>
  )
}
