// Many small writes at machine rate as few transactions: what comes while one is written goes into the next.
// Promise: `done` runs after the write is on disk, never before; while the disk is full it waits and tries again. Attacked by batch.test.ts.
import { AppError } from '../../contract/errors.ts'
import { systemClock } from '../clock.ts'
import type { Log } from '../log.ts'

export interface Batch {
  /** Runs inside the next transaction, once per key: a later write of the same thing takes the place of an earlier one. */
  write(key: string, write: () => void): void
  /** Called after the transaction that holds everything written so far. */
  after(done: () => void): void
  /** Writes what waits, now; throws when it can't. */
  flush(): void
  /** Transactions so far. */
  readonly flushes: number
  stop(): void
}

/** Real time even in tests: it spares the disk, nothing that is shown depends on it. */
const pauseMs = 25
const retryMs = 1000

/** `transaction` is the store's. */
export function createBatch({ transaction, log }: { transaction: (fn: () => void) => void; log: Log }): Batch {
  const writes = new Map<string, () => void>()
  let waiting: (() => void)[] = []
  let cancel: (() => void) | undefined
  let isImmediate = false
  let flushes = 0
  let lastAt = 0
  let stopped = false

  /** One that breaks a rule of the database must not keep the others waiting for ever. */
  const writeAll = (all: readonly (() => void)[]) => {
    try {
      transaction(() => {
        for (const write of all) write()
      })
    } catch (error) {
      if (error instanceof AppError) throw error
      if (all.length > 1) for (const one of all) writeAll([one])
      else log.error({ err: error }, 'a write of what a node said was left out')
    }
  }
  const flush = () => {
    const all = [...writes.values()]
    const dones = waiting
    if (all.length > 0) {
      writeAll(all)
      flushes += 1
    }
    writes.clear()
    waiting = []
    lastAt = systemClock.now()
    for (const done of dones) {
      try {
        done()
      } catch (err) {
        log.error({ err }, 'an answer after a batched write failed')
      }
    }
  }
  const run = () => {
    cancel = undefined
    isImmediate = false
    if (stopped) return
    try {
      flush()
    } catch (err) {
      log.warn({ err, waiting: waiting.length }, 'what nodes said could not be written; trying again')
      cancel = systemClock.after(retryMs, run)
    }
  }
  const schedule = () => {
    if (cancel !== undefined || isImmediate || stopped) return
    const sinceMs = systemClock.now() - lastAt
    if (sinceMs >= 0 && sinceMs < pauseMs) cancel = systemClock.after(pauseMs - sinceMs, run)
    else {
      isImmediate = true
      setImmediate(run)
    }
  }

  return {
    write: (key, write) => {
      writes.set(key, write)
      schedule()
    },
    after: (done) => {
      waiting.push(done)
      schedule()
    },
    flush,
    get flushes() {
      return flushes
    },
    stop: () => {
      try {
        flush()
      } catch (err) {
        log.error({ err }, 'what nodes said last could not be written')
      }
      stopped = true
      cancel?.()
    },
  }
}
