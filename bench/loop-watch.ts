// How long the loops of the built server are held: perf_hooks' own histogram in its main thread, preloaded into it, and in its workers where
// they are asked for.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BenchServer } from './served.ts'

/** Resolution of the histogram: subtracted, because each sample holds the timer's own period. */
const resolutionMs = 1

export interface LoopDelays {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly maxMs: number
}

export interface LoopWatch {
  readonly nodeFlags: readonly string[]
  /** Of the main thread since the last reading. */
  read(server: BenchServer): Promise<LoopDelays>
  [Symbol.dispose](): void
}

const watchText = (folder: string) => `
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'
import { renameSync, writeFileSync } from 'node:fs'
if (isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: ${resolutionMs} })
  histogram.enable()
  let n = 0
  process.on('SIGUSR2', () => {
    const text = JSON.stringify([50, 99, 99.9].map((p) => histogram.percentile(p) / 1e6).concat(histogram.max / 1e6))
    const file = ${JSON.stringify(folder)} + '/' + ++n
    writeFileSync(file + '.part', text)
    renameSync(file + '.part', file + '.json')
    histogram.reset()
  })
}`

/** Give its flags to `serveBuilt`. */
export function watchLoop(): LoopWatch {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-loop-'))
  const readings = join(folder, 'readings')
  mkdirSync(readings)
  const script = join(folder, 'watch.mjs')
  writeFileSync(script, watchText(readings))
  return {
    nodeFlags: ['--import', pathToFileURL(script).href],
    read: async (server) => {
      const before = readdirSync(readings).length
      server.process.kill('SIGUSR2')
      for (let i = 0; i < 500; i++) {
        await new Promise((resume) => setTimeout(resume, 20))
        const names = readdirSync(readings).filter((name) => name.endsWith('.json'))
        if (names.length <= before) continue
        const delays = JSON.parse(readFileSync(join(readings, `${names.length}.json`), 'utf8')) as number[]
        const [p50Ms = NaN, p99Ms = NaN, p999Ms = NaN, maxMs = NaN] = delays.map((ms) => ms - resolutionMs)
        return { p50Ms, p99Ms, p999Ms, maxMs }
      }
      throw new Error('the server did not write its delays')
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
