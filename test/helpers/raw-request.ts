// Bytes on a socket, for requests that no HTTP client would send.
import { connect } from 'node:net'

export interface RawReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends `text` and reads until the server closes, or `quietMs` pass without a byte. */
export function sendRaw(baseUrl: string, text: string | Uint8Array, quietMs = 1000): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1')
    let received = ''
    const end = () => {
      socket.destroy()
      resolve(parseReply(received))
    }
    socket.setTimeout(quietMs, end)
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
      if (isWhole(received)) end()
    })
    socket.on('end', end)
    socket.on('error', reject)
    socket.write(text)
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(text.slice(0, end))?.[1]
  return end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)
}

function parseReply(text: string): RawReply {
  const [head = '', ...body] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(lines.map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]))
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: body.join('\r\n\r\n') }
}
