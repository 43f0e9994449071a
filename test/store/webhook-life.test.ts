// Outgoing webhooks over time, on a still clock, through the real delivery code and real sockets: order, ladder, breaker, waits that were asked
// for, sleep, switching off, replay, and how much of answers is kept.
import { expect, test } from 'vitest'
import { businessEvents } from '../../src/contract/business-events.ts'
import type { EventInput } from '../../src/server/outbox-port.ts'
import { startReceiver } from '../helpers/receiver.ts'
import { hourMs, minuteMs, openWebhooks, owner, secondMs } from './webhook-life.ts'

const eventOf = (body: string) => (JSON.parse(body) as { id: string }).id
const ladder = [5 * secondMs, 5 * minuteMs, 30 * minuteMs, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs)]

test('the ladder has ten attempts, each wait within a fifth of its step, and is spread by chance', async (t) => {
  const { url, got } = await startReceiver(t, (response) => void response.writeHead(500).end())
  // The ends of chance, then what lies between.
  const chances = [0, 0.9999999, ...Array.from({ length: 30 }, (_, i) => (i * 0.37) % 1)]
  const life = openWebhooks(t, { random: () => chances.shift() ?? 0.5 })
  const id = life.add(url)
  life.cause()
  const shares: number[] = []
  for (const [step, stepMs] of ladder.entries()) {
    await life.until(() => life.list(id)[0]?.attempts, step + 1)
    const waitMs = (life.list(id)[0]?.dueAt ?? 0) - life.clock.now()
    shares.push(waitMs / stepMs)
    life.leap(waitMs - 1100)
    await life.pass(secondMs)
    expect(got).toHaveLength(step + 1)
    await life.pass(secondMs)
  }
  await life.until(() => life.list(id, 'failed').length, 1)
  expect(got).toHaveLength(10)
  expect(new Set(got.map((one) => one.headers['webhook-id'])).size).toBe(1)
  expect(Math.min(...shares)).toBeCloseTo(0.8, 3)
  expect(Math.max(...shares)).toBeCloseTo(1.2, 3)
  expect(new Set(shares.map((share) => share.toFixed(2))).size).toBeGreaterThan(5)
  expect(life.store.job.countDead()).toMatchObject([{ kind: 'webhook', lane: id, n: 1 }])
})

test('first attempts leave in order and one at a time, also while every third fails; what failed holds nothing', async (t) => {
  let inside = 0
  let most = 0
  const { url, got } = await startReceiver(t, (response, _, n) => {
    inside += 1
    most = Math.max(most, inside)
    setImmediate(() => {
      inside -= 1
      response.writeHead(n % 3 === 0 ? 500 : 200).end()
    })
  })
  const life = openWebhooks(t)
  const id = life.add(url)
  const causes = Array.from({ length: 30 }, () => life.cause())
  await life.until(() => got.length, 30)
  expect(got.map((one) => eventOf(one.body))).toEqual(causes)
  expect(most).toBe(1)
  await life.until(() => life.list(id, 'delivered').length, 20)
  expect(life.list(id, 'waiting')).toHaveLength(10)
})

test('in strict order nothing overtakes what fails, over attempts and restarts of the ladder', async (t) => {
  let failures = 0
  const { url, got } = await startReceiver(t, (response) => {
    failures += 1
    response.writeHead(failures % 3 === 0 ? 200 : 503).end()
  })
  const life = openWebhooks(t)
  const id = life.add(url, { strictOrder: true })
  const causes = Array.from({ length: 4 }, () => life.cause())
  for (let round = 1; life.list(id, 'delivered').length < 4; round += 1) {
    expect(round).toBeLessThan(60)
    await life.pass(round % 2 === 0 ? 6 * minuteMs : 6 * secondMs)
  }
  expect(got.map((one) => eventOf(one.body))).toEqual(causes.flatMap((one) => [one, one, one]))
})

test('the breaker: ten failures, half a minute of silence, one attempt, and all flows again when it succeeds', async (t) => {
  let isBroken = true
  const { url, got } = await startReceiver(t, (response) => void response.writeHead(isBroken ? 500 : 200).end())
  const life = openWebhooks(t)
  const id = life.add(url)
  for (let i = 0; i < 30; i++) life.cause()
  await life.until(() => got.length, 10)
  await life.until(() => life.webhook.get(id).stats.breaker, 'open')
  for (let i = 0; i < 28; i++) await life.pass(secondMs, 3)
  expect(got).toHaveLength(10)
  await life.pass(3 * secondMs, 30)
  expect(got).toHaveLength(11)
  await life.pass(28 * secondMs, 30)
  expect(got).toHaveLength(11)
  isBroken = false
  await life.pass(4 * secondMs, 30)
  await life.pass(2 * secondMs, 30)
  await life.until(() => life.list(id, 'delivered').length, 30)
  expect(life.webhook.get(id).stats.breaker).toBe('closed')
  expect(life.list(id, 'delivered').every(({ attempts }) => attempts <= 3)).toBe(true)
})

const asked: readonly (readonly [number, string | null, number])[] = [
  ...([[429, '90', 90], [503, '7', 7], [429, 'Mon, 05 Jan 2026 08:02:00 GMT', 120], [503, '0', 1], [429, '99999999999', 86_400]] as const),
  ...([[429, '-5', 5], [429, 'soon', 5], [503, 'Fri, 31 Dec 9999 23:59:59 GMT', 86_400], [503, 'Mon, 05 Jan 2020 08:00:00 GMT', 1]] as const),
  ...([[500, '90', 5], [429, null, 5], [429, '1e9', 5]] as const),
] // biome-ignore format: a table
test.for(asked)('%i with Retry-After %s waits %i s', async ([status, header, seconds], t) => {
  const { url } = await startReceiver(
    t,
    (response) => void response.writeHead(status, header === null ? {} : { 'retry-after': header }).end(),
  )
  const life = openWebhooks(t)
  const id = life.add(url)
  life.cause()
  await life.until(() => life.list(id)[0]?.attempts, 1)
  expect((life.list(id)[0]?.dueAt ?? 0) - life.clock.now()).toBe(seconds * secondMs)
})

test('after a sleep what is overdue goes out spread and ten a second; sleep uses up nothing of a ladder', async (t) => {
  const { url, got } = await startReceiver(t, (response, one) => void response.writeHead(one.headers['x-fail'] ? 500 : 200).end())
  const life = openWebhooks(t)
  const failing = life.add(url, { headers: { 'X-Fail': '1' } })
  life.cause()
  await life.until(() => life.list(failing)[0]?.attempts, 1)
  const dueAt = life.list(failing)[0]?.dueAt ?? 0
  await life.pass(2 * secondMs)
  life.sleep(10 * hourMs)
  expect(life.clock.now()).toBeGreaterThan(dueAt)
  for (let i = 0; i < 6; i++) life.add(url, { name: `Hook ${i}` })
  for (let i = 0; i < 8; i++) life.cause()
  const perSecond: number[] = []
  for (let second = 0; second < 12; second++) {
    const before = got.length
    await life.pass(secondMs, 40)
    perSecond.push(got.length - before)
    if (second < 2) expect(life.list(failing).at(-1)?.attempts).toBe(1)
  }
  expect(Math.max(...perSecond)).toBeLessThanOrEqual(10)
  await life.until(() => got.filter((one) => !one.headers['x-fail']).length, 48)
})

test('failing for 120 awake hours: a notice at 96, off at 120, sleep not counted; a success in between begins anew', async (t) => {
  let isBroken = true
  const { url } = await startReceiver(t, (response) => void response.writeHead(isBroken ? 500 : 200).end())
  const life = openWebhooks(t)
  const id = life.add(url)
  const fail = async () => {
    const before = life.webhook.get(id).stats.failed
    life.cause()
    await life.until(() => life.webhook.get(id).stats.failed > before, true)
  }
  const told = () => [life.told('delivery.failing').length, life.told('delivery.disabled').length]
  await fail()
  life.sleep(500 * hourMs)
  life.leap(95 * hourMs)
  await fail()
  expect(told()).toEqual([0, 0])
  life.leap(2 * hourMs)
  await fail()
  expect(told()).toEqual([1, 0])
  expect(life.told('delivery.failing')[0]).toMatchObject({ subject: `webhook/${id}`, data: { failingHours: 97, hoursLeft: 23 } })
  life.leap(22 * hourMs)
  await fail()
  expect([told(), life.webhook.get(id).active]).toEqual([[1, 0], true])
  isBroken = false
  life.cause()
  await life.pass(40 * secondMs, 20)
  await life.until(() => life.webhook.get(id).stats.failingHours, 0)
  isBroken = true
  await fail()
  life.leap(119 * hourMs)
  await fail()
  // Nobody is switched off without half a day to act.
  expect([told(), life.webhook.get(id).active]).toEqual([[2, 0], true])
  life.leap(12 * hourMs)
  await life.pass(secondMs)
  await life.until(() => life.webhook.get(id).active, false)
  expect(told()).toEqual([2, 1])
  const [off] = life.told('delivery.disabled')
  expect(off).toMatchObject({ data: { reason: expect.stringMatching(/^It failed for 13\d hours: It answered 500/) } })
  expect(life.webhook.get(id)).toMatchObject({ disabledReason: expect.stringContaining('It failed for') })
})

test('replay: one, the failed since an instant, all of a range; the webhook-id stays, tests and other endpoints are left out', async (t) => {
  let isBroken = false
  const { url, got } = await startReceiver(t, (response) => void response.writeHead(isBroken ? 410 : 200).end())
  const life = openWebhooks(t)
  const id = life.add(url)
  const other = life.add(url, { name: 'Other', events: ['report.*'] })
  await Promise.all([id, other].map((one) => life.delivery.test(one, undefined, owner)))
  const saved: number[] = []
  for (let i = 0; i < 3; i++) {
    saved.push(life.clock.now())
    life.cause()
    await life.until(() => life.list(id, 'delivered').length, i + 2)
    await life.pass(minuteMs)
  }
  isBroken = true
  life.cause()
  await life.until(() => life.list(id, 'failed').length, 1)
  isBroken = false
  life.webhook.change(id, { active: true }, null, owner)
  const since = (n: number) => new Date(saved[n] ?? 0).toISOString()
  const idsFrom = (n: number) => got.slice(n).map((one) => one.headers['webhook-id'])
  const rows = life
    .list(id)
    .filter(({ isTest }) => isTest === 0)
    .reverse()
  let n = got.length
  life.delivery.replay(rows[0]?.id ?? '', owner)
  await life.until(() => idsFrom(n), [rows[0]?.id])
  n = got.length
  expect(life.delivery.replayMany(id, { from: since(0) })).toEqual({ replayed: 1, next: null })
  await life.until(() => idsFrom(n), [rows[3]?.id])
  n = got.length
  await life.until(() => life.list(id, 'waiting').length, 0)
  expect(life.delivery.replayMany(id, { only: 'all', from: since(1), to: since(2) })).toEqual({ replayed: 1, next: null })
  await life.until(() => idsFrom(n), [rows[1]?.id])
  expect(() => life.delivery.replayMany(id, { from: since(2), to: since(1) })).toThrow('after the beginning')
  await life.until(() => life.list(id, 'waiting').length, 0)
  n = got.length
  expect(life.delivery.replayMany(id, { only: 'all', after: rows[2]?.id })).toEqual({ replayed: 1, next: null })
  await life.until(() => idsFrom(n), [rows[3]?.id])
  expect(() => life.delivery.replayMany(id, { after: 'msg_of_nobody' })).toThrow('unchanged')
  const tested = life.list(id).find(({ isTest }) => isTest === 1)
  expect(() => life.delivery.replay(tested?.id ?? '', owner)).toThrow('test')
})

test('an answer without end and one of a byte at a time are bounded; 64 KiB are kept of each, all together keep their budget', async (t) => {
  let written = 0
  const endless = await startReceiver(t, (response) => {
    const more = () => {
      if (!response.destroyed && written < 1e9) {
        written += 65_536
        response.write(Buffer.alloc(65_536, 'a'), () => setImmediate(more))
      }
    }
    more()
  })
  const slow = await startReceiver(t, (response) => {
    const timer = setInterval(() => response.write('a'), 20)
    response.on('close', () => clearInterval(timer))
  })
  const life = openWebhooks(t, { seams: { timeoutMs: 250, answerBudgetBytes: 1024 * 1024 } })
  const [big, drip] = [life.add(endless.url), life.add(slow.url)]
  life.cause()
  await life.until(() => life.list(big, 'delivered').length, 1)
  expect(written).toBeLessThan(20e6)
  const answer = life.delivery.answers(life.list(big)[0]?.id ?? '', owner).items[0]
  expect([answer?.answer?.length, answer?.isCut]).toEqual([65_536, true])
  await life.until(() => life.list(drip)[0]?.reason, expect.stringContaining('did not finish within 0.25 s'))
  for (let i = 0; i < 30; i++) {
    life.cause()
    written = 0
    await life.until(() => life.list(big, 'delivered').length, i + 2)
    expect(life.store.delivery.answerBytes()).toBeLessThanOrEqual(1024 * 1024)
  }
  expect(life.store.delivery.answerBytes()).toBeGreaterThan(500_000)
})

test('after thirty days a delivery is forgotten with its attempts and its body, one that waits is not', async (t) => {
  const { url } = await startReceiver(t, (response, one) => void response.writeHead(one.headers['x-fail'] ? 500 : 200).end())
  const life = openWebhooks(t)
  const id = life.add(url)
  life.cause()
  await life.until(() => life.list(id, 'delivered').length, 1)
  const paused = life.add(url, { name: 'Paused', headers: { 'X-Fail': '1' } })
  life.cause()
  await life.until(() => life.list(id, 'delivered').length, 2)
  life.webhook.change(paused, { active: false }, null, owner)
  const gone = life.list(id).at(-1)
  expect(life.store.delivery.body(gone?.bodyId ?? '')).toBeDefined()
  life.webhook.change(id, { active: false }, null, owner)
  life.leap(29 * 24 * hourMs)
  await life.pass(hourMs)
  expect(life.list(id)).toHaveLength(2)
  life.leap(2 * 24 * hourMs)
  await life.pass(hourMs, 20)
  expect(life.list(id)).toEqual([])
  expect(life.list(paused, 'waiting')).toHaveLength(1)
  expect(life.store.delivery.attempts(gone?.id ?? '', 10)).toEqual([])
  expect(life.store.delivery.body(gone?.bodyId ?? '')).toBeUndefined()
})

test('a burst uses one connection; one that its receiver let go is replaced unseen, and a changed endpoint gets its own', async (t) => {
  const sockets = new Set<unknown>()
  let isLettingGo = false
  const { url, got } = await startReceiver(t, (response, _one, _n, request) => {
    sockets.add(request.socket)
    response.end(() => {
      // As a server does whose patience ends: without a word, while the other side still thinks it is there.
      if (isLettingGo) setImmediate(() => request.socket.resetAndDestroy())
    })
  })
  const life = openWebhooks(t)
  const id = life.add(url)
  for (let i = 0; i < 10; i++) life.cause()
  await life.until(() => life.list(id, 'delivered').length, 10)
  expect(sockets.size).toBe(1)
  isLettingGo = true
  for (let i = 0; i < 10; i++) {
    life.cause()
    await life.until(() => life.list(id, 'delivered').length, 11 + i)
  }
  expect(life.list(id).every(({ attempts }) => attempts === 1)).toBe(true)
  isLettingGo = false
  const before = sockets.size
  life.webhook.change(id, { name: 'Renamed' }, null, owner)
  life.cause()
  await life.until(() => life.list(id, 'delivered').length, 21)
  expect(sockets.size).toBe(before + 1)
  expect(got).toHaveLength(21)
})

test('events of reports, declared ahead of the workflow that causes them, are subscribed to and delivered like all others', async (t) => {
  const { url, got } = await startReceiver(t)
  const life = openWebhooks(t)
  const id = life.add(url, { events: ['report.*'] })
  const steps = ['report.submitted', 'report.approved', 'report.rejected', 'report.completed'] as const
  for (const type of steps)
    life.store.transaction(() =>
      life.events.emit({ type, subject: 'report/r', projectId: 'p', data: businessEvents[type].sample } as EventInput),
    )
  life.cause()
  await life.until(() => life.list(id, 'delivered').length, 4)
  expect(got.map(({ body }) => JSON.parse(body) as object)).toMatchObject(
    steps.map((type) => ({ type, version: businessEvents[type].version, subject: 'report/r', data: businessEvents[type].sample })),
  )
})
