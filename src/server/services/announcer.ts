// Tells the bus what changed of nodes and sensors, paced: a node at most twice a second, few at a time, so that a storm of reconnects
// neither holds the loop nor fills the live streams. What waits is told later, with what it is then.
import type { NodeRecord } from '../../contract/schemas/node.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'

export interface Announcer {
  /** Something a person looks at changed: told soon. */
  nodeChanged(nodeId: string): void
  /** Only its figures moved: told now and then. */
  figuresChanged(nodeId: string): void
  sensorChanged(sensorId: string, nodeId: string): void
  stop(): void
}

const pauseMs = 500
const figuresPauseMs = 10_000
/** Records a flush; one has about 1 kB. */
const mostAtOnce = 100
const mostSensorsAtOnce = 500

interface Parts {
  readonly bus: Bus
  readonly clock: Clock
  /** undefined when it is gone. */
  readonly recordOf: (nodeId: string) => NodeRecord | undefined
}

/** Starts pacing; `stop` leaves untold what waits. */
export function createAnnouncer({ bus, clock, recordOf }: Parts): Announcer {
  const nodes = new Set<string>()
  const figures = new Set<string>()
  const sensors = new Map<string, string>()
  const toldAt = new Map<string, number>()
  let room = mostAtOnce
  let isScheduled = false
  let isStopped = false

  const tell = (waiting: Set<string>, sinceMs: number) => {
    const now = clock.now()
    for (const nodeId of waiting) {
      if (room <= 0) return
      const before = toldAt.get(nodeId)
      if (before !== undefined && Math.abs(now - before) < sinceMs) continue
      waiting.delete(nodeId)
      nodes.delete(nodeId)
      figures.delete(nodeId)
      const record = recordOf(nodeId)
      if (record === undefined) {
        toldAt.delete(nodeId)
        continue
      }
      toldAt.set(nodeId, now)
      room -= 1
      bus.publish({ name: 'node.changed', payload: record })
    }
  }
  const flush = () => {
    isScheduled = false
    if (isStopped) return
    tell(nodes, pauseMs)
    for (const [sensorId, nodeId] of [...sensors].slice(0, mostSensorsAtOnce)) {
      sensors.delete(sensorId)
      bus.publish({ name: 'sensor.changed', payload: { sensorId, nodeId, at: clock.now() } })
    }
  }
  // After the change that is being made, so that all of it is told at once.
  const schedule = () => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(flush)
  }
  const stopPacing = clock.every(pauseMs, () => {
    room = mostAtOnce
    flush()
    tell(figures, figuresPauseMs)
  })

  return {
    nodeChanged: (nodeId) => {
      nodes.add(nodeId)
      schedule()
    },
    figuresChanged: (nodeId) => void figures.add(nodeId),
    sensorChanged: (sensorId, nodeId) => {
      sensors.set(sensorId, nodeId)
      schedule()
    },
    stop: () => {
      isStopped = true
      stopPacing()
    },
  }
}
