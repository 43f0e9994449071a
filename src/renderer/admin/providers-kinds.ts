// What differs between the kinds of providers: where they send people back to, what they want to know. Pure.
import type { ProviderRecord } from '../../contract/schemas/account.ts'

export type ProviderKind = ProviderRecord['kind']
export const kinds = ['google', 'microsoft', 'oidc', 'facebook', 'apple'] as const satisfies readonly ProviderKind[]

/** Facebook and Apple send nobody back to an address of this computer. */
export const needsRelay = (kind: ProviderKind) => kind === 'facebook' || kind === 'apple'
/** The others of the list have one issuer for everybody. */
export const asksIssuer = (kind: ProviderKind) => kind === 'oidc' || kind === 'microsoft'

/** What to enter at the provider as the address it sends people back to; any port is meant. */
export function redirectOf(kind: ProviderKind, relayUrl: string): string | null {
  if (needsRelay(kind)) return relayUrl === '' ? null : relayUrl
  return kind === 'microsoft' ? 'http://localhost/oidc/callback' : 'http://127.0.0.1/oidc/callback'
}

export interface ProviderForm {
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly relayUrl: string
  readonly newAccountRole: string
  readonly allowPrivateNetwork: boolean
  readonly allowLoopback: boolean
}

/** A form to begin with, or that of a provider. */
export function formOf(name: string, record?: ProviderRecord): ProviderForm {
  return {
    name: record?.name ?? name,
    issuer: record?.issuer ?? '',
    clientId: record?.clientId ?? '',
    clientSecret: '',
    relayUrl: record?.relayUrl ?? '',
    newAccountRole: record?.newAccountRole ?? '',
    allowPrivateNetwork: record?.allowPrivateNetwork ?? false,
    allowLoopback: record?.allowLoopback ?? false,
  }
}

/** The body of the request: an empty issuer is the one everybody has, an empty secret is left as it is. */
export function bodyOf(kind: ProviderKind, form: ProviderForm) {
  const issuer = form.issuer.trim()
  return {
    name: form.name.trim(),
    clientId: form.clientId.trim(),
    relayUrl: needsRelay(kind) && form.relayUrl.trim() !== '' ? form.relayUrl.trim() : null,
    newAccountRole: form.newAccountRole === '' ? null : form.newAccountRole,
    allowPrivateNetwork: form.allowPrivateNetwork,
    allowLoopback: form.allowLoopback,
    ...(issuer === '' ? {} : { issuer }),
    ...(form.clientSecret === '' ? {} : { clientSecret: form.clientSecret }),
  }
}
