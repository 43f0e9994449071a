// Accounts and sessions over HTTP: one line per route into the services.
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of accounts, and of sessions for administrators. */
export function createAccountHandlers({
  account,
  session,
  mailInvitation,
}: Services): Pick<
  Handlers,
  | 'listAccounts'
  | 'createAccount'
  | 'inviteAccount'
  | 'getAccount'
  | 'changeAccount'
  | 'deleteAccount'
  | 'resetAccount'
  | 'createMagicLink'
  | 'removeAccountTotp'
  | 'listSessions'
  | 'revokeSession'
> {
  return {
    listAccounts: ({ query }) => account.list(query),
    createAccount: ({ body, caller }) => account.create(body, caller),
    inviteAccount: ({ body, caller }) => {
      const made = account.invite(body, caller)
      return mailInvitation(made.account, made.link) ? { ...made, link: null } : made
    },
    getAccount: ({ params }) => account.get(params.id),
    changeAccount: ({ params, body, ifMatch, caller }) => account.change({ id: params.id, ifMatch, body }, caller),
    deleteAccount: ({ params, query, caller }) => void account.remove(params.id, query.anonymise ?? false, caller),
    resetAccount: ({ params, caller }) => account.resetLink(params.id, caller),
    createMagicLink: ({ params, caller }) => account.magicLink(params.id, caller),
    removeAccountTotp: ({ params, caller }) => account.removeTotp(params.id, caller),
    listSessions: ({ query, caller }) => session.list(query, caller.sessionId),
    revokeSession: ({ params }) => void session.end(params.id, null),
  }
}
