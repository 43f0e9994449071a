// The door before the door: looks at Host, Origin and the request line before anything else runs.
// Guarantees that no other host name, no other page's script and no rebound DNS name reaches a route. Must not know routes or tokens.
import type { IncomingMessage } from 'node:http'
import { AppError } from '../../contract/errors.ts'

export interface GuardOptions {
  readonly port: number
  /** The only foreign origins answered. */
  readonly allowedOrigins: readonly string[]
}

export interface Guard {
  /** The refusal, or null to let it in. */
  inspect(request: IncomingMessage): AppError | null
  /** The foreign origin that may read this reply; null for none (ours need no headers). */
  foreignOrigin(request: IncomingMessage): string | null
}

const countHeader = (request: IncomingMessage, name: string) =>
  request.rawHeaders.filter((header, i) => i % 2 === 0 && header.toLowerCase() === name).length

/** A guard for one listening port. */
export function createGuard({ port, allowedOrigins }: GuardOptions): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  // Browsers leave port 80 out of Host.
  if (port === 80) for (const host of ['127.0.0.1', 'localhost']) hosts.add(host)
  const ours = new Set([...hosts].map((host) => `http://${host}`))
  const foreign = new Set(allowedOrigins)
  const hint = `Use http://127.0.0.1:${port}`

  return {
    inspect: (request) => {
      if (countHeader(request, 'host') !== 1 || !hosts.has(request.headers.host?.toLowerCase() ?? '')) {
        return new AppError('foreign_host', `This server answers only for 127.0.0.1:${port} and localhost:${port}`, { hint })
      }
      // An absolute request line (proxy style) would override Host.
      if (!request.url?.startsWith('/') && request.url !== '*') {
        return new AppError('foreign_host', 'The request line must hold a path, not a whole address', { hint })
      }
      if (countHeader(request, 'origin') > 1) return new AppError('foreign_origin', 'Only one Origin header can be sent')
      const { origin } = request.headers
      if (origin !== undefined && !ours.has(origin) && !foreign.has(origin)) {
        return new AppError('foreign_origin', 'Pages of this origin may not call this server', {
          hint: `Start the server with --allow-origin ${/^https?:\/\/[\w.:-]{1,200}$/.test(origin) ? origin : 'ORIGIN'} if this page is yours`,
        })
      }
      return null
    },
    foreignOrigin: (request) => {
      const { origin } = request.headers
      return origin !== undefined && foreign.has(origin) ? origin : null
    },
  }
}
