// Every request to the pool ends: reply, refusal, bug, crash, deadline, stop. Real threads, a still clock.
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createFakeClock } from '../../test/helpers/fake-clock.ts'
import { AppError } from '../contract/errors.ts'
import type { Log } from './log.ts'
import { createWorkerPool, type WorkerPool } from './worker-pool.ts'

const threadText = `
  const { parentPort, threadId } = require('node:worker_threads')
  parentPort.on('message', ({ id, request, end }) => {
    if (end) return parentPort.close()
    if (request === 'exit') process.exit(3)
    if (request === 'throw') throw new Error('boom')
    if (request === 'hang') for (;;) {}
    if (request === 'bug') return parentPort.postMessage({ id, bug: 'Error: inner text' })
    if (request === 'refuse')
      return parentPort.postMessage({ id, refusal: { code: 'conflict', message: 'no room', hint: 'draw one', errors: [] } })
    setTimeout(() => parentPort.postMessage({ id, reply: { request, threadId } }), 5)
  })`

function openPool(t: { onTestFinished(fn: () => Promise<void>): void }, size = 2) {
  const clock = createFakeClock()
  const said: string[] = []
  const say: Log['info'] = (_facts: unknown, message?: string) => void said.push(message ?? '')
  const log: Log = { debug: say, info: say, warn: say, error: say }
  let opened = 0
  const open = () => {
    opened++
    return new Worker(threadText, { eval: true })
  }
  const pool = createWorkerPool({ clock, log, size, open })
  t.onTestFinished(() => pool.stop())
  return { pool, clock, said, opened: () => opened }
}

const ask = (pool: WorkerPool, request: string) => pool.run<{ request: string; threadId: number }>('layout', request, { deadlineMs: 5000 })

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'it succeeded',
    (error: unknown) => error,
  )
}

test('Requests are answered in order by at most two threads, which are started when first needed and used again', async (t) => {
  const { pool, opened } = openPool(t)
  expect(opened()).toBe(0)
  const replies = await Promise.all(Array.from({ length: 9 }, (_, i) => ask(pool, `r${i}`)))
  expect(replies.map((r) => r.request)).toEqual(Array.from({ length: 9 }, (_, i) => `r${i}`))
  expect([opened(), new Set(replies.map((r) => r.threadId)).size]).toEqual([2, 2])
})

test('A refusal arrives as AppError with its hint, a bug as a plain error; both leave the thread at work', async (t) => {
  const { pool, opened } = openPool(t, 1)
  const refusal = await refusalOf(ask(pool, 'refuse'))
  expect(refusal).toBeInstanceOf(AppError)
  expect(refusal).toMatchObject({ code: 'conflict', message: 'no room', hint: 'draw one' })
  const bug = await refusalOf(ask(pool, 'bug'))
  expect([bug instanceof AppError, String(bug)]).toEqual([false, 'Error: Worker layout: Error: inner text'])
  await ask(pool, 'again')
  expect(opened()).toBe(1)
})

test.for(['exit', 'throw'])('A thread that dies (%s) refuses only its own request; the next one gets a new thread', async (how, t) => {
  const { pool, opened, said } = openPool(t, 1)
  const [dead, next] = await Promise.all([refusalOf(ask(pool, how)), ask(pool, 'next')])
  expect(dead).toMatchObject({ code: 'unavailable', message: 'The layout worker stopped before it had finished' })
  expect([next.request, opened(), said, pool.states()[0]?.crashes]).toEqual([
    'next',
    2,
    ['a worker thread died; the next request starts another'],
    1,
  ])
})

test('A request past its deadline is refused, its thread is ended, and those behind it go on', async (t) => {
  const { pool, clock, opened } = openPool(t, 1)
  await ask(pool, 'warm up')
  const hanging = refusalOf(ask(pool, 'hang'))
  const next = ask(pool, 'next')
  clock.advance(4999)
  expect(pool.states()).toEqual([{ name: 'layout', workers: 1, waiting: 1, crashes: 0 }])
  clock.advance(1)
  expect(await hanging).toMatchObject({ code: 'unavailable', message: 'The layout worker needed more than 5 s and was stopped' })
  expect([(await next).request, opened()]).toEqual(['next', 2])
})

test('An idle thread is ended after half a minute, so an idle server holds no memory for it', async (t) => {
  const { pool, clock, opened } = openPool(t, 1)
  await ask(pool, 'one')
  clock.advance(30_000)
  expect(pool.states()[0]?.workers).toBe(0)
  await ask(pool, 'two')
  expect(opened()).toBe(2)
})

test('A line that grows too long is refused instead of growing on', async (t) => {
  const { pool } = openPool(t, 1)
  const calls = Array.from({ length: 1002 }, (_, i) => refusalOf(ask(pool, `${i}`)))
  expect(await calls[1001]).toMatchObject({ code: 'unavailable', message: 'Too many requests wait for the layout worker' })
  await pool.stop()
  await Promise.all(calls)
})

test('Stopping refuses what runs and what waits, and every later request', async (t) => {
  const { pool } = openPool(t, 1)
  const calls = [refusalOf(ask(pool, 'hang')), refusalOf(ask(pool, 'waits'))]
  await pool.stop()
  const refusals = [...(await Promise.all(calls)), await refusalOf(ask(pool, 'late'))]
  expect(refusals).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }, { code: 'unavailable' }])
})

test('Requests whose caller has gone lose their place in line, so the next caller does not wait for them', async (t) => {
  const { pool } = openPool(t, 1)
  const gone = new AbortController()
  const first = ask(pool, 'first')
  const left = Array.from({ length: 5 }, (_, i) => refusalOf(pool.run('layout', `left${i}`, { deadlineMs: 5000, signal: gone.signal })))
  const last = pool.run<{ request: string }>('layout', 'last', { deadlineMs: 5000 })
  gone.abort()
  expect([(await first).request, (await last).request]).toEqual(['first', 'last'])
  for (const refusal of await Promise.all(left)) expect(refusal).toMatchObject({ code: 'unavailable' })
})
