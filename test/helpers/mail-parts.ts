// Mail, rules, events and outbox on a real database and a still clock, with a sender that answers what the test says. No sockets, no threads.
import { createBus } from '../../src/server/bus.ts'
import { createAwake } from '../../src/server/services/awake.ts'
import { createMail } from '../../src/server/services/create-mail.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import type { Sent } from '../../src/server/services/mail-fault.ts'
import type { Letter } from '../../src/server/services/mail-sender.ts'
import { createOutbox } from '../../src/server/services/outbox.ts'
import type { Store } from '../../src/server/store/open.ts'
import type { RenderJob } from '../../src/server/workers/mail.ts'
import { openTestStore, silentLog } from '../store/open-database.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

type Life = Parameters<typeof openTestStore>[0]

export const refusedBy = (code: number): Sent => ({
  ...{ kind: 'refused', isFinal: code >= 500, isRecipient: false, isTooLarge: false, trouble: 'other', reason: `${code} no` },
})
export const unreachable: Sent = { kind: 'unreachable', reason: 'Nothing answers', trouble: 'unreachable' }

export function openMailParts(
  t: Life,
  given: {
    clock?: FakeClock
    store?: Store
    answer?: (letter: Letter) => Sent | Promise<Sent>
    settings?: Record<string, unknown> | null
    files?: Parameters<typeof createMail>[0]['files']
  } = {},
) {
  const store = given.store ?? openTestStore(t)
  const clock = given.clock ?? createFakeClock()
  const kept = new Map<string, Uint8Array>()
  const secrets = {
    put: (name: string, plain: Uint8Array) => void kept.set(name, plain),
    get: (name: string) => kept.get(name) ?? null,
    remove: (name: string) => void kept.delete(name),
  }
  const awake = createAwake({ clock, startAt: 0 })
  let n = 0
  const randomId = () => `id-${++n}-${Math.random().toString(36).slice(2)}`
  const events = createEventWriter({ store, clock, log: silentLog, randomId, actor: () => 'Test' })
  const outbox = createOutbox({ store, clock, awake, log: silentLog, random: () => 0.5 })
  const letters: (Letter & { sentAt: number })[] = []
  const parts = createMail({
    ...{
      store,
      clock,
      log: silentLog,
      randomId,
      secrets,
      events,
      outbox,
      smtpUrl: null,
      ownPorts: () => [],
      baseUrl: 'http://127.0.0.1:5717',
    },
    bus: createBus({ onError: () => {} }),
    files: given.files ?? { find: () => null, open: () => Promise.reject(new Error('no files here')) },
    // The templates' words are no matter here: what they were given is.
    workers: { run: async <Reply>(_: string, job: unknown) => ({ kind: 'ok', subject: 's', html: '', text: JSON.stringify((job as RenderJob).data) }) as Reply }, // biome-ignore format: one stub, one line
    makeCertificate: () => Promise.reject(new Error('no certificates here')),
    openSender: () => ({
      send: async (letter) => {
        letters.push({ ...letter, sentAt: clock.now() })
        return (await given.answer?.(letter)) ?? { kind: 'sent' }
      },
      close: () => {},
    }),
  })
  if (given.settings !== null)
    parts.mail.change({ host: 'mail.example.org', from: 'plenum@example.org', ratePerMinute: 10_000, ...given.settings }, null)
  outbox.start()
  t.onTestFinished(async () => {
    parts.stop()
    await outbox.stop()
  })
  /** Lets what is under way go on, time standing still. */
  const settle = async (rounds = 25) => {
    for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  /** Time passes in steps. */
  const pass = async (ms: number, stepMs = 1000) => {
    for (let gone = 0; gone < ms; gone += stepMs) {
      clock.advance(Math.min(stepMs, ms - gone))
      await settle(4)
    }
    await settle()
  }
  const messages = () => parts.mail.list({ limit: 1000 }).items
  return { ...parts, store, clock, events, outbox, letters, settle, pass, messages, secrets: kept }
}
