// Works off the jobs of the outbox: leases them, runs their handlers, settles each try in one transaction with what the handler writes of it.
// Nothing is lost, nothing runs twice at once; a kill -9 repeats at most the tries that ran. Attacked by test/store/outbox-*, kill-outbox.
import { AsyncResource } from 'node:async_hooks'
import { AppError } from '../../contract/errors.ts'
import type { Clock } from '../clock.ts'
import { invariant } from '../invariant.ts'
import type { Log } from '../log.ts'
import type { Job, JobHandler, JobKind, JobOutcome, Outbox, SettledJob } from '../outbox-port.ts'
import type { JobRow } from '../store/job.ts'
import type { Store } from '../store/open.ts'
import type { Awake } from './awake.ts'
import { createOutboxChanges } from './outbox-changes.ts'
import { createOutboxFigures } from './outbox-figures.ts'
import { rowAfter } from './outbox-ladder.ts'
import { createLanes, type Lane } from './outbox-lanes.ts'
import { isRoomFor, loadOf } from './outbox-load.ts'

interface Parts {
  readonly store: Pick<Store, 'job' | 'recorder' | 'transaction'>
  readonly clock: Clock
  readonly awake: Awake
  readonly log: Log
  /** 0 to 1. */
  readonly random: () => number
  /** Something waits, ran or ended: for panels; called often. */
  readonly onChange?: (kind: JobKind) => void
}

interface Running {
  readonly job: Job
  readonly row: JobRow
  readonly lane: Lane
  readonly handler: JobHandler
  readonly isFirst: boolean
  readonly abort: AbortController
  /** Takes a worker; not any more when it doesn't end after its time. */
  holdsWorker: boolean
  isSlow: boolean
  isTimedOut: boolean
}

interface Ended {
  readonly run: Running
  readonly outcome: JobOutcome
}

const lookMs = 1000
/** Tries settled, and leased, in one transaction at most: measured under 5 ms. */
const mostAtOnce = 50
const diskRetryMs = 1000
/** A handler that doesn't end this long after it was told to loses its worker, never its lease. */
const graceMs = 5000
/** After sleep: lanes start spread over this, and so many tries of a kind begin in a second for a while. */
const spreadMs = 10_000
const settleInMs = 2000
const catchUpMs = 60_000
const mostASecond = 10
/** Off for longer counts as sleep. */
const awayMs = 60_000
const saveAwakeMs = 30_000
const stopWaitMs = 2000
const stopAbortMs = 1000

export function createOutbox({ store, clock, awake, log, random, onChange = () => {} }: Parts): Outbox {
  const handlers = new Map<JobKind, JobHandler>()
  const lanes = createLanes(store.job)
  const running = new Map<number, Running>()
  let ended: Ended[] = []
  const begunInSecond = new Map<JobKind, { second: number; n: number }>()
  let catchUpUntil = Number.NEGATIVE_INFINITY
  let phase: 'new' | 'running' | 'stopping' | 'stopped' = 'new'
  let isScheduled = false
  let retryAt = Number.NEGATIVE_INFINITY
  let awakeSavedAt = clock.now()
  let isUnsynced = false
  // Jobs run in nobody's name, whoever's request added them.
  const outside = new AsyncResource('Outbox')

  const schedule = () => {
    if (isScheduled || phase === 'new' || phase === 'stopped') return
    isScheduled = true
    setImmediate(() => outside.runInAsyncScope(work))
  }
  const touch = (kind: JobKind, lane: string) => {
    lanes.touch(kind, lane)
    onChange(kind)
    schedule()
  }

  const settle = ({ run, outcome }: Ended): void => {
    const { row, handler } = run
    const next = rowAfter({ row, handler, outcome, random, now: clock.now(), awakeNow: Math.ceil(awake.now()) })
    const wasDropped = store.job.find(row.id)?.state === 'dropped'
    store.job.settle(next)
    const state: SettledJob['state'] = wasDropped ? 'dropped' : next.state === 'running' ? 'waiting' : next.state
    outcome.write?.({ state, attempts: next.attempts, dueAt: state === 'waiting' ? next.dueAt : null })
  }
  /** A result that can't be written is a failed try: better once more than lost. */
  const settleSafely = (one: Ended): void => {
    try {
      store.transaction(() => settle(one))
    } catch (error) {
      // A full disk passes; whatever else a handler's own write throws must not hold up the others.
      if ((error instanceof AppError && ['disk_full', 'unavailable'].includes(error.code)) || !store.recorder.isInside()) throw error
      const { job } = one.run
      log.error({ err: error, jobId: job.id, kind: job.kind, ref: job.ref }, 'the result of a job could not be written')
      settle({ run: one.run, outcome: { kind: 'retry', reason: 'Its result could not be written' } })
    }
  }
  const noteLane = (lane: Lane, { kind }: JobOutcome): void => {
    const isFailing = kind === 'done' ? false : kind === 'later' ? lane.isFailing : true
    if (isFailing === lane.isFailing || isFailing === null) return
    store.job.saveLane({ kind: lane.kind, lane: lane.name, isFailing: isFailing ? 1 : 0 }, clock.now())
    lane.isFailing = isFailing
  }
  const isPaced = (kind: JobKind, awakeNow: number): boolean => {
    if (awakeNow >= catchUpUntil) return false
    const second = Math.floor(awakeNow / 1000)
    const begun = begunInSecond.get(kind)
    if (begun?.second !== second) begunInSecond.set(kind, { second, n: 0 })
    return (begunInSecond.get(kind)?.n ?? 0) >= mostASecond
  }
  const leaseSome = (undo: (() => void)[]): Running[] => {
    const leased: Running[] = []
    if (phase !== 'running') return leased
    const at = { now: clock.now(), awake: awake.now() }
    for (const [kind, handler] of handlers) {
      const load = loadOf(kind, running.values())
      while (leased.length < mostAtOnce && isRoomFor(load, handler) && !isPaced(kind, at.awake)) {
        const chosen = lanes.choose(kind, handler, at, load.failing < handler.failingWorkers)
        if (chosen === null) break
        const { lane, id, isFirst } = chosen
        store.job.lease(id)
        const row = store.job.find(id)
        invariant(row?.state === 'running' && !running.has(id), `job ${id} was leased twice`)
        const run: Running = {
          ...{ job: jobFrom(row), row, lane, handler, isFirst },
          ...{ abort: new AbortController(), holdsWorker: true, isSlow: false, isTimedOut: false },
        }
        count(run, 1)
        undo.push(() => count(run, -1))
        leased.push(run)
        load.all += 1
        load[lane.isFailing === true ? 'failing' : 'quick'] += 1
        const begun = begunInSecond.get(kind)
        if (begun !== undefined) begun.n += 1
      }
    }
    return leased
  }
  const count = ({ lane, isFirst }: Running, by: 1 | -1) => {
    lane.running += by
    if (isFirst) lane.firstTriesRunning += by
    lanes.touch(lane.kind, lane.name)
  }

  /** One transaction: tries that ended, and the next ones leased. */
  const work = (): void => {
    isScheduled = false
    if (phase === 'stopped' || clock.now() < retryAt) return
    const some = ended.slice(0, mostAtOnce)
    const undo: (() => void)[] = []
    let leased: Running[] = []
    // A lease that a power cut takes back is taken again anyway.
    const sync = some.every(({ run }) => run.handler.mayRepeat) ? 'later' : 'now'
    try {
      if (some.length === 0 && !isAnythingDue()) return
      store.transaction(
        () => {
          for (const one of some) {
            settleSafely(one)
            const was = one.run.lane.isFailing
            noteLane(one.run.lane, one.outcome)
            count(one.run, -1)
            running.delete(one.run.job.id)
            undo.push(() => {
              running.set(one.run.job.id, one.run)
              count(one.run, 1)
              one.run.lane.isFailing = was
            })
          }
          leased = leaseSome(undo)
          if (clock.now() - awakeSavedAt > saveAwakeMs) saveAwake()
        },
        { sync },
      )
      isUnsynced = sync === 'later'
    } catch (err) {
      for (const one of undo.reverse()) one()
      log.warn({ err, waiting: ended.length }, 'results of jobs could not be written; trying again')
      retryAt = clock.now() + diskRetryMs
      return
    }
    ended = ended.slice(some.length)
    for (const { run } of some) onChange(run.job.kind)
    for (const run of leased) {
      running.set(run.job.id, run)
      begin(run)
    }
    if (ended.length > 0 || leased.length > 0) schedule()
  }
  /** Spares a transaction when there is nothing to do. */
  const isAnythingDue = (): boolean => {
    const now = clock.now()
    const awakeNow = awake.now()
    for (const lane of lanes.all()) if (lane.wallFrom <= now || lane.awakeFrom <= awakeNow) return true
    return false
  }
  const saveAwake = () => {
    awakeSavedAt = clock.now()
    store.job.saveAwake({ awakeMs: Math.floor(awake.now()), seenAt: clock.now() })
  }

  const begin = (run: Running): void => {
    const { job, handler, abort } = run
    onChange(job.kind)
    let stopGrace = () => {}
    const stopSlow =
      handler.slow === undefined
        ? () => {}
        : clock.after(handler.slow.afterMs, () => {
            run.isSlow = true
            schedule()
          })
    const stopTimer = clock.after(handler.timeoutMs, () => {
      run.isTimedOut = true
      abort.abort(new Error(`No end after ${handler.timeoutMs / 1000} s`))
      stopGrace = clock.after(graceMs, () => {
        run.holdsWorker = false
        log.error({ jobId: job.id, kind: job.kind, ref: job.ref }, 'a job does not end; it keeps its lease and another gets its worker')
        schedule()
      })
    })
    const end = (outcome: JobOutcome) => {
      stopSlow()
      stopTimer()
      stopGrace()
      // Cut off by the stop: not a try of its own.
      if (phase === 'stopped' || (phase === 'stopping' && abort.signal.aborted && !run.isTimedOut && outcome.kind !== 'done')) return
      ended.push({ run, outcome })
      schedule()
    }
    const late = (error: unknown): JobOutcome => {
      if (run.isTimedOut) return { kind: 'retry', reason: `No end after ${handler.timeoutMs / 1000} s` }
      log.error({ err: error, jobId: job.id, kind: job.kind, ref: job.ref }, 'a job ended with an error of the program')
      return { kind: 'retry', reason: 'Something went wrong inside Plenum; the log says more' }
    }
    Promise.resolve()
      .then(() => handler.run(job, abort.signal))
      .then(end, (error: unknown) => end(late(error)))
  }

  const figures = createOutboxFigures({ store, clock, awake, lanes, kinds: () => handlers.keys(), running: () => running.values() })
  const catchUp = (): void => {
    const awakeNow = awake.now()
    catchUpUntil = awakeNow + catchUpMs
    for (const lane of lanes.all()) lane.heldUntil = awakeNow + settleInMs + random() * spreadMs
  }
  const stopHearing = awake.onWake((ms) => {
    log.info({ awayMs: Math.round(ms) }, 'the machine was away; what is overdue goes out bit by bit')
    catchUp()
  })
  let stopLooking = () => {}

  const { freeLeased, ...changes } = createOutboxChanges({
    ...{ store, clock, awake, touch },
    handlerOf: (kind) => handlers.get(kind),
    abort: (id, reason) => running.get(id)?.abort.abort(new Error(reason)),
  })

  return {
    add: ({ kind, lane, ref, eventId, subject, dueAt }) => {
      invariant(store.recorder.isInside(), `a job of kind ${kind} was added outside of a transaction`)
      const createdAt = clock.now()
      const id = store.job.insert({ kind, lane, ref, eventId, subject, dueAt: Math.round(dueAt ?? createdAt), createdAt })
      touch(kind, lane)
      return id
    },
    handle: (kind, handler) => {
      invariant(!handlers.has(kind) && phase === 'new', `jobs of kind ${kind} have one handler, given before the start`)
      handlers.set(kind, handler)
    },
    start: () => {
      invariant(phase === 'new', 'the outbox is started once')
      phase = 'running'
      const now = clock.now()
      store.transaction(() => {
        freeLeased()
        const seenAt = store.job.readAwake()?.seenAt ?? now
        if (now - seenAt > awayMs) catchUp()
        saveAwake()
      })
      for (const { kind, lane } of store.job.listLanes()) lanes.touch(kind, lane)
      stopLooking = clock.every(lookMs, () => {
        const isTime = clock.now() - awakeSavedAt > saveAwakeMs
        if (isTime) {
          awakeSavedAt = clock.now()
          lanes.tidy()
        }
        // Where nothing waits nobody will ask how long it did.
        if (isUnsynced || (isTime && !lanes.all()[Symbol.iterator]().next().done)) {
          try {
            store.transaction(saveAwake)
            isUnsynced = false
          } catch (err) {
            log.warn({ err }, 'how long the machine was awake could not be saved; trying again')
          }
        }
        schedule()
      })
      schedule()
    },
    ...changes,
    wake: (kind) => {
      changes.wake(kind)
      schedule()
    },
    state: figures,
    stop: async () => {
      if (phase === 'stopping' || phase === 'stopped') return
      const wasRunning = phase === 'running'
      phase = 'stopping'
      stopLooking()
      stopHearing()
      awake.stop()
      await until(() => running.size === 0, stopWaitMs)
      for (const run of running.values()) run.abort.abort(new Error('Plenum stops'))
      await until(() => running.size === 0, stopAbortMs)
      retryAt = Number.NEGATIVE_INFINITY
      if (ended.length > 0) outside.runInAsyncScope(work)
      phase = 'stopped'
      if (!wasRunning) return
      try {
        store.transaction(() => {
          for (const id of running.keys()) store.job.free(id)
          saveAwake()
        })
      } catch (err) {
        log.warn({ err }, 'the state of the outbox could not be saved; the next start mends it')
      }
    },
  }
}

/** Real time: a stop waits for what really runs. */
async function until(condition: () => boolean, mostMs: number): Promise<void> {
  const end = performance.now() + mostMs
  while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
}

function jobFrom({ id, kind, lane, ref, eventId, subject, dueAt, attempts, createdAt, lastReason }: JobRow): Job {
  return { id, kind, lane, ref, eventId, subject, dueAt, attempts, createdAt, lastReason }
}
