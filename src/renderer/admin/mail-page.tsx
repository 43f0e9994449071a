// The SMTP account mails leave by: how it is in plain words, its form, a test that shows the conversation, and who gets nothing.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailSettings } from '../../contract/schemas/mail.ts'
import { useMay } from '../api/me.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { AccountForm } from './mail-account-form.tsx'
import { useLastChange, useMailSettings } from './mail-queries.ts'
import { SuppressionPart } from './mail-suppressions.tsx'
import { MailTest } from './mail-test.tsx'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './mail.css'

/** Section `mail`. */
export function MailPage() {
  const { t } = useTranslation()
  const may = useMay()
  const settings = useMailSettings()
  const [isDirty, setIsDirty] = useState(false)
  const held = settings.data
  return (
    <SectionBody
      title={t('mail.title')}
      error={settings.error}
      drawer={
        held && (
          <aside className="details mail-aside" data-pane="details" aria-label={t('mail.test.title')}>
            {may('mail:test') && <MailTest settings={held} isDirty={isDirty} />}
            <SuppressionPart />
          </aside>
        )
      }
    >
      {held && (
        <div className="admin-page col">
          <StateHead settings={held} />
          <AccountForm settings={held} onDirty={setIsDirty} />
        </div>
      )}
    </SectionBody>
  )
}

const looks: Record<'ok' | 'off' | 'offFrom' | 'degraded' | 'lab', { readonly icon: IconName; readonly tone: string }> = {
  ok: { icon: 'circleCheck', tone: 'ok' },
  off: { icon: 'circleMinus', tone: 'idle' },
  offFrom: { icon: 'circleMinus', tone: 'idle' },
  degraded: { icon: 'alertTriangle', tone: 'warn' },
  lab: { icon: 'alertTriangle', tone: 'warn' },
}

function StateHead({ settings }: { settings: MailSettings }) {
  const { t } = useTranslation()
  const may = useMay()
  const formats = useFormats()
  const { health } = settings
  const state = settings.isToLab ? 'lab' : health.state === 'off' && settings.host !== null ? 'offFrom' : health.state
  const changed = useLastChange('changeMailSettings', settings.revision, may('audit:read'))
  return (
    <section className="mail-state col gap4" aria-label={t(`mail.states.${state}`)}>
      <div className="row" role="status">
        <span className={`mail-state-word ${looks[state].tone}`}>
          <Icon name={looks[state].icon} />
          {t(`mail.states.${state}`)}
        </span>
        <span className="grow" />
        {health.waiting === 0 ? (
          <span className="q">{t('mail.noneWaits')}</span>
        ) : (
          <Link to="/admin/$section" params={{ section: 'messages' }} search={{ state: 'waiting' }}>
            {t('mail.waiting', { count: health.waiting })}
          </Link>
        )}
        {health.failed > 0 && (
          <Link className="st alarm" to="/admin/$section" params={{ section: 'messages' }} search={{ state: 'failed' }}>
            {t('mail.failed', { count: health.failed })}
          </Link>
        )}
      </div>
      {state === 'degraded' && <p className="mail-reason">{health.reason}</p>}
      <p className="q t12">
        {t(`mail.stateTexts.${state}`)}
        {changed && ` ${t('mail.changedBy', { name: changed.actorName, time: formats.dateTime(changed.at) })}`}
      </p>
    </section>
  )
}
