// How this machine is: only parts the server really probes, each with its reason.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Health } from '../../contract/schemas/health.ts'
import { useApi } from '../api/api.tsx'
import { useLiveState } from '../api/live-context.tsx'
import { useHealth } from '../api/queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { BrokerRows } from './join-facts.tsx'

type PartState = Health['parts'][number]['state']
const look: Record<PartState, { icon: IconName; tone: string }> = {
  ok: { icon: 'circleCheck', tone: 'ok' },
  degraded: { icon: 'alertTriangle', tone: 'warn' },
  down: { icon: 'circleX', tone: 'alarm' },
  off: { icon: 'circleDashed', tone: 'idle' },
}

/** State as icon and word, with the reason after it. */
function State({ state, text }: { state: PartState; text: string }) {
  return (
    <span className={`st ${look[state].tone}`}>
      <Icon name={look[state].icon} size={14} />
      <span>{text}</span>
    </span>
  )
}

/** The broker's own row says more than its part. */
const hasNoRowYet = ({ name }: { readonly name: string }) => name !== 'broker'

/** The right column of the start screen; `children` stand above. */
export function MachinePanel({ children }: { children?: ReactNode }) {
  const { t, i18n } = useTranslation()
  const formats = useFormats()
  const { session } = useApi()
  const health = useHealth()
  const nameOf = (name: string) => (i18n.exists(`health.${name}`) ? t(`health.${name as 'database'}`) : name)
  return (
    <aside className="start-right" data-pane="machine" aria-label={t('start.machine')}>
      {children}
      <section className="blk">
        <h2 className="t13">{t('start.machine')}</h2>
        <dl className="kvl">
          <dt>{t('start.server')}</dt>
          <dd>
            {health.data ? (
              <State state={health.data.status} text={`${t(`health.${health.data.status}`)}, ${new URL(session.baseUrl).host}`} />
            ) : (
              health.isError && <State state="down" text={t('health.lost')} />
            )}
          </dd>
          <BrokerRows />
          {health.data?.parts.filter(hasNoRowYet).map((part) => (
            <Part key={part.name} name={nameOf(part.name)} state={part.state} text={part.reason ?? t(`health.${part.state}`)} />
          ))}
          {health.data && (
            <>
              <dt>{t('health.space')}</dt>
              <dd>{t('health.free', { size: formats.bytes(health.data.storage.freeBytes) })}</dd>
              <dt>{t('start.dataFolder')}</dt>
              <dd>{health.data.dataFolder}</dd>
              <dt>{t('start.version')}</dt>
              <dd>{health.data.version}</dd>
            </>
          )}
        </dl>
      </section>
      <section className="blk" style={{ borderBottom: 0 }}>
        <p className="t12 q">{t('start.dropHint')}</p>
      </section>
    </aside>
  )
}

function Part({ name, state, text }: { name: string; state: PartState; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <State state={state} text={text} />
      </dd>
    </>
  )
}

/** The status bar of the start screen. */
export function StartStatus() {
  const { t } = useTranslation()
  return (
    <footer className="status">
      <span>{t('start.offline')}</span>
      <span className="sp" />
      <span>{t('start.language')}</span>
      <ServerState />
    </footer>
  )
}

function ServerState() {
  const { t } = useTranslation()
  const live = useLiveState()
  return (
    <span className={`end st ${live === 'live' ? 'ok' : live === 'lost' ? 'alarm' : 'idle'}`}>
      <Icon name={live === 'live' ? 'circleCheck' : live === 'lost' ? 'circleX' : 'circleDashed'} size={14} />
      {t(live === 'live' ? 'health.live' : live === 'lost' ? 'health.offlineNow' : 'health.connecting')}
    </span>
  )
}
