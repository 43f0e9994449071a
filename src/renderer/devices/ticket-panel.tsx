// What is to be done at this node: its open tickets, and a line for a new one.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { useMay } from '../api/me.ts'
import { useTicketActions, useTickets } from '../api/ticket-queries.ts'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { TicketState } from '../ui/ticket-state.tsx'
import { toast } from '../ui/toast.tsx'

/** Shown to whoever may read tickets. */
export function TicketPanel({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const may = useMay()
  const mayRead = may('tickets:read')
  const tickets = useTickets({ nodeId, state: 'notDone' }, mayRead)
  const actions = useTicketActions()
  const items = tickets.data?.pages.flatMap((page) => page.items) ?? []
  if (!mayRead) return null
  return (
    <section className="part" aria-label={t('tickets.ofNode')}>
      <h2 className="t13">{t('tickets.ofNode')}</h2>
      {tickets.isError && <p className="err">{describeError(tickets.error)}</p>}
      {tickets.data && items.length === 0 && <p className="q">{t('tickets.none')}</p>}
      {items.length > 0 && (
        <table className="t">
          <tbody>
            {items.map((ticket) => (
              <tr key={ticket.id}>
                <td>
                  <Link to="/admin/$section" params={{ section: 'tickets' }} search={{ id: ticket.id }}>
                    {ticket.title}
                  </Link>
                </td>
                <td>
                  <TicketState state={ticket.state} />
                </td>
                <td className="q">{t(`tickets.priorities.p${ticket.priority as 1}`)}</td>
                <td className="q nw">{formats.dateTime(ticket.createdAt)}</td>
                <td className="r">
                  {may('tickets:write') && (
                    <button type="button" className="btn sm" onClick={() => void actions.turn(ticket, 'done')}>
                      {t('tickets.finish')}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {may('tickets:write') && <NewTicket nodeId={nodeId} onMade={actions.refresh} />}
    </section>
  )
}

function NewTicket({ nodeId, onMade }: { nodeId: string; onMade: () => Promise<void> }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const [title, setTitle] = useState('')
  const add = async () => {
    try {
      await client.createTicket({ body: { title: title.trim(), nodeId } })
      setTitle('')
      await onMade()
    } catch (error) {
      toast({ text: describeError(error), tone: 'alarm' })
    }
  }
  return (
    <form
      className="row"
      style={{ marginTop: 8 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (title.trim() !== '') void add()
      }}
    >
      <span className="f grow" style={{ maxWidth: 420 }}>
        <input
          type="text"
          aria-label={t('tickets.name')}
          placeholder={t('tickets.name')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </span>
      <button type="submit" className="btn" disabled={title.trim() === ''}>
        <Icon name="plus" size={14} />
        {t('tickets.add')}
      </button>
    </form>
  )
}
