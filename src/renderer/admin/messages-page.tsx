// Mails, one row per recipient: what became of each, and the progress of a newsletter.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ListedMail, mailStates } from '../../contract/schemas/mail.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { useAdminSearch } from './admin-search.ts'
import { useMessages } from './mail-queries.ts'
import { BatchProgress } from './messages-batch.tsx'
import { MessageDrawer } from './messages-drawer.tsx'
import { NewsletterDialog } from './messages-newsletter.tsx'
import { MessageState } from './messages-state.tsx'
import { aboutOf } from './messages-words.ts'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './mail.css'
import './messages.css'

/** Section `messages`. */
export function MessagesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const [isWriting, setIsWriting] = useState(false)
  const state = mailStates.find((one) => one === search.state)
  const { batch } = search
  const messages = useMessages({ ...(state === undefined ? {} : { state }), ...(batch === undefined ? {} : { batchId: batch }) })
  const rows = messages.data?.pages.flatMap((page) => page.items) ?? []
  const write = may('mail:send') && (
    <button type="button" className="btn p" onClick={() => setIsWriting(true)}>
      <Icon name="send" />
      {t('newsletter.open')}
    </button>
  )
  const list = search.id === undefined ? 'list-scroll message-list' : 'list-scroll message-list beside'
  const isFiltered = state !== undefined || batch !== undefined
  return (
    <SectionBody
      title={t('messages.title')}
      error={messages.error}
      deed={(rows.length > 0 || isFiltered) && write}
      bar={
        <>
          <PickFilter
            label={t('messages.state')}
            any={t('messages.anyState')}
            value={state ?? ''}
            options={mailStates.map((value) => ({ value, label: t(`messages.states.${value}`) }))}
            onPick={(picked) => change({ state: picked })}
          />
          {batch !== undefined && (
            <button type="button" className="btn on" onClick={() => change({ batch: undefined })} title={t('messages.allMails')}>
              <span className="el batch-name">{rows[0]?.title ?? t('messages.ofBatch')}</span>
              <Icon name="x" size={14} />
              <span className="sr-only">{t('messages.allMails')}</span>
            </button>
          )}
        </>
      }
      drawer={
        search.id !== undefined && (
          <MessageDrawer
            key={search.id}
            id={search.id}
            onClose={() => change({ id: undefined })}
            onBatch={(id) => change({ batch: id, state: undefined })}
          />
        )
      }
    >
      {batch !== undefined && <BatchProgress key={batch} id={batch} onState={(picked) => change({ state: picked })} />}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className={list} tabIndex={0} aria-label={t('messages.title')}>
          <MessageTable rows={rows} openId={search.id} onOpen={(id) => change({ id })} />
          {messages.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" onClick={() => void messages.fetchNextPage()}>
                {t('messages.more')}
              </button>
            </div>
          )}
        </section>
      )}
      {messages.data && rows.length === 0 && (
        <div className="inset">
          {isFiltered ? (
            <EmptyState title={t('messages.noMatch')}>{t('messages.noMatchText')}</EmptyState>
          ) : (
            <EmptyState title={t('messages.empty')} action={write}>
              {t('messages.emptyText')}
            </EmptyState>
          )}
        </div>
      )}
      {isWriting && (
        <NewsletterDialog
          onClose={() => setIsWriting(false)}
          onSent={({ batchId }) => {
            setIsWriting(false)
            change({ batch: batchId, state: undefined, id: undefined })
          }}
        />
      )}
    </SectionBody>
  )
}

interface TableProps {
  readonly rows: readonly ListedMail[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function MessageTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          {(['at', 'email', 'kind', 'about', 'state', 'attempts', 'reason', 'next'] as const).map((name) => (
            <th key={name} className={`c-${name}${name === 'attempts' ? ' r' : ''}`}>
              {t(`messages.columns.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const about = row.subject === null ? null : aboutOf(row.subject)
          return (
            <tr key={row.id} data-opens className={row.id === openId ? 'sel' : undefined} onClick={() => onOpen(row.id)}>
              <td className="c-at">
                <button type="button" className="row-open el" aria-current={row.id === openId || undefined}>
                  {formats.dateTime(row.createdAt)}
                </button>
              </td>
              <td className="c-email el">{row.email}</td>
              <td className="c-kind el">{t(`mailKinds.${row.kind}`)}</td>
              <td className="c-about el" title={row.title ?? undefined}>
                {row.title ?? (about && t(`messages.about.${about.kind}`, { name: about.name }))}
              </td>
              <td className="c-state">
                <MessageState state={row.state} />
              </td>
              <td className="c-attempts r">{formats.number(row.attempts)}</td>
              <td className="c-reason el" title={row.reason ?? undefined}>
                {row.reason}
              </td>
              <td className="c-next">{row.nextAt !== null && row.state === 'waiting' && formats.dateTime(row.nextAt)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
