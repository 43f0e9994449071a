// Sign-in providers and signing in with them, wired.
import { randomBytes } from 'node:crypto'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import { createOidcService, type OidcAccounts, type OidcService } from './oidc.ts'
import type { RoleService } from './role.ts'
import type { Resolve } from './safe-url.ts'
import type { Secrets } from './secret-box.ts'
import { createSignInProviderService, type SignInProviderService } from './sign-in-provider.ts'

export interface Providers {
  readonly signInProvider: SignInProviderService
  readonly oidc: OidcService
}

export function createProviders(parts: {
  store: Store
  clock: Clock
  log: Log
  randomId: () => string
  secrets: Secrets
  trail: Pick<AuditTrail, 'note'>
  role: Pick<RoleService, 'has'>
  accounts: OidcAccounts
  ownPorts: () => readonly number[]
  resolve?: Resolve | undefined
}): Providers {
  const { store, clock, log, randomId, secrets, trail, role, accounts, ownPorts, resolve } = parts
  const signInProvider = createSignInProviderService({
    ...{ store, secrets, clock, randomId, ownPorts, resolve },
    hasSecret: (name) => secrets.state().secrets.some((one) => one.name === name && one.state === 'sealed'),
    hasRole: role.has,
  })
  const oidc = createOidcService({
    ...{ store, clock, log, trail, accounts, randomId, ownPorts, resolve, secretOf: signInProvider.secretOf },
    randomSecret: () => randomBytes(32).toString('base64url'),
  })
  return { signInProvider, oidc }
}
