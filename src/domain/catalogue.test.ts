// The shipped catalogue against the written prices, and catalogues with wrong fields.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { finishOf, parseCatalogue } from './catalogue.ts'

const generic: unknown = JSON.parse(readFileSync(new URL('../../resources/catalogues/generic.json', import.meta.url), 'utf8'))

test('the generic catalogue has the seven finishes with their prices per square metre', () => {
  const read = parseCatalogue(generic)
  if (read.kind !== 'ok') throw new Error(read.problems[0]?.detail)
  const prices = read.value.products.map(({ code, price, unit }) => [code, price, unit])
  expect(prices).toEqual([
    ['led-white', 450, 'm2'],
    ['led-black', 450, 'm2'],
    ['acoustic-white', 35, 'm2'],
    ['acoustic-grey', 35, 'm2'],
    ['gypsum-white', 15, 'm2'],
    ['aluminium-brushed', 120, 'm2'],
    ['aluminium-polished', 140, 'm2'],
  ])
  expect(finishOf(read.value)?.code).toBe('acoustic-white')
  expect(finishOf(read.value, 'nothing')).toBeUndefined()
  expect(read.value.name).toBe('Generic examples')
  for (const product of read.value.products) {
    expect(product).toMatchObject({
      fireClass: expect.any(String),
      thicknessMm: expect.any(Number),
      massKgM2: expect.any(Number),
      nrc: expect.any(Number),
      lightReflectance: expect.any(Number),
    })
  }
})

describe('a catalogue with a wrong field is refused by name', () => {
  /** The generic catalogue with one value put at a path. */
  const edited = (path: readonly (string | number)[], value: unknown): unknown => {
    const copy = structuredClone(generic)
    let at = copy as Record<string | number, unknown>
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
    at[path.at(-1) as string] = value
    return copy
  }
  test.each<[string, unknown]>([
    ['id', ''],
    ['version', '1'],
    ['currency', 'euro'],
    ['products', {}],
    ['products/2', null],
    ['products/0/price', -1],
    ['products/0/price', Number.NaN],
    ['products/1/packSize', 0],
    ['products/1/nrc', 'high'],
    ['products/1/unit', 'piece'],
    ['products/1/kind', 'door'],
    ['products/1/moduleMm', [600]],
    ['products/1/code', 'led-white'],
    ['defaultFinish', 'oak'],
  ])('%s: %j', (path, value) => {
    const read = parseCatalogue(edited(path.split('/'), value))
    expect(read.kind).toBe('refused')
    if (read.kind === 'refused') expect(read.problems.map((problem) => problem.pointer)).toContain(`/${path}`)
  })

  test.each([null, undefined, 3, 'text', []])('%j is no catalogue', (value) => {
    expect(parseCatalogue(value)).toMatchObject({ kind: 'refused' })
  })
})
