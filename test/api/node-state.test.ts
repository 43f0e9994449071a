// What nodes say of themselves and what is shown of it: states by the clock, one event when they go, storms in few transactions.
import { describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../helpers/fake-clock.ts'
import { committed, createFakeIngest } from '../helpers/fake-ingest.ts'
import { createTestDevices, type TestDevices } from '../helpers/test-devices.ts'

const registration = { node_id: 'n1', sensors: ['temperature'], firmware_version: '1.4.0', capabilities: ['identify'], battery_level: 80 }
const register = ({ gate, said }: TestDevices, nodeId: string, payload: unknown = { ...registration, node_id: nodeId }) =>
  said((done) => gate.register({ nodeId, payload, from: 'open', address: '10.0.0.7' }, done))
const namesOf = ({ facts }: TestDevices) =>
  facts.map(({ name }) => name).filter((name) => name.startsWith('node.') && name !== 'node.changed')
const stateOf = ({ node }: TestDevices, id = 'n1') => node.get(id).state

describe('a registration', () => {
  test('in open mode makes a node known, with what it says of itself', async (t) => {
    const devices = createTestDevices(t)
    expect(await register(devices, 'n1', { ...registration, node_id: 'n1', location: { x: 1, y: 2 }, vendor: { any: 'thing' } })).toBeNull()
    expect(devices.node.get('n1')).toMatchObject({
      isOpen: true,
      firmwareVersion: '1.4.0',
      capabilities: ['identify'],
      batteryLevel: 80,
      reportedLocation: { x: 1, y: 2, z: 0 },
      sensorIds: ['n1_temperature'],
      credentials: 'none',
      address: '10.0.0.7',
      intervalMs: 60_000,
      state: 'never',
    })
    expect(namesOf(devices)).toEqual(['node.registered'])
  })

  test('is kept as it was retained, and is there again after a restart', async (t) => {
    const devices = createTestDevices(t)
    const payload = { ...registration, vendor: 'x' }
    await register(devices, 'n1', payload)
    await devices.said((done) =>
      devices.gate.reportStatus({ nodeId: 'n1', payload: { status: 'maintenance' }, isWill: false, retained: true }, done),
    )
    devices.stop()
    const again = createTestDevices(t, { dataFolder: devices.dataFolder })
    expect(again.gate.retainedAtStart().map(({ topic, payload }) => [topic, JSON.parse(payload)])).toEqual([
      ['ceiling/nodes/n1/registration', payload],
      ['ceiling/nodes/n1/status', { status: 'maintenance' }],
    ])
    expect(again.node.get('n1')).toMatchObject({ state: 'maintenance', firmwareVersion: '1.4.0' })
  })

  test('with nonsense in it is refused by name, or used without the field that is wrong', async (t) => {
    const devices = createTestDevices(t)
    expect(await register(devices, 'n1', 'garbage')).toMatch(/JSON object/)
    expect(await register(devices, 'n1', { node_id: 'n2', sensors: [] })).toMatch(/n2.*not the node of the topic/)
    expect(await register(devices, 'n1', { sensors: ['../x'] })).toMatch(/no sensor type/)
    expect(await register(devices, 'pair', { sensors: [] })).toMatch(/reserved/)
    expect(JSON.parse(devices.broker.published[0]?.payload ?? '{}')).toEqual({ error: expect.stringMatching(/JSON object/) })
    expect(await register(devices, 'n1', { sensors: ['co2'], battery_level: 1e308, location: 'hall' })).toBeNull()
    expect(devices.node.get('n1')).toMatchObject({
      batteryLevel: null,
      refusals: [{ reason: 'in its registration location, battery_level can’t be used', count: 1 }],
    })
  })

  test('that would make an existing sensor ambiguous is refused', async (t) => {
    const devices = createTestDevices(t)
    await register(devices, 'hall', { sensors: ['a_temperature'] })
    expect(await register(devices, 'hall_a', { sensors: ['humidity'] })).toMatch(/take hall_a_temperature away from node hall/)
    expect(await register(devices, 'hall_b', { sensors: ['humidity'] })).toBeNull()
    expect(await register(devices, 'hall', { sensors: ['b_humidity'] })).toMatch(/hall_b_humidity is already the humidity of node hall_b/)
  })

  test('of 5,000 nodes at once, with their states, takes few transactions and never floods the live stream', async (t) => {
    const devices = createTestDevices(t)
    let transactions = 0
    const count = 5000
    const { transaction } = devices.store
    Object.assign(devices.store, {
      transaction: (fn: () => unknown) => {
        transactions += 1
        return transaction(fn)
      },
    })
    let answered = 0
    await new Promise<void>((resolve) => {
      const done = (refused: string | null) => {
        expect(refused).toBeNull()
        answered += 1
        if (answered === 2 * count) resolve()
      }
      for (let i = 0; i < count; i += 1) {
        const nodeId = `node-${i}`
        devices.gate.register({ nodeId, payload: { ...registration, node_id: nodeId }, from: 'open', address: '10.0.0.1' }, done)
        devices.gate.reportStatus({ nodeId, payload: { status: 'online' }, isWill: false, retained: true }, done)
      }
    })
    expect(transactions).toBeGreaterThan(0)
    // A row, an event and sensors of each node: 250 writes a transaction.
    expect(transactions).toBeLessThan(75)
    expect(devices.store.node.listAll()).toHaveLength(count)
    devices.clock.advance(500)
    const changes = devices.facts.filter(({ name }) => name === 'node.changed').length
    expect(changes).toBeGreaterThan(0)
    expect(changes).toBeLessThanOrEqual(200)
    const pages: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = devices.node.list({ limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
      pages.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
      cursor = page.next
    }
    expect(new Set(pages).size).toBe(count)
  })
})

describe('the state of a node', () => {
  test('follows its readings: online, late, silent, and back, with one event each way', async (t) => {
    const devices = createTestDevices(t)
    const { clock, ingest, gate } = devices
    await register(devices, 'n1')
    gate.connected('n1', '10.0.0.7')
    ingest.commit([committed('n1', clock.now(), 21)])
    expect(stateOf(devices)).toBe('online')
    clock.advance(91_000)
    expect(stateOf(devices)).toBe('late')
    clock.advance(600_000)
    expect(devices.node.get('n1')).toMatchObject({ state: 'silent', reason: 'no reading for more than three periods' })
    clock.advance(3_600_000)
    ingest.commit([committed('n1', clock.now(), 21)])
    expect(stateOf(devices)).toBe('online')
    expect(namesOf(devices)).toEqual(['node.registered', 'node.offline', 'node.online'])
  })

  test('is offline when its will fires, once, and online again with the next reading', async (t) => {
    const devices = createTestDevices(t)
    const { clock, ingest, gate, said } = devices
    await register(devices, 'n1')
    gate.connected('n1', '10.0.0.7')
    ingest.commit([committed('n1', clock.now(), 21)])
    clock.advance(10_000)
    gate.disconnected('n1', { willFired: true })
    await said((done) => gate.reportStatus({ nodeId: 'n1', payload: { status: 'offline' }, isWill: true, retained: true }, done))
    clock.advance(600_000)
    expect(devices.node.get('n1')).toMatchObject({ state: 'offline', connected: false, reason: 'its connection broke' })
    gate.connected('n1', '10.0.0.7')
    expect(stateOf(devices)).toBe('silent')
    ingest.commit([committed('n1', clock.now(), 21)])
    expect(stateOf(devices)).toBe('online')
    expect(namesOf(devices)).toEqual(['node.registered', 'node.offline', 'node.online'])
  })

  test('does not blink when a newer connection takes the place of an older one', async (t) => {
    const devices = createTestDevices(t)
    const { clock, ingest, gate } = devices
    await register(devices, 'n1')
    gate.connected('n1', '10.0.0.7')
    ingest.commit([committed('n1', clock.now(), 21)])
    for (let i = 0; i < 10; i += 1) {
      clock.advance(1000)
      gate.disconnected('n1', { willFired: false })
      gate.connected('n1', '10.0.0.8')
    }
    clock.advance(2000)
    expect(stateOf(devices)).toBe('online')
    expect(namesOf(devices)).toEqual(['node.registered'])
  })

  test('of a node that says offline and sends again by another way is what it does', async (t) => {
    const devices = createTestDevices(t)
    const { clock, ingest, gate, said } = devices
    await register(devices, 'n1')
    ingest.commit([committed('n1', clock.now(), 21)])
    await said((done) => gate.reportStatus({ nodeId: 'n1', payload: 'offline', isWill: false, retained: true }, done))
    expect(stateOf(devices)).toBe('offline')
    clock.advance(5000)
    ingest.commit([committed('n1', clock.now(), 22)])
    expect(stateOf(devices)).toBe('online')
  })

  test('counts periods by a person’s word, else the node’s, else a minute', async (t) => {
    const devices = createTestDevices(t)
    await register(devices, 'n1', { sensors: ['co2'], interval_ms: 5000 })
    expect(devices.node.get('n1').intervalMs).toBe(5000)
    expect(devices.node.change('n1', { intervalMs: 900_000 }).intervalMs).toBe(900_000)
    expect(devices.node.change('n1', { intervalMs: null }).intervalMs).toBe(5000)
    await devices.settle()
    expect(devices.ingest.told.registry.nodes).toEqual([{ nodeId: 'n1', aliases: [], intervalMs: 5000 }])
  })

  test.for([
    ['the server was off for a day', 86_400_000],
    ['the server was off for a minute', 60_000],
  ] as const)('survives a restart without a storm: %s', async ([, awayMs], t) => {
    const first = createTestDevices(t)
    const count = 200
    for (let i = 0; i < count; i += 1)
      first.gate.register({ nodeId: `n${i}`, payload: { sensors: ['co2'] }, from: 'open', address: '' }, () => {})
    for (let i = 0; i < count; i += 1) first.gate.connected(`n${i}`, '10.0.0.7')
    const values = Array.from({ length: count }, (_, i) => committed(`n${i}`, first.clock.now(), 400, 'co2', 'ppm'))
    first.ingest.commit(values)
    await first.settle()
    first.stop()
    first.clock.advance(awayMs)
    const again = createTestDevices(t, { dataFolder: first.dataFolder, clock: first.clock, ingest: createFakeIngest({ values }) })
    again.clock.advance(30_000)
    expect(namesOf(again)).toEqual([])
    // All but one come back; that one is missed, once.
    for (let i = 1; i < count; i += 1) again.gate.connected(`n${i}`, '10.0.0.7')
    again.ingest.commit(values.slice(1).map((value) => ({ ...value, at: again.clock.now() })))
    again.clock.advance(60_000)
    expect(namesOf(again)).toEqual(['node.offline'])
    expect(stateOf(again, 'n0')).toBe('offline')
    expect(stateOf(again, 'n1')).toBe('online')
    again.clock.advance(3_600_000)
    expect(namesOf(again).filter((name) => name === 'node.offline')).toHaveLength(count)
  })
})

describe('the clock of the server', () => {
  /** Nodes that send every second while the clock may jump: the clock moves without its timers running, as in a sleep. */
  const fleet = async (devices: TestDevices, count: number) => {
    await Promise.all(Array.from({ length: count }, (_, i) => register(devices, `n${i}`, { sensors: ['co2'] })))
    for (let i = 0; i < count; i += 1) devices.gate.connected(`n${i}`, '10.0.0.7')
    return () => devices.ingest.commit(Array.from({ length: count }, (_, i) => committed(`n${i}`, devices.clock.now(), 400, 'co2', 'ppm')))
  }
  const jumping = (): FakeClock & { jump(byMs: number): void } => {
    const clock = createFakeClock()
    let offsetMs = 0
    return {
      ...clock,
      now: () => clock.now() + offsetMs,
      jump: (byMs) => {
        offsetMs += byMs
      },
    }
  }
  const downs = (devices: TestDevices) => namesOf(devices).filter((name) => name === 'node.offline' || name === 'node.online')

  test.for([
    ['an hour of sleep', 3_600_000],
    ['a clock set forward by a day', 86_400_000],
    ['a clock set back by an hour', -3_600_000],
  ] as const)('that jumps raises no storm: %s', async ([, byMs], t) => {
    const clock = jumping()
    const devices = createTestDevices(t, { clock })
    const send = await fleet(devices, 50)
    send()
    clock.advance(30_000)
    clock.jump(byMs)
    clock.advance(30_000)
    expect(downs(devices)).toEqual([])
    // Sockets that died meanwhile break now; their nodes come back within seconds.
    for (let i = 0; i < 50; i += 1) devices.gate.disconnected(`n${i}`, { willFired: false })
    clock.advance(10_000)
    for (let i = 0; i < 50; i += 1) devices.gate.connected(`n${i}`, '10.0.0.7')
    send()
    clock.advance(60_000)
    expect(downs(devices)).toEqual([])
    expect(stateOf(devices, 'n7')).toBe('online')
    // And those that stay away are missed all the same.
    clock.advance(600_000)
    expect(downs(devices)).toHaveLength(50)
  })
})

test('looking at 5,000 nodes once a second is a matter of milliseconds', async (t) => {
  const devices = createTestDevices(t)
  for (let i = 0; i < 5000; i += 1) {
    devices.gate.register({ nodeId: `n${i}`, payload: { sensors: ['co2'] }, from: 'open', address: '' }, () => {})
  }
  await devices.settle()
  devices.ingest.commit(Array.from({ length: 5000 }, (_, i) => committed(`n${i}`, devices.clock.now(), 400, 'co2', 'ppm')))
  devices.clock.advance(1000)
  const times = Array.from({ length: 20 }, () => {
    const startedMs = performance.now()
    devices.clock.advance(1000)
    return performance.now() - startedMs
  })
  expect(times.sort((a, b) => a - b)[10]).toBeLessThan(25)
})

test('a node that nobody registered is known from its first reading, and one that was deleted comes back with its names', async (t) => {
  const devices = createTestDevices(t)
  const { clock, ingest, node, sensor } = devices
  ingest.commit([committed('n1', clock.now(), 21)])
  expect(node.get('n1')).toMatchObject({ isOpen: true, state: 'online', counters: { received: 1, stored: 1 } })
  sensor.change('n1_temperature', { name: 'By the door' })
  node.remove('n1')
  expect(() => node.get('n1')).toThrow('There is no such node')
  expect(sensor.list({}).items).toEqual([])
  ingest.commit([committed('n1', clock.now() - 1, 22)], { arrivedAt: clock.now() })
  expect(sensor.list({}).items).toEqual([])
  clock.advance(1000)
  ingest.commit([committed('n1', clock.now(), 23)])
  expect(sensor.get('n1_temperature')).toMatchObject({ name: 'By the door', latest: { value: 23 }, freshness: 'fresh' })
  expect(namesOf(devices)).toEqual(['node.registered', 'node.deleted', 'node.registered'])
})
