// No data, node by node: which sensors are silent under a noData rule, and whether it is the node. Pure decisions over what is given in.
// Promise: a node that falls silent is one alarm, not one for each of its sensors (alarm-silence tests in test/store/alarm-engine.test.ts).
import { silenceOf } from '../../../domain/alarm-condition.ts'
import type { NodeState } from '../../../domain/node.ts'

export interface SilentSensor {
  readonly sensorId: string
  readonly intervalMs: number
  /** Arrival of its last sample in this run; null when none has come. */
  readonly arrivedAt: number | null
  /** Since when its silence counts: that arrival, or a start, a waking or its node's return after it; null when it never sent anything. */
  readonly silentSince: number | null
}

export interface SilenceVerdict {
  /** Whether the node as a whole is silent; null leaves its alarm as it is. */
  readonly node: boolean | null
  /** By sensor: true, false, or null to leave it. */
  readonly sensors: ReadonlyMap<string, boolean | null>
  /** What keeps the sensors' own alarms away; null when nothing does. */
  readonly shutBy: string | null
  /** When to look again, if no sample comes first. */
  readonly nextAt: number
}

interface Question {
  readonly nodeId: string
  readonly state: NodeState | undefined
  readonly windowMs: number | null
  /** All sensors of the node. */
  readonly all: readonly SilentSensor[]
  /** Those that the rule watches. */
  readonly watched: readonly SilentSensor[]
  readonly now: number
}

const never = Number.POSITIVE_INFINITY

/**
 * A sensor is silent after the rule's window (default max(3 periods, 30 s)). It has an alarm of its own only while its node is heard: some
 * sensor within half that time. With nothing heard for all of it, or an offline node, the node has the alarm; in between nothing changes.
 * An alarm ends only with a sample: right after a start nobody knows.
 */
export function judgeSilence({ nodeId, state, windowMs, all, watched, now }: Question): SilenceVerdict {
  const limitOf = ({ intervalMs }: SilentSensor) => silenceOf({ windowMs }, intervalMs)
  const silentForMs = ({ silentSince }: SilentSensor) => (silentSince === null ? 0 : now - silentSince)
  const isSilent = (sensor: SilentSensor) => silentForMs(sensor) > limitOf(sensor)
  const isHeard = (sensor: SilentSensor, limitMs: number) => sensor.arrivedAt !== null && now - sensor.arrivedAt <= limitMs
  const known = all.filter((sensor) => sensor.silentSince !== null)
  const answer = (node: boolean | null, silent: true | null, { shutBy = null, nextAt }: { shutBy?: string | null; nextAt: number }) => {
    const verdictOf = (sensor: SilentSensor) => (isSilent(sensor) ? silent : isHeard(sensor, limitOf(sensor)) ? false : null)
    return { node, shutBy, nextAt, sensors: new Map(watched.map((sensor) => [sensor.sensorId, verdictOf(sensor)])) }
  }
  if (known.length === 0) return answer(null, null, { nextAt: never })
  if (state === 'maintenance') return answer(false, null, { shutBy: `node ${nodeId} is in maintenance`, nextAt: never })

  const dueAt = Math.min(...watched.filter((s) => s.silentSince !== null && !isSilent(s)).map((s) => now - silentForMs(s) + limitOf(s) + 1))
  const quietMs = Math.min(...known.map(silentForMs))
  const calmMs = Math.min(...known.map(limitOf))
  const isNodeHeard = known.some((sensor) => isHeard(sensor, calmMs / 2))
  // Samples are newer news than the word silent.
  if (state === 'offline' || (state === 'silent' && !isNodeHeard) || quietMs > calmMs) {
    const shutBy = `node ${nodeId} is ${state === 'offline' ? 'offline' : 'silent'}`
    return answer(watched.some(isSilent) ? true : null, null, { shutBy, nextAt: dueAt })
  }
  if (!isNodeHeard) return answer(null, null, { nextAt: now })
  return answer(false, true, { nextAt: Math.min(dueAt, now - quietMs + calmMs + 1) })
}
