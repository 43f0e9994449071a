// Number fields by what they measure: lengths, angles, rates, counts. Reading and printing are the domain's.
import { useTranslation } from 'react-i18next'
import { formatLength, formatNumber, parseAngle, parseLength, parseNumber, parseRatio } from '../../domain/units.ts'
import { NumberField, type NumberFieldProps, type Read } from './number-field.tsx'

export interface UnitStyle {
  readonly system: 'metric' | 'imperial'
  readonly decimal: '.' | ','
}

type Own = Omit<NumberFieldProps, 'read' | 'print'>
interface Range {
  /** Smallest value taken. */
  readonly min?: number
  readonly max?: number
  /** The smallest value itself is refused: "more than". */
  readonly above?: boolean
}

/** A length in mm; typed in any unit or as an expression. */
export function LengthField({ units, min, max, above, ...own }: Own & Range & { units: UnitStyle }) {
  const check = useRange({ min, max, above }, (mm) => formatLength(mm, { ...units, withUnit: true }))
  const read = (text: string): Read => {
    const got = parseLength(text, units)
    return got.kind === 'ok' ? check(got.mm) : got
  }
  return (
    <NumberField
      {...own}
      unit={units.system === 'metric' ? 'mm' : ''}
      read={read}
      print={(mm) => formatLength(mm, { ...units, ...digits(mm) })}
    />
  )
}

// A tenth of a millimetre is enough for people, unless the value says otherwise.
const digits = (mm: number) => ({ decimals: Math.abs(mm - Math.round(mm * 10) / 10) < 1e-9 ? 1 : 2 })

/** An angle in degrees. */
export function AngleField({ units, ...own }: Own & { units: UnitStyle }) {
  const check = useRange({ min: -360, max: 360 }, (deg) => `${formatNumber(deg, { decimal: units.decimal })}°`)
  const read = (text: string): Read => {
    const got = parseAngle(text)
    return got.kind === 'ok' ? check(got.degrees) : got
  }
  return <NumberField {...own} unit="°" read={read} print={(deg) => formatNumber(deg, { decimal: units.decimal })} />
}

/** A rate: 15 and 15 % are both 0.15. */
export function RatioField({ units, min = 0, max = 20, ...own }: Own & Range & { units: UnitStyle }) {
  const check = useRange({ min, max }, (ratio) => `${formatNumber(ratio * 100, { decimal: units.decimal })} %`)
  const read = (text: string): Read => {
    const got = parseRatio(text)
    return got.kind === 'ok' ? check(got.value) : got
  }
  return <NumberField {...own} unit="%" read={read} print={(ratio) => formatNumber(ratio * 100, { decimal: units.decimal })} />
}

/** A plain number; `whole` takes no fractions. */
export function PlainField({ units, whole = false, min, max, above, ...own }: Own & Range & { units: UnitStyle; whole?: boolean }) {
  const { t } = useTranslation()
  const check = useRange({ min, max, above }, (n) => formatNumber(n, { decimal: units.decimal }))
  const read = (text: string): Read => {
    const got = parseNumber(text)
    if (got.kind !== 'ok') return got
    return whole && !Number.isInteger(got.value) ? { kind: 'refused', detail: t('fields.whole') } : check(got.value)
  }
  return <NumberField {...own} read={read} print={(n) => formatNumber(n, { decimal: units.decimal })} />
}

/** A checker that says the limit in the field's own unit. */
function useRange(
  { min, max, above = false }: { [K in keyof Range]: Range[K] | undefined },
  print: (value: number) => string,
): (value: number) => Read {
  const { t } = useTranslation()
  return (value) => {
    if (min !== undefined && (above ? value <= min : value < min))
      return { kind: 'refused', detail: t(above ? 'fields.above' : 'fields.atLeast', { got: print(value), limit: print(min) }) }
    if (max !== undefined && value > max) return { kind: 'refused', detail: t('fields.atMost', { got: print(value), limit: print(max) }) }
    return { kind: 'ok', value }
  }
}
