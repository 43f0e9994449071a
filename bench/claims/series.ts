// What a chart waits for: a month (2.6 million readings) and a year (31 million) of one sensor at 1 Hz, asked of the running server for 1,000
// points, against plain SQL over the raw rows. The files are built by the store's own codecs, an hour at a time (bench/readings-file.ts).
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Claim, type Figure, percentile, timeRuns } from '../claim.ts'
import { buildLongSeries, buildPlainTable, type LongSeries, queryPlain } from '../readings-file.ts'
import { serveBuilt } from '../served.ts'

const hourMs = 3_600_000
const points = 1000

interface Span {
  readonly name: string
  readonly hours: number
  readonly budgetMs: number
}
const spans: readonly Span[] = [
  { name: 'a month at 1 Hz', hours: 30 * 24, budgetMs: 50 },
  { name: 'a year at 1 Hz', hours: 365 * 24, budgetMs: 50 },
]

async function measure({ name, hours, budgetMs }: Span): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-bench-'))
  try {
    {
      await using first = await serveBuilt({ dataFolder: folder })
      await first.call('POST', '/nodes', { nodeId: 'long', sensors: ['temperature'], intervalMs: 1000 })
    }
    const from = (Math.floor(Date.now() / hourMs) - hours - 1) * hourMs
    const series: LongSeries = { sensorId: 'long_temperature', nodeId: 'long', from, hours, periodMs: 1000 }
    const rows = buildLongSeries(folder, series)
    const bytes = statSync(join(folder, 'readings.db')).size
    const to = from + hours * hourMs
    const path = (a: number, b: number) => `/sensors/long_temperature/series?from=${a}&to=${b}&points=${points}`
    await using server = await serveBuilt({ dataFolder: folder })
    interface Reply {
      level: string
      buckets: { count: number }[]
    }
    const firstAt = performance.now()
    const reply = await server.call<Reply>('GET', path(from, to))
    const firstMs = performance.now() - firstAt
    const counted = reply.buckets.reduce((sum, bucket) => sum + bucket.count, 0)
    if (counted !== rows) throw new Error(`the buckets hold ${counted} readings of ${rows}`)
    const whole = await timeRuns(() => server.call('GET', path(from, to)), { runs: 20, warmup: 1 })
    const day = await timeRuns(() => server.call('GET', path(to - 24 * hourMs, to)), { runs: 10, warmup: 1 })
    const hour = await timeRuns(() => server.call('GET', path(to - hourMs, to)), { runs: 10, warmup: 1 })
    const plainFile = join(folder, 'plain.db')
    buildPlainTable(plainFile, series)
    const plainBytes = statSync(plainFile).size
    const plain = queryPlain(plainFile, { from, to, points })
    const baseline = 'SQL over the raw rows'
    const millions = `${(rows / 1e6).toFixed(1)} million rows`
    return [
      {
        what: `${name}: first answer after a start`,
        value: firstMs,
        unit: 'ms',
        note: `${millions}, ${reply.buckets.length} buckets, level ${reply.level}`,
      },
      { what: `${name}: answer, p50`, value: percentile(whole, 50), unit: 'ms', budget: budgetMs, note: 'HTTP and JSON included' },
      { what: `${name}: answer, worst of 20`, value: Math.max(...whole), unit: 'ms' },
      { what: `${name}: its last day, p50`, value: percentile(day, 50), unit: 'ms' },
      { what: `${name}: its last hour, raw, p50`, value: percentile(hour, 50), unit: 'ms' },
      { what: `${name}: SQL over the raw rows, once`, value: plain.ms, unit: 'ms', note: `${plain.buckets} buckets` },
      { what: `${name}: faster than that`, value: plain.ms / percentile(whole, 50), unit: 'x', baseline },
      { what: `${name}: bytes a reading, rollups included`, value: bytes / rows, unit: 'B', note: 'made data with real-looking noise' },
      { what: `${name}: bytes a reading of the plain table`, value: plainBytes / rows, unit: 'B' },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const claim: Claim = {
  name: 'series',
  about: 'a chart’s question, 1,000 points of one sensor: the running server against plain SQL over raw rows',
  run: async () => {
    const figures: Figure[] = []
    for (const span of spans) figures.push(...(await measure(span)))
    return figures
  },
}
