// What a week of events, mail and webhooks leaves behind, made in seconds: endpoints that work and fail, mails that went and were refused,
// sources of other systems, tickets. For pages to be looked at.
import { createHmac } from 'node:crypto'
import type { Client } from '../../src/contract/client.ts'
import { expect } from './fixture.ts'

const hookBody = (value: number) =>
  JSON.stringify({
    type: 'readings.new',
    data: { readings: [{ sensor_id: 'office-01_temperature', value, timestamp: new Date().toISOString() }] },
  })

/** As the senders of the Standard Webhooks do. */
async function sendHook(baseUrl: string, source: string, secret: string, body: string, id: string): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  await fetch(`${baseUrl}/api/v1/hooks/${source}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp },
      'webhook-signature': `v1,${signature}`,
    },
    body,
  })
}

export interface Office {
  readonly sourceId: string
  readonly inboxId: string
  readonly ticketId: string
  readonly mailId: number
  readonly echoId: string
  readonly webhookId: string
  readonly failedId: string
  readonly eventId: string
  readonly deadId: number
  readonly ruleId: string
  readonly messageId: string
}

/** Fills an empty server by its own API. */
export async function fillOffice(client: Client, baseUrl: string): Promise<Office> {
  await client.startLabSmtp({ body: { fault: 'refuse550', faultFor: ['gone@example.org'] } })
  await client.sendMailToLab({ body: {} })
  const watch = { kind: 'address' as const, email: 'night-watch@example.org' }
  const rule = await client.createMailRule({
    body: { name: 'Night watch', events: ['alarm.*', 'node.*'], recipients: [watch], mostUrgentOnly: 2 },
  })
  const office = { kind: 'address' as const, email: 'gone@example.org' }
  await client.createMailRule({ body: { name: 'Office', events: ['node.*', 'alarm.raised'], recipients: [office] } })
  await client.createMailRule({
    body: {
      ...{ name: 'Facility management of the north wing, one mail a day', events: ['*'], recipients: [watch] },
      ...{ quiet: { from: '22:00', to: '06:00' }, digestMinutes: 1440, active: false },
    },
  })

  const echo = await client.startEcho({ body: {} })
  const failing = await client.startEcho({ body: { fault: 'rateLimit', retryAfterS: 600 } })
  await client.startEcho({ body: { badTls: true } })
  const consent = { allowLoopback: true }
  const good = await client.createWebhook({ body: { name: 'Maintenance desk', url: echo.url, events: ['node.*', 'alarm.*'], ...consent } })
  await client.createWebhook({
    body: { name: 'Building management of the north wing and its cellars', url: failing.url, events: ['*'], ...consent },
  })
  await client.createWebhook({
    body: { name: 'Archive', url: 'https://archive.example.org/plenum/events?site=north-wing', events: ['design.*'], active: false },
  })

  for (const nodeId of ['office-01', 'office-02', 'meeting-01'])
    await client.createNode({ body: { nodeId, sensors: ['temperature', 'co2'] } })

  await client.createAlarmRule({
    body: {
      ...{
        name: 'Too warm',
        target: { kind: 'sensor', sensorId: 'office-01_temperature' },
        kind: 'hi',
        setPoint: 26,
        priority: 1,
        onDelayMs: 0,
      },
      advice: 'Open the blinds’ motor switch and look at the chilled beam above the desk.',
    },
  })
  const bms = await client.createHookSource({ body: { source: 'bms-north', name: 'Building management', kind: 'bms' } })
  await client.createHookSource({ body: { source: 'grid', name: 'Energy provider', kind: 'energy', adapter: 'key' } })
  const maintenance = await client.createHookSource({
    body: {
      source: 'maintenance-desk-of-the-north-wing',
      name: 'Maintenance desk of the north wing',
      kind: 'maintenance',
      adapter: 'github',
    },
  })
  await client.changeHookSource({ params: { id: maintenance.source.id }, body: { active: false } })
  for (const [n, value] of [21.5, 21.7, 31.4].entries()) await sendHook(baseUrl, 'bms-north', bms.secret ?? '', hookBody(value), `msg_${n}`)
  await sendHook(baseUrl, 'bms-north', bms.secret ?? '', '{"type":"readings.new","data":{"points":[]}}', 'msg_odd')
  await sendHook(
    baseUrl,
    'bms-north',
    bms.secret ?? '',
    hookBody(0).replace('office-01_temperature', 'attic-07_temperature'),
    'msg_unknown',
  )
  await sendHook(baseUrl, 'bms-north', 'whsec_c29tZWJvZHkgZWxzZQ==', hookBody(1), 'msg_forged')
  await fetch(echo.url, { method: 'POST', body: 'not signed by anybody' })

  const { id: ticketId } = await client.createTicket({
    body: {
      title: 'Replace the filter above desk 14 and clean the grille around it',
      priority: 2,
      nodeId: 'office-02',
      dueAt: Date.now() + 4e8,
    },
  })
  await client.createTicket({ body: { title: 'Clean the lens', nodeId: 'office-01' } })

  await expect
    .poll(async () => (await client.listInbox({ query: { state: 'failed' } })).items.length, { timeout: 10_000 })
    .toBeGreaterThan(0)
  await expect.poll(async () => (await client.getLabSmtp({})).received.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const failures = async () =>
    (await client.listDeliveries({ query: {} })).items.filter((one) => one.attempts > 0 && one.state !== 'delivered')
  await expect.poll(async () => (await failures()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  await expect.poll(async () => (await client.listEchoes({})).items[0]?.received ?? 0, { timeout: 10_000 }).toBeGreaterThan(2)
  const dead = async () => (await client.listDeadLetters({ query: {} })).items
  await expect.poll(async () => (await dead()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  const raised = async () => (await client.listBusinessEvents({ query: { type: 'alarm.raised' } })).items
  await expect.poll(async () => (await raised()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  const { items: inbox } = await client.listInbox({ query: { state: 'failed' } })
  const { received } = await client.getLabSmtp({})
  const { items: messages } = await client.listMailMessages({ query: { state: 'sent' } })
  return {
    ruleId: rule.id,
    messageId: messages[0]?.id ?? '',
    ...{ sourceId: bms.source.id, inboxId: inbox[0]?.id ?? '', ticketId, mailId: received[0]?.id ?? 0, echoId: echo.id },
    ...{ webhookId: good.id, failedId: (await failures())[0]?.id ?? '' },
    ...{ eventId: (await raised())[0]?.id ?? '', deadId: (await dead())[0]?.id ?? 0 },
  }
}
