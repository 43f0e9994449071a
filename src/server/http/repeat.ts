// Idempotency-Key over HTTP, from the contract: every POST of somebody who is known takes one. Signing in has one-time tokens of its own.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../contract/errors.ts'
import { type Route, takesIdempotencyKey } from '../../contract/routes/route.ts'
import type { Caller } from '../caller.ts'
import type { Repeat, RepeatedRequests } from '../services/repeated-request.ts'

type First = Extract<Repeat, { kind: 'first' }>
const firsts = new WeakMap<FastifyRequest, First>()
const keptHeaders = ['content-type', 'etag', 'link', 'location'] as const

/** Sends the kept answer of a repeated request; false when the request has to run. */
export function answerRepeat(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, caller, body, repeats }: { route: Route; caller: Caller; body: unknown; repeats: RepeatedRequests },
): boolean {
  const key = request.headers['idempotency-key']
  if (key === undefined || !takesIdempotencyKey(route)) return false
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    const detail = 'Idempotency-Key must be 1 to 255 visible ASCII characters'
    throw new AppError('bad_request', `${detail}.`, { errors: [{ pointer: 'header/idempotency-key', detail }] })
  }
  const who = caller.keyId ?? caller.accountId ?? caller.kind
  const payload = JSON.stringify([request.method, request.url, request.headers['if-match'] ?? null, body])
  const repeat = repeats.begin({ caller: who, key, payload })
  if (repeat.kind === 'first') {
    firsts.set(request, repeat)
    return false
  }
  const { status, headers, body: kept } = repeat.answer
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  reply.code(status).header('idempotency-replayed', 'true')
  if (status === 204) reply.send()
  else reply.send(kept)
  return true
}

/** Keeps the answer before it leaves; a refusal frees the key. */
export function keepAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
  const first = firsts.get(request)
  if (first === undefined) return
  firsts.delete(request)
  const isWhole = payload === undefined || payload === null || typeof payload === 'string' || Buffer.isBuffer(payload)
  if (reply.statusCode >= 400 || !isWhole) {
    first.finish(null)
    return
  }
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = reply.getHeader(name)
      return value === undefined ? [] : [[name, String(value)]]
    }),
  )
  first.finish({ status: reply.statusCode, headers, body: payload === undefined || payload === null ? '' : payload.toString() })
}
