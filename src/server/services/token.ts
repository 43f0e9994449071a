// Access tokens: JWT by HS256, made with jose, checked here in one pass: the header has to be ours byte for byte, so that no other algorithm
// or type is ever looked at (RFC 8725, 3.1). Refresh tokens: opaque; the successor of one is derived from it, so that asking again within
// the grace gives the same.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { SignJWT } from 'jose'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'

export const accessLifeS = 15 * 60
const issuer = 'plenum'
const audience = 'plenum-api'
const header = { alg: 'HS256', typ: 'at+jwt' } as const
const headerText = Buffer.from(JSON.stringify(header)).toString('base64url')
const longestToken = 2048
const keyBytes = 32

export interface Tokens {
  issueAccess(who: { readonly accountId: string; readonly sessionId: string }): Promise<string>
  /** null for whatever is not ours, not whole, or over. */
  readAccess(token: string): { readonly accountId: string; readonly sessionId: string } | null
  createRefresh(): string
  successorOf(refresh: string): string
}

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The keys are in the secret box; where they were sealed elsewhere new ones are made, and everybody signs in again. */
export function createTokens({ secrets, clock }: { secrets: SecretBox; clock: Pick<Clock, 'now'> }): Tokens {
  const keyOf = (name: string): Uint8Array => {
    const known = secrets.get(name)
    if (known !== null && known.length >= keyBytes) return known
    const made = randomBytes(keyBytes)
    secrets.put(name, made)
    return made
  }
  // Read once: a secret's use is a line in the audit.
  const accessKey = keyOf('tokens/access')
  const refreshKey = keyOf('tokens/refresh')
  return {
    issueAccess: ({ accountId, sessionId }) => {
      const nowS = Math.floor(clock.now() / 1000)
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader(header)
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(accountId)
        .setIssuedAt(nowS)
        .setExpirationTime(nowS + accessLifeS)
        .setJti(randomBytes(9).toString('base64url'))
        .sign(accessKey)
    },
    readAccess: (token) => {
      if (token.length > longestToken) return null
      const [head, body, signature, ...more] = token.split('.')
      if (head !== headerText || body === undefined || signature === undefined || more.length > 0) return null
      const wanted = createHmac('sha256', accessKey).update(`${head}.${body}`).digest()
      const sent = Buffer.from(signature, 'base64url')
      // One spelling only: what decodes alike but is written otherwise is not ours.
      if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted) || sent.toString('base64url') !== signature) return null
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
      const { iss, aud, sub, sid, exp } = claims
      if (iss !== issuer || aud !== audience || typeof exp !== 'number' || clock.now() >= exp * 1000) return null
      return typeof sub === 'string' && typeof sid === 'string' ? { accountId: sub, sessionId: sid } : null
    },
    createRefresh: () => `plr_${randomBytes(32).toString('base64url')}`,
    successorOf: (refresh) => `plr_${createHmac('sha256', refreshKey).update(refresh).digest('base64url')}`,
  }
}
