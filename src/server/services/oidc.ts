// Signing in with OpenID Connect: authorization code with PKCE, state, nonce and iss, in the system's browser. Somebody is (iss, sub) at a
// provider, never an e-mail. An attempt is held in memory: it lives for minutes, answers one browser, and its result is fetched once.
import { createHash } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { OidcAnswer, Tokens } from '../../contract/schemas/account.ts'
import type { AuditTrail, Caller } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { ProviderRow } from '../store/sign-in-provider.ts'
import { type CallbackListener, callbackPath, isSame, openCallback } from './oidc-callback.ts'
import { type Attempt, createOidcClient, type OidcClient, OidcFailure, type Person } from './oidc-client.ts'
import { notFound } from './refusal.ts'
import type { Resolve } from './safe-url.ts'

/** What the accounts give: services/account.ts and services/session.ts. */
export interface OidcAccounts {
  /** A session for the account; throws second_factor while its code is missing, forbidden when it may not sign in. */
  signIn(accountId: string, how: { program: string; code: string | undefined; way: string }): Promise<Tokens> | Tokens
  /** Throws invalid while the account's password or code is missing or wrong. */
  requireProof(accountId: string, given: { password?: string; code?: string }): Promise<void>
  hasPassword(accountId: string): boolean
  /** An account without a password; its id. Throws when e-mail or role can't be. */
  create(fields: { email: string | null; name: string | null; role: string }): string
}

export interface OidcService {
  start(
    providerId: string,
    body: { link?: boolean; program?: string; password?: string; code?: string },
    caller: Caller,
  ): Promise<{ flowId: string; secret: string; authorizationUrl: string; expiresAt: number }>
  result(providerId: string, body: { flowId: string; secret: string; code?: string }): Promise<OidcAnswer>
  unlink(identityId: string, caller: Caller): void
  stop(): void
}

interface Flow {
  readonly id: string
  readonly providerId: string
  readonly secretHash: Buffer
  /** The account that links; null signs in. */
  readonly linkTo: string | null
  readonly program: string
  state: 'waiting' | 'checking' | 'ready' | 'failed'
  person?: Person
  reason?: string
  close(): void
}

const lifeMs = 5 * 60_000
const mostFlows = 20
/** Microsoft lets any port pass for localhost only; the others want the address. */
export const loopbackHost = (kind: string) => (kind === 'microsoft' ? 'localhost' : '127.0.0.1')
export const needsRelay = (kind: string) => kind === 'facebook' || kind === 'apple'
const hashOf = (text: string) => createHash('sha256').update(text).digest()

export function createOidcService(parts: {
  store: Pick<Store, 'signInProvider' | 'transaction'>
  clock: Clock
  log: Log
  trail: Pick<AuditTrail, 'note'>
  accounts: OidcAccounts
  secretOf: (provider: ProviderRow) => string | null
  /** Unguessable, url-safe. */
  randomSecret: () => string
  randomId: () => string
  ownPorts: () => readonly number[]
  resolve?: Resolve | undefined
}): OidcService {
  const { store, clock, log, trail, accounts, secretOf, randomSecret, randomId, ownPorts, resolve } = parts
  const flows = new Map<string, Flow>()
  const clients = new Map<string, { revision: number; client: OidcClient }>()

  const clientOf = (provider: ProviderRow): OidcClient => {
    const known = clients.get(provider.id)
    if (known?.revision === provider.revision) return known.client
    const client = createOidcClient({ provider, clientSecret: secretOf(provider), now: clock.now, ownPorts, resolve })
    clients.set(provider.id, { revision: provider.revision, client })
    return client
  }
  const usable = (id: string): ProviderRow => {
    const provider = store.signInProvider.find(id)
    if (provider === undefined || !provider.active)
      throw notFound('provider', 'It may have been switched off. Ask how one can sign in again.')
    if (needsRelay(provider.kind) && provider.relayUrl === null)
      throw new AppError('conflict', `${provider.name} needs a relay address`, { hint: 'An administrator enters it at the provider.' })
    return provider
  }
  const end = (flow: Flow): void => {
    flow.close()
    flows.delete(flow.id)
  }
  const fail = (flow: Flow, reason: string, cause?: unknown): void => {
    flow.state = 'failed'
    flow.reason = reason
    if (cause !== undefined)
      log.info({ provider: flow.providerId, reason, cause: String((cause as Error).cause ?? cause) }, 'a sign-in with a provider failed')
    trail.note({ action: 'signIn.refused', outcome: 'refused', subject: `sign-in-providers/${flow.providerId}`, detail: reason })
  }

  const link = (provider: ProviderRow, person: Person, accountId: string): void =>
    store.transaction(() => {
      const known = store.signInProvider.findIdentity(provider.id, person.issuer, person.subject)
      if (known !== undefined && known.accountId !== accountId)
        throw new AppError('conflict', `This identity of ${provider.name} is linked to another account`, { hint: 'Unlink it there first.' })
      if (known !== undefined) return
      const identity = {
        id: randomId(),
        accountId,
        providerId: provider.id,
        issuer: person.issuer,
        subject: person.subject,
        linkedAt: clock.now(),
      }
      store.signInProvider.insertIdentity(identity)
      trail.note({
        action: 'identity.linked',
        outcome: 'done',
        subject: `account/${accountId}`,
        detail: `${provider.name} (${person.issuer})`,
      })
    })

  /** The account of a person; a first sign-in makes one where the provider allows it. */
  const accountOf = (provider: ProviderRow, person: Person): string =>
    store.transaction(() => {
      const known = store.signInProvider.findIdentity(provider.id, person.issuer, person.subject)
      if (known !== undefined) return known.accountId
      if (provider.newAccountRole === null)
        throw new AppError('forbidden', `No account is linked to this identity of ${provider.name}`, {
          hint: 'Sign in another way and link it in your profile, or ask an administrator for an account.',
        })
      const accountId = accounts.create({ email: person.email, name: person.name, role: provider.newAccountRole })
      link(provider, person, accountId)
      return accountId
    })

  return {
    start: async (providerId, { link: wantsLink = false, program, ...given }, caller) => {
      const provider = usable(providerId)
      if (wantsLink && (caller.kind !== 'account' || caller.accountId === null))
        throw new AppError('unauthenticated', 'Sign in first: linking needs the account it links to')
      // Else a stolen session could make itself a door that stays.
      if (wantsLink && caller.accountId !== null) await accounts.requireProof(caller.accountId, given)
      if (flows.size >= mostFlows)
        throw new AppError('unavailable', 'Too many sign-ins are under way', { hint: 'Wait a few minutes and try again.' })
      const secret = randomSecret()
      const verifier = randomSecret()
      const nonce = randomSecret()
      const client = clientOf(provider)
      let attempt: Attempt | undefined
      const flow: Flow = {
        id: randomId(),
        providerId,
        secretHash: hashOf(secret),
        linkTo: wantsLink ? caller.accountId : null,
        program: (program ?? caller.program).slice(0, 200),
        state: 'waiting',
        close: () => {},
      }
      flows.set(flow.id, flow)
      try {
        let state = ''
        const listener: CallbackListener = await openCallback({
          stateFor: (port) => {
            // A relay reads the port behind the dot; the provider only hands it back.
            state = `${randomSecret()}.${port}`
            return state
          },
          onAnswer: (answer) => {
            flow.state = 'checking'
            if (attempt === undefined) return fail(flow, 'The answer came before the question')
            client.redeem(attempt, answer).then(
              (person) => {
                flow.person = person
                flow.state = 'ready'
                listener.close()
              },
              (error: unknown) => {
                fail(flow, error instanceof OidcFailure ? error.message : 'What the provider sent could not be verified', error)
                listener.close()
              },
            )
          },
        })
        const undo = clock.after(lifeMs, () => end(flow))
        flow.close = () => {
          undo()
          listener.close()
        }
        const redirectUri = provider.relayUrl ?? `http://${loopbackHost(provider.kind)}:${listener.port}${callbackPath}`
        attempt = { redirectUri, state, nonce, verifier }
        const authorizationUrl = await client.authorizationUrl(attempt)
        return { flowId: flow.id, secret, authorizationUrl, expiresAt: clock.now() + lifeMs }
      } catch (error) {
        end(flow)
        throw error
      }
    },
    result: async (providerId, { flowId, secret, code }) => {
      const flow = flows.get(flowId)
      const isRight = isSame(hashOf(secret).toString('hex'), (flow?.secretHash ?? Buffer.alloc(32)).toString('hex'))
      if (flow === undefined || !isRight || flow.providerId !== providerId)
        throw notFound('sign-in', 'It was finished, is older than 5 minutes, or the secret is wrong. Begin again.')
      if (flow.state === 'waiting' || flow.state === 'checking') return { state: 'waiting', reason: null, tokens: null }
      if (flow.state === 'failed' || flow.person === undefined) {
        end(flow)
        return { state: 'failed', reason: flow.reason ?? null, tokens: null }
      }
      const provider = usable(providerId)
      try {
        if (flow.linkTo !== null) {
          link(provider, flow.person, flow.linkTo)
          end(flow)
          return { state: 'linked', reason: null, tokens: null }
        }
        const accountId = accountOf(provider, flow.person)
        const tokens = await accounts.signIn(accountId, { program: flow.program, code, way: `oidc:${provider.name}` })
        end(flow)
        return { state: 'done', reason: null, tokens }
      } catch (error) {
        // A missing second factor is asked for; the attempt waits for it until its end.
        if (!(error instanceof AppError) || error.code === 'second_factor') throw error
        fail(flow, error.message)
        end(flow)
        return { state: 'failed', reason: error.message, tokens: null }
      }
    },
    unlink: (identityId, caller) => {
      if (caller.accountId === null || caller.kind !== 'account') throw notFound('identity')
      const linked = store.signInProvider.identitiesOf(caller.accountId)
      if (!linked.some((one) => one.id === identityId)) throw notFound('identity')
      if (linked.length === 1 && !accounts.hasPassword(caller.accountId))
        throw new AppError('conflict', 'This is the only way into your account', {
          hint: 'Set a password first, or link another provider.',
        })
      store.signInProvider.removeIdentity(identityId)
    },
    stop: () => {
      for (const flow of [...flows.values()]) end(flow)
    },
  }
}
