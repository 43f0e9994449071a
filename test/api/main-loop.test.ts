// Nothing holds the main loop for more than 10 ms: the largest layout, a drawing's export, a design of 500 vertices and 500 fixtures.
// The client is a thread of its own and has its request ready before anything is measured: only the server's work is on this loop.
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { startTestServer, type TestLife, type TestServer } from '../helpers/test-server.ts'

const mostMs = 10
/** A burst of the engine's own (a collection, a compilation) may hit one attempt; a stall of ours shows in every one. */
const attempts = 4

/** The most processor time this thread spent between two turns of its loop: unlike the clock's, blind to neighbours on a shared machine. */
function watchLoop(): () => number {
  let last = process.threadCpuUsage()
  let longestMs = 0
  const look = () => {
    const spent = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    longestMs = Math.max(longestMs, (spent.user + spent.system) / 1000)
  }
  const timer = setInterval(look, 1)
  return () => {
    look()
    clearInterval(timer)
    return longestMs
  }
}

interface Call {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: string
}

const clientText = `
  const { parentPort } = require('node:worker_threads')
  let held
  parentPort.on('message', async (message) => {
    if (message !== 'go') {
      held = message
      return parentPort.postMessage('held')
    }
    const reply = await fetch(held.url, held.init)
    let bytes = 0
    for await (const chunk of reply.body) bytes += chunk.byteLength
    parentPort.postMessage([reply.status, bytes])
  })`

/** Measures calls: the longest the loop was held in the best of several attempts, and [status, bytes] of the last reply. */
function startMeter(t: TestLife, server: TestServer) {
  const client = new Worker(clientText, { eval: true })
  t.onTestFinished(async () => void (await client.terminate()))
  const ask = (message: unknown) =>
    new Promise<unknown>((resolve) => {
      client.once('message', resolve)
      client.postMessage(message)
    })
  const once = async ({ method, path, body, ifMatch }: Call): Promise<{ stallMs: number; reply: unknown }> => {
    const headers = {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    await ask({ url: `${server.baseUrl}/api/v1${path}`, init })
    const stop = watchLoop()
    const reply = await ask('go')
    return { stallMs: stop(), reply }
  }
  return async (makeCall: (attempt: number) => Call): Promise<{ stallMs: number; reply: unknown }> => {
    let best = await once(makeCall(0))
    for (let attempt = 1; attempt < attempts && best.stallMs >= mostMs; attempt++) {
      const next = await once(makeCall(attempt))
      if (next.stallMs < best.stallMs) best = next
    }
    return best
  }
}

const side = 50_000
const square = {
  outer: [
    [0, 0],
    [side, 0],
    [side, side],
    [0, side],
  ],
}
const grid = (module: [number, number]) => ({ kind: 'grid' as const, module, origin: [0, 0] as [number, number] })

async function startMeasured(t: TestLife) {
  // Checking replies against the contract is for other tests: it parses them on this loop.
  const server = await startTestServer(t, { seams: { checkReplies: false } })
  const measure = startMeter(t, server)
  const makeDesign = async (module: [number, number]) => {
    const project = await server.client.createProject({ body: { name: 'P' } })
    return server.client.createDesign({ params: { id: project.id }, body: { name: 'A', room: square, system: grid(module) } })
  }
  return { measure, makeDesign }
}

test('The largest layout, 250,000 tiles, leaves the main loop free', async (t) => {
  const { measure } = await startMeasured(t)
  const body = { room: square, system: grid([100, 100]) }
  const { stallMs, reply } = await measure(() => ({ method: 'POST', path: '/layouts', body }))
  const [status, bytes] = reply as [number, number]
  expect([status, bytes > 10_000_000, stallMs < mostMs ? 'free' : stallMs]).toEqual([200, true, 'free'])
})

test('A design of 500 vertices and 500 fixtures is saved and read without holding the main loop', async (t) => {
  const { measure, makeDesign } = await startMeasured(t)
  const design = await makeDesign([600, 600])
  const turn = (2 * Math.PI) / 500
  const outer = Array.from({ length: 500 }, (_, i) => [side * Math.cos(i * turn), side * Math.sin(i * turn)])
  const fixtures = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [`f${i}`, { kind: 'smoke', xMm: i * 10.5, yMm: i, label: `Detector ${i}` }]),
  )
  const document = { ...design.document, room: { outer }, fixtures }
  const path = `/designs/${design.id}`
  const saved = await measure((attempt) => {
    const titleBlock = { ...design.document.titleBlock, notes: `save ${attempt}` }
    return { method: 'PUT', path, body: { document: { ...document, titleBlock } }, ifMatch: '*' }
  })
  const read = await measure(() => ({ method: 'GET', path }))
  for (const { stallMs, reply } of [saved, read])
    expect([(reply as number[])[0], stallMs < mostMs ? 'free' : stallMs]).toEqual([200, 'free'])
}, 60_000)

test.for(['dxf', 'pdf'])('Exporting 10,000 tiles as %s leaves the main loop free', { timeout: 120_000 }, async (format, t) => {
  const { measure, makeDesign } = await startMeasured(t)
  const design = await makeDesign([500, 500])
  const { stallMs, reply } = await measure(() => ({ method: 'POST', path: `/designs/${design.id}/exports`, body: { format } }))
  expect([(reply as number[])[0], stallMs < mostMs ? 'free' : stallMs]).toEqual([201, 'free'])
})
