// How many readings a second are on disk when they are acknowledged: 50 clients at QoS 1, against what people build around a broker.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMosquitto } from '../../test/helpers/mosquitto.ts'
import type { Claim, Figure } from '../claim.ts'
import { runLoad, startSubscriber } from '../mqtt/run-load.ts'
import { serveBuilt } from '../served.ts'

const clients = 50
const window = 40

/** Mosquitto and a subscriber that commits `rows` at a time: readings a second until all of them are in its database. */
async function measureMosquitto(messages: number, rows: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
  try {
    await using broker = await startMosquitto()
    const subscriber = await startSubscriber({ url: broker.url, file: join(folder, 'recorded.db'), messages, rows })
    try {
      const [, { stored, seconds }] = await Promise.all([
        runLoad({ port: broker.port, clients, messages, perSecond: 0, window }),
        subscriber.stored,
      ])
      return stored / seconds
    } finally {
      subscriber.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureOurs(messages: number): Promise<{ perSecond: number; p99Ms: number; stored: number }> {
  await using server = await serveBuilt({ broker: 'open' })
  const port = server.mqttPort
  if (port === null) throw new Error('the server has no broker')
  await runLoad({ port, clients, messages: 20_000, perSecond: 0, window, firstStamp: Date.now() - 86_400_000 })
  const { acknowledged, seconds, p99Ms } = await runLoad({ port, clients, messages, perSecond: 0, window })
  const { items } = await server.call<{ items: { counters: { stored: number } }[] }>('GET', '/nodes?limit=1000')
  return { perSecond: acknowledged / seconds, p99Ms, stored: items.reduce((sum, node) => sum + node.counters.stored, 0) }
}

export const claim: Claim = {
  name: 'durable',
  about: 'readings a second that are on disk when acknowledged: 50 clients, QoS 1, one reading a message, up to 40 under way each',
  run: async () => {
    const ours = await measureOurs(300_000)
    const byRow = await measureMosquitto(20_000, 1)
    const byBatch = await measureMosquitto(150_000, 1000)
    const figures: Figure[] = [
      { what: 'acknowledged and on disk', value: ours.perSecond, unit: '/s', budget: 10_000, sense: 'least' },
      { what: 'acknowledgement at that load, p99', value: ours.p99Ms, unit: 'ms', note: '2,000 messages under way' },
      { what: 'stored by the server’s own counters', value: ours.stored, unit: 'count', budget: 320_000, sense: 'least' },
      { what: 'Mosquitto and a subscriber that commits each row', value: byRow, unit: '/s', note: 'acknowledged before it is stored' },
      { what: 'Mosquitto and a subscriber that commits 1,000 rows', value: byBatch, unit: '/s', note: 'acknowledged before it is stored' },
      { what: 'against a commit for each row', value: ours.perSecond / byRow, unit: 'x', baseline: 'Mosquitto, row by row' },
      { what: 'against batches', value: ours.perSecond / byBatch, unit: 'x', baseline: 'Mosquitto, batches of 1,000' },
    ]
    return figures
  },
}
