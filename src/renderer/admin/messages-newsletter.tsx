// A newsletter: title, text, pasted recipients; what is no address is named by its line before anything is sent.
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailBatch } from '../../contract/schemas/mail.ts'
import { useApi } from '../api/api.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormField, FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { mostRecipients, type Recipients, readRecipients } from './mail-newsletter.ts'
import { useMailSettings } from './mail-queries.ts'

interface Props {
  readonly onClose: () => void
  readonly onSent: (batch: MailBatch) => void
}

const mostNamed = 5
interface Draft {
  readonly title: string
  readonly text: string
  readonly pasted: string
}
const empty: Draft = { title: '', text: '', pasted: '' }
/** A dialog that was closed by mistake loses nothing: it is there until it is sent. */
let kept = empty

export function NewsletterDialog({ onClose, onSent }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const formats = useFormats()
  const refusal = useRefusal()
  const settings = useMailSettings()
  const [draft, setDraft] = useState(kept)
  const { title, text, pasted } = draft
  const write = (patch: Partial<Draft>) => {
    kept = { ...draft, ...patch }
    setDraft(kept)
  }
  const [busy, setBusy] = useState(false)
  const later = useDeferredValue(pasted)
  const recipients = useMemo(() => readRecipients(later), [later])
  const isTooMany = recipients.emails.length > mostRecipients
  const send = async () => {
    const { emails, invalid } = readRecipients(pasted)
    const faults = new Map<string, string>()
    if (title.trim() === '') faults.set('/title', t('newsletter.noTitle'))
    if (text.trim() === '') faults.set('/text', t('newsletter.noText'))
    if (emails.length === 0 && invalid.length === 0) faults.set('/to', t('newsletter.none'))
    refusal.show(faults)
    if (faults.size > 0 || invalid.length > 0 || emails.length > mostRecipients) return
    setBusy(true)
    try {
      const batch = await client.sendMail({ body: { title: title.trim(), text: text.trim(), to: [...emails] } })
      kept = empty
      toast({ text: t('newsletter.queued', { count: emails.length }) })
      onSent(batch)
    } catch (error) {
      refusal.take(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={t('newsletter.title')} onClose={onClose} size={680}>
      <form
        className="form-fields newsletter"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <FormText
          label={t('newsletter.name')}
          value={title}
          autoFocus
          error={refusal.errors.get('/title')}
          onChange={(value) => write({ title: value })}
        />
        <Paragraphs
          label={t('newsletter.text')}
          hint={t('newsletter.textHint')}
          rows={8}
          maxLength={20_000}
          value={text}
          error={refusal.errors.get('/text')}
          onChange={(value) => write({ text: value })}
        />
        <Paragraphs
          label={t('newsletter.to')}
          hint={t('newsletter.toHint')}
          rows={6}
          maxLength={3_000_000}
          value={pasted}
          error={refusal.errors.get('/to')}
          onChange={(value) => write({ pasted: value })}
        />
        <Found recipients={recipients} />
        {isTooMany && (
          <p className="err" role="alert">
            {t('newsletter.tooMany', { most: formats.number(mostRecipients) })}
          </p>
        )}
        {settings.data?.health.state === 'off' && <p className="warn">{t('newsletter.noAccount')}</p>}
        {refusal.says && (
          <p className="err" role="alert">
            {refusal.says}
          </p>
        )}
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="btn p" disabled={busy || isTooMany || recipients.invalid.length > 0}>
            {recipients.emails.length === 0 ? t('newsletter.open') : t('newsletter.send', { count: recipients.emails.length })}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Found({ recipients: { emails, repeated, invalid } }: { recipients: Recipients }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (emails.length + invalid.length === 0) return null
  return (
    <div className="newsletter-found" role="status">
      <p>
        <b>{t('newsletter.count', { count: emails.length })}</b>
        {repeated > 0 && <span className="q"> · {t('newsletter.repeated', { count: repeated })}</span>}
      </p>
      {invalid.length > 0 && (
        <div className="err">
          {t('newsletter.invalid')}
          <ul>
            {invalid.slice(0, mostNamed).map(({ line, text }) => (
              <li key={`${line} ${text}`}>{t('newsletter.line', { line: formats.number(line), text: text.slice(0, 60) })}</li>
            ))}
          </ul>
          {invalid.length > mostNamed && t('newsletter.moreInvalid', { count: invalid.length - mostNamed })}
        </div>
      )}
    </div>
  )
}

interface ParagraphsProps {
  readonly label: string
  readonly hint: string
  readonly rows: number
  readonly maxLength: number
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}

function Paragraphs({ rows, maxLength, value, onChange, ...shared }: ParagraphsProps) {
  return (
    <FormField {...shared}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          className="txt"
          rows={rows}
          maxLength={maxLength}
          value={value}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </FormField>
  )
}
