// Maintenance tickets: written by people, or kept in step with the system that sends them.
import type { ChangeTicket, CreateTicket, TicketRecord } from '../../contract/schemas/ticket.ts'
import type { HookTicket } from '../../domain/hook-mapping.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { PageOf } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { TicketFilter } from '../store/ticket.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'

export interface TicketService {
  list(request: TicketFilter): PageOf<TicketRecord>
  get(id: string): TicketRecord
  create(body: CreateTicket, by: string): TicketRecord
  change(id: string, body: ChangeTicket, ifMatch: number | null): TicketRecord
  remove(id: string): void
  /** The same external id of the same source is the same ticket: sent twice, it is there once. */
  take(given: { sourceId: string; by: string; ticket: HookTicket; externalId: string }): { record: TicketRecord; isNew: boolean }
}

export function createTicketService(parts: {
  store: Pick<Store, 'ticket' | 'transaction'>
  bus: Bus
  clock: Clock
  randomId: () => string
  hasNode: (id: string) => boolean
}): TicketService {
  const { store, bus, clock, randomId, hasNode } = parts
  const get = (id: string): TicketRecord => {
    const found = store.ticket.find(id)
    if (found === undefined) throw notFound('ticket')
    return found
  }
  const requireNode = (nodeId: string | null | undefined) => {
    if (nodeId !== null && nodeId !== undefined && !hasNode(nodeId))
      throw invalidField('/nodeId', `nodeId ${nodeId} is no node. List the nodes, or leave it out.`)
  }
  const tell = ({ id, nodeId, state }: TicketRecord) =>
    bus.publish({ name: 'ticket.changed', payload: { ticketId: id, nodeId, state, at: clock.now() } })
  const save = (record: TicketRecord): TicketRecord => {
    store.transaction(() => store.ticket.save(record))
    tell(record)
    return record
  }
  const changed = (before: TicketRecord, fields: ChangeTicket): TicketRecord => {
    const now = clock.now()
    const next = { ...before, ...fields }
    const same = (Object.keys(fields) as (keyof ChangeTicket)[]).every((name) => before[name] === next[name])
    if (same) return before
    const closedAt = next.state !== 'done' ? null : before.state === 'done' ? before.closedAt : now
    return { ...next, closedAt, updatedAt: now, revision: before.revision + 1 }
  }
  const fresh = (fields: Pick<TicketRecord, 'title' | 'createdBy'> & Partial<TicketRecord>): TicketRecord => {
    const now = clock.now()
    const given: TicketRecord = {
      ...{ id: randomId(), description: '', priority: 2, state: 'open', nodeId: null, dueAt: null, sourceId: null, externalId: null },
      ...{ createdAt: now, updatedAt: now, closedAt: null, revision: 1 },
      ...fields,
    }
    return given.state === 'done' ? { ...given, closedAt: now } : given
  }
  return {
    list: store.ticket.list,
    get,
    create: (body, by) => {
      requireNode(body.nodeId)
      return save(fresh({ ...body, createdBy: by }))
    },
    change: (id, body, ifMatch) => {
      const before = get(id)
      requireCurrent({ noun: 'ticket', sent: ifMatch, current: before.revision, at: before.updatedAt })
      requireNode(body.nodeId)
      const next = changed(before, body)
      return next === before ? before : save(next)
    },
    remove: (id) => {
      const before = get(id)
      store.transaction(() => store.ticket.remove(id))
      tell(before)
    },
    take: ({ sourceId, by, ticket, externalId }) => {
      const { title, description, priority, state, dueAt } = ticket
      const fields = { title, description, priority, state, dueAt, nodeId: ticket.nodeId }
      const known = store.ticket.findOfSource(sourceId, externalId)
      if (known === undefined) return { record: save(fresh({ ...fields, sourceId, externalId, createdBy: by })), isNew: true }
      const next = changed(known, fields)
      return { record: next === known ? known : save(next), isNew: false }
    },
  }
}
