// How far a newsletter is: a bar with counts, the time left by the measured rate, taking back the rest, sending the failed ones again.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailBatch, MailMessage } from '../../contract/schemas/mail.ts'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { remainingMs, type Sample, withSample } from './mail-newsletter.ts'
import { useBatch, useMessageActions } from './mail-queries.ts'

const shown = ['sent', 'failed', 'suppressed', 'dropped', 'waiting'] as const satisfies readonly MailMessage['state'][]

interface Props {
  readonly id: string
  readonly onState: (state: MailMessage['state']) => void
}

export function BatchProgress({ id, onState }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const query = useBatch(id)
  const actions = useMessageActions()
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const { data: batch, dataUpdatedAt } = query
  const last = samples.at(-1)
  if (batch && (last === undefined || last.at < dataUpdatedAt)) setSamples(withSample(samples, { at: dataUpdatedAt, left: batch.waiting }))
  if (query.error)
    return (
      <p className="inset err" role="alert">
        {describeError(query.error)}
      </p>
    )
  if (!batch) return null
  const all = shown.reduce((sum, state) => sum + batch[state], 0)
  const done = all - batch.waiting
  return (
    <section className="batch col gap8" aria-label={t('newsletter.progress')}>
      <div className="row">
        <span role="status">
          <b>{t('newsletter.done', { done: formats.number(done), all: formats.number(all) })}</b>{' '}
          <span className="q">
            <TimeLeft batch={batch} samples={samples} />
          </span>
        </span>
        <span className="grow" />
        {batch.failed > 0 && may('mail:send') && (
          <button type="button" className="btn" onClick={() => void actions.resendFailed(batch)}>
            <Icon name="refresh" size={14} />
            {t('newsletter.resendFailed', { count: batch.failed })}
          </button>
        )}
        {batch.waiting > 0 && may('mail:send') && (
          <button type="button" className="btn" onClick={() => void actions.cancel(batch)}>
            {t('newsletter.cancel')}
          </button>
        )}
      </div>
      <div
        className="batch-bar"
        role="progressbar"
        aria-label={t('newsletter.progress')}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
      >
        {shown.map((state) => batch[state] > 0 && <span key={state} className={state} style={{ flexGrow: batch[state] }} />)}
      </div>
      <div className="row batch-counts">
        {shown.map(
          (state) =>
            batch[state] > 0 && (
              <button key={state} type="button" className="link" onClick={() => onState(state)}>
                <span className={`batch-dot ${state}`} />
                {t(`messages.states.${state}`)} {formats.number(batch[state])}
              </button>
            ),
        )}
      </div>
    </section>
  )
}

function TimeLeft({ batch, samples }: { batch: MailBatch; samples: readonly Sample[] }) {
  const { t } = useTranslation()
  if (batch.waiting === 0) return t('newsletter.finished')
  const ms = remainingMs(samples)
  const [first, last] = [samples.at(0), samples.at(-1)]
  if (ms === null) return t(first && last && last.at - first.at > 10_000 ? 'newsletter.stands' : 'newsletter.measuring')
  const minutes = ms / 60_000
  const time =
    minutes < 1
      ? t('newsletter.seconds', { n: Math.max(1, Math.round(ms / 1000)) })
      : minutes < 90
        ? t('newsletter.minutes', { n: Math.round(minutes) })
        : t('newsletter.hours', { n: Math.round(minutes / 60) })
  return t('newsletter.remaining', { time })
}
