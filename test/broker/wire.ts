// MQTT 3.1.1 packets written by hand, and a socket that says what came back: for what no client library would send.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestLife } from '../helpers/test-server.ts'

export const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

/** A packet: first byte, then its length, then its body. */
export function packet(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  let rest = body.length
  do {
    length.push((rest % 128) | (rest > 127 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.concat([Buffer.from([first, ...length]), body])
}

export interface ConnectWish {
  readonly clientId: string
  readonly clean?: boolean
  readonly keepalive?: number
  readonly will?: { readonly topic: string; readonly payload: string; readonly qos?: number }
  readonly username?: string
  readonly password?: string
}

export function connectPacket({ clientId, clean = true, keepalive = 60, will, username, password }: ConnectWish): Buffer {
  const flags =
    (clean ? 2 : 0) | (will ? 4 | ((will.qos ?? 0) << 3) : 0) | (username === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40)
  const head = Buffer.from([4, flags, keepalive >> 8, keepalive & 255])
  const fields = [clientId, ...(will ? [will.topic, will.payload] : []), ...(username === undefined ? [] : [username])]
  return packet(0x10, text('MQTT'), head, ...fields.map(text), ...(password === undefined ? [] : [text(password)]))
}

export function publishPacket(topic: string | Buffer, payload: string, qos = 0, id = 1, isRetained = false): Buffer {
  const idBytes = qos === 0 ? Buffer.alloc(0) : Buffer.from([id >> 8, id & 255])
  return packet(0x30 | (qos << 1) | (isRetained ? 1 : 0), text(topic), idBytes, Buffer.from(payload))
}

export function subscribePacket(filter: string, qos = 0, id = 1): Buffer {
  return subscribeAllPacket([[filter, qos]], id)
}

export function subscribeAllPacket(filters: readonly (readonly [filter: string, qos: number])[], id = 1): Buffer {
  return packet(0x82, Buffer.from([id >> 8, id & 255]), ...filters.flatMap(([filter, qos]) => [text(filter), Buffer.from([qos])]))
}

export interface RawClient {
  readonly socket: Socket
  send(...bytes: readonly Buffer[]): void
  /** Hex of all that came so far, once there are so many bytes or the time is over. */
  received(bytes?: number, withinMs?: number): Promise<string>
  /** True when the server ends the connection within the time. */
  closes(withinMs?: number): Promise<boolean>
}

export async function openRaw(t: TestLife, port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  let isClosed = false
  socket.on('data', (bytes) => chunks.push(bytes))
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
  })
  socket.on('end', () => socket.end())
  t.onTestFinished(async () => void socket.destroy())
  await once(socket, 'connect')
  const until = async (met: () => boolean, withinMs: number) => {
    for (const start = performance.now(); !met() && performance.now() - start < withinMs; ) await new Promise((r) => setTimeout(r, 5))
  }
  const size = () => chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  return {
    socket,
    send: (...bytes) => void socket.write(Buffer.concat(bytes)),
    received: async (bytes = Number.POSITIVE_INFINITY, withinMs = 300) => {
      await until(() => size() >= bytes || isClosed, bytes === Number.POSITIVE_INFINITY ? withinMs : Math.max(withinMs, 3000))
      return Buffer.concat(chunks).toString('hex')
    },
    closes: async (withinMs = 3000) => {
      await until(() => isClosed, withinMs)
      return isClosed
    },
  }
}

/** A raw client whose CONNECT was accepted. */
export async function openAccepted(t: TestLife, port: number, wish: ConnectWish): Promise<RawClient> {
  const client = await openRaw(t, port)
  client.send(connectPacket(wish))
  const answer = await client.received(4)
  if (!answer.startsWith('2002') || !answer.endsWith('00')) throw new Error(`CONNECT was answered ${answer}`)
  return client
}
