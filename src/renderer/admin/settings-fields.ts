// How a field of the settings' schema is shown and read. Pure.

/** What the form reads of a JSON schema. */
export interface FieldSchema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly unit?: string
  readonly restart?: boolean
  readonly enum?: readonly string[]
  readonly maxLength?: number
}

export type FieldKind = 'switch' | 'choice' | 'number' | 'numbers' | 'record' | 'text'
export type ReadField = { readonly kind: 'ok'; readonly value: unknown } | { readonly kind: 'refused' }

/** Which control it gets. */
export function fieldKind(field: FieldSchema): FieldKind {
  if (field.enum) return 'choice'
  if (field.type === 'boolean') return 'switch'
  if (field.type === 'number' || field.type === 'integer') return 'number'
  if (field.type === 'array') return 'numbers'
  return field.type === 'object' ? 'record' : 'text'
}

/** The headings of the form; what a later version adds without one stands at the end. */
export const settingGroups = [
  ['projects', ['outputFolder', 'units', 'catalogue', 'moduleMm', 'drawnBy', 'dxfFlavour', 'layers', 'tourDone']],
  ['panels', ['perimeterGapMm', 'panelGapMm', 'panelMinMm', 'panelMaxMm', 'panelStrategy']],
  ['prices', ['wasteRate', 'labourRate', 'taxRate']],
  ['readings', ['rawRetentionDays', 'minuteRetentionDays', 'hourRetentionDays', 'retentionByType', 'readingsBudgetGb']],
  ['signIn', ['requireSignIn', 'selfSignUp', 'selfSignUpRole', 'magicLinks', 'secondFactorFor', 'idleLockMinutes']],
] as const

export type SettingGroup = (typeof settingGroups)[number][0] | 'other'

/** The group a field stands under. */
export function groupOf(name: string): SettingGroup {
  return settingGroups.find(([, names]) => (names as readonly string[]).includes(name))?.[0] ?? 'other'
}

/** One type in the table of retentions, its numbers as they are typed. */
export interface RetentionRow {
  readonly type: string
  readonly rawDays: string
  readonly minuteDays: string
}

/** The rows of the record's JSON; none for text that isn't any. */
export function retentionRows(text: string): readonly RetentionRow[] {
  const read = readField({ type: 'object' }, text)
  if (read.kind === 'refused' || read.value === null || typeof read.value !== 'object') return []
  const shown = (days: unknown) => (days === undefined ? '' : String(days))
  return Object.entries(read.value as Record<string, { rawDays?: unknown; minuteDays?: unknown }>).map(([type, kept]) => ({
    type,
    rawDays: shown(kept.rawDays),
    minuteDays: shown(kept.minuteDays),
  }))
}

/** JSON of the rows; what is no number stays text, so that the server names it. */
export function retentionText(rows: readonly RetentionRow[]): string {
  const days = (typed: string) => (/^\s*\d+\s*$/.test(typed) ? Number(typed) : typed)
  const record = rows.map(({ type, rawDays, minuteDays }) => [
    type,
    { ...(rawDays.trim() === '' ? {} : { rawDays: days(rawDays) }), ...(minuteDays.trim() === '' ? {} : { minuteDays: days(minuteDays) }) },
  ])
  return JSON.stringify(Object.fromEntries(record), null, 2)
}

/** A value as it stands in its field: 600 x 600 for pairs, JSON for records. */
export function textOfField(field: FieldSchema, value: unknown): string {
  const kind = fieldKind(field)
  if (kind === 'numbers') return Array.isArray(value) ? value.join(' x ') : ''
  if (kind === 'record') return JSON.stringify(value ?? {}, null, 2)
  return String(value ?? '')
}

/** The value of a text; the server says what of it is out of range. */
export function readField(field: FieldSchema, text: string): ReadField {
  const kind = fieldKind(field)
  const number = (part: string) => (part.trim() === '' ? Number.NaN : Number(part.trim().replace(',', '.')))
  if (kind === 'switch') return { kind: 'ok', value: text === 'true' }
  if (kind === 'number') {
    const value = number(text)
    return Number.isFinite(value) ? { kind: 'ok', value } : { kind: 'refused' }
  }
  if (kind === 'numbers') {
    const value = text.split(/[x×;]/i).map(number)
    return value.every(Number.isFinite) ? { kind: 'ok', value } : { kind: 'refused' }
  }
  if (kind === 'record') {
    try {
      return { kind: 'ok', value: JSON.parse(text) }
    } catch {
      return { kind: 'refused' }
    }
  }
  return { kind: 'ok', value: text }
}
