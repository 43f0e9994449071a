// Outgoing webhooks: who hears of what, a dense list, and beside it all about the one that is open.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CreatedWebhook, WebhookRecord } from '../../contract/schemas/webhook.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { useAdminSearch } from './admin-search.ts'
import { eventName } from './event-words.ts'
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
            <span className="f" style={{ width: 210 }}>
              <Icon name="search" />
              <input
                type="search"
                aria-label={t('webhooks.search')}
                placeholder={t('webhooks.search')}
                value={search.q ?? ''}
                onChange={(event) => change({ q: event.currentTarget.value })}
              />
            </span>
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

interface TableProps {
  readonly rows: readonly WebhookRecord[]
  readonly openId: string | null
  /** A drawer takes room at the right. */
  readonly isBeside: boolean
  readonly onOpen: (id: string) => void
}

function WebhookTable({ rows, openId, isBeside, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  const day = (at: number) => formats.day(at, { today: '', yesterday: t('common.yesterday') }).trim()
  return (
    <section
      className="list-scroll hook-list webhook-list"
      data-beside={isBeside || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
      tabIndex={0}
      aria-label={t('webhooks.title')}
    >
      <table className="t admin-table">
        <thead>
          <tr>
            <th>{t('webhooks.columns.name')}</th>
            <th>{t('webhooks.columns.events')}</th>
            <th>{t('webhooks.columns.state')}</th>
            <th className="r">{t('webhooks.columns.last')}</th>
            <th className="r" title={t('webhooks.columns.shareHint')}>
              {t('webhooks.columns.share')}
            </th>
            <th className="r">{t('webhooks.columns.waiting')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => {
            const share = successShare(one.stats)
            const { lastSuccessAt, waiting } = one.stats
            return (
              <tr key={one.id} data-opens className={one.id === openId ? 'sel' : undefined} onClick={() => onOpen(one.id)}>
                <td>
                  <button type="button" className="row-open el" aria-current={one.id === openId || undefined}>
                    {one.name}
                  </button>
                  <span className="mono q t12 el sub">{hostOf(one.url)}</span>
                </td>
                <td className="el" title={one.events.map((pattern) => eventName(pattern, t)).join(', ')}>
                  {one.events.includes(everything) ? t('webhooks.allEvents') : <span className="mono">{one.events.join(', ')}</span>}
                </td>
                <td>
                  <WebhookState record={one} />
                </td>
                <td className="r">{lastSuccessAt === null ? <span className="q">{t('webhooks.never')}</span> : day(lastSuccessAt)}</td>
                <td className={share !== null && share < 1 ? 'r warn' : 'r'}>
                  {share === null ? <span className="q">–</span> : formats.percent(share)}
                </td>
                <td className="r">{formats.number(waiting)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
