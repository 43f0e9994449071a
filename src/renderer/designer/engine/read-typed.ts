// Typed text -> numbers, through the one parser of units: lengths in the project's units, angles in degrees.
import { parseAngle, parseLength } from '../../../domain/units.ts'
import type { TypedField, Units } from './editor-state.ts'
import type { Entry, ReadNumber } from './typing.ts'

/** The reader for a person's units; a refusal is the parser's own sentence. */
export function createReader(units: Units): ReadNumber {
  return (field, text) => {
    if (field === 'angle') {
      const read = parseAngle(text)
      return read.kind === 'ok' ? { value: read.degrees } : { error: read.detail }
    }
    const read = parseLength(text, units)
    return read.kind === 'ok' ? { value: read.mm } : { error: read.detail }
  }
}

/** Locked values and, where it already reads as a number, the text being typed: what the sketch shows before Enter. */
export function tentativeValues(entry: Entry, read: ReadNumber): Readonly<Partial<Record<TypedField, number>>> {
  if (entry.text.trim() === '') return entry.locked
  const found = read(entry.field, entry.text)
  return 'value' in found ? { ...entry.locked, [entry.field]: found.value } : entry.locked
}
