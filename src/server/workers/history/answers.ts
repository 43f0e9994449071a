// Every question the history worker answers, by name. `bytes` are JSON or CSV, handed over. Another part's questions join as a line here.
import type { Database } from 'better-sqlite3'
import { createLedgerReader } from '../../store/readings/node-ledger.ts'
import { createRawReader } from '../../store/readings/raw.ts'
import { createRollupReader } from '../../store/readings/rollup.ts'
import { createSeriesReader } from '../../store/readings/series.ts'
import { createAlarmQueries } from './alarm-queries.ts'
import { createBucketReader } from './buckets.ts'
import { answerCsv, type CsvRequest } from './csv.ts'
import { answerFrames, type FramesRequest } from './frames.ts'
import { answerQuality, type QualityRequest } from './quality.ts'
import { answerReadings, type ReadingsRequest, readingsJson } from './readings.ts'
import { answerSeries, type SeriesRequest } from './series.ts'

export function createHistory(db: Database) {
  const series = createSeriesReader(db)
  const raw = createRawReader(db)
  const ledger = createLedgerReader(db)
  const buckets = createBucketReader({ db, raw, rollups: createRollupReader(db) })
  const sources = { series, raw, ledger, buckets }
  return {
    readings: (args: ReadingsRequest) => encode(readingsJson(answerReadings(sources, args))),
    series: (args: SeriesRequest) => json(answerSeries(sources, args)),
    /** The same as objects, for the server's own sums. */
    readingsPage: (args: ReadingsRequest) => answerReadings(sources, args),
    seriesPage: (args: SeriesRequest) => answerSeries(sources, args),
    frames: (args: FramesRequest) => json(answerFrames(sources, args)),
    quality: (args: QualityRequest) => json(answerQuality(sources, args)),
    csv: (args: CsvRequest) => answerCsv(sources, args),
    quarantine: ({ nodeId, before, limit }: { nodeId: string; before: number; limit: number }) => ledger.samples(nodeId, before, limit),
    ...createAlarmQueries(db, sources),
    /** The first thing found wrong with the file; 'ok' when nothing is. Reads all of it. */
    check: () => String(db.pragma('quick_check(1)', { simple: true })),
  }
}
export type History = ReturnType<typeof createHistory>

export interface Sources {
  readonly series: ReturnType<typeof createSeriesReader>
  readonly raw: ReturnType<typeof createRawReader>
  readonly ledger: ReturnType<typeof createLedgerReader>
  readonly buckets: ReturnType<typeof createBucketReader>
}

function json(value: unknown): Uint8Array {
  return encode(JSON.stringify(value))
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
