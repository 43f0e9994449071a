// Housekeeping of readings.db between the batches: packs, closes hours, deletes what is too old, and says how the file stands. In slices of
// at most 50 ms while nothing comes in, of 8 ms with pauses while something does; each is a transaction, so a kill between them loses nothing.
import type { Database } from 'better-sqlite3'
import { hourMs } from '../../../domain/rollup.ts'
import { readingsBytes } from '../../store/readings/open.ts'
import type { Salvaged } from '../../store/readings/salvage.ts'
import { createCompactor, mostHotRows } from './compact.ts'
import type { Desk } from './desk.ts'
import type { FileState, FromWorker, Keeping } from './protocol.ts'
import { createRetention, defaultKeeping } from './retention.ts'
import { createSizeBook } from './size-book.ts'
import { holdReason } from './trouble.ts'

interface Parts {
  readonly db: Database
  readonly desk: Desk
  readonly dataFolder: string
  readonly salvaged: Salvaged | null
  readonly tell: (message: FromWorker) => void
  readonly flush: () => void
}

const idleSliceMs = 50
const busySliceMs = 8
const idleAfterMs = 200
const pauseMs = 100
const retentionEveryMs = hourMs
const vacuumPages = 200
const forecastEveryMs = 60_000
const enough = 0.97
/** So long health says that the budget made something go. */
const sayForMs = 7 * 24 * hourMs

export function createKeeper({ db, desk, dataFolder, salvaged, tell, flush }: Parts) {
  const compactor = createCompactor({ db, raw: desk.raw, rollups: desk.rollups })
  const retention = createRetention({ db, compactor })
  const sizes = createSizeBook({ db, dataFolder })
  let keeping: Keeping = defaultKeeping
  let trouble: string | null = null
  let now = 0
  let plannedAt = Number.NEGATIVE_INFINITY
  let isShrinking = false
  let shrunkAt = Number.NEGATIVE_INFINITY
  let fullAt: number | null = null
  let forecastAt = Number.NEGATIVE_INFINITY
  let workedMs = 0
  let slicedMs = 0
  let isScheduled = false
  let isStopped = false

  const step = (): boolean => {
    if (compactor.step(now, desk.shelf.hotCount())) return true
    if (Math.abs(now - plannedAt) >= retentionEveryMs) {
      plannedAt = now
      retention.plan(keeping, now)
      sizes.sample(now)
    }
    return retention.step() || shrink() || vacuum()
  }
  const shrink = (): boolean => {
    if (keeping.budgetBytes === 0) return false
    const used = sizes.usedBytes()
    isShrinking = used > keeping.budgetBytes * (isShrinking ? enough : 1)
    if (!isShrinking || !retention.dropOldest(now)) return false
    shrunkAt = now
    return true
  }
  /** Free pages are used again; only what is far too much goes back to the disk. */
  const vacuum = (): boolean => {
    if (sizes.freePages() < Math.max(2000, sizes.pages() / 5)) return false
    db.pragma(`incremental_vacuum(${vacuumPages})`)
    return true
  }
  /** One transaction of units until the time is over; true when more is due. */
  const slice = (budgetMs: number): boolean => {
    const endMs = performance.now() + budgetMs
    try {
      const more = db
        .transaction(() => {
          while (step()) if (performance.now() >= endMs) return true
          return false
        })
        .immediate()
      const removed = compactor.takeRemoved()
      if (removed > 0) desk.shelf.repacked()
      return more
    } catch (error) {
      compactor.takeRemoved()
      compactor.forget()
      retention.forget()
      sizes.reset()
      plannedAt = Number.NEGATIVE_INFINITY
      desk.shelf.repacked()
      trouble = holdReason(error) ?? `Housekeeping of readings.db failed: ${error instanceof Error ? error.message : String(error)}`
      tell({ kind: 'log', level: 'error', facts: { reason: trouble }, message: 'a slice of housekeeping failed' })
      return false
    }
  }
  const schedule = (): void => {
    if (isScheduled || isStopped) return
    isScheduled = true
    // Messages that wait get their turn first.
    setImmediate(() => {
      isScheduled = false
      if (isStopped) return
      const nowMs = performance.now()
      const isIdle = nowMs - workedMs > idleAfterMs
      const isFarBehind = desk.shelf.hotCount() > 10 * mostHotRows
      if (!isIdle && !isFarBehind && nowMs - slicedMs < pauseMs) return
      const more = slice(isIdle || isFarBehind ? idleSliceMs : busySliceMs)
      if (more) flush()
      slicedMs = performance.now()
      if (more && isIdle) schedule()
    })
  }
  const file = (): FileState => ({
    databaseBytes: readingsBytes(dataFolder),
    fullAt,
    troubles: [
      salvaged === null ? null : salvageSentence(salvaged),
      trouble,
      now - shrunkAt < sayForMs ? budgetSentence(keeping.budgetBytes) : null,
    ].filter((sentence) => sentence !== null),
  })

  return {
    file,
    setKeeping: (given: Keeping): void => {
      keeping = given
      plannedAt = Number.NEGATIVE_INFINITY
      forecastAt = Number.NEGATIVE_INFINITY
    },
    /** A batch or a question was stored: its rows may belong to what is prepared. */
    worked: (): void => {
      workedMs = performance.now()
      trouble = null
      compactor.forget()
      if (now > 0) schedule()
    },
    troubled: (reason: string): void => {
      trouble = reason
    },
    tick: (at: number): void => {
      now = at
      if (Math.abs(now - forecastAt) >= forecastEveryMs) {
        forecastAt = now
        fullAt = sizes.fullAt(keeping, now)
      }
      schedule()
      tell({ kind: 'file', file: file() })
    },
    /** All that is due at once. */
    runAll: (at: number): null => {
      now = at
      while (slice(idleSliceMs));
      fullAt = sizes.fullAt(keeping, now)
      tell({ kind: 'file', file: file() })
      return null
    },
    stop: (): void => {
      isStopped = true
    },
  }
}
export type Keeper = ReturnType<typeof createKeeper>

function salvageSentence({ at, keptAs, damage, rows, unreadable }: Salvaged): string {
  return `readings.db was damaged (${damage}) and was rescued on ${new Date(at).toISOString()}: ${rows} rows were copied, ${unreadable} places could not be read. The damaged file is kept as ${keptAs}; delete it when you no longer need it.`
}

function budgetSentence(bytes: number): string {
  const size = `${Math.round((bytes / 1024 ** 3) * 100) / 100} GiB`
  return `readings.db reached its size budget of ${size}: the oldest readings are deleted before their time. Raise the budget or keep raw readings for fewer days.`
}
