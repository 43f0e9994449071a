// The least of an MQTT 3.1.1 client: connect, publish at QoS 1, acknowledgements. It costs so little that the server is what is measured.
import { connect, type Socket } from 'node:net'

export interface RawClient {
  /** `acknowledged` is called with the PUBACK. */
  publish(topic: string, payload: string, acknowledged: () => void): void
  /** True while the kernel's buffer is full. */
  readonly isBacked: boolean
  end(): void
}

export interface RawClientOptions {
  readonly port: number
  readonly clientId: string
  readonly credentials?: { readonly username: string; readonly password: string }
  readonly onClose?: (reason: string) => void
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

/** A fixed header and its body. */
function packet(head: number, body: Buffer): Buffer {
  const length: number[] = []
  let left = body.length
  do {
    const digit = left & 127
    left >>= 7
    length.push(left > 0 ? digit | 128 : digit)
  } while (left > 0)
  return Buffer.concat([Buffer.from([head, ...length]), body])
}

/** Connected when it resolves. */
export function connectRaw({ port, clientId, credentials, onClose }: RawClientOptions): Promise<RawClient> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const waiting = new Map<number, () => void>()
    let id = 0
    let rest = Buffer.alloc(0)
    let isEnded = false
    const client: RawClient = {
      publish: (topic, payload, acknowledged) => {
        do id = (id % 65_535) + 1
        while (waiting.has(id))
        waiting.set(id, acknowledged)
        socket.write(packet(0x32, Buffer.concat([text(topic), Buffer.from([id >> 8, id & 255]), Buffer.from(payload)])))
      },
      get isBacked() {
        return socket.writableNeedDrain
      },
      end: () => {
        isEnded = true
        socket.end(Buffer.from([0xe0, 0]))
      },
    }
    socket.on('connect', () => {
      const flags = 0x02 | (credentials ? 0xc0 : 0)
      const names = credentials ? [text(credentials.username), text(credentials.password)] : []
      socket.write(packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, flags, 0, 60]), text(clientId), ...names])))
    })
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
      // All that a publisher gets is four bytes long (CONNACK, PUBACK) or two (PINGRESP).
      while (rest.length >= 2 && rest.length >= 2 + (rest[1] ?? 0)) {
        const body = rest.subarray(2, 2 + (rest[1] ?? 0))
        const kind = (rest[0] ?? 0) >> 4
        rest = rest.subarray(2 + body.length)
        if (kind === 2) {
          if (body[1] === 0) resolve(client)
          else reject(new Error(`the broker refused ${clientId} with code ${body[1]}`))
        } else if (kind === 4) {
          const key = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
          const done = waiting.get(key)
          waiting.delete(key)
          done?.()
        }
      }
    })
    const lost = (reason: string) => {
      reject(new Error(reason))
      if (!isEnded) onClose?.(reason)
    }
    socket.on('error', (error) => lost(error.message))
    socket.on('close', () => lost(`the broker closed the connection of ${clientId}`))
  })
}
