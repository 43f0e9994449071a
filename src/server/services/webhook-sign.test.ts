// Signatures against the vector that is published with Standard Webhooks, and against its two libraries.
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { expect, test } from 'vitest'
import { bodyOf, linkOf, secretFrom, signatureOf, signedHeaders } from './webhook-sign.ts'

test('the published vector', () => {
  const vector = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1_614_265_330,
    body: Buffer.from('{"test": 2432232314}'),
  }
  expect(signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', vector)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('both libraries accept either secret while rotating, and no other', () => {
  const [one, two, other] = [1, 2, 3].map((n) => secretFrom(new Uint8Array(32).fill(n))) as [string, string, string]
  const body = Buffer.from('{"ü":1}')
  const headers = signedHeaders([one, two], { id: 'msg_1', timestamp: Math.floor(Date.now() / 1000), body })
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
  for (const Library of [Webhook, Svix]) {
    for (const secret of [one, two]) expect(() => new Library(secret).verify(body.toString(), headers)).not.toThrow()
    expect(() => new Library(other).verify(body.toString(), headers)).toThrow()
    expect(() => new Library(one).verify(`${body} `, headers)).toThrow()
  }
})

test('a full body holds the data, a thin one only where to find it', () => {
  const event = {
    ...{
      id: 'e',
      type: 'design.saved' as const,
      version: 1,
      at: Date.UTC(2026, 0, 5),
      subject: 'design/d 1',
      projectId: 'p',
      actor: 'Ada',
    },
    data: { name: 'Room' },
  }
  const read = (payload: 'full' | 'thin') => JSON.parse(Buffer.from(bodyOf(event, payload, 'http://127.0.0.1:1')).toString()) as object
  expect(read('full')).toEqual({ ...event, at: undefined, timestamp: '2026-01-05T00:00:00.000Z' })
  expect(read('thin')).toEqual({
    ...{ type: 'design.saved', timestamp: '2026-01-05T00:00:00.000Z', id: 'e', subject: 'design/d 1' },
    link: 'http://127.0.0.1:1/api/v1/designs/d%201',
  })
  expect(linkOf('http://x', 'disk/x')).toBe('http://x/api/v1')
})
