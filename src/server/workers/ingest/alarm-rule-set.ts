// Which rules watch which sensor: targets, overrides of templates, and everything of a rule that is prepared once. No states, no I/O.
import type { AlarmRuleRecord, AlarmTarget } from '../../../contract/schemas/alarm.ts'
import type { AlarmKind } from '../../../domain/alarm.ts'
import { type Expression, parseExpression } from '../../../domain/alarm-expression.ts'
import type { AlarmBehaviour } from '../../../domain/alarm-machine.ts'
import type { SensorFacts } from '../../ingest-port.ts'

export interface CompiledRule {
  readonly record: AlarmRuleRecord
  readonly behaviour: AlarmBehaviour
  /** null where the rule has none; 'unreadable' keeps the rule shut. */
  readonly expression: Expression | null | 'unreadable'
  readonly expressionSensorIds: readonly string[]
}

/** One rule on one sensor; `sensor` null: the rule's alarm of the whole node. */
export interface Watch {
  readonly key: string
  readonly rule: CompiledRule
  readonly sensor: SensorFacts | null
  readonly nodeId: string
  /** Where it hangs; of a node, where any of its sensors does. */
  readonly designId: string | null
}

export interface RuleSet {
  setRules(rules: readonly AlarmRuleRecord[]): void
  setSensors(sensors: readonly SensorFacts[]): void
  /** Both have been told at least once. */
  isComplete(): boolean
  rules(): readonly CompiledRule[]
  rule(id: string): CompiledRule | undefined
  sensor(id: string): SensorFacts | undefined
  sensors(): Iterable<SensorFacts>
  /** The graver kinds first. */
  watchesOf(sensorId: string): readonly Watch[]
}

const graver: Partial<Record<AlarmKind, number>> = { hihi: 0, lolo: 0 }

export function keyOf(ruleId: string, sensorId: string | null, nodeId: string): string {
  return sensorId === null ? `${ruleId}/node:${nodeId}` : `${ruleId}/${sensorId}`
}

/** Answers from memory; a sensor's watches are worked out when first asked for. */
export function createRuleSet(): RuleSet {
  let rules: readonly CompiledRule[] | null = null
  let enabled: readonly CompiledRule[] = []
  let byId = new Map<string, CompiledRule>()
  let sensors: Map<string, SensorFacts> | null = null
  const watches = new Map<string, readonly Watch[]>()
  const none: readonly Watch[] = []

  const workOut = (sensorId: string): readonly Watch[] => {
    const sensor = sensors?.get(sensorId)
    if (sensor === undefined) return none
    const matching = enabled.filter((rule) => isTarget(rule.record.target, sensor))
    const replaced = new Set(matching.map((rule) => rule.record.overrides))
    return matching
      .filter((rule) => !replaced.has(rule.record.id))
      .sort((a, b) => (graver[a.record.kind] ?? 1) - (graver[b.record.kind] ?? 1))
      .map((rule) => ({
        key: keyOf(rule.record.id, sensorId, sensor.nodeId),
        rule,
        sensor,
        nodeId: sensor.nodeId,
        designId: sensor.designId,
      }))
  }

  return {
    setRules: (records) => {
      rules = records.map(compileRule)
      enabled = rules.filter((rule) => rule.record.enabled)
      byId = new Map(rules.map((rule) => [rule.record.id, rule]))
      watches.clear()
    },
    setSensors: (facts) => {
      // The whole registry comes with every change of it: what stayed the same keeps what was worked out.
      const before = sensors
      sensors = new Map()
      for (const sensor of facts) {
        const known = before?.get(sensor.sensorId)
        const isSame = known !== undefined && isSameSensor(known, sensor)
        sensors.set(sensor.sensorId, isSame ? known : sensor)
        if (!isSame) watches.delete(sensor.sensorId)
      }
      for (const sensorId of watches.keys()) if (!sensors.has(sensorId)) watches.delete(sensorId)
    },
    isComplete: () => rules !== null && sensors !== null,
    rules: () => rules ?? [],
    rule: (id) => byId.get(id),
    sensor: (id) => sensors?.get(id),
    sensors: () => sensors?.values() ?? [],
    watchesOf: (sensorId) => {
      const known = watches.get(sensorId)
      if (known !== undefined) return known
      const found = workOut(sensorId)
      watches.set(sensorId, found)
      return found
    },
  }
}

function isSameSensor(a: SensorFacts, b: SensorFacts): boolean {
  return a.nodeId === b.nodeId && a.type === b.type && a.unit === b.unit && a.intervalMs === b.intervalMs && a.designId === b.designId
}

function isTarget(target: AlarmTarget, sensor: SensorFacts): boolean {
  switch (target.kind) {
    case 'all':
      return true
    case 'sensor':
      return target.sensorId === sensor.sensorId
    case 'type':
      return target.type === sensor.type
    case 'node':
      return target.nodeId === sensor.nodeId && (target.type ?? sensor.type) === sensor.type
    case 'zone':
      return target.designId === sensor.designId && (target.type ?? sensor.type) === sensor.type
  }
}

function compileRule(record: AlarmRuleRecord): CompiledRule {
  // The contract's integers are checked to be 1 to 4 at the door.
  const behaviour = record as AlarmRuleRecord & AlarmBehaviour
  if (record.enableExpression.trim() === '') return { record, behaviour, expression: null, expressionSensorIds: [] }
  const parsed = parseExpression(record.enableExpression)
  if (parsed.kind === 'error') return { record, behaviour, expression: 'unreadable', expressionSensorIds: [] }
  return { record, behaviour, expression: parsed.expression, expressionSensorIds: parsed.sensorIds }
}
