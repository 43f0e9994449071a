// The listening socket: binds 127.0.0.1 exclusively before anything on disk is touched, stamps every reply, runs the guard first.
// Until a handler is set it answers 503, so a busy port is known before the data folder changes. Must not know routes.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { AppError } from '../../contract/errors.ts'
import { createGuard } from './guard.ts'
import { lingerAfterEarlyReply } from './linger.ts'
import { problemFromError, problemType, sendProblem } from './problem.ts'

export const apiVersion = '1'
const longestRequestMs = 120_000

/** A request with the id that is in its reply and in the log. */
export type StampedRequest = IncomingMessage & { plenumId?: string }
export type RequestHandler = (request: StampedRequest, response: ServerResponse) => void

export interface Listener {
  readonly port: number
  setHandler(handler: RequestHandler): void
  /** Told of what the guard refuses, before it is answered. */
  onRefused(listener: (refusal: AppError, request: StampedRequest) => void): void
  /** Refuses new connections, waits at most graceMs for replies in flight, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

const allowedHeaders = 'Authorization, X-API-Key, Content-Type, If-Match, X-Client-Id, Idempotency-Key'
const exposedHeaders =
  'ETag, Link, X-Request-Id, X-API-Version, X-Request-Time, Content-Disposition, Retry-After, Idempotency-Replayed, RateLimit, ' +
  'RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset'

/** Binds; throws the system's error (EADDRINUSE, EACCES) when it can't. Port 0 picks a free one. */
export async function listenHttp(options: { port: number; allowedOrigins: readonly string[] }): Promise<Listener> {
  let handler: RequestHandler = (request, response) =>
    sendProblem(response, new AppError('unavailable', 'Plenum is starting; try again in a moment'), request.plenumId ?? '')
  let tellRefused: (refusal: AppError, request: StampedRequest) => void = () => {}
  // Our guard answers a missing Host itself, with the same words as a foreign one.
  const server = createServer({
    requireHostHeader: false,
    requestTimeout: longestRequestMs,
    headersTimeout: 20_000,
    keepAliveTimeout: 10_000,
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: options.port, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  const guard = createGuard({ port, allowedOrigins: options.allowedOrigins })

  server.on('request', (request: StampedRequest, response) => {
    const requestId = randomUUID()
    request.plenumId = requestId
    stampReply(response, requestId)
    lingerAfterEarlyReply(request, response)
    const refusal = guard.inspect(request)
    if (refusal) {
      tellRefused(refusal, request)
      return sendProblem(response, refusal, requestId)
    }
    const foreign = guard.foreignOrigin(request)
    if (options.allowedOrigins.length > 0) response.setHeader('vary', 'Origin')
    if (foreign !== null) {
      response.setHeader('access-control-allow-origin', foreign)
      response.setHeader('access-control-expose-headers', exposedHeaders)
      if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
        response.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
        response.setHeader('access-control-allow-headers', allowedHeaders)
        response.setHeader('access-control-max-age', '600')
        response.writeHead(204).end()
        return
      }
    }
    handler(request, response)
  })
  server.on('clientError', answerUnreadable)

  return {
    port,
    setHandler: (next) => {
      handler = next
    },
    onRefused: (listener) => {
      tellRefused = listener
    },
    close: (graceMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs)
        // A kept-alive connection turns idle only once its last reply is out.
        const sweep = setInterval(() => server.closeIdleConnections(), 20)
        server.close(() => {
          clearTimeout(cut)
          clearInterval(sweep)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

/** X-Request-Time is the time from the request line to the first byte of the reply, in milliseconds. */
function stampReply(response: ServerResponse, requestId: string): void {
  const startedMs = performance.now()
  response.setHeader('x-request-id', requestId)
  response.setHeader('x-api-version', apiVersion)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse
  response.writeHead = ((...args: unknown[]) => {
    response.setHeader('x-request-time', (performance.now() - startedMs).toFixed(1))
    return writeHead(...args)
  }) as typeof response.writeHead
}

/** What the parser could not read still gets a sentence. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const refusal = new AppError(
    'bad_request',
    tooLarge ? 'The address or the headers are too long' : 'The request could not be read as HTTP',
  )
  const requestId = randomUUID()
  const body = JSON.stringify(problemFromError(refusal, requestId))
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: ${problemType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-Request-Id: ${requestId}\r\nX-API-Version: ${apiVersion}\r\nX-Request-Time: 0\r\nX-Content-Type-Options: nosniff\r\n` +
      `Connection: close\r\n\r\n${body}`,
  )
}
