// The thread of the ingest worker: started, watched, started again after a crash with growing pauses. Messages to a thread that isn't there
// are dropped: whoever sent them hears of `started` and sends what still matters.
import type { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { StartError } from '../start-error.ts'
import { endThread, openWorker } from '../worker-pool.ts'
import type { FromWorker, IngestWorkerData, ToWorker } from '../workers/ingest/protocol.ts'

type Ready = Extract<FromWorker, { kind: 'ready' }>

export interface IngestThread {
  /** What the first start found. */
  readonly first: Ready
  isRunning(): boolean
  crashes(): number
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void
  /** Ends it: in good order when it answers within `graceMs`. */
  stop(graceMs: number): Promise<void>
}

const firstPauseMs = 100
const longestPauseMs = 10_000

/** Throws StartError when readings.db can't be used. */
export async function startIngestThread(parts: {
  dataFolder: string
  clock: Clock
  log: Log
  flushDelayMs: number
  open?: typeof openWorker
  onMessage: (message: FromWorker) => void
  /** After every start but the first. */
  onRestart: () => void
  onCrash: (reason: string) => void
}): Promise<IngestThread> {
  const { dataFolder, clock, log, flushDelayMs, open: openThread = openWorker } = parts
  let worker: Worker | null = null
  let crashes = 0
  let pauseMs = firstPauseMs
  let stopping = false

  /** Resolves with what it found, rejects when it ended before. */
  const open = (): Promise<Ready> => {
    const data: IngestWorkerData = { dataFolder, now: clock.now(), flushDelayMs }
    const opened = openThread('ingest', { workerData: data })
    opened.unref()
    return new Promise((resolve, reject) => {
      let isReady = false
      const ended = (why: unknown) => {
        const reason = why instanceof Error ? why.message : `it ended with ${String(why)}`
        if (!isReady) return reject(new Error(`The ingest worker could not start: ${reason}`))
        if (worker !== opened) return
        worker = null
        if (stopping) return
        crashes += 1
        log.error({ why: reason, crashes }, 'the ingest worker died; what it had not acknowledged is sent again')
        parts.onCrash(reason)
        reopen()
      }
      opened.on('error', ended)
      opened.on('exit', ended)
      opened.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') {
          isReady = true
          worker = opened
          resolve(message)
        } else if (message.kind === 'failed') {
          reject(message.isBug ? new Error(message.message) : new StartError(message.message))
        } else if (worker === opened) parts.onMessage(message)
      })
    })
  }

  const reopen = (): void => {
    clock.after(pauseMs, async () => {
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      if (stopping) return
      try {
        await open()
        parts.onRestart()
      } catch (error) {
        crashes += 1
        parts.onCrash(error instanceof Error ? error.message : String(error))
        reopen()
      }
    })
  }

  const first = await open()
  return {
    first,
    isRunning: () => worker !== null,
    crashes: () => crashes,
    post: (message, transfer = []) => worker?.postMessage(message, [...transfer]),
    stop: async (graceMs) => {
      stopping = true
      const running = worker
      if (running === null) return
      await endThread(running, () => running.postMessage({ kind: 'stop' } satisfies ToWorker), graceMs)
      worker = null
    },
  }
}
