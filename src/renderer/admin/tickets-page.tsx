// Maintenance tickets: a dense list, and the open one in a form beside it.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TicketRecord } from '../../contract/schemas/ticket.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { useNow } from '../api/now.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { useTickets } from '../api/ticket-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { TicketState } from '../ui/ticket-state.tsx'
import { useAdminSearch } from './admin-search.ts'
import { type Column, ListTable, type TableOf } from './list-table.tsx'
import { SectionBody } from './section-body.tsx'
import { TicketDrawer } from './tickets-drawer.tsx'
import './system.css'
import './hooks.css'

const states = ['notDone', 'open', 'inProgress', 'done'] as const

/** Section `tickets`. */
export function TicketsPage() {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const [search, change] = useAdminSearch()
  const state = states.find((one) => one === search.state)
  const tickets = useTickets(state === undefined ? {} : { state })
  const rows = tickets.data?.pages.flatMap((page) => page.items) ?? []
  const id = search.id
  const isNew = id === 'new'
  // A link may open one that isn't on the first page.
  const one = useQuery({
    queryKey: [...sensorKeys.tickets, 'one', id],
    queryFn: ({ signal }) => client.getTicket({ params: { id: id ?? '' }, signal }),
    enabled: id !== undefined && !isNew,
  })
  const add = may('tickets:write') && (
    <button type="button" className="btn p" onClick={() => change({ id: 'new' })}>
      <Icon name="plus" />
      {t('tickets.add')}
    </button>
  )
  const close = () => change({ id: undefined })
  return (
    <SectionBody
      title={t('tickets.title')}
      error={tickets.error ?? one.error}
      deed={add}
      bar={
        <PickFilter
          label={t('tickets.state')}
          any={t('tickets.anyState')}
          value={state ?? ''}
          options={states.map((s) => ({ value: s, label: t(`tickets.states.${s}`) }))}
          onPick={(picked) => change({ state: picked })}
        />
      }
      drawer={
        isNew ? (
          <TicketDrawer key="new" ticket={null} onClose={close} onMade={(made) => change({ id: made.id })} />
        ) : (
          one.data && id !== undefined && <TicketDrawer key={`${one.data.id} ${one.data.revision}`} ticket={one.data} onClose={close} />
        )
      }
    >
      {rows.length > 0 && (
        <TicketTable
          rows={rows}
          openId={id}
          isBeside={id !== undefined}
          onOpen={(opened) => change({ id: opened })}
          more={tickets.hasNextPage && { label: t('tickets.more'), onMore: () => void tickets.fetchNextPage() }}
        />
      )}
      {tickets.data && rows.length === 0 && (
        <div className="inset">
          {state === undefined ? (
            <EmptyState title={t('tickets.empty')} action={add}>
              {t('tickets.emptyText')}
            </EmptyState>
          ) : (
            <EmptyState title={t('tickets.noMatch')}>{t('tickets.noMatchText')}</EmptyState>
          )}
        </div>
      )}
    </SectionBody>
  )
}

function TicketTable(props: TableOf<TicketRecord>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const columns: readonly Column<TicketRecord>[] = [
    { name: 'title', title: t('tickets.columns.title'), cell: (ticket) => ticket.title },
    { name: 'node', title: t('tickets.columns.node'), className: 'mono el', cell: (ticket) => ticket.nodeId ?? '–' },
    {
      ...{ name: 'priority', title: t('tickets.columns.priority'), className: 'col-wide' },
      cell: (ticket) => t(`tickets.priorities.p${ticket.priority as 1}`),
    },
    { name: 'state', title: t('tickets.columns.state'), cell: (ticket) => <TicketState state={ticket.state} /> },
    { name: 'due', title: t('tickets.columns.due'), cell: (ticket) => <Due ticket={ticket} /> },
    { name: 'from', title: t('tickets.columns.from'), className: 'el col-wide', cell: (ticket) => ticket.createdBy },
    {
      ...{ name: 'created', title: t('tickets.columns.created'), className: 'col-wide' },
      cell: (ticket) => formats.dateTime(ticket.createdAt),
    },
  ]
  return (
    <ListTable {...props} label={t('tickets.title')} className="hook-list ticket-list" columns={columns} idOf={(ticket) => ticket.id} />
  )
}

/** Until when; marked where that is past. */
function Due({ ticket: { dueAt, state } }: { ticket: TicketRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const now = useNow(60_000)
  if (dueAt === null) return '–'
  const day = formats.date(dueAt)
  if (state === 'done' || dueAt > now) return day
  return (
    <span className="st warn" title={t('tickets.late')}>
      <Icon name="alertTriangle" size={14} />
      {day}
      <span className="sr-only">{t('tickets.late')}</span>
    </span>
  )
}
