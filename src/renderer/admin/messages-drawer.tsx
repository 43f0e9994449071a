// One mail: what became of it, what it is about, and what it says.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MailMessage, MailMessageDetail } from '../../contract/schemas/mail.ts'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { Facts } from '../ui/facts.tsx'
import { useFormats } from '../ui/format.ts'
import { HtmlFrame } from '../ui/html-frame.tsx'
import { Icon } from '../ui/icon.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { useMessage, useMessageActions, useRuleName } from './mail-queries.ts'
import { MessageState } from './messages-state.tsx'
import { aboutOf } from './messages-words.ts'

interface Props {
  readonly id: string
  readonly onClose: () => void
  readonly onBatch: (id: string) => void
}

/** The pane at the right. */
export function MessageDrawer({ id, onClose, onBatch }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const query = useMessage(id)
  const actions = useMessageActions()
  const message = query.data?.message
  const title = message?.email ?? t('messages.title')
  return (
    <aside className="details message-details" data-pane="details" aria-label={title}>
      <DrawerHead
        title={title}
        {...(message ? { sub: t(`mailKinds.${message.kind}`) } : {})}
        below={
          query.error ? (
            <p className="err">{describeError(query.error)}</p>
          ) : (
            message && (
              <div>
                <MessageState state={message.state} />
              </div>
            )
          )
        }
        onClose={onClose}
      >
        {message?.state === 'failed' && may('mail:send') && (
          <button type="button" className="btn" onClick={() => void actions.resend(message)}>
            <Icon name="refresh" size={14} />
            {t('messages.resend')}
          </button>
        )}
      </DrawerHead>
      {message && <MessageFacts message={message} onBatch={onBatch} />}
      {query.data && <Says mail={query.data.mail} />}
    </aside>
  )
}

function MessageFacts({ message, onBatch }: { message: MailMessage; onBatch: (id: string) => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const rule = useRuleName(message.ruleId)
  const { subject, ruleId, batchId } = message
  const about = subject === null ? null : aboutOf(subject)
  const time = (at: number | null) => (at === null ? null : formats.dateTime(at))
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('messages.facts.reason'), message.reason],
    [
      t('messages.facts.about'),
      about && subject && (
        <>
          {t(`messages.about.${about.kind}`, { name: about.name })}
          {may('timeline:read') && (
            <>
              {' · '}
              <Link to="/admin/$section" params={{ section: 'timeline' }} search={{ subject }}>
                {t('messages.timeline')}
              </Link>
            </>
          )}
        </>
      ),
    ],
    [
      t('messages.facts.rule'),
      ruleId &&
        (rule === null ? (
          t('messages.ruleGone')
        ) : (
          <Link to="/admin/$section" params={{ section: 'rules' }} search={{ id: ruleId }}>
            {rule}
          </Link>
        )),
    ],
    [
      t('messages.facts.batch'),
      batchId && (
        <button type="button" className="link" onClick={() => onBatch(batchId)}>
          {t('messages.openBatch')}
        </button>
      ),
    ],
    [t('messages.facts.created'), time(message.createdAt)],
    [t('messages.facts.attempts'), formats.number(message.attempts)],
    [t('messages.facts.next'), message.state === 'waiting' ? time(message.nextAt) : null],
    [t('messages.facts.ended'), time(message.endedAt)],
    [t('messages.facts.messageId'), <code key="id">{message.messageId}</code>],
  ]
  return (
    <section>
      <Facts rows={facts} />
      {message.state === 'suppressed' && (
        <p className="t12 message-hint">
          <Link to="/admin/$section" params={{ section: 'mail' }} search={{}}>
            {t('messages.openSuppressed')}
          </Link>
        </p>
      )}
    </section>
  )
}

function Says({ mail }: Pick<MailMessageDetail, 'mail'>) {
  const { t } = useTranslation()
  const [look, setLook] = useState<'html' | 'text'>('html')
  if (mail === null)
    return (
      <section>
        <h3 className="t13">{t('messages.mail')}</h3>
        <p className="q">{t('messages.noMail')}</p>
      </section>
    )
  return (
    <section className="col gap8">
      <div className="row">
        <h3 className="t13 grow">{t('messages.mail')}</h3>
        <fieldset className="seg">
          <legend className="sr-only">{t('messages.look')}</legend>
          {(['html', 'text'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={look === one} onClick={() => setLook(one)}>
              {t(`messages.${one}`)}
            </button>
          ))}
        </fieldset>
      </div>
      <p className="q t12">{t('messages.mailHint')}</p>
      <p className="mail-subject">{mail.subject}</p>
      {look === 'html' ? (
        <HtmlFrame html={mail.html} title={mail.subject} />
      ) : (
        <pre className="code-block mono message-text">{mail.text}</pre>
      )}
    </section>
  )
}
