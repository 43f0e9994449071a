// Alarm rules through the typed client: defaults once, what is refused and where, changes that are judged at once.
import { describe, expect, test } from 'vitest'
import type { CreateAlarmRule } from '../../src/contract/schemas/alarm.ts'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const temperature = { kind: 'type', type: 'temperature' } as const

test('A fresh folder has the default thresholds; deleted ones stay deleted', async (t) => {
  const first = await startTestServer(t)
  const { items } = await first.client.listAlarmRules({ query: { limit: 100 } })
  expect(items.map((rule) => `${rule.name} ${rule.setPoint}`)).toEqual([
    ...['Temperature critically high 32', 'Temperature high 28', 'Temperature low 18', 'Temperature critically low 15'],
    ...['Humidity critically high 80', 'Humidity high 60', 'Humidity low 30', 'Humidity critically low 20'],
    ...['Light level critically high 1200', 'Light level high 800', 'Light level low 300', 'Light level critically low 100'],
    ...['Air quality index critically high 150', 'Air quality index high 100', 'No data null'],
  ])
  expect(items.every((rule) => rule.isDefault && rule.enabled)).toBe(true)
  for (const rule of items.slice(1)) await first.client.deleteAlarmRule({ params: { id: rule.id } })
  await first.stop()
  const again = await startTestServer(t, { dataFolder: first.dataFolder })
  expect((await again.client.listAlarmRules({ query: {} })).items.map((rule) => rule.name)).toEqual(['Temperature critically high'])
})

test('Create with defaults, read, change with and without If-Match, delete; each is one event', async (t) => {
  const { client, clock, events } = await startTestServer(t)
  const made = await client.createAlarmRule({ body: { name: ' Stuffy ', target: { kind: 'all' }, kind: 'hihi', setPoint: 1400 } })
  expect(made).toEqual({
    ...{ id: made.id, name: 'Stuffy', enabled: true, target: { kind: 'all' }, overrides: null, kind: 'hihi', setPoint: 1400 },
    ...{ reference: null, windowMs: null, states: [], deadband: 0, onDelayMs: 0, offDelayMs: 0, priority: 1, latch: false, schedule: [] },
    ...{ enableExpression: '', advice: '', escalation: [], deEscalate: false, isDefault: false, revision: 1 },
    ...{ createdAt: clock.now(), updatedAt: clock.now() },
  })
  const params = { id: made.id }
  clock.advance(10)
  const changed = await client.changeAlarmRule({ params, body: { deadband: 50 }, ifMatch: 1 })
  expect([changed.revision, changed.deadband, changed.updatedAt]).toEqual([2, 50, clock.now()])
  expect((await refusalOf(client.changeAlarmRule({ params, body: { deadband: 60 }, ifMatch: 1 }))).code).toBe('stale')
  expect((await client.changeAlarmRule({ params, body: { deadband: 50 } })).revision).toBe(2)
  expect(await client.getAlarmRule({ params })).toEqual(changed)
  await client.deleteAlarmRule({ params })
  expect((await refusalOf(client.getAlarmRule({ params }))).status).toBe(404)
  expect((await events(3)).map((event) => [event.name, (event.payload as { ruleId: string }).ruleId])).toEqual(
    Array.from({ length: 3 }, () => ['alarmRule.changed', made.id]),
  )
})

describe('what can’t be is refused, and the field is named', () => {
  const hi: CreateAlarmRule = { name: 'R', target: { kind: 'all' }, kind: 'hi', setPoint: 1 }
  test.each<[string, Partial<CreateAlarmRule>, string, RegExp]>([
    ['no limit', { setPoint: null }, '/setPoint', /needs its limit/],
    ['no distance', { kind: 'deviation', setPoint: 0, reference: 20 }, '/setPoint', /more than 0/],
    ['no reference', { kind: 'deviation' }, '/reference', /number or the sensor/],
    ['an unknown reference', { kind: 'deviation', reference: 'n9_co2' }, '/reference', /no sensor "n9_co2"/],
    ['no states', { kind: 'state' }, '/states', /needs the values/],
    ['a tiny window', { kind: 'rate', windowMs: 10 }, '/windowMs', /at least 1000/],
    ['an unknown sensor', { target: { kind: 'sensor', sensorId: 'n9_co2' } }, '/target/sensorId', /no sensor "n9_co2"/],
    ['an unknown node', { target: { kind: 'node', nodeId: 'n9' } }, '/target/nodeId', /no node "n9"/],
    ['an unknown design', { target: { kind: 'zone', designId: 'd9' } }, '/target/designId', /no such design/],
    ['a broken expression', { enableExpression: 'n1_temperature > ' }, '/enableExpression', /At character 17: The expression ends here/],
    ['an unknown sensor in it', { enableExpression: '1 > 2 or n9_x' }, '/enableExpression', /At character 10: there is no sensor "n9_x"/],
    [
      'steps out of order',
      {
        escalation: [
          { afterMs: 5, priority: 2, note: '' },
          { afterMs: 5, priority: 1, note: '' },
        ],
      },
      '/escalation/1/afterMs',
      /later/,
    ],
    ['a step less urgent', { escalation: [{ afterMs: 5, priority: 4, note: '' }] }, '/escalation/0/priority', /less urgent/],
    ['an override of nothing', { overrides: 'nobody' }, '/overrides', /no such rule/],
    ['high below low', { target: temperature, setPoint: 17 }, '/setPoint', /must be above that of "Temperature low" \(lo 18\)/],
  ])('%s', async (_name, body, pointer, detail) => {
    const { client } = await shared()
    const refusal = await refusalOf(client.createAlarmRule({ body: { ...hi, ...body } }))
    expect([refusal.code, refusal.errors.map((one) => one.pointer)]).toEqual(['invalid', [pointer]])
    expect(refusal.errors[0]?.detail).toMatch(detail)
  })

  // One server for all rows: each of them is refused, so none leaves anything behind.
  let server: ReturnType<typeof startTestServer> | undefined
  const shared = async () => {
    server ??= startTestServer({ onTestFinished: (fn) => void ending.push(fn) }).then(async (started) => {
      await started.client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
      return started
    })
    return await server
  }
  const ending: (() => Promise<void>)[] = []
  test('and nothing of it was kept', async (t) => {
    const { client } = await shared()
    t.onTestFinished(async () => {
      for (const end of ending) await end()
    })
    expect((await client.listAlarmRules({ query: { limit: 100 } })).items).toHaveLength(15)
  })
})

test('A changed rule is judged at once; deleting it ends its alarms and keeps their events', async (t) => {
  const { client, clock, events } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
  await client.storeReadings({ params: { id: 'n1_temperature' }, body: { value: 26 } })
  const rule = (await client.listAlarmRules({ query: {} })).items.find((one) => one.kind === 'hi' && one.target.kind === 'type')
  const params = { id: rule?.id ?? '' }
  const until = async (name: string) => {
    for (let i = 0; i < 500 && !(await events()).some((event) => event.name === name); i++) await new Promise((r) => setTimeout(r, 10))
  }
  await client.changeAlarmRule({ params, body: { setPoint: 25 } })
  clock.advance(1000)
  await until('alarm.raised')
  const [alarm] = (await client.listAlarms({ query: {} })).items
  expect([alarm?.ruleId, alarm?.value, alarm?.setPoint]).toEqual([params.id, 26, 25])
  await client.deleteAlarmRule({ params })
  clock.advance(1000)
  await until('alarm.cleared')
  expect((await client.listAlarms({ query: {} })).items).toEqual([])
  const log = await client.listAlarmEvents({ query: { alarmId: alarm?.id ?? '' } })
  expect(log.items.map(({ transition, comment }) => [transition, comment])).toEqual([
    ['ended', 'its rule was deleted'],
    ['raised', null],
  ])
})

test('An override follows its template until that is deleted', async (t) => {
  const { client } = await startTestServer(t)
  await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
  const template = (await client.listAlarmRules({ query: {} })).items.find((one) => one.name === 'Temperature high')
  const target = { kind: 'sensor', sensorId: 'n1_temperature' } as const
  const body = { name: 'Server room', target, kind: 'hi', setPoint: 35, overrides: template?.id ?? '' } as const
  const own = await client.createAlarmRule({ body })
  await client.storeReadings({ params: { id: 'n1_temperature' }, body: { value: 30 } })
  expect((await client.listAlarms({ query: {} })).items).toEqual([])
  expect(
    (await refusalOf(client.changeAlarmRule({ params: { id: template?.id ?? '' }, body: { overrides: own.id } }))).errors[0]?.detail,
  ).toBe('These rules take each other’s place in a circle.')
  await client.deleteAlarmRule({ params: { id: template?.id ?? '' } })
  expect((await client.getAlarmRule({ params: { id: own.id } })).overrides).toBe(null)
})
