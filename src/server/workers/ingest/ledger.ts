// Counters, clock offsets, boots and quarantine samples of nodes while a batch is stored; written with it, or forgotten with it.
import { clockWindow, medianOf } from '../../../domain/stamp.ts'
import type { CommitReport } from '../../ingest-port.ts'
import type { LedgerRow, LedgerStore, QuarantineRow } from '../../store/readings/node-ledger.ts'

/** Samples of one commit at most: a flood of malformed messages must not become a flood of writing. */
const samplesOfCommit = 50
const sampleBytes = 200

export type Outcome = 'stored' | 'duplicate' | 'quarantined' | 'dropped'

export function createLedger(store: LedgerStore) {
  let rows = new Map<string, LedgerRow>()
  /** Arrival minus stamp, newest last. Measured anew after a start: it is a matter of half a minute. */
  const offsets = new Map<string, number[]>()
  const touched = new Set<string>()
  let samples: QuarantineRow[] = []
  let boots: { nodeId: string; at: number; boot: string }[] = []
  const load = () => {
    rows = new Map(store.listAll().map((row) => [row.nodeId, row]))
    touched.clear()
    samples = []
    boots = []
  }
  load()
  const rowOf = (nodeId: string): LedgerRow => {
    const known = rows.get(nodeId)
    touched.add(nodeId)
    if (known !== undefined) return known
    const row = { nodeId, received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: 0, clockOffsetMs: null, arrivedAt: 0, boot: null }
    rows.set(nodeId, row)
    return row
  }
  let storedTotal = 0
  const count = (nodeId: string, outcome: Outcome, many = 1): void => {
    const row = rowOf(nodeId)
    row.received += many
    row[outcome] += many
    if (outcome === 'stored') storedTotal += many
  }
  return {
    has: (nodeId: string): boolean => rows.has(nodeId),
    size: (): number => rows.size,
    count,
    arrived: (nodeId: string, at: number): void => {
      const row = rowOf(nodeId)
      row.arrivedAt = Math.max(row.arrivedAt, at)
    },
    quarantine: (item: { nodeId: string; topic: string; at: number; reason: string; payload: Uint8Array }): void => {
      count(item.nodeId, 'quarantined')
      if (samples.length >= samplesOfCommit) return
      const { payload, topic, ...rest } = item
      samples.push({ ...rest, topic: topic.slice(0, 300), bytes: payload.length, sample: printable(payload.subarray(0, sampleBytes)) })
    },
    /** The offset of a whole window of messages; 0 while it isn't known. */
    trustedOffset: (nodeId: string): number =>
      (offsets.get(nodeId)?.length ?? 0) >= clockWindow ? (rows.get(nodeId)?.clockOffsetMs ?? 0) : 0,
    noteStamp: (nodeId: string, offsetMs: number): void => {
      const last = offsets.get(nodeId) ?? []
      last.push(offsetMs)
      if (last.length > clockWindow) last.shift()
      offsets.set(nodeId, last)
      if (last.length >= 4) rowOf(nodeId).clockOffsetMs = medianOf(last)
    },
    noteBoot: (nodeId: string, at: number, boot: string): void => {
      const row = rowOf(nodeId)
      if (row.boot === boot) return
      row.boot = boot
      boots.push({ nodeId, at, boot })
    },
    /** Inside the transaction. */
    write: (): void => {
      for (const nodeId of touched) {
        const row = rows.get(nodeId)
        if (row !== undefined) store.save(row)
      }
      if (samples.length > 0) store.addSamples(samples)
      for (const { nodeId, at, boot } of boots) store.addBoot(nodeId, at, boot)
    },
    /** After the commit: what changed. */
    takeChanged: (): CommitReport['counters'] => {
      const changed = [...touched].flatMap((nodeId) => {
        const row = rows.get(nodeId)
        return row === undefined ? [] : [{ nodeId, ...factsOf(row) }]
      })
      touched.clear()
      samples = []
      boots = []
      return changed
    },
    storedTotal: (): number => storedTotal,
    listAll: () => [...rows.values()].map((row) => ({ nodeId: row.nodeId, counters: factsOf(row).counters })),
    forget: (nodeId: string): void => {
      store.forget(nodeId)
      rows.delete(nodeId)
      touched.delete(nodeId)
      offsets.delete(nodeId)
    },
    /** After a rollback: as the database has it. */
    reset: load,
  }
}
export type Ledger = ReturnType<typeof createLedger>

function factsOf({ received, stored, duplicate, quarantined, dropped, clockOffsetMs, arrivedAt }: LedgerRow) {
  return { counters: { received, stored, duplicate, quarantined, dropped }, clockOffsetMs, arrivedAt }
}

function printable(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`))
    .join('')
}
