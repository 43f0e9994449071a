// Test now: one message the way every delivery goes, and the raw exchange: what left here, what came back.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TestedWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { FormSelect } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { prettyJson } from '../ui/pretty-json.ts'
import { useDelivery, useDeliveryAnswers, useEventTypes } from './webhooks-queries.ts'

/** Event and button; below them what came of it. */
export function WebhookTest({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const queries = useQueryClient()
  const types = useEventTypes().data ?? []
  const [event, setEvent] = useState('')
  const [busy, setBusy] = useState(false)
  const [tested, setTested] = useState<TestedWebhook | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  if (!may('webhooks:test')) return null
  const run = async () => {
    setBusy(true)
    setTested(null)
    setRefusal(null)
    try {
      setTested(await client.testWebhook({ params: { id: record.id }, body: event === '' ? {} : { event } }))
      void queries.invalidateQueries({ queryKey: sensorKeys.webhooks })
      void queries.invalidateQueries({ queryKey: sensorKeys.deliveries })
    } catch (error) {
      setRefusal(describeError(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section aria-label={t('webhooks.test.title')}>
      <h3 className="t13">{t('webhooks.test.title')}</h3>
      <p className="q t12" style={{ marginBottom: 8 }}>
        {t('webhooks.test.lead')}
      </p>
      <div className="test-line">
        <FormSelect
          label={t('webhooks.test.event')}
          value={event}
          options={[
            { value: '', label: t('webhooks.test.plain') },
            ...types.map(({ type }) => ({ value: type as string, label: type as string })),
          ]}
          onChange={setEvent}
        />
        <button type="button" className="btn p" disabled={busy} onClick={() => void run()}>
          <Icon name="send" size={14} />
          {t('webhooks.test.run')}
        </button>
      </div>
      <div role="status">
        {busy && <p className="q t12">{t('webhooks.test.running')}</p>}
        {refusal !== null && <p className="err">{refusal}</p>}
        {tested && <Outcome tested={tested} />}
      </div>
      {tested && <Exchange key={tested.deliveryId} tested={tested} />}
    </section>
  )
}

const looks = {
  delivered: { icon: 'circleCheck', tone: 'ok' },
  failed: { icon: 'circleX', tone: 'alarm' },
  refused: { icon: 'ban', tone: 'alarm' },
} as const

function Outcome({ tested }: { tested: TestedWebhook }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const { icon, tone } = looks[tested.status]
  const ms = formats.number(Math.max(1, tested.durationMs ?? 0))
  return (
    <p className={`st ${tone} t12`} style={{ marginTop: 8 }}>
      <Icon name={icon} size={14} />
      {tested.status === 'delivered'
        ? t('webhooks.test.delivered', { status: tested.httpStatus ?? '', ms })
        : t(`webhooks.test.${tested.status}`, { reason: tested.reason ?? '' })}
    </p>
  )
}

function Exchange({ tested }: { tested: TestedWebhook }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { deliveryId, request } = tested
  const delivery = useDelivery(deliveryId).data
  const answers = useDeliveryAnswers(deliveryId, tested.httpStatus !== undefined).data
  const answer = answers?.[0]
  const head =
    request === undefined ? null : [`POST ${request.url}`, ...Object.entries(request.headers).map(([n, v]) => `${n}: ${v}`)].join('\n')
  const took = t('webhooks.test.after', { ms: formats.number(Math.max(1, tested.durationMs ?? 0)) })
  const back = [
    `HTTP ${tested.httpStatus}  ${took}`,
    ...(answer?.contentType ? [`content-type: ${answer.contentType}`] : []),
    ...(answer?.answer ? ['', prettyJson(answer.answer)] : []),
  ].join('\n')
  return (
    <div className="exchange">
      {head !== null && (
        <div>
          <h4 className="lab">{t('webhooks.test.sent')}</h4>
          <CodeBlock text={delivery?.body ? `${head}\n\n${delivery.body}` : head} />
          {!may('deliveries:read') && <p className="q t12">{t('webhooks.test.noBody')}</p>}
        </div>
      )}
      <div>
        <h4 className="lab">{t('webhooks.test.came')}</h4>
        {tested.httpStatus === undefined ? <p className="t12">{tested.reason ?? t('webhooks.test.nothing')}</p> : <CodeBlock text={back} />}
        {tested.httpStatus !== undefined && answer && !answer.answer && <p className="q t12">{t('webhooks.test.emptyAnswer')}</p>}
        {tested.httpStatus !== undefined && !may('delivery-answers:read') && <p className="q t12">{t('webhooks.test.hidden')}</p>}
      </div>
      {may('deliveries:read') && (
        <Link className="link t12" to="/admin/$section" params={{ section: 'deliveries' }} search={{ id: deliveryId }}>
          {t('webhooks.test.log')}
        </Link>
      )}
    </div>
  )
}
