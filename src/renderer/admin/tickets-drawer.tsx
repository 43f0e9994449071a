// One ticket in a form, or a new one.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TicketRecord, ticketStates } from '../../contract/schemas/ticket.ts'
import { useApi } from '../api/api.tsx'
import { useMay } from '../api/me.ts'
import { useNodes } from '../api/sensor-queries.ts'
import { useTicketActions } from '../api/ticket-queries.ts'
import { AskDialog } from '../ui/ask-dialog.tsx'
import { FormField, FormSelect, FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'
import { useRefusal } from '../ui/use-refusal.ts'
import { FormDrawer } from './form-drawer.tsx'

interface Props {
  /** null for a new one. */
  readonly ticket: TicketRecord | null
  readonly onClose: () => void
  readonly onMade?: (ticket: TicketRecord) => void
}

const priorities = ['1', '2', '3'] as const

/** As a field for days writes it. */
const dayOf = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10)

/** The pane at the right. */
export function TicketDrawer({ ticket, onClose, onMade }: Props) {
  const { t } = useTranslation()
  const { client } = useApi()
  const may = useMay()
  const formats = useFormats()
  const actions = useTicketActions()
  const { data: nodes = [] } = useNodes()
  const [form, setForm] = useState({
    title: ticket?.title ?? '',
    description: ticket?.description ?? '',
    priority: String(ticket?.priority ?? 2) as (typeof priorities)[number],
    state: ticket?.state ?? 'open',
    nodeId: ticket?.nodeId ?? '',
    due: ticket?.dueAt == null ? '' : dayOf(ticket.dueAt),
  })
  const { errors, says, take, clear } = useRefusal()
  const [isRemoving, setIsRemoving] = useState(false)
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const mayWrite = may('tickets:write')
  const save = async () => {
    const { state, due, ...fields } = form
    // The whole day is still in time; one that wasn't touched stays to the minute.
    const dueAt =
      due === '' ? null : ticket?.dueAt != null && due === dayOf(ticket.dueAt) ? ticket.dueAt : new Date(`${due}T23:59`).getTime()
    const body = {
      ...fields,
      dueAt,
      title: form.title.trim(),
      priority: Number(form.priority),
      nodeId: form.nodeId === '' ? null : form.nodeId,
    }
    try {
      const saved =
        ticket === null
          ? await client.createTicket({ body })
          : await client.changeTicket({ params: { id: ticket.id }, body: { ...body, state }, ifMatch: ticket.revision })
      await actions.refresh()
      toast({ text: t('tickets.saved') })
      clear()
      onMade?.(saved)
    } catch (error) {
      take(error)
    }
  }
  const title = ticket?.title ?? t('tickets.add')
  return (
    <FormDrawer
      title={title}
      {...(ticket === null ? {} : { sub: t('tickets.written', { who: ticket.createdBy, time: formats.dateTime(ticket.createdAt) }) })}
      className="hook-details"
      deeds={
        ticket &&
        may('tickets:delete') && (
          <button type="button" className="btn d" onClick={() => setIsRemoving(true)}>
            {t('tickets.remove')}
          </button>
        )
      }
      send={mayWrite ? t(ticket === null ? 'tickets.create' : 'tickets.save') : null}
      canSend={form.title.trim() !== ''}
      says={says}
      onSend={save}
      onClose={onClose}
      above={
        isRemoving &&
        ticket && (
          <AskDialog
            title={t('tickets.removeTitle')}
            text={t('tickets.removeText')}
            deed={t('tickets.remove')}
            onYes={() => actions.remove(ticket).then((done) => (done ? onClose() : setIsRemoving(false)))}
            onClose={() => setIsRemoving(false)}
          />
        )
      }
    >
      <section>
        <fieldset className="bare form-fields" disabled={!mayWrite}>
          <FormText label={t('tickets.name')} value={form.title} error={errors.get('/title')} onChange={(text) => set({ title: text })} />
          <FormText
            label={t('tickets.description')}
            value={form.description}
            multiline
            maxLength={5000}
            onChange={(description) => set({ description })}
          />
          <FormSelect
            label={t('tickets.priority')}
            value={form.priority}
            options={priorities.map((value) => ({ value, label: t(`tickets.priorities.p${value}`) }))}
            onChange={(priority) => set({ priority })}
          />
          {ticket !== null && (
            <FormSelect
              label={t('tickets.state')}
              value={form.state}
              options={ticketStates.map((value) => ({ value, label: t(`tickets.states.${value}`) }))}
              onChange={(state) => set({ state })}
            />
          )}
          <FormText
            label={t('tickets.node')}
            value={form.nodeId}
            mono
            hint={t('tickets.nodeHint')}
            suggestions={nodes.map((node) => node.id)}
            error={errors.get('/nodeId')}
            onChange={(nodeId) => set({ nodeId })}
          />
          <FormField label={t('tickets.due')} error={errors.get('/dueAt')}>
            {({ id, describedBy, invalid }) => (
              <span className={invalid ? 'f bad' : 'f'}>
                <input
                  id={id}
                  type="date"
                  value={form.due}
                  aria-describedby={describedBy}
                  aria-invalid={invalid}
                  onChange={(event) => set({ due: event.currentTarget.value })}
                />
              </span>
            )}
          </FormField>
        </fieldset>
      </section>
    </FormDrawer>
  )
}
