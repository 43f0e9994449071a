// What a foreign body means here, by a mapping that is data.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyMapping, type HookMapping, mostHookItems, problemsOfMapping, starterMappings } from './hook-mapping.ts'
import { isPointer, valueAt } from './json-pointer.ts'

const how = { receivedAt: 1_760_000_000_000, localTime: () => [1] }

describe('JSON pointers', () => {
  test('are those of RFC 6901, and reach into no prototype', () => {
    const doc = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'k"l': 6, ' ': 7, 'm~n': 8 }
    const pointers = ['/foo', '/foo/0', '/', '/a~1b', '/c%d', '/e^f', '/k"l', '/ ', '/m~0n']
    expect(pointers.map((pointer) => valueAt(doc, pointer))).toEqual([['bar', 'baz'], 'bar', 0, 1, 2, 3, 6, 7, 8])
    expect(valueAt(doc, '')).toBe(doc)
    const absent = ['/foo/length', '/foo/00', '/foo/-', '/__proto__', '/constructor', '/foo/0/0', '/nothing/here']
    expect(absent.map((pointer) => valueAt(doc, pointer))).toEqual(absent.map(() => undefined))
    expect(['foo', '/~', '/~2'].map(isPointer)).toEqual([false, false, false])
  })
})

describe('readings', () => {
  const mapping: HookMapping = {
    ...{ target: 'readings', items: '/points', sensor: { pointer: '/p', table: { T1: 'hall-01_temperature' }, prefix: '' } },
    ...{ value: { pointer: '/v' }, timestamp: { pointer: '/t' }, scale: 0.1, offset: -5 },
  }
  test('are found in a list, renamed by the table, scaled, and stamped by the sender or the arrival', () => {
    const body = { points: [{ p: 'T1', v: 265, t: '2026-11-24T10:00:00Z' }, { p: 'x', v: true }, { p: 'x', v: 'open' }] } // biome-ignore format: one body
    expect(applyMapping(mapping, body, how)).toEqual({
      effects: [
        { kind: 'reading', sensorId: 'hall-01_temperature', value: 21.5, at: Date.UTC(2026, 10, 24, 10) },
        { kind: 'reading', sensorId: 'x', value: true, at: how.receivedAt },
        { kind: 'reading', sensorId: 'x', value: 'open', at: how.receivedAt + 1 },
      ],
      problems: [],
    })
  })
  test('that can’t be read are named with their place; the others are taken', () => {
    const body = { points: [{ v: 1 }, { p: 'a' }, { p: 'b', v: 1, t: 'soon' }, { p: 'c', v: { n: 1 } }, { p: 'd', v: 50 }] }
    const { effects, problems } = applyMapping(mapping, body, how)
    expect(effects).toHaveLength(1)
    expect(problems.map((one) => one.slice(0, 22))).toEqual(
      [0, 1, 2, 3].map((i) => `Item /points/${i}: ${['it nam', 'the va', 'the ti', 'the va'][i]}`),
    )
  })
  test('are bounded: no list, too long a list, and at most twenty sentences about what is wrong', () => {
    expect(applyMapping(mapping, { points: 1 }, how).problems).toEqual(['The body at /points is no list.'])
    expect(applyMapping(mapping, { points: Array(mostHookItems + 1).fill(0) }, how).problems).toEqual([
      'The body at /points has 10001 items; 10000 are taken at most.',
    ])
    expect(applyMapping(mapping, { points: Array(500).fill({}) }, how).problems).toHaveLength(21)
  })
})

test('tickets take words of other systems for states, and numbers for priorities', () => {
  const take = (data: object) => applyMapping(starterMappings.maintenance, { data }, how)
  expect(take({ id: 7, title: 'Filter', status: 'RESOLVED', priority: 9, node_id: 'hall-01' }).effects).toEqual([
    { kind: 'ticket', title: 'Filter', description: '', priority: 3, nodeId: 'hall-01', externalId: '7', state: 'done', dueAt: null },
  ])
  expect(take({ title: ' ' })).toEqual({ effects: [], problems: ['The body: it has no title.'] })
})

test('a tariff takes prices of bands in cents, and refuses what is none', () => {
  const mapping: HookMapping = { ...starterMappings.energy, scale: 0.01 } as HookMapping
  const body = { data: { currency: 'eur', price_per_kwh: '31.25', bands: [{ name: 'Night', price_per_kwh: 19 }, { name: 'Day' }] } }
  expect(applyMapping(mapping, body, how)).toEqual({
    effects: [{ kind: 'tariff', currency: 'EUR', standardPrice: 0.3125, bands: [{ name: 'Night', pricePerKWh: 0.19 }] }],
    problems: ['Item /data/bands/1: it names no band, or no price of 0 or more.'],
  })
})

test('no body makes a mapping throw, and every effect is of its shape', () => {
  const mappings = Object.values(starterMappings)
  fc.assert(
    fc.property(fc.constantFrom(...mappings), fc.jsonValue(), fc.jsonValue(), (mapping, body, data) => {
      for (const given of [body, { data }, { data: { readings: data, bands: data } }, { readings: data }]) {
        const { effects, problems } = applyMapping(mapping, given, how)
        expect(problems.length).toBeLessThanOrEqual(21)
        for (const one of effects) {
          const isWhole =
            one.kind === 'reading' ? one.sensorId !== '' && Number.isFinite(one.at) : one.kind === 'ticket' ? one.title !== '' : true
          expect(isWhole).toBe(true)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a mapping with a wrong pointer or with nothing in a field is refused by name', () => {
  const wrong: HookMapping = { target: 'readings', items: 'readings', sensor: {}, value: { pointer: 'v' } }
  expect(problemsOfMapping(wrong).map(({ pointer }) => pointer)).toEqual(['/mapping/items', '/mapping/sensor', '/mapping/value/pointer'])
  for (const mapping of Object.values(starterMappings)) expect(problemsOfMapping(mapping)).toEqual([])
})
