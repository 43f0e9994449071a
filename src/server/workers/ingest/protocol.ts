// What services/ingest.ts and the ingest worker say to each other. Plain data; payloads of a batch lie one after another in one buffer that is handed over.

import type { NodeCounters } from '../../../contract/schemas/node.ts'
import type { NodeState } from '../../../domain/node.ts'
import type {
  CommitReport,
  CommittedAlarm,
  CommittedValue,
  IngestMethod,
  IngestMethods,
  NodeFactsForIngest,
  SensorFacts,
} from '../../ingest-port.ts'
import type { Refusal } from '../../worker-thread.ts'

export interface IngestWorkerData {
  readonly dataFolder: string
  readonly now: number
  /** For tests and benches: each commit takes this much longer, as on a slow disk. */
  readonly flushDelayMs: number
}

/** How long what is kept, and how large the file may get. */
export interface Keeping {
  readonly rawDays: number
  readonly minuteDays: number
  /** 0 keeps hours and days for ever. */
  readonly hourDays: number
  readonly byType: Readonly<Record<string, { readonly rawDays?: number | undefined; readonly minuteDays?: number | undefined }>>
  /** 0: as much as the disk has. */
  readonly budgetBytes: number
}

export interface Batch {
  readonly kind: 'batch'
  /** Goes up by one; the same again when a batch is sent a second time. */
  readonly id: number
  /** Of this run of the server: ids of another run mean nothing. */
  readonly run: string
  readonly now: number
  readonly payloads: ArrayBuffer
  readonly lengths: readonly number[]
  readonly nodeIds: readonly (string | null)[]
  readonly sensors: readonly string[]
  readonly arrivedAts: readonly number[]
  /** QoS 0 messages thrown away since the last batch. */
  readonly dropped: readonly (readonly [nodeId: string, count: number])[]
}

export interface Registry {
  readonly nodes: readonly NodeFactsForIngest[]
  readonly sensors: readonly SensorFacts[]
}

export type ToWorker =
  | Batch
  | { readonly kind: 'tick'; readonly now: number }
  | { readonly kind: 'request'; readonly id: number; readonly method: IngestMethod; readonly args: unknown; readonly now: number }
  | { readonly kind: 'registry'; readonly registry: Registry }
  | { readonly kind: 'nodeStates'; readonly states: readonly { nodeId: string; state: NodeState }[]; readonly now: number }
  | { readonly kind: 'keeping'; readonly keeping: Keeping }
  | { readonly kind: 'stop' }

/** How the file stands; sent with every answer that may have changed it. */
export interface FileState {
  readonly databaseBytes: number
  readonly fullAt: number | null
  /** Sentences for health: what was salvaged, what is over budget. */
  readonly troubles: readonly string[]
}

export type FromWorker =
  | {
      readonly kind: 'ready'
      readonly counters: readonly { nodeId: string; counters: NodeCounters }[]
      readonly values: readonly CommittedValue[]
      readonly file: FileState
    }
  /** It can't start: a sentence of StartError, or the text of a bug. */
  | { readonly kind: 'failed'; readonly message: string; readonly isBug: boolean }
  | { readonly kind: 'committed'; readonly id: number; readonly report: CommitReport; readonly stored: number }
  /** Nothing of it is stored; send it again later. */
  | { readonly kind: 'held'; readonly id: number; readonly reason: string }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: unknown; readonly report: CommitReport | null; readonly stored: number }
  | { readonly kind: 'refused'; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: 'alarms'; readonly at: number; readonly alarms: readonly CommittedAlarm[] }
  | { readonly kind: 'file'; readonly file: FileState }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly facts: Record<string, unknown>; readonly message: string }

export type { CommitReport, IngestMethod, IngestMethods }
