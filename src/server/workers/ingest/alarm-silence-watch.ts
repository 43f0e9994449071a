// Looks after the sensors under noData rules: whom to ask when, so that a tick costs one comparison for each node that is well.
import { rawCondition } from '../../../domain/alarm-machine.ts'
import type { NodeState } from '../../../domain/node.ts'
import type { SensorFacts } from '../../ingest-port.ts'
import type { Alarm, AlarmBook } from './alarm-book.ts'
import { type CompiledRule, keyOf, type RuleSet, type Watch } from './alarm-rule-set.ts'
import { judgeSilence, type SilentSensor } from './alarm-silence.ts'
import type { Track } from './alarm-track.ts'

export interface SilenceFinding {
  readonly watch: Watch
  /** undefined: it has none yet. */
  readonly alarm: Alarm | undefined
  readonly holds: boolean | null
}

export interface SilenceWatch {
  /** Rules, sensors or both changed. */
  rebuild(now: number): void
  /** Everybody gets a fresh chance from now. */
  startOver(now: number): void
  /** A sample of this sensor came. */
  hear(sensorId: string): void
  /** Look at this node at the next chance. */
  touch(nodeId: string): void
  /** What has changed at nodes that are due (`touchedOnly`: that were heard while something of theirs was silent). */
  judge(at: { now: number; awakeSince: number; touchedOnly: boolean }): readonly SilenceFinding[]
  nodeWatch(key: string): Watch | undefined
  sensorsOf(nodeId: string): readonly string[]
}

interface WatchedNode {
  readonly nodeId: string
  readonly sensors: readonly SensorFacts[]
  /** Per rule: the node's own watch and those of its sensors. */
  readonly groups: readonly { readonly rule: CompiledRule; readonly node: Watch; readonly watched: readonly Watch[] }[]
  nextAt: number
  /** Something of it is silent now: its samples are looked at, at once. */
  isTroubled: boolean
  /** When it was heard again after a silence. */
  heardAgainAt: number
}

interface Parts {
  readonly ruleSet: RuleSet
  readonly book: AlarmBook
  readonly tracks: ReadonlyMap<string, Track>
  readonly nodeStates: ReadonlyMap<string, NodeState>
}

export function createSilenceWatch({ ruleSet, book, tracks, nodeStates }: Parts): SilenceWatch {
  let nodes = new Map<string, WatchedNode>()
  let nodeOf = new Map<string, WatchedNode>()
  let nodeWatches = new Map<string, Watch>()
  const touched = new Set<WatchedNode>()

  const ask = (node: WatchedNode, now: number, awakeSince: number): SilenceFinding[] => {
    const silentSensorOf = ({ sensorId, intervalMs }: SensorFacts): SilentSensor => {
      const track = tracks.get(sensorId)
      if (track === undefined) return { sensorId, intervalMs, arrivedAt: null, silentSince: null }
      const { arrivedAt } = track
      return { sensorId, intervalMs, arrivedAt: arrivedAt || null, silentSince: Math.max(arrivedAt, awakeSince, node.heardAgainAt) }
    }
    const state = nodeStates.get(node.nodeId)
    const findings: SilenceFinding[] = []
    node.nextAt = Number.POSITIVE_INFINITY
    node.isTroubled = state === 'offline' || state === 'silent'
    for (const { rule, node: nodeWatch, watched } of node.groups) {
      const { windowMs } = rule.record
      const question = () => ({
        ...{ nodeId: node.nodeId, state, windowMs, now, all: node.sensors.map(silentSensorOf) },
        watched: watched.flatMap(({ sensor }) => (sensor === null ? [] : [silentSensorOf(sensor)])),
      })
      let verdict = judgeSilence(question())
      const own = book.find(nodeWatch.key)
      // Heard again: its other sensors may still be on their way.
      if (verdict.node === false && own !== undefined && rawCondition(own.status)) {
        node.heardAgainAt = now
        verdict = judgeSilence(question())
      }
      node.nextAt = Math.min(node.nextAt, verdict.nextAt)
      node.isTroubled ||= verdict.node !== false
      if (own !== undefined || verdict.node === true) findings.push({ watch: nodeWatch, alarm: own, holds: verdict.node })
      for (const watch of watched) {
        const holds = verdict.sensors.get(watch.sensor?.sensorId ?? '') ?? null
        const alarm = book.find(watch.key)
        if (holds === true) node.isTroubled = true
        if (alarm === undefined && holds !== true) continue
        if (alarm !== undefined) {
          alarm.nodeShutBy = verdict.shutBy
          if (rawCondition(alarm.status)) node.isTroubled = true
        }
        findings.push({ watch, alarm, holds })
      }
    }
    return findings
  }

  return {
    rebuild: (now) => {
      const before = nodes
      const sensorsByNode = Map.groupBy(ruleSet.sensors(), (sensor) => sensor.nodeId)
      nodes = new Map()
      nodeOf = new Map()
      nodeWatches = new Map()
      touched.clear()
      for (const [nodeId, sensors] of sensorsByNode) {
        const watches = sensors.flatMap((sensor) => ruleSet.watchesOf(sensor.sensorId).filter((w) => w.rule.record.kind === 'noData'))
        const designId = sensors.find((sensor) => sensor.designId !== null)?.designId ?? null
        const groups = [...Map.groupBy(watches, (watch) => watch.rule)].map(([rule, watched]) => {
          const node: Watch = { key: keyOf(rule.record.id, null, nodeId), rule, sensor: null, nodeId, designId }
          nodeWatches.set(node.key, node)
          return { rule, node, watched }
        })
        const heardAgainAt = before.get(nodeId)?.heardAgainAt ?? 0
        const node: WatchedNode = { nodeId, sensors, groups, nextAt: now, isTroubled: false, heardAgainAt }
        nodes.set(nodeId, node)
        for (const { sensorId } of sensors) nodeOf.set(sensorId, node)
      }
    },
    startOver: (now) => {
      for (const node of nodes.values()) {
        node.nextAt = now
        node.heardAgainAt = Math.min(node.heardAgainAt, now)
      }
    },
    hear: (sensorId) => {
      const node = nodeOf.get(sensorId)
      if (node === undefined || node.groups.length === 0) return
      // The first sample ever: from now on there is something to miss.
      if (node.nextAt === Number.POSITIVE_INFINITY) node.nextAt = 0
      if (node.isTroubled) touched.add(node)
    },
    touch: (nodeId) => {
      const node = nodes.get(nodeId)
      if (node !== undefined) node.nextAt = 0
    },
    judge: ({ now, awakeSince, touchedOnly }) => {
      const due = touchedOnly ? [...touched] : [...nodes.values()].filter((node) => node.nextAt <= now && node.groups.length > 0)
      if (touchedOnly) touched.clear()
      return due.flatMap((node) => ask(node, now, awakeSince))
    },
    nodeWatch: (key) => nodeWatches.get(key),
    sensorsOf: (nodeId) => nodes.get(nodeId)?.sensors.map((sensor) => sensor.sensorId) ?? [],
  }
}
