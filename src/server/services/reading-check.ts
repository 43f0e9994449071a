// A readings.db that is too large to be checked at the start is checked a minute later, by the history worker. Damage is told in health, and
// the next start rescues what can be read.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { checkAtStartBytes, suspectReadings } from '../store/readings/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { HistoryJob } from '../workers/history.ts'

const afterMs = 60_000
const deadlineMs = 3_600_000

export function startReadingCheck(parts: {
  clock: Clock
  log: Log
  workers: WorkerPool
  dataFolder: string
  databaseBytes: () => number
}): { warnings(): readonly string[]; stop(): void } {
  const { clock, log, workers, dataFolder, databaseBytes } = parts
  let found: string | null = null
  const check = async (): Promise<void> => {
    if (databaseBytes() <= checkAtStartBytes) return
    const job: HistoryJob = { dataFolder, method: 'check', args: null }
    const answer = await workers.run<string>('history', job, { deadlineMs })
    if (answer === 'ok') return
    found = `The database readings.db is damaged (${answer}). Start Plenum again: it keeps the file and rescues what can be read.`
    suspectReadings(dataFolder)
    log.error({ answer }, 'readings.db is damaged')
  }
  const stop = clock.after(afterMs, () => {
    check().catch((err: unknown) => log.warn({ err }, 'readings.db could not be checked'))
  })
  return { warnings: () => (found === null ? [] : [found]), stop }
}
