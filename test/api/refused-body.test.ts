// A refusal that comes before the body is read must still reach clients that send everything first and only then read.
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startTestServer } from '../helpers/test-server.ts'

/** Writes head and body to the end, then reads: as simple HTTP clients do. Answers the status line, or the socket's error. */
function sendWhole(baseUrl: string, head: readonly string[], body: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1')
    let received = ''
    socket.pause()
    socket.on('error', (error) => resolve(String(error)))
    socket.on('close', () => resolve(received.split('\r\n', 1)[0] ?? ''))
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1')
    })
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    socket.write(body, () => socket.resume())
  })
}

const large = Buffer.from(JSON.stringify({ name: 'x'.repeat(12_000_000) }))

test('A body larger than the address takes is answered with 413, not with a broken connection', async (t) => {
  const { baseUrl, token } = await startTestServer(t)
  const host = new URL(baseUrl).host
  const head = ['POST /api/v1/projects HTTP/1.1', `Host: ${host}`, 'Connection: close', 'Content-Type: application/json']
  const sized = [...head, `Authorization: Bearer ${token}`, `Content-Length: ${large.length}`]
  expect(await sendWhole(baseUrl, sized, large)).toBe('HTTP/1.1 413 Payload Too Large')
  const chunked = Buffer.concat([Buffer.from(`${large.length.toString(16)}\r\n`), large, Buffer.from('\r\n0\r\n\r\n')])
  const unsized = [...head, `Authorization: Bearer ${token}`, 'Transfer-Encoding: chunked']
  expect(await sendWhole(baseUrl, unsized, chunked)).toBe('HTTP/1.1 413 Payload Too Large')
})

test('A large body without a token, of a foreign type or for a foreign host gets its refusal too', async (t) => {
  const { baseUrl, token } = await startTestServer(t)
  const host = new URL(baseUrl).host
  const rest = ['Connection: close', `Content-Length: ${large.length}`]
  const json = 'Content-Type: application/json'
  const post = 'POST /api/v1/projects HTTP/1.1'
  expect(await sendWhole(baseUrl, [post, `Host: ${host}`, json, ...rest], large)).toBe('HTTP/1.1 401 Unauthorized')
  expect(await sendWhole(baseUrl, [post, 'Host: evil.test', json, ...rest], large)).toBe('HTTP/1.1 421 Misdirected Request')
  const plain = [post, `Host: ${host}`, `Authorization: Bearer ${token}`, 'Content-Type: text/plain', ...rest]
  expect(await sendWhole(baseUrl, plain, large)).toBe('HTTP/1.1 415 Unsupported Media Type')
  expect(await sendWhole(baseUrl, ['POST /api/v1/nothing HTTP/1.1', `Host: ${host}`, json, ...rest], large)).toBe('HTTP/1.1 404 Not Found')
})
