// When this person was last here: the time before a pause of half an hour or more is "the last visit". Kept in this browser only.
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export interface Visits {
  readonly seenAt: number | null
  /** When the visit before this one ended; null on the first. */
  readonly lastVisitAt: number | null
}

/** Shorter absences are one visit. */
const pauseMs = 30 * 60_000

/** Somebody is here now. */
export function noteVisit(visits: Visits, now: number): Visits {
  const { seenAt, lastVisitAt } = visits
  if (seenAt === null || now < seenAt) return { seenAt: now, lastVisitAt }
  return { seenAt: now, lastVisitAt: now - seenAt >= pauseMs ? seenAt : lastVisitAt }
}

export const useVisits = create<Visits>()(
  persist((): Visits => ({ seenAt: null, lastVisitAt: null }), { name: 'plenum.visits', version: 1 }),
)

/** Notes the visit now, each minute and at each return to the window; returns the undo. */
export function followVisits(): () => void {
  const note = () => {
    if (!document.hidden) useVisits.setState(noteVisit(useVisits.getState(), Date.now()))
  }
  note()
  const timer = setInterval(note, 60_000)
  document.addEventListener('visibilitychange', note)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', note)
  }
}
