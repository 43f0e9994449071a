// Whole nodes against the whole server, which is killed in the middle: the example node in Python joins by pairing and obeys, the simulated
// fleet registers by the API. What they say was acknowledged is there, once, and the server's counters agree.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, type TestContext, test } from 'vitest'
import { startFleet } from '../../scripts/simulate/fleet.ts'
import { joinByApi } from '../../scripts/simulate/join.ts'
import { planFleet } from '../../scripts/simulate/plan.ts'
import { type Client, createClient } from '../../src/contract/client.ts'
import { freePort } from '../helpers/mosquitto.ts'
import { makeTempFolder, type ServerProcess, spawnServer } from '../helpers/server-process.ts'
import { itNeeds } from '../helpers/strangers.ts'

interface Plenum {
  readonly process: ServerProcess
  readonly client: Client
}

/** The server on this folder and broker port. */
async function start(t: TestContext, folder: string, mqttPort: number): Promise<Plenum> {
  const flags = ['--data', folder, '--http-port', '0', '--mqtt-port', String(mqttPort), '--mqtt-host', '127.0.0.1', '--log-level', 'error']
  const process = spawnServer(t, flags)
  const { http } = await process.ready()
  const token = readFileSync(join(folder, 'owner.token'), 'utf8').trim()
  return { process, client: createClient({ baseUrl: http, token: () => token }) }
}

async function kill({ process }: Plenum): Promise<void> {
  process.child.kill('SIGKILL')
  await process.ended()
}

/** Every raw reading of a sensor. */
async function readAll(client: Client, id: string) {
  const items: { at: number; seq?: number }[] = []
  let cursor: string | undefined
  do {
    const page = await client.listReadings({ params: { id }, query: { limit: 10_000, ...(cursor === undefined ? {} : { cursor }) } })
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return items
}

itNeeds('paho')('the example node joins by a code and a click, obeys, and loses nothing when the server is killed', async (t) => {
  const folder = await makeTempFolder(t)
  const mqttPort = await freePort()
  const first = await start(t, folder, mqttPort)
  const { code } = await first.client.openJoinWindow({ body: {} })
  const keys = join(folder, 'attic.keys.json')
  const flags = [
    '--port',
    String(mqttPort),
    '--node',
    'attic-01',
    '--code',
    String(code),
    '--keys',
    keys,
    '--interval',
    '0.05',
    '--seconds',
    '7',
  ]
  const python = spawn('/usr/bin/python3', ['examples/node.py', ...flags])
  t.onTestFinished(() => void python.kill('SIGKILL'))
  let said = ''
  for (const stream of [python.stdout, python.stderr]) stream.on('data', (text) => (said += text))
  const ended = new Promise((done) => python.on('exit', done))
  const pending = async () => (await first.client.getJoinWindow({})).pending.map(({ nodeId }) => nodeId)
  await expect.poll(pending, { timeout: 10_000 }).toEqual(['attic-01'])
  expect(await first.client.approvePending({ params: { id: 'attic-01' }, body: {} })).toMatchObject({ id: 'attic-01', credentials: 'one' })
  const { id } = await first.client.createCommand({
    params: { id: 'attic-01' },
    body: { command: 'set_interval', parameters: { interval_ms: 100 } },
  })
  const state = async () => (await first.client.getCommand({ params: { id } })).state
  await expect.poll(state, { timeout: 10_000 }).toBe('done')
  await wait(500)
  await kill(first)
  await wait(300)
  const second = await start(t, folder, mqttPort)
  await ended
  const { measured, acknowledged, lost } = JSON.parse(said.trim().split('\n').at(-1) ?? '') as Record<string, number>
  expect({ acknowledged, lost }).toEqual({ acknowledged: measured, lost: 0 })
  const readings = [...(await readAll(second.client, 'attic-01_temperature')), ...(await readAll(second.client, 'attic-01_humidity'))]
  expect(readings.map(({ seq }) => seq).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: measured ?? 0 }, (_, i) => i + 1),
  )
  await expect.poll(async () => (await second.client.getNode({ params: { id: 'attic-01' } })).state).toBe('offline')
})

test('a simulated fleet registers by the API; after a kill the server has what was acknowledged, once, and its counters add up', async (t) => {
  const folder = await makeTempFolder(t)
  const mqttPort = await freePort()
  const first = await start(t, folder, mqttPort)
  const plans = planFleet({ nodes: 6, rate: 600 })
  const credentials = await joinByApi(first.client, plans, null)
  const url = `mqtt://127.0.0.1:${mqttPort}`
  const fleet = startFleet({ ...{ url, plans, credentials, qos: 1, speed: 1, faults: [], replay: null, seed: 'kill' }, say: () => {} })
  await wait(1500)
  await kill(first)
  const atKill = fleet.totals().acknowledged
  expect(atKill).toBeGreaterThan(200)
  const second = await start(t, folder, mqttPort)
  await wait(1500)
  await fleet.end()
  const { measured, acknowledged, waiting, skipped } = fleet.totals()
  expect({ acknowledged, waiting, skipped }).toEqual({ acknowledged: measured, waiting: 0, skipped: 0 })
  const { items: nodes } = await second.client.listNodes({ query: {} })
  const sums = nodes.map(({ counters }) => counters)
  for (const { received, stored, duplicate, quarantined, dropped } of sums) {
    expect(received).toBe(stored + duplicate + quarantined + dropped)
    expect(quarantined + dropped).toBe(0)
  }
  expect(sums.reduce((sum, { stored }) => sum + stored, 0)).toBe(measured)
  const { items: sensors } = await second.client.listSensors({ query: { limit: 1000 } })
  const counts = await Promise.all(sensors.map(async (sensor) => (await readAll(second.client, sensor.id)).length))
  expect(counts.reduce((a, b) => a + b, 0)).toBe(measured)
})
