// Values in a component's own words: figures with their unit, booleans and states by what they mean.
import { useTranslation } from 'react-i18next'
import type { SensorValue } from '../../domain/sensor.ts'
import { useFormats } from './format.ts'
import { figureText } from './value-text.ts'

/** Prints values; stable words through translation. */
export function useReadingWords() {
  const { t } = useTranslation()
  const formats = useFormats()
  const bare = (value: number, unit: string) => figureText(value, unit, formats)
  const of = (value: number, unit: string) => (unit === '' ? bare(value, unit) : `${bare(value, unit)} ${unit}`)
  const word = (value: SensorValue, type = ''): string => {
    if (typeof value !== 'boolean') return String(value)
    if (type === 'occupancy') return t(value ? 'values.occupied' : 'values.free')
    return t(value ? 'values.on' : 'values.off')
  }
  /** 24.2 °C, Occupied, open */
  const any = (value: SensorValue, { unit, type }: { unit: string; type: string }) =>
    typeof value === 'number' ? of(value, unit) : word(value, type)
  return { bare, of, word, any }
}
