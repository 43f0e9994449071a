// Incoming webhooks, their sources and inbox, and tickets over HTTP.
import type { HookReceived } from '../../../contract/schemas/hook.ts'
import type { Services } from '../../services/create-services.ts'
import type { Handlers, WithStatus } from '../handler.ts'

type Names =
  | ('receiveHook' | 'receiveIntegrationHook' | 'listHookSources' | 'createHookSource' | 'getHookSource' | 'changeHookSource')
  | ('deleteHookSource' | 'rotateHookSecret' | 'tryHookMapping' | 'listInbox' | 'getInboxItem' | 'rerunInboxItem')
  | ('listTickets' | 'createTicket' | 'getTicket' | 'changeTicket' | 'deleteTicket')

/** 202 for what is new, 200 for a repeat. */
const answered = (received: HookReceived): HookReceived | WithStatus<HookReceived> =>
  received.status === 'repeat' ? { httpStatus: 200, answer: received } : received

/** Routes of what comes in. */
export function createHookHandlers({ hookSource, inbox, ticket }: Services): Pick<Handlers, Names> {
  return {
    receiveHook: ({ params, raw, caller }) => answered(inbox.receive(params.source, { ...raw, caller })),
    receiveIntegrationHook: ({ raw, caller }) => answered(inbox.receiveNamed({ ...raw, caller })),
    listHookSources: ({ query }) => hookSource.list(query),
    createHookSource: ({ body }) => hookSource.create(body),
    getHookSource: ({ params }) => hookSource.get(params.id),
    changeHookSource: ({ params, body, ifMatch }) => hookSource.change(params.id, body, ifMatch),
    deleteHookSource: ({ params }) => {
      hookSource.remove(params.id)
    },
    rotateHookSecret: ({ params, body }) => hookSource.rotate(params.id, body),
    tryHookMapping: ({ params, body }) => inbox.tryMapping(params.id, body),
    listInbox: ({ query }) => inbox.list(query),
    getInboxItem: ({ params }) => inbox.get(params.id),
    rerunInboxItem: ({ params }) => inbox.rerun(params.id),
    listTickets: ({ query }) => ticket.list(query),
    createTicket: ({ body, caller }) => ticket.create(body, caller.name),
    getTicket: ({ params }) => ticket.get(params.id),
    changeTicket: ({ params, body, ifMatch }) => ticket.change(params.id, body, ifMatch),
    deleteTicket: ({ params }) => {
      ticket.remove(params.id)
    },
  }
}
