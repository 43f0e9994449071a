// The validator of the contract against an independent one (TypeBox's own), and the sentences it says.
import fc from 'fast-check'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { expect, test } from 'vitest'
import { type Route, routes } from '../../src/contract/routes.ts'
import { Name } from '../../src/contract/schemas/common.ts'
import { SystemSchema } from '../../src/contract/schemas/design.ts'
import { LayoutRequest } from '../../src/contract/schemas/layout.ts'
import { mostRefusals, refusalsOf } from '../../src/contract/validate.ts'
import { keepDeclared } from '../../src/contract/whitelist.ts'

const room = {
  outer: [
    [0, 0],
    [4000, 0],
    [4000, 3000, 0.5],
  ],
}
const good = { room, system: { kind: 'grid', module: [600, 600] } }
const sentences = (schema: unknown, value: unknown) => refusalsOf(schema, value).map(({ pointer, detail }) => `${pointer}: ${detail}`)

test('every schema of the table uses only keywords the validator knows', () => {
  const schemas = (Object.values(routes) as Route[]).flatMap((r) => [
    r.params,
    r.query,
    r.body,
    typeof r.reply === 'object' ? r.reply : undefined,
  ])
  const walk = (schema: unknown): void => {
    if (schema === null || typeof schema !== 'object') return
    refusalsOf(schema, undefined)
    const { items, anyOf, properties, patternProperties } = schema as Record<string, object | undefined>
    if (items !== undefined && !Array.isArray(items)) walk(items)
    for (const parts of [Array.isArray(items) ? items : [], anyOf, properties, patternProperties]) {
      for (const part of Object.values(parts ?? {})) walk(part)
    }
  }
  for (const schema of schemas) if (schema) walk(schema)
  expect(schemas.filter((s) => s !== undefined).length).toBeGreaterThan(50)
  expect(() => refusalsOf({ type: 'number', multipleOf: 2 }, 4)).toThrow('multipleOf')
})

test('it accepts and refuses exactly what an independent validator does, for bodies that are almost right', () => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(null, true, '', 'best', 'grid', 'panels', 'a', 0, -5, 0.5, 600, 1e9, [], {}, [1, 2]),
    fc.double(),
  )
  const paths = [
    ['room'],
    ['room', 'outer'],
    ['room', 'outer', 1],
    ['room', 'outer', 1, 0],
    ['room', 'holes'],
    ['room', 'extra'],
    ['system'],
    ['system', 'kind'],
    ['system', 'module'],
    ['system', 'module', 0],
    ['system', 'origin'],
    ['system', 'rotationDeg'],
    ['system', 'strategy'],
    ['fixtures'],
    ['options'],
    ['options', 'geometry'],
    ['more'],
  ]
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), leaf), { minLength: 1, maxLength: 3 }), (changes) => {
      const body = structuredClone(good) as Record<string | number, unknown>
      for (const [path, value] of changes) {
        const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null)?.[key], body)
        if (parent !== null && typeof parent === 'object')
          (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = structuredClone(value)
      }
      // What a body can be: no undefined, no NaN.
      const sent: unknown = JSON.parse(JSON.stringify(body))
      expect(refusalsOf(LayoutRequest, sent).length === 0, JSON.stringify(sent)).toBe(Check(LayoutRequest, sent))
    }),
    { numRuns: 1500 },
  )
})

test('the branch that `kind` names is the one that is spoken of', () => {
  expect(sentences(SystemSchema, { kind: 'grid', module: [600, 0] })).toEqual(['/module/1: module[1] must be more than 0; it was 0'])
  expect(sentences(SystemSchema, { kind: 'panels', minMm: -5 })).toEqual(['/minMm: minMm must be more than 0; it was -5'])
  expect(sentences(SystemSchema, { kind: 'mesh' })).toEqual(['/kind: kind must be "grid" or "panels"; it was "mesh"'])
  expect(sentences(SystemSchema, {})).toEqual(['/kind: kind is missing; it must be "grid" or "panels"'])
  expect(sentences(SystemSchema, 'grid')).toEqual([': The body must be an object; it was "grid"'])
})

test('each refusal is a sentence that names the field, what was wrong and the value', () => {
  const refused = (change: object) => sentences(LayoutRequest, { ...good, ...change })
  expect(refused({ room: { outer: [[0, 0], [1], [0, 'x'], [0, 1e8]] } })).toEqual([
    '/room/outer/1: room.outer[1] must have 2 or more in it; it had 1',
    '/room/outer/2/1: room.outer[2][1] must be a number; it was "x"',
    '/room/outer/3/1: room.outer[3][1] must be 10000000 or less; it was 100000000',
  ])
  expect(refused({ system: { kind: 'grid', module: [600] } })).toEqual(['/system/module: system.module must be a list of 2; it had 1'])
  expect(refused({ system: { kind: 'grid', module: [600, 600], origin: 'middle' } })).toEqual([
    '/system/origin: system.origin must be "best" or a list of 2; it was "middle"',
  ])
  expect(refused({ system: { kind: 'grid', module: [600, 600], origin: true } })).toEqual([
    '/system/origin: system.origin must be "best" or a list of 2; it was true',
  ])
  expect(refused({ fixtures: [{ kind: 'lamp', xMm: 0, yMm: 0 }] })[0]).toMatch(
    /^\/fixtures\/0\/kind: fixtures\[0\]\.kind must be one of "luminaire", /,
  )
  expect(refused({ options: { geometry: 'no', colour: 1 } })).toEqual([
    '/options/geometry: options.geometry must be true or false; it was "no"',
    '/options/colour: options.colour is not a field here; the fields are geometry, alternatives, wasteRate, labourRate, taxRate',
  ])
})

test('a union without kinds takes any of its branches', () => {
  const words = Type.Union([Type.Literal('a'), Type.Literal('b')])
  expect([sentences(words, 'b'), sentences(words, 'c')]).toEqual([[], [': The body must be "a" or "b"; it was "c"']])
  const lists = Type.Object({ x: Type.Union([Type.Array(Type.Number()), Type.Array(Type.String())]) })
  expect([sentences(lists, { x: ['a'] }), sentences(lists, { x: [1] }), sentences(lists, { x: [true] })]).toEqual([
    [],
    [],
    ['/x/0: x[0] must be a number; it was true'],
  ])
})

test('a union in a union takes what any of their branches takes', () => {
  const place = Type.Union([
    Type.Object({ kind: Type.Literal('symbol'), id: Type.String() }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('point'), xMm: Type.Number() }, { additionalProperties: false }),
  ])
  const schema = Type.Object({ place: Type.Union([place, Type.Null()]) })
  const taken = [null, { kind: 'symbol', id: 'a' }, { kind: 'point', xMm: 1 }].map((value) => sentences(schema, { place: value }))
  expect(taken).toEqual([[], [], []])
  expect(sentences(schema, { place: { kind: 'point' } })).toEqual(['/place/xMm: place.xMm is missing'])
})

test('at most twenty refusals are told, however bad the body', () => {
  const outer = Array.from({ length: 5000 }, () => ['a', 'b'])
  expect(refusalsOf(LayoutRequest, { ...good, room: { outer } })).toHaveLength(mostRefusals)
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, i]))
  expect(refusalsOf(LayoutRequest, many)).toHaveLength(mostRefusals)
})

test('a name counts characters as people do, after trimming', () => {
  const verdict = (name: string) => refusalsOf(Name, name).length === 0
  expect(['😀'.repeat(200), `  ${'a'.repeat(200)}  `, 'a', ' a ', 'ß', '天井'].map(verdict)).toEqual([true, true, true, true, true, true])
  expect(['', '   ', '\t\n', 'a'.repeat(201), '😀'.repeat(201)].map(verdict)).toEqual([false, false, false, false, false])
})

test('a record key that would reach into the prototype is refused', () => {
  const schema = Type.Record(Type.String({ pattern: '^[A-Za-z0-9_-]+$' }), Type.Object({}))
  expect(sentences(schema, JSON.parse('{"__proto__":{},"a":{}}'))).toEqual(['/__proto__: __proto__ is not a name that can be used here'])
  expect(sentences(schema, { 'a b': {} })).toEqual(['/a b: a b is not a name that can be used here'])
})

test('the white list keeps what is declared and nothing else', () => {
  const schema = Type.Object({
    id: Type.String(),
    point: Type.Tuple([Type.Number(), Type.Number()]),
    note: Type.Optional(Type.String()),
    list: Type.Array(Type.Object({ a: Type.Number() })),
    maybe: Type.Union([Type.Object({ a: Type.Number() }), Type.Null()]),
    kinds: Type.Union([
      Type.Object({ kind: Type.Literal('x'), a: Type.Number() }),
      Type.Object({ kind: Type.Literal('y'), b: Type.Number() }),
    ]),
    maybeKinds: Type.Union([
      Type.Union([Type.Object({ kind: Type.Literal('x'), a: Type.Number() }), Type.Object({ kind: Type.Literal('y'), b: Type.Number() })]),
      Type.Null(),
    ]),
    byId: Type.Record(Type.String(), Type.Object({ a: Type.Number() })),
  })
  const secret = 'hash'
  const value = {
    ...{ secret, id: '1', point: [1, 2, 3], note: undefined, list: [{ a: 1, secret }], maybe: { a: 1, secret } },
    kinds: { kind: 'y', a: 1, b: 2, secret },
    maybeKinds: { kind: 'x', a: 1, b: 2, secret },
    byId: { q: { a: 1, secret } },
  }
  expect(keepDeclared(schema, value)).toEqual({
    ...{ id: '1', point: [1, 2], list: [{ a: 1 }], maybe: { a: 1 } },
    kinds: { kind: 'y', b: 2 },
    maybeKinds: { kind: 'x', a: 1 },
    byId: { q: { a: 1 } },
  })
  expect(keepDeclared(schema, { ...value, maybe: null })).toMatchObject({ maybe: null })
})
