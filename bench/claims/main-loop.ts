// How long the server's main loop is held while it lays out 250,000 cells, exports and prints: measured inside the server process
// by perf_hooks' own histogram, preloaded into the built headless server.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Claim, Figure } from '../claim.ts'
import { rectangleRoom } from '../rooms.ts'
import { type BenchServer, serveBuilt, storeTenThousandTiles } from '../served.ts'

/** Resolution of the histogram: subtracted, because each sample holds the timer's own period. */
const resolutionMs = 1

const watchText = (file: string) => `
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { writeFileSync } from 'node:fs'
if (isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: ${resolutionMs} })
  histogram.enable()
  process.on('SIGUSR2', () => {
    writeFileSync(${JSON.stringify(file)}, JSON.stringify([50, 99, 99.9].map((p) => histogram.percentile(p) / 1e6).concat(histogram.max / 1e6)))
    histogram.reset()
  })
}`

/** Percentiles since the last reading, in milliseconds. */
async function readDelays(server: BenchServer, file: string): Promise<readonly number[]> {
  writeFileSync(file, '')
  server.process.kill('SIGUSR2')
  for (let i = 0; i < 200; i++) {
    await new Promise((resume) => setTimeout(resume, 20))
    const text = readFileSync(file, 'utf8')
    if (text.endsWith(']')) return (JSON.parse(text) as number[]).map((ms) => ms - resolutionMs)
  }
  throw new Error('the server did not write its delays')
}

const side = 50_000
const largest = { room: rectangleRoom(side, side), system: { kind: 'grid', module: [100, 100], origin: [0, 0] } }

async function measure(server: BenchServer, file: string): Promise<Figure[]> {
  const { designId } = await storeTenThousandTiles(server)
  const jobs: [string, () => Promise<unknown>][] = [
    ['layout of 250,000 cells', () => server.drain('POST', '/layouts', largest)],
    ['PDF of 10,000 tiles', () => server.call('POST', `/designs/${designId}/exports`, { format: 'pdf', paper: 'A1' })],
    ['DXF of 10,000 tiles', () => server.call('POST', `/designs/${designId}/exports`, { format: 'dxf' })],
  ]
  // The first of each loads code and starts its worker.
  for (const [, job] of jobs) await job()
  await readDelays(server, file)
  const figures: Figure[] = []
  for (const [what, job] of jobs) {
    for (let i = 0; i < 5; i++) await job()
    const [, p99 = Number.NaN, , max = Number.NaN] = await readDelays(server, file)
    figures.push({ what: `${what}, five times: delay p99`, value: p99, unit: 'ms', budget: 10 })
    figures.push({ what: `${what}, five times: longest`, value: max, unit: 'ms', budget: 10 })
  }
  for (let i = 0; i < 3; i++) await Promise.all(jobs.map(([, job]) => job()))
  const [, p99 = Number.NaN, , max = Number.NaN] = await readDelays(server, file)
  figures.push({ what: 'all at once, three times: delay p99', value: p99, unit: 'ms', budget: 10, note: 'waits for a core included' })
  figures.push({ what: 'all at once, three times: longest', value: max, unit: 'ms', budget: 10, note: 'waits for a core included' })
  return figures
}

export const claim: Claim = {
  name: 'main-loop',
  about: 'delay of the headless server’s main loop under its heaviest work',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
    try {
      const file = join(folder, 'delays.json')
      const watch = join(folder, 'watch.mjs')
      writeFileSync(watch, watchText(file))
      await using server = await serveBuilt({ nodeFlags: ['--import', pathToFileURL(watch).href] })
      return await measure(server, file)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
