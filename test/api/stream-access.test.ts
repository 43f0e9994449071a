// Live streams by who reads them: only what they may read, and an end within a second when that changes. The same over MQTT.
import mqtt from 'mqtt'
import { describe, expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { permissions } from '../../src/contract/routes.ts'
import { createAccessChanges } from '../../src/server/access-changes.ts'
import { mayReceive, maySubscribe } from '../../src/server/broker/access.ts'
import { createBus } from '../../src/server/bus.ts'
import type { Caller } from '../../src/server/caller.ts'
import { createLive } from '../../src/server/http/live.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { accountWith, owner } from '../helpers/test-callers.ts'
import { createTestDevices } from '../helpers/test-devices.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

/** Reads a stream until it ends; `text` grows meanwhile. */
async function follow(server: TestServer, key: string) {
  const reply = await fetch(`${server.baseUrl}/api/v1/events`, { headers: { 'x-api-key': key } })
  expect(reply.status).toBe(200)
  const seen = { text: '', hasEnded: false }
  const reader = (reply.body as ReadableStream<Uint8Array>).getReader()
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      seen.text += new TextDecoder().decode(value)
    }
    seen.hasEnded = true
  })()
  const until = async (part: string) => {
    for (let waitedMs = 0; !seen.text.includes(part) && waitedMs < 3000; waitedMs += 5) await new Promise((r) => setTimeout(r, 5))
    return seen.text.includes(part)
  }
  return { seen, ended, until, close: () => reader.cancel() }
}
const keyWith = (server: TestServer, scopes: string[], more: object = {}) =>
  server.client.createApiKey({ body: { name: 'x', scopes, ...more } })
const room = { outer: [[0, 0], [3000, 0], [3000, 3000], [0, 3000]] } // biome-ignore format: one room, one line
const system = { kind: 'grid' as const, module: [600, 600] as [number, number] }

describe('an event stream', () => {
  test('of a guest carries projects, sensors and alarms, and nothing else', async (t) => {
    const server = await startTestServer(t)
    const guest = await follow(server, (await keyWith(server, ['projects:read', 'sensors:read', 'alarms:read'])).key)
    await server.client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
    await server.client.createDashboard({ body: { name: 'Board', tiles: [] } })
    await server.client.storeReadings({ params: { id: 'n1_temperature' }, body: { value: 40 } })
    await server.client.createProject({ body: { name: 'Last' } })
    expect(await guest.until('event: alarm.raised')).toBe(true)
    const { id } = await server.client.createProject({ body: { name: 'Really last' } })
    await server.client.changeProject({ params: { id }, body: { name: 'The very last' }, ifMatch: 1 })
    expect(await guest.until('The very last')).toBe(true)
    const names = new Set([...guest.seen.text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name))
    expect([...names].filter((name) => !/^(snapshot|project\.|design\.|readings\.|sensor\.|alarm\.)/.test(name ?? ''))).toEqual([])
    expect([...names].sort()).toEqual(expect.arrayContaining(['alarm.raised', 'project.changed', 'readings.stored', 'snapshot']))
    // The owner saw the rest.
    expect((await server.events()).map(({ name }) => name)).toEqual(expect.arrayContaining(['dashboard.changed', 'node.changed']))
    await guest.close()
  })

  test('of a key for alarms only has a snapshot without designs, and one for one project only that project', async (t) => {
    const server = await startTestServer(t)
    const make = async (name: string) => {
      const { id } = await server.client.createProject({ body: { name } })
      return { id, design: await server.client.createDesign({ params: { id }, body: { name: `${name} design`, room, system } }) }
    }
    const [mine, theirs] = [await make('Mine'), await make('Theirs')]
    const alarms = await follow(server, (await keyWith(server, ['alarms:read'])).key)
    expect(await alarms.until('event: snapshot')).toBe(true)
    expect(alarms.seen.text).toContain('"designs":[]')
    const one = await follow(server, (await keyWith(server, ['projects:read', 'sensors:read'], { projectIds: [mine.id] })).key)
    for (const { id, design } of [theirs, mine]) {
      await server.client.createDesign({ params: { id }, body: { name: 'Another', room, system } })
      const location = { kind: 'point' as const, designId: design.id, xMm: 0, yMm: 0, zMm: 0 }
      const nodeId = `node-${id.slice(0, 6)}`
      await server.client.createNode({ body: { nodeId, sensors: ['temperature'], location } })
      await server.client.storeReadings({ params: { id: `${nodeId}_temperature` }, body: { value: 21 } })
      server.clock.advance(200)
    }
    expect(await one.until(`"sensorId":"node-${mine.id.slice(0, 6)}_temperature"`)).toBe(true)
    expect(one.seen.text).toContain(mine.design.id)
    // Its alarms are counted for themselves: in the list, in the snapshot, in what comes later.
    const mineOnly = { projectIds: [mine.id] }
    const alarmKey = (await keyWith(server, ['projects:read', 'sensors:read', 'alarms:read'], mineOnly)).key
    for (const { id } of [theirs, mine, theirs]) {
      server.clock.advance(1000)
      await server.client.storeReadings({ params: { id: `node-${id.slice(0, 6)}_temperature` }, body: { value: id === mine.id ? 40 : 45 } })
    }
    await expect.poll(async () => (await server.client.listAlarms({ query: {} })).counts.active).toBe(2)
    const counted = async () => {
      const reply = await fetch(`${server.baseUrl}/api/v1/alarms`, { headers: { 'x-api-key': alarmKey } })
      return (await reply.json()) as { items: { id: string }[]; counts: { active: number } }
    }
    const { items, counts } = await counted()
    expect([items.length, counts.active]).toEqual([1, 1])
    const counting = await follow(server, alarmKey)
    expect(await counting.until('"alarms":{"active":1,')).toBe(true)
    await server.client.acknowledgeAlarm({ params: { id: items[0]?.id ?? '' }, body: {} })
    expect(await counting.until('event: alarm.acknowledged')).toBe(true)
    expect(counting.seen.text).toContain('"unacknowledged":0')
    expect(counting.seen.text).not.toContain('"active":2')
    await counting.close()
    for (const trace of [theirs.id, theirs.design.id, `node-${theirs.id.slice(0, 6)}`]) expect(one.seen.text).not.toContain(trace)
    for (const stream of [alarms, one]) await stream.close()
  })

  test('ends at once when its key is paused or revoked, and within a second when it expires; others go on', async (t) => {
    const server = await startTestServer(t)
    const make = () => keyWith(server, ['projects:read'], { expiresInDays: 1 })
    const [paused, revoked, expiring] = [await make(), await make(), await make()]
    server.clock.advance(86_400_000 - 1000)
    const other = await follow(server, (await keyWith(server, ['projects:read'])).key)
    const streams = [await follow(server, paused.key), await follow(server, revoked.key), await follow(server, expiring.key)]
    const startMs = performance.now()
    await server.client.changeApiKey({ params: { id: paused.id }, body: { active: false } })
    await streams[0]?.ended
    await server.client.deleteApiKey({ params: { id: revoked.id } })
    await streams[1]?.ended
    expect(performance.now() - startMs).toBeLessThan(1000)
    expect(streams[2]?.seen.hasEnded).toBe(false)
    server.clock.advance(2000)
    await streams[2]?.ended
    expect(other.seen.hasEnded).toBe(false)
    await other.close()
  })

  test('of an account, its token and the MQTT connection of its key all end within a second of a demotion, a disabling, a revocation', async (t) => {
    const mqttOptions = { host: '127.0.0.1', port: 0, auth: 'required', tlsPort: null, webSocketPort: null, tlsCertificate: null } as const
    const server = await startTestServer(t, { options: { mqtt: mqttOptions } })
    const password = 'correct horse battery'
    const { id } = await server.client.createAccount({ body: { email: 'ada@example.com', role: 'administrator', password } })
    await server.client.createAccount({ body: { email: 'root@example.com', role: 'administrator', password } })
    const params = { id }
    const change = (body: { role?: string; active?: boolean }) => server.client.changeAccount({ params, body })
    const deeds: [name: string, keyStays: boolean, deed: (made: { keyId: string; sessionId: string }) => Promise<unknown>][] = [
      ['demoted', false, () => change({ role: 'guest' })],
      ['disabled', false, () => change({ active: false })],
      ['the session revoked', true, ({ sessionId }) => server.client.revokeSession({ params: { id: sessionId } })],
      ['the key revoked', false, ({ keyId }) => server.client.deleteApiKey({ params: { id: keyId } })],
    ]
    for (const [name, keyStays, deed] of deeds) {
      await change({ role: 'administrator', active: true })
      const { accessToken } = await server.client.logIn({ body: { email: 'ada@example.com', password } })
      const ada = createClient({ baseUrl: server.baseUrl, token: () => accessToken })
      const { sessionId } = await ada.getMe({})
      const { id: keyId, key } = await ada.createApiKey({ body: { name: 'panel', scopes: ['nodes:read', 'sensors:read'] } })
      const abort = new AbortController()
      const stream = ada.openEvents(abort.signal)
      await stream.next()
      const streamEnded = (async () => {
        for (;;) if ((await stream.next()).done === true) return 'ended'
      })().catch(() => 'ended')
      const panel = await mqtt.connectAsync(server.server.mqttUrl ?? '', { username: 'key', password: key, reconnectPeriod: 0 })
      const mqttEnded = new Promise((resolve) => panel.once('close', () => resolve('ended')))
      expect(await ada.listAccounts({ query: {} })).toHaveProperty('items')
      const startMs = performance.now()
      await deed({ keyId, sessionId: sessionId ?? '' })
      const stays = (ms: number) => new Promise((resolve) => setTimeout(() => resolve('stays'), ms))
      // Refused from the very next request on.
      const token = await ada.listAccounts({ query: {} }).then(() => 'works', () => 'refused') // biome-ignore format: one thought
      const isOfSession = name !== 'the key revoked'
      expect([name, token]).toEqual([name, isOfSession ? 'refused' : 'works'])
      if (isOfSession) expect([name, await Promise.race([streamEnded, stays(1000)])]).toEqual([name, 'ended'])
      expect([name, await Promise.race([mqttEnded, stays(keyStays ? 200 : 1000)])]).toEqual([name, keyStays ? 'stays' : 'ended'])
      expect(performance.now() - startMs).toBeLessThan(1000)
      abort.abort()
      panel.end(true)
    }
  })

  test('ends as soon as its reader’s role, session or account is told to have changed, and only then', () => {
    const changes = createAccessChanges({ onError: () => {} })
    const live = createLive({
      ...{ bus: createBus({ onError: () => {} }), clock: createFakeClock(), narrow: (fact) => fact, onChange: changes.onChange },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      takeSnapshot: () => ({
        at: 0,
        version: '1',
        settingsRevision: 1,
        designs: [],
        alarms: { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, clearedToday: 0, byPriority: [0, 0, 0, 0] },
      }),
    })
    const open = (caller: Caller) => {
      const reader = { caller: caller as Caller | null, hasEnded: false }
      const response = { writeHead: () => {}, write: () => {}, on: () => {}, writableLength: 0, end: () => (reader.hasEnded = true) }
      live.open(response as unknown as Parameters<typeof live.open>[0], () => reader.caller)
      return reader
    }
    const ann = open(accountWith(['projects:read'], { accountId: 'ann', sessionId: 's1' }))
    const bob = open(accountWith(['projects:read'], { accountId: 'bob', sessionId: 's2' }))
    const who = { accountId: null, sessionId: null, keyId: null }
    changes.tell({ ...who, accountId: 'ann' })
    expect([ann.hasEnded, bob.hasEnded]).toEqual([false, false])
    ann.caller = accountWith(['sensors:read'], { accountId: 'ann', sessionId: 's1' })
    changes.tell({ ...who, accountId: 'bob' })
    expect([ann.hasEnded, bob.hasEnded]).toEqual([false, false])
    changes.tell({ ...who, accountId: 'ann' })
    expect([ann.hasEnded, bob.hasEnded]).toEqual([true, false])
    bob.caller = null
    changes.tell({ ...who, sessionId: 's2' })
    expect(bob.hasEnded).toBe(true)
    const role = open(accountWith(['projects:read']))
    role.caller = accountWith([])
    changes.tell(who)
    expect([role.hasEnded, live.readers]).toEqual([true, 0])
  })
})

describe('over MQTT', () => {
  const program = (scopes: readonly string[], projectIds: readonly string[] | null = null) => ({
    kind: 'program' as const,
    keyId: 'k',
    scopes,
    projectIds,
  })
  const topics = {
    'ceiling/sensors/n1_temperature/data': 'sensors:read',
    'ceiling/nodes/n1/registration': 'nodes:read',
    'ceiling/nodes/n1/status': 'nodes:read',
    'ceiling/commands/n1': 'commands:read',
    'ceiling/commands/n1/ack': 'commands:read',
    'ceiling/something/else': 'topics:read',
  }

  test('a program gets each topic by the scope that opens it, and the passwords of replies never', () => {
    for (const [topic, scope] of Object.entries(topics)) {
      expect([topic, mayReceive(program([scope]), topic)]).toEqual([topic, true])
      expect([topic, mayReceive(program(permissions.filter((one) => one !== scope)), topic)]).toEqual([topic, false])
    }
    expect(mayReceive(program(permissions), 'ceiling/nodes/n1/registration/reply')).toBe(false)
    expect([maySubscribe(program(['projects:write']), 'ceiling/#'), maySubscribe(program(['nodes:read']), 'ceiling/#')]).toEqual([
      false,
      true,
    ])
  })

  test('a key limited to projects gets what is placed in them', (t) => {
    const devices = createTestDevices(t)
    const at = devices.clock.now()
    const design = {
      name: 'D',
      revision: 1,
      system: { kind: 'grid' as const, module: [600, 600] as [number, number] },
      outline: null,
      createdAt: at,
      updatedAt: at,
    }
    const project = {
      notes: '',
      units: 'metric' as const,
      catalogue: 'generic',
      wasteRate: 0,
      labourRate: 0,
      taxRate: 0,
      revision: 1,
      createdAt: at,
      updatedAt: at,
    }
    devices.store.transaction(() => {
      for (const id of ['a', 'b']) {
        devices.store.project.insert({ ...project, id: `p-${id}`, name: id } as never)
        devices.store.design.insert({ ...design, id: `d-${id}`, projectId: `p-${id}` } as never)
        devices.store.revision.insert({
          designId: `d-${id}`,
          number: 1,
          name: 'D',
          cause: 'created' as never,
          savedAt: at,
          document: '{"fixtures":{}}',
        })
      }
    })
    for (const id of ['a', 'b'])
      devices.node.create({
        nodeId: `n-${id}`,
        sensors: ['temperature'],
        location: { kind: 'point', designId: `d-${id}`, xMm: 0, yMm: 0, zMm: 0 },
      })
    devices.node.create({ nodeId: 'nowhere', sensors: ['temperature'] })
    const limited = program(permissions, ['p-a'])
    const gets = (topic: string) => mayReceive(limited, topic, devices.gate.isPlacedIn)
    for (const leaf of [
      'sensors/X_temperature/data',
      'sensors/X/data',
      'nodes/X/status',
      'nodes/X/registration',
      'commands/X',
      'commands/X/ack',
    ]) {
      const of = (nodeId: string) => gets(`ceiling/${leaf.replace('X', nodeId)}`)
      expect([leaf, of('n-a'), of('n-b'), of('nowhere'), of('unknown')]).toEqual([leaf, true, false, false, false])
    }
    const { key } = devices.apiKey.create({ name: 'x', scopes: ['sensors:read'], projectIds: ['p-a'] }, owner)
    const answer = devices.gate.authenticate({ username: 'key', password: new TextEncoder().encode(key), clientId: 'x', address: '::1' })
    expect(answer).toMatchObject({ kind: 'program', projectIds: ['p-a'] })
  })
})
