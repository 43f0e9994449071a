// How long the server's main loop is held while it lays out 250,000 cells, exports and prints: measured inside the server process
// by perf_hooks' own histogram, preloaded into the built headless server.
import type { Claim, Figure } from '../claim.ts'
import { type LoopWatch, watchLoop } from '../loop-watch.ts'
import { rectangleRoom } from '../rooms.ts'
import { type BenchServer, serveBuilt, storeTenThousandTiles } from '../served.ts'

const side = 50_000
const largest = { room: rectangleRoom(side, side), system: { kind: 'grid', module: [100, 100], origin: [0, 0] } }

async function measure(server: BenchServer, watch: LoopWatch): Promise<Figure[]> {
  const { designId } = await storeTenThousandTiles(server)
  const jobs: [string, () => Promise<unknown>][] = [
    ['layout of 250,000 cells', () => server.drain('POST', '/layouts', largest)],
    ['PDF of 10,000 tiles', () => server.call('POST', `/designs/${designId}/exports`, { format: 'pdf', paper: 'A1' })],
    ['DXF of 10,000 tiles', () => server.call('POST', `/designs/${designId}/exports`, { format: 'dxf' })],
  ]
  // The first of each loads code and starts its worker.
  for (const [, job] of jobs) await job()
  await watch.read(server)
  const figures: Figure[] = []
  for (const [what, job] of jobs) {
    for (let i = 0; i < 5; i++) await job()
    const { p99Ms: p99, maxMs: max } = await watch.read(server)
    figures.push({ what: `${what}, five times: delay p99`, value: p99, unit: 'ms', budget: 10 })
    figures.push({ what: `${what}, five times: longest`, value: max, unit: 'ms', budget: 10 })
  }
  for (let i = 0; i < 3; i++) await Promise.all(jobs.map(([, job]) => job()))
  const { p99Ms: p99, maxMs: max } = await watch.read(server)
  figures.push({ what: 'all at once, three times: delay p99', value: p99, unit: 'ms', budget: 10, note: 'waits for a core included' })
  figures.push({ what: 'all at once, three times: longest', value: max, unit: 'ms', budget: 10, note: 'waits for a core included' })
  return figures
}

export const claim: Claim = {
  name: 'main-loop',
  about: 'delay of the headless server’s main loop under its heaviest work',
  run: async () => {
    using watch = watchLoop()
    await using server = await serveBuilt({ env: watch.env })
    return await measure(server, watch)
  },
}
