// Providers as rows: made, changed, tested. Their client secrets go into the secret box and never come out over the API.
import { AppError } from '../../contract/errors.ts'
import type { ChangeProvider, CreateProvider, ProviderRecord } from '../../contract/schemas/account.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { ProviderRow } from '../store/sign-in-provider.ts'
import { loopbackHost, needsRelay } from './oidc.ts'
import { callbackPath } from './oidc-callback.ts'
import { createOidcClient } from './oidc-client.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import { type Resolve, requireSafeUrl } from './safe-url.ts'

export interface SignInProviderService {
  list(request: PageRequest): PageOf<ProviderRecord>
  get(id: string): ProviderRecord
  create(fields: CreateProvider): ProviderRecord
  change(id: string, change: ChangeProvider, revision: number | null): ProviderRecord
  remove(id: string): void
  /** Asks it for its metadata and keys, as a sign-in would. */
  test(id: string): Promise<{ ok: boolean; steps: { what: string; ok: boolean; detail: string }[] }>
  /** For the sign-in page. */
  ways(): { id: string; name: string; kind: string }[]
  /** For the sign-in itself; null for a public client, or one whose secret has to be entered again. */
  secretOf(provider: Pick<ProviderRow, 'id'>): string | null
}

const issuers: Partial<Record<ProviderRecord['kind'], string>> = {
  google: 'https://accounts.google.com',
  microsoft: 'https://login.microsoftonline.com/common/v2.0',
  facebook: 'https://www.facebook.com',
  apple: 'https://appleid.apple.com',
}
const secretName = (id: string) => `provider/${id}/clientSecret`

export function createSignInProviderService(parts: {
  store: Pick<Store, 'signInProvider' | 'transaction'>
  secrets: SecretBox
  /** Whether there is one, without taking it out. */
  hasSecret: (name: string) => boolean
  clock: Clock
  randomId: () => string
  hasRole: (id: string) => boolean
  ownPorts: () => readonly number[]
  resolve?: Resolve | undefined
}): SignInProviderService {
  const { store, secrets, hasSecret, clock, randomId, hasRole, ownPorts, resolve } = parts
  const required = (id: string): ProviderRow => {
    const row = store.signInProvider.find(id)
    if (row === undefined) throw notFound('provider')
    return row
  }
  const recordFrom = ({ createdAt: _, ...row }: ProviderRow): ProviderRecord => ({
    ...row,
    hasSecret: hasSecret(secretName(row.id)),
    redirectUri: row.relayUrl ?? `http://${loopbackHost(row.kind)}${callbackPath}`,
  })
  const requireUsable = (row: ProviderRow): void => {
    requireSafeUrl(row.issuer, { reach: row, pointer: '/issuer', ownPorts: ownPorts() })
    if (row.newAccountRole !== null && !hasRole(row.newAccountRole)) throw invalidField('/newAccountRole', 'There is no such role.')
    if (row.newAccountRole === 'administrator')
      throw invalidField('/newAccountRole', 'A first sign-in makes no administrator: whoever has an account at the provider would be one.')
    if (row.active && needsRelay(row.kind) && row.relayUrl === null)
      throw invalidField(
        '/relayUrl',
        `${row.kind === 'apple' ? 'Apple' : 'Facebook'} answers no address of this computer: it stays off until a relay address is set.`,
      )
    if (row.relayUrl !== null && (!URL.canParse(row.relayUrl) || new URL(row.relayUrl).protocol !== 'https:'))
      throw invalidField('/relayUrl', 'A relay address begins with https://.')
  }
  const putSecret = (id: string, secret: string | undefined): void => {
    if (secret === undefined) return
    if (secret === '') secrets.remove(secretName(id))
    else secrets.put(secretName(id), Buffer.from(secret))
  }
  const secretOf: SignInProviderService['secretOf'] = ({ id }) => {
    if (!hasSecret(secretName(id))) return null
    const plain = secrets.get(secretName(id))
    return plain === null ? null : Buffer.from(plain).toString()
  }
  return {
    list: (request) => {
      const page = store.signInProvider.list(request)
      return { items: page.items.map(recordFrom), next: page.next }
    },
    get: (id) => recordFrom(required(id)),
    create: ({ clientSecret, ...fields }) => {
      const issuer = fields.issuer ?? issuers[fields.kind]
      if (issuer === undefined) throw invalidField('/issuer', 'Enter the issuer: the address its metadata is found below.')
      const relayUrl = fields.relayUrl ?? null
      const row: ProviderRow = {
        ...{ newAccountRole: null, allowPrivateNetwork: false, allowLoopback: false },
        active: !needsRelay(fields.kind) || relayUrl !== null,
        ...fields,
        ...{ id: randomId(), issuer, relayUrl, lastTest: null, revision: 1, createdAt: clock.now() },
      }
      requireUsable(row)
      return store.transaction(() => {
        store.signInProvider.insert(row)
        putSecret(row.id, clientSecret)
        return recordFrom(row)
      })
    },
    change: (id, { clientSecret, ...change }, revision) =>
      store.transaction(() => {
        const row = required(id)
        requireCurrent({ noun: 'provider', sent: revision, current: row.revision, at: clock.now() })
        const changed: ProviderRow = { ...row, ...change, lastTest: null, revision: row.revision + 1 }
        requireUsable(changed)
        store.signInProvider.update(changed)
        putSecret(id, clientSecret)
        return recordFrom(changed)
      }),
    remove: (id) =>
      store.transaction(() => {
        required(id)
        store.signInProvider.remove(id)
        secrets.remove(secretName(id))
      }),
    test: async (id) => {
      const row = required(id)
      const result = await testProvider(
        createOidcClient({ provider: row, clientSecret: secretOf(row), now: clock.now, ownPorts, resolve }),
        row,
      )
      const current = store.signInProvider.find(id)
      const bad = result.steps.find((step) => !step.ok)
      const lastTest = { at: clock.now(), ok: result.ok, detail: bad === undefined ? 'Metadata and keys can be read.' : bad.detail }
      // The result is no version of the provider: whoever edits it meanwhile isn't told that it changed.
      if (current !== undefined && current.revision === row.revision) store.signInProvider.update({ ...current, lastTest })
      return result
    },
    ways: () => store.signInProvider.active().map(({ id, name, kind }) => ({ id, name, kind })),
    secretOf,
  }
}

type Step = { what: string; ok: boolean; detail: string }

async function testProvider(client: ReturnType<typeof createOidcClient>, row: ProviderRow): Promise<{ ok: boolean; steps: Step[] }> {
  const steps: Step[] = []
  const say = (what: string, ok: boolean, detail: string) => {
    steps.push({ what, ok, detail })
    return ok
  }
  const done = () => ({ ok: steps.every((step) => step.ok), steps })
  let metadata: ReturnType<Awaited<ReturnType<typeof client.discover>>['serverMetadata']>
  try {
    metadata = (await client.discover()).serverMetadata()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    say('metadata', false, error.message)
    return done()
  }
  say('metadata', true, `${row.issuer} answers.`)
  const hasEndpoints = metadata.authorization_endpoint !== undefined && metadata.token_endpoint !== undefined
  say(
    'endpoints',
    hasEndpoints,
    hasEndpoints ? 'It has the addresses a sign-in needs.' : 'Its metadata lacks the address of authorization or tokens.',
  )
  const methods = metadata.code_challenge_methods_supported
  const hasPkce = methods === undefined || methods.includes('S256')
  say(
    'pkce',
    hasPkce,
    methods === undefined
      ? 'It doesn’t say whether it takes PKCE; it is sent anyway.'
      : hasPkce
        ? 'It takes PKCE with S256.'
        : 'It refuses PKCE with S256.',
  )
  const keys = await client.keys().catch((error: unknown) => (error instanceof AppError ? error.message : 'Its keys can’t be read.'))
  say(
    'keys',
    typeof keys === 'number' && keys > 0,
    typeof keys === 'string' ? keys : keys === 0 ? 'It names no keys.' : keys === 1 ? 'It names one key.' : `It names ${keys} keys.`,
  )
  return done()
}
