// A reply sent before the whole body was read: closing then would reset the connection, and a client that sends everything before it reads
// would see a broken pipe instead of the refusal. Guarantees the rest is read and thrown away, for a bounded time. Attacked by refused-body.test.ts.
import type { IncomingMessage, ServerResponse } from 'node:http'

const longestLingerMs = 5000

/** To be called before anything answers: keeps the socket open after an early reply until the body has come, 5 s at most. */
export function lingerAfterEarlyReply(request: IncomingMessage, response: ServerResponse): void {
  // Before Node's own listener, which closes the socket.
  response.prependOnceListener('finish', () => {
    const { socket } = request
    if (request.complete || socket.destroyed) return
    const close = socket.destroySoon.bind(socket)
    socket.destroySoon = () => {
      const stop = setTimeout(close, longestLingerMs)
      request.once('end', () => {
        clearTimeout(stop)
        close()
      })
      socket.once('close', () => clearTimeout(stop))
      request.resume()
    }
  })
}
