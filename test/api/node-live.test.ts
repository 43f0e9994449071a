// The whole path in one process: a device joins through the API and MQTT, sends readings, does a command, breaks and is replaced; and what
// older firmware sends in open mode.
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { expect, test, vi } from 'vitest'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'

const at = (id: string) => ({ params: { id } })

async function start(t: TestLife, auth: 'required' | 'open') {
  const host = '127.0.0.1'
  const server = await startTestServer(t, {
    options: { mqtt: { host, port: 0, auth, tlsPort: null, webSocketPort: null, tlsCertificate: null } },
  })
  const url = server.server.mqttUrl ?? ''
  const connect = async (options: IClientOptions): Promise<MqttClient> => {
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options })
    t.onTestFinished(async () => void client.end(true))
    return client
  }
  return { ...server, connect }
}
const next = (client: MqttClient) =>
  new Promise<Record<string, string>>((resolve) => {
    client.once('message', (_topic, payload) => resolve(JSON.parse(payload.toString()) as Record<string, string>))
  })

test('a device joins, is seen, obeys, and a new one takes its place with its history', async (t) => {
  const { client, clock, connect, events } = await start(t, 'required')
  const join = async (nodeId: string, body: { replaces?: string }) => {
    const { code } = await client.openJoinWindow({ body: { minutes: 5 } })
    const pairing = await connect({ clientId: nodeId, username: 'pair', password: code ?? '' })
    await pairing.subscribeAsync(`ceiling/nodes/${nodeId}/registration/reply`, { qos: 1 })
    const reply = next(pairing)
    const registration = { node_id: nodeId, sensors: ['temperature'], capabilities: ['reboot'], interval_ms: 10_000 }
    await pairing.publishAsync(`ceiling/nodes/${nodeId}/registration`, JSON.stringify(registration), { qos: 1, retain: true })
    expect((await client.getJoinWindow({})).pending.map((one) => one.nodeId)).toEqual([nodeId])
    await client.approvePending({ ...at(nodeId), body })
    const { username = '', password = '' } = await reply
    await pairing.endAsync()
    return connect({ clientId: username, username, password })
  }
  const read = async (device: MqttClient, value: number) => {
    clock.advance(1000)
    const payload = JSON.stringify({ sensor_type: 'temperature', value, timestamp: clock.now() })
    await device.publishAsync('ceiling/sensors/office-01_temperature/data', payload, { qos: 1 })
  }
  const device = await join('office-01', {})
  await read(device, 21.5)
  await vi.waitFor(async () =>
    expect(await client.getNode(at('office-01'))).toMatchObject({ state: 'online', connected: true, counters: { stored: 1 } }),
  )
  expect(await client.getSensor(at('office-01_temperature'))).toMatchObject({ latest: { value: 21.5 }, freshness: 'fresh' })

  await device.subscribeAsync('ceiling/commands/office-01', { qos: 1 })
  const order = next(device)
  const { id } = await client.createCommand({ ...at('office-01'), body: { command: 'reboot' } })
  expect((await order).id).toBe(id)
  await device.publishAsync('ceiling/commands/office-01/ack', JSON.stringify({ id, status: 'done' }), { qos: 1 })
  expect((await client.getCommand(at(id))).state).toBe('done')

  // It breaks; a new one of another name takes its place.
  const gone = new Promise<void>((resolve) => device.once('close', () => resolve()))
  const spare = await join('spare-7', { replaces: 'office-01' })
  await gone
  await read(spare, 22.5)
  await vi.waitFor(async () => expect(await client.getSensor(at('office-01_temperature'))).toMatchObject({ latest: { value: 22.5 } }))
  const page = await client.listReadings({ ...at('office-01_temperature'), query: {} })
  expect(page.items.map(({ value }) => value)).toEqual([21.5, 22.5])
  expect((await client.listNodes({ query: {} })).items.map((node) => node.id)).toEqual(['office-01'])
  const names = (await events()).map(({ name }) => name)
  for (const name of ['join.changed', 'node.registered', 'node.changed', 'readings.stored', 'command.changed'])
    expect(names).toContain(name)
})

test('older firmware works in open mode as it is: its ids, its stamps, its registration from before', async (t) => {
  const { client, clock, connect } = await start(t, 'open')
  const device = await connect({ clientId: 'ESP-1234' })
  await device.publishAsync('ceiling/sensors/n1_temperature/data', '{"sensor_type":"temperature","value":21.5,"unit":"°C"}', { qos: 1 })
  const old = {
    node_id: 'hall_2',
    location: { x: 1.5, y: 2 },
    sensors: ['temperature', 'humidity'],
    firmware_version: '0.9',
    capabilities: [],
  }
  await device.publishAsync('ceiling/nodes/hall_2/registration', JSON.stringify(old), { qos: 1, retain: true })
  const local = new Date(clock.now())
  const two = (n: number) => String(n).padStart(2, '0')
  const naive = `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}T${two(local.getHours())}:${two(local.getMinutes())}:${two(local.getSeconds())}`
  await device.publishAsync(
    'ceiling/sensors/hall_2_humidity/data',
    JSON.stringify({ sensor_type: 'humidity', value: 40, timestamp: naive }),
    {
      qos: 1,
    },
  )
  await vi.waitFor(async () =>
    expect(await client.getSensor(at('hall_2_humidity'))).toMatchObject({ nodeId: 'hall_2', latest: { at: clock.now(), value: 40 } }),
  )
  expect((await client.listNodes({ query: {} })).items).toMatchObject([
    { id: 'hall_2', isOpen: true, state: 'online', firmwareVersion: '0.9', sensorIds: ['hall_2_humidity', 'hall_2_temperature'] },
    { id: 'n1', isOpen: true, state: 'online', sensorIds: ['n1_temperature'] },
  ])
})
