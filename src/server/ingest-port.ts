// What the two threads of the sensor path agree on: messages in, commits out, questions and answers. Types only.
// The ingest worker is the only writer of readings.db; everything else hears of readings and alarms from its commits, never from MQTT.
import type { AlarmEvent, AlarmRecord } from '../contract/schemas/alarm.ts'
import type { NodeCounters } from '../contract/schemas/node.ts'
import type { ReadingIn, StoredReadings } from '../contract/schemas/sensor.ts'
import type { NodeState } from '../domain/node.ts'
import type { SensorValue } from '../domain/sensor.ts'

/** One publish on a sensor's data topic. */
export interface InboundMessage {
  /** Who sent it, where the broker knows (its credentials); null in open mode and from an external broker. */
  readonly nodeId: string | null
  /** `{sensor}` of the topic. */
  readonly sensor: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1 | 2
  /** UTC ms on the server's clock. */
  readonly arrivedAt: number
}

/** A sensor as the ingest worker and the alarms know it. */
export interface SensorFacts {
  readonly sensorId: string
  readonly nodeId: string
  readonly type: string
  readonly unit: string
  readonly intervalMs: number
  /** The design it hangs in, for rules of a zone. */
  readonly designId: string | null
}

export interface NodeFactsForIngest {
  readonly nodeId: string
  /** Ids of devices that send under their own name and are stored as this node. */
  readonly aliases: readonly string[]
  readonly intervalMs: number
}

/** A value after its commit. */
export interface CommittedValue {
  readonly sensorId: string
  readonly nodeId: string
  readonly type: string
  readonly unit: string
  readonly at: number
  readonly value: SensorValue
  /** The arrival time stands in for the stamp. */
  readonly flagged: boolean
}

/** An alarm transition after its commit; `alarm` is the record as it is now. */
export interface CommittedAlarm {
  readonly alarm: AlarmRecord
  readonly event: AlarmEvent
}

/** What one commit changed: told to the bus, the nodes and the screens. */
export interface CommitReport {
  readonly at: number
  /** The newest value of each sensor that got a newer one. */
  readonly values: readonly CommittedValue[]
  /** Sensors seen for the first time. */
  readonly newSensors: readonly CommittedValue[]
  /** Totals, of the nodes of this commit. */
  readonly counters: readonly {
    readonly nodeId: string
    readonly counters: NodeCounters
    readonly clockOffsetMs: number | null
    readonly arrivedAt: number
  }[]
  readonly alarms: readonly CommittedAlarm[]
}

export interface IngestState {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly reason: string | null
  /** Messages that wait for their commit. */
  readonly pending: number
  readonly commitP50Ms: number
  readonly commitP99Ms: number
  readonly databaseBytes: number
  /** UTC ms at which the size budget or the disk is full at the present rate; null when it never is. */
  readonly fullAt: number | null
  readonly stored: number
}

/** Questions the worker answers besides messages; each is one transaction. A refusal is an AppError. */
export interface IngestMethods {
  'readings.store': {
    args: { sensorId: string; nodeId: string; type: string; readings: readonly ReadingIn[]; arrivedAt: number }
    reply: StoredReadings
  }
  /** Packs, condenses and deletes all that is due by `now`; the worker does it by itself in small steps, tests and benches at once. */
  'readings.maintain': { args: { now: number }; reply: null }
  'node.forget': { args: { nodeId: string }; reply: null }
  'alarm.act': {
    args: {
      alarmIds: readonly string[]
      action: import('../domain/alarm.ts').AlarmAction
      by: string
      comment: string | null
      until: number | null
      now: number
    }
    reply: { done: readonly CommittedAlarm[]; refused: readonly { id: string; reason: string }[] }
  }
  /** The whole set, each time it changes; kept by the worker until the next one. */
  'alarm.rules': { args: { rules: readonly import('../contract/schemas/alarm.ts').AlarmRuleRecord[] }; reply: null }
}
export type IngestMethod = keyof IngestMethods

/** The main thread's hold on the ingest worker (services/ingest.ts). */
export interface Ingest {
  /**
   * Queues a message. `done` is called once it is on disk (stored, duplicate or quarantined alike), in the order of the calls; never while
   * the disk is full, never after a stop. Attacked by test/store/ingest-kill.test.ts.
   */
  take(message: InboundMessage, done: () => void): void
  /** A QoS 0 message thrown away because there was no room. */
  noteDropped(nodeId: string): void
  /** True while so much waits that sources should stop reading. */
  isFull(): boolean
  /** Called each time there is room again; returns the undo. */
  onRoom(listener: () => void): () => void
  request<M extends IngestMethod>(method: M, args: IngestMethods[M]['args']): Promise<IngestMethods[M]['reply']>
  onCommit(listener: (report: CommitReport) => void): () => void
  /** The registry as plenum.db has it; sent again whenever it changes. */
  setRegistry(registry: { readonly nodes: readonly NodeFactsForIngest[]; readonly sensors: readonly SensorFacts[] }): void
  /** Shown states, for suppressing what an offline node causes. */
  setNodeStates(states: readonly { readonly nodeId: string; readonly state: NodeState }[]): void
  state(): IngestState
  /** Totals of all nodes, read once at the start. */
  readonly countersAtStart: readonly { readonly nodeId: string; readonly counters: NodeCounters }[]
  /** Newest value of every sensor at the start. */
  readonly valuesAtStart: readonly CommittedValue[]
  /** Waits for what was taken, then ends the worker. */
  stop(): Promise<void>
}

/** Inside the worker: what the alarm part offers to the ingest part. Made by workers/ingest/alarm-engine.ts on the open database. */
export interface AlarmEngine {
  setRules(rules: IngestMethods['alarm.rules']['args']['rules'], now: number): void
  setSensors(sensors: readonly SensorFacts[]): void
  setNodeStates(states: readonly { readonly nodeId: string; readonly state: NodeState }[], now: number): readonly CommittedAlarm[]
  /** Inside the transaction that stores them, in order of sample time; late ones too, which raise nothing. */
  onSamples(
    samples: readonly { readonly sensorId: string; readonly at: number; readonly value: SensorValue }[],
    now: number,
  ): readonly CommittedAlarm[]
  /** Delays, no data, end of shelving, escalation; once a second, in a transaction of the caller. */
  onTick(now: number): readonly CommittedAlarm[]
  /** In a transaction of the caller. */
  act(args: IngestMethods['alarm.act']['args']): IngestMethods['alarm.act']['reply']
  forgetNode(nodeId: string): void
  /** After a transaction of the caller was rolled back: states are again as they are on disk, and the same samples may come once more. */
  reload(): void
}
