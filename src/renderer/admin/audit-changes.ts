// What an entry of the audit changed, field by field. Pure.
import type { AuditEntry } from '../../contract/schemas/audit.ts'

export interface FieldChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

const textOf = (value: unknown) => (value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value))

function fieldsOf(json: string | null): Record<string, unknown> {
  if (json === null) return {}
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { '': value }
  } catch {
    return { '': json }
  }
}

/** Only what differs. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): readonly FieldChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((field) => ({ field, before: textOf(old[field]), after: textOf(now[field]) }))
    .filter((row) => row.before !== row.after)
}
