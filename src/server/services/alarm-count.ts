// How many alarms there are of each kind, kept up with every transition so that each live event can carry it; of all of them, or of those
// that lie where a reader may look.
import type { AlarmCounts, AlarmEvent } from '../../contract/schemas/alarm.ts'
import type { AlarmState } from '../../domain/alarm.ts'
import { isAnnunciated, isHeld, isUnacknowledged } from '../../domain/alarm-transition.ts'

/** Where an alarm is. */
export interface AlarmPlace {
  readonly sensorId: string | null
  readonly nodeId: string
}

export interface AlarmCounter {
  take(event: AlarmEvent, place: AlarmPlace): void
  counts(): AlarmCounts
  /** Counted anew: looks at every alarm that stands. */
  countsWhere(isMine: (place: AlarmPlace) => boolean): AlarmCounts
}

interface Standing extends AlarmPlace {
  readonly id: string
  readonly state: AlarmState
  readonly priority: number
}
interface Cleared {
  readonly alarmId: string
  /** null: of an alarm that is gone. */
  readonly place: AlarmPlace | null
  readonly times: number
}

interface Parts {
  readonly standing: readonly Standing[]
  /** Alarms that became normal since `startOfDay(now)`; none of them has an event after `lastEventId`. */
  readonly clearedToday: readonly Cleared[]
  readonly lastEventId: number
  readonly now: () => number
  /** Local midnight before an instant. */
  readonly startOfDay: (at: number) => number
}

export function createAlarmCounter({ standing, clearedToday, lastEventId, now, startOfDay }: Parts): AlarmCounter {
  const known = new Map<string, Standing>()
  const all = emptySum()
  const cleared = new Map(clearedToday.map((one) => [one.alarmId, one]))
  let clearedTimes = clearedToday.reduce((sum, { times }) => sum + times, 0)
  let day = startOfDay(now())

  const set = (next: Standing) => {
    const before = known.get(next.id)
    if (before !== undefined) add(all, before, -1)
    known.delete(next.id)
    if (next.state === 'normal') return
    known.set(next.id, next)
    add(all, next, 1)
  }
  const turnDay = () => {
    const today = startOfDay(now())
    if (today === day) return
    day = today
    cleared.clear()
    clearedTimes = 0
  }
  for (const one of standing) set(one)
  return {
    take: (event, { sensorId, nodeId }) => {
      turnDay()
      set({ id: event.alarmId, state: event.to, priority: event.priority, sensorId, nodeId })
      if (event.id <= lastEventId || event.to !== 'normal' || !isAnnunciated(event.from) || isHeld(event.from)) return
      cleared.set(event.alarmId, {
        ...{ alarmId: event.alarmId, place: { sensorId, nodeId } },
        times: (cleared.get(event.alarmId)?.times ?? 0) + 1,
      })
      clearedTimes += 1
    },
    counts: () => {
      turnDay()
      return { ...all, byPriority: [...all.byPriority], clearedToday: clearedTimes }
    },
    countsWhere: (isMine) => {
      turnDay()
      const sum = emptySum()
      for (const one of known.values()) if (isMine(one)) add(sum, one, 1)
      let clearedOfMine = 0
      for (const { place, times } of cleared.values()) if (place !== null && isMine(place)) clearedOfMine += times
      return { ...sum, clearedToday: clearedOfMine }
    },
  }
}

type Sum = Omit<AlarmCounts, 'clearedToday'>
const emptySum = (): Sum => ({ active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, byPriority: [0, 0, 0, 0] })

function add(sum: Sum, { state, priority }: Standing, by: 1 | -1): void {
  if (isAnnunciated(state)) {
    sum.active += by
    sum.byPriority[priority - 1] = (sum.byPriority[priority - 1] ?? 0) + by
  }
  if (isUnacknowledged(state)) sum.unacknowledged += by
  if (state === 'shelved') sum.shelved += by
  if (state === 'suppressed' || state === 'outOfService') sum.suppressed += by
}
