// A command's form: which commands a node takes, and typed texts as parameters. Pure.
import type { CommandParameter, CommandTemplate } from '../../domain/command.ts'

/** Commands of the library a node takes; a node that lists nothing takes them all. */
export function commandsOf(library: readonly CommandTemplate[], capabilities: readonly string[]): readonly CommandTemplate[] {
  return capabilities.length === 0 ? library : library.filter((c) => capabilities.includes(c.capability))
}

export type ParameterFault = { readonly kind: 'needed' | 'number' } | { readonly kind: 'range'; readonly min: number; readonly max: number }
export type ReadParameters =
  | { readonly kind: 'ok'; readonly parameters: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly faults: ReadonlyMap<string, ParameterFault> }

/** What is sent; an empty text leaves a parameter out. */
export function readParameters(parameters: readonly CommandParameter[], texts: Readonly<Record<string, string>>): ReadParameters {
  const read: Record<string, unknown> = {}
  const faults = new Map<string, ParameterFault>()
  for (const { name, kind, required, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } of parameters) {
    const text = (texts[name] ?? '').trim()
    if (text === '') {
      if (required) faults.set(name, { kind: 'needed' })
      continue
    }
    if (kind === 'string') read[name] = text
    else if (kind === 'boolean') read[name] = text === 'true'
    else {
      const value = Number(text.replace(',', '.'))
      if (!Number.isFinite(value)) faults.set(name, { kind: 'number' })
      else if (value < minimum || value > maximum) faults.set(name, { kind: 'range', min: minimum, max: maximum })
      else read[name] = value
    }
  }
  return faults.size > 0 ? { kind: 'refused', faults } : { kind: 'ok', parameters: read }
}
