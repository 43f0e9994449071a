// Main side of the ingest worker: a line of messages, one batch in the worker while the next gathers, callbacks in order after the commit.
// No timer decides when to commit: the next batch goes as soon as the last is on disk, so batches grow with the load.
import { randomBytes } from 'node:crypto'
import { AppError } from '../../contract/errors.ts'
import type { Clock } from '../clock.ts'
import type { CommitReport, CommittedAlarm, Ingest, IngestState } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { openWorker } from '../worker-pool.ts'
import type { FileState, FromWorker, Keeping, Registry } from '../workers/ingest/protocol.ts'
import { createDurations, createLine, packBatch, type Waiting } from './ingest-line.ts'
import { type IngestThread, startIngestThread } from './ingest-thread.ts'

/** Ingest as the composition root and the reading service hold it. */
export interface RunningIngest extends Ingest {
  setKeeping(keeping: Keeping): void
  /** A sensor that is registered or has sent something. */
  findSensor(sensorId: string): { readonly nodeId: string; readonly type: string; readonly unit: string } | null
  /** The node a device sends as: itself, or the one it stands in for; null for an unknown one. */
  nodeOf(deviceId: string): string | null
  /** Crashes of the thread since the start. */
  crashes(): number
}

const retryMs = 1000
/** A commit that takes longer is an incident: keepalives of nodes start to run out. */
const slowCommitMs = 10_000
const drainMs = 6000
/** Health warns this long before the file is full. */
const warnBeforeMs = 14 * 86_400_000
const closeMs = 2000

interface InFlight {
  readonly id: number
  readonly batch: readonly Waiting[]
  readonly dropped: readonly (readonly [string, number])[]
  sentMs: number
}

/** Opens readings.db in its worker. Throws StartError when it can't be used. */
export async function createIngest(parts: {
  dataFolder: string
  clock: Clock
  log: Log
  /** For tests and benches: a disk whose flush takes this much longer. */
  flushDelayMs?: number
  /** Starts the thread; a test keeps it to end it. */
  open?: typeof openWorker
}): Promise<RunningIngest> {
  const { dataFolder, clock, log, flushDelayMs = 0 } = parts
  const run = randomBytes(8).toString('hex')
  const line = createLine()
  const commits = createDurations()
  const dropped = new Map<string, number>()
  const requests = new Map<number, { resolve: (reply: never) => void; reject: (error: unknown) => void }>()
  const commitListeners = new Set<(report: CommitReport) => void>()
  const roomListeners = new Set<() => void>()
  const sensors = new Map<string, { nodeId: string; type: string; unit: string }>()
  let registry: Registry = { nodes: [], sensors: [] }
  let targets = new Map<string, string>()
  let keeping: Keeping | null = null
  let states: readonly { nodeId: string; state: import('../../domain/node.ts').NodeState }[] = []
  let rules: unknown = null
  let inFlight: InFlight | null = null
  let isSending = false
  let held: string | null = null
  let down: string | null = null
  let wasFull = false
  let isStopped = false
  let isTicking = false
  let missedTick = false
  let lastId = 0
  let stored = 0
  let onIdle = () => {}

  const isFull = () => held !== null || line.isFull()
  const tellRoom = () => {
    if (!wasFull || held !== null || !line.isHalfEmpty()) return
    wasFull = false
    for (const listener of [...roomListeners]) guard(listener)
  }
  const guard = (fn: () => void) => {
    try {
      fn()
    } catch (err) {
      log.error({ err }, 'a listener of the ingest failed')
    }
  }

  const send = (flight: InFlight): void => {
    const { payloads, ...rest } = packBatch(flight.batch)
    flight.sentMs = performance.now()
    thread.post({ kind: 'batch', id: flight.id, run, now: clock.now(), payloads, dropped: flight.dropped, ...rest }, [payloads])
  }
  /** Sends the next batch once the last is on disk. */
  const next = (): void => {
    if (inFlight !== null || isSending || (line.length() === 0 && dropped.size === 0)) return
    isSending = true
    // What comes in the same turn of the loop goes with it.
    setImmediate(() => {
      isSending = false
      if (inFlight !== null || !thread.isRunning()) return
      lastId += 1
      inFlight = { id: lastId, batch: line.takeBatch(), dropped: [...dropped], sentMs: 0 }
      dropped.clear()
      send(inFlight)
    })
  }

  const publish = (report: CommitReport): void => {
    for (const { sensorId, nodeId, type, unit } of report.newSensors) sensors.set(sensorId, { nodeId, type, unit })
    for (const listener of [...commitListeners]) guard(() => listener(report))
  }
  const committed = (id: number, report: CommitReport, more: number): void => {
    if (inFlight?.id !== id) return
    const { batch } = inFlight
    inFlight = null
    held = null
    stored += more
    const nowMs = performance.now()
    if (batch[0] !== undefined) commits.add(nowMs - batch[0].sinceMs)
    next()
    for (const { done } of batch) guard(done)
    publish(report)
    tellRoom()
    if (inFlight === null && line.length() === 0) onIdle()
  }
  const tick = (): void => {
    if (isTicking || !thread.isRunning()) missedTick = true
    else {
      isTicking = true
      thread.post({ kind: 'tick', now: clock.now() })
    }
    if (dropped.size > 0) next()
  }
  const tellAlarms = (at: number, alarms: readonly CommittedAlarm[]) => publish({ at, values: [], newSensors: [], counters: [], alarms })

  const onMessage = (message: FromWorker): void => {
    switch (message.kind) {
      case 'committed':
        committed(message.id, message.report, message.stored)
        break
      case 'held': {
        if (held === null) log.warn({ reason: message.reason }, 'readings can’t be stored now; they are held and tried again')
        held = message.reason
        wasFull = true
        clock.after(retryMs, () => {
          if (inFlight?.id === message.id && thread.isRunning()) send(inFlight)
        })
        onIdle()
        break
      }
      case 'reply':
        stored += message.stored
        if (message.report !== null) publish(message.report)
        requests.get(message.id)?.resolve(message.reply as never)
        requests.delete(message.id)
        break
      case 'refused': {
        const { code, message: text, hint, errors } = message.refusal
        const refusal =
          code === 'internal' ? new Error(`Ingest worker: ${text}`) : new AppError(code, text, { errors, ...(hint ? { hint } : {}) })
        requests.get(message.id)?.reject(refusal)
        requests.delete(message.id)
        break
      }
      case 'alarms':
        tellAlarms(message.at, message.alarms)
        break
      case 'file':
        file = message.file
        isTicking = false
        if (missedTick) {
          missedTick = false
          tick()
        }
        break
      case 'log':
        log[message.level](message.facts, message.message)
    }
  }
  const introduce = (): void => {
    thread.post({ kind: 'registry', registry })
    if (rules !== null) thread.post({ kind: 'request', id: 0, method: 'alarm.rules', args: rules, now: clock.now() })
    thread.post({ kind: 'nodeStates', states, now: clock.now() })
    if (keeping !== null) thread.post({ kind: 'keeping', keeping })
  }
  const thread: IngestThread = await startIngestThread({
    ...{ dataFolder, clock, log, flushDelayMs, onMessage },
    ...(parts.open === undefined ? {} : { open: parts.open }),
    onRestart: () => {
      down = null
      isTicking = false
      introduce()
      if (inFlight !== null) send(inFlight)
      else next()
    },
    onCrash: (reason) => {
      down = `The ingest worker stopped (${reason}) and is started again; readings wait unacknowledged until it stands.`
      for (const { reject } of requests.values())
        reject(new AppError('unavailable', 'The ingest worker stopped before it had answered', { hint: 'Try again.' }))
      requests.clear()
    },
  })
  let file: FileState = thread.first.file
  for (const { sensorId, nodeId, type, unit } of thread.first.values) sensors.set(sensorId, { nodeId, type, unit })
  const stopTicks = clock.every(1000, tick)

  return {
    take: (message, done) => {
      if (isStopped) return
      line.add({ message, done, sinceMs: performance.now() })
      if (line.isFull()) wasFull = true
      next()
    },
    noteDropped: (nodeId) => void dropped.set(nodeId, (dropped.get(nodeId) ?? 0) + 1),
    isFull,
    onRoom: (listener) => subscribe(roomListeners, listener),
    request: (method, args) =>
      new Promise((resolve, reject) => {
        if (method === 'alarm.rules') rules = args
        if (isStopped || !thread.isRunning()) {
          reject(new AppError('unavailable', 'The ingest worker is not running right now', { hint: 'Try again in a moment.' }))
          return
        }
        lastId += 1
        requests.set(lastId, { resolve, reject })
        thread.post({ kind: 'request', id: lastId, method, args, now: clock.now() })
      }),
    onCommit: (listener) => subscribe(commitListeners, listener),
    setRegistry: (given) => {
      registry = given
      targets = new Map(given.nodes.flatMap(({ nodeId, aliases }) => [nodeId, ...aliases].map((id) => [id, nodeId] as const)))
      thread.post({ kind: 'registry', registry })
    },
    setNodeStates: (given) => {
      states = given
      thread.post({ kind: 'nodeStates', states, now: clock.now() })
    },
    setKeeping: (given) => {
      keeping = given
      thread.post({ kind: 'keeping', keeping })
    },
    findSensor: (sensorId) => {
      const registered = registry.sensors.find((sensor) => sensor.sensorId === sensorId)
      return registered ?? sensors.get(sensorId) ?? null
    },
    nodeOf: (deviceId) => targets.get(deviceId) ?? null,
    crashes: thread.crashes,
    state: () => stateNow(),
    countersAtStart: thread.first.counters,
    valuesAtStart: thread.first.values,
    stop: async () => {
      isStopped = true
      stopTicks()
      await new Promise<void>((resolve) => {
        onIdle = resolve
        clock.after(drainMs, resolve)
        if ((inFlight === null && line.length() === 0) || held !== null || !thread.isRunning()) resolve()
      })
      for (const { reject } of requests.values()) reject(new AppError('unavailable', 'Plenum is stopping', { hint: 'Start it again.' }))
      requests.clear()
      await thread.stop(closeMs)
    },
  }

  function stateNow(): IngestState {
    const pending = line.length() + (inFlight?.batch.length ?? 0)
    const stuckMs = inFlight === null ? 0 : performance.now() - inFlight.sentMs
    const slow =
      held === null && stuckMs > slowCommitMs ? `A commit has taken ${Math.round(stuckMs / 1000)} s so far; the disk is very slow.` : null
    const waiting = held === null ? null : `${held} ${pending} message${pending === 1 ? '' : 's'} wait${pending === 1 ? 's' : ''}.`
    const full = file.fullAt !== null && file.fullAt - clock.now() < warnBeforeMs ? fullSentence(file.fullAt) : null
    const reasons = [down, waiting, slow, full, ...file.troubles].filter((reason) => reason !== null)
    return {
      state: down !== null ? 'down' : reasons.length > 0 ? 'degraded' : 'ok',
      reason: reasons.length > 0 ? reasons.join(' ') : null,
      pending,
      commitP50Ms: commits.percentile(50),
      commitP99Ms: commits.percentile(99),
      databaseBytes: file.databaseBytes,
      fullAt: file.fullAt,
      stored,
    }
  }
}

function fullSentence(at: number): string {
  return `At the present rate readings.db is full on ${new Date(at).toISOString().slice(0, 10)}. Make room, raise its size budget or keep readings for fewer days.`
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
