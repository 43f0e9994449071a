// What a row of the route table is, and the few words its files share.
import Type, { type TSchema } from 'typebox'
import { closed } from '../schemas/common.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, params in braces. */
  readonly path: string
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** JSON reply schema; 'file' for raw bytes, 'events' for server-sent events, 'none' for 204. */
  readonly reply: TSchema | 'file' | 'events' | 'none'
  readonly status?: 200 | 201 | 202 | 204
  /** The body may be of any type and is given to the handler as its bytes, with the headers: it is checked before it is read. */
  readonly raw?: true
  /**
   * Limits beside a caller's own: 'auth' for tries to sign in, per account named and in all; 'heavy' for what keeps a worker busy; 'hook'
   * for what other systems send, of all together.
   */
  readonly limit?: 'auth' | 'heavy' | 'hook'
  /** 'public' needs no token, 'self' any that is valid; else segment:action. */
  readonly permission: string
  /** true: 428 without If-Match, 412 when stale; 'optional': only looked at when it was sent. */
  readonly ifMatch?: true | 'optional'
  /** Answers an ETag. */
  readonly etag?: true
  /** Largest body in bytes; default 1 MiB. */
  readonly bodyLimit?: number
}

/** Keeps the literal types of a row. */
export const route = <const R extends Route>(r: R): R => r
/** A page of items and the cursor of the next. */
export const list = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) }, closed)
export const MiB = 1024 * 1024

/** Every POST of somebody who is known can be sent again with the same Idempotency-Key; one-time tokens of signing in can't. */
export const takesIdempotencyKey = ({ method, permission }: Pick<Route, 'method' | 'permission'>): boolean =>
  method === 'POST' && permission !== 'public'
