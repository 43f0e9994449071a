// The fleet against a broker of others: readings arrive as the interface says, an outage of the broker loses none, commands are obeyed.
import { spawn } from 'node:child_process'
import mqtt from 'mqtt'
import { expect } from 'vitest'
import { startFleet } from '../../scripts/simulate/fleet.ts'
import { planFleet } from '../../scripts/simulate/plan.ts'
import { startMosquitto } from '../helpers/mosquitto.ts'
import { itNeeds } from '../helpers/strangers.ts'

const it = itNeeds('mosquitto')
const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms))

interface Got {
  readonly topic: string
  readonly sensor_type: string
  readonly timestamp: number
  readonly seq: number
  readonly boot: number
}

/** Everything that comes on a topic filter, readings taken apart. */
async function listen(url: string, filter = 'ceiling/#') {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 20 })
  const readings: Got[] = []
  const messages: { topic: string; text: string }[] = []
  client.on('message', (topic, payload) => {
    const text = payload.toString('utf8')
    messages.push({ topic, text })
    if (!topic.startsWith('ceiling/sensors/')) return
    const body = JSON.parse(text) as Got | { readings: Got[] }
    readings.push(...('readings' in body ? body.readings : [body]).map((one) => ({ ...one, topic })))
  })
  await client.subscribeAsync(filter, { qos: 1 })
  return { client, readings, messages }
}

const fleetOf = (url: string, nodes: number, rate: number) =>
  startFleet({
    ...{ url, qos: 1, speed: 1, faults: [], replay: null, seed: 'test', say: () => {} },
    plans: planFleet({ nodes, rate }),
    credentials: new Map(),
  })

it('readings measured while the broker was killed arrive after it is back, each once, none lost', async () => {
  await using broker = await startMosquitto()
  const fleet = fleetOf(broker.url, 5, 250)
  await wait(700)
  await broker.kill()
  const downAt = Date.now()
  await wait(600)
  const upAt = Date.now()
  await broker.start()
  const { client, readings } = await listen(broker.url)
  await wait(300)
  await fleet.end()
  const { measured, acknowledged, waiting, skipped, connects } = fleet.totals()
  expect({ acknowledged, waiting, skipped, connects }).toEqual({ acknowledged: measured, waiting: 0, skipped: 0, connects: 10 })
  const missed = readings.filter(({ timestamp }) => timestamp > downAt && timestamp < upAt)
  expect(missed.length).toBeGreaterThan(30)
  const keys = missed.map(({ topic, sensor_type, seq, boot }) => `${topic} ${sensor_type} ${boot} ${seq}`)
  expect(new Set(keys).size).toBe(keys.length)
  for (const nodeId of ['office-01', 'office-05']) {
    const seqs = readings.filter(({ topic }) => topic.startsWith(`ceiling/sensors/${nodeId}`)).map(({ seq }) => seq)
    const [from, to] = [Math.min(...seqs), Math.max(...seqs)]
    expect(new Set(seqs).size).toBe(to - from + 1)
  }
  await client.endAsync()
})

it('a node obeys: a faster period, a calibration, a restart that counts its boots; a repeated command is dropped', async () => {
  await using broker = await startMosquitto()
  const { client, readings, messages } = await listen(broker.url)
  const fleet = fleetOf(broker.url, 1, 6)
  await expect.poll(() => readings.length, { timeout: 5000 }).toBeGreaterThan(3)
  expect(messages.find(({ topic }) => topic === 'ceiling/nodes/office-01/registration')?.text).toContain('"set_interval"')
  const send = async (id: string, command: string, parameters: object) => {
    await client.publishAsync('ceiling/commands/office-01', JSON.stringify({ id, command, parameters, timestamp: Date.now() }), { qos: 1 })
  }
  const answersTo = (id: string) =>
    messages
      .filter(({ topic, text }) => topic.endsWith('/ack') && text.includes(`"${id}"`))
      .map(({ text }) => (JSON.parse(text) as { status: string }).status)
  await send('c1', 'set_interval', { interval_ms: 120 })
  await send('c1', 'set_interval', { interval_ms: 9000 })
  await expect.poll(() => answersTo('c1')).toEqual(['done'])
  const before = readings.length
  await wait(600)
  expect(readings.length - before).toBeGreaterThan(20)
  await send('c2', 'calibrate', { sensor_type: 'temperature', reference: 40 })
  await expect.poll(() => answersTo('c2')).toEqual(['done'])
  await send('c3', 'reboot', {})
  await expect.poll(() => answersTo('c3'), { timeout: 8000 }).toContain('done')
  await expect.poll(() => readings.some(({ boot }) => boot === 2)).toBe(true)
  expect(fleet.totals().commands).toBe(3)
  await fleet.end()
  await client.endAsync()
})

it('the command line plays the sample’s kind of file, counts every second and ends with code 0; without a broker it says so', async () => {
  await using broker = await startMosquitto()
  const run = (...args: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((done) => {
      const child = spawn(process.execPath, ['scripts/simulate.ts', ...args], { env: { ...process.env, PLENUM_DATA: '/nonexistent' } })
      let [out, err] = ['', '']
      child.stdout.on('data', (text) => (out += text))
      child.stderr.on('data', (text) => (err += text))
      child.on('exit', (code) => done({ code, out, err }))
    })
  const [good, bad, wrong] = await Promise.all([
    run('--url', broker.url, '--nodes', '3', '--rate', '60', '--minutes', '0.03'),
    run('--url', 'mqtt://127.0.0.1:9'),
    run('--nodes', 'many'),
  ])
  expect(good).toMatchObject({ code: 0, err: '' })
  expect(good.out).toMatch(/3\/3 connected {3}measured \d+ {3}acknowledged \d+ \(\d+\/s\)/)
  expect(good.out).toMatch(/ended: 3 nodes measured (\d+) readings, \1 acknowledged, 0 not/)
  expect(bad).toMatchObject({ code: 1, out: expect.not.stringContaining('connected') })
  expect(bad.err).toMatch(/^simulate: No broker answers at mqtt:\/\/127\.0\.0\.1:9: .*\n$/)
  expect(wrong).toMatchObject({ code: 2, err: 'simulate: --nodes must be a number from 1 to 10000, not "many"\n' })
})
