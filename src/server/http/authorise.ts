// From a request's headers to its caller: one credential counts, Authorization before X-API-Key. Refuses with 401 or 403 and says how to
// ask better (WWW-Authenticate). Knows what a route wants, not who has what.
import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../../contract/errors.ts'
import type { Route } from '../../contract/routes.ts'
import type { Access, Caller } from '../caller.ts'
import { nobodyCaller } from '../services/access.ts'

export interface Credential {
  readonly kind: 'bearer' | 'key'
  readonly text: string
}

/** A refusal with the header that HTTP wants beside it. */
export class AccessRefusal extends AppError {
  readonly challenge: string
  constructor(code: 'unauthenticated' | 'forbidden', message: string, more: { hint: string; challenge: string }) {
    super(code, message, { hint: more.hint })
    this.challenge = more.challenge
  }
}

const realm = 'Bearer realm="Plenum"'

/** The credential that counts; null when none was sent in a form of ours. */
export function readCredential(headers: IncomingHttpHeaders): Credential | null {
  const bearer = /^Bearer +([\w.~+/=-]{1,4096})$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return { kind: 'bearer', text: bearer }
  const key = headers['x-api-key']
  return typeof key === 'string' && key !== '' ? { kind: 'key', text: key } : null
}

/** Who asks. Throws unauthenticated when the route needs to know and the credential is missing or not valid. */
export function identify(headers: IncomingHttpHeaders, route: Pick<Route, 'permission'>, access: Access): Caller {
  const program = headers['user-agent'] ?? ''
  const credential = readCredential(headers)
  const caller = credential === null ? null : access.identify(credential, program)
  if (caller !== null) return caller
  if (route.permission === 'public') return nobodyCaller(program)
  const wasSent = credential !== null || headers.authorization !== undefined
  throw new AccessRefusal(
    'unauthenticated',
    wasSent ? 'This token or key is not valid (any more)' : 'Send Authorization: Bearer with a token, or X-API-Key with a key',
    {
      hint: 'Programs of this user read the token from owner.token in the data folder; it is new at every start',
      challenge: realm,
    },
  )
}

/** Throws forbidden when the caller lacks what the route wants. */
export function requirePermission(caller: Caller, { permission }: Pick<Route, 'permission'>, access: Access): void {
  if (permission === 'public' || permission === 'self' || access.may(caller, permission)) return
  const has = [...caller.permissions].sort().join(', ') || 'none'
  const challenge = `${realm}, error="insufficient_scope", scope="${permission}"`
  throw caller.kind === 'program'
    ? new AccessRefusal('forbidden', `This API key lacks the permission ${permission}`, {
        hint: `It has ${has}. Make a key with the scope it needs.`,
        challenge,
      })
    : new AccessRefusal('forbidden', `You lack the permission ${permission}`, {
        hint: 'An administrator can give you a role that has it.',
        challenge,
      })
}
