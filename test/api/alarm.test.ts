// Alarms through the typed client: raised by readings, listed with counts, acknowledged, shelved, reset; the reply and the events that left.
import { describe, expect, test } from 'vitest'
import type { Client } from '../../src/contract/client.ts'
import type { EventPayload } from '../../src/contract/events.ts'
import { startTestServer, type TestLife, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const noCounts = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, clearedToday: 0, byPriority: [0, 0, 0, 0] }

async function startWithSensors(t: TestLife, types: readonly string[] = ['temperature'], dataFolder?: string) {
  const server = await startTestServer(t, dataFolder === undefined ? {} : { dataFolder })
  const { client } = server
  await client.createNode({ body: { nodeId: 'n1', sensors: [...types] } })
  const send = (value: number | boolean | string, id = 'n1_temperature') => {
    server.clock.advance(1000)
    return client.storeReadings({ params: { id }, body: { value } })
  }
  return { ...server, send }
}

/** Waits for the next alarm facts, in order; `count` of them since the start. */
async function alarmFacts({ events }: Pick<TestServer, 'events'>, count: number) {
  for (let waitedMs = 0; waitedMs < 5000; waitedMs += 10) {
    const found = (await events()).filter((event) => event.name.startsWith('alarm.'))
    if (found.length >= count) return found.map(({ name, payload }) => ({ name, ...(payload as EventPayload<'alarm.raised'>) }))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`fewer than ${count} alarm events came`)
}
const firstId = async (client: Client) => (await client.listAlarms({ query: {} })).items[0]?.id ?? ''

test('A reading above the default threshold raises one alarm, told once with the counts, and listed', async (t) => {
  const server = await startWithSensors(t)
  const { client, send, clock } = server
  await send(24)
  expect(await client.listAlarms({ query: {} })).toEqual({ items: [], next: null, counts: noCounts })
  for (const value of [29, 29.5, 30]) await send(value)
  const facts = await alarmFacts(server, 1)
  const { items, counts, next } = await client.listAlarms({ query: {} })
  const expected = { ...noCounts, active: 1, unacknowledged: 1, byPriority: [0, 0, 1, 0] }
  expect(items).toMatchObject([
    {
      ...{ ruleName: 'Temperature high', sensorId: 'n1_temperature', nodeId: 'n1', type: 'temperature', kind: 'hi', priority: 3 },
      ...{ state: 'unacknowledged', isActive: true, value: 29, setPoint: 28, deadband: 0.3, unit: '°C', occurrences: 1 },
    },
  ])
  expect([counts, next]).toEqual([expected, null])
  const [alarm] = items
  expect(facts).toEqual([
    {
      ...{ name: 'alarm.raised', alarm, counts: expected },
      event: {
        ...{ id: 1, alarmId: alarm?.id, at: clock.now() - 2000, transition: 'raised', from: 'normal', to: 'unacknowledged' },
        ...{ value: 29, priority: 3, by: null, comment: null, until: null },
      },
    },
  ])
  expect(await client.getAlarm({ params: { id: alarm?.id ?? '' } })).toEqual(alarm)
})

test('Acknowledged with a comment, gone, cleared: each step is a reply, an event and a line of the log', async (t) => {
  const server = await startWithSensors(t)
  const { client, send } = server
  await send(29)
  const id = await firstId(client)
  const seen = await client.acknowledgeAlarm({ params: { id }, body: { comment: ' Window open\u0007 ' } })
  expect(seen).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'owner', comment: 'Window open' })
  const again = await refusalOf(client.acknowledgeAlarm({ params: { id }, body: {} }))
  expect([again.code, again.message]).toEqual(['conflict', 'It was acknowledged already by owner'])
  const [row] = (await client.listAudit({ query: { action: 'acknowledgeAlarm' } })).items
  expect([row?.subject, JSON.parse(row?.before ?? ''), JSON.parse(row?.after ?? '')]).toEqual([
    `alarm/${id}`,
    { state: 'unacknowledged' },
    { state: 'acknowledged', priority: 3, comment: 'Window open', until: null },
  ])
  await send(27.8)
  await send(27.6)
  expect((await alarmFacts(server, 3)).map(({ name, alarm, counts }) => [name, alarm.state, counts.active, counts.clearedToday])).toEqual([
    ['alarm.raised', 'unacknowledged', 1, 0],
    ['alarm.acknowledged', 'acknowledged', 1, 0],
    ['alarm.cleared', 'normal', 0, 1],
  ])
  const log = await client.listAlarmEvents({ query: { alarmId: id } })
  expect(log.items.map(({ transition, by, comment, value }) => [transition, by, comment, value])).toEqual([
    ['cleared', null, null, 27.6],
    ['acknowledged', 'owner', 'Window open', null],
    ['raised', null, null, 29],
  ])
  expect((await client.listAlarms({ query: { group: 'cleared' } })).items.map((one) => one.id)).toEqual([id])
})

test('Gone before anybody saw it: the acknowledgement ends it, and says so twice', async (t) => {
  const server = await startWithSensors(t)
  await server.send(29)
  await server.send(20)
  await server.client.acknowledgeAlarm({ params: { id: await firstId(server.client) }, body: {} })
  expect((await alarmFacts(server, 4)).map(({ name }) => name)).toEqual([
    ...['alarm.raised', 'alarm.returned', 'alarm.acknowledged', 'alarm.cleared'],
  ])
})

test('Many are acknowledged at once, each refusal with its reason', async (t) => {
  const { client, send } = await startWithSensors(t, ['temperature', 'humidity'])
  await send(29)
  await send(70, 'n1_humidity')
  const ids = (await client.listAlarms({ query: {} })).items.map((one) => one.id)
  await client.acknowledgeAlarm({ params: { id: ids[0] ?? '' }, body: {} })
  const reply = await client.acknowledgeAlarms({ body: { ids: [...ids, 'nobody', ids[1] ?? ''], comment: 'Seen' } })
  expect(reply).toEqual({
    acknowledged: [ids[1]],
    refused: [
      { id: ids[0], reason: 'It was acknowledged already by owner' },
      { id: 'nobody', reason: 'There is no such alarm' },
    ],
  })
})

test('Shelving needs a reason and an end within a day, and ends by itself', async (t) => {
  const server = await startWithSensors(t)
  const { client, clock, send } = server
  await send(29)
  const id = await firstId(client)
  const shelve = (body: { reason: string; untilMs?: number; forMs?: number }) => client.shelveAlarm({ params: { id }, body })
  const refusals = await Promise.all([
    refusalOf(shelve({ reason: 'x' })),
    refusalOf(shelve({ reason: 'x', untilMs: clock.now() })),
    refusalOf(shelve({ reason: 'x', untilMs: clock.now() + 86_400_001 })),
    refusalOf(shelve({ reason: '  ', forMs: 60_000 })),
  ])
  expect(refusals.map((one) => [one.code, one.errors[0]?.pointer])).toEqual([
    ['invalid', '/untilMs'],
    ['invalid', '/untilMs'],
    ['invalid', '/untilMs'],
    ['invalid', '/reason'],
  ])
  const until = clock.now() + 3_600_000
  expect(await shelve({ reason: 'Painters', forMs: 3_600_000 })).toMatchObject({
    ...{ state: 'shelved', shelvedUntil: until, shelvedReason: 'Painters', shelvedBy: 'owner' },
  })
  expect((await client.listAlarms({ query: { group: 'shelved' } })).items).toHaveLength(1)
  expect((await client.listAlarms({ query: {} })).items).toEqual([])
  clock.advance(3_600_000)
  const facts = await alarmFacts(server, 4)
  expect(facts.map(({ name, counts }) => [name, counts.active, counts.shelved])).toEqual([
    ['alarm.raised', 1, 0],
    ['alarm.shelved', 0, 1],
    ['alarm.unshelved', 0, 0],
    ['alarm.raised', 1, 0],
  ])
  expect((await client.unshelveAlarm({ params: { id }, body: {} }).catch((error: unknown) => error)) as Error).toMatchObject({
    message: 'It is not shelved',
  })
})

test('Suppressed by a person, out of service, and back', async (t) => {
  const server = await startWithSensors(t)
  const { client, send } = server
  await send(29)
  const params = { id: await firstId(client) }
  expect(await client.suppressAlarm({ params, body: { reason: 'Test run' } })).toMatchObject({
    state: 'suppressed',
    suppressedBy: 'Test run',
  })
  expect(await client.unsuppressAlarm({ params, body: {} })).toMatchObject({ state: 'unacknowledged' })
  expect(await client.takeAlarmOutOfService({ params, body: {} })).toMatchObject({ state: 'outOfService', suppressedBy: 'owner' })
  await send(20)
  expect(await client.returnAlarmToService({ params, body: {} })).toMatchObject({ state: 'normal' })
  expect((await alarmFacts(server, 6)).map(({ name, event }) => [name, event.transition])).toEqual([
    ['alarm.raised', 'raised'],
    ['alarm.changed', 'suppressed'],
    ['alarm.changed', 'unsuppressed'],
    ['alarm.raised', 'raised'],
    ['alarm.changed', 'outOfService'],
    ['alarm.changed', 'returnedToService'],
  ])
})

test('A latched alarm stays until it is reset', async (t) => {
  const { client, send } = await startWithSensors(t, ['vibration'])
  const vibration = { kind: 'type', type: 'vibration' } as const
  await client.createAlarmRule({ body: { name: 'Shakes', target: vibration, kind: 'hi', setPoint: 2, latch: true } })
  await send(3, 'n1_vibration')
  const params = { id: await firstId(client) }
  expect((await refusalOf(client.clearAlarm({ params, body: {} }))).message).toBe('Its condition still holds')
  await send(1, 'n1_vibration')
  expect(await client.getAlarm({ params })).toMatchObject({ state: 'latchedUnacknowledged', isActive: false })
  expect(await client.clearAlarm({ params, body: { reason: 'Bolt tightened' } })).toMatchObject({
    state: 'normal',
    comment: 'Bolt tightened',
  })
  const log = await client.listAlarmEvents({ query: {} })
  expect(log.items.map((event) => event.transition)).toEqual(['reset', 'acknowledged', 'returned', 'raised'])
})

describe('lists', () => {
  test('Most urgent first, unacknowledged before acknowledged, in pages, with filters', async (t) => {
    const types = ['temperature', 'humidity', 'air_quality', 'light_level']
    const { client, send } = await startWithSensors(t, types)
    await send(70, 'n1_humidity')
    await send(120, 'n1_air_quality')
    await send(40)
    await send(900, 'n1_light_level')
    const humid = (await client.listAlarms({ query: { type: 'humidity' } })).items[0]?.id ?? ''
    await client.acknowledgeAlarm({ params: { id: humid }, body: {} })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await client.listAlarms({ query: { limit: 1, ...(cursor === undefined ? {} : { cursor }) } })
      seen.push(...page.items.map((one) => one.type))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(['temperature', 'light_level', 'air_quality', 'humidity'])
    const typesOf = async (query: NonNullable<Parameters<Client['listAlarms']>[0]['query']>) =>
      (await client.listAlarms({ query })).items.map((one) => one.type)
    expect(await typesOf({ group: 'unacknowledged' })).toEqual(['temperature', 'light_level', 'air_quality'])
    expect(await typesOf({ priority: 1 })).toEqual(['temperature'])
    expect(await typesOf({ search: ' AIR quality' })).toEqual(['air_quality'])
    expect(await typesOf({ nodeId: 'n2' })).toEqual([])
    expect(await typesOf({ sensorId: 'n1_humidity' })).toEqual(['humidity'])
    await send(400, 'n1_light_level')
    const light = (await client.listAlarms({ query: { type: 'light_level' } })).items[0]?.id ?? ''
    await client.acknowledgeAlarm({ params: { id: light }, body: {} })
    expect(await typesOf({ group: 'all', limit: 1000 })).toEqual(['temperature', 'air_quality', 'humidity', 'light_level'])
    const all: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page = await client.listAlarms({ query: { group: 'all', limit: 1, ...(next === '' ? {} : { cursor: next }) } })
      all.push(...page.items.map((one) => one.type))
      next = page.next
    }
    expect(all).toEqual(['temperature', 'air_quality', 'humidity', 'light_level'])
  })
  test('Events are paged newest first and by time', async (t) => {
    const { client, clock, send } = await startWithSensors(t)
    for (const value of [29, 20, 29, 20]) await send(value)
    const page = await client.listAlarmEvents({ query: { limit: 3 } })
    const rest = await client.listAlarmEvents({ query: { limit: 3, cursor: page.next ?? '' } })
    expect([...page.items, ...rest.items].map((event) => event.id)).toEqual([4, 3, 2, 1])
    const from = String(clock.now() - 2000)
    const some = await client.listAlarmEvents({ query: { from, to: new Date(clock.now()).toISOString() } })
    expect(some.items.map((event) => event.id)).toEqual([3, 2])
  })
  test('What isn’t there, and cursors of others, are refused', async (t) => {
    const { client } = await startWithSensors(t)
    const refusals = await Promise.all([
      refusalOf(client.getAlarm({ params: { id: 'nobody' } })),
      refusalOf(client.acknowledgeAlarm({ params: { id: 'nobody' }, body: {} })),
      refusalOf(client.listAlarms({ query: { cursor: 'e30' } })),
      refusalOf(client.listAlarmEvents({ query: { cursor: 'W10' } })),
      refusalOf(client.getAlarmQuality({ query: { from: '2', to: '1' } })),
      refusalOf(client.listAlarmEvents({ query: { from: 'yesterday' } })),
    ])
    expect(refusals.map((one) => one.status)).toEqual([404, 404, 400, 400, 422, 422])
  })
})

test('A rule of a zone watches what hangs in its design, and lets go of what is moved away', async (t) => {
  const server = await startTestServer(t)
  const { client, clock } = server
  const { id: projectId } = await client.createProject({ body: { name: 'P' } })
  const { id: designId } = await client.createDesign({ params: { id: projectId }, body: { name: 'Lab', system: { kind: 'panels' } } })
  const at = (design: string | null) =>
    ({ kind: 'point', xMm: 0, yMm: 0, zMm: 0, ...(design === null ? {} : { designId: design }) }) as const
  for (const [nodeId, place] of [['n1', designId] as const, ['n2', null] as const])
    await client.createNode({ body: { nodeId, sensors: ['co2'], location: at(place) } })
  await client.createAlarmRule({ body: { name: 'Stuffy', target: { kind: 'zone', designId, type: 'co2' }, kind: 'hi', setPoint: 1000 } })
  for (const nodeId of ['n1', 'n2']) await client.storeReadings({ params: { id: `${nodeId}_co2` }, body: { value: 1500 } })
  const list = await client.listAlarms({ query: { designId } })
  expect(list.items.map((one) => [one.ruleName, one.sensorId])).toEqual([['Stuffy', 'n1_co2']])
  await client.changeNode({ params: { id: 'n1' }, body: { location: at(null) } })
  clock.advance(1000)
  const facts = await alarmFacts(server, 2)
  expect(facts.map(({ name, event }) => [name, event.transition, event.comment])).toEqual([
    ['alarm.raised', 'raised', null],
    ['alarm.cleared', 'ended', 'its rule does not watch this any more'],
  ])
})

test('A node that falls silent is one alarm of the node, and deleting the node ends it', async (t) => {
  const server = await startWithSensors(t, ['temperature', 'humidity', 'co2', 'pressure'])
  const { client, clock } = server
  for (const type of ['co2', 'pressure', 'temperature', 'humidity'])
    await client.storeReadings({ params: { id: `n1_${type}` }, body: { value: type === 'temperature' ? 21 : 45 } })
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 10) {
      clock.advance(10_000)
      // The worker takes one tick after another: an answer from it says that this one was taken.
      await client.acknowledgeAlarms({ body: { ids: ['nobody'] } })
    }
  }
  await pass(170)
  expect((await client.listAlarms({ query: {} })).items).toEqual([])
  await pass(30)
  const { items } = await client.listAlarms({ query: {} })
  expect(items.map((one) => [one.ruleName, one.nodeId, one.sensorId, one.type, one.state])).toEqual([
    ['No data', 'n1', null, '', 'unacknowledged'],
  ])
  await client.deleteNode({ params: { id: 'n1' } })
  await pass(20)
  const { counts } = await client.listAlarms({ query: {} })
  expect([counts.active, (await client.listAlarmEvents({ query: {} })).items.map((one) => one.transition)]).toEqual([
    0,
    ['ended', 'raised'],
  ])
})

test('After a restart the alarms, their counts and what stands are as before, and nothing is told again', async (t) => {
  const first = await startWithSensors(t)
  await first.send(29)
  const id = await firstId(first.client)
  await first.client.acknowledgeAlarm({ params: { id }, body: { comment: 'Seen' } })
  const before = await first.client.listAlarms({ query: {} })
  await first.stop()
  const again = await startTestServer(t, { dataFolder: first.dataFolder })
  again.clock.advance(60_000)
  await again.client.storeReadings({ params: { id: 'n1_temperature' }, body: { value: 29 } })
  const { items, counts } = await again.client.listAlarms({ query: {} })
  expect([counts, items]).toEqual([before.counts, before.items])
  expect((await again.events()).filter((event) => event.name.startsWith('alarm.'))).toEqual([])
})

test('Quality: floods, chattering with what would have stopped it, top ten, time to acknowledge, standing', async (t) => {
  const { client, clock, send } = await startWithSensors(t, ['temperature', 'humidity'])
  const from = clock.now()
  await send(70, 'n1_humidity')
  const humid = (await client.listAlarms({ query: { type: 'humidity' } })).items[0]?.id ?? ''
  clock.advance(40_000)
  await client.acknowledgeAlarm({ params: { id: humid }, body: {} })
  for (const value of [28.4, 27.5, 28.4, 27.6, 28.4, 20]) await send(value)
  const temperature = (await client.listAlarms({ query: { type: 'temperature' } })).items[0]?.id ?? ''
  const quality = await client.getAlarmQuality({ query: { from: String(from), to: String(from + 600_000) } })
  expect(quality).toMatchObject({
    ...{ raised: 4, worstTenMinutes: 4, floods: [], standing: [], acknowledgeP50Ms: 40_000, acknowledgeP95Ms: 40_000 },
    chattering: [{ alarmId: temperature, ruleName: 'Temperature high', sensorId: 'n1_temperature', count: 3, offDelayMs: 2000 }],
    top: [
      { alarmId: temperature, count: 3 },
      { alarmId: humid, count: 1 },
    ],
  })
  // A little more than the furthest it went back while it chattered: 27.5 from 28. The end at 20 is no part of that.
  expect(quality.chattering[0]?.deadband).toBe(0.51)
  const days = await client.getAlarmQuality({ query: { from: String(from), to: String(from + 3 * 86_400_000) } })
  expect(days.standing).toEqual([])
})

test('A flood is told one by one up to a bound, then summed up', async (t) => {
  const server = await startTestServer(t)
  const { client, events } = server
  const types = Array.from({ length: 60 }, (_, i) => `t${i}`)
  for (let n = 0; n < 5; n++) await client.createNode({ body: { nodeId: `n${n}`, sensors: types } })
  await client.createAlarmRule({ body: { name: 'Everything', target: { kind: 'all' }, kind: 'hi', setPoint: 1 } })
  for (let n = 0; n < 5; n++)
    await Promise.all(types.map((type) => client.storeReadings({ params: { id: `n${n}_${type}` }, body: { value: 2 } })))
  server.clock.advance(1000)
  for (let waitedMs = 0; waitedMs < 3000; waitedMs += 20) {
    if ((await events()).some((event) => event.name === 'alarm.flooded')) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const names = (await events()).map((event) => event.name).filter((name) => name.startsWith('alarm.'))
  expect([names.filter((name) => name === 'alarm.raised').length, names.at(-1)]).toEqual([200, 'alarm.flooded'])
  const { items, counts } = await client.listAlarms({ query: { limit: 1000 } })
  expect([items.length, counts.active]).toEqual([300, 300])
})
