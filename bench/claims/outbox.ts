// What an event costs its cause, how many a second leave for a receiver on this computer with 1 and with 20 endpoints, and what 100,000 queued
// deliveries weigh: the real store, events, outbox and webhooks in this process, the receiver in another.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createBus } from '../../src/server/bus.ts'
import type { Caller } from '../../src/server/caller.ts'
import { systemClock as clock } from '../../src/server/clock.ts'
import { createEvents } from '../../src/server/services/create-events.ts'
import { createWebhooks } from '../../src/server/services/create-webhooks.ts'
import { openStore } from '../../src/server/store/open.ts'
import { type Claim, type Figure, percentile } from '../claim.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const queued = 100_000
const receiverText = `require('node:http').createServer((q, r) => q.resume().on('end', () => r.writeHead(204).end()))
  .listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n') })`
const owner: Caller = {
  ...{ kind: 'owner', accountId: null, sessionId: null, keyId: null, name: 'owner', program: 'bench', projectIds: null },
  permissions: new Set(['webhooks:consent']),
}

async function withOutbox<T>(url: string, endpoints: number, fn: (bench: ReturnType<typeof open>) => Promise<T>): Promise<T> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-outbox-'))
  const bench = open(dataFolder, url, endpoints)
  try {
    return await fn(bench)
  } finally {
    await bench.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

function open(dataFolder: string, url: string, endpoints: number) {
  const store = openStore({ dataFolder, clock, log: silent })
  const bus = createBus({ onError: () => {} })
  const randomId = () => crypto.randomUUID()
  const parts = { store, bus, clock, log: silent, randomId }
  const { events, outbox, awake, stopEvents } = createEvents({ ...parts, random: Math.random, trail: { actor: () => 'Plenum' } })
  const kept = new Map<string, Uint8Array>()
  const secrets = {
    put: (name: string, plain: Uint8Array) => void kept.set(name, Uint8Array.from(plain)),
    get: (name: string) => kept.get(name) ?? null,
    remove: (name: string) => void kept.delete(name),
  }
  const webhooks = createWebhooks({ ...parts, events, outbox, awake, secrets, ownPorts: () => [], baseUrl: 'http://127.0.0.1:1' })
  for (let i = 0; i < endpoints; i++)
    webhooks.webhook.create({ name: `Hook ${i}`, url: `${url}/${i}`, events: ['design.saved'], allowLoopback: true }, owner)
  return {
    ...{ store, outbox, webhooks },
    emit: (n: number) =>
      events.emit({
        ...{ type: 'design.saved', subject: `design/d${n % 50}`, projectId: 'p' },
        data: { designId: `d${n % 50}`, projectId: 'p', name: 'Measured', revision: n },
      }),
    close: async () => {
      await outbox.stop()
      webhooks.stop()
      stopEvents()
      store.close()
    },
  }
}

/** Microseconds of a transaction that writes a setting, alone and with an event that has so many deliveries. */
async function measureCause(): Promise<Figure[]> {
  const timesOf = async (endpoints: number | null) =>
    await withOutbox('http://127.0.0.1:1999', endpoints ?? 0, async ({ store, emit }) => {
      const work = (n: number) => {
        store.job.saveRelay('measured', { lastId: n, lastAt: n })
        if (endpoints !== null) emit(n)
      }
      const times = Array.from({ length: 1200 }, (_, n) => {
        const at = performance.now()
        store.transaction(() => work(n))
        return (performance.now() - at) * 1000
      })
      return percentile(times.slice(200), 50)
    })
  const alone = await timesOf(null)
  const with1 = await timesOf(1)
  const with20 = await timesOf(20)
  const baseline = 'a transaction without an event'
  return [
    { what: `${baseline}, p50`, value: alone, unit: 'us' },
    { what: 'an event with 1 delivery adds to it, p50', value: with1 - alone, unit: 'us', budget: 1000, baseline },
    { what: 'an event with 20 deliveries adds to it, p50', value: with20 - alone, unit: 'us', baseline },
  ]
}

/** Plain POSTs of the same size to the same receiver, with kept connections and nothing written down. */
async function measurePlain(url: string, atOnce: number, count: number): Promise<number> {
  const body = JSON.stringify({ type: 'design.saved', data: 'x'.repeat(250) })
  let left = count
  const one = async () => {
    while (left > 0) {
      left -= 1
      const reply = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      await reply.arrayBuffer()
    }
  }
  const at = performance.now()
  await Promise.all(Array.from({ length: atOnce }, one))
  return count / ((performance.now() - at) / 1000)
}

async function measureRate(url: string, endpoints: number): Promise<Figure[]> {
  const count = endpoints === 1 ? 2000 : 200
  const atOnce = endpoints === 1 ? 1 : 8
  const plain = await measurePlain(url, atOnce, 4000)
  return await withOutbox(url, endpoints, async ({ store, outbox, emit }) => {
    store.transaction(() => {
      for (let n = 0; n < count; n++) emit(n)
    })
    const loop = monitorEventLoopDelay({ resolution: 1 })
    const at = performance.now()
    loop.enable()
    outbox.start()
    const isBusy = () => store.job.count().some(({ state }) => state === 'waiting') || outbox.state().some(({ running }) => running > 0)
    while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 20))
    const seconds = (performance.now() - at) / 1000
    loop.disable()
    const name = endpoints === 1 ? '1 endpoint' : `${endpoints} endpoints`
    const rate = (count * endpoints) / seconds
    const baseline = `fetch to the same receiver, ${atOnce} at once: ${plain.toFixed(0)}/s`
    return [
      { what: `events a second with ${name}`, value: count / seconds, unit: '/s' },
      { what: `deliveries a second with ${name}`, value: rate, unit: '/s', budget: 100, sense: 'least', baseline },
      { what: `share of plain POSTs, ${name}`, value: (100 * rate) / plain, unit: '%', baseline },
      { what: `main-loop delay meanwhile, ${name}, p99`, value: loop.percentile(99) / 1e6 - 1, unit: 'ms', budget: 50 },
      { what: `main-loop delay meanwhile, ${name}, longest`, value: loop.max / 1e6 - 1, unit: 'ms' },
    ]
  })
}

/** A hundred thousand deliveries of paused endpoints: they stay in the database. */
async function measureQueue(): Promise<Figure[]> {
  return await withOutbox('http://127.0.0.1:1999', 20, async ({ store, outbox, webhooks, emit }) => {
    const weight = () => {
      globalThis.gc?.()
      return process.memoryUsage().rss / 1e6
    }
    const before = weight()
    const perStep = 50
    for (let i = 0; i < queued / 20; i += perStep)
      store.transaction(() => {
        for (let n = i; n < i + perStep; n++) emit(n)
      })
    const hooks = webhooks.webhook.list({ limit: 100 }).items
    for (const { id } of hooks) webhooks.webhook.change(id, { active: false }, null, owner)
    const loop = monitorEventLoopDelay({ resolution: 1 })
    loop.enable()
    outbox.start()
    await new Promise((resolve) => setTimeout(resolve, 5000))
    loop.disable()
    const after = weight()
    const msOf = (work: () => void) =>
      percentile(
        Array.from({ length: 20 }, () => {
          const at = performance.now()
          work()
          return performance.now() - at
        }),
        99,
      )
    const [hook] = hooks
    return [
      {
        what: 'memory that 100,000 queued deliveries add',
        value: Math.max(0, after - before),
        unit: 'MB',
        budget: 64,
        note: 'resident, with SQLite’s cache',
      },
      { what: 'a page of 100 of them, p99', value: msOf(() => webhooks.delivery.list({ limit: 100 }, owner)), unit: 'ms', budget: 10 },
      {
        what: 'a page of one endpoint’s that wait, p99',
        value: msOf(() => webhooks.delivery.listOf(hook?.id ?? '', { limit: 100, state: 'waiting' }, owner)),
        unit: 'ms',
        budget: 10,
      },
      {
        what: 'a page of one subject’s, p99',
        value: msOf(() => webhooks.delivery.list({ limit: 100, subject: 'design/d7' }, owner)),
        unit: 'ms',
      },
      {
        what: 'the list of endpoints with their counts, p99',
        value: msOf(() => webhooks.webhook.list({ limit: 100 })),
        unit: 'ms',
        budget: 50,
      },
      { what: 'counting them for health, p99', value: msOf(() => outbox.state()), unit: 'ms', budget: 30 },
      { what: 'main-loop delay meanwhile, p99', value: loop.percentile(99) / 1e6 - 1, unit: 'ms', budget: 20 },
      { what: 'main-loop delay meanwhile, longest', value: loop.max / 1e6 - 1, unit: 'ms' },
    ]
  })
}

export const claim: Claim = {
  name: 'outbox',
  about: 'events through the outbox and real webhooks to a receiver on this computer, and what they cost',
  run: async () => {
    const receiver = spawn(process.execPath, ['-e', receiverText], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const port = await new Promise<string>((resolve) => receiver.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())))
      const url = `http://127.0.0.1:${port}`
      return [...(await measureCause()), ...(await measureRate(url, 1)), ...(await measureRate(url, 20)), ...(await measureQueue())]
    } finally {
      receiver.kill()
    }
  },
}
