// How long a node waits for its acknowledgement at 1,000 readings a second, what that does to the main loop, and what a slow disk does to both
// while somebody designs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Claim, type Figure, percentile } from '../claim.ts'
import { type LoopWatch, watchLoop } from '../loop-watch.ts'
import { runLoad } from '../mqtt/run-load.ts'
import { prepareSlowFlush } from '../mqtt/slow-flush.ts'
import { type BenchServer, serveBuilt } from '../served.ts'

const clients = 50
const perSecond = 1000

const portOf = (server: BenchServer): number => {
  if (server.mqttPort === null) throw new Error('the server has no broker')
  return server.mqttPort
}
const load = (server: BenchServer, seconds: number) =>
  runLoad({ port: portOf(server), clients, messages: perSecond * seconds, perSecond, window: 1 })

/** Saves a design again and again until told to stop; milliseconds of each save. */
async function designWhile(server: BenchServer, work: Promise<unknown>): Promise<number[]> {
  const { id: projectId } = await server.call<{ id: string }>('POST', '/projects', { name: 'Measured' })
  const room = {
    outer: [
      [0, 0],
      [9000, 0],
      [9000, 6000],
      [0, 6000],
    ],
  }
  const design = await server.call<{ id: string; document: Record<string, unknown> }>('POST', `/projects/${projectId}/designs`, {
    ...{ name: 'Saved while readings come', room },
    system: { kind: 'grid', module: [600, 600] },
  })
  let isOver = false
  void work.finally(() => {
    isOver = true
  })
  const times: number[] = []
  for (let n = 0; !isOver; n++) {
    const at = performance.now()
    const document = { ...design.document, titleBlock: { ...(design.document.titleBlock as object), notes: `save ${n}` } }
    await server.call('PUT', `/designs/${design.id}`, { document })
    times.push(performance.now() - at)
    await new Promise((resume) => setTimeout(resume, 100))
  }
  return times
}

async function measureSlow(watch: LoopWatch, ms: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-slow-'))
  try {
    // The readings' disk is the slow one; the design's own save on the main thread is as fast as it is.
    const slow = prepareSlowFlush(folder, { match: 'readings.db', ms })
    if (slow === null) throw new Error('a slow flush needs Linux and a C compiler (cc)')
    await using server = await serveBuilt({ broker: 'open', env: { ...watch.env, ...slow.env } })
    await load(server, 2)
    slow.turn(true)
    await watch.read(server)
    const under = load(server, 12)
    const saves = await designWhile(server, under)
    const { p50Ms, p99Ms } = await under
    const loop = await watch.read(server)
    slow.turn(false)
    const note = `each flush of readings.db takes ${ms} ms longer`
    return [
      { what: `slow flush ${ms} ms: main loop, p99`, value: loop.p99Ms, unit: 'ms', budget: 10, note },
      {
        what: `slow flush ${ms} ms: ingest worker’s loop, p99`,
        value: loop.ingest.p99Ms,
        unit: 'ms',
        note: 'it waits for the disk, so that nobody else does',
      },
      { what: `slow flush ${ms} ms: a design’s save, p99`, value: percentile(saves, 99), unit: 'ms', note: `${saves.length} saves` },
      { what: `slow flush ${ms} ms: acknowledgement, p50`, value: p50Ms, unit: 'ms' },
      {
        what: `slow flush ${ms} ms: acknowledgement, p99`,
        value: p99Ms,
        unit: 'ms',
        note: 'the flush under way, its own, and now and then a checkpoint’s',
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const claim: Claim = {
  name: 'acknowledge',
  about: 'acknowledgement and main loop at 1,000 readings a second from 50 clients, and with a slow disk while a designer saves',
  run: async () => {
    using watch = watchLoop()
    const figures: Figure[] = []
    {
      await using server = await serveBuilt({ broker: 'open', env: watch.env })
      await load(server, 3)
      await watch.read(server)
      const { p50Ms, p99Ms, maxMs } = await load(server, 20)
      const loop = await watch.read(server)
      figures.push({ what: 'acknowledgement, p50', value: p50Ms, unit: 'ms' })
      figures.push({ what: 'acknowledgement, p99', value: p99Ms, unit: 'ms', budget: 50 })
      figures.push({ what: 'acknowledgement, longest of 20,000', value: maxMs, unit: 'ms' })
      figures.push({ what: 'main loop under that load, p99', value: loop.p99Ms, unit: 'ms', budget: 10 })
      figures.push({ what: 'ingest worker’s loop under that load, p99', value: loop.ingest.p99Ms, unit: 'ms' })
      figures.push({ what: 'main loop under that load, longest', value: loop.maxMs, unit: 'ms' })
    }
    for (const ms of [30, 300]) figures.push(...(await measureSlow(watch, ms)))
    return figures
  },
}
