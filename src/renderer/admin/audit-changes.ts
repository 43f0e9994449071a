// What an entry of the audit changed, field by field. Pure.
import type { AuditEntry } from '../../contract/schemas/audit.ts'

export interface FieldChange {
  /** Its path in the record: `room.outer.2`. */
  readonly field: string
  readonly kind: 'added' | 'removed' | 'changed'
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

const deepest = 4

/** Whether both have parts of their own to look into. */
const isNested = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Texts of the database that are JSON themselves are looked into, too. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function differences(old: Record<string, unknown>, now: Record<string, unknown>, path: string, depth: number): FieldChange[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name): FieldChange[] => {
    const field = path === '' ? name : `${path}.${name}`
    const [was, is] = [opened(old[name]), opened(now[name])]
    if (depth < deepest && isNested(was) && isNested(is) && Array.isArray(was) === Array.isArray(is))
      return differences(was, is, field, depth + 1)
    const [before, after] = [textOf(was), textOf(is)]
    if (before === after) return []
    return [{ field, kind: before === null ? 'added' : after === null ? 'removed' : 'changed', before, after }]
  })
}

/** Only what differs, as deep as it goes. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): readonly FieldChange[] {
  return differences(fieldsOf(before), fieldsOf(after), '', 0)
}
