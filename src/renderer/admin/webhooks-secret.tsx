// The secret of an endpoint: shown this once, with the code that checks a signature; the list of secrets, and how one takes over from another.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyLine, useCopy } from '../ui/copy-line.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { checkCode, checkLanguages } from './webhooks-check.ts'
import { useWebhookActions } from './webhooks-queries.ts'

/** The secret itself, this once. */
export function ShownWebhookSecret({ made, onClose }: { made: CreatedWebhook; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('webhooks.shown.title', { name: made.webhook.name })} onClose={onClose} size={760} firm>
      <div className="col gap12">
        <p className="warn">{t('webhooks.shown.lead')}</p>
        <CopyLine label={t('webhooks.shown.secret')} text={made.secret} />
        <CheckCode />
        <div className="actions" style={{ marginTop: 0 }}>
          <button type="button" className="btn p" data-autofocus onClick={onClose}>
            {t('webhooks.shown.done')}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

/** How a receiver checks the signature, in a language of choice. */
export function CheckCode() {
  const { t } = useTranslation()
  const copy = useCopy()
  const [language, setLanguage] = useState<(typeof checkLanguages)[number]>('Shell')
  const code = checkCode(language)
  return (
    <div className="col gap8">
      <div className="row wrap">
        <h3 className="t13 grow" style={{ margin: 0 }}>
          {t('webhooks.shown.check')}
        </h3>
        <fieldset className="seg" aria-label={t('webhooks.shown.language')}>
          {checkLanguages.map((name) => (
            <button key={name} type="button" aria-pressed={name === language} onClick={() => setLanguage(name)}>
              {name}
            </button>
          ))}
        </fieldset>
        <button type="button" className="btn g" onClick={() => void copy(code)}>
          <Icon name="copy" size={14} />
          {t('webhooks.shown.copy')}
        </button>
      </div>
      <CodeBlock text={code} />
      <p className="q t12">{t('webhooks.shown.checkLead')}</p>
    </div>
  )
}

const overlaps = ['0', '1', '24', '168', '720'] as const

interface Props {
  readonly record: WebhookRecord
  readonly onShown: (made: CreatedWebhook) => void
}

/** Each with its end, and the ways to another one. */
export function WebhookSecrets({ record, onShown }: Props) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const { client } = useApi()
  const { endOld, put } = useWebhookActions()
  const [isAsking, setIsAsking] = useState(false)
  const [isCode, setIsCode] = useState(false)
  const rotate = async (overlapHours: number) => {
    const made = await client.rotateWebhook({ params: { id: record.id }, body: { overlapHours } })
    put(made.webhook)
    setIsAsking(false)
    onShown(made)
  }
  const isRotating = record.secrets.some(({ endsAt }) => endsAt !== null) && record.secrets.length > 1
  return (
    <section>
      <div className="row wrap">
        <h3 className="t13 grow">{t('webhooks.secrets.title')}</h3>
        {may('webhooks:write') && isRotating && (
          <button type="button" className="btn sm" onClick={() => void endOld(record)}>
            {t('webhooks.secrets.end')}
          </button>
        )}
        {may('webhooks:write') && (
          <button type="button" className="btn sm" onClick={() => setIsAsking(true)}>
            {t('webhooks.secrets.rotate')}
          </button>
        )}
      </div>
      {record.secrets.length === 0 && <p className="warn t12">{t('webhooks.secrets.none')}</p>}
      <ul className="t12">
        {record.secrets.map((secret) => (
          <li key={secret.id}>
            {t('webhooks.secrets.since', { time: formats.dateTime(secret.createdAt) })}
            {secret.endsAt !== null && `, ${t('webhooks.secrets.ends', { time: formats.dateTime(secret.endsAt) })}`}
          </li>
        ))}
      </ul>
      {isRotating && <p className="q t12">{t('webhooks.secrets.both')}</p>}
      <button type="button" className="link t12" aria-expanded={isCode} onClick={() => setIsCode(!isCode)}>
        {t('webhooks.check')}
      </button>
      {isCode && <CheckCode />}
      {isAsking && (
        <RotateDialog
          title={t('webhooks.secrets.rotateTitle', { name: record.name })}
          text={t('webhooks.secrets.rotateText')}
          label={t('webhooks.secrets.overlap')}
          choices={overlaps.map((value) => ({ value, label: t(`webhooks.secrets.overlaps.h${value}`) }))}
          deed={t('webhooks.secrets.rotateDo')}
          onRotate={rotate}
          onClose={() => setIsAsking(false)}
        />
      )}
    </section>
  )
}
