// openid-client, spoken to in our words: a provider's metadata, an address to open, and an identity out of what came back. Everything it
// asks of the network goes through the address guard.
import * as oidc from 'openid-client'
import { AppError } from '../../contract/errors.ts'
import type { ProviderRow } from '../store/sign-in-provider.ts'
import { createSafeFetch, type Resolve, type SafeRequest } from './safe-url.ts'

export interface Person {
  readonly issuer: string
  readonly subject: string
  readonly name: string | null
  readonly email: string | null
}

export interface Attempt {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface OidcClient {
  /** Asks for the metadata; throws AppError when the provider is not what it says. */
  discover(): Promise<oidc.Configuration>
  /** How many signing keys it names. */
  keys(): Promise<number>
  /** Where the browser goes. */
  authorizationUrl(attempt: Attempt): Promise<string>
  /** Trades the code for an identity; checks state, nonce, iss, signature, audience and times. Throws OidcFailure. */
  redeem(attempt: Attempt, answer: URLSearchParams): Promise<Person>
}

/** Why it came to nothing, in a sentence that can be shown: nothing of the provider's own text in it. */
export class OidcFailure extends Error {}

/** Facebook's metadata names no token endpoint. */
const facebookTokenEndpoint = 'https://graph.facebook.com/v19.0/oauth/access_token'
const knownFor = 3_600_000

export function createOidcClient(parts: {
  provider: ProviderRow
  clientSecret: string | null
  now: () => number
  ownPorts: () => readonly number[]
  resolve?: Resolve | undefined
}): OidcClient {
  const { provider, clientSecret, now, ownPorts, resolve } = parts
  const safeFetch = createSafeFetch({ reach: provider, ownPorts, ...(resolve === undefined ? {} : { resolve }) })
  const ask: oidc.CustomFetch = (url, { method, headers, body, signal }) =>
    safeFetch(url, { method, headers, body: bodyFrom(body), signal: signal ?? undefined })
  let known: { at: number; config: Promise<oidc.Configuration> } | undefined

  const ready = async (): Promise<oidc.Configuration> => {
    const isHttp = provider.issuer.startsWith('http:')
    const options = { execute: isHttp ? [oidc.allowInsecureRequests] : [], [oidc.customFetch]: ask, timeout: 10 }
    // Client secret in the body: what every provider here takes. Without one the client is public, and PKCE stands for it.
    const proof = clientSecret === null ? oidc.None() : oidc.ClientSecretPost(clientSecret)
    const found = await oidc.discovery(new URL(provider.issuer), provider.clientId, undefined, proof, options)
    if (provider.kind !== 'facebook' || found.serverMetadata().token_endpoint !== undefined) return found
    const metadata: oidc.ServerMetadata = Object.assign(found.serverMetadata(), { token_endpoint: facebookTokenEndpoint })
    const config = new oidc.Configuration(metadata, provider.clientId, undefined, proof)
    config[oidc.customFetch] = ask
    return config
  }
  const discover = async (): Promise<oidc.Configuration> => {
    if (known === undefined || now() - known.at > knownFor) {
      const config = ready()
      known = { at: now(), config }
      config.catch(() => {
        known = undefined
      })
    }
    try {
      return await known.config
    } catch (error) {
      throw refusalFrom(error, provider)
    }
  }
  return {
    discover,
    keys: async () => {
      const uri = (await discover()).serverMetadata().jwks_uri
      if (uri === undefined) return 0
      const found = (await (await safeFetch(uri)).json()) as { keys?: unknown }
      return Array.isArray(found.keys) ? found.keys.length : 0
    },
    authorizationUrl: async ({ redirectUri, state, nonce, verifier }) => {
      const config = await discover()
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: provider.kind === 'apple' ? 'openid' : 'openid profile email',
        ...{ state, nonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      })
      return url.href
    },
    redeem: async ({ redirectUri, state, nonce, verifier }, answer) => {
      const config = await discover()
      const came = new URL(redirectUri)
      came.search = answer.toString()
      try {
        const tokens = await oidc.authorizationCodeGrant(config, came, {
          pkceCodeVerifier: verifier,
          ...{ expectedState: state, expectedNonce: nonce, idTokenExpected: true },
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new OidcFailure('The provider sent no identity')
        const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 254) : null)
        // Apple says it as a text.
        const email = String(claims.email_verified) === 'true' ? text(claims.email) : null
        return { issuer: claims.iss, subject: claims.sub, name: text(claims.name), email }
      } catch (error) {
        throw failureFrom(error)
      }
    },
  }
}

function bodyFrom(body: oidc.FetchBody): SafeRequest['body'] {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  return body instanceof URLSearchParams ? body.toString() : undefined
}

function refusalFrom(error: unknown, { issuer }: ProviderRow): AppError {
  const inner = innermost(error)
  if (inner instanceof AppError) return inner
  const code = codeOf(error)
  const why =
    code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
      ? 'its metadata names another issuer'
      : code === 'OAUTH_RESPONSE_IS_NOT_CONFORM'
        ? 'it answers something else than its metadata'
        : 'its metadata can’t be read'
  return new AppError('unavailable', `${new URL(issuer).host} is no OpenID Connect provider: ${why}`, { cause: error })
}

const sentences: Record<string, string> = {
  OAUTH_AUTHORIZATION_RESPONSE_ERROR: 'The provider refused, or the sign-in was cancelled there',
  OAUTH_RESPONSE_BODY_ERROR: 'The provider did not take the code: it was used, is too old, or was made for another program',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'The identity is for another program, issuer or attempt',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'The identity is too old or of the future: check this computer’s clock',
  OAUTH_INVALID_RESPONSE: 'What came back is not the answer to this attempt',
  OAUTH_KEY_SELECTION_FAILED: 'The identity is signed by a key the provider does not name',
}

function failureFrom(error: unknown): OidcFailure {
  if (error instanceof OidcFailure) return error
  const inner = innermost(error)
  if (inner instanceof AppError) return new OidcFailure(inner.message, { cause: error })
  return new OidcFailure(sentences[codeOf(error)] ?? 'What the provider sent could not be verified', { cause: error })
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

function innermost(error: unknown): unknown {
  let inner = error
  while (inner instanceof Error && !(inner instanceof AppError) && inner.cause instanceof Error) inner = inner.cause
  return inner
}
