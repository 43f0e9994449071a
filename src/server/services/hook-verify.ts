// Whether a webhook is from who it says, by the rules of its adapter, over the bytes as they came: nothing of the body is read before.
// Constant time; every live secret is tried, so that none is told apart. Attacked by test/api/hook.test.ts.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { HmacOptions, HookSourceRecord } from '../../contract/schemas/hook.ts'

export interface HookSecret {
  readonly id: string
  readonly plain: string
}

export type Verified =
  | { readonly kind: 'ok'; readonly secretId: string; readonly deliveryId: string }
  /** For the source's page only; the sender is answered alike. */
  | { readonly kind: 'refused'; readonly reason: string }

interface Given {
  readonly adapter: Exclude<HookSourceRecord['adapter'], 'key'>
  readonly hmac: HmacOptions
  readonly secrets: readonly HookSecret[]
  readonly headers: IncomingHttpHeaders
  readonly bytes: Uint8Array
  /** Epoch ms. */
  readonly now: number
}

/** How far the sender's clock may be off, s. */
const toleranceS = 300
const mostSignatures = 10

/** Answers who signed it and the sender's id of it. */
export function verifyHook(given: Given): Verified {
  const read = { standard: readStandard, github: readGithub, stripe: readStripe, hmac: readHmac }[given.adapter](given)
  if (typeof read === 'string') return { kind: 'refused', reason: read }
  const { signed, signatures, encoding, timestamp, deliveryId } = read
  let secretId: string | null = null
  for (const { id, plain } of given.secrets) {
    const mac = createHmac('sha256', given.adapter === 'standard' ? standardKey(plain) : plain)
    for (const part of signed) mac.update(part)
    const wanted = mac.digest()
    for (const signature of signatures.slice(0, mostSignatures)) if (equals(wanted, signature, encoding)) secretId ??= id
  }
  if (secretId === null) return { kind: 'refused', reason: 'The signature is wrong: another secret, or the body was changed on the way.' }
  if (timestamp !== null) {
    const offS = Math.round(given.now / 1000 - timestamp)
    if (!Number.isFinite(offS) || Math.abs(offS) > toleranceS)
      return {
        kind: 'refused',
        reason: `It was signed ${Math.abs(offS)} s ${offS > 0 ? 'ago' : 'in the future'}; ${toleranceS} s are taken. One of the two clocks is wrong, or it is a repeat.`,
      }
  }
  return { kind: 'ok', secretId, deliveryId: deliveryId ?? digestOf(given.bytes) }
}

/** What stands for a delivery without an id: an equal body is a repeat. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64url')}`
}

interface Read {
  readonly signed: readonly (string | Uint8Array)[]
  readonly signatures: readonly string[]
  readonly encoding: 'hex' | 'base64'
  /** Epoch seconds the sender signed; null where the adapter has none. */
  readonly timestamp: number | null
  readonly deliveryId: string | null
}

/** https://www.standardwebhooks.com: {id}.{timestamp}.{body}, `v1,` and base64. */
function readStandard({ headers, bytes }: Given): Read | string {
  const id = one(headers['webhook-id'])
  const time = one(headers['webhook-timestamp'])
  const signatures = one(headers['webhook-signature'])
  if (id === null || time === null || signatures === null) return 'webhook-id, webhook-timestamp or webhook-signature is missing.'
  if (!/^\d{1,12}$/.test(time)) return 'webhook-timestamp is no number of seconds.'
  if (!isId(id)) return 'webhook-id has over 200 characters or characters that are not printable.'
  const v1 = signatures.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []))
  return { signed: [`${id}.${time}.`, bytes], signatures: v1, encoding: 'base64', timestamp: Number(time), deliveryId: id }
}

function readGithub({ headers, bytes }: Given): Read | string {
  const signature = one(headers['x-hub-signature-256'])
  if (!signature?.startsWith('sha256=')) return 'X-Hub-Signature-256 is missing.'
  const id = one(headers['x-github-delivery'])
  if (id !== null && !isId(id)) return 'X-GitHub-Delivery can’t be read.'
  return { signed: [bytes], signatures: [signature.slice(7)], encoding: 'hex', timestamp: null, deliveryId: id }
}

/** `Stripe-Signature: t=...,v1=...`, over {t}.{body}. */
function readStripe({ headers, bytes }: Given): Read | string {
  const header = one(headers['stripe-signature'])
  if (header === null) return 'Stripe-Signature is missing.'
  const parts = header.split(',').map((part) => part.trim().split('='))
  const time = parts.find(([name]) => name === 't')?.[1] ?? ''
  if (!/^\d{1,12}$/.test(time)) return 'Stripe-Signature has no t.'
  const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value !== undefined ? [value] : []))
  // Its id stands in the body, which is read after this.
  return { signed: [`${time}.`, bytes], signatures, encoding: 'hex', timestamp: Number(time), deliveryId: null }
}

function readHmac({ headers, bytes, hmac }: Given): Read | string {
  const signature = one(headers[hmac.header.toLowerCase()])
  if (signature === null) return `${hmac.header} is missing.`
  if (!signature.startsWith(hmac.prefix)) return `${hmac.header} doesn’t begin with ${hmac.prefix}.`
  const time = hmac.timestampHeader === null ? null : one(headers[hmac.timestampHeader.toLowerCase()])
  if (hmac.timestampHeader !== null && (time === null || !/^\d{1,15}$/.test(time)))
    return `${hmac.timestampHeader} is missing or is no number of seconds.`
  const id = hmac.idHeader === null ? null : one(headers[hmac.idHeader.toLowerCase()])
  if (hmac.idHeader !== null && (id === null || !isId(id))) return `${hmac.idHeader} is missing or can’t be read.`
  const seconds = time === null ? null : Number(time) > 1e11 ? Number(time) / 1000 : Number(time)
  return {
    signed: time === null ? [bytes] : [`${time}.`, bytes],
    signatures: [signature.slice(hmac.prefix.length)],
    encoding: hmac.encoding,
    timestamp: seconds,
    deliveryId: id,
  }
}

const one = (value: string | string[] | undefined): string | null => (typeof value === 'string' && value.length <= 4000 ? value : null)
const isId = (text: string) => /^[\x21-\x7e]{1,200}$/.test(text)
/** As the libraries do: base64 behind `whsec_`. */
const standardKey = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64')

function equals(wanted: Buffer, signature: string, encoding: 'hex' | 'base64'): boolean {
  const sent = Buffer.from(signature, encoding)
  // Buffer.from is lenient; a text that isn't what its bytes are written as is no signature.
  const isExact = encoding === 'hex' ? sent.toString('hex') === signature.toLowerCase() : sent.toString('base64') === signature
  return timingSafeEqual(wanted, sent.length === wanted.length ? sent : Buffer.alloc(wanted.length)) && isExact
}
