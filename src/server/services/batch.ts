// Many small writes at machine rate as few transactions: what comes while one is written goes into the next, a bounded number at a time.
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
/** Writes a transaction: measured 3 to 5 ms with rows of nodes, so that a storm doesn't hold the loop. */
const mostAtOnce = 250

interface Write {
  readonly seq: number
  run: () => void
}

/** `transaction` is the store's. */
export function createBatch({ transaction, log }: { transaction: (fn: () => void) => void; log: Log }): Batch {
  /** In order of their numbers. */
  const writes = new Map<string, Write>()
  /** Each waits for the writes up to its number. */
  let waiting: { readonly seq: number; readonly done: () => void }[] = []
  let lastSeq = 0
  let cancel: (() => void) | undefined
  let isImmediate = false
  let flushes = 0
  let lastAt = 0
  let stopped = false

  /** One that breaks a rule of the database must not keep the others waiting for ever. */
  const writeAll = (all: readonly Write[]) => {
    try {
      transaction(() => {
        for (const { run } of all) run()
      })
    } catch (error) {
      if (error instanceof AppError) throw error
      if (all.length > 1) for (const one of all) writeAll([one])
      else log.error({ err: error }, 'a write of what a node said was left out')
    }
  }
  /** One transaction and the answers that waited for it. */
  const flushSome = () => {
    const some: [string, Write][] = []
    for (const entry of writes) {
      if (some.length >= mostAtOnce) break
      some.push(entry)
    }
    if (some.length > 0) {
      writeAll(some.map(([, write]) => write))
      flushes += 1
    }
    for (const [key] of some) writes.delete(key)
    lastAt = systemClock.now()
    const until = writes.values().next().value?.seq ?? Number.POSITIVE_INFINITY
    const ready = waiting.filter(({ seq }) => seq < until)
    waiting = waiting.slice(ready.length)
    for (const { done } of ready) {
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
      flushSome()
      if (writes.size > 0) soon()
    } catch (err) {
      log.warn({ err, waiting: waiting.length }, 'what nodes said could not be written; trying again')
      cancel = systemClock.after(retryMs, run)
    }
  }
  const soon = () => {
    isImmediate = true
    setImmediate(run)
  }
  const schedule = () => {
    if (cancel !== undefined || isImmediate || stopped) return
    const sinceMs = systemClock.now() - lastAt
    if (sinceMs >= 0 && sinceMs < pauseMs) cancel = systemClock.after(pauseMs - sinceMs, run)
    else soon()
  }
  const flush = () => {
    do flushSome()
    while (writes.size > 0)
  }

  return {
    write: (key, write) => {
      const earlier = writes.get(key)
      if (earlier !== undefined) earlier.run = write
      else {
        lastSeq += 1
        writes.set(key, { seq: lastSeq, run: write })
      }
      schedule()
    },
    after: (done) => {
      waiting.push({ seq: lastSeq, done })
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
