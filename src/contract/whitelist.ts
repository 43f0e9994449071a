// Reply schemas are white lists: copies what a schema declares and nothing else, so a column nobody declared cannot leak.
// Must not be used to validate: a value of the wrong shape is copied as far as it matches.
import type { Schema } from './validate.ts'

/** A copy of `value` with only the declared properties, in the order of the schema; unions of objects are told apart by what is constant. */
export function keepDeclared(schema: unknown, value: unknown): unknown {
  return keep(schema as Schema, value)
}

const isPlain = (value: unknown) => value === null || typeof value !== 'object'

function keep(schema: Schema, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  // A schema without a type takes anything, and so it keeps everything.
  if (schema.type === undefined && !schema.anyOf && !schema.properties) return value
  if (schema.anyOf) {
    const branch = branchOf(schema.anyOf, value)
    return branch ? keep(branch, value) : null
  }
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return []
    // A tuple keeps what it declares; a list keeps all of its kind.
    if (Array.isArray(items)) return items.map((item, i) => keep(item, value[i] ?? null))
    return value.every(isPlain) ? value : value.map((item) => keep(items as Schema, item))
  }
  const from = value as Record<string, unknown>
  const kept: Record<string, unknown> = {}
  const { properties, patternProperties } = schema
  for (const name in properties) {
    const property = properties[name]
    if (property && from[name] !== undefined) kept[name] = keep(property, from[name])
  }
  for (const pattern in patternProperties) {
    const [property, test] = [patternProperties[pattern], new RegExp(pattern, 'u')]
    for (const name of Object.keys(from)) if (property && test.test(name)) kept[name] = keep(property, from[name])
  }
  return kept
}

/** A union inside of a union, such as one that may also be null. */
const flattened = (branch: Schema): readonly Schema[] => (branch.anyOf ? branch.anyOf.flatMap(flattened) : [branch])

function branchOf(branches: readonly Schema[], value: object): Schema | undefined {
  const type = Array.isArray(value) ? 'array' : 'object'
  const alike = branches.flatMap(flattened).filter((b) => b.type === type)
  if (alike.length < 2) return alike[0]
  const given = value as Readonly<Record<string, unknown>>
  const fits = (b: Schema) => {
    const constants = Object.entries(b.properties ?? {}).filter(([, one]) => one.const !== undefined)
    return constants.length > 0 && constants.every(([name, one]) => one.const === given[name])
  }
  return alike.find(fits)
}
