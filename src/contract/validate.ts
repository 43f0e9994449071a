// Checks a value against a schema of the contract and says in sentences what was refused. One truth for bodies, queries and tests.
// Knows exactly the keywords the contract uses; a schema with another one throws when it is first looked at, so nothing is skipped unseen.
import type { FieldError } from './errors.ts'

/** The JSON schema keywords the contract uses. `trimmed` is ours: the length counts after trimming. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly items?: Schema | readonly Schema[]
  readonly additionalItems?: boolean
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly trimmed?: boolean
}

const checked = ['type', 'const', 'enum', 'anyOf', 'properties', 'patternProperties', 'required', 'additionalProperties', 'items']
const sized = ['additionalItems', 'minItems', 'maxItems', 'minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'pattern']
const spoken = ['trimmed', 'description', 'title', 'default', 'unit', '$id', 'examples', 'format']
const known = new Set([...checked, ...sized, ...spoken])
/** Own keys of these names are never fields: refused wherever they stand. */
const poisoned = new Set(['__proto__', 'constructor', 'prototype'])

/** At most this many refusals are told at once. */
export const mostRefusals = 20

interface Walk {
  readonly errors: FieldError[]
  readonly root: string
  /** Where the walk stands; put into words only when something is refused, for a large body has a hundred thousand places. */
  readonly path: (string | number)[]
}

/** Every refusal of `value`, at most 20; empty when it is accepted. `root` starts the pointers: '' for a body, 'query' for a query. */
export function refusalsOf(schema: unknown, value: unknown, root = ''): FieldError[] {
  const walk: Walk = { errors: [], root, path: [] }
  check(schema as Schema, value, walk)
  return walk.errors
}

/** Refuses the place where the walk stands, or `below` it. */
const refuse = (walk: Walk, what: string, below: readonly (string | number)[] = []): void => {
  if (walk.errors.length >= mostRefusals) return
  const path = [...walk.path, ...below]
  const pointer = walk.root + path.map((part) => `/${escapePart(String(part))}`).join('')
  walk.errors.push({ pointer, detail: `${fieldName(path, walk.root)} ${what}` })
}

/** ['system', 'module', 0] -> 'system.module[0]'; the root itself is 'The body' or 'The query'. */
function fieldName(path: readonly (string | number)[], root: string): string {
  if (path.length === 0) return `The ${root === '' ? 'body' : root}`
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${shorten(part)}`)).join('')
}

function checkAt(key: string | number, schema: Schema, value: unknown, walk: Walk): void {
  walk.path.push(key)
  check(schema, value, walk)
  walk.path.pop()
}

const escapePart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')
const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
/** A value as a person would read it, on one short line. */
const shown = (value: unknown) =>
  Array.isArray(value)
    ? `a list of ${value.length}`
    : value !== null && typeof value === 'object'
      ? 'an object'
      : shorten(JSON.stringify(value) ?? 'nothing')

const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

const regExps = new Map<string, RegExp>()

function regExpOf(pattern: string): RegExp {
  const found = regExps.get(pattern) ?? new RegExp(pattern, 'u')
  regExps.set(pattern, found)
  return found
}

const knownSchemas = new WeakSet<Schema>()

function requireKnown(schema: Schema): void {
  if (knownSchemas.has(schema)) return
  const strange = Object.keys(schema).find((keyword) => !known.has(keyword))
  if (strange !== undefined) throw new Error(`The contract uses the schema keyword ${strange}, which validate.ts does not know`)
  knownSchemas.add(schema)
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function check(schema: Schema, value: unknown, walk: Walk): void {
  requireKnown(schema)
  if (schema.anyOf) checkUnion(schema.anyOf, value, walk)
  else if (schema.const !== undefined && value !== schema.const) {
    refuse(walk, `must be ${shown(schema.const)}; it was ${shown(value)}`)
  } else if (schema.enum && !schema.enum.includes(value)) {
    refuse(walk, `must be one of ${schema.enum.map(shown).join(', ')}; it was ${shown(value)}`)
  } else if (schema.type !== undefined && !hasType(schema.type, value)) {
    refuse(walk, `must be ${typeWords[schema.type]}; it was ${shown(value)}`)
  } else if (typeof value === 'number') checkNumber(schema, value, walk)
  else if (typeof value === 'string') checkText(schema, value, walk)
  else if (Array.isArray(value)) checkList(schema, value, walk)
  else if (schema.type === 'object') checkObject(schema, value as Record<string, unknown>, walk)
}

function checkNumber(schema: Schema, value: number, walk: Walk): void {
  const { minimum, maximum, exclusiveMinimum } = schema
  if (exclusiveMinimum !== undefined && !(value > exclusiveMinimum)) {
    refuse(walk, `must be more than ${exclusiveMinimum}; it was ${value}`)
  } else if (minimum !== undefined && !(value >= minimum)) refuse(walk, `must be ${minimum} or more; it was ${value}`)
  else if (maximum !== undefined && !(value <= maximum)) refuse(walk, `must be ${maximum} or less; it was ${value}`)
}

function checkText(schema: Schema, value: string, walk: Walk): void {
  // As names are kept: controls become spaces, then the ends are trimmed.
  const text = schema.trimmed ? value.replace(/\p{Cc}/gu, ' ').trim() : value
  // Counting code points of a hostile megabyte only when its UTF-16 length could be too long.
  const length = text.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) ? text.length : [...text].length
  if (schema.minLength !== undefined && length < schema.minLength) {
    refuse(walk, length === 0 ? 'must not be empty' : `must have ${schema.minLength} characters or more; it had ${length}`)
  } else if (schema.maxLength !== undefined && length > schema.maxLength) {
    refuse(walk, `must have ${schema.maxLength} characters or fewer; it had ${length}`)
  } else if (schema.pattern !== undefined && !regExpOf(schema.pattern).test(text)) {
    refuse(walk, schema.pattern === '\\S' ? 'must not be empty' : `must look like ${schema.pattern}; it was ${shown(value)}`)
  }
}

function checkList(schema: Schema, list: readonly unknown[], walk: Walk): void {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (Array.isArray(items)) {
    if (list.length !== items.length) refuse(walk, `must be a list of ${items.length}; it had ${list.length}`)
    else for (const [i, item] of items.entries()) checkAt(i, item, list[i], walk)
  } else if (list.length < minItems) refuse(walk, `must have ${minItems} or more in it; it had ${list.length}`)
  else if (list.length > maxItems) refuse(walk, `must have ${maxItems} or fewer in it; it had ${list.length}`)
  else {
    for (let i = 0; items && i < list.length && walk.errors.length < mostRefusals; i += 1) {
      checkAt(i, items as Schema, list[i], walk)
    }
  }
}

function checkObject(schema: Schema, value: Record<string, unknown>, walk: Walk): void {
  const { properties = {}, patternProperties, required = [] } = schema
  const patterns = patternProperties ? Object.entries(patternProperties) : []
  for (const name of required) if (!Object.hasOwn(value, name)) refuse(walk, 'is missing', [name])
  for (const name of Object.keys(value)) {
    if (walk.errors.length >= mostRefusals) return
    const own = Object.hasOwn(properties, name) ? properties[name] : patterns.find(([pattern]) => regExpOf(pattern).test(name))?.[1]
    if (own && !poisoned.has(name)) checkAt(name, own, value[name], walk)
    else if (patterns.length > 0) refuse(walk, 'is not a name that can be used here', [name])
    else if (poisoned.has(name) || schema.additionalProperties === false) refuse(walk, unknownField(Object.keys(properties)), [name])
  }
}

const unknownField = (names: readonly string[]) =>
  names.length === 0 ? 'is not a field here; no fields are taken' : `is not a field here; the fields are ${names.join(', ')}`

/**
 * Objects are told apart by their constant `kind`, everything else by its JSON type; so the right branch is the one that is named. A union
 * in a union (something, or null) counts as its branches.
 */
function checkUnion(nested: readonly Schema[], value: unknown, walk: Walk): void {
  const branches = nested.flatMap((branch) => branch.anyOf ?? [branch])
  const alike = branches.filter((b) =>
    b.const !== undefined
      ? typeof b.const === typeof value
      : b.enum
        ? typeof b.enum[0] === typeof value
        : b.type !== undefined && hasType(b.type, value),
  )
  const kinds = alike.map((b) => b.properties?.kind?.const)
  const [only] = alike
  if (alike.length > 1 && kinds.every((k) => k !== undefined)) {
    const { kind } = value as { kind?: unknown }
    const branch = alike.find((b) => b.properties?.kind?.const === kind)
    const wanted = kinds.map(shown).join(' or ')
    if (branch) check(branch, value, walk)
    else if (kind === undefined) refuse(walk, `is missing; it must be ${wanted}`, ['kind'])
    else refuse(walk, `must be ${wanted}; it was ${shown(kind)}`, ['kind'])
  } else if (only === undefined) refuse(walk, `must be ${[...new Set(branches.map(branchWords))].join(' or ')}; it was ${shown(value)}`)
  else if (alike.length === 1 && only.const !== undefined && value !== only.const)
    refuse(walk, `must be ${[...new Set(branches.map(branchWords))].join(' or ')}; it was ${shown(value)}`)
  else if (alike.length === 1) check(only, value, walk)
  else {
    const attempts = alike.map((branch) => {
      const attempt: Walk = { errors: [], root: walk.root, path: [...walk.path] }
      check(branch, value, attempt)
      return attempt.errors
    })
    if (attempts.some((errors) => errors.length === 0)) return
    if (alike.every((b) => b.const !== undefined)) refuse(walk, `must be ${alike.map(branchWords).join(' or ')}; it was ${shown(value)}`)
    else walk.errors.push(...(attempts[0] ?? []).slice(0, mostRefusals - walk.errors.length))
  }
}

const branchWords = (b: Schema): string =>
  b.const !== undefined
    ? shown(b.const)
    : b.enum
      ? b.enum.map(shown).join(', ')
      : Array.isArray(b.items)
        ? `a list of ${b.items.length}`
        : (typeWords[b.type ?? ''] ?? 'something else')
