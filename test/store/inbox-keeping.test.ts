// What incoming webhooks may take up, and what becomes of one whose job comes to nothing.
import { Webhook } from 'standardwebhooks'
import { expect, type TestContext, test } from 'vitest'
import type { Caller } from '../../src/server/caller.ts'
import type { Job, SettledJob } from '../../src/server/outbox-port.ts'
import type { Applied } from '../../src/server/services/hook-effect.ts'
import { createHookSourceService } from '../../src/server/services/hook-source.ts'
import { createInboxService } from '../../src/server/services/inbox.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { createTestSecrets } from '../helpers/test-secrets.ts'
import { openTestStore, silentLog } from './open-database.ts'

function openInbox(t: TestContext, { mostWaitingBytes = 1e9 } = {}) {
  const store = openTestStore(t)
  const clock = createFakeClock()
  let ids = 0
  const randomId = () => `id-${String(++ids).padStart(6, '0')}`
  const randomSecret = () => Buffer.alloc(32, 7).toString('base64')
  const sources = createHookSourceService({ store, clock, randomId, randomSecret, secrets: createTestSecrets() })
  const { secret } = sources.create({ source: 'bms' })
  const state: { applied: Applied; jobs: number } = { applied: { kind: 'applied', said: 'done', problems: [] }, jobs: 0 }
  const inbox = createInboxService({
    ...{ store, sources, clock, log: silentLog, randomId, mostWaitingBytes },
    effects: { apply: async () => state.applied, problemsOf: () => [] },
    outbox: { add: () => ++state.jobs, wake: () => {} },
    access: { may: () => false },
    bus: { publish: () => {}, subscribe: () => () => {} },
  })
  t.onTestFinished(() => {
    inbox.stop()
    sources.stop()
  })
  const send = (bytes: number) => {
    const body = JSON.stringify({ data: { readings: [] }, pad: 'x'.repeat(bytes) })
    const [id, at] = [`msg-${randomId()}`, new Date(clock.now())]
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret ?? '').sign(id, at, body),
    }
    return inbox.receive('bms', { bytes: Buffer.from(body), headers, caller: {} as Caller }).id
  }
  /** As the outbox does: a try, then its end. */
  const run = async (ref: string, end: SettledJob['state']) => {
    const outcome = await inbox.handler.run({ id: 1, ref, attempts: 0 } as Job, new AbortController().signal)
    store.transaction(() => outcome.write?.({ state: end, attempts: 1, dueAt: null }))
    return inbox.get(ref)
  }
  return { inbox, clock, send, run, state, list: () => inbox.list({ limit: 100 }).items }
}

test('More than may wait is refused with a hint and not remembered, and taken again once some are worked off', async (t) => {
  const { send, run, list } = openInbox(t, { mostWaitingBytes: 1500 })
  const [first] = [send(1000), send(1000)]
  expect(() => send(10)).toThrowError(
    expect.objectContaining({ code: 'unavailable', hint: expect.stringMatching(/again in some minutes/) }),
  )
  expect(list()).toHaveLength(2)
  await run(first as string, 'done')
  expect(send(10)).toMatch(/^id-/)
})

test('What a full disk keeps from its end says so when the ladder ends, waits again when retried, and can be run again when dropped', async (t) => {
  const { inbox, send, run, state } = openInbox(t)
  const id = send(10)
  state.applied = { kind: 'notNow', reason: 'The disk is full' }
  expect(await run(id, 'waiting')).toMatchObject({ state: 'waiting' })
  expect(await run(id, 'dead')).toMatchObject({ state: 'failed', reason: 'The disk is full' })
  inbox.handler.reopen?.({ id: 1, ref: id })
  expect(inbox.get(id)).toMatchObject({ state: 'waiting', reason: null })
  inbox.handler.dropped?.({ id: 1, ref: id })
  expect(inbox.get(id)).toMatchObject({ state: 'failed', reason: expect.stringMatching(/dropped/) })
  state.applied = { kind: 'applied', said: '1 reading stored', problems: [] }
  expect(inbox.rerun(id).state).toBe('waiting')
  expect(await run(id, 'done')).toMatchObject({ state: 'done', outcome: '1 reading stored' })
})

test('What was worked off goes after 30 days in one round, however much it is; what waits stays', async (t) => {
  const { clock, send, run, list } = openInbox(t)
  for (let i = 0; i < 250; i++) await run(send(10), 'done')
  const waiting = send(10)
  clock.advance(31 * 86_400_000)
  clock.advance(60_000)
  expect(list().map(({ id }) => id)).toEqual([waiting])
})
