// Who gets what: rules by event, person, priority and time of day; a dense list, and beside it the one that is open.
import { useTranslation } from 'react-i18next'
import type { MailRule } from '../../contract/schemas/mail.ts'
import { useMay } from '../api/me.ts'
import { durationText } from '../ui/duration.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useAdminSearch } from './admin-search.ts'
import { eventName } from './event-words.ts'
import { useMailSettings } from './mail-queries.ts'
import { PausedMark, RuleDrawer } from './rules-drawer.tsx'
import { keyOfRecipient, suggestedForm } from './rules-form.ts'
import { useMailRules } from './rules-queries.ts'
import { useRecipientName } from './rules-recipients.tsx'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './events.css'

/** Section `rules`. */
export function MailRulesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const rules = useMailRules()
  const all = rules.data ?? []
  const words = (search.q ?? '').toLowerCase().split(/\s+/)
  const rows = all.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
  const open = all.find(({ id }) => id === search.id)
  const none = { id: undefined, suggest: undefined, events: undefined, priority: undefined, step: undefined }
  const close = () => change(none)
  const mayWrite = may('mail:write')
  return (
    <SectionBody
      title={t('mailRules.title')}
      count={rules.data && all.length > 0 ? t('mailRules.count', { count: all.length }) : undefined}
      error={rules.error}
      deed={
        mayWrite && (
          <button type="button" className="btn p" onClick={() => change({ ...none, id: 'new' })}>
            <Icon name="plus" />
            {t('mailRules.add')}
          </button>
        )
      }
      bar={all.length > 5 && <SearchBox label={t('mailRules.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />}
      drawer={
        search.id === 'new' && mayWrite ? (
          <RuleDrawer
            key={`new ${search.suggest} ${search.events}`}
            rule={null}
            form={suggestedForm(search, t('mailRules.suggestedName'))}
            onClose={close}
            onMade={({ id }) => change({ ...none, id })}
          />
        ) : (
          open && <RuleDrawer key={`${open.id} ${open.revision}`} rule={open} onClose={close} />
        )
      }
    >
      <MailHint rules={all} />
      {rows.length > 0 && <RuleTable rows={rows} openId={open?.id} onOpen={(id) => change({ ...none, id })} />}
      {rules.data && rows.length === 0 && (
        <div className="inset">
          {all.length > 0 ? (
            <EmptyState title={t('mailRules.noMatch')}>{t('mailRules.noMatchText')}</EmptyState>
          ) : (
            <EmptyState
              title={t('mailRules.empty')}
              action={
                mayWrite && (
                  <button type="button" className="btn p" onClick={() => change({ ...none, id: 'new', suggest: 'urgent' })}>
                    {t('mailRules.suggest')}
                  </button>
                )
              }
            >
              {t('mailRules.emptyText')}
            </EmptyState>
          )}
        </div>
      )}
    </SectionBody>
  )
}

/** Says that mails wait, where a rule sends some. */
function MailHint({ rules }: { rules: readonly MailRule[] }) {
  const { t } = useTranslation()
  const { data } = useMailSettings()
  const isAsked = rules.some(({ channel, active }) => channel === 'mail' && active)
  if (!isAsked || data === undefined || data.health.state === 'ok') return null
  return (
    <p className="inset row wrap" role="status">
      <span className="st warn">
        <Icon name="alertTriangle" size={14} />
        {data.isToLab ? t('mail.states.lab') : t('mailRules.mailOff', { reason: data.health.reason ?? '' })}
      </span>
      <PlaceLink place={{ to: '/admin/$section', params: { section: 'mail' } }} className="a">
        {t('mailRules.mailOpen')}
      </PlaceLink>
    </p>
  )
}

interface TableProps {
  readonly rows: readonly MailRule[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function RuleTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const nameOf = useRecipientName()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="list-scroll rule-list" tabIndex={0} aria-label={t('mailRules.title')} data-beside={openId ? '' : undefined}>
      <table className="t admin-table">
        <thead>
          <tr>
            {(['name', 'events', 'who', 'how'] as const).map((name) => (
              <th key={name}>{t(`mailRules.columns.${name}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((rule) => (
            <tr key={rule.id} data-opens className={rule.id === openId ? 'sel' : undefined} onClick={() => onOpen(rule.id)}>
              <td>
                <button type="button" className="row-open" aria-current={rule.id === openId || undefined}>
                  {rule.name}
                </button>
                {!rule.active && <PausedMark />}
              </td>
              <td>
                {rule.events.map((pattern) => eventName(pattern, t)).join(', ')}
                {rule.mostUrgentOnly !== null && <span className="q sub">{t('mailRules.ifAlarm', { n: rule.mostUrgentOnly })}</span>}
              </td>
              <td>
                {rule.recipients.map((one) => (
                  <span key={keyOfRecipient(one)} className="sub">
                    {nameOf(one)}
                  </span>
                ))}
              </td>
              <td>
                <How rule={rule} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function How({ rule: { channel, digestAt, digestMinutes, quiet } }: { rule: MailRule }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="row">
        <Icon name={channel === 'mail' ? 'mail' : 'bell'} size={14} />
        {t(`mailRules.how.${channel}`)}
      </span>
      {digestAt !== null && <span className="q sub">{t('mailRules.how.at', { time: digestAt })}</span>}
      {digestMinutes !== null && <span className="q sub">{t('mailRules.how.every', { span: durationText(digestMinutes * 60_000) })}</span>}
      {quiet !== null && <span className="q sub">{t('mailRules.how.quiet', { ...quiet })}</span>}
    </>
  )
}
