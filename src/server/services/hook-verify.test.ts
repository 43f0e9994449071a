// Signatures of incoming webhooks, by vectors and libraries that others wrote.
import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, test } from 'vitest'
import type { HmacOptions } from '../../contract/schemas/hook.ts'
import { verifyHook } from './hook-verify.ts'

const plain: HmacOptions = { header: 'X-Signature', encoding: 'hex', prefix: '', timestampHeader: null, idHeader: null }
const bytes = Buffer.from('{"test": 2432232314}')
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const now = 1_614_265_330_000
const vector = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
type Given = Parameters<typeof verifyHook>[0]
const verify = (more: Partial<Given>) =>
  verifyHook({ adapter: 'standard', hmac: plain, secrets: [{ id: 'k', plain: secret }], headers: vector, bytes, now, ...more })

describe('Standard Webhooks', () => {
  test('the published vector passes, also among other signatures and with an older secret beside it', () => {
    const ok = { kind: 'ok', secretId: 'k', deliveryId: vector['webhook-id'] }
    expect(verify({})).toEqual(ok)
    const many = { ...vector, 'webhook-signature': `v1,AAAA v2,zz ${vector['webhook-signature']}` }
    expect(
      verify({
        headers: many,
        secrets: [
          { id: 'new', plain: 'whsec_bmV3' },
          { id: 'k', plain: secret },
        ],
      }),
    ).toEqual(ok)
  })
  test('what the official libraries sign passes', () => {
    const at = new Date(now)
    for (const sign of [new Webhook(secret), new SvixWebhook(secret)]) {
      const headers = { ...vector, 'webhook-signature': sign.sign(vector['webhook-id'], at, bytes.toString()) }
      expect(verify({ headers })).toMatchObject({ kind: 'ok' })
    }
  })
  test.for([
    ['a changed body', { bytes: Buffer.from('{"test": 2432232315}') }, /wrong/],
    ['a changed id', { headers: { ...vector, 'webhook-id': 'msg_other' } }, /wrong/],
    ['another time than was signed', { headers: { ...vector, 'webhook-timestamp': '1614265331' } }, /wrong/],
    ['six minutes late', { now: now + 360_000 }, /360 s ago/],
    ['six minutes early', { now: now - 360_000 }, /360 s in the future/],
    ['no signature', { headers: { ...vector, 'webhook-signature': undefined } }, /missing/],
    ['another version', { headers: { ...vector, 'webhook-signature': vector['webhook-signature'].replace('v1', 'v1a') } }, /wrong/],
    [
      'a signature with a space cut off',
      { headers: { ...vector, 'webhook-signature': vector['webhook-signature'].slice(0, -1) } },
      /wrong/,
    ],
    ['no secret', { secrets: [] }, /wrong/],
    ['a time that is no number', { headers: { ...vector, 'webhook-timestamp': 'now' } }, /no number/],
  ] as const)('%s is refused', ([, more, reason]) => {
    const result = verify(more as Partial<Given>)
    expect(result.kind).toBe('refused')
    if (result.kind === 'refused') expect(result.reason).toMatch(reason)
  })
})

test('GitHub’s own example passes, and only as SHA-256', () => {
  // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
  const given = {
    ...{ adapter: 'github' as const, secrets: [{ id: 'g', plain: "It's a Secret to Everybody" }], bytes: Buffer.from('Hello, World!') },
    headers: {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    },
  }
  expect(verify(given)).toEqual({ kind: 'ok', secretId: 'g', deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958' })
  expect(verify({ ...given, headers: { 'x-hub-signature': 'sha1=00' } }).kind).toBe('refused')
})

test('Stripe’s header passes with any of its v1 signatures, within five minutes', () => {
  const time = now / 1000
  const mac = createHmac('sha256', 'whsec_stripe').update(`${time}.`).update(bytes).digest('hex')
  const given = (header: string, at = now) =>
    verify({ adapter: 'stripe', secrets: [{ id: 's', plain: 'whsec_stripe' }], headers: { 'stripe-signature': header }, now: at })
  expect(given(`t=${time},v1=${'0'.repeat(64)},v1=${mac},v0=1`)).toMatchObject({ kind: 'ok', secretId: 's' })
  expect(given(`t=${time},v0=${mac}`).kind).toBe('refused')
  expect(given(`t=${time},v1=${mac}`, now + 301_000).kind).toBe('refused')
  expect(given(`t=${time + 1},v1=${mac}`).kind).toBe('refused')
})

test('a plain HMAC header passes in hex and base64, with and without a signed time and an id; without an id equal bodies are one', () => {
  const secrets = [{ id: 'h', plain: 'a secret of sixteen' }]
  const hex = createHmac('sha256', 'a secret of sixteen').update(bytes).digest('hex')
  const bare = verify({ adapter: 'hmac', secrets, headers: { 'x-signature': hex.toUpperCase() } })
  expect(bare).toMatchObject({ kind: 'ok', secretId: 'h' })
  expect(verify({ adapter: 'hmac', secrets, headers: { 'x-signature': hex } })).toEqual(bare)
  const options: HmacOptions = { header: 'Sig', encoding: 'base64', prefix: 'sha256=', timestampHeader: 'Sig-Time', idHeader: 'Sig-Id' }
  const timed = createHmac('sha256', 'a secret of sixteen').update(`${now}.`).update(bytes).digest('base64')
  const headers = { sig: `sha256=${timed}`, 'sig-time': String(now), 'sig-id': '17' }
  expect(verify({ adapter: 'hmac', hmac: options, secrets, headers })).toEqual({ kind: 'ok', secretId: 'h', deliveryId: '17' })
  for (const without of ['sig', 'sig-time', 'sig-id'] as const) {
    const { [without]: _, ...rest } = headers
    expect(verify({ adapter: 'hmac', hmac: options, secrets, headers: rest }).kind).toBe('refused')
  }
})
