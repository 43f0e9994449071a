// How the file stands and how it grows: a sample an hour, and from them when it will be full.
import { statfsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { forecastFull, type SizeSample } from '../../../domain/forecast.ts'
import { dayMs, hourMs } from '../../../domain/rollup.ts'
import type { Keeping } from './protocol.ts'

const sampleEveryMs = hourMs
const keepSamplesMs = 40 * dayMs
/** Hot tables fill for a day before they are packed: until then growth says nothing. */
const fillingMs = 1.25 * dayMs
/** Keys and the page around a row. */
const rowOverheadBytes = 40
/** Left free on the disk for everything else. */
const spareBytes = 200 * 1024 * 1024

export function createSizeBook({ db, dataFolder }: { db: Database; dataFolder: string }) {
  const add = db.prepare(
    'INSERT OR REPLACE INTO sizeSample (at, usedBytes, rawBytes, minuteBytes) VALUES (@at, @usedBytes, @rawBytes, @minuteBytes)',
  )
  const list = db.prepare<[], SizeSample>('SELECT * FROM sizeSample ORDER BY at')
  const prune = db.prepare('DELETE FROM sizeSample WHERE at < ?')
  const listSeries = db.prepare<[], number>('SELECT id FROM series').pluck()
  /** Hours between the first and the last, times the length of the newest: adding up every length would read the whole file. */
  const estimate = (name: string) => {
    const span = db.prepare<[number, number], { hours: number | null }>(
      `SELECT (SELECT max(hour) FROM ${name} WHERE series = ?) - (SELECT min(hour) FROM ${name} WHERE series = ?) + 1 AS hours`,
    )
    const mean = db
      .prepare<[number], number | null>(
        `SELECT avg(length(bytes)) FROM (SELECT bytes FROM ${name} WHERE series = ? ORDER BY hour DESC LIMIT 24)`,
      )
      .pluck()
    return (): number =>
      Math.round(listSeries.all().reduce((sum, id) => sum + (span.get(id, id)?.hours ?? 0) * ((mean.get(id) ?? 0) + rowOverheadBytes), 0))
  }
  const [rawBytes, minuteBytes] = [estimate('chunk'), estimate('minuteChunk')]
  const oldest = db
    .prepare<[], number | null>('SELECT min(hour) FROM (SELECT (SELECT min(hour) FROM chunk WHERE series = s.id) AS hour FROM series s)')
    .pluck()
  const firstSeries = db.prepare<[], number | null>('SELECT min(createdAt) FROM series').pluck()
  const page = (name: string) => db.pragma(name, { simple: true }) as number
  let samples = list.all()

  const usedBytes = () => (page('page_count') - page('freelist_count')) * page('page_size')
  return {
    usedBytes,
    freePages: () => page('freelist_count'),
    pages: () => page('page_count'),
    /** In a transaction of the caller; at most once an hour. */
    sample: (now: number): void => {
      const last = samples.at(-1)
      // A clock that was set back begins anew.
      if (last !== undefined && now >= last.at && now - last.at < sampleEveryMs) return
      if (last !== undefined && now < last.at) samples = []
      const sample = { at: now, usedBytes: usedBytes(), rawBytes: rawBytes(), minuteBytes: minuteBytes() }
      add.run(sample)
      prune.run(now - keepSamplesMs)
      samples = [...samples.filter(({ at }) => at >= now - keepSamplesMs), sample]
    },
    fullAt: (keeping: Keeping, now: number): number | null => {
      const { bavail, bsize } = statfsSync(dataFolder)
      const used = usedBytes()
      const disk = used + Math.max(0, bavail * bsize - spareBytes)
      const limitBytes = keeping.budgetBytes === 0 ? disk : Math.min(disk, keeping.budgetBytes)
      const first = samples[0]?.at ?? now
      const oldestAt = (oldest.get() ?? now / hourMs) * hourMs
      return forecastFull({
        samples,
        steadyFrom: Math.max(first, (firstSeries.get() ?? now) + fillingMs),
        limitBytes,
        rawUntil: Math.max(now, oldestAt + keeping.rawDays * dayMs),
        minutesUntil: Math.max(now, oldestAt + keeping.minuteDays * dayMs),
      })
    },
    reset: (): void => {
      samples = list.all()
    },
  }
}
export type SizeBook = ReturnType<typeof createSizeBook>
