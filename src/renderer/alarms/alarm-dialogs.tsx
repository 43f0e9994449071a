// The three questions an action asks: a comment, a time with a reason, a reason.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRecord } from '../../contract/schemas/alarm.ts'
import { serverNow } from '../api/now.ts'
import { useAlarmName } from '../ui/alarm-name.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useFormats } from '../ui/format.ts'
import type { AlarmActions } from './alarm-actions.ts'

export type Asked =
  | { readonly kind: 'acknowledge'; readonly alarms: readonly AlarmRecord[] }
  | { readonly kind: 'shelve' | 'outOfService'; readonly alarm: AlarmRecord }

const spans = { m30: 30 * 60_000, h1: 3_600_000, h4: 4 * 3_600_000, h8: 8 * 3_600_000, h24: 24 * 3_600_000 } as const
type Span = keyof typeof spans

interface Props {
  readonly asked: Asked
  readonly actions: AlarmActions
  readonly onClose: (done: boolean) => void
}

/** The dialog of what was asked; Enter takes it, Escape leaves. */
export function AlarmDialog({ asked, actions, onClose }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const nameOf = useAlarmName()
  const [text, setText] = useState('')
  const [span, setSpan] = useState<Span>('h1')
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState(false)
  const id = useId()
  const needsReason = asked.kind !== 'acknowledge'
  const count = asked.kind === 'acknowledge' ? asked.alarms.length : 1
  const first = asked.kind === 'acknowledge' ? asked.alarms[0] : asked.alarm
  const name = first ? nameOf(first) : ''
  const title = (() => {
    if (asked.kind === 'shelve') return t('alarms.shelveTitle', { name })
    if (asked.kind === 'outOfService') return t('alarms.outOfServiceTitle', { name })
    return count === 1 ? `${t('alarms.acknowledge')}: ${name}` : t('alarms.acknowledgeN', { n: formats.number(count) })
  })()
  const submit = async () => {
    if (needsReason && text.trim() === '') return setMissing(true)
    setBusy(true)
    const done =
      asked.kind === 'acknowledge'
        ? await actions.acknowledge(asked.alarms, text)
        : asked.kind === 'shelve'
          ? await actions.shelve(asked.alarm, spans[span], text.trim())
          : await actions.takeOutOfService(asked.alarm, text.trim())
    setBusy(false)
    if (done) onClose(true)
  }
  return (
    <Dialog title={title} onClose={() => onClose(false)}>
      <form
        className="col gap12"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {needsReason && <p className="m">{t(asked.kind === 'shelve' ? 'alarms.shelveLead' : 'alarms.outOfServiceLead')}</p>}
        {asked.kind === 'shelve' && (
          <div className="row wrap">
            <fieldset className="seg" aria-label={t('alarms.shelveFor')}>
              {(Object.keys(spans) as Span[]).map((key) => (
                <button key={key} type="button" aria-pressed={span === key} onClick={() => setSpan(key)}>
                  {t(`alarms.shelveSpans.${key}`)}
                </button>
              ))}
            </fieldset>
            <span className="q t12">{t('alarms.shelveUntil', { time: formats.dateTime(serverNow() + spans[span]) })}</span>
          </div>
        )}
        <div className="col gap4">
          <label className="lab" htmlFor={id}>
            {t(needsReason ? 'alarms.reason' : 'alarms.comment')}
          </label>
          <input
            id={id}
            className="txt"
            data-autofocus
            maxLength={needsReason ? 200 : 5000}
            value={text}
            aria-invalid={missing}
            aria-describedby={`${id}-hint`}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setMissing(false)
            }}
          />
          <p id={`${id}-hint`} className={missing ? 'err' : 'q t12'} role={missing ? 'alert' : undefined}>
            {t(missing ? 'alarms.reasonNeeded' : needsReason ? 'alarms.reasonHint' : 'alarms.commentHint')}
          </p>
        </div>
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn" onClick={() => onClose(false)}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={busy}>
            {t(
              asked.kind === 'acknowledge' ? 'alarms.acknowledge' : asked.kind === 'shelve' ? 'alarms.shelve' : 'alarms.outOfService',
            ).replace('…', '')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
