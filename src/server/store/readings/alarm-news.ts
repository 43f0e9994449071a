// Transitions of alarms after a given one, in order, with what others need to know of their alarm. Reads only.
import type { Database } from 'better-sqlite3'
import type { AlarmEventRow, AlarmRow } from './alarm-row.ts'

export type AlarmNewsRow = AlarmEventRow &
  Pick<AlarmRow, 'ruleId' | 'ruleName' | 'sensorId' | 'nodeId' | 'designId' | 'unit' | 'setPoint' | 'advice'> & {
    /** Which step of the escalation an escalation is, counted since the alarm was raised; 0 for other transitions. */
    readonly step: number
  }

export interface AlarmNews {
  listAfter(id: number, limit: number): AlarmNewsRow[]
  /** 0 and 0 when there is none. */
  newest(): { readonly id: number; readonly at: number }
  /** Of the newest one that is not younger; 0 when there is none. */
  lastIdBefore(at: number): number
}

/** Prepares every statement once. */
export function createAlarmNews(db: Database): AlarmNews {
  const listAfter = db.prepare<[number, number], AlarmNewsRow>(
    `SELECT e.*, a.ruleId, a.ruleName, a.sensorId, a.nodeId, a.designId, a.unit, a.setPoint, a.advice,
       iif(e.transition = 'escalated', (SELECT count(*) FROM alarmEvent s WHERE s.alarmId = e.alarmId AND s.id <= e.id
         AND s.transition = 'escalated' AND s.id > coalesce((SELECT max(r.id) FROM alarmEvent r
           WHERE r.alarmId = e.alarmId AND r.id <= e.id AND r.transition = 'raised'), 0)), 0) AS step
     FROM alarmEvent e JOIN alarm a ON a.id = e.alarmId WHERE e.id > ? ORDER BY e.id LIMIT ?`,
  )
  const newest = db.prepare<[], { id: number; at: number }>('SELECT id, at FROM alarmEvent ORDER BY id DESC LIMIT 1')
  const lastIdBefore = db.prepare<[number], number | null>('SELECT max(id) FROM alarmEvent WHERE at <= ?').pluck()
  return {
    listAfter: (id, limit) => listAfter.all(id, limit),
    newest: () => newest.get() ?? { id: 0, at: 0 },
    lastIdBefore: (at) => lastIdBefore.get(at) ?? 0,
  }
}
