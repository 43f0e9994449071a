// The real delivery code on a still clock: store, events, outbox and webhooks as the server wires them, with receivers on real sockets.
import { expect } from 'vitest'
import type { CreateWebhook } from '../../src/contract/schemas/webhook.ts'
import { createBus } from '../../src/server/bus.ts'
import type { Caller } from '../../src/server/caller.ts'
import type { Awake } from '../../src/server/services/awake.ts'
import { createWebhooks, type WebhookSeams } from '../../src/server/services/create-webhooks.ts'
import { createEventWriter } from '../../src/server/services/event-writer.ts'
import { createOutbox } from '../../src/server/services/outbox.ts'
import type { DeliveryState } from '../../src/server/store/delivery.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { createTestSecrets } from '../helpers/test-secrets.ts'
import { openTestStore, silentLog } from './open-database.ts'

export const [secondMs, minuteMs, hourMs] = [1000, 60_000, 3_600_000]
type Life = Parameters<typeof openTestStore>[0]

export const owner: Caller = {
  ...{ kind: 'owner', accountId: null, sessionId: null, keyId: null, name: 'owner', program: 'test', projectIds: null },
  permissions: new Set(['webhooks:consent']),
}

export function openWebhooks(t: Life, given: { random?: () => number; seams?: WebhookSeams } = {}) {
  const store = openTestStore(t)
  const ticking = createFakeClock()
  let leaptMs = 0
  let sleptMs = 0
  const clock = { ...ticking, now: () => ticking.now() + leaptMs + sleptMs }
  const wakers = new Set<(awayMs: number) => void>()
  const awake: Awake = {
    now: () => ticking.now() + leaptMs,
    onWake: (listener) => {
      wakers.add(listener)
      return () => wakers.delete(listener)
    },
    stop: () => {},
  }
  let ids = 0
  const randomId = () => {
    ids += 1
    return `id${String(ids).padStart(6, '0')}`
  }
  const bus = createBus({ onError: () => {} })
  const parts = { store, bus, clock, log: silentLog, randomId }
  const events = createEventWriter({ ...parts, actor: () => 'owner' })
  const outbox = createOutbox({ ...parts, awake, random: given.random ?? (() => 0.5) })
  const webhooks = createWebhooks({
    ...{ ...parts, awake, events, outbox, secrets: createTestSecrets(), ownPorts: () => [], baseUrl: 'http://127.0.0.1:1' },
    ...(given.seams === undefined ? {} : { seams: given.seams }),
  })
  outbox.start()
  t.onTestFinished(() => {
    webhooks.stop()
    void outbox.stop()
  })
  const { webhook, delivery } = webhooks
  let designs = 0
  return {
    ...{ store, clock, events, outbox, webhook, delivery },
    add: (url: string, more: Partial<CreateWebhook> = {}) =>
      webhook.create({ name: 'Hook', url, events: ['design.saved'], allowLoopback: true, ...more }, owner).id,
    cause: (projectId = 'p') => {
      designs += 1
      const data = { designId: `d${designs}`, projectId, name: `Design ${designs}`, revision: 1 }
      return store.transaction(() => events.emit({ type: 'design.saved', subject: `design/d${designs}`, projectId, data })).id
    },
    list: (webhookId: string, state?: DeliveryState) => store.delivery.list({ webhookId, state, limit: 100 }).items,
    /** Moves time on, and lets what falls due meanwhile be worked off. */
    pass: async (ms: number, rounds = 6) => {
      ticking.advance(ms)
      for (let i = 0; i < rounds; i++) await new Promise((resolve) => setTimeout(resolve, 1))
    },
    /** Awake all the while, and nobody looked. */
    leap: (ms: number) => {
      leaptMs += ms
    },
    sleep: (ms: number) => {
      sleptMs += ms
      for (const listener of wakers) listener(ms)
    },
    told: (type: string) => store.event.list({ type }).items,
    /** Real time: for what goes over sockets. */
    until: async (condition: () => unknown, wanted: unknown) => {
      await expect.poll(condition, { interval: 2, timeout: 10_000 }).toEqual(wanted)
    },
  }
}
