// Bytes to the broker and back, for what no MQTT client would send. Hexadecimal in, hexadecimal out.
import { connect, type Socket } from 'node:net'
import type { TestLife } from '../helpers/test-server.ts'

export interface RawClient {
  readonly socket: Socket
  /** Sends bytes given as hexadecimal; spaces are for the eye. */
  send(hex: string): void
  /** Waits for exactly these bytes next; answers what came instead when they don't. */
  expect(hex: string, waitMs?: number): Promise<string>
  /** Everything that comes within `quietMs` of silence. */
  drain(quietMs?: number): Promise<string>
  /** True once the broker closed the connection; false after `waitMs`. */
  isClosed(waitMs?: number): Promise<boolean>
}

const plain = (hex: string) => hex.replace(/\s/g, '').toLowerCase()

export async function openRaw(t: TestLife | null, port: number): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  let received = ''
  let isClosed = false
  let wake = () => {}
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('hex')
    wake()
  })
  socket.on('error', () => {})
  socket.on('end', () => {
    isClosed = true
    wake()
  })
  socket.on('close', () => {
    isClosed = true
    wake()
  })
  t?.onTestFinished(async () => void socket.destroy())
  const waitFor = async (isRight: () => boolean, waitMs: number) => {
    const until = performance.now() + waitMs
    while (!isRight()) {
      const leftMs = until - performance.now()
      if (leftMs <= 0) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return true
  }
  return {
    socket,
    send: (hex) => void socket.write(Buffer.from(plain(hex), 'hex')),
    expect: async (hex, waitMs = 2000) => {
      const wanted = plain(hex)
      await waitFor(() => received.length >= wanted.length || isClosed, waitMs)
      const came = received.slice(0, Math.max(wanted.length, 0))
      received = received.slice(wanted.length)
      return came
    },
    drain: async (quietMs = 60) => {
      let before = -1
      while (received.length !== before) {
        before = received.length
        await waitFor(() => received.length !== before || isClosed, quietMs)
        if (isClosed) break
      }
      const came = received
      received = ''
      return came
    },
    isClosed: (waitMs = 2000) => waitFor(() => isClosed, waitMs),
  }
}

const hexOf = (text: string) => {
  const bytes = Buffer.from(text)
  return bytes.length.toString(16).padStart(4, '0') + bytes.toString('hex')
}
const lengthHex = (bytes: number): string => {
  let rest = bytes
  let hex = ''
  do {
    const byte = rest % 128
    rest = Math.floor(rest / 128)
    hex += (rest > 0 ? byte | 128 : byte).toString(16).padStart(2, '0')
  } while (rest > 0)
  return hex
}
const packet = (first: string, body: string) => first + lengthHex(body.length / 2) + body

/** Hexadecimal of a CONNECT; clean, keepalive 60 unless told. */
export function connectHex(
  clientId: string,
  more: {
    clean?: boolean
    keepalive?: number
    user?: string
    password?: string
    will?: [topic: string, payload: string, flags?: number]
  } = {},
): string {
  const { clean = true, keepalive = 60, user, password, will } = more
  const flags = (clean ? 2 : 0) | (will ? 4 | (will[2] ?? 0) : 0) | (user === undefined ? 0 : 128) | (password === undefined ? 0 : 64)
  const fields = [
    clientId,
    ...(will ? [will[0], will[1]] : []),
    ...(user === undefined ? [] : [user]),
    ...(password === undefined ? [] : [password]),
  ]
  return packet(
    '10',
    `00044d51545404${flags.toString(16).padStart(2, '0')}${keepalive.toString(16).padStart(4, '0')}${fields.map(hexOf).join('')}`,
  )
}
export const publishHex = (
  topic: string,
  payload: string,
  o: { qos?: 0 | 1 | 2; id?: number; retain?: boolean; dup?: boolean } = {},
): string =>
  packet(
    (0x30 | (o.dup ? 8 : 0) | ((o.qos ?? 0) << 1) | (o.retain ? 1 : 0)).toString(16),
    hexOf(topic) + (o.qos ? (o.id ?? 1).toString(16).padStart(4, '0') : '') + Buffer.from(payload).toString('hex'),
  )
export const subscribeHex = (id: number, ...filters: [string, number][]): string =>
  packet('82', id.toString(16).padStart(4, '0') + filters.map(([f, qos]) => hexOf(f) + qos.toString(16).padStart(2, '0')).join(''))
export const unsubscribeHex = (id: number, ...filters: string[]): string =>
  packet('a2', id.toString(16).padStart(4, '0') + filters.map(hexOf).join(''))
export const connack = '20020000'
