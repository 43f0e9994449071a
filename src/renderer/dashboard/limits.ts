// Which set-points stand on a chart: those of the enabled rules that watch its sensors. Pure.
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import type { SensorRecord } from '../../contract/schemas/sensor.ts'

export type LimitKind = 'hihi' | 'hi' | 'lo' | 'lolo'
export interface SensorLimit {
  readonly kind: LimitKind
  readonly value: number
  readonly unit: string
  /** Their nodes. */
  readonly nodeIds: readonly string[]
}

const limitKinds: ReadonlySet<string> = new Set(['hihi', 'hi', 'lo', 'lolo'])

/** Whether a rule is about a sensor. */
export function watches(
  { target }: Pick<AlarmRuleRecord, 'target'>,
  sensor: Pick<SensorRecord, 'id' | 'nodeId' | 'type' | 'position'>,
): boolean {
  switch (target.kind) {
    case 'sensor':
      return target.sensorId === sensor.id
    case 'type':
      return target.type === sensor.type
    case 'node':
      return target.nodeId === sensor.nodeId && (target.type === undefined || target.type === sensor.type)
    case 'zone':
      return target.designId === sensor.position?.designId && (target.type === undefined || target.type === sensor.type)
    case 'all':
      return true
  }
}

/** Set-points of several sensors, each value once, an override in the place of what it overrides. */
export function limitsOf(sensors: readonly SensorRecord[], rules: readonly AlarmRuleRecord[]): readonly SensorLimit[] {
  const byValue = new Map<string, { kind: LimitKind; value: number; unit: string; nodeIds: string[] }>()
  for (const sensor of sensors) {
    const own = rules.filter((r) => r.enabled && watches(r, sensor))
    const overridden = new Set(own.map((r) => r.overrides))
    for (const rule of own) {
      if (rule.setPoint === null || !limitKinds.has(rule.kind) || overridden.has(rule.id)) continue
      const key = `${rule.kind} ${rule.setPoint} ${sensor.unit}`
      const held = byValue.get(key) ?? { kind: rule.kind as LimitKind, value: rule.setPoint, unit: sensor.unit, nodeIds: [] }
      held.nodeIds.push(sensor.nodeId)
      byValue.set(key, held)
    }
  }
  return [...byValue.values()].sort((a, b) => b.value - a.value)
}
