// Where the browser comes back to: a listener on 127.0.0.1, on a port of its own for one attempt, gone after its answer or a few minutes.
// It answers one path by GET, under the exact name it was given out with; anything else leaves the attempt as it is.
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const callbackPath = '/oidc/callback'

export interface CallbackListener {
  readonly port: number
  close(): void
}

const page = (title: string, text: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Plenum</title><meta name="color-scheme" content="light dark">` +
  `<body style="font:16px/1.5 system-ui;margin:20vh auto;max-width:28rem;padding:0 1rem"><h1 style="font-size:1.25rem">${title}</h1><p>${text}</p></body></html>`

/** Resolves once it listens. `onAnswer` is called at most once, with what came under the right `state`. */
export async function openCallback(parts: {
  stateFor: (port: number) => string
  onAnswer: (answer: URLSearchParams) => void
}): Promise<CallbackListener> {
  let state = ''
  let port = 0
  let isUsed = false
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    const found = readCallback(request, port)
    if (typeof found === 'number') return send(response, found, 'This is not for here', 'Go back to Plenum and try again.')
    if (!isSame(found.get('state') ?? '', state) || found.getAll('state').length !== 1)
      return send(response, 400, 'This is not the answer Plenum waits for', 'Go back to Plenum and try again.')
    if (isUsed) return send(response, 410, 'This answer was used already', 'Go back to Plenum and try again.')
    isUsed = true
    send(response, 200, 'You can close this page', 'Plenum goes on in its own window.')
    parts.onAnswer(found)
  })
  server.maxConnections = 10
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, resolve)
  })
  port = (server.address() as AddressInfo).port
  state = parts.stateFor(port)
  return {
    port,
    close: () => {
      server.close()
      // The page on its way may still arrive.
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), 500)
      timer.unref()
    },
  }
}

/** The query, or the status that refuses it. */
function readCallback(request: IncomingMessage, port: number): URLSearchParams | number {
  const hosts = request.rawHeaders.filter((_, i) => i % 2 === 0 && request.rawHeaders[i]?.toLowerCase() === 'host').length
  const host = request.headers.host ?? ''
  if (hosts !== 1 || ![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) return 421
  if (request.method !== 'GET') return 405
  const [path, search = ''] = (request.url ?? '').split('?', 2)
  if (path !== callbackPath) return 404
  return search.length > 8192 ? 400 : new URLSearchParams(search)
}

function send(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    connection: 'close',
  })
  response.end(page(title, text))
}

/** In constant time for texts of one length. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
