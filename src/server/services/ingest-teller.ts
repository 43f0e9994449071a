// Tells the ingest worker who there is and how each node is, whenever that changes. Each telling copies all of it, so the more there is the
// rarer it gets, except where the meaning of topics changed. Real time, for the copying is real.
import { systemClock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { NodeStates } from './node-state.ts'
import { intervalOf, type Registry } from './registry.ts'
import type { SensorService } from './sensor.ts'

interface Parts {
  readonly registry: Registry
  readonly states: Pick<NodeStates, 'version' | 'snapshot'>
  readonly sensor: Pick<SensorService, 'allFacts'>
  readonly ingest: Pick<Ingest, 'setRegistry' | 'setNodeStates'>
}

const lookMs = 50
/** Copying a thousand records holds the loop for about 2 ms: at most one part in 200 of the time goes into it. */
const pauseMsPerRecord = 0.4
const smallRecords = 500

/** Tells both at once; returns the stop. */
export function keepIngestTold({ registry, states, sensor, ingest }: Parts): () => void {
  let toldVersion = 0
  let toldStates = 0
  let registryAt = 0
  let statesAt = 0
  let isScheduled = false
  let isUrgent = true
  const mayTell = (at: number, records: number) => records <= smallRecords || Math.abs(systemClock.now() - at) >= records * pauseMsPerRecord

  const look = () => {
    isScheduled = false
    if (registry.version !== toldVersion && (isUrgent || mayTell(registryAt, registry.sensorCount + registry.size))) {
      toldVersion = registry.version
      registryAt = systemClock.now()
      isUrgent = false
      const nodes = registry.nodes().map((entry) => {
        const { id: nodeId } = entry.row
        return { nodeId, aliases: [...registry.aliasesOf(nodeId)], intervalMs: intervalOf(entry) }
      })
      ingest.setRegistry({ nodes, sensors: sensor.allFacts() })
    }
    if (states.version !== toldStates && mayTell(statesAt, registry.size)) {
      toldStates = states.version
      statesAt = systemClock.now()
      ingest.setNodeStates(states.snapshot())
    }
  }
  look()
  // After the change that is being made; before the next message of any node is read.
  registry.onTouched((urgent) => {
    isUrgent ||= urgent
    if (isScheduled) return
    isScheduled = true
    queueMicrotask(look)
  })
  return systemClock.every(lookMs, look)
}
