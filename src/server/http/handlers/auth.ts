// Signing in, and whoever has signed in about themselves: one line per route into the services; welcome codes swapped for the owner's session.
import { AppError } from '../../../contract/errors.ts'
import type { Owner } from '../../owner-token.ts'
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes below /auth but those of providers. */
export function createAuthHandlers(
  { signIn, session, me, account, settings, signInProvider }: Services,
  { owner }: { owner: Owner },
): Pick<
  Handlers,
  | 'redeemWelcome'
  | 'getSignInWays'
  | 'logIn'
  | 'refreshTokens'
  | 'logOut'
  | 'askMagicLink'
  | 'redeemMagicLink'
  | 'askPasswordReset'
  | 'redeemPasswordReset'
  | 'acceptInvitation'
  | 'signUp'
  | 'getMe'
  | 'changeMe'
  | 'startTotp'
  | 'confirmTotp'
  | 'removeTotp'
  | 'listOwnSessions'
  | 'revokeOwnSession'
  | 'revokeOwnSessions'
> {
  return {
    redeemWelcome: ({ body }) => {
      const accessToken = owner.redeemWelcomeCode(body.code)
      if (accessToken !== null) return { accessToken }
      throw new AppError('unauthenticated', 'This code is unknown, used or older than 10 minutes', {
        hint: 'Start the server again: it prints a new address',
      })
    },
    getSignInWays: () => {
      const { magicLinks, selfSignUp, requireSignIn } = settings.get().values
      return {
        needsSetUp: !account.hasAny(),
        ...{ password: true, magicLink: magicLinks, signUp: selfSignUp, mail: signIn.hasMail(), requireSignIn },
        providers: signInProvider.ways(),
      }
    },
    logIn: ({ body }) => signIn.logIn(body),
    refreshTokens: ({ body }) => session.refresh(body.refreshToken),
    logOut: ({ caller }) => void (caller.sessionId === null ? undefined : session.end(caller.sessionId, caller.accountId)),
    askMagicLink: ({ body }) => void signIn.askLink('magic', body),
    redeemMagicLink: ({ body }) => signIn.redeemMagicLink(body),
    askPasswordReset: ({ body }) => void signIn.askLink('reset', body),
    redeemPasswordReset: async ({ body }) => void (await signIn.redeemReset(body)),
    acceptInvitation: ({ body }) => signIn.acceptInvitation(body),
    signUp: ({ body }) => void signIn.signUp(body),
    getMe: ({ caller }) => me.get(caller),
    changeMe: ({ body, ifMatch, caller }) => me.change({ ifMatch, body }, caller),
    startTotp: ({ body, caller }) => me.startTotp(body, caller),
    confirmTotp: ({ body, caller }) => me.confirmTotp(body.code, caller),
    removeTotp: async ({ body, caller }) => void (await me.removeTotp(body.code, caller)),
    listOwnSessions: ({ query, caller }) => session.list({ ...query, accountId: me.accountOf(caller).id }, caller.sessionId),
    revokeOwnSession: ({ params, caller }) => void session.end(params.id, me.accountOf(caller).id),
    revokeOwnSessions: ({ caller }) => void session.endAllOf(me.accountOf(caller).id, caller.sessionId),
  }
}
