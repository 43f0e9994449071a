// The life of a key: who may give what, limits, partial changes, rotation with an overlap, its end and the warnings before it, and what it
// was used for.
import { describe, expect, test } from 'vitest'
import { permissions } from '../../src/contract/routes.ts'
import type { CreateApiKey } from '../../src/contract/schemas/api-key.ts'
import { exampleRoute, exampleUrl } from '../../src/renderer/admin/keys-examples.ts'
import { createBus } from '../../src/server/bus.ts'
import { createApiKeyService, type KeyOwners } from '../../src/server/services/api-key.ts'
import { createBrokerLink } from '../../src/server/services/broker-link.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { accountWith, owner } from '../helpers/test-callers.ts'
import { createFakeBroker } from '../helpers/test-devices.ts'
import { collectingLog, type LogLine, startTestServer } from '../helpers/test-server.ts'
import { makeDataFolder, openRaw, openTestStore } from '../store/open-database.ts'
import { refusalOf } from './refusal-of.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const readSensors: CreateApiKey = { name: 'BMS', scopes: ['sensors:read'] }

function start(t: { onTestFinished(fn: () => void): void }, { dataFolder = makeDataFolder(t), startAt = Date.UTC(2026, 0, 5, 8) } = {}) {
  const store = openTestStore(t, dataFolder)
  const ticking = createFakeClock(startAt)
  let sleptMs = 0
  const clock: FakeClock = { ...ticking, now: () => ticking.now() + sleptMs }
  /** As a computer that slept: time went on, nothing ran until a second after it woke. */
  const sleep = (ms: number) => {
    sleptMs += ms - 1000
    clock.advance(1000)
  }
  const held = new Map<string, ReadonlySet<string>>()
  const owners: KeyOwners = { nameOf: (id) => (held.has(id) ? 'Ann' : null), permissionsOf: (id) => held.get(id) ?? null }
  const told: string[] = []
  const facts: string[] = []
  const lines: LogLine[] = []
  const writes = { count: 0 }
  const counted = {
    ...store,
    apiKey: {
      ...store.apiKey,
      addUse: (...args: Parameters<typeof store.apiKey.addUse>) => {
        writes.count += 1
        store.apiKey.addUse(...args)
      },
    },
  }
  const bus = createBus({
    onError: (error) => {
      throw error
    },
  })
  bus.subscribe((fact) => {
    if (fact.name === 'key.expiring') facts.push(`${fact.payload.name} ${fact.payload.days}`)
  })
  const link = createBrokerLink()
  const broker = createFakeBroker()
  link.attach(broker)
  const events = createEventWriter({ store, clock, log: collectingLog(lines), randomId: () => crypto.randomUUID(), actor: () => 'Plenum' })
  const keys = createApiKeyService({
    ...{ store: counted, bus, clock, log: collectingLog(lines), link, owners, events },
    tellAccess: (id) => void told.push(id),
  })
  t.onTestFinished(() => keys.stop())
  return { keys, clock, sleep, held, told, facts, lines, writes, broker, dataFolder, store }
}

describe('nobody gives what they lack', () => {
  test('by making a key, by widening, resuming, prolonging or rotating one', (t) => {
    const { keys, held } = start(t)
    const ann = accountWith(['sensors:read', 'api-keys:write'])
    held.set('account-1', ann.permissions)
    expect(() => keys.create({ name: 'x', scopes: ['sensors:read', 'commands:write'] }, ann)).toThrow('You lack commands:write yourself')
    const own = keys.create(readSensors, ann)
    expect(own).toMatchObject({ ownerId: 'account-1', ownerName: 'Ann', effectiveScopes: ['sensors:read'] })
    const strong = keys.create({ name: 'strong', scopes: ['commands:write', 'sensors:read'] }, owner)
    expect(() => keys.change(own.id, { scopes: ['sensors:read', 'commands:write'] }, ann)).toThrow('commands:write')
    expect(() => keys.rotate(strong.id, {}, ann)).toThrow('commands:write')
    expect(() => keys.change(strong.id, { expiresInDays: 366 }, ann)).toThrow('commands:write')
    keys.change(strong.id, { active: false }, ann)
    expect(() => keys.change(strong.id, { active: true }, ann)).toThrow('commands:write')
    expect(keys.get(strong.id)).toMatchObject({ state: 'paused', scopes: ['commands:write', 'sensors:read'] })
    // What is hers to give, she may.
    expect(keys.change(strong.id, { scopes: ['sensors:read'] }, ann).scopes).toEqual(['sensors:read'])
  })

  test('of projects: whoever sees some gives some of these', (t) => {
    const { keys } = start(t)
    const held = accountWith(permissions, { projectIds: new Set(['p1', 'p2']), accountId: null })
    expect(() => keys.create(readSensors, held)).toThrow('some projects only')
    expect(() => keys.create({ ...readSensors, projectIds: ['p1', 'p3'] }, held)).toThrow('some projects only')
    const { id, key, projectIds } = keys.create({ ...readSensors, projectIds: ['p1'] }, held)
    expect([projectIds, keys.findProgram(key)?.projectIds]).toEqual([['p1'], ['p1']])
    expect(() => keys.change(id, { projectIds: null }, held)).toThrow('some projects only')
    expect(keys.change(id, { projectIds: null }, owner).projectIds).toBeNull()
  })

  test('and a key shrinks with its owner at once, and dies with the account', (t) => {
    const { keys, held } = start(t)
    held.set('account-1', new Set(['sensors:read', 'alarms:read']))
    const { id, key } = keys.create({ name: 'x', scopes: ['sensors:read', 'alarms:read'] }, accountWith(['sensors:read', 'alarms:read']))
    expect(keys.findProgram(key)?.scopes).toEqual(['alarms:read', 'sensors:read'])
    held.set('account-1', new Set(['sensors:read']))
    expect([keys.findProgram(key)?.scopes, keys.get(id).effectiveScopes]).toEqual([['sensors:read'], ['sensors:read']])
    expect(keys.get(id).scopes).toEqual(['alarms:read', 'sensors:read'])
    held.delete('account-1')
    expect([keys.findProgram(key), keys.check(key).kind, keys.get(id).ownerName]).toEqual([null, 'refused', 'a deleted account'])
  })

  test('and a key can’t raise its own limits', (t) => {
    const { keys } = start(t)
    const { id } = keys.create({ name: 'x', scopes: ['api-keys:write'] }, owner)
    const program = { ...owner, kind: 'program' as const, keyId: id, permissions: new Set(['api-keys:write']) }
    expect(() => keys.change(id, { perMinute: 1_000_000 }, program)).toThrow('its own limits')
    expect(keys.change(id, { perMinute: 1_000_000 }, owner).perMinute).toBe(1_000_000)
  })
})

describe('limits and changes', () => {
  test('are 100 a minute and 1000 an hour unless told, and only what is sent changes', (t) => {
    const { keys } = start(t)
    const { id } = keys.create({ ...readSensors, description: 'the wall' }, owner)
    expect(keys.limitsOf(id)).toEqual({ perMinute: 100, perHour: 1000, perDay: null })
    const before = keys.get(id)
    expect(keys.change(id, { perDay: 5000 }, owner)).toEqual({ ...before, perDay: 5000 })
    expect(keys.change(id, { name: 'BMS 2' }, owner)).toEqual({ ...before, perDay: 5000, name: 'BMS 2' })
    expect(keys.change(id, { perDay: null }, owner)).toEqual({ ...before, name: 'BMS 2' })
    expect(keys.change(id, {}, owner)).toEqual({ ...before, name: 'BMS 2' })
    keys.remove(id)
    expect(keys.limitsOf(id)).toBeNull()
  })

  test('to less close what is open; to another name leave it', (t) => {
    const { keys, told, broker } = start(t)
    const { id } = keys.create({ name: 'x', scopes: ['sensors:read', 'alarms:read'] }, owner)
    keys.change(id, { name: 'y', perMinute: 5 }, owner)
    expect([told, broker.closed]).toEqual([[], []])
    keys.change(id, { scopes: ['sensors:read'] }, owner)
    keys.change(id, { projectIds: ['p1'] }, owner)
    expect([told, broker.closed.length]).toEqual([[id, id], 2])
  })

  test('"never" is for administrators; 366 days are for everybody', (t) => {
    const { keys, clock } = start(t)
    const ann = accountWith(['sensors:read', 'api-keys:write'])
    expect(() => keys.create({ ...readSensors, expiresInDays: null }, ann)).toThrow('Only an administrator')
    expect(keys.create({ ...readSensors, expiresInDays: 366 }, ann).expiresAt).toBe(clock.now() + 366 * dayMs)
    const forever = keys.create({ ...readSensors, expiresInDays: null }, owner)
    expect([forever.expiresAt, forever.state]).toEqual([null, 'active'])
    const { id } = keys.create(readSensors, ann)
    expect(() => keys.change(id, { expiresInDays: null }, ann)).toThrow('Only an administrator')
  })
})

describe('rotation', () => {
  test('leaves two live secrets for the overlap, says which one is used, then one', (t) => {
    const { keys, clock, sleep, told, broker } = start(t)
    const first = keys.create(readSensors, owner)
    keys.findProgram(first.key)
    sleep(10 * dayMs)
    const second = keys.rotate(first.id, { overlapHours: 48 }, owner)
    expect(second).toMatchObject({ id: first.id, prefix: first.prefix, state: 'rotating', rotatedAt: clock.now() })
    expect([second.oldSecretUntil, second.expiresAt]).toEqual([clock.now() + 48 * hourMs, clock.now() + 90 * dayMs])
    expect(second.key).not.toBe(first.key)
    for (const key of [first.key, first.key, second.key]) expect(keys.findProgram(key)?.keyId).toBe(first.id)
    expect(keys.usage(first.id)).toMatchObject({ oldSecretCalls: 2, newSecretCalls: 1 })
    expect(told).toEqual([])
    sleep(48 * hourMs - 1)
    expect(keys.findProgram(first.key)).not.toBeNull()
    clock.advance(1000)
    expect([keys.findProgram(first.key), keys.findProgram(second.key)?.keyId]).toEqual([null, first.id])
    expect(keys.get(first.id)).toMatchObject({ state: 'active', oldSecretUntil: null })
    // What the older secret had opened was closed by itself.
    expect([told, broker.closed.map((one) => one.client)]).toEqual([[first.id], [first.id]])
  })

  test('without an overlap, or with it ended, ends the older secret at once', (t) => {
    const { keys, clock, broker } = start(t)
    const first = keys.create(readSensors, owner)
    const second = keys.rotate(first.id, { overlapHours: 0 }, owner)
    expect([keys.findProgram(first.key), broker.closed.length, second.oldSecretUntil]).toEqual([null, 1, null])
    expect(() => keys.change(first.id, { overlapHours: 24 }, owner)).toThrow('no older secret')
    const third = keys.rotate(first.id, {}, owner)
    expect(third.oldSecretUntil).toBe(clock.now() + 24 * hourMs)
    expect(keys.change(first.id, { overlapHours: 72 }, owner).oldSecretUntil).toBe(clock.now() + 72 * hourMs)
    expect(keys.findProgram(second.key)).not.toBeNull()
    // A further rotation leaves two, never three.
    const fourth = keys.rotate(first.id, {}, owner)
    expect([second.key, third.key, fourth.key].map((key) => keys.findProgram(key) !== null)).toEqual([false, true, true])
    keys.change(first.id, { overlapHours: 0 }, owner)
    expect([third.key, fourth.key].map((key) => keys.findProgram(key) !== null)).toEqual([false, true])
  })

  test('never prolongs the older secret, and survives a restart', (t) => {
    const running = start(t)
    const first = running.keys.create({ ...readSensors, expiresInDays: 1 }, owner)
    const second = running.keys.rotate(first.id, { overlapHours: 720 }, owner)
    expect(second.oldSecretUntil).toBe(first.expiresAt)
    running.keys.findProgram(first.key)
    running.keys.stop()
    const again = start(t, { dataFolder: running.dataFolder })
    expect([first.key, second.key].map((key) => again.keys.findProgram(key) !== null)).toEqual([true, true])
    expect(again.keys.usage(first.id)).toMatchObject({ oldSecretCalls: 2, newSecretCalls: 1 })
  })
})

describe('the end', () => {
  test('is warned of 30, 14, 7 and 1 day before, each once, also over a restart and a long sleep', (t) => {
    const running = start(t)
    const { id } = running.keys.create(readSensors, owner)
    running.sleep(59 * dayMs)
    expect([running.facts, running.keys.get(id).state]).toEqual([[], 'active'])
    running.sleep(dayMs)
    expect([running.facts, running.keys.get(id).state]).toEqual([['BMS 30'], 'expiresSoon'])
    running.keys.stop()
    const again = start(t, { dataFolder: running.dataFolder, startAt: running.clock.now() })
    again.clock.advance(2000)
    expect(again.facts).toEqual([])
    // Asleep past two of them: the nearest is told.
    const slept = start(t, { dataFolder: running.dataFolder, startAt: running.clock.now() + 24 * dayMs })
    again.keys.stop()
    slept.clock.advance(2000)
    expect(slept.facts).toEqual(['BMS 5'])
    expect(slept.lines.filter((line) => line.level === 'warn')).toMatchObject([{ message: 'an API key ends soon', facts: { days: 7 } }])
    expect(slept.keys.warnings()).toEqual(['The API key "BMS" ends in 5 days; rotate it.'])
    slept.sleep(5 * dayMs)
    expect(slept.facts).toEqual(['BMS 5', 'BMS 0'])
  })

  test('needs no warning for a key that was made for less, and none after a rotation', (t) => {
    const { keys, sleep, facts } = start(t)
    keys.create({ ...readSensors, name: 'day', expiresInDays: 1 }, owner)
    keys.create({ ...readSensors, name: 'month', expiresInDays: 30 }, owner)
    const { id } = keys.create({ ...readSensors, name: 'rotated', expiresInDays: 40 }, owner)
    sleep(11 * dayMs)
    expect(facts).toEqual(['rotated 29'])
    keys.rotate(id, {}, owner)
    sleep(6 * dayMs)
    expect(facts).toEqual(['rotated 29', 'month 13'])
  })

  test('counts to the millisecond, closes what was open within a second, and a rotation brings the key back', (t) => {
    const { keys, clock, sleep, told } = start(t)
    const first = keys.create({ ...readSensors, expiresInDays: 1 }, owner)
    sleep(dayMs - 1)
    expect([keys.findProgram(first.key)?.keyId, told]).toEqual([first.id, []])
    clock.advance(1)
    expect(keys.findProgram(first.key)).toBeNull()
    clock.advance(1000)
    expect([told, keys.get(first.id).state]).toEqual([[first.id], 'expired'])
    clock.advance(5000)
    expect(told).toEqual([first.id])
    const second = keys.rotate(first.id, {}, owner)
    expect([keys.findProgram(first.key), keys.findProgram(second.key)?.keyId, second.state]).toEqual([null, first.id, 'expiresSoon'])
  })
})

describe('use', () => {
  const call = (keyId: string, more = {}) => ({ keyId, route: 'listSensors', status: 200, tookMs: 4, program: 'wall/1.0', ...more })

  test('is added up without a write per request, and is on disk a second later and at stop', (t) => {
    const running = start(t)
    const { id } = running.keys.create(readSensors, owner)
    for (let i = 0; i < 950; i += 1) running.keys.record(call(id))
    for (let i = 0; i < 50; i += 1) running.keys.record(call(id, { route: 'listNodes', status: 403, tookMs: 200, program: 'other/2' }))
    expect(running.writes.count).toBe(0)
    running.clock.advance(1000)
    expect(running.writes.count).toBe(1)
    running.clock.advance(10_000)
    expect(running.writes.count).toBe(1)
    // A second connection sees it: the process may die now.
    expect(start(t, { dataFolder: running.dataFolder }).keys.usage(id).total).toBe(1000)
    running.keys.record(call(id))
    running.keys.stop()
    const { usage } = start(t, { dataFolder: running.dataFolder }).keys
    expect(usage(id)).toMatchObject({ total: 1001, today: 1001, errorShare: 50 / 1001 })
    expect(usage(id).routes).toEqual([
      { route: 'listSensors', calls: 951, errors: 0 },
      { route: 'listNodes', calls: 50, errors: 50 },
    ])
    expect(usage(id).callers[0]).toEqual({ at: running.clock.now(), program: 'wall/1.0', route: 'listSensors', status: 200 })
    expect(usage(id).callers).toHaveLength(20)
  })

  test('gives percentiles within a twentieth, over seven days, and days without holes', (t) => {
    const { keys, sleep } = start(t)
    const { id } = keys.create(readSensors, owner)
    expect(keys.usage(id)).toMatchObject({ total: 0, errorShare: 0, p50Ms: null, p95Ms: null, callers: [], routes: [] })
    for (let i = 1; i <= 1000; i += 1) keys.record(call(id, { tookMs: i / 10 }))
    const near = (found: number | null, wanted: number) => expect(Math.abs((found ?? 0) / wanted - 1)).toBeLessThan(0.05)
    near(keys.usage(id).p50Ms, 50)
    near(keys.usage(id).p95Ms, 95)
    sleep(7 * dayMs)
    keys.record(call(id, { tookMs: 1 }))
    near(keys.usage(id).p95Ms, 1)
    const { days, today, total } = keys.usage(id)
    expect([days.length, today, total, days.filter((day) => day.calls > 0).map((day) => day.calls)]).toEqual([30, 1, 1001, [1000, 1]])
    sleep(200 * dayMs)
    keys.record(call(id))
    expect(keys.usage(id)).toMatchObject({ total: 1002, today: 1 })
  })

  test('is told by the hour and for today, over a restart, and an hour goes after two days', (t) => {
    const startAt = new Date(2026, 0, 5, 8, 20).getTime()
    const running = start(t, { startAt })
    const { id, key } = running.keys.create(readSensors, owner)
    running.keys.rotate(id, {}, owner)
    running.keys.findProgram(key)
    running.keys.record(call(id))
    running.keys.record(call(id, { status: 429 }))
    // On disk already: the hour under way is added to, not begun again.
    running.sleep(30 * 60_000)
    running.keys.record(call(id))
    expect(running.keys.usage(id)).toMatchObject({ today: 3, errorsToday: 1 })
    running.keys.stop()
    const again = start(t, { dataFolder: running.dataFolder, startAt: running.clock.now() })
    again.sleep(3 * hourMs)
    again.keys.record(call(id, { status: 500 }))
    const { hours } = again.keys.usage(id)
    expect(hours.map((hour) => hour.at)).toEqual(Array.from({ length: 24 }, (_, i) => new Date(2026, 0, 4, 12 + i).getTime()))
    expect(hours.filter((hour) => hour.calls > 0)).toEqual([
      { at: new Date(2026, 0, 5, 8).getTime(), calls: 3, errors: 1, oldSecretCalls: 1 },
      { at: new Date(2026, 0, 5, 11).getTime(), calls: 1, errors: 1, oldSecretCalls: 0 },
    ])
    expect(again.keys.get(id)).toMatchObject({ callsToday: 4, errorsToday: 2 })
    // A further rotation begins to count the secrets anew.
    again.keys.rotate(id, {}, owner)
    expect(again.keys.usage(id).hours.every((hour) => hour.oldSecretCalls === 0)).toBe(true)
    again.sleep(22 * hourMs)
    expect(again.keys.get(id)).toMatchObject({ callsToday: 0, errorsToday: 0 })
    expect(again.keys.usage(id)).toMatchObject({ total: 4, today: 0, errorsToday: 0 })
    expect(again.keys.usage(id).hours.map((hour) => hour.calls)).toEqual([0, 1, ...Array.from({ length: 22 }, () => 0)])
    const db = openRaw(t, running.dataFolder)
    const stored = () => db.prepare('SELECT calls FROM apiKeyUseHour ORDER BY at').pluck().all()
    expect(stored()).toEqual([3, 1])
    again.sleep(24 * hourMs)
    again.keys.record(call(id))
    again.clock.advance(1000)
    expect(stored()).toEqual([1, 1])
    again.keys.remove(id)
    expect(stored()).toEqual([])
  })

  test('of a key that is gone is dropped, and a strange duration breaks nothing', (t) => {
    const { keys, clock } = start(t)
    const { id } = keys.create(readSensors, owner)
    const other = keys.create(readSensors, owner)
    for (const tookMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e12]) keys.record(call(other.id, { tookMs }))
    keys.record(call(id))
    keys.remove(id)
    keys.record(call(id))
    clock.advance(1000)
    expect(() => keys.usage(id)).toThrow('no such API key')
    expect(keys.usage(other.id).total).toBe(5)
  })

  test('waits while the disk refuses, and loses nothing', (t) => {
    const { keys, clock, store, lines } = start(t)
    const { id } = keys.create(readSensors, owner)
    keys.record(call(id))
    store.close()
    clock.advance(3000)
    expect(lines.filter((line) => line.message.includes('could not be written'))).toHaveLength(3)
    expect(keys.get.bind(keys, id)).not.toThrow()
  })
})

test('over HTTP: made, changed in part, rotated and looked at, with 403 for what the caller lacks', async (t) => {
  const { client, request, ...server } = await startTestServer(t)
  const manager = await client.createApiKey({ body: { name: 'manager', scopes: ['api-keys:write', 'api-keys:read', 'sensors:read'] } })
  const asManager = (path: string, body: unknown, method = 'POST') =>
    fetch(`${server.baseUrl}/api/v1${path}`, {
      method,
      headers: { 'x-api-key': manager.key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await asManager('/api-keys', { name: 'x', scopes: ['commands:write'] })).status).toBe(403)
  expect((await asManager('/api-keys', { name: 'x', scopes: ['sensors:read'], expiresInDays: null })).status).toBe(403)
  expect((await asManager('/api-keys', { name: 'x', scopes: ['sensors:read'] })).status).toBe(201)
  const made = await client.createApiKey({ body: { ...readSensors, perMinute: 7 } })
  const params = { id: made.id }
  expect(await client.changeApiKey({ params, body: { description: 'the wall' } })).toMatchObject({
    description: 'the wall',
    perMinute: 7,
    perHour: 1000,
  })
  const rotated = await client.rotateApiKey({ params, body: {} })
  for (const key of [made.key, rotated.key])
    expect((await request('/sensors', { headers: { authorization: `Bearer ${key}` } })).status).toBe(200)
  const usage = await client.getApiKeyUsage({ params })
  expect(usage).toMatchObject({ oldSecretCalls: 1, newSecretCalls: 1, total: 2, routes: [{ route: 'listSensors', calls: 2, errors: 0 }] })
  expect(usage.limits).toMatchObject([
    { windowS: 60, limit: 7, remaining: 5 },
    { windowS: 3600, limit: 1000, remaining: 998 },
  ])
  expect((await refusalOf(client.rotateApiKey({ params: { id: 'nowhere' }, body: {} }))).code).toBe('not_found')
  expect(await client.getApiKey({ params })).toMatchObject({ callsToday: 2, errorsToday: 0 })
  expect(usage.hours.at(-1)).toMatchObject({ calls: 2, errors: 0, oldSecretCalls: 1 })
  expect((await server.events(1)).filter((event) => event.name === 'key.changed').length).toBeGreaterThan(0)
})

test('every example the keys page shows is answered as it stands, with no more than its scope', async (t) => {
  const { client, request } = await startTestServer(t)
  const statuses = new Map<string, number>()
  for (const scope of permissions) {
    const route = exampleRoute([scope])
    if (route === null) continue
    const { id, key } = await client.createApiKey({ body: { name: scope, scopes: [scope] } })
    statuses.set(route.path, (await request(exampleUrl(route, '').slice('/api/v1'.length), { headers: { 'x-api-key': key } })).status)
    await client.deleteApiKey({ params: { id } })
  }
  expect(statuses.size).toBeGreaterThan(15)
  expect([...statuses].filter(([, status]) => status !== 200)).toEqual([])
})
