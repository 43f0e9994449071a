// Packing gives back every bit: any numbers, booleans, texts, times and sequence numbers.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packRows, unpackRows } from './chunk-codec.ts'
import { columnOf, kindOf, type Row } from './value.ts'

const decimal = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 6 })).map(([n, d]) => n / 10 ** d)
const value = fc.oneof(
  { weight: 5, arbitrary: decimal },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  fc.constantFrom(-0, 0, 5e-324, 1e308, -1e308, 2 ** 53, 1 / 3, 0.1 + 0.2),
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
)
const rows = fc
  .uniqueArray(
    fc.record({ offset: fc.integer({ min: 0, max: 3_599_999 }), value, flagged: fc.boolean(), seq: fc.option(fc.maxSafeNat()) }),
    {
      selector: (row) => row.offset,
      minLength: 1,
      maxLength: 200,
    },
  )
  .map((found) =>
    found
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset, value: v, flagged, seq }): Row => ({ at: 1.76e12 + offset, kind: kindOf(v, flagged), value: columnOf(v), seq })),
  )

test('Packed readings come back bit for bit', () => {
  fc.assert(
    fc.property(rows, (given) => {
      expect(unpackRows(packRows(given))).toStrictEqual(given)
    }),
    { numRuns: 300 },
  )
})

test('A steady second-by-second temperature takes under 1.5 bytes a reading', () => {
  const given = Array.from({ length: 3600 }, (_, i): Row => {
    const value = Math.round((21 + Math.sin(i / 300) + ((i * 7919) % 5) / 10) * 10) / 10
    return { at: 1.76e12 + i * 1000, kind: 0, value, seq: i }
  })
  expect(packRows(given).length / 3600).toBeLessThan(1.5)
})
