// Test now: one mail the way real mails go, with every line that was said.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailSettings, TestedMail } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { useMe } from '../api/me.ts'
import { useCopy } from '../ui/copy-line.tsx'
import { FormText } from '../ui/form-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { useRefusal } from '../ui/use-refusal.ts'

interface Props {
  readonly settings: MailSettings
  /** The fields differ from what is saved, which is what is tested. */
  readonly isDirty: boolean
}

export function MailTest({ settings, isDirty }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const me = useMe()
  const refusal = useRefusal()
  const [to, setTo] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<{ readonly to: string; readonly result: TestedMail } | null>(null)
  const own = me.data?.account?.email ?? settings.from ?? ''
  const address = to ?? own
  const run = async () => {
    refusal.clear()
    setDone(null)
    setBusy(true)
    try {
      setDone({ to: address.trim(), result: await client.testMail({ body: { to: address.trim() } }) })
    } catch (error) {
      refusal.take(error)
    }
    setBusy(false)
  }
  return (
    <section>
      <h3 className="t13">{t('mail.test.title')}</h3>
      <p className="q t12">{t('mail.test.lead')}</p>
      <form
        className="col gap8 mail-test"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void run()
        }}
      >
        <FormText label={t('mail.test.to')} value={address} maxLength={254} error={refusal.errors.get('/to')} onChange={setTo} />
        <div className="row">
          <button type="submit" className="btn" disabled={busy || address.trim() === '' || settings.host === null}>
            <Icon name="send" size={14} />
            {t('mail.test.run')}
          </button>
          {busy && (
            <span className="q" role="status">
              {t('mail.test.running')}
            </span>
          )}
        </div>
        {settings.host === null && <p className="q t12">{t('mail.test.noHost')}</p>}
        {isDirty && settings.host !== null && <p className="warn t12">{t('mail.test.unsaved')}</p>}
        {refusal.says && (
          <p className="err" role="alert">
            {refusal.says}
          </p>
        )}
      </form>
      {done && <Result {...done} />}
    </section>
  )
}

function Result({ to, result }: { to: string; result: TestedMail }) {
  const { t } = useTranslation()
  const copy = useCopy()
  const { ok, reason, trouble, conversation } = result
  return (
    <div className="col gap8 mail-result">
      <div role="status" className="col gap4">
        <p className={`mail-verdict ${ok ? 'ok' : 'alarm'}`}>
          <Icon name={ok ? 'circleCheck' : 'circleX'} size={14} />
          <span>{ok ? t('mail.test.good', { to }) : t('mail.test.bad', { reason: reason ?? '' })}</span>
        </p>
        {trouble !== null && <p>{t(`mail.test.troubles.${trouble}`)}</p>}
      </div>
      <div className="row">
        <h4 className="t13 grow">{t('mail.test.talk')}</h4>
        <button type="button" className="btn sm" onClick={() => void copy(conversation.join('\n'))}>
          <Icon name="copy" size={14} />
          {t('devices.copy')}
        </button>
      </div>
      <p className="q t12">{t('mail.test.legend')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <ol className="code-block mono talk" tabIndex={0} aria-label={t('mail.test.talk')}>
        {conversation.map((line, i) => {
          const who = /^[CS]: /.test(line) ? line.slice(0, 1) : ''
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines don't change any more
            <li key={i} className={who === 'S' ? 'server' : who === 'C' ? 'client' : 'aside'}>
              <span>{who}</span>
              <span>{line.slice(3)}</span>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
