// Every delivery with what became of it: filters in the address, newest first, one with its body and attempts beside the list.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type DeliveryRecord, deliveryStates } from '../../contract/schemas/webhook.ts'
import { useMay } from '../api/me.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { PickFilter } from '../ui/pick-filter.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useAdminSearch } from './admin-search.ts'
import { DeliveryDrawer } from './deliveries-drawer.tsx'
import { DeliveryState, NextTry } from './deliveries-state.tsx'
import { eventName, subjectWords } from './event-words.ts'
import { type Column, ListTable, type TableOf } from './list-table.tsx'
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
          <SearchBox
            label={t('deliveries.subjectHint')}
            value={search.subject ?? ''}
            width={236}
            onChange={(subject) => change({ subject })}
          />
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
        <DeliveryTable
          rows={rows}
          openId={search.id}
          isBeside={search.id !== undefined}
          nameOf={nameOf}
          onOpen={(id) => change({ id })}
          more={query.hasNextPage && { label: t('deliveries.more'), onMore: showOlder, isBusy: query.isFetchingNextPage }}
        />
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

function DeliveryTable({ nameOf, ...props }: TableOf<DeliveryRecord> & { nameOf: (webhookId: string) => string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const type = (row: DeliveryRecord) => (
    <>
      {row.eventType}
      {row.isTest && <span className="tag sample-tag">{t('deliveries.test')}</span>}
    </>
  )
  const columns: readonly Column<DeliveryRecord>[] = [
    { name: 'at', title: t('deliveries.columns.at'), cell: (row) => formats.dateTime(row.createdAt) },
    { name: 'endpoint', title: t('deliveries.columns.endpoint'), className: 'el', cell: (row) => nameOf(row.webhookId) },
    { name: 'type', title: t('deliveries.columns.type'), className: 'mono el', tip: (row) => eventName(row.eventType, t), cell: type },
    {
      ...{ name: 'subject', title: t('deliveries.columns.subject'), className: 'el', tip: (row) => row.subject ?? undefined },
      cell: (row) => (row.isTest || row.subject === null ? '' : <Subject subject={row.subject} />),
    },
    { name: 'state', title: t('deliveries.columns.state'), cell: (row) => <DeliveryState row={row} /> },
    { name: 'attempts', title: t('deliveries.columns.attempts'), className: 'r', cell: (row) => formats.number(row.attempts) },
    {
      name: 'status',
      title: t('deliveries.columns.status'),
      className: 'r',
      cell: (row) => row.httpStatus ?? <span className="q">–</span>,
    },
    {
      name: 'reason',
      title: t('deliveries.columns.reason'),
      className: 'el',
      tip: (row) => row.reason ?? undefined,
      cell: (row) => row.reason,
    },
    { name: 'next', title: t('deliveries.columns.next'), className: 'r', cell: (row) => <NextTry row={row} /> },
  ]
  return <ListTable {...props} label={t('deliveries.title')} className="hook-list delivery-list" columns={columns} idOf={(row) => row.id} />
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
