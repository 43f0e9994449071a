// Lengths, areas, angles, ratios and plain numbers: the one place where units are parsed, converted and printed.
// Guarantees: parsing never throws; what is printed parses back to the same value within the printed precision, in both unit systems
// and with both decimal marks. Point and comma are both taken as decimal mark on input; nothing is ever grouped in thousands except money.
import { evaluate } from './units/evaluate.ts'
import { angleDialect, areaDialect, footM2, inchMm, lengthDialect, numberDialect, ratioDialect } from './units/unit-words.ts'

export type UnitSystem = 'metric' | 'imperial'
export type DecimalMark = '.' | ','
export type LengthUnit = 'mm' | 'cm' | 'm' | 'in' | 'ft'

/** A refusal: one sentence saying what was wrong and where. */
export interface Refused {
  readonly kind: 'refused'
  readonly detail: string
}
export type ParsedLength = { readonly kind: 'ok'; readonly mm: number } | Refused
export type ParsedArea = { readonly kind: 'ok'; readonly m2: number } | Refused
export type ParsedAngle = { readonly kind: 'ok'; readonly degrees: number } | Refused
export type ParsedNumber = { readonly kind: 'ok'; readonly value: number } | Refused

const metricSizesMm = { mm: 1, cm: 10, m: 1000 } as const
const one = { size: 1 } as const

/** Reads a length or an expression of lengths; bare numbers are in `bareUnit` (mm in metric, inches in imperial projects). */
export function parseLength(
  text: string,
  options: { readonly system: UnitSystem; readonly decimal?: DecimalMark; readonly bareUnit?: LengthUnit },
): ParsedLength {
  const bareUnit = options.bareUnit ?? (options.system === 'metric' ? 'mm' : 'in')
  const read = evaluate(text, {
    dialect: lengthDialect,
    dimension: 1,
    bareUnit: lengthDialect.words[bareUnit] ?? one,
    most: 1e9,
    mostText: '1,000 km',
  })
  return read.kind === 'ok' ? { kind: 'ok', mm: read.value } : read
}

/** Reads an area such as 12.5, 12.5 m2 or 3m*4m; bare numbers are m2 in metric and ft2 in imperial projects. */
export function parseArea(text: string, options: { readonly system: UnitSystem; readonly decimal?: DecimalMark }): ParsedArea {
  const bareUnit = areaDialect.words[options.system === 'metric' ? 'm2' : 'ft2'] ?? one
  const read = evaluate(text, { dialect: areaDialect, dimension: 2, bareUnit, most: 1e18, mostText: '1,000,000 km2' })
  return read.kind === 'ok' ? { kind: 'ok', m2: read.value / 1e6 } : read
}

/** Reads an angle such as 45, 12.5°, 12° 30' or 0.5 rad; bare numbers are degrees. */
export function parseAngle(text: string): ParsedAngle {
  const read = evaluate(text, { dialect: angleDialect, dimension: 1, bareUnit: one, most: 1e6, mostText: '1,000,000°' })
  return read.kind === 'ok' ? { kind: 'ok', degrees: read.value } : read
}

/** Reads a plain number or a sum of numbers. */
export function parseNumber(text: string): ParsedNumber {
  return evaluate(text, { dialect: numberDialect, dimension: 0, bareUnit: one, most: 1e15, mostText: '10 to the power 15' })
}

/** Reads a rate: 15 and 15 % are both 0.15. */
export function parseRatio(text: string): ParsedNumber {
  return evaluate(text, {
    dialect: ratioDialect,
    dimension: 1,
    bareUnit: { size: 1, per: 100 },
    most: 1e12,
    mostText: '10 to the power 14 %',
  })
}

/** Prints with at most `decimals` (default 3) digits after the mark, trailing zeros dropped, never an exponent or a thousands mark. */
export function formatNumber(value: number, options: { readonly decimal?: DecimalMark; readonly decimals?: number } = {}): string {
  if (!Number.isFinite(value)) return '–'
  const decimals = options.decimals ?? 3
  const fixed = roundToDecimals(value, decimals).toFixed(decimals)
  const short = fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
  const signed = short === '-0' ? '0' : short
  return options.decimal === ',' ? signed.replace('.', ',') : signed
}

/** Rounds the decimal the reader sees, half away from zero: 1.005 becomes 1.01, where binary rounding says 1.00. */
function roundToDecimals(value: number, decimals: number): number {
  const text = String(Math.abs(value))
  if (text.includes('e')) return value
  const scaled = Math.round(Number(`${text}e${decimals}`))
  return Number.isFinite(scaled) && scaled < 1e21 ? Math.sign(value) * Number(`${scaled}e-${decimals}`) : value
}

/** How a length is printed. */
export interface LengthFormat {
  readonly system: UnitSystem
  readonly decimal?: DecimalMark
  /** Metric unit, default mm. */
  readonly unit?: 'mm' | 'cm' | 'm'
  /** Digits after the mark in metric; default 1 for mm, 2 for cm, 3 for m. */
  readonly decimals?: number
  /** Smallest fraction of an inch in imperial; default 16. */
  readonly denominator?: 1 | 2 | 4 | 8 | 16 | 32 | 64
  /** Append the metric unit; feet and inches always carry theirs. */
  readonly withUnit?: boolean
  /** Print so that parsing gives back exactly the same number; imperial lengths that are no fraction of an inch print in mm with the unit. */
  readonly exact?: boolean
}

/** Prints a length: `9120` in metric (millimetres without separators), `12' 3 1/2"` in imperial. */
export function formatLength(mm: number, format: LengthFormat): string {
  if (!Number.isFinite(mm)) return '–'
  if (format.exact) return formatExactLength(mm, format)
  if (format.system === 'imperial') return formatFeetInches(mm, format.denominator ?? 16)
  const unit = format.unit ?? 'mm'
  const decimals = format.decimals ?? { mm: 1, cm: 2, m: 3 }[unit]
  const text = formatNumber(mm / metricSizesMm[unit], { ...pick(format.decimal), decimals })
  return format.withUnit ? `${text} ${unit}` : text
}

const pick = (decimal: DecimalMark | undefined): { decimal?: DecimalMark } => (decimal ? { decimal } : {})

/** Feet, inches and a reduced fraction, rounded to 1/denominator of an inch. */
function formatFeetInches(mm: number, denominator: number): string {
  const parts = Math.round(Math.abs(mm / inchMm) * denominator)
  const sign = mm < 0 && parts > 0 ? '-' : ''
  const feet = Math.floor(parts / (12 * denominator))
  const inches = Math.floor(parts / denominator) % 12
  let over = parts % denominator
  let under = denominator
  while (over > 0 && over % 2 === 0) {
    over /= 2
    under /= 2
  }
  const fraction = over === 0 ? '' : `${over}/${under}`
  const inchText = fraction === '' ? `${inches}"` : inches === 0 && feet === 0 ? `${fraction}"` : `${inches} ${fraction}"`
  return feet === 0 ? `${sign}${inchText}` : `${sign}${feet}' ${inchText}`
}

function formatExactLength(mm: number, format: LengthFormat): string {
  if (format.system === 'imperial') {
    const text = formatFeetInches(mm, 64)
    const back = parseLength(text, { system: 'imperial' })
    if (back.kind === 'ok' && back.mm === mm) return text
  }
  // The shortest decimal that is exactly this number; under 1e-6 it has an exponent, which is read too.
  const shortest = String(mm === 0 ? 0 : mm)
  const text = format.decimal === ',' ? shortest.replace('.', ',') : shortest
  return format.system === 'imperial' || format.withUnit ? `${text} mm` : text
}

/** Prints square metres in the project's unit: `58.86 m²` or `633.57 ft²`. */
export function formatArea(
  areaM2: number,
  format: { readonly system: UnitSystem; readonly decimal?: DecimalMark; readonly decimals?: number },
): string {
  const value = format.system === 'metric' ? areaM2 : areaM2 / footM2
  return `${formatNumber(value, { ...pick(format.decimal), decimals: format.decimals ?? 2 })} ${format.system === 'metric' ? 'm²' : 'ft²'}`
}

/** Prints degrees: `12.5°`. */
export function formatAngle(degrees: number, format: { readonly decimal?: DecimalMark; readonly decimals?: number } = {}): string {
  return `${formatNumber(degrees, { ...pick(format.decimal), decimals: format.decimals ?? 2 })}°`
}

/** Prints a ratio as a percentage: 0.084 is `8.4 %`. */
export function formatRatio(ratio: number, format: { readonly decimal?: DecimalMark; readonly decimals?: number } = {}): string {
  return `${formatNumber(ratio * 100, { ...pick(format.decimal), decimals: format.decimals ?? 1 })} %`
}

/** Prints an amount with two decimals, thousands grouped, and its ISO currency code: `3,240.13 EUR`, or `3.240,13 EUR` with a decimal comma. */
export function formatMoney(amount: number, format: { readonly currency: string; readonly decimal?: DecimalMark }): string {
  if (!Number.isFinite(amount)) return `– ${format.currency}`
  const [ints = '0', cents = '00'] = Math.abs(roundToDecimals(amount, 2)).toFixed(2).split('.')
  const comma = format.decimal === ','
  const grouped = ints.replace(/\B(?=(\d{3})+$)/g, comma ? '.' : ',')
  const sign = amount < 0 && /[1-9]/.test(ints + cents) ? '-' : ''
  return `${sign}${grouped}${comma ? ',' : '.'}${cents} ${format.currency}`
}
