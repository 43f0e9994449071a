// GET /events: a snapshot, then numbered deltas; keep-alives; slow readers are cut off; nothing outlives the server.
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import type { LiveEvent } from '../../src/contract/events.ts'
import { permissions } from '../../src/contract/routes.ts'
import { createBus } from '../../src/server/bus.ts'
import { createLive } from '../../src/server/http/live.ts'
import { ownerCaller } from '../../src/server/services/access.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { collectingLog, type LogLine, startTestServer, type TestServer } from '../helpers/test-server.ts'

const noAlarms = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, clearedToday: 0, byPriority: [0, 0, 0, 0] }

async function take(server: TestServer, count: number, act: () => Promise<unknown>): Promise<LiveEvent[]> {
  const abort = new AbortController()
  const stream = server.client.openEvents(abort.signal)
  const taken: LiveEvent[] = []
  const first = await stream.next()
  if (first.value) taken.push(first.value)
  await act()
  while (taken.length < count) {
    const { value } = await stream.next()
    if (value) taken.push(value)
  }
  abort.abort()
  return taken
}

test('the snapshot comes first, then each fact with the next number, in every window', async (t) => {
  const server = await startTestServer(t)
  const act = async () => {
    for (const name of ['a', 'b', 'c']) await server.client.createProject({ body: { name } })
  }
  const events = await take(server, 4, act)
  const [snapshot, ...deltas] = events
  expect(snapshot).toMatchObject({ name: 'snapshot', payload: { settingsRevision: 1, designs: [], at: server.clock.now() } })
  expect(deltas.map((e) => [e.id - (snapshot?.id ?? 0), e.name, (e.payload as { name: string }).name])).toEqual([
    [1, 'project.changed', 'a'],
    [2, 'project.changed', 'b'],
    [3, 'project.changed', 'c'],
  ])
  expect(await server.events(3)).toEqual(deltas)
  const [later] = await take(server, 1, async () => {})
  expect(later?.id).toBe(deltas.at(-1)?.id)
})

test('the stream is plain server-sent events that are never cached', async (t) => {
  const { baseUrl, token } = await startTestServer(t)
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1')
  t.onTestFinished(async () => void socket.destroy())
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes
  })
  socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: ${new URL(baseUrl).host}\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  while (!text.includes('\n\n')) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(text).toMatch(/content-type: text\/event-stream; charset=utf-8/i)
  expect(text).toMatch(/cache-control: no-store/i)
  expect(text).toMatch(/x-request-id: [0-9a-f-]{36}/i)
  expect(text).toMatch(/id: 0\nevent: snapshot\ndata: \{"at":/)
})

test('a quiet stream gets a comment every 15 seconds, which clients pass over', async (t) => {
  const server = await startTestServer(t)
  const act = async () => {
    server.clock.advance(60_000)
    await server.client.createProject({ body: { name: 'after the quiet' } })
  }
  expect((await take(server, 2, act)).map((e) => e.name)).toEqual(['snapshot', 'project.changed'])
})

test('many windows follow at once and all see the same', async (t) => {
  const server = await startTestServer(t)
  const abort = new AbortController()
  const streams = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const stream = createClient({ baseUrl: server.baseUrl, token: () => server.token }).openEvents(abort.signal)
      await stream.next()
      return stream
    }),
  )
  await server.client.createProject({ body: { name: 'seen by all' } })
  const seen = await Promise.all(streams.map(async (stream) => (await stream.next()).value?.id))
  abort.abort()
  expect(new Set(seen).size).toBe(1)
})

test('the stream ends with the server', async (t) => {
  const server = await startTestServer(t)
  const stream = server.client.openEvents(new AbortController().signal)
  await stream.next()
  const startMs = performance.now()
  await server.server.stop()
  await expect(stream.next().then((r) => r.done)).resolves.toBe(true)
  expect(performance.now() - startMs).toBeLessThan(3000)
  await expect(fetch(`${server.baseUrl}/api/v1/health/live`)).rejects.toThrow()
})

test('a reader that takes nothing is cut off at a megabyte, and the others go on', async () => {
  const lines: LogLine[] = []
  const bus = createBus({ onError: () => {} })
  const clock = createFakeClock()
  const live = createLive({
    bus,
    clock,
    log: collectingLog(lines),
    takeSnapshot: () => ({ at: 0, version: '1', settingsRevision: 1, designs: [], alarms: noAlarms }),
    narrow: (fact) => fact,
    onChange: () => () => {},
  })
  const owner = ownerCaller(new Set(permissions))
  const response = () =>
    Object.assign(new PassThrough({ highWaterMark: 1024 }), { writeHead: () => {} }) as unknown as Parameters<typeof live.open>[0]
  const stuck = response()
  const quick = response() as unknown as PassThrough
  let received = 0
  quick.on('data', (bytes: Buffer) => {
    received += bytes.length
  })
  live.open(stuck, () => owner)
  live.open(quick as unknown as Parameters<typeof live.open>[0], () => owner)
  const name = 'x'.repeat(50_000)
  for (let i = 0; i < 40; i += 1) {
    bus.publish({ name: 'project.changed', payload: { projectId: 'a', at: 0, name } })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect([stuck.destroyed, quick.destroyed, live.readers]).toEqual([true, false, 1])
  expect(received).toBeGreaterThan(40 * 50_000)
  expect(lines.map((line) => line.level)).toEqual(['warn'])
})
