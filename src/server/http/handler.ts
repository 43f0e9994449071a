// What a handler is: one function per route of the contract, already authorised and validated, one line into a service.
import type { IncomingHttpHeaders } from 'node:http'
import type { Static, TSchema } from 'typebox'
import type { RouteName, Routes } from '../../contract/routes.ts'
import type { Caller } from '../caller.ts'

export type { Caller }

/** Raw bytes to send back; `stream` for large ones. */
export interface FileReply {
  readonly fileName: string
  readonly contentType: string
  readonly body: Uint8Array | import('node:stream').Readable
  /** Length of a stream, where it is known. */
  readonly bytes?: number
  readonly disposition?: 'attachment' | 'inline'
}

/** JSON that a worker already serialised: sent as it is, never parsed on the main thread. */
export interface RawJson {
  readonly rawJson: Uint8Array
}

/** A good answer with another status than the route's own. */
export interface WithStatus<T> {
  readonly httpStatus: 200
  readonly answer: T
}

/** A body that was not read, and what stood above it. */
export interface RawBody {
  readonly bytes: Uint8Array
  readonly headers: IncomingHttpHeaders
}

type Of<R, K extends string> = R extends { readonly [P in K]: infer S extends TSchema } ? Static<S> : undefined

export interface HandlerRequest<R> {
  readonly params: Of<R, 'params'>
  readonly query: Of<R, 'query'>
  readonly body: Of<R, 'body'>
  readonly raw: R extends { readonly raw: true } ? RawBody : undefined
  /** Revision from If-Match; present exactly when the route says ifMatch ('*' gives null: any). */
  readonly ifMatch: R extends { readonly ifMatch: true | 'optional' } ? number | null : undefined
  readonly caller: Caller
  readonly requestId: string
  /** X-Client-Id of the window that asks, for the events it causes. */
  readonly clientId: string | undefined
  /** Aborted when the connection ends before the reply: long work for nobody can be left out. */
  readonly signal: AbortSignal
}

// The words come first: TypeBox's TSchema is so wide that a string extends it.
type Answer<R> = R extends { readonly reply: 'file' }
  ? FileReply
  : R extends { readonly reply: 'none' | 'events' }
    ? undefined
    : R extends { readonly reply: infer S extends TSchema }
      ? Static<S> | RawJson | WithStatus<Static<S>>
      : never

export type Handler<N extends RouteName> = (request: HandlerRequest<Routes[N]>) => Promise<Answer<Routes[N]>> | Answer<Routes[N]>

/** Every route but the event stream, which live.ts serves. */
export type Handlers = { readonly [N in Exclude<RouteName, 'openEvents'>]: Handler<N> }
