// The pure parts of the panels of webhooks: patterns chosen by ticking, states in words, the form and back, what a deluge of deliveries asks.
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { AppError } from '../../src/contract/errors.ts'
import type { LiveEvent } from '../../src/contract/events.ts'
import type { WebhookRecord } from '../../src/contract/schemas/webhook.ts'
import { bodyOf, emptyForm, formOf, headerFaults, headerPointer, refusedFields } from '../../src/renderer/admin/webhooks-form.ts'
import { countOf, familiesOf, isCovered, togglePattern } from '../../src/renderer/admin/webhooks-patterns.ts'
import { deliveryState, hostOf, successShare, webhookState, withoutStop } from '../../src/renderer/admin/webhooks-state.ts'
import { createLiveAlarms } from '../../src/renderer/api/live-alarms.ts'
import { createLiveCache } from '../../src/renderer/api/live-cache.ts'
import { createLiveValues } from '../../src/renderer/api/live-values.ts'
import { sensorKeys } from '../../src/renderer/api/sensor-queries.ts'
import { createTimers } from './live-things.ts'

const types = ['alarm.raised', 'alarm.cleared', 'design.saved', 'webhook.test'].map((type) => ({ type }))

test('ticking keeps the shortest list: a family takes its types in, all take everything in, and what is in already stays out', () => {
  expect(familiesOf(types).map(({ name, types: all }) => [name, all.length])).toEqual([
    ['alarm', 2],
    ['design', 1],
    ['webhook', 1],
  ])
  expect(togglePattern(['alarm.raised', 'design.saved'], 'alarm.*')).toEqual(['design.saved', 'alarm.*'])
  expect(togglePattern(['alarm.*'], 'alarm.raised')).toEqual(['alarm.*'])
  expect(togglePattern(['alarm.*', 'design.saved'], '*')).toEqual(['*'])
  expect(togglePattern(['*'], '*')).toEqual([])
  expect(togglePattern(['alarm.*', 'design.saved'], 'alarm.*')).toEqual(['design.saved'])
  expect([isCovered('alarm.raised', ['alarm.*']), isCovered('alarms.raised', ['alarm.*']), isCovered('*', ['alarm.*'])]).toEqual([
    true,
    false,
    false,
  ])
  expect(['*', 'alarm.*', 'design.saved', 'nothing'].map((pattern) => countOf(pattern, types))).toEqual([4, 2, 1, 0])
})

const stats = {
  ...{ delivered: 0, failed: 0, waiting: 0, meanMs: null, lastSuccessAt: null, lastFailureAt: null, lastReason: null, failingHours: 0 },
  breaker: 'closed' as const,
}

test('each state has its own word: who switched it off is told apart, and a failure after a success is a failure', () => {
  const state = (more: Partial<WebhookRecord['stats']>, off: Partial<WebhookRecord> = {}) =>
    webhookState({ active: true, disabledAt: null, ...off, stats: { ...stats, ...more } })
  expect(state({})).toBe('unused')
  expect(state({ lastSuccessAt: 5 })).toBe('working')
  expect(state({ lastSuccessAt: 5, lastFailureAt: 4 })).toBe('working')
  expect(state({ lastSuccessAt: 5, lastFailureAt: 6 })).toBe('failing')
  expect(state({ lastFailureAt: 6 })).toBe('failing')
  expect(state({ lastFailureAt: 6, breaker: 'open' })).toBe('breaker')
  expect(state({ lastSuccessAt: 5 }, { active: false })).toBe('paused')
  expect(state({ lastSuccessAt: 5 }, { active: false, disabledAt: 7 })).toBe('off')
  expect([successShare(stats), successShare({ delivered: 3, failed: 1 })]).toEqual([null, 0.75])
  expect([hostOf('https://a.example.org:8443/in?x'), hostOf('nonsense')]).toEqual(['a.example.org:8443', 'nonsense'])
  expect([withoutStop('It ended.'), withoutStop('It ended')]).toEqual(['It ended', 'It ended'])
  expect(deliveryState({ state: 'waiting', attempts: 0, reason: null })).toBe('waiting')
  expect(deliveryState({ state: 'waiting', attempts: 2, reason: 'It answered 500' })).toBe('retrying')
  expect(deliveryState({ state: 'failed', attempts: 10, reason: 'It answered 500' })).toBe('failed')
})

test('a secret header that nobody touched is kept, a typed one replaces it, and each name is there once', () => {
  const form = formOf({
    ...{ name: 'A', url: 'https://a.example', events: ['*'], payload: 'full', strictOrder: true },
    headers: { Authorization: '•••', 'X-Site': 'north' },
  } as unknown as WebhookRecord)
  expect(form.headers.map(({ name, value, isKept }) => [name, value, isKept])).toEqual([
    ['Authorization', '', true],
    ['X-Site', 'north', false],
  ])
  expect(bodyOf(form).headers).toEqual({ Authorization: '•••', 'X-Site': 'north' })
  const typed = { ...form, name: ' A ', headers: form.headers.map((row) => (row.isKept ? { ...row, value: 'Bearer 2' } : row)) }
  expect(bodyOf(typed)).toMatchObject({ name: 'A', strictOrder: true, headers: { Authorization: 'Bearer 2' } })
  const rows = ['X-A', '', 'X-A'].map((name, i) => ({ key: String(i), name, value: '', isKept: false }))
  expect([...headerFaults(rows)]).toEqual([
    ['1', 'unnamed'],
    ['2', 'twice'],
  ])
  expect(headerFaults(emptyForm.headers).size).toBe(0)
  const refused = new AppError('invalid', 'no', { errors: [{ pointer: '/headers/a~1b', detail: 'This is no name of a header.' }] })
  expect(refusedFields(refused).errors.get(headerPointer('a/b'))).toBe('This is no name of a header.')
  const about = (...pointers: string[]) =>
    refusedFields(new AppError('forbidden', 'no', { errors: pointers.map((pointer) => ({ pointer, detail: 'no' })) })).isWhole
  expect([about('/url'), about('/events/3'), about('/headers/X-A'), about('/url', '/allowLoopback')]).toEqual([false, false, false, true])
  expect(refusedFields(new Error('x'))).toEqual({ errors: new Map(), isWhole: true })
})

test('a thousand deliveries in ten seconds ask each open list at most once a second, and once more at the end', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const timers = createTimers()
  const take = createLiveCache({ queries, values: createLiveValues(), alarms: createLiveAlarms(), later: timers.later })
  const asked = { webhooks: 0, deliveries: 0 }
  const stops = (['webhooks', 'deliveries'] as const).map((name) =>
    new QueryObserver(queries, {
      queryKey: [...sensorKeys[name], 'shown'],
      queryFn: () => {
        asked[name]++
        return asked[name]
      },
      staleTime: Number.POSITIVE_INFINITY,
    }).subscribe(() => undefined),
  )
  const breathe = () => new Promise((resume) => setTimeout(resume, 0))
  await breathe()
  expect(asked).toEqual({ webhooks: 1, deliveries: 1 })
  for (let n = 0; n < 1000; n++) {
    take({ id: n, name: 'delivery.changed', payload: { at: n } } as LiveEvent)
    timers.advance(10)
    if (n % 50 === 0) await breathe()
  }
  timers.advance(1000)
  await breathe()
  for (const name of ['webhooks', 'deliveries'] as const) {
    expect(asked[name], name).toBeGreaterThanOrEqual(9)
    expect(asked[name], name).toBeLessThanOrEqual(12)
  }
  const before = { ...asked }
  take({ id: 1001, name: 'webhook.changed', payload: { webhookId: 'a', at: 1 } } as LiveEvent)
  timers.advance(1000)
  await breathe()
  expect(asked).toEqual({ webhooks: before.webhooks + 1, deliveries: before.deliveries })
  for (const stop of stops) stop()
})
