// Outgoing webhooks: who hears of what, a dense list, and beside it all about the one that is open.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useAdminSearch } from './admin-search.ts'
import { eventName } from './event-words.ts'
import { type Column, ListTable, type TableOf } from './list-table.tsx'
import { SectionBody } from './section-body.tsx'
import { WebhookDrawer } from './webhooks-drawer.tsx'
import { NewWebhookDrawer } from './webhooks-new.tsx'
import { everything } from './webhooks-patterns.ts'
import { useWebhooks } from './webhooks-queries.ts'
import { ShownWebhookSecret } from './webhooks-secret.tsx'
import { hostOf, successShare, webhookLook, webhookState, webhookStates } from './webhooks-state.ts'
import './system.css'
import './hooks.css'
import './webhooks.css'

/** Icon and word; hours of failure where they count. */
export function WebhookState({ record }: { record: WebhookRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const state = webhookState(record)
  return (
    <span className={`st ${webhookLook[state].tone}`}>
      <Icon name={webhookLook[state].icon} size={14} />
      {t(`webhooks.states.${state}`)}
      {state === 'failing' && (
        <span className="q t12">{t('webhooks.failingShort', { hours: formats.number(record.stats.failingHours, 1) })}</span>
      )}
    </span>
  )
}

/** Section `webhooks`. */
export function WebhooksPage() {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const webhooks = useWebhooks()
  const [shown, setShown] = useState<CreatedWebhook | null>(null)
  const all = webhooks.data ?? []
  const words = (search.q ?? '').toLowerCase().split(/\s+/)
  const rows = all
    .filter((one) => search.state === undefined || webhookState(one) === search.state)
    .filter((one) => words.every((w) => `${one.name} ${hostOf(one.url)} ${one.events.join(' ')}`.toLowerCase().includes(w)))
  const open = all.find((one) => one.id === search.id)
  const close = () => change({ id: undefined })
  const add = may('webhooks:write') && (
    <button type="button" className="btn p" onClick={() => change({ id: 'new' })}>
      <Icon name="plus" />
      {t('webhooks.add')}
    </button>
  )
  return (
    <SectionBody
      title={t('webhooks.title')}
      count={webhooks.data && t('webhooks.count', { count: all.length, n: formats.number(all.length) })}
      error={webhooks.error}
      deed={add}
      bar={
        all.length > 0 && (
          <>
            <SearchBox label={t('webhooks.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
            <PickFilter
              label={t('webhooks.state')}
              any={t('webhooks.anyState')}
              value={search.state ?? ''}
              options={webhookStates.map((s) => ({ value: s, label: t(`webhooks.states.${s}`) }))}
              onPick={(state) => change({ state })}
            />
          </>
        )
      }
      drawer={
        search.id === 'new' ? (
          <NewWebhookDrawer
            onClose={close}
            onMade={(made) => {
              change({ id: made.id })
              setShown(made)
            }}
          />
        ) : (
          open && <WebhookDrawer key={open.id} record={open} onClose={close} onShown={setShown} />
        )
      }
    >
      {rows.length > 0 && (
        <WebhookTable rows={rows} openId={open?.id ?? null} isBeside={search.id !== undefined} onOpen={(id) => change({ id })} />
      )}
      {webhooks.data && rows.length === 0 && (
        <div className="inset">
          {all.length === 0 ? (
            <EmptyState title={t('webhooks.empty')} action={add}>
              {t('webhooks.emptyText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('webhooks.noMatch')}>{t('webhooks.noMatchText')}</EmptyState>
          )}
        </div>
      )}
      {shown && <ShownWebhookSecret made={shown} onClose={() => setShown(null)} />}
    </SectionBody>
  )
}

function WebhookTable(props: TableOf<WebhookRecord>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const day = (at: number) => formats.day(at, { today: '', yesterday: t('common.yesterday') }).trim()
  const share = ({ stats }: WebhookRecord) => {
    const ratio = successShare(stats)
    return ratio === null ? <span className="q">–</span> : <span className={ratio < 1 ? 'warn' : undefined}>{formats.percent(ratio)}</span>
  }
  const columns: readonly Column<WebhookRecord>[] = [
    {
      ...{ name: 'name', title: t('webhooks.columns.name'), cell: (one) => one.name },
      below: (one) => <span className="mono q t12 el sub">{hostOf(one.url)}</span>,
    },
    {
      ...{ name: 'events', title: t('webhooks.columns.events'), className: 'el' },
      tip: (one) => one.events.map((pattern) => eventName(pattern, t)).join(', '),
      cell: (one) => (one.events.includes(everything) ? t('webhooks.allEvents') : <span className="mono">{one.events.join(', ')}</span>),
    },
    { name: 'state', title: t('webhooks.columns.state'), cell: (one) => <WebhookState record={one} /> },
    {
      ...{ name: 'last', title: t('webhooks.columns.last'), className: 'r' },
      cell: ({ stats }) => (stats.lastSuccessAt === null ? <span className="q">{t('webhooks.never')}</span> : day(stats.lastSuccessAt)),
    },
    { name: 'share', title: t('webhooks.columns.share'), className: 'r', hint: t('webhooks.columns.shareHint'), cell: share },
    { name: 'waiting', title: t('webhooks.columns.waiting'), className: 'r', cell: ({ stats }) => formats.number(stats.waiting) },
  ]
  return <ListTable {...props} label={t('webhooks.title')} className="hook-list webhook-list" columns={columns} idOf={(one) => one.id} />
}
