// What a rule must have beyond its schema: a set-point where its kind compares with one, things it names that exist, an expression that can
// be read, limits in order. Each refusal names the field.
import type { AlarmRuleRecord } from '../../contract/schemas/alarm.ts'
import { parseExpression } from '../../domain/alarm-expression.ts'
import { invalidField } from './refusal.ts'

/** What exists, as far as rules name it. */
export interface AlarmTargets {
  hasSensor(id: string): boolean
  hasNode(id: string): boolean
  hasDesign(id: string): boolean
}

/** Everything a person says of a rule. */
export type AlarmRuleFields = Omit<AlarmRuleRecord, 'id' | 'isDefault' | 'revision' | 'createdAt' | 'updatedAt'>

const levels: readonly string[] = ['lolo', 'lo', 'hi', 'hihi']
const limitKinds: ReadonlySet<string> = new Set(levels)

/** Throws AppError invalid for the first field that can't be. `others` are all rules but this one. */
export function requireUsableRule(
  id: string,
  rule: AlarmRuleFields,
  parts: { targets: AlarmTargets; others: readonly AlarmRuleRecord[] },
): void {
  requireTarget(rule, parts.targets)
  requireConditionFields(rule, parts.targets)
  requireExpression(rule, parts.targets)
  requireEscalation(rule)
  requireOverride(id, rule, parts.others)
  requireOrder(rule, parts.others)
}

function requireTarget({ target }: AlarmRuleFields, { hasSensor, hasNode, hasDesign }: AlarmTargets): void {
  if (target.kind === 'sensor' && !hasSensor(target.sensorId))
    throw invalidField('/target/sensorId', `There is no sensor "${target.sensorId}". List them with GET /api/v1/sensors.`)
  if (target.kind === 'node' && !hasNode(target.nodeId))
    throw invalidField('/target/nodeId', `There is no node "${target.nodeId}". List them with GET /api/v1/nodes.`)
  if (target.kind === 'zone' && !hasDesign(target.designId))
    throw invalidField('/target/designId', 'There is no such design. List them with GET /api/v1/designs.')
}

function requireConditionFields({ kind, setPoint, reference, windowMs, states }: AlarmRuleFields, { hasSensor }: AlarmTargets): void {
  if (limitKinds.has(kind) && setPoint === null) throw invalidField('/setPoint', `A ${kind} alarm needs its limit. Send setPoint.`)
  if (kind === 'deviation' || kind === 'rate') {
    const what = kind === 'rate' ? 'the change a minute' : 'the distance'
    if (setPoint === null || setPoint <= 0) throw invalidField('/setPoint', `A ${kind} alarm needs ${what} it warns above: more than 0.`)
  }
  if (kind === 'stuck' && setPoint !== null && setPoint < 0) throw invalidField('/setPoint', 'The tolerance of a stuck alarm is 0 or more.')
  if (kind === 'deviation' && reference === null)
    throw invalidField('/reference', 'A deviation alarm needs the number or the sensor it is measured from. Send reference.')
  if (typeof reference === 'string' && !hasSensor(reference))
    throw invalidField('/reference', `There is no sensor "${reference}". List them with GET /api/v1/sensors.`)
  if (windowMs !== null && windowMs > 0 && windowMs < 1000) throw invalidField('/windowMs', 'The window is at least 1000 ms.')
  if (kind === 'state' && states.length === 0) throw invalidField('/states', 'A state alarm needs the values that are alarms. Send states.')
}

function requireExpression({ enableExpression }: AlarmRuleFields, { hasSensor }: AlarmTargets): void {
  if (enableExpression.trim() === '') return
  const parsed = parseExpression(enableExpression)
  if (parsed.kind === 'error') throw invalidField('/enableExpression', `At character ${parsed.at + 1}: ${parsed.detail}.`)
  const missing = parsed.sensorIds.find((id) => !hasSensor(id))
  if (missing === undefined) return
  const at = enableExpression.indexOf(missing) + 1
  throw invalidField(
    '/enableExpression',
    `At character ${at}: there is no sensor "${missing}". Write texts in quotation marks; list sensors with GET /api/v1/sensors.`,
  )
}

function requireEscalation({ escalation, priority }: AlarmRuleFields): void {
  for (const [i, step] of escalation.entries()) {
    const before = escalation[i - 1]
    if (before !== undefined && step.afterMs <= before.afterMs)
      throw invalidField(`/escalation/${i}/afterMs`, 'Each step comes later than the one before it.')
    if (step.priority > (before?.priority ?? priority))
      throw invalidField(`/escalation/${i}/priority`, 'A step can’t be less urgent than the one before it (1 is the most urgent).')
  }
}

function requireOverride(id: string, { overrides, target }: AlarmRuleFields, others: readonly AlarmRuleRecord[]): void {
  if (overrides === null) return
  if (overrides === id) throw invalidField('/overrides', 'A rule can’t take its own place.')
  const template = others.find((other) => other.id === overrides)
  if (template === undefined) throw invalidField('/overrides', 'There is no such rule to take the place of.')
  const seen = new Set([id])
  for (let next: AlarmRuleRecord | undefined = template; next !== undefined; ) {
    seen.add(next.id)
    const { overrides: further }: AlarmRuleRecord = next
    if (further !== null && seen.has(further)) throw invalidField('/overrides', 'These rules take each other’s place in a circle.')
    next = others.find((other) => other.id === further)
  }
  if (JSON.stringify(template.target) === JSON.stringify(target))
    throw invalidField('/target', 'The rule whose place it takes watches exactly the same. Change that one instead, or narrow this one.')
}

/** Limits of one target must be in order, or every value would be an alarm. */
function requireOrder(rule: AlarmRuleFields, others: readonly AlarmRuleRecord[]): void {
  const level = levels.indexOf(rule.kind)
  const { setPoint } = rule
  if (level < 0 || setPoint === null || !rule.enabled || isConditional(rule)) return
  for (const other of others) {
    const otherLevel = levels.indexOf(other.kind)
    if (otherLevel < 0 || otherLevel === level || other.setPoint === null || !other.enabled || isConditional(other)) continue
    if (JSON.stringify(other.target) !== JSON.stringify(rule.target)) continue
    if (otherLevel < level === other.setPoint < setPoint && other.setPoint !== setPoint) continue
    const order = otherLevel < level ? 'above' : 'below'
    throw invalidField(
      '/setPoint',
      `The limit of ${rule.kind} must be ${order} that of "${other.name}" (${other.kind} ${other.setPoint}). Change that one first.`,
    )
  }
}

const isConditional = ({ schedule, enableExpression, overrides }: AlarmRuleFields) =>
  schedule.length > 0 || enableExpression.trim() !== '' || overrides !== null
