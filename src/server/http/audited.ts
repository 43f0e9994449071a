// Between a request and the audit: what is changed runs as its caller, and what was refused for want of a right is noted.
import type { FastifyRequest } from 'fastify'
import type { AppError } from '../../contract/errors.ts'
import type { Route } from '../../contract/routes.ts'
import type { Schema } from '../../contract/validate.ts'
import type { Caller } from '../caller.ts'
import type { Log } from '../log.ts'
import { nobodyCaller } from '../services/access.ts'
import type { Trail } from '../services/audit-trail.ts'
import type { StampedRequest } from './listen.ts'

/** Runs the handler of a route; reading needs no row. */
export function audited<T>(
  trail: Trail,
  asked: { name: string; route: Route; params: unknown; caller: Caller; requestId: string },
  handle: () => T,
): T {
  const { name, route, params, caller, requestId } = asked
  return route.method === 'GET' ? handle() : trail.as(caller, { action: name, subject: subjectOf(route, params), requestId }, handle)
}

/** `designs/ID`; null where the address names nothing. */
function subjectOf({ path }: Route, params: unknown): string | null {
  const values = Object.values((params ?? {}) as Record<string, unknown>)
  if (values.length === 0) return null
  return `${path.split('/')[1]}/${values.map(String).join('/')}`
}

/** Notes a refusal that no handler noted. */
export function noteRefusal(
  trail: Trail,
  told: { refusal: AppError; request: FastifyRequest; caller: Caller | undefined; requestId: string },
): void {
  const { refusal, request, requestId } = told
  if (!trail.isToNote(refusal)) return
  const caller = told.caller ?? nobodyCaller(request.headers['user-agent'] ?? '')
  const subject = `${request.method} ${request.routeOptions.url ?? ''}`.trim()
  trail.as(caller, { action: 'access.refused', subject, requestId }, () =>
    trail.note({ action: 'access.refused', outcome: 'refused', detail: `${refusal.code}: ${refusal.message}` }),
  )
}

/** What the guard refused before there was a request of anybody: one row a minute and how often, for whoever knocks sends what they like. */
export function noteGuarded({ trail, log }: { trail: Trail; log: Log }, refusal: AppError, request: StampedRequest): void {
  const requestId = request.plenumId ?? ''
  const { host, origin } = request.headers
  try {
    trail.as(nobodyCaller(''), { action: 'access.refused', subject: `guard/${refusal.code}`, requestId }, () =>
      trail.note({ action: 'access.refused', outcome: 'refused', detail: `${refusal.code}: Host ${clip(host)}, Origin ${clip(origin)}` }),
    )
  } catch (err) {
    // The refusal stands, whether or not it can be written down.
    log.error({ err, requestId }, 'a refusal of the guard could not be written to the audit')
  }
}

const clip = (text: string | undefined) => (text === undefined ? 'none' : JSON.stringify(text.slice(0, 100)))

/** Input refused where it matters who sends what: its shape only, never what was sent. */
export function logRefusedInput(
  log: Log,
  told: { refusal: AppError; request: FastifyRequest; route: Route | undefined; caller: Caller | undefined; requestId: string },
): void {
  const { refusal, request, route, caller, requestId } = told
  if (
    route === undefined ||
    refusal.status >= 500 ||
    !inputCodes.has(refusal.code) ||
    (route.permission !== 'public' && route.method === 'GET')
  )
    return
  log.info(
    {
      ...{ requestId, method: request.method, route: route.path, status: refusal.status, code: refusal.code },
      fields: knownFields(route, refusal),
      ...{ actorKind: caller?.kind ?? 'nobody', actorId: caller?.keyId ?? caller?.accountId ?? null },
    },
    'input was refused',
  )
}

/** Names of the contract only: what somebody sent as a name can be a secret typed into the wrong place. */
function knownFields(route: Route, refusal: AppError): string[] {
  const names = new Set(
    [route.params, route.query, route.body].flatMap((schema) => Object.keys((schema as Schema | undefined)?.properties ?? {})),
  )
  const firsts = refusal.errors.map(({ pointer }) => pointer.replace(/^(query|path)?\//, '').split('/', 1)[0] ?? '')
  return [...new Set(firsts.map((name) => (names.has(name) ? name : 'a field unknown here')))].slice(0, 5)
}

const inputCodes = new Set<string>([
  'bad_request',
  'invalid',
  'too_large',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_mismatch',
])
