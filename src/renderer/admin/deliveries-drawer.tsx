// One delivery: what it is about, its attempts with what came back, and its body as it was signed and sent.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryDetail } from '../../contract/schemas/webhook.ts'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { useCopy } from '../ui/copy-line.tsx'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { prettyJson } from '../ui/pretty-json.ts'
import { DeliveryState, NextTry } from './deliveries-state.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { eventName } from './event-words.ts'
import { useDelivery, useDeliveryAnswers, useWebhookActions } from './webhooks-queries.ts'

interface Props {
  readonly id: string
  readonly nameOf: (webhookId: string) => string
  readonly onClose: () => void
}

/** The pane at the right. */
export function DeliveryDrawer({ id, nameOf, onClose }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const { replay } = useWebhookActions()
  const { data: delivery, error } = useDelivery(id)
  const title = delivery ? eventName(delivery.eventType, t) : t('deliveries.title')
  return (
    <aside className="details hook-details" data-pane="details" aria-label={title}>
      <DrawerHead
        title={title}
        onClose={onClose}
        below={
          <>
            {delivery && (
              <span className="row gap8 t12">
                <DeliveryState row={delivery} />
                <span className="mono q">{delivery.eventType}</span>
                {delivery.isTest && <span className="tag">{t('deliveries.test')}</span>}
              </span>
            )}
            {error && <p className="err">{describeError(error)}</p>}
          </>
        }
      >
        {delivery && !delivery.isTest && may('deliveries:replay') && (
          <button type="button" className="btn" onClick={() => void replay(delivery)}>
            <Icon name="refresh" size={14} />
            {t('deliveries.replay')}
          </button>
        )}
      </DrawerHead>
      {delivery && (
        <>
          <About delivery={delivery} name={nameOf(delivery.webhookId)} />
          <Attempts delivery={delivery} />
          <Body body={delivery.body} />
        </>
      )}
    </aside>
  )
}

function About({ delivery, name }: { delivery: DeliveryDetail; name: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { subject } = delivery
  const endpoint = may('webhooks:read') ? (
    <Link to="/admin/$section" params={{ section: 'webhooks' }} search={{ id: delivery.webhookId }}>
      {name}
    </Link>
  ) : (
    name
  )
  const about = subject === null || delivery.isTest ? null : <SubjectLine subject={subject} />
  const next = delivery.state === 'waiting' ? <NextTry row={delivery} /> : null
  const webhookId = <span className="mono">{delivery.id}</span>
  const rows = [
    [t('deliveries.facts.endpoint'), endpoint],
    [t('deliveries.facts.subject'), about],
    [t('deliveries.facts.at'), formats.dateTime(delivery.createdAt)],
    [t('deliveries.facts.last'), delivery.lastAt === null ? null : formats.dateTime(delivery.lastAt)],
    [t('deliveries.facts.next'), next],
    [t('deliveries.facts.reason'), delivery.reason],
    [t('deliveries.facts.id'), webhookId],
  ] as const
  return (
    <section>
      <Facts rows={rows} />
      {may('deliveries:replay') && (
        <p className="q t12" style={{ marginTop: 8 }}>
          {t(delivery.isTest ? 'deliveries.noReplay' : 'deliveries.replayText')}
        </p>
      )}
    </section>
  )
}

/** What it is about, with the ways to all that happened to it. */
function SubjectLine({ subject }: { subject: string }) {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <>
      <span className="mono">{subject}</span>
      <br />
      {may('timeline:read') && (
        <Link to="/admin/$section" params={{ section: 'timeline' }} search={{ subject }}>
          {t('deliveries.timeline')}
        </Link>
      )}{' '}
      <Link to="/admin/$section" params={{ section: 'deliveries' }} search={{ subject }}>
        {t('deliveries.ofSubject')}
      </Link>
    </>
  )
}

function Attempts({ delivery }: { delivery: DeliveryDetail }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [openId, setOpenId] = useState<number | null>(null)
  const mayAnswers = may('delivery-answers:read')
  const hasAnswers = delivery.log.some(({ hasAnswer }) => hasAnswer)
  const answers = useDeliveryAnswers(delivery.id, openId !== null).data
  const open = answers?.find((one) => one.id === openId)
  return (
    <section>
      <h3 className="t13">{t('deliveries.attempts')}</h3>
      {delivery.log.length === 0 ? (
        <p className="q t12">{t('deliveries.noAttempts')}</p>
      ) : (
        <table className="t attempts">
          <thead>
            <tr>
              <th>{t('deliveries.attemptColumns.at')}</th>
              <th className="r">{t('deliveries.attemptColumns.status')}</th>
              <th className="r">{t('deliveries.attemptColumns.took')}</th>
              <th>{t('deliveries.attemptColumns.reason')}</th>
              {mayAnswers && <th>{t('deliveries.attemptColumns.answer')}</th>}
            </tr>
          </thead>
          <tbody>
            {delivery.log.map((one) => (
              <tr key={one.id}>
                <td>{formats.dateTime(one.at)}</td>
                <td className="r">{one.httpStatus ?? '–'}</td>
                <td className="r">{t('webhooks.ms', { ms: formats.number(one.durationMs) })}</td>
                <td className="wrap">
                  {one.reason ?? (
                    <span className="st ok">
                      <Icon name="circleCheck" size={14} />
                      {t('deliveries.arrived')}
                    </span>
                  )}
                </td>
                {mayAnswers && (
                  <td>
                    {one.hasAnswer ? (
                      <button
                        type="button"
                        className="link t12"
                        aria-expanded={openId === one.id}
                        onClick={() => setOpenId(openId === one.id ? null : one.id)}
                      >
                        {t(openId === one.id ? 'deliveries.hideAnswer' : 'deliveries.showAnswer')}
                      </button>
                    ) : (
                      <span className="q">{t('deliveries.noAnswer')}</span>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {delivery.attempts > delivery.log.length && (
        <p className="q t12">{t('deliveries.newest', { n: formats.number(delivery.attempts) })}</p>
      )}
      {open?.answer && (
        <div className="exchange">
          <h4 className="lab">
            {t('deliveries.answer', { time: formats.dateTime(open.at) })}
            {open.contentType !== null && ` · ${open.contentType}`}
          </h4>
          <CodeBlock text={prettyJson(open.answer)} />
          {open.isCut && <p className="q t12">{t('deliveries.cut')}</p>}
        </div>
      )}
      {!mayAnswers && hasAnswers && (
        <p className="q t12" style={{ marginTop: 8 }}>
          {t('deliveries.answersWho')}
        </p>
      )}
    </section>
  )
}

const views = ['pretty', 'raw'] as const

function Body({ body }: { body: string | null }) {
  const { t } = useTranslation()
  const copy = useCopy()
  const [view, setView] = useState<(typeof views)[number]>('pretty')
  return (
    <section>
      <div className="row wrap" style={{ marginBottom: 8 }}>
        <h3 className="t13 grow" style={{ margin: 0 }}>
          {t('deliveries.body')}
        </h3>
        {body !== null && (
          <>
            <fieldset className="seg" aria-label={t('deliveries.view')}>
              {views.map((name) => (
                <button key={name} type="button" aria-pressed={name === view} onClick={() => setView(name)}>
                  {t(`deliveries.${name}`)}
                </button>
              ))}
            </fieldset>
            <button type="button" className="btn g" onClick={() => void copy(body)}>
              <Icon name="copy" size={14} />
              {t('deliveries.copy')}
            </button>
          </>
        )}
      </div>
      {body === null ? (
        <p className="q t12">{t('deliveries.noBody')}</p>
      ) : (
        <CodeBlock className="delivery-body" text={view === 'raw' ? body : prettyJson(body)} />
      )}
    </section>
  )
}
