// The broker: whether it stands, where to connect, its certificate, what goes through it, who is there and what it refused.

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrokerState } from '../../contract/schemas/node.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useNow } from '../api/now.ts'
import { useBroker } from '../api/sensor-queries.ts'
import { CopyLine } from '../ui/copy-line.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { saveFile } from '../ui/save-text.ts'
import { toast } from '../ui/toast.tsx'
import { spanText } from '../ui/value-text.ts'
import { DevicesFrame } from './devices-frame.tsx'

const look: Readonly<Record<BrokerState['state'], { readonly icon: IconName; readonly tone: string }>> = {
  online: { icon: 'circleCheck', tone: 'ok' },
  off: { icon: 'circleDashed', tone: 'idle' },
  down: { icon: 'circleX', tone: 'alarm' },
}
/** Clients drawn at once; a storm of five thousand is counted, not listed. */
const mostClients = 200

/** Route `/broker`. */
export function BrokerPage() {
  const { t } = useTranslation()
  const broker = useBroker(2_000)
  const state = broker.data
  return (
    <DevicesFrame
      here="broker"
      bar={
        state && (
          <>
            <span className={`st ${look[state.state].tone}`}>
              <Icon name={look[state.state].icon} size={14} />
              {t(`broker.states.${state.state}`)}
            </span>
            <span className="q el">{state.reason ?? t(state.state === 'off' ? 'broker.off' : 'broker.lead')}</span>
          </>
        )
      }
    >
      <div className="body">
        <main id="main" tabIndex={-1} data-pane="broker" className="area-main node-main">
          <h1 className="sr-only">{t('broker.title')}</h1>
          {broker.isError && <p className="inset err">{describeError(broker.error)}</p>}
          {state && <Figures state={state} />}
          {state && <Clients state={state} />}
        </main>
        {state && <Where state={state} />}
      </div>
    </DevicesFrame>
  )
}

function Where({ state }: { state: BrokerState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { client, session } = useApi()
  const port = (n: number | null) =>
    n === null ? <span className="q">{t('broker.closed')}</span> : <span className="mono">{`${state.host}:${n}`}</span>
  const download = async () => {
    try {
      await saveFile({ session, name: 'plenum-ca.pem', blob: await client.getBrokerCertificate({}) })
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
    }
  }
  return (
    <aside className="details" data-pane="where" aria-label={t('broker.connect')}>
      <section>
        <h3 className="t13">{t('broker.connect')}</h3>
        <dl className="fact-list">
          <dt>{t('broker.port')}</dt>
          <dd>{port(state.port)}</dd>
          <dt>{t('broker.tlsPort')}</dt>
          <dd>{port(state.tlsPort)}</dd>
          <dt>{t('broker.wsPort')}</dt>
          <dd>{port(state.webSocketPort)}</dd>
          <dt>{t('broker.auth')}</dt>
          <dd className={state.auth === 'open' ? 'warn' : undefined}>
            {state.auth === 'open' && <Icon name="alertTriangle" size={12} />}{' '}
            {t(state.auth === 'open' ? 'broker.authOpen' : 'broker.authRequired')}
          </dd>
          <dt>{t('broker.since')}</dt>
          <dd>{state.startedAt === null ? '–' : formats.dateTime(state.startedAt)}</dd>
        </dl>
        {state.auth === 'open' && (
          <p className="q t12" style={{ marginTop: 8 }}>
            {t('broker.openHelp')}
          </p>
        )}
      </section>
      {state.caFingerprint !== null && (
        <section>
          <h3 className="t13">{t('broker.ca')}</h3>
          <p className="m t12">{t('broker.caLead')}</p>
          <CopyLine label={t('broker.fingerprint')} text={state.caFingerprint} />
          <button type="button" className="btn" style={{ marginTop: 8 }} onClick={() => void download()}>
            <Icon name="download" />
            {t('broker.caDownload')}
          </button>
        </section>
      )}
      <section>
        <h3 className="t13">{t('broker.refusals')}</h3>
        {Object.keys(state.refusals).length === 0 ? (
          <p className="q t12">{t('broker.noRefusals')}</p>
        ) : (
          <dl className="fact-list" style={{ gridTemplateColumns: 'minmax(0, 1fr) auto' }}>
            {Object.entries(state.refusals)
              .sort(([, a], [, b]) => b - a)
              .map(([reason, n]) => (
                <div key={reason} style={{ display: 'contents' }}>
                  <dt>{reason}</dt>
                  <dd className="r">{formats.number(n)}</dd>
                </div>
              ))}
          </dl>
        )}
      </section>
    </aside>
  )
}

function Figures({ state }: { state: BrokerState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const ms = (n: number) => `${formats.number(n, n < 10 ? 1 : 0)} ms`
  const tiles: readonly (readonly [string, ReactNode])[] = [
    ['connections', formats.number(state.connections)],
    ['received', formats.number(state.receivedPerSecond, 1)],
    ['sent', formats.number(state.sentPerSecond, 1)],
    ['pending', formats.number(state.pending)],
    ['commit', ms(state.commitP50Ms)],
    ['commit99', ms(state.commitP99Ms)],
    ['total', formats.number(state.received)],
    ['refused', formats.number(state.refused)],
    ['subscriptions', formats.number(state.subscriptions)],
    ['retained', formats.number(state.retained)],
  ]
  return (
    <div className="figs inset">
      {tiles.map(([word, value]) => (
        <div key={word} className="fig">
          <b>{value}</b>
          <span className="lab">{t(`broker.figures.${word as 'sent'}`)}</span>
        </div>
      ))}
    </div>
  )
}

function Clients({ state }: { state: BrokerState }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow()
  const shown = state.clients.slice(0, mostClients)
  return (
    <section className="part" aria-label={t('broker.clients')}>
      <h2 className="t13">
        {t('broker.clients')}{' '}
        {state.clients.length > mostClients && (
          <span className="q">{t('broker.shown', { n: formats.number(mostClients), all: formats.number(state.clients.length) })}</span>
        )}
      </h2>
      {shown.length === 0 ? (
        <p className="q">{t('broker.noClients')}</p>
      ) : (
        <table className="t">
          <thead>
            <tr>
              <th>{t('broker.client')}</th>
              <th>{t('broker.user')}</th>
              <th>{t('broker.address')}</th>
              <th className="r">{t('broker.connectedFor')}</th>
              <th className="r">{t('broker.receivedN')}</th>
              <th>{t('broker.lastRefusal')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((c) => (
              <tr key={`${c.clientId} ${c.connectedAt}`}>
                <td className="mono">{c.clientId}</td>
                <td className="mono">{c.username ?? <span className="q">–</span>}</td>
                <td className="mono">{c.address}</td>
                <td className="r">{spanText(now - c.connectedAt)}</td>
                <td className="r">{formats.number(c.received)}</td>
                <td className="wrap">
                  {c.throttled && <span className="tag warn">{t('broker.throttled')}</span>} {c.lastRefusal ?? ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
