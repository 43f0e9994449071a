// What of the rules page stands in the address. Pure.
import { type AlarmKind, alarmKinds } from '../../domain/alarm.ts'

export interface RuleSearch {
  readonly q?: string
  readonly kind?: AlarmKind
  /** The rule that is open, or `new`. */
  readonly id?: string
  /** With `new`: for this sensor. */
  readonly sensor?: string
  /** With `new`: in place of this rule. */
  readonly overrides?: string
}

/** Reads an address; what isn't understood is left out. */
export function readRuleSearch(search: Record<string, unknown>): RuleSearch {
  const kind = alarmKinds.find((k) => k === search.kind)
  const texts = ['q', 'id', 'sensor', 'overrides'].flatMap((name) => {
    const value = search[name]
    const text = typeof value === 'number' ? String(value) : value
    return typeof text === 'string' && text !== '' && text.length <= 200 ? [[name, text]] : []
  })
  return { ...(Object.fromEntries(texts) as RuleSearch), ...(kind === undefined ? {} : { kind }) }
}
