// The one writer of readings.db, inside its thread: every message, question and tick is one transaction, and is told only after its commit.
// A rollback leaves nothing behind, in memory either. Promise: what `take` returned from is on disk; attacked by test/store/ingest-kill.test.ts.
import type { Database } from 'better-sqlite3'
import type { NodeState } from '../../../domain/node.ts'
import type { AlarmEngine, CommitReport, CommittedAlarm, IngestMethods } from '../../ingest-port.ts'
import { createLedgerStore } from '../../store/readings/node-ledger.ts'
import { createRawStore } from '../../store/readings/raw.ts'
import { createRollupStore } from '../../store/readings/rollup.ts'
import { createSeriesStore } from '../../store/readings/series.ts'
import { createAddressBook } from './address.ts'
import { createLedger } from './ledger.ts'
import { serverLocalTime } from './local-time.ts'
import type { Batch, Registry } from './protocol.ts'
import { createShelf } from './shelf.ts'
import { createTaker, type Message } from './take-batch.ts'

export interface Committed<T> {
  readonly value: T
  readonly report: CommitReport
  readonly stored: number
}

export function createDesk({ db, makeAlarms }: { db: Database; makeAlarms: (db: Database) => AlarmEngine }) {
  const raw = createRawStore(db)
  const rollups = createRollupStore(db)
  const shelf = createShelf({ series: createSeriesStore(db), raw, rollups })
  const ledger = createLedger(createLedgerStore(db))
  const addresses = createAddressBook()
  const taker = createTaker({ shelf, ledger, addresses, localTime: serverLocalTime })
  const lastBatch = db.prepare<[], string>("SELECT value FROM meta WHERE key = 'lastBatch'").pluck()
  const saveLastBatch = db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('lastBatch', ?)")
  const alarms = makeAlarms(db)

  /** One transaction with everything that was counted and stored in it; on a failure all is as before. */
  const commit = <T>(now: number, work: () => { value: T; alarms: readonly CommittedAlarm[] }): Committed<T> => {
    const before = storedCount()
    try {
      const done = db
        .transaction(() => {
          const result = work()
          shelf.write()
          const raised = alarms.onSamples(shelf.samples(), now)
          ledger.write()
          return { ...result, alarms: [...result.alarms, ...raised] }
        })
        .immediate()
      const { values, newSensors } = shelf.takeChanged()
      const report = { at: now, values, newSensors, counters: ledger.takeChanged(), alarms: done.alarms }
      return { value: done.value, report, stored: storedCount() - before }
    } catch (error) {
      shelf.reset()
      ledger.reset()
      resetAlarms()
      throw error
    }
  }
  const resetAlarms = (): void => {
    alarms.reload()
  }
  const storedCount = () => ledger.storedTotal()

  const takeAll = (batch: Batch, messages: readonly Message[]): Committed<null> =>
    commit(batch.now, () => {
      for (const [nodeId, count] of batch.dropped) ledger.count(nodeId, 'dropped', count)
      for (const message of messages) taker.takeMessage(message)
      saveLastBatch.run(`${batch.run} ${batch.id}`)
      return { value: null, alarms: [] }
    })

  return {
    shelf,
    raw,
    rollups,
    ledger,
    /** A batch that is sent again after its commit, because the thread died before it could tell, is not stored again. */
    takeBatch: (batch: Batch): Committed<null> => {
      if (lastBatch.get() === `${batch.run} ${batch.id}`) return { value: null, report: emptyReport(batch.now), stored: 0 }
      return takeAll(batch, messagesOf(batch))
    },
    /** For a batch that can't be stored because of a bug: one by one, and what fails alone is quarantined. */
    takeOneByOne: (batch: Batch): Committed<null> => {
      const reports: Committed<null>[] = []
      for (const message of messagesOf(batch)) {
        try {
          reports.push(takeAll({ ...batch, dropped: reports.length === 0 ? batch.dropped : [] }, [message]))
        } catch (error) {
          const reason = `it could not be stored: ${error instanceof Error ? error.message : String(error)}`
          const at = message.arrivedAt
          const nodeId = addresses.resolve(message.sensor, message.nodeId)?.nodeId ?? 'unknown'
          reports.push(
            commit(batch.now, () => {
              ledger.quarantine({ nodeId, topic: message.sensor, at, reason, payload: message.payload })
              return { value: null, alarms: [] }
            }),
          )
        }
      }
      return { value: null, report: joinReports(batch.now, reports), stored: reports.reduce((sum, { stored }) => sum + stored, 0) }
    },
    storeReadings: (args: IngestMethods['readings.store']['args']) =>
      commit(args.arrivedAt, () => ({ value: taker.takeReadings(args), alarms: [] })),
    forgetNode: (nodeId: string, now: number) =>
      commit(now, () => {
        shelf.forgetNode(nodeId)
        ledger.forget(nodeId)
        alarms.forgetNode(nodeId)
        return { value: null, alarms: [] }
      }),
    act: (args: IngestMethods['alarm.act']['args']) =>
      commit(args.now, () => {
        const value = alarms.act(args)
        return { value, alarms: value.done }
      }),
    setRules: (given: IngestMethods['alarm.rules']['args']['rules'], now: number) =>
      commit(now, () => {
        alarms.setRules(given, now)
        return { value: null, alarms: [] }
      }),
    setRegistry: ({ nodes, sensors: given }: Registry): void => {
      addresses.setNodes(nodes)
      db.transaction(() => alarms.setSensors(given))()
    },
    setNodeStates: (given: readonly { readonly nodeId: string; readonly state: NodeState }[], now: number) =>
      commit(now, () => {
        return { value: null, alarms: alarms.setNodeStates(given, now) }
      }),
    tick: (now: number) => commit(now, () => ({ value: null, alarms: alarms.onTick(now) })),
  }
}
export type Desk = ReturnType<typeof createDesk>

function messagesOf({ payloads, lengths, nodeIds, sensors, arrivedAts }: Batch): Message[] {
  let from = 0
  return lengths.map((length, i) => {
    const payload = new Uint8Array(payloads, from, length)
    from += length
    return { nodeId: nodeIds[i] ?? null, sensor: sensors[i] ?? '', payload, arrivedAt: arrivedAts[i] ?? 0 }
  })
}

export function emptyReport(at: number): CommitReport {
  return { at, values: [], newSensors: [], counters: [], alarms: [] }
}

function joinReports(at: number, parts: readonly Committed<unknown>[]): CommitReport {
  const all = parts.map(({ report }) => report)
  return {
    at,
    values: [...new Map(all.flatMap(({ values }) => values).map((value) => [value.sensorId, value])).values()],
    newSensors: all.flatMap(({ newSensors }) => newSensors),
    counters: [...new Map(all.flatMap(({ counters }) => counters).map((row) => [row.nodeId, row])).values()],
    alarms: all.flatMap((report) => report.alarms),
  }
}
