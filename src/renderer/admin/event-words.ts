// A business event in words: its sentence, its family's icon, where its subject lives, its data as lines. Pure but for the translator.
import type { TFunction } from 'i18next'
import { alarmPriorityNames, type BusinessEventName, businessEventNames } from '../../contract/business-events.ts'
import type { BusinessEventRecord } from '../../contract/schemas/event.ts'
import { durationText } from '../ui/duration.ts'
import type { Formats } from '../ui/format.ts'
import type { IconName } from '../ui/icons.ts'

export type Said = Pick<BusinessEventRecord, 'type' | 'data'>

const familyNames = ['report', 'design', 'account', 'key', 'alarm', 'node', 'command', 'delivery', 'backup', 'health'] as const
export type Family = (typeof familyNames)[number]
export const families: readonly Family[] = familyNames

const icons: Readonly<Record<Family, IconName>> = {
  ...{ report: 'certificate', design: 'rulerMeasure', account: 'user', key: 'key', alarm: 'bellRinging', node: 'hexagon' },
  ...{ command: 'send', delivery: 'webhook', backup: 'archive', health: 'activity' },
}

export const familyOf = (type: string): Family | null => familyNames.find((name) => type === name || type.startsWith(`${name}.`)) ?? null
export const iconOf = (type: string): IconName => icons[familyOf(type) ?? 'health']

const isKnown = (type: string): type is BusinessEventName => (businessEventNames as readonly string[]).includes(type)

/** Of a type or a pattern: "Alarm raised", "Alarms: all", "Everything". */
export function eventName(pattern: string, t: TFunction): string {
  if (pattern === '*') return t('eventNames.all')
  const family = familyOf(pattern)
  if (pattern.endsWith('.*') && family !== null) return t('eventNames.family', { family: t(`eventFamilies.${family}`) })
  return isKnown(pattern) ? t(`eventNames.${pattern}`) : pattern
}

export interface Words {
  readonly t: TFunction
  readonly formats: Formats
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
/** 1 to 4; 4 where it is none. */
const priorityOf = (value: unknown): number => {
  const at = (alarmPriorityNames as readonly unknown[]).indexOf(value)
  return at === -1 ? alarmPriorityNames.length : at + 1
}
const measured = (value: number, unit: unknown, formats: Formats) => `${formats.number(value, 2)} ${text(unit)}`.trim()

/** Which of a type's sentences fits; most types have one. */
function saidKey({ type, data }: Said): string {
  if (type === 'alarm.raised') return typeof data.value === 'number' ? 'alarm.raisedValue' : type
  if (type === 'alarm.cleared') return typeof data.by === 'string' ? 'alarm.ended' : type
  if (type === 'design.exported') return data.status === 'failed' ? 'design.notExported' : type
  if (type === 'account.created') return data.state === 'invited' ? 'account.invited' : type
  if (type === 'account.disabled') return data.isDeleted === true ? 'account.deleted' : type
  return type === 'command.failed' && data.state === 'expired' ? 'command.expired' : type
}

/** What happened, as a sentence without a full stop. */
export function sentenceOf(event: Said, { t, formats }: Words): string {
  const { type, data } = event
  const said = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, text(value)]))
  const value = number(data.value)
  return t(`eventSaid.${saidKey(event)}`, {
    ...said,
    n: priorityOf(data.priority),
    count: number(data.days) ?? 0,
    ...(value === null ? {} : { value: measured(value, data.unit, formats) }),
    ...(type === 'design.exported' ? { format: text(data.format).toUpperCase() } : {}),
    ...(type === 'alarm.acknowledged' && said.by === '' ? { by: t('jobs.gone') } : {}),
    defaultValue: type,
  })
}

const subjectKinds = ['design', 'node', 'alarm', 'account', 'key', 'webhook', 'health', 'report', 'hook-source'] as const

/** A subject in words, by what its event says of it where there is one. */
export function subjectWords(subject: string, t: TFunction, data?: Said['data']): string {
  const named = data?.title ?? data?.name
  if (typeof named === 'string' && named !== '') return named
  const slash = subject.indexOf('/')
  const kind = subjectKinds.find((one) => one === subject.slice(0, slash))
  return t(`subjects.${kind ?? 'other'}`, { id: subject.slice(slash + 1) })
}

/** What is read elsewhere on the page, or only means something to programs. */
const unread = new Set(['unit', 'alarmId', 'ruleId', 'designId', 'projectId', 'accountId', 'keyId', 'ownerId', 'exportId', 'commandId'])
const readFirst = ['title', 'name', 'priority', 'step', 'state', 'value', 'setPoint']
const unreadToo = new Set(['endpointId', 'reportId'])

/** The data as lines; ids that say nothing to people are left to the raw text. */
export function linesOf({ data }: Said, { t, formats }: Words): (readonly [string, string])[] {
  const place = (key: string) => (readFirst.includes(key) ? readFirst.indexOf(key) : readFirst.length)
  const sorted = Object.entries(data).sort(([a], [b]) => place(a) - place(b))
  return sorted.flatMap(([key, value]) => {
    if (value === null || value === '' || unread.has(key) || unreadToo.has(key)) return []
    const label = t(`eventFields.${key as 'name'}`, { defaultValue: key })
    return [[label, shown(key, value, data, { t, formats })] as const]
  })
}

function shown(key: string, value: unknown, data: Said['data'], { t, formats }: Words): string {
  if (typeof value === 'boolean') return t(value ? 'eventFields.yes' : 'eventFields.no')
  if (key === 'priority') return String(priorityOf(value))
  if (key === 'state' && 'alarmId' in data) return t(`alarms.states.${value as 'normal'}`, { defaultValue: text(value) })
  if (typeof value === 'number') {
    if (key === 'value' || key === 'setPoint') return measured(value, data.unit, formats)
    if (key.endsWith('At') || key === 'until') return formats.dateTime(value)
    if (key === 'bytes') return formats.bytes(value)
    if (key === 'afterMs') return durationText(Math.round(value / 1000) * 1000)
    return formats.number(value, 2)
  }
  return Array.isArray(value) ? value.map(text).join(', ') : text(value)
}
