// A reading as people read it: figures with the decimals its quantity deserves and its unit, booleans and states as words.
import type { SensorValue } from '../../domain/sensor.ts'
import type { Formats } from './format.ts'

/** Decimals by unit; any other unit gets three significant figures. */
const decimalsOf: Readonly<Record<string, number>> = { '°C': 1, '°F': 1, '%': 1, lx: 0, ppm: 0, dB: 1, hPa: 1, W: 0, g: 3, kWh: 2, V: 2 }

/** A number without its unit. */
export function figureText(value: number, unit: string, formats: Pick<Formats, 'number' | 'fixed'>): string {
  const known = decimalsOf[unit]
  if (known !== undefined) return formats.fixed(value, known)
  if (value === 0 || !Number.isFinite(value)) return formats.number(value)
  return formats.number(value, Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.abs(value))))))
}

interface Words {
  readonly yes: string
  readonly no: string
}

/** Value and unit: 26.6 °C, Yes, open. */
export function valueText(value: SensorValue, unit: string, formats: Pick<Formats, 'number' | 'fixed'>, words: Words): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'string') return value
  return unit === '' ? figureText(value, unit, formats) : `${figureText(value, unit, formats)} ${unit}`
}

/** A span of time in its two largest units: 3 s, 1 h 47 min, 2 d 4 h. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10 && seconds % 60 !== 0) return `${minutes} min ${seconds % 60} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 || days >= 10 ? `${days} d` : `${days} d ${hours % 24} h`
}
