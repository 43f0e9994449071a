// What goes wrong in a fleet, and when: a plan per node, made from its seed. Pure.
import type { Chance } from './random.ts'

export const faultKinds = ['stuck', 'dropout', 'reboot', 'battery', 'clock', 'malformed', 'overheat'] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  readonly kind: FaultKind
  readonly at: number
  readonly forMs: number
}

/** Which faults are asked for: all nodes may have any, or the kinds named, on the nodes named. */
export interface FaultChoice {
  readonly kinds: readonly FaultKind[]
  readonly nodeId: string | null
}

/** "" is everything everywhere; "stuck,overheat@office-03" names kinds and, after @, a node. Throws on an unknown kind. */
export function readFaults(text: string): readonly FaultChoice[] {
  if (text === '') return [{ kinds: faultKinds, nodeId: null }]
  return text.split(',').map((part) => {
    const [kind = '', nodeId = null] = part.split('@')
    if (!faultKinds.includes(kind as FaultKind)) throw new Error(`"${kind}" is not a fault; there are ${faultKinds.join(', ')}`)
    return { kinds: [kind as FaultKind], nodeId }
  })
}

const lasts: Readonly<Record<FaultKind, number>> = {
  stuck: 90_000,
  dropout: 25_000,
  reboot: 6000,
  battery: 60_000,
  clock: 60_000,
  malformed: 1000,
  overheat: 90_000,
}

/**
 * The next fault of a node after `now`. One that is named for the node comes after five seconds and each time it is over; the others once in
 * about four minutes.
 */
export function nextFault(options: {
  readonly chance: Chance
  readonly choices: readonly FaultChoice[]
  readonly nodeId: string
  readonly now: number
}): Fault | null {
  const { chance, choices, nodeId, now } = options
  const named = choices.filter((choice) => choice.nodeId === nodeId).flatMap(({ kinds }) => kinds)
  const kinds = named.length > 0 ? named : choices.filter((choice) => choice.nodeId === null).flatMap((choice) => choice.kinds)
  const kind = kinds[Math.floor(chance.next() * kinds.length)]
  if (kind === undefined) return null
  const waitMs = named.length > 0 ? 5000 : 30_000 + chance.next() * 420_000
  return { kind, at: now + waitMs, forMs: lasts[kind] * (0.7 + 0.6 * chance.next()) }
}
