// Sending again: those that failed since a time, or all of a range.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { FormField, FormSelect } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'

const kinds = ['failed', 'all'] as const
const dayMs = 86_400_000

/** A day and a time as the field of a browser has them, in the person's zone. */
export function localTime(at: number): string {
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** undefined: empty; null: no time. */
function instantOf(text: string): string | undefined | null {
  if (text === '') return undefined
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

export function WebhookReplay({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const formats = useFormats()
  const may = useMay()
  const queries = useQueryClient()
  const [only, setOnly] = useState<(typeof kinds)[number]>('failed')
  const [from, setFrom] = useState(() => localTime(Date.now() - dayMs))
  const [to, setTo] = useState('')
  const [busy, setBusy] = useState(false)
  const { errors, says, show, take, clear } = useRefusal()
  if (!may('deliveries:replay')) return null
  const run = async () => {
    const range = { from: instantOf(from), to: instantOf(to) }
    const wrong = new Map<string, string>(
      (['from', 'to'] as const).flatMap((end) => (range[end] === null ? [[`/${end}`, t('webhooks.replay.wrong')] as const] : [])),
    )
    if (wrong.size === 0 && range.from && range.to && range.to <= range.from) wrong.set('/to', t('webhooks.replay.order'))
    show(wrong)
    if (wrong.size > 0) return
    setBusy(true)
    try {
      const body = { only, ...(range.from ? { from: range.from } : {}), ...(range.to ? { to: range.to } : {}) }
      let count = 0
      for (let after: string | null = ''; after !== null; ) {
        const done: { replayed: number; next: string | null } = await client.replayWebhookDeliveries({
          params: { id: record.id },
          body: { ...body, ...(after === '' ? {} : { after }) },
        })
        count += done.replayed
        after = done.next
      }
      clear()
      toast({ text: t('webhooks.replay.done', { count, n: formats.number(count) }) })
      void queries.invalidateQueries({ queryKey: sensorKeys.webhooks })
      void queries.invalidateQueries({ queryKey: sensorKeys.deliveries })
    } catch (error) {
      take(error)
    } finally {
      setBusy(false)
    }
  }
  const times = { from: [from, setFrom], to: [to, setTo] } as const
  return (
    <section aria-label={t('webhooks.replay.title')}>
      <h3 className="t13">{t('webhooks.replay.title')}</h3>
      <p className="q t12" style={{ marginBottom: 8 }}>
        {t(record.active ? 'webhooks.replay.lead' : 'webhooks.replay.off')}
      </p>
      {record.active && (
        <form
          className="form-fields"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void run()
          }}
        >
          <FormSelect
            label={t('webhooks.replay.what')}
            value={only}
            error={errors.get('/only')}
            options={kinds.map((value) => ({ value, label: t(`webhooks.replay.whats.${value}`) }))}
            onChange={setOnly}
          />
          {(['from', 'to'] as const).map((end) => (
            <FormField
              key={end}
              label={t(`webhooks.replay.${end}`)}
              error={errors.get(`/${end}`)}
              {...(end === 'to' ? { hint: t('webhooks.replay.optional') } : {})}
            >
              {({ id, describedBy, invalid }) => (
                <span className={invalid ? 'f bad' : 'f'}>
                  <input
                    id={id}
                    type="datetime-local"
                    aria-describedby={describedBy}
                    aria-invalid={invalid}
                    value={times[end][0]}
                    onChange={(event) => times[end][1](event.currentTarget.value)}
                  />
                </span>
              )}
            </FormField>
          ))}
          <div className="row">
            <button type="submit" className="btn" disabled={busy}>
              {t('webhooks.replay.run')}
            </button>
            {says !== null && (
              <p className="err grow" role="alert">
                {says}
              </p>
            )}
          </div>
        </form>
      )}
    </section>
  )
}
