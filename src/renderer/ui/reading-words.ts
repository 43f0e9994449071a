// Values in a component's own words: figures with their unit, booleans and states by what they mean.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SensorValue } from '../../domain/sensor.ts'
import { useFormats } from './format.ts'
import { figureText } from './value-text.ts'

export interface ReadingWords {
  /** 24.2 */
  bare(value: number, unit: string): string
  /** 24.2 °C */
  of(value: number, unit: string): string
  /** Occupied, open */
  word(value: SensorValue, type?: string): string
  /** Any of them. */
  any(value: SensorValue, of: { readonly unit: string; readonly type: string }): string
}

/** Prints values; the same object until language or decimal style change. */
export function useReadingWords(): ReadingWords {
  const { t } = useTranslation()
  const formats = useFormats()
  return useMemo(() => {
    const bare = (value: number, unit: string) => figureText(value, unit, formats)
    const of = (value: number, unit: string) => (unit === '' ? bare(value, unit) : `${bare(value, unit)} ${unit}`)
    const word = (value: SensorValue, type = ''): string => {
      if (typeof value !== 'boolean') return String(value)
      if (type === 'occupancy') return t(value ? 'values.occupied' : 'values.free')
      return t(value ? 'values.on' : 'values.off')
    }
    return { bare, of, word, any: (value, { unit, type }) => (typeof value === 'number' ? of(value, unit) : word(value, type)) }
  }, [t, formats])
}
