// A rule as its form holds it (texts as typed) and back: which fields a kind has, how durations and values are read. Pure.
import type { AlarmRuleRecord, AlarmTarget, CreateAlarmRule } from '../../contract/schemas/alarm.ts'
import type { AlarmKind } from '../../domain/alarm.ts'
import { parseExpression } from '../../domain/alarm-expression.ts'
import type { SensorValue } from '../../domain/sensor.ts'
import { durationText, readDuration } from '../ui/duration.ts'

export type TargetKind = AlarmTarget['kind']

export interface WindowForm {
  readonly days: readonly number[]
  readonly from: string
  readonly to: string
}

export interface StepForm {
  readonly after: string
  readonly priority: number
  readonly note: string
}

export interface RuleForm {
  readonly name: string
  readonly enabled: boolean
  readonly targetKind: TargetKind
  readonly sensorId: string
  readonly type: string
  readonly nodeId: string
  readonly designId: string
  readonly overrides: string | null
  readonly kind: AlarmKind
  readonly setPoint: string
  readonly referenceKind: 'number' | 'sensor'
  readonly referenceNumber: string
  readonly referenceSensor: string
  readonly window: string
  readonly states: string
  readonly deadband: string
  readonly onDelay: string
  readonly offDelay: string
  readonly priority: number
  readonly latch: boolean
  readonly schedule: readonly WindowForm[]
  readonly enableExpression: string
  readonly advice: string
  readonly escalation: readonly StepForm[]
  readonly deEscalate: boolean
}

export type RuleField = 'setPoint' | 'reference' | 'window' | 'states' | 'deadband'

/** Which fields a kind has besides those every rule has. */
export const fieldsOfKind: Readonly<Record<AlarmKind, readonly RuleField[]>> = {
  hihi: ['setPoint', 'deadband'],
  hi: ['setPoint', 'deadband'],
  lo: ['setPoint', 'deadband'],
  lolo: ['setPoint', 'deadband'],
  deviation: ['setPoint', 'reference', 'deadband'],
  rate: ['setPoint', 'window', 'deadband'],
  stuck: ['setPoint', 'window'],
  noData: ['window'],
  state: ['states'],
}

export const newRuleForm: RuleForm = {
  name: '',
  enabled: true,
  targetKind: 'type',
  sensorId: '',
  type: 'temperature',
  nodeId: '',
  designId: '',
  overrides: null,
  kind: 'hi',
  setPoint: '',
  referenceKind: 'number',
  referenceNumber: '',
  referenceSensor: '',
  window: '',
  states: '',
  deadband: '0',
  onDelay: '0 s',
  offDelay: '0 s',
  priority: 3,
  latch: false,
  schedule: [],
  enableExpression: '',
  advice: '',
  escalation: [],
  deEscalate: true,
}

/** 8:05, 0805 or 8 as HH:MM; null when it is no time of day. */
export function readClock(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/.exec(text.trim())
  const hours = Number(found?.[1])
  const minutes = Number(found?.[2] ?? 0)
  if (!found || hours > 23 || minutes > 59) return null
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/** Point or comma. */
export function readNumber(text: string): number | null {
  const said = text.trim().replace(',', '.')
  const value = Number(said)
  return said === '' || !Number.isFinite(value) ? null : value
}

const readState = (text: string): SensorValue => (text === 'true' ? true : text === 'false' ? false : (readNumber(text) ?? text))

/** The form of a rule. */
export function formOfRule(rule: AlarmRuleRecord): RuleForm {
  const { target, reference } = rule
  return {
    name: rule.name,
    enabled: rule.enabled,
    targetKind: target.kind,
    sensorId: target.kind === 'sensor' ? target.sensorId : '',
    type: ('type' in target ? target.type : undefined) ?? '',
    nodeId: target.kind === 'node' ? target.nodeId : '',
    designId: target.kind === 'zone' ? target.designId : '',
    overrides: rule.overrides,
    kind: rule.kind,
    setPoint: rule.setPoint === null ? '' : String(rule.setPoint),
    referenceKind: typeof reference === 'string' ? 'sensor' : 'number',
    referenceNumber: typeof reference === 'number' ? String(reference) : '',
    referenceSensor: typeof reference === 'string' ? reference : '',
    window: rule.windowMs === null ? '' : durationText(rule.windowMs),
    states: rule.states.map(String).join(', '),
    deadband: String(rule.deadband),
    onDelay: durationText(rule.onDelayMs),
    offDelay: durationText(rule.offDelayMs),
    priority: rule.priority,
    latch: rule.latch,
    schedule: rule.schedule,
    enableExpression: rule.enableExpression,
    advice: rule.advice,
    escalation: rule.escalation.map((s) => ({ after: durationText(s.afterMs), priority: s.priority, note: s.note })),
    deEscalate: rule.deEscalate,
  }
}

/** The same rule for one sensor, in place of the rule it comes from. */
export function overrideForm(rule: AlarmRuleRecord, sensorId: string): RuleForm {
  return { ...formOfRule(rule), targetKind: 'sensor', sensorId, type: '', nodeId: '', designId: '', overrides: rule.id }
}

/** A refused field by its pointer, with the key of a sentence or, where it has a position, the sentence itself. */
export interface FormError {
  readonly pointer: string
  readonly key: 'needed' | 'number' | 'duration' | 'days' | 'expression'
  readonly detail?: string
  readonly at?: number
}

export type RuleBody = Required<CreateAlarmRule>
export type ReadForm =
  | { readonly kind: 'ok'; readonly body: RuleBody }
  | { readonly kind: 'refused'; readonly errors: readonly FormError[] }

/** The body to send; fields the kind doesn't have are emptied. */
export function bodyOfForm(form: RuleForm): ReadForm {
  const errors: FormError[] = []
  const has = (field: RuleField) => fieldsOfKind[form.kind].includes(field)
  const refuse = (pointer: string, key: FormError['key']) => {
    errors.push({ pointer, key })
    return 0
  }
  const needed = (pointer: string, text: string) => {
    if (text.trim() === '') refuse(pointer, 'needed')
    return text.trim()
  }
  const number = (pointer: string, text: string) =>
    text.trim() === '' ? refuse(pointer, 'needed') : (readNumber(text) ?? refuse(pointer, 'number'))
  const duration = (pointer: string, text: string) => (text.trim() === '' ? 0 : (readDuration(text) ?? refuse(pointer, 'duration')))

  const name = needed('/name', form.name)
  const target = ((): AlarmTarget => {
    const type = form.type === '' ? {} : { type: form.type }
    switch (form.targetKind) {
      case 'sensor':
        return { kind: 'sensor', sensorId: needed('/target/sensorId', form.sensorId) }
      case 'type':
        return { kind: 'type', type: needed('/target/type', form.type) }
      case 'node':
        return { kind: 'node', nodeId: needed('/target/nodeId', form.nodeId), ...type }
      case 'zone':
        return { kind: 'zone', designId: needed('/target/designId', form.designId), ...type }
      case 'all':
        return { kind: 'all' }
    }
  })()
  const setPoint = has('setPoint') ? number('/setPoint', form.setPoint) : null
  const reference = !has('reference')
    ? null
    : form.referenceKind === 'number'
      ? number('/reference', form.referenceNumber)
      : needed('/reference', form.referenceSensor)
  // Without a window, no data takes the node's own period; the others need one.
  const windowMs = !has('window')
    ? null
    : form.window.trim() === ''
      ? form.kind === 'noData'
        ? null
        : refuse('/windowMs', 'needed')
      : duration('/windowMs', form.window)
  const states = has('states')
    ? form.states
        .split(',')
        .map((s) => s.trim())
        .filter((s) => s !== '')
        .map(readState)
    : []
  if (has('states') && states.length === 0) refuse('/states', 'needed')
  for (const [n, { days }] of form.schedule.entries()) if (days.length === 0) refuse(`/schedule/${n}/days`, 'days')
  const escalation = form.escalation.map((step, n) => ({
    afterMs: step.after.trim() === '' ? refuse(`/escalation/${n}/afterMs`, 'needed') : duration(`/escalation/${n}/afterMs`, step.after),
    priority: step.priority,
    note: step.note.trim(),
  }))
  const enableExpression = form.enableExpression.trim()
  if (enableExpression !== '') {
    const parsed = parseExpression(enableExpression)
    if (parsed.kind === 'error') errors.push({ pointer: '/enableExpression', key: 'expression', detail: parsed.detail, at: parsed.at })
  }
  const body: RuleBody = {
    name,
    enabled: form.enabled,
    target,
    overrides: form.overrides,
    kind: form.kind,
    setPoint,
    reference,
    windowMs,
    states,
    deadband: has('deadband') ? (form.deadband.trim() === '' ? 0 : number('/deadband', form.deadband)) : 0,
    onDelayMs: duration('/onDelayMs', form.onDelay),
    offDelayMs: duration('/offDelayMs', form.offDelay),
    priority: form.priority,
    latch: form.latch,
    schedule: form.schedule.map((w) => ({ days: [...w.days], from: w.from, to: w.to })),
    enableExpression,
    advice: form.advice.trim(),
    escalation,
    deEscalate: form.deEscalate,
  }
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'ok', body }
}
