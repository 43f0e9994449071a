// Choosing events by ticking: a type, a family with its wildcard, or all. Pure. The server decides what is a pattern.
import { matchesPattern } from '../../domain/event-pattern.ts'

export interface Family<T> {
  /** As alarm; its wildcard is alarm.*. */
  readonly name: string
  readonly types: readonly T[]
}

export const everything = '*'
export const wildcardOf = (family: string): string => `${family}.*`

/** In the order in which the list has them. */
export function familiesOf<T extends { readonly type: string }>(types: readonly T[]): Family<T>[] {
  const rows = new Map<string, T[]>()
  for (const one of types) {
    const name = one.type.split('.')[0] ?? one.type
    rows.set(name, [...(rows.get(name) ?? []), one])
  }
  return [...rows].map(([name, list]) => ({ name, types: list }))
}

/** Whether another of the chosen patterns has it already. */
export function isCovered(pattern: string, chosen: readonly string[]): boolean {
  return chosen.some((one) => one !== pattern && (one === everything || (one.endsWith('.*') && pattern.startsWith(one.slice(0, -1)))))
}

/** With it or without it; what a wider pattern has is left out, so that the list stays short. */
export function togglePattern(chosen: readonly string[], pattern: string): string[] {
  if (chosen.includes(pattern)) return chosen.filter((one) => one !== pattern)
  if (isCovered(pattern, chosen)) return [...chosen]
  const next = [...chosen, pattern]
  return next.filter((one) => !isCovered(one, [pattern]))
}

/** How many of the types a pattern fits. */
export function countOf(pattern: string, types: readonly { readonly type: string }[]): number {
  return types.filter(({ type }) => matchesPattern(type, pattern)).length
}
