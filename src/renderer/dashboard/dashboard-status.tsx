// The foot of a dashboard: the range, what was asked and how long it took, readings per second, silent nodes, the disk, the broker.
import { useTranslation } from 'react-i18next'
import { serverNow } from '../api/now.ts'
import { useHealth } from '../api/queries.ts'
import { useBroker, useNodes } from '../api/sensor-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { ServerState } from '../ui/server-state.tsx'
import type { PageRange } from '../ui/use-time-range.ts'
import { spanText } from '../ui/value-text.ts'
import { useFacts } from './use-facts.ts'

/** `hidden` panels are left out by the design filter. */
export function DashboardStatus({ page, hidden }: { page: PageRange; hidden: number }) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <footer className="status" data-pane="status">
      <span>{t('dashboard.statusRange', { from: formats.dateTime(page.range.from), to: formats.dateTime(page.range.to) })}</span>
      <Asked />
      <Rate />
      {hidden > 0 && (
        <span className="warn">
          <Icon name="filter" size={14} />
          {t('dashboard.hiddenPanels', { count: hidden })}
        </span>
      )}
      <span className="sp" />
      <Silent />
      <Forecast />
      <Broker />
      <ServerState />
    </footer>
  )
}

function Asked() {
  const { t } = useTranslation()
  const formats = useFormats()
  const byPanel = useFacts((s) => s.byPanel)
  const facts = [...byPanel.values()].flat()
  if (facts.length === 0) return null
  const buckets = facts.reduce((sum, f) => sum + f.buckets, 0)
  const widths = facts.map((f) => f.bucketMs).filter((ms) => ms >= 1000)
  const span = widths.length === 0 ? null : Math.max(...widths)
  const tookMs = formats.number(Math.max(...facts.map((f) => f.tookMs)))
  const n = formats.number(buckets)
  return <span>{span === null ? t('dashboard.askedRaw', { n, tookMs }) : t('dashboard.asked', { n, span: spanText(span), tookMs })}</span>
}

function Rate() {
  const { t } = useTranslation()
  const formats = useFormats()
  const broker = useBroker(5_000)
  if (broker.data?.state !== 'online') return null
  const rate = broker.data.receivedPerSecond
  return <span>{t('dashboard.rate', { n: formats.number(rate, rate < 10 ? 1 : 0) })}</span>
}

function Silent() {
  const { t } = useTranslation()
  const nodes = useNodes()
  const silent = nodes.data?.filter((n) => n.state === 'silent' || n.state === 'offline' || n.state === 'error').length ?? 0
  if (silent === 0) return null
  return (
    <span className="warn">
      <Icon name="circleDashed" size={14} />
      {t('dashboard.silentNodes', { count: silent })}
    </span>
  )
}

const dayMs = 86_400_000

/** The server's own forecast; without one, what is free. */
function Forecast() {
  const { t } = useTranslation()
  const formats = useFormats()
  const health = useHealth()
  if (!health.data) return null
  const { freeBytes, fullAt } = health.data.storage
  const free = t('health.free', { size: formats.bytes(freeBytes) })
  const readings = health.data.parts.find((p) => p.name === 'readings')
  if (readings?.state === 'down' || readings?.state === 'degraded')
    return (
      <span className="alarm el" title={readings.reason}>
        <Icon name="alertTriangle" size={14} />
        <span className="el">{readings.reason}</span>
      </span>
    )
  if (fullAt === null) return <span title={t('dashboard.neverFull')}>{free}</span>
  const days = Math.max(0, Math.floor((fullAt - serverNow()) / dayMs))
  return (
    <span className={days < 14 ? 'warn' : ''} title={free}>
      {days < 14 && <Icon name="alertTriangle" size={14} />}
      {t('dashboard.fullIn', { count: days, n: formats.number(days) })}
    </span>
  )
}

function Broker() {
  const { t } = useTranslation()
  const broker = useBroker(5_000)
  if (!broker.data) return null
  const { state, reason } = broker.data
  const look = { online: ['ok', 'circleCheck'], off: ['idle', 'circleDashed'], down: ['alarm', 'circleX'] } as const
  const [tone, icon] = look[state]
  return (
    <span className={tone} title={reason ?? undefined}>
      <Icon name={icon} size={14} />
      {t(`dashboard.broker.${state}`)}
    </span>
  )
}
