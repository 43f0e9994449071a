// Every type of business event by its real cause through the API: told once, with data that fits its schema, and nothing else is told. What counts
// awake hours gets them from a folder whose clock was moved on between two starts.
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { type BusinessEventName, businessEventNames, businessEvents } from '../../src/contract/business-events.ts'
import { refusalsOf } from '../../src/contract/validate.ts'
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { startReceiver } from '../helpers/receiver.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { makeDataFolder } from '../store/open-database.ts'

const hourMs = 3_600_000
const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }
const password = 'a long enough password'

async function eventsOf({ client }: TestServer) {
  const { items } = await client.listBusinessEvents({ query: { limit: 100 } })
  return items.reverse()
}
const told = async (server: TestServer, clock: FakeClock, type: BusinessEventName, n: number, subject?: string) =>
  await expect
    .poll(
      async () => {
        clock.advance(20)
        return (await eventsOf(server)).filter((event) => event.type === type && event.subject === (subject ?? event.subject)).length
      },
      {
        timeout: 10_000,
        interval: 20,
        message: type,
      },
    )
    .toBe(n)
/** Moves the clock in steps, so that what falls due in between is done. */
const pass = async (clock: FakeClock, ms: number, steps = 4) => {
  for (let i = 0; i < steps; i++) {
    clock.advance(ms / steps)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('each type is told once by what causes it', { timeout: 60_000 }, async (t) => {
  const dataFolder = makeDataFolder(t)
  let server = await startTestServer(t, { dataFolder })
  const { client } = server
  let { clock } = server
  const seen = new Set<BusinessEventName>()
  const once = async (type: BusinessEventName, n = 1, subject?: string) => {
    await told(server, clock, type, n, subject)
    seen.add(type)
  }

  const project = await client.createProject({ body: { name: 'P' } })
  const design = await client.createDesign({ params: { id: project.id }, body: { name: 'Room', system } })
  const at = { params: { id: design.id } }
  await once('design.saved')
  await client.changeDesign({ ...at, ifMatch: 1, body: { name: 'Hall' } })
  await once('design.saved', 2)
  await client.createExport({ ...at, body: { format: 'json' } })
  await once('design.exported')

  const { id: accountId } = await client.createAccount({ body: { email: 'ada@example.org', role: 'guest', password } })
  await once('account.created')
  for (let i = 0; i < 16; i++) {
    await expect(client.logIn({ body: { email: 'ada@example.org', password: 'wrong wrong wrong' } })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    clock.advance(15 * 60_000)
  }
  await once('account.locked')
  await client.changeAccount({ params: { id: accountId }, body: { active: false } })
  await once('account.disabled')
  await client.createApiKey({ body: { name: 'k', scopes: ['projects:read'], expiresInDays: 5 } })

  for (const { id } of (await client.listAlarmRules({ query: { limit: 100 } })).items) await client.deleteAlarmRule({ params: { id } })
  await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'], capabilities: ['reboot'] } })
  await once('node.registered')
  await client.createAlarmRule({
    body: {
      ...{ name: 'Hot', target: { kind: 'all' }, kind: 'hi', setPoint: 28, priority: 3 },
      escalation: [{ afterMs: 5000, priority: 1, note: 'Call' }],
    },
  })
  const send = async (value: number) => {
    clock.advance(1000)
    await client.storeReadings({ params: { id: 'n1_temperature' }, body: { value } })
  }
  await send(30)
  await once('alarm.raised')
  await pass(clock, 10_000)
  await send(30)
  await once('alarm.escalated')
  const [alarm] = (await client.listAlarms({ query: {} })).items
  await client.acknowledgeAlarm({ params: { id: alarm?.id ?? '' }, body: {} })
  await once('alarm.acknowledged')
  await send(20)
  await once('alarm.cleared')
  await pass(clock, 20 * 60_000)
  await once('node.offline')
  await send(20)
  await pass(clock, 2000)
  await once('node.online')
  await client.createCommand({ params: { id: 'n1' }, body: { command: 'reboot', expiresAt: new Date(clock.now() + 20_000).toISOString() } })
  await pass(clock, 25_000)
  await once('command.failed')
  await client.deleteNode({ params: { id: 'n1' } })
  await once('node.deleted')

  const { url } = await startReceiver(t, (response) => void response.writeHead(500).end())
  const { id } = await client.createWebhook({ body: { name: 'Hook', url, events: ['design.saved'], allowLoopback: true } })
  await client.createDesign({ params: { id: project.id }, body: { name: 'Room', system } })
  await once('design.saved', 3)
  await expect.poll(async () => (await client.getWebhook({ params: { id } })).stats.failed).toBe(1)
  /** Used all the time in between, though nobody looked. */
  const leap = async (hours: number) => {
    await server.stop()
    moveAwake(dataFolder, hours * hourMs)
    clock = createFakeClock(clock.now() + hours * hourMs)
    server = await startTestServer(t, { dataFolder, seams: { clock } })
    await pass(clock, 20_000, 10)
  }
  await leap(97)
  await once('key.expiring')
  await once('delivery.failing')
  await leap(30)
  await once('delivery.disabled')
  // Two looks fifteen seconds apart; what a look found is kept for a second of real time.
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1050))
    await pass(clock, 30_000, 2)
  }
  await look()
  // Other parts of a test server may be degraded too: each is told under its own subject.
  await once('health.degraded', 1, 'health/webhooks')
  await server.client.changeWebhook({ params: { id }, body: { active: true, url: 'https://example.org/' } })
  await look()
  await once('health.recovered', 1, 'health/webhooks')

  const events = await eventsOf(server)
  for (const { type, data, version } of events) {
    const declared = businessEvents[type as BusinessEventName]
    expect([version, refusalsOf(declared.data, data)], type).toEqual([declared.version, []])
  }
  const later = businessEventNames.filter((name) => 'isLater' in businessEvents[name])
  expect(businessEventNames.filter((name) => !seen.has(name) && !later.includes(name))).toEqual([])
  // Nothing is told twice: a design once per revision, everything else once per subject.
  const keys = events.map(({ type, subject, data }) => `${type} ${subject} ${type === 'design.saved' ? data.revision : ''}`)
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
})

/** As if the folder had been used for so long. */
function moveAwake(dataFolder: string, ms: number): void {
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  db.prepare('UPDATE jobAwake SET awakeMs = awakeMs + ?').run(ms)
  db.close()
}
