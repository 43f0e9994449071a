// How long the loops of the built server are held: perf_hooks' own histogram in its main thread and in its ingest worker,
// preloaded into both.
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
  /** For `serveBuilt`; NODE_OPTIONS reaches workers too, flags don't. */
  readonly env: Readonly<Record<string, string>>
  /** Of the main thread, and of the ingest worker's, since the last reading. */
  read(server: BenchServer): Promise<LoopDelays & { readonly ingest: LoopDelays }>
  [Symbol.dispose](): void
}

const watchText = (folder: string) => `
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'
import { renameSync, writeFileSync } from 'node:fs'
const name = isMainThread ? 'main' : /[/\\\\]ingest[^/\\\\]*$/.test(process.argv[1] ?? '') ? 'ingest' : null
if (name !== null) {
  const histogram = monitorEventLoopDelay({ resolution: ${resolutionMs} })
  histogram.enable()
  const write = (n) => {
    const text = JSON.stringify([50, 99, 99.9].map((p) => histogram.percentile(p) / 1e6).concat(histogram.max / 1e6))
    const file = ${JSON.stringify(folder)} + '/' + process.pid + '-' + n + '-' + name
    writeFileSync(file + '.part', text)
    renameSync(file + '.part', file + '.json')
    histogram.reset()
  }
  const channel = new BroadcastChannel('loop-watch')
  channel.unref()
  let n = 0
  if (isMainThread) process.on('SIGUSR2', () => {
    n += 1
    channel.postMessage(n)
    write(n)
  })
  else channel.onmessage = ({ data }) => write(data)
}`

/** Give its environment to `serveBuilt`. */
export function watchLoop(): LoopWatch {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-loop-'))
  const readings = join(folder, 'readings')
  mkdirSync(readings)
  const script = join(folder, 'watch.mjs')
  writeFileSync(script, watchText(readings))
  return {
    env: { NODE_OPTIONS: `--import ${pathToFileURL(script).href}` },
    read: async (server) => {
      const before = new Set(readdirSync(readings))
      server.process.kill('SIGUSR2')
      for (let i = 0; i < 500; i++) {
        await new Promise((resume) => setTimeout(resume, 20))
        const fresh = readdirSync(readings).filter((name) => name.endsWith('.json') && !before.has(name))
        const fileOf = (thread: string) => fresh.find((name) => name.endsWith(`-${thread}.json`))
        const [main, ingest] = [fileOf('main'), fileOf('ingest')]
        if (main !== undefined && ingest !== undefined)
          return { ...readDelays(join(readings, main)), ingest: readDelays(join(readings, ingest)) }
      }
      throw new Error('the server did not write its delays')
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function readDelays(file: string): LoopDelays {
  const delays = JSON.parse(readFileSync(file, 'utf8')) as number[]
  const [p50Ms = NaN, p99Ms = NaN, p999Ms = NaN, maxMs = NaN] = delays.map((ms) => ms - resolutionMs)
  return { p50Ms, p99Ms, p999Ms, maxMs }
}
