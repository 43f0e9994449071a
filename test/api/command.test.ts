// Commands to nodes: the states they go through, what the node's word does to them, expiry, retry, and a restart in the middle.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandStates, endedCommandStates } from '../../src/domain/command.ts'
import { createTestDevices, type TestDevices } from '../helpers/test-devices.ts'
import { startTestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const makeNode = (devices: TestDevices, capabilities: string[] = []) => devices.node.create({ nodeId: 'n1', sensors: [], capabilities })
const arrive = ({ broker, gate }: TestDevices) => {
  broker.present.add('n1')
  gate.connected('n1', '10.0.0.7')
  gate.listening('n1')
}
const acknowledge = ({ gate, said }: TestDevices, payload: unknown, nodeId = 'n1') =>
  said((done) => gate.acknowledgeCommand({ nodeId, payload }, done))
const sentTo = ({ broker }: TestDevices) =>
  broker.published.filter(({ topic }) => topic === 'ceiling/commands/n1').map(({ payload }) => JSON.parse(payload) as { id: string })
const historyOf = ({ facts }: TestDevices, id: string) =>
  facts.flatMap((fact) => (fact.name === 'command.changed' && fact.payload.id === id ? [fact.payload.state] : []))

describe('a command', () => {
  test('waits until the node is there, goes out, is accepted and done', async (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    const { id } = devices.command.create('n1', { command: 'identify', parameters: { seconds: 10 } })
    expect(devices.command.get(id)).toMatchObject({ state: 'queued', attempts: 0, expiresAt: devices.clock.now() + 3_600_000 })
    arrive(devices)
    await devices.settle()
    expect(sentTo(devices)).toEqual([
      { id, command: 'identify', parameters: { seconds: 10 }, timestamp: devices.clock.now(), expires_at: devices.clock.now() + 3_600_000 },
    ])
    expect(devices.command.get(id)).toMatchObject({ state: 'sent', attempts: 1, sentAt: devices.clock.now() })
    expect(await acknowledge(devices, { id, status: 'accepted' })).toBeNull()
    expect(await acknowledge(devices, { id, status: 'done', result: { blinked: 10 } })).toBeNull()
    expect(devices.command.get(id)).toMatchObject({ state: 'done', result: '{"blinked":10}', endedAt: devices.clock.now() })
    expect(historyOf(devices, id)).toEqual(['queued', 'sent', 'accepted', 'done'])
  })

  test('that the node could not do is failed with its words, and told as such', async (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    arrive(devices)
    const { id } = devices.command.create('n1', { command: 'calibrate', parameters: { sensor_type: 'co2' } })
    await devices.settle()
    await acknowledge(devices, { id, status: 'failed', error: 'no reference gas' })
    expect(devices.command.get(id)).toMatchObject({ state: 'failed', reason: 'no reference gas' })
    expect(devices.facts.filter(({ name }) => name === 'command.failed')).toHaveLength(1)
    // The node repeats itself: nothing changes any more.
    expect(await acknowledge(devices, { id, status: 'done' })).toBeNull()
    expect(devices.command.get(id).state).toBe('failed')
  })

  test('is answered only by its own node', async (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    devices.node.create({ nodeId: 'n2', sensors: [] })
    const { id } = devices.command.create('n1', { command: 'reboot' })
    expect(await acknowledge(devices, { id, status: 'done' }, 'n2')).toMatch(/no command/)
    expect(await acknowledge(devices, { id: 'made-up', status: 'done' })).toMatch(/no command/)
    expect(await acknowledge(devices, { id, status: 'finished' })).toMatch(/accepted, done or failed/)
    expect(devices.command.get(id).state).toBe('queued')
    expect(devices.node.get('n2').refusals).toHaveLength(1)
  })

  test('that nobody answers is sent again, and expires by the clock', async (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    arrive(devices)
    const { id } = devices.command.create('n1', { command: 'reboot', expiresInMs: 120_000 })
    await devices.settle()
    for (let i = 0; i < 3; i += 1) {
      devices.clock.advance(30_000)
      await devices.settle()
    }
    expect(devices.command.get(id)).toMatchObject({ state: 'sent', attempts: 4 })
    expect(new Set(sentTo(devices).map((one) => one.id))).toEqual(new Set([id]))
    devices.clock.advance(30_000)
    expect(devices.command.get(id)).toMatchObject({ state: 'expired', reason: 'the node took it and never answered' })
  })

  test('for a node that is away expires unsent', (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    const { id } = devices.command.create('n1', { command: 'reboot', expiresInMs: 5000 })
    devices.clock.advance(5000)
    expect(devices.command.get(id)).toMatchObject({ state: 'expired', reason: 'the node was not there in time', attempts: 0 })
  })

  test('of the same name takes the place of one that still waits, but not of one the node accepted', async (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    const set = (interval_ms: number) => devices.command.create('n1', { command: 'set_interval', parameters: { interval_ms } }).id
    const [first, second] = [set(1000), set(2000)]
    expect(devices.command.get(first)).toMatchObject({ state: 'superseded', reason: `replaced by ${second}` })
    await acknowledge(devices, { id: second, status: 'accepted' })
    const third = set(3000)
    expect(devices.command.get(second).state).toBe('accepted')
    await acknowledge(devices, { id: second, status: 'done' })
    expect(devices.node.get('n1').intervalMs).toBe(2000)
    await acknowledge(devices, { id: third, status: 'done' })
    expect(devices.node.get('n1').intervalMs).toBe(3000)
    expect(devices.command.listOfNode('n1', {}).items).toHaveLength(3)
  })

  test('survives a restart in the middle, with its state', async (t) => {
    const devices = createTestDevices(t)
    makeNode(devices)
    const [queued, sent, accepted] = ['calibrate', 'identify', 'reboot'].map(
      (command) => devices.command.create('n1', { command, parameters: command === 'calibrate' ? { sensor_type: 'co2' } : {} }).id,
    )
    await acknowledge(devices, { id: accepted, status: 'accepted' })
    devices.stop()
    const again = createTestDevices(t, { dataFolder: devices.dataFolder })
    expect([queued, sent, accepted].map((id) => again.command.get(id ?? '').state)).toEqual(['queued', 'queued', 'accepted'])
    arrive(again)
    await again.settle()
    expect(sentTo(again).map(({ id }) => id)).toEqual([queued, sent])
    await acknowledge(again, { id: accepted, status: 'done' })
    expect(again.command.get(accepted ?? '').state).toBe('done')
  })
})

describe('a command is refused', () => {
  test.for([
    ['a node that can’t', { command: 'reboot' }, '/command', ['identify']],
    ['a missing parameter', { command: 'set_interval' }, '/parameters/interval_ms', []],
    ['a value out of range', { command: 'set_interval', parameters: { interval_ms: 1 } }, '/parameters/interval_ms', []],
    ['a value of the wrong kind', { command: 'identify', parameters: { seconds: '10' } }, '/parameters/seconds', []],
    ['a strange parameter', { command: 'reboot', parameters: { hard: true } }, '/parameters/hard', []],
    ['a past expiry', { command: 'reboot', expiresAt: 1_500_000_000 }, '/expiresAt', []],
    ['two expiries', { command: 'reboot', expiresAt: 1_900_000_000, expiresInMs: 5000 }, '/expiresInMs', []],
  ] as const)('for %s', ([, body, pointer, capabilities], t) => {
    const devices = createTestDevices(t)
    makeNode(devices, [...capabilities])
    expect(() => devices.command.create('n1', structuredClone(body))).toThrow(
      expect.objectContaining({ code: 'invalid', errors: [expect.objectContaining({ pointer })] }),
    )
    expect(devices.command.listOfNode('n1', {}).items).toEqual([])
  })

  test('when a hundred wait already', (t) => {
    const devices = createTestDevices(t)
    makeNode(devices, ['beep'])
    for (let i = 0; i < 100; i += 1) devices.command.create('n1', { command: 'beep', parameters: { i } })
    expect(() => devices.command.create('n1', { command: 'beep' })).toThrow('100 commands already wait')
  })
})

test('whatever happens in whatever order, a command only moves forward and ends once', async (t) => {
  const devices = createTestDevices(t)
  makeNode(devices)
  const order = new Map(commandStates.map((state, i) => [state, endedCommandStates.has(state) ? 9 : i]))
  const step = fc.oneof(
    fc.constantFrom('arrive', 'leave', 'create', 'restartless-tick' as const),
    fc.record({ ack: fc.constantFrom('accepted', 'done', 'failed'), of: fc.nat(3) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const ids: string[] = []
      for (const one of steps) {
        if (one === 'arrive') arrive(devices)
        else if (one === 'leave') devices.broker.present.delete('n1')
        else if (one === 'create') ids.push(devices.command.create('n1', { command: 'reboot', expiresInMs: 60_000 }).id)
        else if (typeof one === 'string') devices.clock.advance(20_000)
        else await acknowledge(devices, { id: ids.at(-1 - one.of) ?? 'none', status: one.ack })
      }
      devices.clock.advance(2 * 3_600_000)
      await devices.settle()
      for (const id of ids) {
        const ranks = historyOf(devices, id).map((state) => order.get(state) ?? -1)
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
        expect(ranks.filter((rank) => rank === 9)).toHaveLength(1)
        expect(devices.store.command.find(id)).toEqual(devices.command.get(id))
      }
    }),
    { numRuns: 15 },
  )
})

test('over the API commands are made, listed newest first, read one by one, and explained by a library', async (t) => {
  const { client, clock, events } = await startTestServer(t)
  const at = { params: { id: 'n1' } }
  await client.createNode({ body: { nodeId: 'n1', sensors: [], capabilities: ['reboot', 'beep'] } })
  const first = await client.createCommand({ ...at, body: { command: 'reboot', expiresAt: new Date(clock.now() + 60_000).toISOString() } })
  clock.advance(1)
  const second = await client.createCommand({ ...at, body: { command: 'beep', parameters: { tone: [440, 880] } } })
  expect(first).toMatchObject({ state: 'queued', expiresAt: clock.now() - 1 + 60_000 })
  expect((await client.listCommands({ ...at, query: {} })).items).toEqual([second, first])
  expect(await client.getCommand({ params: { id: first.id } })).toEqual(first)
  expect((await client.listCommandLibrary({})).items.map(({ command }) => command)).toEqual([
    'identify',
    'set_interval',
    'calibrate',
    'reboot',
  ])
  expect((await refusalOf(client.createCommand({ params: { id: 'nobody' }, body: { command: 'reboot' } }))).code).toBe('not_found')
  expect((await refusalOf(client.openJoinWindow({ body: {} }))).code).toBe('conflict')
  clock.advance(60_000)
  expect((await client.getCommand({ params: { id: first.id } })).state).toBe('expired')
  await client.deleteNode(at)
  expect(await client.getCommand({ params: { id: second.id } })).toMatchObject({ state: 'expired', reason: 'the node was deleted' })
  expect((await events()).some(({ name }) => name === 'command.changed')).toBe(true)
})
