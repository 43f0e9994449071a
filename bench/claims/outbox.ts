// What an event costs its cause, how many a second leave for a receiver on this computer with 1 and with 20 endpoints, and what 100,000 queued jobs
// weigh: the real store, events and outbox in this process, the receiver in another.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { systemClock as clock } from '../../src/server/clock.ts'
import type { Events, JobOutcome, Outbox } from '../../src/server/outbox-port.ts'
import { createAwake } from '../../src/server/services/awake.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { createOutbox } from '../../src/server/services/outbox.ts'
import { openStore, type Store } from '../../src/server/store/open.ts'
import { type Claim, type Figure, percentile } from '../claim.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const sent = 2000
const queued = 100_000
const receiverText = `require('node:http').createServer((q, r) => q.resume().on('end', () => r.writeHead(204).end()))
  .listen(0, '127.0.0.1', function () { process.stdout.write(this.address().port + '\\n') })`

interface Bench {
  readonly store: Store
  readonly events: Events
  readonly outbox: Outbox
}

async function withOutbox<T>(url: string | null, fn: (bench: Bench) => Promise<T>): Promise<T> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'plenum-outbox-'))
  const store = openStore({ dataFolder, clock, log: silent })
  const events = createEventWriter({ store, clock, log: silent, randomId: () => crypto.randomUUID(), actor: () => 'Plenum' })
  const outbox = createOutbox({ store, clock, awake: createAwake({ clock, startAt: 0 }), log: silent, random: Math.random })
  const agent = new Agent({ keepAlive: true })
  outbox.handle('webhook', {
    ...{ workers: 8, failingWorkers: 4, ladderMs: [5000], jitter: 0.2, timeoutMs: 15_000, order: () => 'firstTries' },
    run: ({ ref }) =>
      new Promise<JobOutcome>((resolve) => {
        const fail = (error: Error) => resolve({ kind: 'retry', reason: error.message })
        request(url ?? 'http://127.0.0.1:9/', { method: 'POST', agent, headers: { 'webhook-id': ref } }, (reply) =>
          reply.resume().on('end', () => resolve({ kind: 'done' })),
        )
          .on('error', fail)
          .end(ref)
      }),
  })
  try {
    return await fn({ store, events, outbox })
  } finally {
    await outbox.stop()
    agent.destroy()
    store.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

const emit = ({ events }: Bench, n: number) =>
  events.emit({
    ...{ type: 'design.saved', subject: `design/d${n % 50}`, projectId: 'p' },
    data: { designId: `d${n % 50}`, projectId: 'p', name: 'Measured', revision: n },
  })

/** Microseconds of a transaction that writes a setting, alone and with an event that has one delivery. */
async function measureCause(): Promise<Figure[]> {
  return await withOutbox(null, async (bench) => {
    const { store, events, outbox } = bench
    events.plan((event) => void outbox.add({ kind: 'webhook', lane: 'a', ref: event.id, eventId: event.id, subject: event.subject }))
    const cause = (n: number) => store.job.saveRelay('measured', { lastId: n, lastAt: n })
    const timesOf = (work: (n: number) => void) =>
      Array.from({ length: 1000 }, (_, n) => {
        const at = performance.now()
        store.transaction(() => work(n))
        return (performance.now() - at) * 1000
      })
    timesOf(cause)
    const alone = percentile(timesOf(cause), 50)
    const both = percentile(
      timesOf((n) => {
        cause(n)
        emit(bench, n)
      }),
      50,
    )
    return [
      { what: 'a transaction without an event, p50', value: alone, unit: 'us' },
      { what: 'an event with one delivery adds to it, p50', value: both - alone, unit: 'us', budget: 1000 },
    ]
  })
}

async function measureRate(url: string, endpoints: number): Promise<Figure[]> {
  return await withOutbox(url, async (bench) => {
    const { store, events, outbox } = bench
    events.plan((event) => {
      for (let i = 0; i < endpoints; i++)
        outbox.add({ kind: 'webhook', lane: `endpoint ${i}`, ref: `${event.id}-${i}`, eventId: event.id, subject: event.subject })
    })
    const count = endpoints === 1 ? sent : sent / 10
    store.transaction(() => {
      for (let n = 0; n < count; n++) emit(bench, n)
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
    return [
      { what: `events a second with ${name}`, value: count / seconds, unit: '/s' },
      { what: `deliveries a second with ${name}`, value: (count * endpoints) / seconds, unit: '/s', budget: 100, sense: 'least' },
      { what: `main-loop delay meanwhile, ${name}, p99`, value: loop.percentile(99) / 1e6 - 1, unit: 'ms', budget: 50 },
      { what: `main-loop delay meanwhile, ${name}, longest`, value: loop.max / 1e6 - 1, unit: 'ms' },
    ]
  })
}

/** A hundred thousand jobs that nobody takes for now: they stay in the database. */
async function measureQueue(): Promise<Figure[]> {
  return await withOutbox(null, async (bench) => {
    const { store, outbox } = bench
    const weight = () => {
      globalThis.gc?.()
      return process.memoryUsage().rss / 1e6
    }
    const before = weight()
    for (let i = 0; i < queued; i += 1000)
      store.transaction(() => {
        for (let n = i; n < i + 1000; n++)
          outbox.add({
            kind: 'webhook',
            lane: `endpoint ${n % 20}`,
            ref: `r${n}`,
            eventId: null,
            subject: 'design/d',
            dueAt: clock.now() + 3_600_000,
          })
      })
    const loop = monitorEventLoopDelay({ resolution: 1 })
    loop.enable()
    outbox.start()
    await new Promise((resolve) => setTimeout(resolve, 3000))
    loop.disable()
    const after = weight()
    const listMs = Array.from({ length: 20 }, () => {
      const at = performance.now()
      store.job.listOfSubject('design/d', { limit: 100 })
      return performance.now() - at
    })
    const stateMs = Array.from({ length: 20 }, () => {
      const at = performance.now()
      outbox.state()
      return performance.now() - at
    })
    return [
      {
        what: 'memory that 100,000 queued jobs add',
        value: Math.max(0, after - before),
        unit: 'MB',
        budget: 64,
        note: 'resident, with SQLite’s cache',
      },
      { what: 'a page of 100 of them, p99', value: percentile(listMs, 99), unit: 'ms', budget: 10 },
      { what: 'counting them for health, p99', value: percentile(stateMs, 99), unit: 'ms', budget: 30 },
      { what: 'main-loop delay meanwhile, p99', value: loop.percentile(99) / 1e6 - 1, unit: 'ms', budget: 20 },
      { what: 'main-loop delay meanwhile, longest', value: loop.max / 1e6 - 1, unit: 'ms' },
    ]
  })
}

export const claim: Claim = {
  name: 'outbox',
  about: 'events through the outbox to a receiver on this computer, and what they cost',
  run: async () => {
    const receiver = spawn(process.execPath, ['-e', receiverText], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const port = await new Promise<string>((resolve) => receiver.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())))
      const url = `http://127.0.0.1:${port}/`
      return [...(await measureCause()), ...(await measureRate(url, 1)), ...(await measureRate(url, 20)), ...(await measureQueue())]
    } finally {
      receiver.kill()
    }
  },
}
