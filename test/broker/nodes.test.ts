// The nodes' side behind the real broker, with a real client: joining, commands, revocation, programs, open mode, a restart.
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { describe, expect, test } from 'vitest'
import { createBroker } from '../../src/server/broker/broker.ts'
import { createIntake } from '../../src/server/broker/intake.ts'
import { defaultLimits } from '../../src/server/broker/limits.ts'
import { listenBroker } from '../../src/server/broker/listen.ts'
import { createTopicTree } from '../../src/server/broker/topic-tree.ts'
import { systemClock } from '../../src/server/clock.ts'
import { owner } from '../helpers/test-callers.ts'
import { createTestDevices } from '../helpers/test-devices.ts'
import type { TestLife } from '../helpers/test-server.ts'

const registration = { node_id: 'n1', sensors: ['temperature'], firmware_version: '2', capabilities: ['identify', 'reboot'] }

async function start(t: TestLife, given: { auth?: 'required' | 'open'; dataFolder?: string } = {}) {
  const { auth = 'required', ...more } = given
  const devices = createTestDevices(
    { onTestFinished: (fn) => t.onTestFinished(async () => fn()) },
    { ...more, clock: { ...systemClock, advance: () => {} } },
  )
  const { gate, ingest, log: _, ...rest } = devices
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const intake = createIntake({ ingest, gate, clock: systemClock })
  const topics = createTopicTree({ isNode: gate.isNode })
  const broker = await createBroker({
    ...{ auth, ingest, gate, intake, topics, log },
    clock: systemClock,
    randomId: () => `made-${Math.random()}`,
  })
  const sockets = await listenBroker({ host: '127.0.0.1', ports: { tcp: 0, tls: null, ws: null } })
  sockets.open({
    ...{ accept: broker.accept, limits: defaultLimits, isExempt: () => true, secureContext: () => null, allowedOrigins: [] },
    onRefused: () => {},
  })
  const { tcp } = sockets.ports
  const info = () => ({ host: '127.0.0.1', mqttPort: tcp, mqttsPort: null, caFingerprint: null, auth })
  gate.attachBroker({ ...broker.port, info })
  const stop = async () => {
    await sockets.close()
    await broker.stop()
    devices.stop()
  }
  t.onTestFinished(stop)
  const clients: MqttClient[] = []
  t.onTestFinished(async () => void clients.map((client) => client.end(true)))
  const connect = async (options: IClientOptions) => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${tcp}`, { reconnectPeriod: 0, ...options })
    clients.push(client)
    return client
  }
  return { ...rest, gate, ingest, connect, stop }
}
type Running = Awaited<ReturnType<typeof start>>

/** The next message on a topic. */
const next = (client: MqttClient, topic: string) =>
  new Promise<Record<string, unknown>>((resolve) => {
    const look = (on: string, payload: Buffer) => {
      if (on !== topic) return
      client.off('message', look)
      resolve(JSON.parse(payload.toString()) as Record<string, unknown>)
    }
    client.on('message', look)
  })
const until = async <T>(read: () => T, isRight: (value: T) => boolean): Promise<T> => {
  for (let i = 0; i < 300; i += 1) {
    const value = read()
    if (isRight(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return read()
}
const closed = (client: MqttClient) =>
  new Promise<void>((resolve) => (client.disconnected ? resolve() : client.once('close', () => resolve())))
const make = ({ node }: Running, nodeId: string) => node.create({ nodeId, sensors: ['temperature'] })

describe('a device', () => {
  test('joins with the code, is confirmed, signs in with what it was given, gets a command and does it', async (t) => {
    const running = await start(t)
    const { join, command, node } = running
    const code = join.open().code ?? ''
    const pairing = await running.connect({ clientId: 'n1', username: 'pair', password: code })
    await pairing.subscribeAsync('ceiling/nodes/n1/registration/reply', { qos: 1 })
    const answer = next(pairing, 'ceiling/nodes/n1/registration/reply')
    await pairing.publishAsync('ceiling/nodes/n1/registration', JSON.stringify(registration), { qos: 1, retain: true })
    expect(join.get().pending).toMatchObject([{ nodeId: 'n1', firmwareVersion: '2' }])
    expect(await join.approve('n1', {})).toMatchObject({ id: 'n1', credentials: 'one' })
    const { username, password } = (await answer) as { username: string; password: string }
    // The next session stands before the pairing one ends.
    const client = await running.connect({ clientId: username, username, password })
    await pairing.endAsync()
    await client.subscribeAsync('ceiling/commands/n1', { qos: 1 })
    expect(
      (
        await until(
          () => node.get('n1'),
          ({ connected }) => connected === true,
        )
      ).connected,
    ).toBe(true)

    const ask = next(client, 'ceiling/commands/n1')
    const { id } = command.create('n1', { command: 'identify', parameters: { seconds: 5 } })
    expect(await ask).toMatchObject({ id, command: 'identify', parameters: { seconds: 5 } })
    expect(
      (
        await until(
          () => command.get(id),
          ({ state }) => state === 'sent',
        )
      ).state,
    ).toBe('sent')
    await client.publishAsync('ceiling/commands/n1/ack', JSON.stringify({ id, status: 'accepted' }), { qos: 1 })
    expect(command.get(id).state).toBe('accepted')
    await client.publishAsync('ceiling/commands/n1/ack', JSON.stringify({ id, status: 'done', result: 'blinked' }), { qos: 1 })
    expect(command.get(id)).toMatchObject({ state: 'done', result: '"blinked"' })
  })

  test('that was off gets its command when it comes, after a restart of the server too', async (t) => {
    const first = await start(t)
    const { password } = make(first, 'n1')
    const { id } = first.command.create('n1', { command: 'reboot' })
    await first.stop()
    const again = await start(t, { dataFolder: first.dataFolder })
    const client = await again.connect({ clientId: 'n1', username: 'n1', password })
    const ask = next(client, 'ceiling/commands/n1')
    await client.subscribeAsync('ceiling/commands/n1', { qos: 1 })
    expect(await ask).toMatchObject({ id, command: 'reboot' })
    expect(
      (
        await until(
          () => again.command.get(id),
          ({ state }) => state === 'sent',
        )
      ).attempts,
    ).toBe(1)
  })

  test('whose password is taken back is thrown out at once and can’t come back', async (t) => {
    const running = await start(t)
    const { password } = make(running, 'n1')
    const client = await running.connect({ clientId: 'n1', username: 'n1', password })
    const gone = closed(client)
    running.node.revoke('n1')
    await gone
    await expect(running.connect({ clientId: 'n1', username: 'n1', password })).rejects.toThrow(/Bad username or password/)
    expect(running.node.get('n1').refusals?.map(({ reason }) => reason)).toContain('the password is wrong or was taken back')
  })

  test('that stands in for a broken one gets that one’s commands and may answer them', async (t) => {
    const running = await start(t)
    make(running, 'old')
    const { password } = make(running, 'spare')
    running.node.replace('old', 'spare')
    const client = await running.connect({ clientId: 'spare', username: 'spare', password })
    const ask = next(client, 'ceiling/commands/spare')
    await client.subscribeAsync('ceiling/commands/spare', { qos: 1 })
    const { id } = running.command.create('old', { command: 'reboot' })
    expect(await ask).toMatchObject({ id })
    await client.publishAsync('ceiling/commands/spare/ack', JSON.stringify({ id, status: 'done' }), { qos: 1 })
    expect(running.command.get(id).state).toBe('done')
    await client.publishAsync('ceiling/nodes/spare/status', JSON.stringify({ status: 'maintenance', battery_level: 40 }), { qos: 1 })
    expect(running.node.get('old')).toMatchObject({ state: 'maintenance', batteryLevel: 40, alias: ['spare'] })
  })

  test('says what is wrong with it on its page, and does no harm', async (t) => {
    const running = await start(t)
    const { password } = make(running, 'n1')
    const client = await running.connect({ clientId: 'n1', username: 'n1', password })
    await client.publishAsync('ceiling/nodes/n1/status', JSON.stringify({ status: 'asleep' }), { qos: 1 })
    await client.publishAsync('ceiling/nodes/n1/registration', 'not json', { qos: 1 })
    await client.publishAsync('ceiling/commands/n1/ack', JSON.stringify({ id: 'x', status: 'done' }), { qos: 1 })
    expect(client.connected).toBe(true)
    const reasons = running.node.get('n1').refusals?.map(({ reason }) => reason)
    expect(reasons).toEqual([
      expect.stringMatching(/status must be one of online/),
      expect.stringMatching(/registration is not JSON/),
      expect.stringMatching(/no command x/),
    ])
  })
})

test('in open mode a registration that was retained before the server knew the node makes it known, and survives a restart', async (t) => {
  const first = await start(t, { auth: 'open' })
  const client = await first.connect({ clientId: 'hall_7' })
  await client.publishAsync('ceiling/nodes/hall_7/registration', JSON.stringify({ ...registration, node_id: 'hall_7' }), {
    qos: 1,
    retain: true,
  })
  expect(first.node.get('hall_7')).toMatchObject({ isOpen: true, firmwareVersion: '2', connected: true })
  await first.stop()
  const again = await start(t, { auth: 'open', dataFolder: first.dataFolder })
  const reader = await again.connect({ clientId: 'reader' })
  const retained = next(reader, 'ceiling/nodes/hall_7/registration')
  await reader.subscribeAsync('ceiling/nodes/+/registration')
  expect(await retained).toMatchObject({ node_id: 'hall_7' })
})

test('a will is seen as one that left, once', async (t) => {
  const running = await start(t)
  const { password } = make(running, 'n1')
  const will = { topic: 'ceiling/nodes/n1/status', payload: Buffer.from('{"status":"offline"}'), qos: 1 as const, retain: true }
  const client = await running.connect({ clientId: 'n1', username: 'n1', password, will })
  await client.publishAsync('ceiling/nodes/n1/status', '{"status":"online"}', { qos: 1, retain: true })
  client.stream.destroy()
  expect(
    (
      await until(
        () => running.node.get('n1'),
        ({ state }) => state === 'offline',
      )
    ).reason,
  ).toBe('its connection broke')
  expect(running.facts.filter(({ name }) => name === 'node.offline')).toHaveLength(1)
})

test('a program reads with its key, and is cut off when the key is paused', async (t) => {
  const running = await start(t)
  const { password } = make(running, 'n1')
  const { id, key } = running.apiKey.create({ name: 'BMS', scopes: ['sensors:read'] }, owner)
  const program = await running.connect({ clientId: 'any thing', username: 'key', password: key })
  await program.subscribeAsync('ceiling/#')
  const seen = next(program, 'ceiling/sensors/n1_temperature/data')
  const client = await running.connect({ clientId: 'n1', username: 'n1', password })
  await client.publishAsync('ceiling/sensors/n1_temperature/data', '{"value":21}', { qos: 1 })
  expect(await seen).toEqual({ value: 21 })
  const gone = closed(program)
  running.apiKey.change(id, { active: false }, owner)
  await gone
  await expect(running.connect({ clientId: 'x', username: 'key', password: key })).rejects.toThrow()
})
