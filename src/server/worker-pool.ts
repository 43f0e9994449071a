// What takes longer than 10 ms runs here: worker threads, started when first needed, restarted after a crash, stopped when idle.
// Every request ends: with a reply, a refusal at its deadline, or a refusal because the worker died. Requests wait in line, in order.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { AppError } from '../contract/errors.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { PoolMessage, ThreadMessage } from './worker-thread.ts'

export type WorkerName = 'layout' | 'export' | 'project-file' | 'ingest' | 'history' | 'audit' | 'mail'

export interface WorkerState {
  readonly name: WorkerName
  readonly workers: number
  readonly waiting: number
  readonly crashes: number
}

export interface RunOptions {
  readonly deadlineMs: number
  /** Aborted when nobody waits for the reply any more: what still stands in line is left out, what runs already is finished. */
  readonly signal?: AbortSignal | undefined
}

export interface WorkerPool {
  /** Throws AppError unavailable after `deadlineMs` of work (the worker is ended), or when the worker dies; Error for a bug in the worker. */
  run<Reply>(name: WorkerName, request: unknown, options: RunOptions): Promise<Reply>
  /** For health. */
  states(): readonly WorkerState[]
  /** Ends every worker; what runs or waits is refused. */
  stop(): Promise<void>
}

interface Job {
  readonly request: unknown
  readonly deadlineMs: number
  readonly signal: AbortSignal | undefined
  readonly resolve: (reply: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Seat {
  readonly worker: Worker
  job: Job | undefined
  /** Undo of the deadline while a job runs, of the idle end otherwise. */
  stopTimer: () => void
}

const idleMs = 30_000
/** What a thread with nothing to do has to end by itself. */
const endMs = 2000
/** A thousand clients may ask at once; each body is at most 2 MB, and a reader that leaves gives its place back. */
const mostWaiting = 1000

/** Somebody's own templates run there: what they need is a few megabytes. */
const templateHeapMb = 256

/** Starts one thread of ours. In `src` it is the TypeScript file; in a bundle the entry beside or above the chunk that asks. */
export function openWorker(name: WorkerName, options: Pick<WorkerOptions, 'workerData'> = {}): Worker {
  const here = import.meta.url
  const candidates = here.endsWith('.ts') ? [`./workers/${name}.ts`] : [`./workers/${name}.js`, `../workers/${name}.js`]
  const found = candidates.map((path) => new URL(path, here)).find((url) => existsSync(fileURLToPath(url)))
  if (found === undefined) throw new Error(`The worker ${name} is missing beside ${here}`)
  // execArgv: loaders of a test runner must not reach the thread. The heap limit turns a runaway into an error of that thread only.
  const maxOldGenerationSizeMb = name === 'mail' ? templateHeapMb : 1536
  return new Worker(found, { ...options, name, execArgv: [], resourceLimits: { maxOldGenerationSizeMb } })
}

/**
 * Resolves when the thread has ended: by itself, once it was told, else by force after `graceMs`. Force is the last way because it tears
 * down native handles in the middle of whatever they do.
 */
export async function endThread(worker: Worker, tell: () => void, graceMs = endMs): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const isEnded = new Promise<boolean>((resolve) => {
    worker.once('exit', () => resolve(true))
    timer = setTimeout(() => resolve(false), graceMs)
    worker.ref()
    tell()
  })
  if (!(await isEnded)) await worker.terminate()
  clearTimeout(timer)
}

/** `size` threads at most per name. Nothing starts until the first run. */
export function createWorkerPool({
  clock,
  log,
  size = 2,
  open = openWorker,
}: {
  clock: Clock
  log: Log
  size?: number
  open?: (name: WorkerName) => Worker
}): WorkerPool {
  const crews = new Map<WorkerName, ReturnType<typeof createCrew>>()
  let stopped = false
  const crewOf = (name: WorkerName) => {
    const crew = crews.get(name) ?? createCrew({ name, clock, log, size: name === 'layout' || name === 'history' ? size : 1, open })
    crews.set(name, crew)
    return crew
  }
  return {
    run: <Reply>(name: WorkerName, request: unknown, { deadlineMs, signal }: RunOptions) =>
      new Promise<Reply>((resolve, reject) => {
        if (stopped) reject(stopping())
        else crewOf(name).take({ request, deadlineMs, signal, resolve: resolve as (reply: unknown) => void, reject })
      }),
    states: () => [...crews.values()].map((crew) => crew.state()),
    stop: async () => {
      stopped = true
      await Promise.all([...crews.values()].map((crew) => crew.stop()))
    },
  }
}

interface CrewParts {
  readonly name: WorkerName
  readonly clock: Clock
  readonly log: Log
  readonly size: number
  readonly open: (name: WorkerName) => Worker
}

/** The threads of one name and their line. */
function createCrew({ name, clock, log, size, open }: CrewParts) {
  const seats = new Set<Seat>()
  const line: Job[] = []
  let crashes = 0
  let lastId = 0

  /** One at work can't hear: it is ended where it stands. */
  const end = async ({ worker, job }: Seat): Promise<void> => {
    if (job === undefined) await endThread(worker, () => worker.postMessage({ end: true } satisfies PoolMessage))
    else await worker.terminate()
  }

  const leave = (seat: Seat, refusal: unknown): void => {
    if (!seats.delete(seat)) return
    seat.stopTimer()
    void end(seat)
    seat.job?.reject(refusal)
    seat.job = undefined
    next()
  }

  const rest = (seat: Seat): void => {
    seat.stopTimer = clock.after(idleMs, () => leave(seat, undefined))
    next()
  }

  const hire = (): Seat => {
    const seat: Seat = { worker: open(name), job: undefined, stopTimer: () => {} }
    seats.add(seat)
    // An idle thread must not keep the process alive.
    seat.worker.unref()
    seat.worker.on('message', (message: ThreadMessage) => {
      const job = seat.job
      if (job === undefined || message.id !== lastIdOf.get(job)) return
      seat.stopTimer()
      seat.job = undefined
      settle(job, message, name)
      rest(seat)
    })
    const died = (why: unknown): void => {
      if (!seats.has(seat)) return
      crashes++
      log.error({ worker: name, why: why instanceof Error ? why.message : why }, 'a worker thread died; the next request starts another')
      leave(
        seat,
        new AppError('unavailable', `The ${name} worker stopped before it had finished`, {
          hint: 'Try again; if it happens again, report it.',
        }),
      )
    }
    seat.worker.on('error', died)
    seat.worker.on('exit', died)
    return seat
  }

  const lastIdOf = new WeakMap<Job, number>()

  const give = (seat: Seat, job: Job): void => {
    seat.stopTimer()
    seat.job = job
    lastId++
    lastIdOf.set(job, lastId)
    seat.stopTimer = clock.after(job.deadlineMs, () => {
      log.warn({ worker: name, deadlineMs: job.deadlineMs }, 'a worker took too long and was ended')
      leave(seat, tooLong(name, job.deadlineMs))
    })
    seat.worker.postMessage({ id: lastId, request: job.request } satisfies PoolMessage)
  }

  const next = (): void => {
    while (line.length > 0) {
      const idle = [...seats].find((seat) => seat.job === undefined)
      if (idle === undefined && seats.size >= size) return
      const job = line.shift()
      if (job === undefined) return
      if (job.signal?.aborted) {
        job.reject(unwanted())
        continue
      }
      try {
        give(idle ?? hire(), job)
      } catch (error) {
        job.reject(error)
      }
    }
  }

  return {
    take: (job: Job): void => {
      if (line.length >= mostWaiting) {
        job.reject(new AppError('unavailable', `Too many requests wait for the ${name} worker`, { hint: 'Wait a moment and try again.' }))
        return
      }
      line.push(job)
      next()
    },
    state: (): WorkerState => ({ name, workers: seats.size, waiting: line.length, crashes }),
    stop: async (): Promise<void> => {
      for (const job of line.splice(0)) job.reject(stopping())
      const leaving = [...seats].map((seat) => {
        seats.delete(seat)
        seat.stopTimer()
        seat.job?.reject(stopping())
        return end(seat)
      })
      await Promise.all(leaving)
    },
  }
}

function settle(job: Job, message: ThreadMessage, name: WorkerName): void {
  if ('reply' in message) job.resolve(message.reply)
  else if ('bug' in message) job.reject(new Error(`Worker ${name}: ${message.bug}`))
  else {
    const { code, message: text, hint, errors } = message.refusal
    job.reject(new AppError(code, text, { errors, ...(hint === undefined ? {} : { hint }) }))
  }
}

function unwanted(): AppError {
  return new AppError('unavailable', 'The connection ended before its turn came')
}

function stopping(): AppError {
  return new AppError('unavailable', 'Plenum is stopping', { hint: 'Start it again.' })
}

function tooLong(name: WorkerName, deadlineMs: number): AppError {
  return new AppError('unavailable', `The ${name} worker needed more than ${deadlineMs / 1000} s and was stopped`, {
    hint: 'Make the drawing simpler: fewer vertices, larger modules, or split the room into several designs.',
  })
}
