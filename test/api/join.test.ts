// The window through which nodes join, and the passwords they get: codes, pending, approval, rotation, replacement, revocation.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTestDevices, type TestDevices } from '../helpers/test-devices.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const connect = ({ gate }: TestDevices, username: string, password: string, clientId = username) =>
  gate.authenticate({ username, password: bytes(password), clientId, address: '10.0.0.9' })
const pair = async (devices: TestDevices, nodeId: string, payload: unknown = { node_id: nodeId, sensors: ['temperature'] }) => {
  const code = devices.join.get().code ?? ''
  expect(connect(devices, 'pair', code, nodeId)).toEqual({ kind: 'pairing', clientId: nodeId })
  return devices.said((done) => devices.gate.register({ nodeId, payload, from: 'pairing', address: '10.0.0.9' }, done))
}
const lastReply = ({ broker }: TestDevices) => {
  const { topic, payload } = broker.published.at(-1) ?? { topic: '', payload: '{}' }
  return { topic, body: JSON.parse(payload) as { username: string; password: string; error?: string; interval_ms: number } }
}

describe('the join window', () => {
  test('opens with a code of eight clear characters, and says how to get in', (t) => {
    const devices = createTestDevices(t)
    expect(devices.join.get()).toMatchObject({ isOpen: false, code: null, uri: null })
    const opened = devices.join.open(5)
    expect(opened).toMatchObject({ isOpen: true, opensUntil: devices.clock.now() + 300_000, host: '192.168.1.20', pending: [] })
    expect(opened.code).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/)
    const uri = new URL(opened.uri ?? '')
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      ...{ host: '192.168.1.20', mqtt: '1883', mqtts: '8883', ca: 'AB:CD' },
      code: opened.code?.replace('-', ''),
    })
    expect(devices.facts.map(({ name }) => name)).toEqual(['join.changed'])
  })

  test('closes by the clock, and lets nobody in then', async (t) => {
    const devices = createTestDevices(t)
    const { code } = devices.join.open(5)
    await pair(devices, 'n1')
    devices.clock.advance(300_000)
    expect(devices.join.get()).toMatchObject({ isOpen: false, pending: [] })
    expect(connect(devices, 'pair', code ?? '', 'n1')).toEqual({ kind: 'refused', reason: 'no join window is open' })
    expect(lastReply(devices).body.error).toMatch(/window.*closed/)
  })

  test('closes at the fifth wrong code, and a code that is typed by hand may have spaces and small letters', (t) => {
    const devices = createTestDevices(t)
    const code = devices.join.open().code ?? ''
    expect(connect(devices, 'pair', ` ${code.toLowerCase()} `, 'n1').kind).toBe('pairing')
    for (let i = 1; i <= 5; i += 1) {
      expect(connect(devices, 'pair', 'AAAA-AAAA', 'n1').kind).toBe('refused')
      expect(devices.join.get()).toMatchObject({ isOpen: i < 5, wrongCodes: i })
    }
    expect(connect(devices, 'pair', code, 'n1').kind).toBe('refused')
    expect(devices.join.open().wrongCodes).toBe(0)
    expect(devices.join.get().code).not.toBe(code)
  })

  test('takes no code that is not the one, whatever it is', (t) => {
    const devices = createTestDevices(t)
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (typed) => {
        const code = devices.join.open().code ?? ''
        fc.pre(typed.toUpperCase().replace(/[\s-]/g, '') !== code.replace('-', ''))
        expect(connect(devices, 'pair', typed, 'n1').kind).toBe('refused')
      }),
    )
  })

  test('wants a node id without an underscore as client id', (t) => {
    const devices = createTestDevices(t)
    const code = devices.join.open().code ?? ''
    for (const clientId of ['a_b', 'a/b', '', 'pair']) expect(connect(devices, 'pair', code, clientId).kind).toBe('refused')
  })
})

describe('a device that waits', () => {
  test('gets its own credentials when a person confirms it, and works with them', async (t) => {
    const devices = createTestDevices(t)
    devices.join.open()
    expect(await pair(devices, 'n1', { node_id: 'n1', sensors: ['temperature'], firmware_version: '2', interval_ms: 5000 })).toBeNull()
    expect(devices.join.get().pending).toMatchObject([{ nodeId: 'n1', sensors: ['temperature'], firmwareVersion: '2', isKnown: false }])
    expect(() => devices.node.get('n1')).toThrow('no such node')
    const record = await devices.join.approve('n1', { name: 'By the door' })
    expect(record).toMatchObject({ id: 'n1', name: 'By the door', credentials: 'one', isOpen: false, intervalMs: 5000 })
    const { topic, body } = lastReply(devices)
    expect([topic, body]).toEqual([
      'ceiling/nodes/n1/registration/reply',
      {
        username: 'n1',
        password: expect.stringMatching(/^[\w-]{43}$/),
        topics: expect.objectContaining({ data: 'ceiling/sensors/n1_{type}/data', commands: 'ceiling/commands/n1' }),
        interval_ms: 5000,
        time: devices.clock.now(),
      },
    ])
    expect(connect(devices, 'n1', body.password)).toEqual({ kind: 'node', nodeId: 'n1' })
    expect(connect(devices, 'n1', body.password, 'other')).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/client id/) })
    expect(connect(devices, 'n1', `${body.password}x`).kind).toBe('refused')
    expect(connect(devices, 'nobody', body.password).kind).toBe('refused')
    expect(devices.join.get().pending).toEqual([])
    // Only the hash is on disk.
    devices.stop()
    const again = createTestDevices(t, { dataFolder: devices.dataFolder })
    expect(connect(again, 'n1', body.password).kind).toBe('node')
    expect(Buffer.concat(again.store.node.listCredentials().map(({ hash }) => Buffer.from(hash))).toString('latin1')).not.toContain(
      body.password,
    )
  })

  test('that left before it had its password stays to be confirmed again', async (t) => {
    const devices = createTestDevices(t)
    devices.join.open()
    await pair(devices, 'n1')
    devices.broker.takes = false
    await expect(devices.join.approve('n1', {})).rejects.toMatchObject({ code: 'conflict' })
    devices.broker.takes = true
    await devices.join.approve('n1', {})
    expect(connect(devices, 'n1', lastReply(devices).body.password).kind).toBe('node')
  })

  test('can be sent away, and is told so', async (t) => {
    const devices = createTestDevices(t)
    devices.join.open()
    await pair(devices, 'n1')
    expect(devices.join.refuse('n1').pending).toEqual([])
    await devices.settle()
    expect(lastReply(devices).body).toEqual({ error: 'a person refused this node' })
    expect(devices.broker.closed).toMatchObject([{ client: 'n1' }])
    expect(() => devices.join.refuse('n1')).toThrow('no such waiting node')
  })

  test('takes the place of a broken node: its name, its history, its topics', async (t) => {
    const devices = createTestDevices(t)
    const old = devices.node.create({ nodeId: 'hall', sensors: ['temperature'], name: 'Hall' })
    devices.join.open()
    await pair(devices, 'fresh-7', { node_id: 'fresh-7', sensors: ['temperature', 'co2'], firmware_version: '3' })
    const record = await devices.join.approve('fresh-7', { replaces: 'hall' })
    expect(record).toMatchObject({ id: 'hall', name: 'Hall', firmwareVersion: '3', replacedAt: devices.clock.now() })
    expect(record.sensorIds).toEqual(['hall_co2', 'hall_temperature'])
    const { topic, body } = lastReply(devices)
    expect([topic, body.username]).toEqual(['ceiling/nodes/fresh-7/registration/reply', 'hall'])
    expect(connect(devices, 'hall', body.password).kind).toBe('node')
    expect(connect(devices, 'hall', old.password).kind).toBe('refused')
    expect(devices.broker.closed).toMatchObject([{ client: 'hall' }])
  })
})

describe('a password', () => {
  test('that is rotated leaves the older one alive until the newer is used', (t) => {
    const devices = createTestDevices(t)
    const first = devices.node.create({ nodeId: 'n1', sensors: [] }).password
    const second = devices.node.rotate('n1').password
    expect(devices.node.get('n1').credentials).toBe('rotating')
    expect(connect(devices, 'n1', first).kind).toBe('node')
    expect(connect(devices, 'n1', second).kind).toBe('node')
    expect(connect(devices, 'n1', first).kind).toBe('refused')
    expect(devices.node.get('n1').credentials).toBe('one')
  })

  test('that is older dies after a day, and there are never more than two', (t) => {
    const devices = createTestDevices(t)
    const [first, second, third] = [
      devices.node.create({ nodeId: 'n1', sensors: [] }).password,
      devices.node.rotate('n1').password,
      devices.node.rotate('n1').password,
    ]
    expect(connect(devices, 'n1', first).kind).toBe('refused')
    devices.clock.advance(86_400_000)
    expect(connect(devices, 'n1', second).kind).toBe('refused')
    expect(connect(devices, 'n1', third).kind).toBe('node')
    expect(devices.node.get('n1').credentials).toBe('one')
  })

  test('that is taken back ends the connection at once, and stays so after a restart', (t) => {
    const devices = createTestDevices(t)
    const { password } = devices.node.create({ nodeId: 'n1', sensors: [] })
    expect(devices.node.revoke('n1').credentials).toBe('revoked')
    expect(devices.broker.closed).toEqual([{ client: 'n1', reason: 'its password was taken back' }])
    expect(connect(devices, 'n1', password).kind).toBe('refused')
    devices.stop()
    const again = createTestDevices(t, { dataFolder: devices.dataFolder })
    expect([connect(again, 'n1', password).kind, again.node.get('n1').credentials]).toEqual(['refused', 'revoked'])
  })
})

describe('a replacement', () => {
  test('gets a new password, and the old one is dead', (t) => {
    const devices = createTestDevices(t)
    const { password } = devices.node.create({ nodeId: 'n1', sensors: ['co2'] })
    const given = devices.node.replace('n1')
    expect(given).toMatchObject({ nodeId: 'n1', username: 'n1' })
    expect(connect(devices, 'n1', password).kind).toBe('refused')
    expect(connect(devices, 'n1', given.password ?? '').kind).toBe('node')
    expect(devices.node.get('n1')).toMatchObject({ replacedAt: devices.clock.now(), sensorIds: ['n1_co2'] })
  })

  test('that keeps its own name sends for the node whose place it took', async (t) => {
    const devices = createTestDevices(t)
    devices.node.create({ nodeId: 'n1', sensors: ['co2'] })
    const device = devices.node.create({ nodeId: 'n2', sensors: [] })
    expect(() => devices.node.replace('n1', 'ghost')).toThrow('has not joined')
    expect(devices.node.replace('n1', 'n2')).toEqual({ nodeId: 'n1', username: null, password: null })
    expect(devices.node.list({}).items.map(({ id, alias }) => [id, alias])).toEqual([['n1', ['n2']]])
    expect(connect(devices, 'n2', device.password)).toEqual({ kind: 'node', nodeId: 'n2' })
    expect(devices.gate.isNode('n2')).toBe(true)
    devices.gate.connected('n2', '10.0.0.3')
    expect(devices.node.get('n1').connected).toBe(true)
    await devices.settle()
    expect(devices.ingest.told.registry.nodes).toEqual([{ nodeId: 'n1', aliases: ['n2'], intervalMs: 60_000 }])
    expect(() => devices.node.create({ nodeId: 'n2', sensors: [] })).toThrow('already a node n2')
    devices.node.remove('n1')
    expect(connect(devices, 'n2', device.password).kind).toBe('refused')
    expect(devices.broker.closed.map(({ client }) => client)).toEqual(['n1', 'n1', 'n2'])
  })
})
