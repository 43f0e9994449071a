// Every delivery with what became of it: filters in the address, newest first, one with its body and attempts beside the list.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type DeliveryRecord, deliveryStates } from '../../contract/schemas/webhook.ts'
import { useMay } from '../api/me.ts'
import { useNow } from '../api/now.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { spanText } from '../ui/value-text.ts'
import { useAdminSearch } from './admin-search.ts'
import { DeliveryDrawer } from './deliveries-drawer.tsx'
import { DeliveryState } from './deliveries-state.tsx'
import { eventName, subjectWords } from './event-words.ts'
import { SectionBody } from './section-body.tsx'
import { useDeliveries, useWebhooks } from './webhooks-queries.ts'
import './system.css'
import './hooks.css'
import './webhooks.css'

/** Section `deliveries`. */
export function DeliveriesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const webhooks = useWebhooks().data ?? []
  const state = deliveryStates.find((one) => one === search.state)
  const { query, isStill, showOlder, follow } = useDeliveries({
    ...(search.webhook === undefined ? {} : { webhookId: search.webhook }),
    ...(state === undefined ? {} : { state }),
    ...(search.subject === undefined ? {} : { subject: search.subject }),
  })
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []
  const nameOf = (id: string) => webhooks.find((one) => one.id === id)?.name ?? t('deliveries.gone')
  const isFiltered = search.webhook !== undefined || state !== undefined || search.subject !== undefined
  const showAll = (
    <button type="button" className="btn" onClick={() => change({ webhook: undefined, state: undefined, subject: undefined })}>
      {t('deliveries.clear')}
    </button>
  )
  return (
    <SectionBody
      title={t('deliveries.title')}
      error={query.error}
      bar={
        <>
          {may('webhooks:read') && (
            <PickFilter
              label={t('deliveries.endpoint')}
              any={t('deliveries.anyEndpoint')}
              value={search.webhook ?? ''}
              options={webhooks.map((one) => ({ value: one.id, label: one.name }))}
              onPick={(webhook) => change({ webhook })}
            />
          )}
          <PickFilter
            label={t('deliveries.state')}
            any={t('deliveries.anyState')}
            value={state ?? ''}
            options={deliveryStates.map((s) => ({ value: s, label: t(`deliveries.states.${s}`) }))}
            onPick={(picked) => change({ state: picked })}
          />
          <span className="f" style={{ width: 236 }}>
            <Icon name="search" />
            <input
              type="search"
              aria-label={t('deliveries.subject')}
              placeholder={t('deliveries.subjectHint')}
              value={search.subject ?? ''}
              onChange={(event) => change({ subject: event.currentTarget.value })}
            />
          </span>
          {isStill && (
            <>
              <span className="grow" />
              <span className="q t12" role="status">
                {t('deliveries.still')}
              </span>
              <button type="button" className="btn sm" onClick={follow}>
                {t('deliveries.follow')}
              </button>
            </>
          )}
        </>
      }
      drawer={
        search.id !== undefined && (
          <DeliveryDrawer key={search.id} id={search.id} nameOf={nameOf} onClose={() => change({ id: undefined })} />
        )
      }
    >
      {rows.length > 0 && (
        <section
          className="list-scroll hook-list delivery-list"
          data-beside={search.id !== undefined || undefined}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
          tabIndex={0}
          aria-label={t('deliveries.title')}
        >
          <DeliveryTable rows={rows} openId={search.id} nameOf={nameOf} onOpen={(id) => change({ id })} />
          {query.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" disabled={query.isFetchingNextPage} onClick={showOlder}>
                {t('deliveries.more')}
              </button>
            </div>
          )}
        </section>
      )}
      {query.data && rows.length === 0 && (
        <div className="inset">
          {isFiltered ? (
            <EmptyState title={t('deliveries.noMatch')} action={showAll}>
              {t('deliveries.noMatchText')}
            </EmptyState>
          ) : (
            <EmptyState
              title={t('deliveries.empty')}
              action={
                may('webhooks:read') && (
                  <Link className="btn p" to="/admin/$section" params={{ section: 'webhooks' }} search={{}}>
                    {t('deliveries.toWebhooks')}
                  </Link>
                )
              }
            >
              {t('deliveries.emptyText')}
            </EmptyState>
          )}
        </div>
      )}
    </SectionBody>
  )
}

interface TableProps {
  readonly rows: readonly DeliveryRecord[]
  readonly openId: string | undefined
  readonly nameOf: (webhookId: string) => string
  readonly onOpen: (id: string) => void
}

function DeliveryTable({ rows, openId, nameOf, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          <th>{t('deliveries.columns.at')}</th>
          <th>{t('deliveries.columns.endpoint')}</th>
          <th>{t('deliveries.columns.type')}</th>
          <th>{t('deliveries.columns.subject')}</th>
          <th>{t('deliveries.columns.state')}</th>
          <th className="r">{t('deliveries.columns.attempts')}</th>
          <th className="r">{t('deliveries.columns.status')}</th>
          <th>{t('deliveries.columns.reason')}</th>
          <th className="r">{t('deliveries.columns.next')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-opens className={row.id === openId ? 'sel' : undefined} onClick={() => onOpen(row.id)}>
            <td>
              <button type="button" className="row-open el" aria-current={row.id === openId || undefined}>
                {formats.dateTime(row.createdAt)}
              </button>
            </td>
            <td className="el">{nameOf(row.webhookId)}</td>
            <td className="mono el" title={eventName(row.eventType, t)}>
              {row.eventType}
              {row.isTest && <span className="tag sample-tag">{t('deliveries.test')}</span>}
            </td>
            <td className="el" title={row.subject ?? undefined}>
              {row.isTest || row.subject === null ? '' : <Subject subject={row.subject} />}
            </td>
            <td>
              <DeliveryState state={row.state} />
            </td>
            <td className="r">{formats.number(row.attempts)}</td>
            <td className="r">{row.httpStatus ?? <span className="q">–</span>}</td>
            <td className="el" title={row.reason ?? undefined}>
              {row.reason}
            </td>
            <td className="r">
              <NextTry row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** In words; with its id where the words don't say which one. */
function Subject({ subject }: { subject: string }) {
  const { t } = useTranslation()
  const words = subjectWords(subject, t)
  const id = subject.slice(subject.indexOf('/') + 1)
  return (
    <>
      {words} {!words.includes(id) && <span className="mono q">{id}</span>}
    </>
  )
}

/** How long until then. */
export function NextTry({ row: { state, dueAt } }: { row: Pick<DeliveryRecord, 'state' | 'dueAt'> }) {
  const { t } = useTranslation()
  const now = useNow(1000)
  if (state !== 'waiting' || dueAt === null) return null
  return dueAt <= now ? t('deliveries.now') : t('deliveries.inSpan', { span: spanText(dueAt - now) })
}
