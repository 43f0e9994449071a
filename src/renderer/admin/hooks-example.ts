// A line for a shell that sends one webhook as the source's adapter wants it. Needs curl and openssl only. Pure.
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'

const bodies: Readonly<Record<HookSourceRecord['mapping']['target'], string>> = {
  readings: '{"type":"readings","data":{"readings":[{"sensor_id":"office-01_temperature","value":21.5}]}}',
  ticket: '{"type":"ticket","data":{"id":"W-1","title":"Change the filter","status":"open"}}',
  tariff: '{"type":"price","data":{"currency":"EUR","price_per_kwh":0.31,"bands":[]}}',
}

export function hookExample({ adapter, mapping, hmac }: HookSourceRecord, address: string): string {
  const start = [`BODY='${bodies[mapping.target]}'`, ...(adapter === 'key' ? [] : ["SECRET='…'"])]
  const send = (...headers: string[]) =>
    ['curl -sS', ...headers.map((one) => `-H "${one}"`), `-H 'Content-Type: application/json' -d "$BODY"`, address].join(' \\\n  ')
  const mac = (signed: string, form: 'hex' | 'base64', key = '-hmac "$SECRET"') =>
    form === 'hex'
      ? `SIG=$(printf '%s' "${signed}" | openssl dgst -sha256 ${key} -r | cut -d' ' -f1)`
      : `SIG=$(printf '%s' "${signed}" | openssl dgst -sha256 ${key} -binary | base64)`
  if (adapter === 'key') return [...start, send('X-API-Key: $PLENUM_KEY')].join('\n')
  if (adapter === 'github')
    return [...start, mac('$BODY', 'hex'), send('X-Hub-Signature-256: sha256=$SIG', 'X-GitHub-Delivery: $(uuidgen)')].join('\n')
  if (adapter === 'stripe') return [...start, 'T=$(date +%s)', mac('$T.$BODY', 'hex'), send('Stripe-Signature: t=$T,v1=$SIG')].join('\n')
  if (adapter === 'hmac') {
    const signed = hmac.timestampHeader === null ? '$BODY' : '$T.$BODY'
    const more = [
      ...(hmac.timestampHeader === null ? [] : [`${hmac.timestampHeader}: $T`]),
      ...(hmac.idHeader === null ? [] : [`${hmac.idHeader}: $(uuidgen)`]),
    ]
    return [...start, 'T=$(date +%s)', mac(signed, hmac.encoding), send(`${hmac.header}: ${hmac.prefix}$SIG`, ...more)].join('\n')
  }
  const key = `-mac HMAC -macopt hexkey:$(printf '%s' "\${SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')`
  return [
    ...start,
    'ID=msg_$(date +%s%N); T=$(date +%s)',
    mac('$ID.$T.$BODY', 'base64', key),
    send('webhook-id: $ID', 'webhook-timestamp: $T', 'webhook-signature: v1,$SIG'),
  ].join('\n')
}
