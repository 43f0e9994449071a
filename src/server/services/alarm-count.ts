// How many alarms there are of each kind, kept up with every transition so that each live event can carry it.
import type { AlarmCounts, AlarmEvent } from '../../contract/schemas/alarm.ts'
import type { AlarmState } from '../../domain/alarm.ts'
import { isAnnunciated, isHeld, isUnacknowledged } from '../../domain/alarm-transition.ts'

export interface AlarmCounter {
  take(event: AlarmEvent): void
  counts(): AlarmCounts
}

interface Standing {
  readonly id: string
  readonly state: AlarmState
  readonly priority: number
}

interface Parts {
  readonly standing: readonly Standing[]
  /** Alarms that became normal since `startOfDay(now)`; none of them has an event after `lastEventId`. */
  readonly clearedToday: number
  readonly lastEventId: number
  readonly now: () => number
  /** Local midnight before an instant. */
  readonly startOfDay: (at: number) => number
}

export function createAlarmCounter({ standing, clearedToday, lastEventId, now, startOfDay }: Parts): AlarmCounter {
  const known = new Map<string, Standing>()
  const figures = { active: 0, unacknowledged: 0, shelved: 0, suppressed: 0 }
  const byPriority = [0, 0, 0, 0]
  let cleared = clearedToday
  let day = startOfDay(now())

  const add = ({ state, priority }: Standing, by: 1 | -1) => {
    if (isAnnunciated(state)) {
      figures.active += by
      byPriority[priority - 1] = (byPriority[priority - 1] ?? 0) + by
    }
    if (isUnacknowledged(state)) figures.unacknowledged += by
    if (state === 'shelved') figures.shelved += by
    if (state === 'suppressed' || state === 'outOfService') figures.suppressed += by
  }
  const set = (next: Standing) => {
    const before = known.get(next.id)
    if (before !== undefined) add(before, -1)
    known.delete(next.id)
    if (next.state === 'normal') return
    known.set(next.id, next)
    add(next, 1)
  }
  const turnDay = () => {
    const today = startOfDay(now())
    if (today === day) return
    day = today
    cleared = 0
  }
  for (const one of standing) set(one)
  return {
    take: (event) => {
      turnDay()
      set({ id: event.alarmId, state: event.to, priority: event.priority })
      if (event.id > lastEventId && event.to === 'normal' && isAnnunciated(event.from) && !isHeld(event.from)) cleared += 1
    },
    counts: () => {
      turnDay()
      return { ...figures, clearedToday: cleared, byPriority: [...byPriority] }
    },
  }
}
