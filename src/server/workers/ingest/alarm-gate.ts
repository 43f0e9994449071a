// Whether a rule applies now: its schedule in the server's local time and its enable expression over the newest values. Answers are kept for
// the minute and until a value that an expression reads has changed.
import { evaluateExpression } from '../../../domain/alarm-expression.ts'
import { isScheduled } from '../../../domain/alarm-schedule.ts'
import type { SensorValue } from '../../../domain/sensor.ts'
import type { CompiledRule } from './alarm-rule-set.ts'

export interface AlarmGate {
  /** Why it does not apply; null when it does; undefined when a value is not known yet. */
  shutBy(rule: CompiledRule, now: number): string | null | undefined
  isAlwaysOpen(rule: CompiledRule): boolean
  /** Rules were changed. */
  setRules(rules: readonly CompiledRule[]): void
  /** A sensor has another value. */
  noteValue(sensorId: string): void
}

const minuteMs = 60_000

export function createAlarmGate({ readValue }: { readValue: (sensorId: string) => SensorValue | null }): AlarmGate {
  const answers = new Map<CompiledRule, { readonly minute: number; readonly version: number; readonly shutBy: string | null | undefined }>()
  let read = new Set<string>()
  let version = 0
  const ask = (rule: CompiledRule, now: number): string | null | undefined => {
    const local = new Date(now)
    const time = { day: local.getDay(), minutes: local.getHours() * 60 + local.getMinutes() }
    if (!isScheduled(rule.record.schedule, time)) return 'the schedule of its rule'
    if (rule.expression === null) return null
    if (rule.expression === 'unreadable') return 'the expression of its rule, which can’t be read'
    const holds = evaluateExpression(rule.expression, readValue)
    return holds === null ? undefined : holds ? null : 'the expression of its rule'
  }
  const isAlwaysOpen = ({ expression, record }: CompiledRule) => expression === null && record.schedule.length === 0
  return {
    isAlwaysOpen,
    shutBy: (rule, now) => {
      if (isAlwaysOpen(rule)) return null
      const minute = Math.floor(now / minuteMs)
      const known = answers.get(rule)
      if (known !== undefined && known.minute === minute && known.version === version) return known.shutBy
      const shutBy = ask(rule, now)
      answers.set(rule, { minute, version, shutBy })
      return shutBy
    },
    setRules: (rules) => {
      answers.clear()
      read = new Set(rules.flatMap((rule) => rule.expressionSensorIds))
    },
    noteValue: (sensorId) => {
      if (read.has(sensorId)) version += 1
    },
  }
}
