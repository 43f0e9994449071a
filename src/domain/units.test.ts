// Reading and printing of units: tables from the written requirement, and round trips by property.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatAngle,
  formatArea,
  formatLength,
  formatMoney,
  formatNumber,
  formatRatio,
  type LengthUnit,
  parseAngle,
  parseArea,
  parseLength,
  parseNumber,
  parseRatio,
} from './units.ts'

const mmOf = (text: string, bareUnit: LengthUnit = 'mm'): number | string => {
  const read = parseLength(text, { system: 'metric', bareUnit })
  return read.kind === 'ok' ? read.mm : read.detail
}

describe('lengths are read as people type them', () => {
  test.each<[string, number]>([
    ['3.75', 3.75],
    ['3,75', 3.75],
    ['3,75 m', 3750],
    ['3.75m', 3750],
    ['375 cm', 3750],
    ["12'", 3657.6],
    [`12' 3 1/2"`, 3746.5],
    [`12'-3 1/2"`, 3746.5],
    [`12'3"`, 3733.8],
    [`12′ 3½″`, 3746.5],
    [`12’ 3 ½”`, 3746.5],
    [`12''`, 304.8],
    ['5ft6', 1676.4],
    ['5 ft 6 in', 1676.4],
    ['5ft6in', 1676.4],
    ['5ft2', 1574.8],
    ['12 ft. 3 in.', 3733.8],
    ["5'6", 1676.4],
    ['5 feet 6 inches', 1676.4],
    ['600*4+15', 2415],
    ['600×4+15', 2415],
    ['(3m-2*40mm)/3', 2920 / 3],
    ['-(3m - 2 * (40mm + 1cm))', -2900],
    ['-250', -250],
    ['−250 mm', -250],
    ['- -250', 250],
    [`-5' 6"`, -1676.4],
    ['1/2"', 12.7],
    ['½"', 12.7],
    ['1/2 m', 500],
    ['600/2', 300],
    ['3m/2', 1500],
    ['6m/2m*100mm', 300],
    ['3m+15', 3015],
    ['3 m 40 cm', 3400],
    ['(3+4)m', 7000],
    ['.5m', 500],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['６００', 600],
    [' 600 MM ', 600],
    ['10 yd', 9144],
    ['0', 0],
    ['-0', 0],
    ['1e3', 1000],
    ['10\' - 30"', 3048 - 762],
  ])('%s', (text, mm) => {
    expect(mmOf(text)).toBe(mm === 0 ? 0 : mm)
  })

  test('a bare number is in the unit of the field', () => {
    expect([mmOf('2', 'm'), mmOf('2', 'cm'), mmOf('2', 'in'), mmOf('2', 'ft'), mmOf('2*3+1', 'cm')]).toEqual([2000, 20, 50.8, 609.6, 70])
    expect(parseLength('10', { system: 'imperial' })).toEqual({ kind: 'ok', mm: 254 })
  })

  test.each<[string, RegExp]>([
    ['', /nothing to read/],
    ['   ', /nothing to read/],
    ['abc', /"abc" at character 1 isn't a unit/],
    ['3 parsecs', /"parsecs" at character 3/],
    ['3m*4m', /result is an area/],
    ['6m/2m', /result is a plain number/],
    ['3/0', /"\/" at character 2 divides by zero/],
    ['3m/(2-2)', /divides by zero/],
    ['1/0"', /divides by zero/],
    ['3m+', /ends after "\+"/],
    ['(3m', /"\(" at character 1 is never closed/],
    ['3m)', /"\)" at character 3 has no "\("/],
    ['3 4', /"4" at character 3 follows "3" without a sign/],
    ['m', /"m" at character 1 has no number before it/],
    ['1.2.3', /more than one decimal mark/],
    ['1,2,3', /more than one decimal mark/],
    ['3m + 4m*2m', /don't add up/],
    ['1e400', /too large/],
    ['9e8 m', /too large/],
    ['999999999999999999m*9', /too large/],
    ['3 $', /"\$" at character 3/],
    ['3m²', /unit of area/],
    ['*3', /"\*" at character 1 stands where a number is expected/],
    [`12' - 3"`, /two ways/],
    [`3-1/2"`, /two ways/],
    ['2m50', /"50" at character 3/],
    ['constructor', /isn't a unit/],
    ['3 __proto__', /can't be read/],
    ['😀', /"😀" at character 1/],
    ['1'.repeat(300), /300 characters/],
  ])('%s is refused in one sentence', (text, detail) => {
    const read = parseLength(text, { system: 'metric' })
    expect(read.kind).toBe('refused')
    if (read.kind === 'refused') {
      expect(read.detail).toMatch(detail)
      expect(read.detail.endsWith('.')).toBe(true)
    }
  })
})

describe('lengths are printed', () => {
  test('metric in millimetres without separators, imperial in feet and inches', () => {
    expect(formatLength(9120, { system: 'metric' })).toBe('9120')
    expect(formatLength(12345.67, { system: 'metric', decimal: ',' })).toBe('12345,7')
    expect(formatLength(3750, { system: 'metric', unit: 'm', withUnit: true })).toBe('3.75 m')
    expect(formatLength(3746.5, { system: 'imperial' })).toBe(`12' 3 1/2"`)
    expect(formatLength(3657.6, { system: 'imperial' })).toBe(`12' 0"`)
    expect(formatLength(12.7, { system: 'imperial' })).toBe('1/2"')
    expect(formatLength(-12.7, { system: 'imperial' })).toBe('-1/2"')
    expect(formatLength(304.79, { system: 'imperial' })).toBe(`1' 0"`)
    expect(formatLength(0, { system: 'imperial' })).toBe('0"')
    expect(formatLength(-0.001, { system: 'metric' })).toBe('0')
    expect(formatLength(-0.001, { system: 'imperial' })).toBe('0"')
    expect(formatLength(0.79375, { system: 'imperial', denominator: 32 })).toBe('1/32"')
    expect(formatLength(Number.NaN, { system: 'metric' })).toBe('–')
  })

  const lengths = fc.double({ min: -1e7, max: 1e7, noNaN: true })
  const decimals = fc.constantFrom('.' as const, ',' as const)

  test('what is printed is read back within the printed precision', () => {
    fc.assert(
      fc.property(lengths, decimals, fc.constantFrom(0, 1, 2, 3), (mm, decimal, digits) => {
        const back = parseLength(formatLength(mm, { system: 'metric', decimal, decimals: digits }), { system: 'metric', decimal })
        return back.kind === 'ok' && Math.abs(back.mm - mm) <= 0.5 * 10 ** -digits + 1e-8
      }),
    )
    fc.assert(
      fc.property(lengths, decimals, fc.constantFrom('mm', 'cm', 'm'), (mm, decimal, unit) => {
        const back = parseLength(formatLength(mm, { system: 'metric', decimal, unit, withUnit: true }), { system: 'imperial', decimal })
        return back.kind === 'ok' && Math.abs(back.mm - mm) <= 0.5 + 1e-8
      }),
    )
    fc.assert(
      fc.property(lengths, decimals, fc.constantFrom(1, 2, 4, 8, 16, 32, 64), (mm, decimal, denominator) => {
        const back = parseLength(formatLength(mm, { system: 'imperial', decimal, denominator }), { system: 'imperial', decimal })
        return back.kind === 'ok' && Math.abs(back.mm - mm) <= 12.7 / denominator + 1e-8
      }),
    )
  })

  test('an exact print is read back bit for bit in both systems and with both marks', () => {
    fc.assert(
      fc.property(lengths, decimals, fc.constantFrom('metric' as const, 'imperial' as const), (mm, decimal, system) => {
        const back = parseLength(formatLength(mm, { system, decimal, exact: true }), { system, decimal })
        return back.kind === 'ok' && back.mm === (mm === 0 ? 0 : mm)
      }),
      { numRuns: 500 },
    )
    expect(formatLength(3746.5, { system: 'imperial', exact: true })).toBe(`12' 3 1/2"`)
    expect(formatLength(1000, { system: 'imperial', exact: true })).toBe('1000 mm')
    expect(formatLength(1.5e-7, { system: 'metric', exact: true })).toBe('1.5e-7')
  })

  test('any text at all is read or refused in a sentence, never thrown at', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'0123456789.,+-*/()\'" mcftin²½′e%°'.split('')), maxLength: 24 })
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), soup),
        fc.constantFrom('metric' as const, 'imperial' as const),
        (text, system) => {
          for (const read of [
            parseLength(text, { system }),
            parseArea(text, { system }),
            parseAngle(text),
            parseNumber(text),
            parseRatio(text),
          ]) {
            if (
              read.kind === 'refused'
                ? read.detail.length < 10
                : !Object.values(read).every((v) => typeof v === 'string' || Number.isFinite(v))
            )
              return false
          }
          return true
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe('areas, angles, rates, numbers and money', () => {
  test('areas are read and printed in the unit of the project', () => {
    expect(formatArea(58.86, { system: 'metric' })).toBe('58.86 m²')
    expect(formatArea(58.86, { system: 'imperial', decimal: ',' })).toBe('633,56 ft²')
    expect(parseArea('58,86 m²', { system: 'imperial' })).toEqual({ kind: 'ok', m2: 58.86 })
    expect(parseArea('3m*4m + 1 m2', { system: 'metric' })).toEqual({ kind: 'ok', m2: 13 })
    expect(parseArea('3m', { system: 'metric' })).toMatchObject({ kind: 'refused' })
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.constantFrom('metric' as const, 'imperial' as const),
        (areaM2, system) => {
          const back = parseArea(formatArea(areaM2, { system }), { system })
          return back.kind === 'ok' && Math.abs(back.m2 - areaM2) <= 0.0051
        },
      ),
    )
  })

  test('angles take degrees, minutes and seconds, radians and gons', () => {
    const degrees = (text: string) => {
      const read = parseAngle(text)
      return read.kind === 'ok' ? read.degrees : read.detail
    }
    expect([degrees('45'), degrees('12,5°'), degrees(`12° 30'`), degrees('100 gon'), degrees('-90/2')]).toEqual([45, 12.5, 12.5, 90, -45])
    expect(degrees(`1°0'36"`)).toBeCloseTo(1.01, 12)
    expect(degrees('3 m')).toMatch(/"m" at character 3/)
    expect(formatAngle(12.5, { decimal: ',' })).toBe('12,5°')
  })

  test('rates are percentages, numbers are plain, money has two decimals', () => {
    expect(parseRatio('15')).toEqual({ kind: 'ok', value: 0.15 })
    expect(parseRatio('15 %')).toEqual({ kind: 'ok', value: 0.15 })
    expect(formatRatio(0.0837)).toBe('8.4 %')
    expect(parseNumber('2*(3+4)')).toEqual({ kind: 'ok', value: 14 })
    expect(parseNumber('2 m')).toMatchObject({ kind: 'refused' })
    expect(formatNumber(1234567.5, { decimal: ',' })).toBe('1234567,5')
    expect(formatNumber(1e-9)).toBe('0')
    expect(formatMoney(3240.125, { currency: 'EUR' })).toBe('3,240.13 EUR')
    expect(formatMoney(-1234567.005, { currency: 'EUR', decimal: ',' })).toBe('-1.234.567,01 EUR')
    expect(formatMoney(-0.001, { currency: 'EUR' })).toBe('0.00 EUR')
  })
})
