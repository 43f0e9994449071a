// A breaker for each endpoint: after 70 % of at least ten attempts in a minute failed it is left alone for half a minute, then one attempt
// tries. In memory: after a restart each begins closed. Also holds what an endpoint asked for with 429 and Retry-After.

const windowMs = 60_000
const fewest = 10
const share = 0.7
const openMs = 30_000

interface Lane {
  outcomes: { at: number; ok: boolean }[]
  openUntil: number
  heldUntil: number
  isTrying: boolean
}

export interface Breakers {
  /** When the next attempt may begin; null for now. Whoever gets null after it was open is the one that tries. */
  heldUntil(id: string, now: number): { at: number; reason: string } | null
  note(id: string, ok: boolean, now: number): void
  hold(id: string, until: number): void
  isOpen(id: string, now: number): boolean
  forget(id: string): void
}

export function createBreakers(): Breakers {
  const lanes = new Map<string, Lane>()
  const of = (id: string): Lane => {
    const known = lanes.get(id)
    if (known !== undefined) return known
    const lane: Lane = { outcomes: [], openUntil: 0, heldUntil: 0, isTrying: false }
    lanes.set(id, lane)
    return lane
  }
  return {
    heldUntil: (id, now) => {
      const lane = of(id)
      if (lane.heldUntil > now) return { at: lane.heldUntil, reason: 'It asked to wait' }
      if (lane.openUntil === 0) return null
      if (lane.openUntil > now) return { at: lane.openUntil, reason: 'Most attempts of the last minute failed; it is left alone for 30 s' }
      if (lane.isTrying) return { at: now + 1000, reason: 'One attempt is trying whether it works again' }
      lane.isTrying = true
      return null
    },
    note: (id, ok, now) => {
      const lane = of(id)
      if (lane.openUntil !== 0 && lane.openUntil <= now) {
        lane.isTrying = false
        lane.openUntil = ok ? 0 : now + openMs
        lane.outcomes = []
        return
      }
      lane.outcomes = [...lane.outcomes.filter((one) => one.at > now - windowMs).slice(-99), { at: now, ok }]
      const failed = lane.outcomes.filter((one) => !one.ok).length
      if (lane.outcomes.length >= fewest && failed >= share * lane.outcomes.length) lane.openUntil = now + openMs
    },
    hold: (id, until) => {
      of(id).heldUntil = until
    },
    isOpen: (id, now) => (lanes.get(id)?.openUntil ?? 0) > now,
    forget: (id) => void lanes.delete(id),
  }
}
