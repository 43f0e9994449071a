// The alarm engine on a real database: one alarm per condition, timers across restarts, silent nodes, clock jumps, storms.
import { describe, expect, test } from 'vitest'
import { replayFacts } from '../../src/domain/alarm-transition.ts'
import type { AlarmEngine } from '../../src/server/ingest-port.ts'
import { guardAlarms } from '../../src/server/workers/ingest/alarm-guard.ts'
import { ruleOf, sensorOf, startEngine } from './alarm-engine.ts'

const temperature = sensorOf('a_temperature')
const noData = ruleOf({ id: 'quiet', name: 'No data', kind: 'noData', setPoint: null, deadband: 0 })

test('20,000 bad readings are one alarm, one event and one row, and nothing more is written', (t) => {
  const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
  world.send({ a_temperature: 30 })
  const changes = () => world.db().prepare('SELECT total_changes()').pluck().get() as number
  const before = changes()
  const samples = Array.from({ length: 20_000 }, (_, i) => ({ sensorId: 'a_temperature', at: world.now() + i, value: 29 + (i % 50) / 10 }))
  const told = world.db().transaction(() => world.engine().onSamples(samples, world.now()))()
  expect([told.length, changes() - before, world.count('alarm'), world.count('alarmEvent')]).toEqual([0, 0, 1, 1])
  expect(world.news()).toEqual(['raised high a_temperature'])
})

test('The record says everything a person asks', (t) => {
  const world = startEngine(t, { rules: [ruleOf({ advice: 'Open a window' })], sensors: [temperature] })
  const at = world.now()
  world.send({ a_temperature: 30 }, at - 500)
  const [first] = world.told
  expect(first).toEqual({
    alarm: {
      ...{ id: expect.stringMatching(/^[\w-]{22}$/), ruleId: 'high', ruleName: 'Too warm', sensorId: 'a_temperature', nodeId: 'a' },
      ...{ type: 'temperature', kind: 'hi', priority: 3, basePriority: 3, state: 'unacknowledged', isActive: true, value: 30 },
      ...{ valueAt: at - 500, setPoint: 28, deadband: 0.5, unit: '°C', advice: 'Open a window', raisedAt: at, returnedAt: null },
      ...{ acknowledgedAt: null, acknowledgedBy: null, comment: null, shelvedUntil: null, shelvedReason: null, shelvedBy: null },
      ...{ suppressedBy: null, escalation: 0, nextEscalationAt: null, occurrences: 1, changedAt: at },
    },
    event: {
      ...{ id: 1, alarmId: first?.alarm.id, at, transition: 'raised', from: 'normal', to: 'unacknowledged', value: 30, priority: 3 },
      ...{ by: null, comment: null, until: null },
    },
  })
})

test('Replaying the event log of the database gives the state of its row, whatever happened', (t) => {
  const world = startEngine(t, { rules: [ruleOf({ latch: true, priority: 2 })], sensors: [temperature] })
  world.send({ a_temperature: 30 })
  world.act('shelve', { comment: 'Painters', until: world.now() + 60_000 })
  world.pass(61)
  world.act('acknowledge', { comment: 'Seen' })
  world.send({ a_temperature: 20 })
  world.restart(5000)
  world.act('reset', { comment: 'Fixed' })
  world.send({ a_temperature: 31 })
  type Fact = Parameters<typeof replayFacts>[0][number]
  const log = (world.db().prepare('SELECT * FROM alarmEvent ORDER BY id').all() as (Fact & { value: string | null })[]).map((fact) => ({
    ...fact,
    value: fact.value === null ? null : JSON.parse(fact.value),
  }))
  expect(log.map((fact) => fact.transition)).toEqual([
    ...['raised', 'shelved', 'unshelved', 'raised', 'acknowledged', 'returned', 'reset', 'raised'],
  ])
  const row = world.db().prepare('SELECT * FROM alarm').get() as Record<string, unknown>
  const replayed = replayFacts(log, 2)
  expect({ ...replayed, value: JSON.stringify(replayed.value) }).toEqual(
    Object.fromEntries(Object.keys(replayed).map((key) => [key, row[key]])),
  )
})

describe('timers', () => {
  const delayed = ruleOf({ onDelayMs: 60_000, offDelayMs: 30_000 })
  test('An on-delay goes on across a restart', (t) => {
    const world = startEngine(t, { rules: [delayed], sensors: [temperature] })
    world.send({ a_temperature: 30 })
    world.pass(30, () => world.send({ a_temperature: 30 }))
    world.restart(3000)
    world.pass(26, () => world.send({ a_temperature: 30 }))
    expect(world.news()).toEqual([])
    world.pass(2, () => world.send({ a_temperature: 30 }))
    expect(world.news()).toEqual(['raised high a_temperature'])
  })
  test('Shelving ends on time across a restart, and the alarm that still stands is raised again', (t) => {
    const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
    world.send({ a_temperature: 30 })
    world.act('shelve', { comment: 'Works', until: world.now() + 3_600_000 })
    world.restart(3_599_000)
    expect(world.news()).toEqual(['raised high a_temperature', 'shelved high a_temperature'])
    world.pass(2)
    expect(world.news()).toEqual(['unshelved high a_temperature', 'raised high a_temperature'])
  })
  test('Escalation goes on across a restart', (t) => {
    const escalation = [{ afterMs: 60_000, priority: 1, note: 'Call' }]
    const world = startEngine(t, { rules: [ruleOf({ escalation })], sensors: [temperature] })
    world.send({ a_temperature: 30 })
    world.pass(50)
    world.restart(5000)
    world.pass(4)
    expect(world.news()).toEqual(['raised high a_temperature'])
    world.pass(2)
    expect(world.news()).toEqual(['escalated high a_temperature'])
  })
})

test('After a rollback the states are as on disk, and the same samples raise the alarm once', (t) => {
  const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
  const samples = [{ sensorId: 'a_temperature', at: world.now(), value: 30 }]
  const fail = () =>
    world.db().transaction(() => {
      expect(world.engine().onSamples(samples, world.now())).toHaveLength(1)
      throw new Error('disk full')
    })()
  expect(fail).toThrow('disk full')
  world.engine().reload()
  expect(world.count('alarmEvent')).toBe(0)
  expect(world.db().transaction(() => world.engine().onSamples(samples, world.now()))()).toHaveLength(1)
  expect([world.count('alarm'), world.count('alarmEvent')]).toEqual([1, 1])
})

test('A bug in judging keeps no reading from the disk and loses no alarm', (t) => {
  const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
  const bugs: unknown[] = []
  let isBroken = true
  const onSamples: AlarmEngine['onSamples'] = (samples, now) => {
    const told = world.engine().onSamples(samples, now)
    if (isBroken) throw new Error('a bug')
    return told
  }
  const guarded = guardAlarms({ db: world.db(), engine: { ...world.engine(), onSamples }, onBug: (error) => void bugs.push(error) })
  const store = (at: number) =>
    world.db().transaction(() => {
      world.db().prepare('INSERT INTO hot (at, series, kind, value) VALUES (?, 1, 0, 30)').run(at)
      return guarded.onSamples([{ sensorId: 'a_temperature', at, value: 30 }], world.now())
    })()
  expect([store(world.now()), store(world.now() + 1), bugs.length, world.count('alarmEvent')]).toEqual([[], [], 1, 0])
  isBroken = false
  expect(store(world.now() + 2)).toHaveLength(1)
  expect([world.db().prepare('SELECT count(*) FROM hot').pluck().get(), world.count('alarmEvent')]).toEqual([3, 1])
  const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
  const failing = guardAlarms({
    db: world.db(),
    engine: {
      ...world.engine(),
      onTick: () => {
        throw full
      },
    },
    onBug: (error) => void bugs.push(error),
  })
  expect(() => failing.onTick(world.now())).toThrow(full)
})

describe('late data raises nothing live', () => {
  test('Older than the newest, or the memory of a node that was away', (t) => {
    const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
    world.send({ a_temperature: 20 })
    world.send({ a_temperature: 40 }, world.now() - 5000)
    world.pass(8 * 3600)
    const start = world.now() - 8 * 3_600_000 + 60_000
    for (let i = 0; i < 460; i++) world.send({ a_temperature: 40 }, start + i * 60_000)
    expect(world.news()).toEqual([])
    world.send({ a_temperature: 40 })
    expect(world.news()).toEqual(['raised high a_temperature'])
  })
  test('History of a sensor that was never seen raises nothing', (t) => {
    const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
    for (let day = 30; day > 1; day--) world.send({ a_temperature: 40 }, world.now() - day * 86_400_000)
    expect(world.news()).toEqual([])
  })
  test('A node whose clock is hours behind is watched all the same', (t) => {
    const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
    const send = (value: number) => world.pass(10, () => {}) ?? world.send({ a_temperature: value }, world.now() - 7_200_000)
    for (const value of [20, 20, 30]) send(value)
    expect(world.news()).toEqual(['raised high a_temperature'])
  })
})

describe('no data', () => {
  const types = ['temperature', 'humidity', 'co2', 'light_level']
  const sensors = ['a', 'b'].flatMap((node) => types.map((type) => sensorOf(`${node}_${type}`)))
  const sendAll = (world: ReturnType<typeof startEngine>, nodes = ['a', 'b'], leaveOut = '') =>
    world.send(Object.fromEntries(sensors.filter((s) => nodes.includes(s.nodeId) && s.sensorId !== leaveOut).map((s) => [s.sensorId, 1])))

  test('A node that falls silent is one alarm, and ends with its next readings without its sensors raising any', (t) => {
    const world = startEngine(t, { rules: [noData], sensors })
    world.pass(60, () => sendAll(world))
    world.pass(29, () => sendAll(world, ['b']))
    expect(world.news()).toEqual([])
    world.pass(120, () => sendAll(world, ['b']))
    expect(world.news()).toEqual(['raised quiet node a'])
    world.send({ a_co2: 500 })
    world.pass(2, () => sendAll(world, ['b']))
    expect(world.news()).toEqual(['returned quiet node a'])
    world.pass(20, () => sendAll(world))
    expect([world.news(), world.rows()]).toEqual([[], [{ state: 'returnedUnacknowledged', ruleId: 'quiet', sensorId: null, nodeId: 'a' }]])
  })
  test('One sensor silent on a node that sends is that sensor’s alarm; the node going offline suppresses it', (t) => {
    const world = startEngine(t, { rules: [noData], sensors })
    world.pass(10, () => sendAll(world))
    world.pass(40, () => sendAll(world, ['a', 'b'], 'a_co2'))
    expect(world.news()).toEqual(['raised quiet a_co2'])
    world.states({ a: 'offline' })
    world.pass(40, () => sendAll(world, ['b']))
    expect(world.news()).toEqual(['raised quiet node a', 'suppressed quiet a_co2'].sort())
    world.states({ a: 'online' })
    world.pass(5, () => sendAll(world))
    expect(world.news().sort()).toEqual(['returned quiet node a', 'unsuppressed quiet a_co2'].sort())
  })
  test('Forty nodes behind one switch that dies: one alarm each, none for their 160 sensors', (t) => {
    const many = Array.from({ length: 40 }, (_, n) => types.map((type) => sensorOf(`n${n}_${type}`, { designId: 'd1' }))).flat()
    const world = startEngine(t, { rules: [noData], sensors: many })
    world.pass(5, () => world.send(Object.fromEntries(many.map((s) => [s.sensorId, 1]))))
    world.states(Object.fromEntries(many.map((s) => [s.nodeId, 'offline' as const])))
    world.pass(120)
    expect([world.news().length, world.count('alarm')]).toEqual([40, 40])
    // They show in the plan where their sensors hang.
    expect(world.db().prepare('SELECT DISTINCT designId FROM alarm').pluck().all()).toEqual(['d1'])
  })
  test('A node in maintenance raises none', (t) => {
    const world = startEngine(t, { rules: [noData], sensors })
    world.pass(5, () => sendAll(world))
    world.states({ a: 'maintenance' })
    world.pass(300, () => sendAll(world, ['b']))
    expect(world.news()).toEqual([])
  })
  test('A sensor that never sent anything is not missed', (t) => {
    const world = startEngine(t, { rules: [noData], sensors })
    world.pass(300)
    expect(world.news()).toEqual([])
  })
  test('What stood before a restart stands after it, and is not told again', (t) => {
    const world = startEngine(t, { rules: [noData], sensors })
    world.pass(10, () => sendAll(world))
    world.pass(60, () => sendAll(world, ['b']))
    expect(world.news()).toEqual(['raised quiet node a'])
    world.restart(600_000)
    world.pass(100, () => sendAll(world, ['b']))
    expect(world.news()).toEqual([])
    world.pass(5, () => sendAll(world))
    expect(world.news()).toEqual(['returned quiet node a'])
  })
  test('A sleep of hours, a restart after a weekend, clock jumps of an hour and daylight saving raise nothing', (t) => {
    const world = startEngine(t, { rules: [noData, ruleOf({ onDelayMs: 600_000 })], sensors })
    const live = (seconds: number) => world.pass(seconds, () => sendAll(world))
    live(60)
    world.jump(8 * 3_600_000)
    live(60)
    world.restart(60 * 3_600_000)
    live(60)
    for (const jumpMs of [3_600_000, -3_600_000, 3_600_000]) {
      world.jump(jumpMs)
      // Nodes need a moment to be back.
      world.pass(20)
      live(120)
    }
    expect(world.news()).toEqual([])
  })
  test('A delay that ran when the machine fell asleep does not end in its sleep', (t) => {
    const world = startEngine(t, { rules: [ruleOf({ onDelayMs: 600_000 })], sensors: [temperature] })
    world.send({ a_temperature: 30 })
    world.pass(10, () => world.send({ a_temperature: 30 }))
    world.jump(8 * 3_600_000)
    world.send({ a_temperature: 20 })
    world.pass(60, () => world.send({ a_temperature: 20 }))
    expect(world.news()).toEqual([])
  })
})

describe('rules', () => {
  test('A sensor that sent before anybody knew it is judged as soon as it is known', (t) => {
    const world = startEngine(t, { rules: [ruleOf()], sensors: [] })
    world.send({ a_temperature: 30 })
    world.change({ sensors: [temperature] })
    world.pass(1)
    expect(world.news()).toEqual(['raised high a_temperature'])
  })
  test('hihi stands alone when both begin at once; hi comes when it falls back', (t) => {
    const critical = ruleOf({ id: 'critical', kind: 'hihi', setPoint: 32 })
    const world = startEngine(t, { rules: [ruleOf(), critical], sensors: [temperature] })
    world.send({ a_temperature: 40 })
    expect(world.news()).toEqual(['raised critical a_temperature'])
    world.pass(1)
    world.send({ a_temperature: 30 })
    expect(world.news()).toEqual(['returned critical a_temperature', 'raised high a_temperature'])
  })
  test('An override takes the place of its template on its sensors only', (t) => {
    const own = ruleOf({ id: 'own', target: { kind: 'sensor', sensorId: 'a_temperature' }, overrides: 'high', setPoint: 35 })
    const world = startEngine(t, { rules: [ruleOf(), own], sensors: [temperature, sensorOf('b_temperature')] })
    world.send({ a_temperature: 30, b_temperature: 30 })
    expect(world.news()).toEqual(['raised high b_temperature'])
    world.change({ rules: [ruleOf(), { ...own, enabled: false }] })
    world.pass(1)
    expect(world.news()).toEqual(['raised high a_temperature'])
  })
  test('Deleted, switched off or no longer watching: its alarms end and their events stay', (t) => {
    const sensors = [temperature, sensorOf('b_temperature', { designId: 'd1' })]
    const zone = ruleOf({ id: 'zone', target: { kind: 'zone', designId: 'd1' } })
    const world = startEngine(t, { rules: [ruleOf(), zone], sensors })
    world.send({ a_temperature: 30, b_temperature: 30 })
    world.news()
    world.change({ sensors: [temperature, sensorOf('b_temperature')] })
    world.pass(1)
    world.change({ rules: [ruleOf({ enabled: false }), zone] })
    world.pass(1)
    expect(world.told.map(({ alarm, event }) => [event.transition, alarm.ruleId, alarm.state, event.comment])).toEqual([
      ['ended', 'zone', 'normal', 'its rule does not watch this any more'],
      ['ended', 'high', 'normal', 'its rule was switched off'],
      ['ended', 'high', 'normal', 'its rule was switched off'],
    ])
    expect([world.rows(), world.count('alarmEvent')]).toEqual([[], 6])
    world.news()
    world.change({ rules: [ruleOf()] })
    world.pass(1)
    expect(world.news()).toEqual(['raised high a_temperature', 'raised high b_temperature'])
  })
  test('A schedule in local time and an expression shut the rule: what stands is suppressed, and raised again when it still stands', (t) => {
    const hours = ruleOf({ id: 'hours', schedule: [{ days: [1], from: clockOf(-60), to: clockOf(10) }] })
    const used = ruleOf({ id: 'used', enableExpression: 'a_occupancy == true' })
    const world = startEngine(t, { rules: [hours, used], sensors: [temperature, sensorOf('a_occupancy')] })
    world.send({ a_temperature: 30 })
    expect(world.news()).toEqual(['raised hours a_temperature'])
    world.send({ a_occupancy: true })
    world.pass(1)
    expect(world.news()).toEqual(['raised used a_temperature'])
    world.send({ a_occupancy: false })
    world.pass(601)
    expect(world.told.map((one) => [one.event.transition, one.alarm.suppressedBy])).toEqual([
      ['suppressed', 'the expression of its rule'],
      ['suppressed', 'the schedule of its rule'],
    ])
    world.news()
    world.send({ a_occupancy: true })
    world.pass(1)
    expect(world.news()).toEqual(['unsuppressed used a_temperature', 'raised used a_temperature'])
  })
  test('An alarm that chatters is held: three times in a minute, then it stays until it is calm', (t) => {
    const world = startEngine(t, { rules: [ruleOf({ deadband: 0 })], sensors: [temperature] })
    for (let i = 0; i < 600; i++) {
      world.pass(1)
      world.send({ a_temperature: i % 2 === 0 ? 28.1 : 27.9 })
    }
    expect(world.news()).toEqual(['raised', 'returned', 'raised', 'returned', 'raised'].map((what) => `${what} high a_temperature`))
    world.pass(70, () => world.send({ a_temperature: 20 }))
    expect(world.news()).toEqual(['returned high a_temperature'])
  })
})

test('A person’s acts are refused one by one, and say why', (t) => {
  const world = startEngine(t, { rules: [ruleOf()], sensors: [temperature] })
  world.send({ a_temperature: 30 })
  const id = world.told[0]?.alarm.id ?? ''
  expect(world.act('acknowledge', { ids: [id, 'nobody'], comment: 'Seen' })).toMatchObject({
    done: [{ alarm: { id, state: 'acknowledged', acknowledgedBy: 'owner', comment: 'Seen' }, event: { transition: 'acknowledged' } }],
    refused: [{ id: 'nobody', reason: 'There is no such alarm' }],
  })
  expect(world.act('acknowledge', { ids: [id] }).refused).toEqual([{ id, reason: 'It was acknowledged already by owner' }])
  world.send({ a_temperature: 20 })
  expect(world.news().slice(-1)).toEqual(['cleared high a_temperature'])
})

test('A thousand samples are judged within 20 ms, whatever other sensors’ rules there are', (t) => {
  const sensors = Array.from({ length: 1000 }, (_, i) => sensorOf(`n${i}_temperature`))
  const rules = Array.from({ length: 20 }, (_, i) =>
    ruleOf({ id: `r${i}`, target: { kind: 'type', type: i < 4 ? 'temperature' : `t${i}` } }),
  )
  const world = startEngine(t, { rules: [...rules, noData], sensors })
  const samples = (at: number) => sensors.map(({ sensorId }, i) => ({ sensorId, at, value: 20 + (i % 7) }))
  world.engine().onSamples(samples(world.now()), world.now())
  const tookMs = Array.from({ length: 9 }, (_, i) => {
    const began = performance.now()
    world.engine().onSamples(samples(world.now() + 1 + i), world.now())
    return performance.now() - began
  }).sort((a, b) => a - b)
  expect(tookMs[4]).toBeLessThan(20)
})

/** HH:MM local, some minutes from the test's start. */
function clockOf(minutes: number): string {
  const at = new Date(Date.UTC(2026, 0, 5, 8) + minutes * 60_000)
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}
