// Questions about alarms, for the history worker. Lists leave as the bytes of the whole reply.
import type { Database } from 'better-sqlite3'
import type { AlarmCounts, AlarmRecord } from '../../../contract/schemas/alarm.ts'
import { type AlarmEventsRequest, type AlarmsRequest, createAlarmReader } from '../../store/readings/alarm-reader.ts'
import { type AlarmQualityRequest, createAlarmQuality } from './alarm-quality.ts'
import type { Sources } from './answers.ts'

export interface AlarmListRequest {
  readonly query: AlarmsRequest
  readonly now: number
  /** Go out with the list as they are. */
  readonly counts: AlarmCounts
}

/** Made on a read-only connection. */
export function createAlarmQueries(db: Database, sources: Pick<Sources, 'series' | 'raw'>) {
  const reader = createAlarmReader(db)
  const qualityOf = createAlarmQuality(db, sources)
  return {
    alarms: ({ query, now, counts }: AlarmListRequest) => json({ ...reader.list(query, now), counts }),
    alarm: ({ id, now }: { id: string; now: number }): AlarmRecord | null => reader.find(id, now) ?? null,
    alarmEvents: (request: AlarmEventsRequest) => json(reader.listEvents(request)),
    alarmQuality: (request: AlarmQualityRequest) => json(qualityOf(request)),
  }
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
