// The real ingest worker on a temp folder, with a clock a test moves; and the file as a stranger reads it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { createIngest, type RunningIngest } from '../../src/server/services/ingest.ts'
import { createHistory } from '../../src/server/workers/history/answers.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { collectingLog, type LogLine, type TestLife } from './test-server.ts'

export interface TestIngest {
  readonly ingest: RunningIngest
  readonly clock: FakeClock
  readonly dataFolder: string
  readonly log: readonly LogLine[]
  /** Resolves once every one of them is on disk. */
  take(sensor: string, ...payloads: readonly (unknown | Uint8Array)[]): Promise<void>
  maintain(): Promise<void>
  /** Questions to the file as it is now. */
  ask<T>(question: (history: ReturnType<typeof createHistory>, db: SqliteDatabase.Database) => T): T
}

/** Bytes are sent as they are, everything else as JSON. */
export async function startTestIngest(
  t: TestLife,
  given: { dataFolder?: string; clock?: FakeClock; flushDelayMs?: number } = {},
): Promise<TestIngest> {
  const dataFolder = given.dataFolder ?? mkdtempSync(join(tmpdir(), 'plenum-ingest-'))
  const clock = given.clock ?? createFakeClock()
  const log: LogLine[] = []
  const { flushDelayMs = 0 } = given
  const ingest = await createIngest({ dataFolder, clock, log: collectingLog(log), flushDelayMs })
  t.onTestFinished(async () => {
    await ingest.stop()
    if (given.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true })
  })
  const takeOne = (sensor: string, payload: unknown) =>
    new Promise<void>((done) => {
      const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload))
      ingest.take({ nodeId: null, sensor, payload: bytes, qos: 1, arrivedAt: clock.now() }, done)
    })
  return {
    ingest,
    clock,
    dataFolder,
    log,
    take: async (sensor, ...payloads) => void (await Promise.all(payloads.map((payload) => takeOne(sensor, payload)))),
    maintain: async () => void (await ingest.request('readings.maintain', { now: clock.now() })),
    ask: (question) => {
      const db = new SqliteDatabase(join(dataFolder, 'readings.db'), { readonly: true })
      try {
        // One state of the file, as the history worker reads it: housekeeping goes on meanwhile.
        return db.transaction(() => question(createHistory(db), db))()
      } finally {
        db.close()
      }
    },
  }
}

/** What JSON an answer holds. */
export function jsonOf<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes)) as T
}
