// Enable expressions: what they mean, what unknown values do, and where mistakes are.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateExpression, parseExpression } from './alarm-expression.ts'
import type { SensorValue } from './sensor.ts'

const values: Record<string, SensorValue> = { 'office-01_occupancy': true, 'office-01_co2': 650, door: 'open', '7': 12 }
function evaluate(source: string): boolean | null | string {
  const parsed = parseExpression(source)
  return parsed.kind === 'ok' ? evaluateExpression(parsed.expression, (id) => values[id] ?? null) : `${parsed.at}: ${parsed.detail}`
}

describe('what expressions mean', () => {
  test.each<[string, boolean | null]>([
    ['office-01_occupancy == true and office-01_co2 > 600', true],
    ['office-01_occupancy', true],
    ['not office-01_occupancy', false],
    ['door == "open" and door != \'shut\'', true],
    ['door', false],
    ['office-01_co2 >= 650 and office-01_co2 <= 650', true],
    ['office-01_co2 < -1.5e2', false],
    ['false or true and false', false],
    ['(false or true) and not false', true],
    ['not (office-01_co2 > 600 or door == "shut")', false],
    ['missing == 1', null],
    ['missing == 1 or true', true],
    ['missing == 1 and false', false],
    ['not missing', null],
    ['door > 5', null],
    ['office-01_co2 == "650"', false],
  ])('%s', (source, wanted) => {
    expect(evaluate(source)).toBe(wanted)
  })
})

describe('a mistake has its place', () => {
  const missing = 'a sensor id, a number, true, false or a text in quotation marks is missing'
  test.each<[string, string]>([
    ['', `0: The expression ends here: ${missing}`],
    ['a = 1', '2: Compare with == (two equals signs)'],
    ['a == 1 && b', '7: Write "and", "or", "not" instead of "&"'],
    ['a >', `3: The expression ends here: ${missing}`],
    ['(a > 1', '0: This parenthesis is never closed'],
    ['a > 1)', '5: ")" can’t stand here: join comparisons with "and" or "or"'],
    ['a > 1 b', '6: "b" can’t stand here: join comparisons with "and" or "or"'],
    ['and a', `0: "and" can’t stand here: ${missing}`],
    ['a == "x', '5: This quotation mark is never closed'],
    ['a == 1; process.exit()', '6: ";" has no meaning here'],
    [`${'('.repeat(60)}a${')'.repeat(60)}`, '41: Nested more than 40 deep. Make it simpler'],
  ])('%s', (source, wanted) => {
    expect(evaluate(source)).toBe(wanted)
  })
})

test('The sensors an expression reads are listed once each', () => {
  const parsed = parseExpression('a_x > 1 and (b.y_z or a_x < 5)')
  expect(parsed.kind === 'ok' && parsed.sensorIds).toEqual(['a_x', 'b.y_z'])
})

test('No text whatever makes the parser throw or hang', () => {
  const word = fc.constantFrom('(', ')', 'and', 'or', 'not', '==', '>', '5', 'a_b', '"', ' ', '__proto__', 'constructor', '💡')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 500 }),
        fc.array(word, { maxLength: 120 }).map((w) => w.join(' ')),
      ),
      (source) => {
        const answer = evaluate(source)
        expect(answer === null || typeof answer === 'boolean' || /^\d+: /.test(answer)).toBe(true)
      },
    ),
  )
})
