// Removes for good what was deleted more than 30 days ago: soon after the start and once a day, a small step at a time.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { ExportFiles } from './export-file.ts'

const dayMs = 86_400_000
const keptMs = 30 * dayMs
const firstMs = 5_000
const pauseMs = 50
/** Revisions a step: measured under 5 ms with documents of 50 kB. */
const rowsAStep = 50

/** Returns the stop. */
export function startPurge({ store, files, clock, log }: { store: Store; files: ExportFiles; clock: Clock; log: Log }): () => void {
  let stopNext: () => void = () => {}
  const step = (): void => {
    try {
      const { exportIds, more } = store.purge.step({ before: clock.now() - keptMs, rows: rowsAStep })
      for (const id of exportIds) void files.remove(id)
      if (more) stopNext = clock.after(pauseMs, step)
    } catch (error) {
      log.warn({ error: String(error) }, 'the purge of deleted designs stopped; it goes on tomorrow')
    }
  }
  stopNext = clock.after(firstMs, step)
  const stopDaily = clock.every(dayMs, step)
  return () => {
    stopNext()
    stopDaily()
  }
}
