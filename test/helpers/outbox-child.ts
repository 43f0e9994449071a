// A process that is made to be killed: it saves designs' worth of events with a delivery each, rolls some back, and delivers to the receiver it is
// given, through the real store, events and outbox. Says the id of each event once its transaction has returned.

import { systemClock } from '../../src/server/clock.ts'
import { createAwake } from '../../src/server/services/awake.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { createOutbox } from '../../src/server/services/outbox.ts'
import { openStore } from '../../src/server/store/open.ts'

const [dataFolder = '', receiver = '', countText = '0'] = process.argv.slice(2)
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const clock = systemClock
const store = openStore({ dataFolder, clock, log: silent })
const awake = createAwake({ clock, startAt: store.job.readAwake()?.awakeMs ?? 0 })
const events = createEventWriter({ store, clock, log: silent, randomId: () => crypto.randomUUID(), actor: () => 'Plenum' })
const outbox = createOutbox({ store, clock, awake, log: silent, random: Math.random })
events.plan((event) => void outbox.add({ kind: 'webhook', lane: 'receiver', ref: event.id, eventId: event.id, subject: event.subject }))
outbox.handle('webhook', {
  ...{ workers: 8, failingWorkers: 4, ladderMs: [100, 200, 400, 800, 1600], jitter: 0.2, timeoutMs: 5000, order: () => 'firstTries' },
  run: async ({ ref }, signal) => {
    try {
      const reply = await fetch(receiver, { method: 'POST', headers: { 'webhook-id': ref }, body: ref, signal })
      await reply.arrayBuffer()
      return reply.ok ? { kind: 'done' } : { kind: 'retry', reason: `it answered ${reply.status}` }
    } catch (error) {
      return { kind: 'retry', reason: String(error) }
    }
  },
})
outbox.start()
process.stdout.write('ready\n')

const count = Number(countText)
const save = (n: number): void => {
  if (n >= count) return
  const data = { designId: 'd', projectId: 'p', name: `Design ${n}`, revision: n }
  const emit = () => events.emit({ type: 'design.saved', subject: 'design/d', projectId: 'p', data })
  const { id } = store.transaction(emit)
  process.stdout.write(`saved ${id}\n`)
  try {
    store.transaction(() => {
      process.stdout.write(`rolled-back ${emit().id}\n`)
      throw new Error('no')
    })
  } catch {
    // As meant.
  }
  setImmediate(save, n + 1)
}
save(0)
// The drain: ends by itself when nothing waits any more.
if (count === 0) {
  const look = setInterval(() => {
    // Asked of the database itself: figures for panels may be a moment old.
    if (store.job.count().some(({ state }) => state === 'waiting') || outbox.state().some(({ running }) => running > 0)) return
    clearInterval(look)
    void outbox.stop().then(() => store.close())
  }, 20)
}
