// Between readings and alarms: a bug in judging must never keep a reading from the disk. What the alarms did in a call that failed is undone
// alone, their states are read again, and the readings of the transaction stay. Trouble with the disk goes through: it is everybody's.
import type { Database } from 'better-sqlite3'
import type { AlarmEngine, CommittedAlarm } from '../../ingest-port.ts'
import { holdReason } from './trouble.ts'

const tellEveryMs = 60_000

export function guardAlarms(parts: { db: Database; engine: AlarmEngine; onBug: (error: unknown) => void }): AlarmEngine {
  const { db, engine, onBug } = parts
  let toldAt = Number.NEGATIVE_INFINITY
  const guard = (now: number, work: () => readonly CommittedAlarm[]): readonly CommittedAlarm[] => {
    try {
      // Inside the caller's transaction this is a savepoint.
      return db.transaction(work)()
    } catch (error) {
      if (holdReason(error) !== null) throw error
      engine.reload()
      if (Math.abs(now - toldAt) >= tellEveryMs) {
        toldAt = now
        onBug(error)
      }
      return []
    }
  }
  return {
    ...engine,
    setNodeStates: (states, now) => guard(now, () => engine.setNodeStates(states, now)),
    onSamples: (samples, now) => guard(now, () => engine.onSamples(samples, now)),
    onTick: (now) => guard(now, () => engine.onTick(now)),
  }
}
