// The people's side, wired: passwords, tokens, second factor, links, sessions, accounts, the ways in.
import { hostname } from 'node:os'
import type { Settings } from '../../contract/schemas/settings.ts'
import type { AccessChanges } from '../access-changes.ts'
import type { AuditTrail, SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import { type AccountService, createAccountService } from './account.ts'
import { type AccountLinks, createAccountLinks } from './account-link.ts'
import { createMeService, type MeService } from './me.ts'
import type { OidcAccounts } from './oidc.ts'
import { createPasswords, type Passwords } from './password.ts'
import type { RoleService } from './role.ts'
import { createSessionService, type SessionService } from './session.ts'
import { createSignInService, type DeliverLink, type SignInService } from './sign-in.ts'
import { createTokens } from './token.ts'
import { createSecondFactor } from './totp.ts'

export interface Accounts {
  readonly account: AccountService
  readonly session: SessionService
  readonly signIn: SignInService
  readonly me: MeService
  readonly accountLinks: AccountLinks
  readonly passwords: Passwords
  readonly forProviders: OidcAccounts
  /** The address at which the first administrator is made; null once there is an account. */
  setUpUrl(): string | null
}

/** Names that may not be passwords: of the projects worked on last. */
const mostProjectWords = 200

export function createAccounts(parts: {
  store: Store
  clock: Clock
  log: Log
  events: Pick<Events, 'emit'>
  secrets: SecretBox
  trail: Pick<AuditTrail, 'note'>
  changes: AccessChanges
  randomId: () => string
  role: RoleService
  settings: () => Settings['values']
  resourcesFolder: string
  baseUrl: string
  deliver: DeliverLink
  /** Whether there is mail to send it by. */
  hasMail: () => boolean
  /** Tests compute cheaper passwords. */
  passwordLog2N?: number
}): Accounts & { stop(): void } {
  const { store, clock, log, events, secrets, trail, changes, randomId, role, settings, resourcesFolder, baseUrl } = parts
  const passwords = createPasswords({
    resourcesFolder,
    placeWords: () => ['plenum', 'ceiling', hostname(), ...store.project.newestNames(mostProjectWords)],
    ...(parts.passwordLog2N === undefined ? {} : { log2N: parts.passwordLog2N }),
  })
  const links = createAccountLinks({ store, clock, baseUrl })
  const factor = createSecondFactor({ store, secrets, clock, passwords })
  factor.strengthen().catch((err: unknown) => log.error({ err }, 'older recovery codes could not be given their salt; they work on'))
  const session = createSessionService({
    ...{ store, clock, changes, trail, randomId },
    tokens: createTokens({ secrets, clock }),
    accounts: { find: (id) => account.find(id) },
  })
  const account: AccountService = createAccountService({
    ...{ store, clock, events, randomId, changes, passwords, factor, links, settings },
    roles: role,
    sessions: session,
  })
  const signIn = createSignInService({
    ...{ store, clock, events, passwords, factor, links, trail, settings },
    accounts: account,
    sessions: session,
    deliver: parts.deliver,
    hasMail: parts.hasMail,
  })
  const forProviders: OidcAccounts = {
    signIn: signIn.signIn,
    requireProof: signIn.requireProof,
    hasPassword: (id) => account.row(id)?.passwordHash !== null,
    create: ({ email, name, role: roleId }) => {
      // Without an address it gets one that no mail reaches: the provider alone lets it in.
      const fields = { email: email ?? `${randomId().slice(0, 12)}@no-address.invalid`, role: roleId, state: 'active' as const }
      return account.save(account.prepare({ ...fields, ...(name === null ? {} : { name }) })).id
    },
  }
  return {
    ...{ account, session, signIn, passwords, forProviders },
    accountLinks: links,
    me: createMeService({
      ...{ store, passwords, factor, settings, requireProof: signIn.requireProof },
      accounts: account,
      sessions: session,
    }),
    setUpUrl: () => (account.hasAny() ? null : links.issue('setUp', null).link),
    stop: session.stop,
  }
}
