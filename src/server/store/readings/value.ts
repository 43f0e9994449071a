// A value as two columns: SQLite knows neither booleans nor which number was -0 of an INTEGER. Lossless both ways.
import type { SensorValue } from '../../../domain/sensor.ts'

/** As the database gives it back. */
export type StoredValue = number | string

const flaggedBit = 4

/** 0 number, 1 boolean, 2 string; +4 when the arrival time stands in for the stamp. */
export function kindOf(value: SensorValue, flagged = false): number {
  return (typeof value === 'number' ? 0 : typeof value === 'boolean' ? 1 : 2) + (flagged ? flaggedBit : 0)
}

export function columnOf(value: SensorValue): StoredValue {
  return typeof value === 'boolean' ? Number(value) : value
}

export function valueFrom(kind: number, stored: StoredValue): SensorValue {
  return (kind & 3) === 1 ? stored === 1 : stored
}

export function isFlagged(kind: number): boolean {
  return (kind & flaggedBit) !== 0
}

/** One reading as hot and chunks hold it. */
export interface Row {
  readonly at: number
  readonly kind: number
  readonly value: StoredValue
  readonly seq: number | null
}

/** The same to the bit: what makes a repeat of a reading. */
export function isSameValue(a: { kind: number; value: StoredValue }, b: { kind: number; value: StoredValue }): boolean {
  return (a.kind & 3) === (b.kind & 3) && Object.is(a.value, b.value)
}
