// Every error code the API can answer, with its HTTP status and plain title. Closed: add here first; the reference docs are made from it.

export const errorCodes = {
  bad_request: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'No valid credentials were sent' },
  second_factor: { status: 401, title: 'Send the code of your second factor too' },
  forbidden: { status: 403, title: 'Not allowed' },
  foreign_origin: { status: 403, title: 'This origin is not allowed' },
  not_found: { status: 404, title: 'There is no such thing here' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  not_acceptable: { status: 406, title: 'The reply cannot be given in a type you accept' },
  conflict: { status: 409, title: 'The current state does not allow this' },
  stale: { status: 412, title: 'It was changed by somebody else since you read it' },
  payload_too_large: { status: 413, title: 'The body is larger than this address takes' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  foreign_host: { status: 421, title: 'This server does not answer for that host' },
  invalid: { status: 422, title: 'A field was refused' },
  too_large: { status: 422, title: 'The design is larger than the limits' },
  unsupported_version: { status: 422, title: 'The file is of a newer version' },
  precondition_required: { status: 428, title: 'Send If-Match with the version you read' },
  idempotency_mismatch: { status: 422, title: 'This Idempotency-Key was used for another request' },
  rate_limited: { status: 429, title: 'Too many requests; wait as Retry-After says' },
  internal: { status: 500, title: 'Something went wrong inside Plenum' },
  disk_full: { status: 503, title: 'The file could not be written' },
  unavailable: { status: 503, title: 'This part is not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errorCodes

/** One refused field: a JSON pointer (or `query/name`, `header/name`) and a sentence. */
export interface FieldError {
  pointer: string
  detail: string
}

/** An expected refusal. Thrown by services and handlers; http turns it into application/problem+json. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly errors: readonly FieldError[]
  constructor(code: ErrorCode, message: string, more: { hint?: string; errors?: readonly FieldError[]; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = more.hint
    this.errors = more.errors ?? []
  }
  get status(): number {
    return errorCodes[this.code].status
  }
}
