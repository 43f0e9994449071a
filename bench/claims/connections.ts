// What idle nodes cost: resident memory of the headless server with 0, 1,000 and 5,000 connections that only keep themselves alive.
import { setTimeout as wait } from 'node:timers/promises'
import type { Claim, Figure } from '../claim.ts'
import { connectRaw, type RawClient } from '../mqtt/raw-client.ts'
import { serveBuilt } from '../served.ts'

const atOnce = 100

/** Connects up to `count` clients, some at a time. */
async function grow(clients: RawClient[], count: number, port: number): Promise<void> {
  while (clients.length < count) {
    const more = Math.min(atOnce, count - clients.length)
    const made = Array.from({ length: more }, (_, i) => connectRaw({ port, clientId: `idle-${clients.length + i}` }))
    clients.push(...(await Promise.all(made)))
  }
}

export const claim: Claim = {
  name: 'connections',
  about: 'resident memory of the headless server with idle MQTT connections, open mode, loopback',
  run: async () => {
    await using server = await serveBuilt({ broker: 'open' })
    const port = server.mqttPort
    if (port === null) throw new Error('the server has no broker')
    await wait(3000)
    const before = server.residentMB()
    const figures: Figure[] = [{ what: 'nobody connected', value: before, unit: 'MB' }]
    const clients: RawClient[] = []
    for (const count of [1000, 5000]) {
      const startedAt = performance.now()
      await grow(clients, count, port)
      const seconds = (performance.now() - startedAt) / 1000
      await wait(3000)
      const value = server.residentMB()
      const budget = count === 1000 ? { budget: 200 } : {}
      figures.push({ what: `${count} idle connections`, value, unit: 'MB', ...budget, note: `joined in ${seconds.toFixed(1)} s` })
      figures.push({ what: `one of ${count}`, value: ((value - before) * 1000) / count, unit: 'kB' })
    }
    for (const client of clients) client.end()
    await wait(1000)
    return figures
  },
}
