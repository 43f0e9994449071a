// Between a request and the audit: what is changed runs as its caller, and what was refused for want of a right is noted.
import type { FastifyRequest } from 'fastify'
import type { AppError } from '../../contract/errors.ts'
import type { Route } from '../../contract/routes.ts'
import type { Caller } from '../caller.ts'
import { nobodyCaller } from '../services/access.ts'
import type { Trail } from '../services/audit-trail.ts'

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
