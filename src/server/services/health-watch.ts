// Health as business events: a part that doesn't work for two looks in a row is told once, and once again when it is back for two looks. What was
// told last is in the events themselves, so that a restart repeats nothing.
import type { Health } from '../../contract/schemas/health.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'

interface Parts {
  readonly health: { report(): Promise<{ readonly detail: Health }> }
  readonly store: Pick<Store, 'event' | 'transaction'>
  readonly events: Pick<Events, 'emit'>
  readonly clock: Clock
  readonly log: Log
}

const periodMs = 15_000
const looksUntilTold = 2

/** Returns the stop. */
export function watchHealth({ health, store, events, clock, log }: Parts): () => void {
  /** Looks in a row that saw the other thing than was told. */
  const streaks = new Map<string, number>()
  const told = new Map<string, { isBad: boolean; at: number }>()
  let isLooking = false

  const toldOf = (part: string) => {
    const known = told.get(part)
    if (known !== undefined) return known
    const last = store.event.list({ subject: `health/${part}`, limit: 1 }).items[0]
    const found = { isBad: last?.type === 'health.degraded', at: last?.at ?? 0 }
    told.set(part, found)
    return found
  }
  const look = async (): Promise<void> => {
    const { detail } = await health.report()
    const at = clock.now()
    for (const { name: part, state, reason = `${part} is ${state}` } of detail.parts) {
      const isBad = state === 'degraded' || state === 'down'
      const before = toldOf(part)
      const streak = isBad === before.isBad ? 0 : (streaks.get(part) ?? 0) + 1
      streaks.set(part, streak)
      if (streak < looksUntilTold) continue
      const head = { subject: `health/${part}`, projectId: null, at, actor: 'Plenum' }
      store.transaction(() => {
        if (state === 'degraded' || state === 'down') events.emit({ ...head, type: 'health.degraded', data: { part, state, reason } })
        else events.emit({ ...head, type: 'health.recovered', data: { part, afterMs: Math.max(0, at - before.at) } })
      })
      told.set(part, { isBad, at })
      streaks.set(part, 0)
    }
  }
  return clock.every(periodMs, () => {
    if (isLooking) return
    isLooking = true
    look()
      .catch((err: unknown) => log.warn({ err }, 'a change of health could not be told; trying again'))
      .finally(() => {
        isLooking = false
      })
  })
}
