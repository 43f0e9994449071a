// Providers and signing in with them over HTTP.
import type { OidcService } from '../../services/oidc.ts'
import type { SignInProviderService } from '../../services/sign-in-provider.ts'
import type { Handlers } from '../handler.ts'

export function createOidcHandlers({
  oidc,
  signInProvider,
}: {
  oidc: OidcService
  signInProvider: SignInProviderService
}): Pick<
  Handlers,
  | 'startOidc'
  | 'getOidcResult'
  | 'unlinkIdentity'
  | 'listProviders'
  | 'createProvider'
  | 'getProvider'
  | 'changeProvider'
  | 'deleteProvider'
  | 'testProvider'
> {
  return {
    startOidc: ({ params, body, caller }) => oidc.start(params.provider, body, caller),
    getOidcResult: ({ params, body }) => oidc.result(params.provider, body),
    unlinkIdentity: ({ params, caller }) => {
      oidc.unlink(params.id, caller)
      return undefined
    },
    listProviders: ({ query }) => signInProvider.list(query),
    createProvider: ({ body }) => signInProvider.create(body),
    getProvider: ({ params }) => signInProvider.get(params.id),
    changeProvider: ({ params, body, ifMatch }) => signInProvider.change(params.id, body, ifMatch),
    deleteProvider: ({ params }) => {
      signInProvider.remove(params.id)
      return undefined
    },
    testProvider: ({ params }) => signInProvider.test(params.id),
  }
}
