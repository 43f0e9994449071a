// Who a credential belongs to and what they may, as it is now: nothing is kept from one request to the next but what the parts keep.
// Guarantees that every credential that is not valid (any more) gives null, alike for every reason.
import { shrinkTo } from '../../domain/permissions.ts'
import type { AccessChanges } from '../access-changes.ts'
import type { Access, Caller } from '../caller.ts'

/** What an API key says of itself when it is valid. */
export interface ProgramFacts {
  readonly keyId: string
  readonly scopes: readonly string[]
  readonly name?: string
  /** The account that made it; null or absent for the machine's owner. */
  readonly ownerId?: string | null
  readonly projectIds?: readonly string[] | null
}

interface Parts {
  readonly isOwner: (bearer: string) => boolean
  readonly keys: { findProgram(key: string): ProgramFacts | null }
  /** Access tokens; null for one that is forged, expired or whose session has ended. */
  readonly sessions: { verify(token: string): { readonly sessionId: string; readonly accountId: string } | null }
  readonly accounts: {
    find(id: string): { readonly name: string; readonly role: string; readonly active: boolean } | undefined
  }
  readonly roles: { permissionsOf(roleId: string): ReadonlySet<string> }
  readonly changes: Pick<AccessChanges, 'onChange'>
  /** Every permission there is. */
  readonly permissions: readonly string[]
}

export interface AccessService extends Access {
  /** What an account may now; null when it is gone or disabled. */
  permissionsOf(accountId: string): ReadonlySet<string> | null
  /** null when it is gone. */
  nameOf(accountId: string): string | null
}

const longestProgram = 200

export function createAccess({ isOwner, keys, sessions, accounts, roles, changes, permissions }: Parts): AccessService {
  const everything: ReadonlySet<string> = new Set(permissions)
  const permissionsOf: AccessService['permissionsOf'] = (accountId) => {
    const account = accounts.find(accountId)
    return account?.active ? roles.permissionsOf(account.role) : null
  }
  const programOf = (text: string, program: string): Caller | null => {
    const found = keys.findProgram(text)
    if (found === null) return null
    const { keyId, scopes, name = `key ${keyId}`, ownerId = null, projectIds = null } = found
    const held = ownerId === null ? everything : permissionsOf(ownerId)
    if (held === null) return null
    return {
      kind: 'program',
      ...{ accountId: ownerId, sessionId: null, keyId, name, program },
      permissions: shrinkTo(held, scopes),
      projectIds: projectIds === null ? null : new Set(projectIds),
    }
  }
  const accountOf = (token: string, program: string): Caller | null => {
    const session = sessions.verify(token)
    const account = session && accounts.find(session.accountId)
    if (!session || !account?.active) return null
    const { accountId, sessionId } = session
    const held = roles.permissionsOf(account.role)
    return { kind: 'account', accountId, sessionId, keyId: null, name: account.name, program, permissions: held, projectIds: null }
  }

  return {
    identify: ({ kind, text }, sender) => {
      const program = sender.slice(0, longestProgram)
      if (kind === 'key') return programOf(text, program)
      if (isOwner(text)) return { ...ownerCaller(everything), program }
      return programOf(text, program) ?? accountOf(text, program)
    },
    may: (caller, permission) => caller.permissions.has(permission),
    permissionsOf,
    nameOf: (accountId) => accounts.find(accountId)?.name ?? null,
    onChange: changes.onChange,
  }
}

const nothing = { accountId: null, sessionId: null, keyId: null, projectIds: null } as const

/** The owner of this machine. */
export function ownerCaller(permissions: ReadonlySet<string>): Caller {
  return { kind: 'owner', ...nothing, name: 'owner', program: '', permissions }
}

/** Whoever asks without a credential. */
export function nobodyCaller(program: string): Caller {
  return { kind: 'nobody', ...nothing, name: 'nobody', program: program.slice(0, longestProgram), permissions: new Set() }
}
