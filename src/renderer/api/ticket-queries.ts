// Tickets as queries and what changes them; `ticket.changed` keeps lists true.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TicketRecord } from '../../contract/schemas/ticket.ts'
import { toast } from '../ui/toast.tsx'
import { told } from '../ui/told.ts'
import { useApi } from './api.tsx'
import { sensorKeys } from './sensor-queries.ts'

export interface TicketFilter {
  readonly nodeId?: string
  readonly state?: TicketRecord['state'] | 'notDone'
}

/** Newest first, a page at a time. */
export function useTickets(filter: TicketFilter, enabled = true) {
  const { client } = useApi()
  return useInfiniteQuery({
    queryKey: [...sensorKeys.tickets, filter],
    queryFn: ({ pageParam, signal }) =>
      client.listTickets({ query: { limit: 50, ...filter, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled,
  })
}

/** Finish or open again, with the way back; delete. */
export function useTicketActions() {
  const { t } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: sensorKeys.tickets })
  const deed = (run: () => Promise<void>): Promise<boolean> =>
    told(async () => {
      await run()
      void refresh()
    })
  const turn = ({ id, title, state: before }: TicketRecord, state: TicketRecord['state']): Promise<boolean> =>
    deed(async () => {
      const changed = await client.changeTicket({ params: { id }, body: { state } })
      toast({
        text: t(state === 'done' ? 'tickets.finished' : 'tickets.reopened', { title }),
        action: { label: t('common.undo'), run: () => void turn(changed, before) },
      })
    })
  const remove = (ticket: TicketRecord) =>
    deed(async () => {
      await client.deleteTicket({ params: { id: ticket.id } })
      toast({ text: t('tickets.removed') })
    })
  return { turn, remove, refresh }
}
