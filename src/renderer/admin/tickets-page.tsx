// Maintenance tickets: a dense list, and the open one in a form beside it.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TicketRecord } from '../../contract/schemas/ticket.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { sensorKeys } from '../api/sensor-queries.ts'
import { useTickets } from '../api/ticket-queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { PickFilter } from '../ui/pick-filter.tsx'
import { TicketState } from '../ui/ticket-state.tsx'
import { useAdminSearch } from './admin-search.ts'
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
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className="list-scroll hook-list ticket-list" tabIndex={0} aria-label={t('tickets.title')}>
          <TicketTable rows={rows} openId={id} onOpen={(opened) => change({ id: opened })} />
          {tickets.hasNextPage && (
            <div className="inset">
              <button type="button" className="btn" onClick={() => void tickets.fetchNextPage()}>
                {t('tickets.more')}
              </button>
            </div>
          )}
        </section>
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
      {one.isError && id !== undefined && <p className="inset err">{describeError(one.error)}</p>}
    </SectionBody>
  )
}

interface TableProps {
  readonly rows: readonly TicketRecord[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

function TicketTable({ rows, openId, onOpen }: TableProps) {
  const { t } = useTranslation()
  const formats = useFormats()
  return (
    <table className="t admin-table">
      <thead>
        <tr>
          <th>{t('tickets.columns.title')}</th>
          <th>{t('tickets.columns.node')}</th>
          <th className="col-wide">{t('tickets.columns.priority')}</th>
          <th>{t('tickets.columns.state')}</th>
          <th className="col-wide">{t('tickets.columns.from')}</th>
          <th className="col-wide">{t('tickets.columns.created')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((ticket) => (
          <tr key={ticket.id} data-opens className={ticket.id === openId ? 'sel' : undefined} onClick={() => onOpen(ticket.id)}>
            <td>
              <button type="button" className="row-open el" aria-current={ticket.id === openId || undefined}>
                {ticket.title}
              </button>
            </td>
            <td className="mono el">{ticket.nodeId ?? '–'}</td>
            <td className="col-wide">{t(`tickets.priorities.p${ticket.priority as 1}`)}</td>
            <td>
              <TicketState state={ticket.state} />
            </td>
            <td className="el col-wide">{ticket.createdBy}</td>
            <td className="col-wide">{formats.dateTime(ticket.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
