// The form of a mapping <-> the mapping. Pure.
import type { HookSourceRecord } from '../../contract/schemas/hook.ts'
import type { HookField, HookMapping } from '../../domain/hook-mapping.ts'

type Target = HookMapping['target']

export const fieldsOf = {
  readings: ['sensor', 'value', 'timestamp'],
  ticket: ['title', 'description', 'priority', 'node', 'externalId', 'state', 'dueAt'],
  tariff: ['currency', 'standard', 'bandName', 'bandPrice'],
} as const satisfies { readonly [T in Target]: readonly string[] }

export type FieldName = (typeof fieldsOf)[Target][number]
/** Read from the whole body even where the mapping has a list. */
export const bodyFields: ReadonlySet<FieldName> = new Set(['currency', 'standard'])
/** The sender's words for these can be other than ours. */
export const tableFields: ReadonlySet<FieldName> = new Set(['sensor', 'node', 'bandName'])

export interface FieldForm {
  readonly pointer: string
  readonly constant: string
}
export interface MappingForm {
  readonly target: Target
  readonly items: string
  readonly hasItems: boolean
  readonly fields: Readonly<Partial<Record<FieldName, FieldForm>>>
  /** Lines `theirs = ours`. */
  readonly table: string
  readonly scale: string
  readonly offset: string
}

const emptyField: FieldForm = { pointer: '', constant: '' }

/** What the form starts with. */
export function formOf(given: HookSourceRecord['mapping'] | HookMapping): MappingForm {
  const mapping = given as HookMapping
  const parts = mapping as unknown as Readonly<Record<string, HookField | undefined>>
  const fields = Object.fromEntries(
    fieldsOf[mapping.target].map((name) => {
      const field = parts[name]
      return [name, { pointer: field?.pointer ?? '', constant: field?.constant === undefined ? '' : String(field.constant) }]
    }),
  )
  const named = fieldsOf[mapping.target].find((name) => tableFields.has(name))
  const table = named === undefined ? {} : (parts[named]?.table ?? {})
  return {
    ...{ target: mapping.target, items: mapping.items ?? '', hasItems: mapping.items !== undefined, fields },
    table: Object.entries(table)
      .map(([theirs, ours]) => `${theirs} = ${ours}`)
      .join('\n'),
    scale: 'scale' in mapping && mapping.scale !== undefined ? String(mapping.scale) : '',
    offset: 'offset' in mapping && mapping.offset !== undefined ? String(mapping.offset) : '',
  }
}

/** The mapping of what was typed; empty fields are left out. */
export function mappingOf(form: MappingForm): HookSourceRecord['mapping'] {
  const table = Object.fromEntries(
    form.table.split('\n').flatMap((line) => {
      const at = line.lastIndexOf('=')
      const [theirs, ours] = [line.slice(0, at).trim(), line.slice(at + 1).trim()]
      return at < 0 || theirs === '' || ours === '' ? [] : [[theirs, ours]]
    }),
  )
  const fields = Object.fromEntries(
    fieldsOf[form.target].flatMap((name): [string, HookField][] => {
      const { pointer, constant } = form.fields[name] ?? emptyField
      if (pointer === '' && constant === '') return []
      const hasTable = tableFields.has(name) && Object.keys(table).length > 0
      return [
        [
          name,
          {
            ...(pointer === '' ? {} : { pointer }),
            ...(constant === '' ? {} : { constant }),
            ...(bodyFields.has(name) && form.hasItems ? { from: 'body' } : {}),
            ...(hasTable ? { table } : {}),
          } as HookField,
        ],
      ]
    }),
  )
  const number = (text: string) => Number(text.replace(',', '.'))
  return {
    ...{ target: form.target, ...fields },
    ...(form.hasItems ? { items: form.items } : {}),
    ...(form.target === 'ticket' || form.scale.trim() === '' ? {} : { scale: number(form.scale) }),
    ...(form.target !== 'readings' || form.offset.trim() === '' ? {} : { offset: number(form.offset) }),
  } as HookSourceRecord['mapping']
}
