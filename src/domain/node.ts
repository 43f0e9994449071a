// A node: a device that measures. Its words, and the state shown for it. Pure.

/** What a node says of itself on its status topic. */
export const reportedWords = ['online', 'offline', 'maintenance', 'error'] as const
export type ReportedWord = (typeof reportedWords)[number]

/** What is shown, in the words of the interface. */
export const nodeStates = ['online', 'late', 'silent', 'offline', 'never', 'maintenance', 'error'] as const
export type NodeState = (typeof nodeStates)[number]

/** What a node that names no period is expected to send. */
export const defaultIntervalMs = 60_000
/** Nothing counts as silent before this. */
export const shortestSilenceMs = 30_000

export interface NodeFacts {
  readonly reported: ReportedWord | null
  /** A socket of it is open now; null where nobody can know (readings by REST only, an external broker). */
  readonly connected: boolean | null
  readonly willFired: boolean
  readonly lastReadingAt: number | null
  readonly intervalMs: number
}

/** How long after the last reading a node, or a sensor, counts as silent. */
export function silentAfterMs(intervalMs: number): number {
  return Math.max(3 * intervalMs, shortestSilenceMs)
}

/** The shown state with its reason in a few words. The node's own maintenance and error win over the clock; offline wins over silence. */
export function stateOfNode(facts: NodeFacts, now: number): { readonly state: NodeState; readonly reason: string } {
  const { reported, connected, willFired, lastReadingAt, intervalMs } = facts
  if (reported === 'maintenance') return { state: 'maintenance', reason: 'the node says it is in maintenance' }
  if (willFired || reported === 'offline')
    return { state: 'offline', reason: willFired ? 'its connection broke' : 'the node says it is offline' }
  if (connected === false) return { state: lastReadingAt === null ? 'never' : 'offline', reason: 'it is not connected' }
  if (reported === 'error') return { state: 'error', reason: 'the node reports an error' }
  if (lastReadingAt === null) return { state: 'never', reason: 'no reading has come yet' }
  const ageMs = now - lastReadingAt
  if (ageMs > silentAfterMs(intervalMs)) return { state: 'silent', reason: 'no reading for more than three periods' }
  if (ageMs > 1.5 * intervalMs) return { state: 'late', reason: 'the last reading is older than one and a half periods' }
  return { state: 'online', reason: 'readings come as expected' }
}
