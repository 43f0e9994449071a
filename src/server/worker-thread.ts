// The thread's side of worker-pool.ts: one request at a time, answered with a reply, a refusal, or the text of a bug.
import { parentPort } from 'node:worker_threads'
import { AppError, type ErrorCode, type FieldError } from '../contract/errors.ts'

export interface Answer {
  readonly reply: unknown
  /** Buffers handed over instead of copied. */
  readonly transfer?: readonly ArrayBuffer[]
}

/** An AppError as it travels between threads. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | undefined
  readonly errors: readonly FieldError[]
}

export type ThreadMessage =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly refusal: Refusal }
  | { readonly id: number; readonly bug: string }

/** What the pool sends: a question, or the word to close what is open and end. */
export type PoolMessage = { readonly id: number; readonly request: unknown } | { readonly end: true }

/**
 * Answers every request with `answer`; an AppError is a refusal, any other throw is a bug and is told as text. `close` runs before a thread
 * that is no longer needed ends by itself: native handles must not be torn down by the end of the thread.
 */
export function serveRequests<Request>(answer: (request: Request) => Answer | Promise<Answer>, close: () => void = () => {}): void {
  const port = parentPort
  if (port === null) throw new Error('This file runs as a worker thread only')
  port.on('message', async (message: PoolMessage) => {
    if ('end' in message) {
      close()
      port.close()
      return
    }
    const { id, request } = message
    try {
      const { reply, transfer = [] } = await answer(request as Request)
      port.postMessage({ id, reply } satisfies ThreadMessage, [...transfer])
    } catch (error) {
      port.postMessage(messageFromError(id, error))
    }
  })
}

function messageFromError(id: number, error: unknown): ThreadMessage {
  if (error instanceof AppError) {
    const { code, message, hint, errors } = error
    return { id, refusal: { code, message, hint, errors } }
  }
  return { id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** A copy that can be handed over: native modules answer bytes that must not leave their thread. */
export function copyBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
