// One endpoint: how it goes, what it is, where it may be, its secrets, a test, its last deliveries, and sending again.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useMay } from '../api/me.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { DeliveryState } from './deliveries-state.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { ConsentBoxes } from './webhooks-consent.tsx'
import { WebhookEdit } from './webhooks-edit.tsx'
import { useLastChange, useLastDeliveries, useWebhookActions } from './webhooks-queries.ts'
import { WebhookReplay } from './webhooks-replay.tsx'
import { WebhookSecrets } from './webhooks-secret.tsx'
import { hostOf, successShare, webhookLook, webhookState, withoutStop } from './webhooks-state.ts'
import { WebhookTest } from './webhooks-test.tsx'

interface Props {
  readonly record: WebhookRecord
  readonly onClose: () => void
  readonly onShown: (made: CreatedWebhook) => void
}

/** The pane at the right. */
export function WebhookDrawer({ record, onClose, onShown }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const actions = useWebhookActions()
  const [isRemoving, setIsRemoving] = useState(false)
  const { waiting } = record.stats
  return (
    <aside className="details hook-details" data-pane="details" aria-label={record.name}>
      <DrawerHead title={record.name} sub={hostOf(record.url)} onClose={onClose}>
        {may('webhooks:write') && (
          <button type="button" className="btn" onClick={() => void actions.turn(record, !record.active)}>
            {t(record.active ? 'webhooks.pause' : 'webhooks.resume')}
          </button>
        )}
        {may('webhooks:delete') && (
          <button type="button" className="btn d" onClick={() => setIsRemoving(true)}>
            {t('webhooks.remove')}
          </button>
        )}
      </DrawerHead>
      <StateLine record={record} />
      <Traffic record={record} />
      <WebhookTest record={record} />
      <Recent record={record} />
      <WebhookEdit record={record} />
      <section>
        <h3 className="t13">{t('webhooks.consent.title')}</h3>
        <ConsentBoxes given={record} onChange={(which, isGiven) => void actions.consent(record, which, isGiven)} />
      </section>
      <WebhookSecrets record={record} onShown={onShown} />
      <WebhookReplay record={record} />
      <Story record={record} />
      {isRemoving && (
        <AskDialog
          title={t('webhooks.removeTitle', { name: record.name })}
          text={t('webhooks.removeText', { count: waiting, n: formats.number(waiting) })}
          deed={t('webhooks.remove')}
          onYes={() => actions.remove(record).then((done) => (done ? onClose() : setIsRemoving(false)))}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </aside>
  )
}

/** What the state means and what to do. */
function StateLine({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const state = webhookState(record)
  const { tone, icon } = webhookLook[state]
  const given = {
    hours: formats.number(record.stats.failingHours, 1),
    reason: withoutStop(record.disabledReason ?? record.stats.lastReason ?? ''),
    time: record.disabledAt === null ? '' : formats.dateTime(record.disabledAt),
  }
  return (
    <section className="state-line">
      <span className={`st ${tone}`}>
        <Icon name={icon} size={14} />
        {t(`webhooks.states.${state}`)}
      </span>
      <p className="t12">{t(`webhooks.says.${state}`, given)}</p>
    </section>
  )
}

function Traffic({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { stats } = record
  const share = successShare(stats)
  const at = (time: number | null) => (time === null ? t('webhooks.never') : formats.dateTime(time))
  const facts = [
    [t('webhooks.facts.delivered'), `${formats.number(stats.delivered)}${share === null ? '' : ` (${formats.percent(share)})`}`],
    [t('webhooks.facts.failed'), formats.number(stats.failed)],
    [t('webhooks.facts.waiting'), formats.number(stats.waiting)],
    [t('webhooks.facts.mean'), stats.meanMs === null ? '–' : t('webhooks.ms', { ms: formats.number(stats.meanMs) })],
    [t('webhooks.facts.last'), at(stats.lastSuccessAt)],
    [t('webhooks.facts.lastFailure'), stats.lastFailureAt === null ? null : at(stats.lastFailureAt)],
    [t('webhooks.facts.reason'), stats.lastReason],
  ] as const
  return (
    <section>
      <h3 className="t13">{t('webhooks.traffic')}</h3>
      <Facts rows={facts} />
    </section>
  )
}

/** The newest few, with a way to all of them. */
function Recent({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { data } = useLastDeliveries(record.id)
  if (!may('deliveries:read')) return null
  return (
    <section>
      <div className="row">
        <h3 className="t13 grow">{t('webhooks.recent.title')}</h3>
        <Link className="link t12" to="/admin/$section" params={{ section: 'deliveries' }} search={{ webhook: record.id }}>
          {t('webhooks.recent.all')}
        </Link>
      </div>
      {data?.length === 0 && <p className="q t12">{t('webhooks.recent.none')}</p>}
      {data && data.length > 0 && (
        <table className="t recent-deliveries">
          <tbody>
            {data.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to="/admin/$section" params={{ section: 'deliveries' }} search={{ webhook: record.id, id: one.id }}>
                    {formats.dateTime(one.createdAt)}
                  </Link>
                </td>
                <td className="mono el">{one.eventType}</td>
                <td>
                  <DeliveryState row={one} />
                </td>
                <td className="r">{one.httpStatus ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Who made it, who changed it last. */
function Story({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const subject = `webhooks/${record.id}`
  const last = useLastChange(subject).data
  return (
    <p className="inset q t12">
      {t('webhooks.made', { time: formats.dateTime(record.createdAt), who: record.createdBy })}{' '}
      {last && last.at > record.createdAt && t('webhooks.changed', { time: formats.dateTime(last.at), who: last.actorName })}{' '}
      {may('audit:read') && (
        <Link className="link" to="/admin/$section" params={{ section: 'audit' }} search={{ subject }}>
          {t('webhooks.history')}
        </Link>
      )}
    </p>
  )
}
