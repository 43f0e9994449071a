// application/problem+json (RFC 9457): the one shape of every refusal. A bug answers 500 with the request id and no inner text.
import type { ServerResponse } from 'node:http'
import { AppError, errorCodes } from '../../contract/errors.ts'
import type { ProblemDetails } from '../../contract/schemas/common.ts'

export const problemType = 'application/problem+json; charset=utf-8'

/** The body of a refusal. */
export function problemFromError(error: AppError, requestId: string): ProblemDetails {
  const { status, title } = errorCodes[error.code]
  return {
    type: `/api/docs#${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    requestId,
    errors: error.errors.map(({ pointer, detail }) => ({ pointer, detail })),
  }
}

/** What Fastify, Node or a bug threw, as the refusal to answer; `isBug` tells what must be logged. */
export function refusalFromThrown(thrown: unknown): { readonly refusal: AppError; readonly isBug: boolean } {
  if (thrown instanceof AppError) return { refusal: thrown, isBug: thrown.code === 'internal' }
  const code = (thrown as { code?: unknown } | null)?.code
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { refusal: new AppError('payload_too_large', 'The body is larger than this address takes; send less at once'), isBug: false }
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return { refusal: new AppError('unsupported_media_type', 'The body must be JSON: send Content-Type: application/json'), isBug: false }
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_') && ((thrown as { statusCode?: number }).statusCode ?? 500) < 500) {
    return { refusal: new AppError('bad_request', 'The address or the length of the body could not be read'), isBug: false }
  }
  if (code === 'ECONNRESET') return { refusal: new AppError('bad_request', 'The connection ended inside the body'), isBug: false }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return { refusal: new AppError('disk_full', 'The disk is full; free some space and try again', { cause: thrown }), isBug: true }
  }
  const message = 'Something went wrong inside Plenum; the log has the details under this request id'
  return { refusal: new AppError('internal', message, { cause: thrown }), isBug: true }
}

/** Answers a refusal on a bare response, before or beside Fastify. */
export function sendProblem(response: ServerResponse, error: AppError, requestId: string): void {
  if (response.headersSent) return void response.destroy()
  const body = JSON.stringify(problemFromError(error, requestId))
  response.writeHead(error.status, { 'content-type': problemType, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' })
  response.end(body)
}
