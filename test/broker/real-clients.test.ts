// Programs that other people wrote, against the whole server: they join, publish, get a command and acknowledge it, over TCP, TLS and
// WebSocket.
import { execFile, spawn } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mqtt from 'mqtt'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startMosquitto } from '../helpers/mosquitto.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { itNeeds } from '../helpers/strangers.ts'
import { startTestServer, type TestLife } from '../helpers/test-server.ts'

const run = promisify(execFile)
const host = '127.0.0.1'
const topic = 'ceiling/sensors/n1_temperature/data'
const paho = join(import.meta.dirname, 'paho-node.py')

async function start(t: TestLife, auth: 'required' | 'open', secure = false) {
  const ports = { tlsPort: secure ? 0 : null, webSocketPort: secure ? 0 : null }
  const server = await startTestServer(t, { options: { mqtt: { host, port: 0, auth, ...ports, tlsCertificate: null } } })
  const { port, tlsPort, webSocketPort } = await server.client.getBroker({})
  return { ...server, port: String(port), tlsPort: String(tlsPort), webSocketPort }
}
const valuesOf = async ({ client }: Awaited<ReturnType<typeof start>>, id = 'n1_temperature') =>
  (await client.listReadings({ params: { id }, query: {} })).items.map(({ value }) => value)

itNeeds('mosquitto')('mosquitto_pub stores readings at every QoS, acknowledged ones are there when it ends', async (t) => {
  const server = await start(t, 'open')
  for (const [qos, value] of [
    ['1', 21.5],
    ['2', 22.5],
    ['0', 23.5],
  ] as const) {
    server.clock.advance(1000)
    await run('mosquitto_pub', ['-h', host, '-p', server.port, '-q', qos, '-t', topic, '-m', JSON.stringify({ value })])
    if (qos !== '0') expect((await valuesOf(server)).at(-1)).toBe(value)
  }
  await vi.waitFor(async () => expect(await valuesOf(server)).toEqual([21.5, 22.5, 23.5]))
})

itNeeds('mosquitto')('mosquitto_pub and mosquitto_sub are a node: credentials, registration, command, acknowledgement', async (t) => {
  const server = await start(t, 'required')
  const { client } = server
  const { username, password } = await client.createNode({ body: { nodeId: 'n1', sensors: ['temperature'] } })
  const as = ['-h', host, '-p', server.port, '-u', username, '-P', password, '-i', username, '-q', '1']
  await expect(run('mosquitto_pub', ['-h', host, '-p', server.port, '-q', '1', '-t', topic, '-m', '{"value":1}'])).rejects.toThrow()
  const registration = { node_id: 'n1', sensors: ['temperature'], capabilities: ['identify'], firmware_version: '3.1' }
  await run('mosquitto_pub', [...as, '-r', '-t', 'ceiling/nodes/n1/registration', '-m', JSON.stringify(registration)])
  expect(await client.getNode({ params: { id: 'n1' } })).toMatchObject({ firmwareVersion: '3.1', capabilities: ['identify'] })

  const heard = run('mosquitto_sub', [...as, '-C', '1', '-W', '20', '-t', 'ceiling/commands/n1'])
  await vi.waitFor(async () => expect((await client.getBroker({})).subscriptions).toBe(1), { timeout: 5000 })
  const { id } = await client.createCommand({ params: { id: 'n1' }, body: { command: 'identify' } })
  const order = JSON.parse((await heard).stdout) as { id: string; command: string }
  expect(order).toMatchObject({ id, command: 'identify' })
  await run('mosquitto_pub', [...as, '-t', 'ceiling/commands/n1/ack', '-m', JSON.stringify({ id, status: 'done', result: { blinked: 5 } })])
  expect(await client.getCommand({ params: { id } })).toMatchObject({ state: 'done', result: '{"blinked":5}' })
})

itNeeds('mosquitto')('TLS with the authority made on first use; others are not trusted; keys are for their user only', async (t) => {
  const server = await start(t, 'open', true)
  const reply = await server.request('/broker/ca.pem')
  const ca = join(server.dataFolder, 'ca-for-nodes.pem')
  const pem = await reply.text()
  writeFileSync(ca, pem)
  const say = ['-h', 'localhost', '-p', server.tlsPort, '-q', '1', '-t', topic, '-m', '{"value":19.25}']
  await run('mosquitto_pub', [...say, '--cafile', ca])
  expect(await valuesOf(server)).toEqual([19.25])
  await expect(run('mosquitto_pub', [...say, '--cafile', '/etc/ssl/certs/ca-certificates.crt'])).rejects.toThrow()
  const { caFingerprint } = await server.client.getBroker({})
  expect(caFingerprint).toBe(createHash('sha256').update(new X509Certificate(pem).raw).digest('hex'))
  for (const name of ['ca.key', 'server.key']) expect(statSync(join(server.dataFolder, 'mqtt', name)).mode & 0o777).toBe(0o600)
})

itNeeds('mosquitto')('TLS with files that were given', async (t) => {
  const first = await start(t, 'open', true)
  const folder = join(first.dataFolder, 'mqtt')
  const given = { certFile: join(folder, 'server.pem'), keyFile: join(folder, 'server.key') }
  const ports = { port: 'off', tlsPort: 0, webSocketPort: null } as const
  const second = await startTestServer(t, { options: { mqtt: { host, auth: 'open', ...ports, tlsCertificate: given } } })
  const { tlsPort } = await second.client.getBroker({})
  const ca = join(folder, 'ca.pem')
  await run('mosquitto_pub', ['-h', 'localhost', '-p', String(tlsPort), '-q', '1', '-t', topic, '-m', '{"value":4}', '--cafile', ca])
  expect((await second.client.listReadings({ params: { id: 'n1_temperature' }, query: {} })).items).toMatchObject([{ value: 4 }])
  expect(readFileSync(given.keyFile, 'utf8')).toContain('PRIVATE KEY')
})

itNeeds('paho')('a node written with paho joins by its code, publishes, obeys and acknowledges', async (t) => {
  const server = await start(t, 'required')
  const { client } = server
  const { code } = await client.openJoinWindow({ body: { minutes: 5 } })
  const node = spawn('/usr/bin/python3', [paho, server.port, 'paho-1', code ?? ''], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.onTestFinished(async () => void node.kill('SIGKILL'))
  let said = ''
  node.stdout.on('data', (bytes) => {
    said += bytes
  })
  const ended = new Promise((resolve) => node.once('exit', resolve))
  const wait = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 })
  await wait(async () => expect((await client.getJoinWindow({})).pending.map(({ nodeId }) => nodeId)).toEqual(['paho-1']))
  await client.approvePending({ params: { id: 'paho-1' }, body: {} })
  await wait(async () => expect(said).toContain('published 20'))
  const values = await valuesOf(server, 'paho-1_temperature')
  expect(values).toEqual(Array.from({ length: 20 }, (_, n) => 20 + n / 8))
  const { id } = await client.createCommand({ params: { id: 'paho-1' }, body: { command: 'identify', parameters: { seconds: 3 } } })
  await wait(async () => expect((await client.getCommand({ params: { id } })).state).toBe('done'))
  expect(await ended).toBe(0)
})

itNeeds('mosquitto')('WebSocket takes MQTT from programs, and nothing from web pages of other origins', async (t) => {
  const { webSocketPort, client } = await start(t, 'open', true)
  const url = `ws://${host}:${webSocketPort}`
  const node = await mqtt.connectAsync(url, { clientId: 'n1', reconnectPeriod: 0 })
  await node.publishAsync(topic, '{"value":7}', { qos: 1 })
  expect((await client.listReadings({ params: { id: 'n1_temperature' }, query: {} })).items).toMatchObject([{ value: 7 }])
  await node.endAsync()
  const foreign = new WebSocket(url, 'mqtt', { origin: 'https://evil.example' })
  const [, answer] = await once(foreign, 'unexpected-response')
  expect(answer.statusCode).toBe(403)
})

itNeeds('mosquitto')('a program reads over MQTT with an API key, until the key is paused', async (t) => {
  const server = await start(t, 'open')
  const { id, key } = await server.client.createApiKey({ body: { name: 'Building management', scopes: ['sensors:read'] } })
  const as = ['-h', host, '-p', server.port, '-u', 'key', '-P', key]
  const heard = run('mosquitto_sub', [...as, '-i', 'bms', '-C', '1', '-W', '20', '-t', 'ceiling/sensors/#'])
  await vi.waitFor(async () => expect((await server.client.getBroker({})).subscriptions).toBe(1), { timeout: 5000 })
  await run('mosquitto_pub', ['-h', host, '-p', server.port, '-q', '1', '-t', topic, '-m', '{"value":3}'])
  expect((await heard).stdout).toBe('{"value":3}\n')
  await expect(run('mosquitto_pub', [...as, '-q', '1', '-t', topic, '-m', '{"value":4}'])).rejects.toThrow()
  await server.client.changeApiKey({ params: { id }, body: { active: false } })
  await expect(run('mosquitto_sub', [...as, '-C', '1', '-W', '5', '-t', 'ceiling/sensors/#'])).rejects.toThrow()
})

itNeeds('mosquitto')(
  'readings of another broker are taken, acknowledged to it after their commit, and those of a pause come afterwards',
  async (t) => {
    const other = await startMosquitto()
    t.onTestFinished(() => other[Symbol.asyncDispose]())
    const dataFolder = await makeTempFolder(t)
    const begin = () => startTestServer(t, { dataFolder, options: { mqttExternalUrl: other.url } })
    const say = (value: number) =>
      run('mosquitto_pub', [
        '-h',
        host,
        '-p',
        String(other.port),
        '-q',
        '1',
        '-t',
        topic,
        '-m',
        JSON.stringify({ value, timestamp: 1767600000 + value }),
      ])
    const first = await begin()
    const partOf = async ({ client }: typeof first) => (await client.getHealth({})).parts.find(({ name }) => name === 'broker')
    await vi.waitFor(async () => expect(await partOf(first)).toMatchObject({ state: 'ok' }), { timeout: 10_000, interval: 300 })
    const read = async ({ client }: typeof first) => {
      const { items } = await client.listReadings({ params: { id: 'n1_temperature' }, query: {} })
      return items.map(({ value }) => value)
    }
    // The subscription follows the connection by a moment.
    await vi.waitFor(
      async () => {
        await say(1)
        expect(await read(first)).toContain(1)
      },
      { timeout: 10_000, interval: 200 },
    )
    await first.stop()
    await say(2)
    await say(3)
    const second = await begin()
    await vi.waitFor(async () => expect(await read(second)).toEqual([1, 2, 3]), { timeout: 10_000, interval: 100 })
    await other.kill()
    await vi.waitFor(async () => expect((await partOf(second))?.reason).toContain('doesn’t answer'), { timeout: 10_000, interval: 300 })
  },
)
