// MQTT in WebSocket frames (clause 6): how frames and packets may be cut, what is refused before a packet is read.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import type { TestLife } from '../helpers/test-server.ts'
import { startBroker } from './broker-under-test.ts'
import { connectPacket } from './wire.ts'

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const connack = '20020000'
const connect = connectPacket({ clientId: 'ws' })

async function open(t: TestLife, protocols: string[], headers: Record<string, string> = {}) {
  const { ports } = await startBroker(t, { ws: true })
  const socket = new WebSocket(`ws://127.0.0.1:${ports.ws}/mqtt`, protocols, { headers })
  t.onTestFinished(async () => socket.terminate())
  let received = ''
  socket.on('message', (data: Buffer) => {
    received += data.toString('hex')
  })
  const until = async (hex: string) => {
    for (let i = 0; i < 200 && received.length < hex.length; i += 1) await new Promise((resolve) => setTimeout(resolve, 10))
    return received
  }
  return { socket, until }
}

test('packets may be cut anywhere between frames, and a frame may hold several (6.0.0-2); the subprotocol is mqtt (6.0.0-4)', async (t) => {
  const { socket, until } = await open(t, ['mqtt'])
  await once(socket, 'open')
  expect(socket.protocol).toBe('mqtt')
  for (const byte of connect) socket.send(Buffer.from([byte]))
  socket.send(bytes('c000c000c0'))
  socket.send(bytes('00'))
  expect(await until(`${connack}d000d000d000`)).toBe(`${connack}d000d000d000`)
})

test('a text frame ends the connection (6.0.0-1)', async (t) => {
  const { socket, until } = await open(t, ['mqtt'])
  await once(socket, 'open')
  socket.send(connect)
  expect(await until(connack)).toBe(connack)
  socket.send('c000')
  await once(socket, 'close')
})

test('without the subprotocol, or from a page of a foreign origin, no connection is made (6.0.0-3)', async (t) => {
  const refusedWith = async (protocols: string[], headers: Record<string, string> = {}) => {
    const { socket } = await open(t, protocols, headers)
    const [error] = (await once(socket, 'error')) as [Error]
    return error.message
  }
  expect(await refusedWith([])).toContain('400')
  expect(await refusedWith(['chat'])).toContain('400')
  expect(await refusedWith(['mqtt'], { origin: 'https://evil.example' })).toContain('403')
  const { socket } = await open(t, ['chat', 'mqtt'], { origin: 'https://allowed.example' })
  await once(socket, 'open')
  expect(socket.protocol).toBe('mqtt')
})
