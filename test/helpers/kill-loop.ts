// kill -9 of the real server again and again while clients send readings; afterwards every acknowledged one must be there, none twice.
// Clients do what a good node does: what was not acknowledged is sent again after the next start.
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import mqtt from 'mqtt'
import { type Client, createClient } from '../../src/contract/client.ts'
import { makeTempFolder, type ServerProcess, spawnServer } from './server-process.ts'
import type { TestLife } from './test-server.ts'

const clients = 3
const inFlight = 20

interface Sender {
  readonly nodeId: string
  /** Values by their time. */
  readonly acknowledged: Map<number, number>
  readonly unacknowledged: Map<number, number>
  next: number
  sent: number
}

export interface KillLoopResult {
  readonly rounds: number
  readonly acknowledged: number
  readonly missing: readonly string[]
  /** Times that are there more than once, or with another value. */
  readonly wrong: readonly string[]
  /** Of the file, by a stranger: ok. */
  readonly integrity: string
  /** received - stored - duplicate - quarantined - dropped, of each node. */
  readonly imbalance: readonly number[]
  /** Readings in the series of each sensor less those in the list. */
  readonly rollupGap: readonly number[]
  /** From the signal to the end of the process, at the worst. */
  readonly slowestEndMs: number
}

/** `afterMs` after readiness the server is killed, by chance within the range. */
export async function runKillLoop(
  t: TestLife,
  options: { rounds: number; killAfterMs: readonly [number, number]; over: 'mqtt' | 'rest'; signal?: NodeJS.Signals },
): Promise<KillLoopResult> {
  const { rounds, killAfterMs, over, signal = 'SIGKILL' } = options
  const dataFolder = await makeTempFolder(t)
  const startAt = Date.now() - 3_600_000
  const senders: Sender[] = Array.from({ length: clients }, (_, i) => ({
    ...{ nodeId: `k${i}`, acknowledged: new Map(), unacknowledged: new Map(), next: startAt, sent: 0 },
  }))
  let slowestEndMs = 0
  for (let round = 0; round < rounds; round += 1) {
    const { server, url, client } = await startServer(t, dataFolder)
    if (over === 'rest' && round === 0) for (const { nodeId } of senders) await client.createNode({ body: { nodeId, sensors: ['co2'] } })
    const stops = await Promise.all(
      senders.map((sender) => (over === 'mqtt' ? startPublishing(url, sender) : startPosting(client, sender))),
    )
    await new Promise((resolve) => setTimeout(resolve, randomInt(killAfterMs[0], killAfterMs[1])))
    const signalledMs = performance.now()
    server.child.kill(signal)
    await server.ended()
    slowestEndMs = Math.max(slowestEndMs, performance.now() - signalledMs)
    for (const stop of stops) stop()
  }
  const { server, client } = await startServer(t, dataFolder)
  const missing: string[] = []
  const wrong: string[] = []
  const rollupGap: number[] = []
  for (const { nodeId, acknowledged, unacknowledged } of senders) {
    const id = `${nodeId}_co2`
    const found = new Map<number, number>()
    let cursor: string | undefined
    let listed = 0
    do {
      const page = await client.listReadings({ params: { id }, query: { limit: 10_000, ...(cursor ? { cursor } : {}) } })
      for (const { at, value } of page.items) {
        listed += 1
        if (found.has(at) || (acknowledged.get(at) ?? unacknowledged.get(at)) !== value) wrong.push(`${id} ${at} ${value}`)
        found.set(at, Number(value))
      }
      cursor = page.next ?? undefined
    } while (cursor)
    for (const [at, value] of acknowledged) if (found.get(at) !== value) missing.push(`${id} ${at} ${value}`)
    const query = { from: String(startAt - 60_000), to: String(Date.now() + 60_000), points: 100 }
    const series = await client.getSeries({ params: { id }, query })
    rollupGap.push(series.buckets.reduce((sum, { count }) => sum + count, 0) - listed)
  }
  server.child.kill('SIGTERM')
  await server.ended()
  const db = new SqliteDatabase(join(dataFolder, 'readings.db'), { readonly: true })
  const integrity = String(db.pragma('integrity_check', { simple: true }))
  const imbalance = db.prepare('SELECT received - stored - duplicate - quarantined - dropped FROM node').pluck().all() as number[]
  db.close()
  const acknowledged = senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0)
  return { rounds, acknowledged, missing, wrong, integrity, imbalance, rollupGap, slowestEndMs }
}

async function startServer(t: TestLife, dataFolder: string): Promise<{ server: ServerProcess; url: string | null; client: Client }> {
  const flags = ['--http-port', '0', '--mqtt-port', '0', '--mqtt-host', '127.0.0.1', '--mqtt-auth', 'open', '--log-level', 'error']
  const server = spawnServer(t, ['--data', dataFolder, ...flags])
  const ready = await server.ready()
  const token = readFileSync(join(dataFolder, 'owner.token'), 'utf8').trim()
  const client = createClient({ baseUrl: ready.http, token: () => token })
  return { server, url: ready.mqtt, client }
}

/** Publishes with QoS 1, at most 20 unacknowledged at a time, until the connection falls. */
async function startPublishing(url: string | null, sender: Sender): Promise<() => void> {
  if (url === null) throw new Error('The server has no broker')
  const client = mqtt.connect(url, { clientId: `${sender.nodeId}-${sender.sent}`, clean: true, reconnectPeriod: 0 })
  client.on('error', () => {})
  await new Promise((resolve, reject) => {
    client.once('connect', resolve)
    client.once('close', () => reject(new Error('the broker closed the connection')))
  })
  const publish = (at: number, value: number) => {
    sender.unacknowledged.set(at, value)
    const payload = JSON.stringify({ sensor_type: 'co2', value, timestamp: at, seq: value })
    client.publish(`ceiling/sensors/${sender.nodeId}_co2/data`, payload, { qos: 1 }, (error) => {
      if (error) return
      sender.acknowledged.set(at, value)
      sender.unacknowledged.delete(at)
      more()
    })
  }
  const more = () => {
    while (client.connected && sender.unacknowledged.size < inFlight) {
      sender.next += 1
      sender.sent += 1
      publish(sender.next, sender.sent)
    }
  }
  for (const [at, value] of [...sender.unacknowledged]) publish(at, value)
  more()
  return () => void client.end(true)
}

/** Posts bundles of 20 one after another; what was in the last one is sent again. */
async function startPosting(client: Client, sender: Sender): Promise<() => void> {
  let isStopped = false
  const post = async () => {
    while (!isStopped) {
      while (sender.unacknowledged.size < inFlight) {
        sender.next += 1
        sender.sent += 1
        sender.unacknowledged.set(sender.next, sender.sent)
      }
      const bundle = [...sender.unacknowledged]
      const readings = bundle.map(([timestamp, value]) => ({ timestamp, value }))
      await client.storeReadings({ params: { id: `${sender.nodeId}_co2` }, body: { readings } })
      for (const [at, value] of bundle) {
        sender.acknowledged.set(at, value)
        sender.unacknowledged.delete(at)
      }
    }
  }
  post().catch(() => {
    // The connection fell; the next round goes on here.
  })
  return () => {
    isStopped = true
  }
}
