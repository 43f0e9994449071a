// Standard Webhooks 1.0: secrets, the bytes that are sent, and their signatures. Pure. Attacked by webhook-sign.test.ts with
// the published vector and by test/api/webhook-strangers.test.ts with the libraries of others.
import { createHmac } from 'node:crypto'
import type { StoredEvent } from '../outbox-port.ts'

const prefix = 'whsec_'

/** 24 to 64 random bytes as the text that is shown. */
export function secretFrom(bytes: Uint8Array): string {
  return prefix + Buffer.from(bytes).toString('base64')
}

/** `v1,…` over `{id}.{timestamp}.{body}`; timestamp in seconds. */
export function signatureOf(secret: string, { id, timestamp, body }: { id: string; timestamp: number; body: Uint8Array }): string {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** The headers of one attempt; while rotating there are two secrets and so two signatures. */
export function signedHeaders(
  secrets: readonly string[],
  sent: { id: string; timestamp: number; body: Uint8Array },
): Record<string, string> {
  return {
    'webhook-id': sent.id,
    'webhook-timestamp': String(sent.timestamp),
    'webhook-signature': secrets.map((secret) => signatureOf(secret, sent)).join(' '),
  }
}

const places: Readonly<Record<string, string>> = {
  design: 'designs',
  project: 'projects',
  export: 'exports',
  node: 'nodes',
  sensor: 'sensors',
  alarm: 'alarms',
  command: 'commands',
  key: 'api-keys',
  account: 'accounts',
  webhook: 'webhooks',
}

/** Where the API tells more of a subject like `design/…`. */
export function linkOf(baseUrl: string, subject: string): string {
  const [kind = '', ...rest] = subject.split('/')
  const place = places[kind]
  return place === undefined || rest.length === 0
    ? `${baseUrl}/api/v1`
    : `${baseUrl}/api/v1/${place}/${rest.map(encodeURIComponent).join('/')}`
}

type Told = Pick<StoredEvent, 'id' | 'type' | 'version' | 'at' | 'subject' | 'projectId' | 'actor' | 'data'>

/** The bytes of an event, made once. */
export function bodyOf(event: Told, payload: 'full' | 'thin', baseUrl: string): Uint8Array {
  const { id, type, version, at, subject, projectId, actor, data } = event
  const timestamp = new Date(at).toISOString()
  const body =
    payload === 'full'
      ? { type, timestamp, id, version, subject, projectId, actor, data }
      : { type, timestamp, id, subject, link: linkOf(baseUrl, subject) }
  return Buffer.from(JSON.stringify(body))
}
