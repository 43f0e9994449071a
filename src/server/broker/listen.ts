// The broker's sockets: TCP, TLS and WebSocket ports are bound before anything on disk changes; connections are let in once there is a
// broker behind them. Counts connections per address and in all, before a byte is read.
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type SecureContext, TLSSocket } from 'node:tls'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { StartError } from '../start-error.ts'
import type { BrokerLimits } from './limits.ts'

export type Transport = 'tcp' | 'tls' | 'ws'
export type Accept = (stream: Duplex, from: { readonly address: string; readonly transport: Transport }) => void

export interface BrokerSockets {
  readonly host: string
  readonly ports: Readonly<Record<Transport, number | null>>
  /** Begins to let clients in. */
  open(parts: {
    accept: Accept
    limits: BrokerLimits
    /** Exempt from the limit per address. */
    isExempt: (address: string) => boolean
    secureContext: () => SecureContext | null
    allowedOrigins: readonly string[]
    onRefused: (reason: string, address: string) => void
  }): void
  /** Takes no more connections; those that stand go on. */
  close(): Promise<void>
}

const flagOf: Readonly<Record<Transport, string>> = { tcp: '--mqtt-port', tls: '--mqtts-port', ws: '--mqtt-ws-port' }

/** Binds every port that is asked for; null leaves one out. Throws StartError naming the port, with nothing left bound. */
export async function listenBroker(wanted: { host: string; ports: Readonly<Record<Transport, number | null>> }): Promise<BrokerSockets> {
  const { host } = wanted
  const servers = new Map<Transport, Server>()
  const ports: Record<Transport, number | null> = { tcp: null, tls: null, ws: null }
  let onSocket: (transport: Transport, socket: Socket) => void = (_transport, socket) => socket.destroy()
  const closeAll = () => Promise.all([...servers.values()].map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))

  for (const transport of ['tcp', 'tls', 'ws'] as const) {
    const port = wanted.ports[transport]
    if (port === null) continue
    // The other side may end its half first: what it sent is still answered.
    const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) =>
      onSocket(transport, socket),
    )
    try {
      ports[transport] = await bind(server, host, port)
    } catch (cause) {
      await closeAll()
      const { code, message } = cause as { code?: string; message: string }
      const why =
        code === 'EADDRINUSE'
          ? 'another program uses it'
          : code === 'EACCES'
            ? 'this user may not use it'
            : code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND'
              ? 'this machine has no such address'
              : message
      throw new StartError(
        `Port ${port} on ${host} can't be used for MQTT: ${why}; stop that program, or choose another port with ${flagOf[transport]}` +
          `${transport === 'tcp' ? ' (0 picks one, off leaves the broker out)' : ' (0 picks one)'}`,
        { cause },
      )
    }
    servers.set(transport, server)
  }

  return {
    host,
    ports,
    open: ({ accept, limits, isExempt, secureContext, allowedOrigins, onRefused }) => {
      const counts = new Map<string, number>()
      let all = 0
      const web = createWebDoor({ accept, allowedOrigins, limits, onRefused })
      onSocket = (transport, socket) => {
        const address = plainAddress(socket.remoteAddress)
        const ofAddress = counts.get(address) ?? 0
        const isTooMany = all >= limits.connections || (!isExempt(address) && ofAddress >= limits.connectionsPerAddress)
        socket.on('error', () => socket.destroy())
        if (isTooMany) {
          onRefused(all >= limits.connections ? 'too many connections' : 'too many connections from one address', address)
          return socket.destroy()
        }
        all += 1
        counts.set(address, ofAddress + 1)
        socket.once('close', () => {
          all -= 1
          const left = (counts.get(address) ?? 1) - 1
          if (left > 0) counts.set(address, left)
          else counts.delete(address)
        })
        if (transport === 'tcp') return accept(socket, { address, transport })
        if (transport === 'ws') return web.take(socket)
        const context = secureContext()
        if (!context) return socket.destroy()
        accept(new TLSSocket(socket, { isServer: true, secureContext: context }), { address, transport })
      }
    },
    close: async () => {
      onSocket = (_transport, socket) => socket.destroy()
      await Promise.race([closeAll(), Promise.resolve()])
    },
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      // An accept that fails (no file handles left) must not end the process.
      server.on('error', () => {})
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** MQTT over WebSocket (clause 6): binary frames, subprotocol `mqtt`; pages of foreign origins are refused. */
function createWebDoor(parts: {
  accept: Accept
  allowedOrigins: readonly string[]
  limits: BrokerLimits
  onRefused: (reason: string, address: string) => void
}): { take(socket: Socket): void } {
  const { accept, allowedOrigins, limits, onRefused } = parts
  const http = createHttpServer({ headersTimeout: limits.connectSeconds * 1000, requestTimeout: limits.connectSeconds * 1000 })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 2 * limits.packetBytes,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : offered.has('mqttv3.1') ? 'mqttv3.1' : false),
  })
  http.on('request', (_request, response) => {
    response
      .writeHead(426, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      .end('This port speaks MQTT over WebSocket only\n')
  })
  http.on('clientError', (_error, socket) => socket.destroy())
  http.on('upgrade', (request, socket, head) => {
    const address = plainAddress(request.socket.remoteAddress)
    const { origin } = request.headers
    const offered = String(request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/)
    const refuse = (status: string, reason: string) => {
      onRefused(reason, address)
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    }
    // A browser says where its page is from: any page somebody visits could otherwise publish here.
    if (origin !== undefined && !allowedOrigins.includes(origin)) return refuse('403 Forbidden', 'a web page of a foreign origin')
    // [MQTT-6.0.0-3]
    if (!offered.some((name) => name === 'mqtt' || name === 'mqttv3.1'))
      return refuse('400 Bad Request', 'WebSocket without subprotocol mqtt')
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // [MQTT-6.0.0-1]
      webSocket.on('message', (_data, isBinary) => {
        if (!isBinary) webSocket.terminate()
      })
      webSocket.on('error', () => webSocket.terminate())
      accept(createWebSocketStream(webSocket), { address, transport: 'ws' })
    })
  })
  return { take: (socket) => void http.emit('connection', socket) }
}

/** `::ffff:10.0.0.1` is 10.0.0.1. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address)
}
