// An ingest worker without a disk: tests commit what they like and look at what it was told.
import type { CommitReport, CommittedValue, Ingest, NodeFactsForIngest, SensorFacts } from '../../src/server/ingest-port.ts'

export interface FakeIngest extends Ingest {
  /** Values of one sensor each, committed now. */
  commit(values: readonly CommittedValue[], more?: Partial<CommitReport> & { arrivedAt?: number }): void
  readonly told: {
    registry: { nodes: readonly NodeFactsForIngest[]; sensors: readonly SensorFacts[] }
    states: readonly { nodeId: string; state: string }[]
    requests: { method: string; args: unknown }[]
  }
}

export function createFakeIngest(start: { values?: readonly CommittedValue[] } = {}): FakeIngest {
  const listeners = new Set<(report: CommitReport) => void>()
  const told: FakeIngest['told'] = { registry: { nodes: [], sensors: [] }, states: [], requests: [] }
  const known = new Set<string>()
  return {
    told,
    commit: (values, { arrivedAt, ...more } = {}) => {
      const at = arrivedAt ?? values[0]?.at ?? 0
      const newSensors = values.filter(({ sensorId }) => !known.has(sensorId))
      for (const { sensorId } of values) known.add(sensorId)
      const nodeIds = [...new Set(values.map(({ nodeId }) => nodeId))]
      const counters = nodeIds.map((nodeId) => {
        const stored = values.filter((value) => value.nodeId === nodeId).length
        return {
          nodeId,
          counters: { received: stored, stored, duplicate: 0, quarantined: 0, dropped: 0 },
          clockOffsetMs: null,
          arrivedAt: at,
        }
      })
      for (const listener of listeners) listener({ at, values, newSensors, counters, alarms: [], ...more })
    },
    take: (_message, done) => done(),
    noteDropped: () => {},
    isFull: () => false,
    onRoom: () => () => {},
    request: async (method, args) => {
      told.requests.push({ method, args })
      return null as never
    },
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setRegistry: (registry) => {
      told.registry = registry
    },
    setNodeStates: (states) => {
      told.states = states
    },
    state: () => ({ state: 'ok', reason: null, pending: 0, commitP50Ms: 0, commitP99Ms: 0, databaseBytes: 0, fullAt: null, stored: 0 }),
    countersAtStart: [],
    valuesAtStart: start.values ?? [],
    stop: async () => {},
  }
}

/** A committed temperature, or another quantity. */
export function committed(nodeId: string, at: number, value: CommittedValue['value'], type = 'temperature', unit = '°C'): CommittedValue {
  return { sensorId: `${nodeId}_${type}`, nodeId, type, unit, at, value, flagged: false }
}
