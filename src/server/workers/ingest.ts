// Worker entry: the only writer of readings.db. Takes batches, questions and ticks one after another; between them it packs and condenses
// what is old, in small steps. It never decides alone to stop: a full disk is told and tried again by services/ingest.ts.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../contract/errors.ts'
import type { CommitReport, IngestMethods } from '../ingest-port.ts'
import { StartError } from '../start-error.ts'
import { openReadings, suspectReadings } from '../store/readings/open.ts'
import { createAlarmEngine } from './ingest/alarm-engine.ts'
import { guardAlarms } from './ingest/alarm-guard.ts'
import { createDesk, type Desk } from './ingest/desk.ts'
import { createKeeper, type Keeper } from './ingest/keeper.ts'
import type { Batch, FromWorker, IngestWorkerData, ToWorker } from './ingest/protocol.ts'
import { holdReason, isDamage, refusalOf } from './ingest/trouble.ts'

const { dataFolder, now: startedAt, flushDelayMs } = workerData as IngestWorkerData
if (parentPort === null) throw new Error('This file runs as a worker thread only')
const port: MessagePort = parentPort
const tell = (message: FromWorker) => port.postMessage(message)

/** A slow disk, for tests and benches. */
const sleeper = new Int32Array(new SharedArrayBuffer(4))
const flush = () => {
  if (flushDelayMs > 0) Atomics.wait(sleeper, 0, 0, flushDelayMs)
}

function tellAlarmBug(error: unknown): void {
  const message = 'alarms could not be judged; readings are stored all the same'
  tell({ kind: 'log', level: 'error', facts: { err: textOf(error) }, message })
}

function start(): { desk: Desk; keeper: Keeper; close: () => void } | null {
  try {
    const { db, salvaged } = openReadings({ dataFolder, now: startedAt })
    const desk = createDesk({
      db,
      makeAlarms: () => guardAlarms({ db, engine: createAlarmEngine({ db, now: startedAt }), onBug: tellAlarmBug }),
    })
    const keeper = createKeeper({ db, desk, dataFolder, salvaged, tell, flush })
    return { desk, keeper, close: () => db.close() }
  } catch (error) {
    const isBug = !(error instanceof StartError)
    tell({
      kind: 'failed',
      isBug,
      message: error instanceof Error ? (isBug ? (error.stack ?? error.message) : error.message) : String(error),
    })
    return null
  }
}

const running = start()
if (running !== null) serve(running)

function serve({ desk, keeper, close }: { desk: Desk; keeper: Keeper; close: () => void }): void {
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'batch':
        return takeBatch(message)
      case 'request':
        return answer(message)
      case 'tick':
        return quietly(() => {
          tellAlarms(desk.tick(message.now).report)
          keeper.tick(message.now)
        })
      case 'registry':
        return quietly(() => desk.setRegistry(message.registry))
      case 'nodeStates':
        return quietly(() => tellAlarms(desk.setNodeStates(message.states, message.now).report))
      case 'keeping':
        return keeper.setKeeping(message.keeping)
      case 'stop':
        keeper.stop()
        close()
        port.close()
    }
  })
  tell({ kind: 'ready', counters: desk.ledger.listAll(), values: desk.shelf.values(), file: keeper.file() })

  function takeBatch(batch: Batch): void {
    try {
      const { report, stored } = storeBatch(batch)
      flush()
      tell({ kind: 'committed', id: batch.id, report, stored })
      keeper.worked()
    } catch (error) {
      if (isDamage(error)) suspectReadings(dataFolder)
      tell({ kind: 'held', id: batch.id, reason: holdReason(error) ?? textOf(error) })
    }
  }

  function storeBatch(batch: Batch) {
    try {
      return desk.takeBatch(batch)
    } catch (error) {
      if (holdReason(error) !== null) throw error
      tell({
        kind: 'log',
        level: 'error',
        facts: { err: textOf(error) },
        message: 'a batch could not be stored whole; its messages are tried one by one',
      })
      return desk.takeOneByOne(batch)
    }
  }

  function answer({ id, method, args, now }: Extract<ToWorker, { kind: 'request' }>): void {
    try {
      const { value, report, stored } = ask(method, args, now)
      flush()
      tell({ kind: 'reply', id, reply: value, report, stored })
      keeper.worked()
    } catch (error) {
      tell({ kind: 'refused', id, refusal: refusalOf(error) })
    }
  }

  function ask(method: string, args: unknown, now: number): { value: unknown; report: CommitReport | null; stored: number } {
    switch (method as keyof IngestMethods) {
      case 'readings.store':
        return desk.storeReadings(args as IngestMethods['readings.store']['args'])
      case 'node.forget':
        return desk.forgetNode((args as IngestMethods['node.forget']['args']).nodeId, now)
      case 'alarm.act':
        return desk.act(args as IngestMethods['alarm.act']['args'])
      case 'alarm.rules':
        return desk.setRules((args as IngestMethods['alarm.rules']['args']).rules, now)
      case 'readings.maintain':
        return { value: keeper.runAll((args as IngestMethods['readings.maintain']['args']).now), report: null, stored: 0 }
      default:
        throw new AppError('internal', `The ingest worker knows no ${method}`)
    }
  }

  function tellAlarms({ at, alarms }: CommitReport): void {
    if (alarms.length > 0) tell({ kind: 'alarms', at, alarms })
  }

  /** What nobody waits for: it comes again with the next tick, so a full disk or a bug is told and outlived. */
  function quietly(work: () => void): void {
    try {
      work()
    } catch (error) {
      keeper.troubled(holdReason(error) ?? textOf(error))
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
