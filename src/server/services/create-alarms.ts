// Alarms and their rules, wired to the ingest worker (states), the history worker (lists) and readings.db (counts at the start).
import { existsSync } from 'node:fs'
import type { Bus } from '../bus.ts'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/open.ts'
import { createAlarmReader } from '../store/readings/alarm-reader.ts'
import { openReadingsReader, readingsPath } from '../store/readings/open.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { History } from '../workers/history/answers.ts'
import type { HistoryJob } from '../workers/history.ts'
import { type AlarmService, createAlarmService } from './alarm.ts'
import { type AlarmCounter, createAlarmCounter } from './alarm-count.ts'
import { type AlarmRuleService, createAlarmRuleService } from './alarm-rule.ts'
import type { AlarmTargets } from './alarm-rule-check.ts'

export interface Alarms {
  readonly alarm: AlarmService
  readonly alarmRule: AlarmRuleService
  stop(): void
}

interface Parts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly ingest: Ingest
  readonly workers: WorkerPool
  readonly dataFolder: string
  readonly targets: AlarmTargets
  readonly describe: AuditTrail['describe']
  readonly randomId: () => string
}

const deadlineMs = 30_000

/** Reads the counts once, makes the default rules in a fresh folder, and listens to commits. */
export function createAlarms({ store, bus, clock, log, ingest, workers, dataFolder, targets, describe, randomId }: Parts): Alarms {
  const ask = <Reply>(method: keyof History, args: unknown) =>
    workers.run<Reply>('history', { dataFolder, method, args } satisfies HistoryJob, { deadlineMs })
  const alarm = createAlarmService({
    ...{ bus, clock, ingest, describe },
    counter: countAtStart(dataFolder, clock),
    history: {
      alarms: (args) => ask('alarms', args),
      alarm: (args) => ask('alarm', args),
      alarmEvents: (args) => ask('alarmEvents', args),
      alarmQuality: (args) => ask('alarmQuality', args),
    },
  })
  const alarmRule = createAlarmRuleService({ store, bus, clock, log, ingest, targets, randomId })
  return { alarm, alarmRule, stop: alarm.stop }
}

function countAtStart(dataFolder: string, clock: Clock): AlarmCounter {
  const given = { now: clock.now, startOfDay: (at: number) => new Date(at).setHours(0, 0, 0, 0) }
  if (!existsSync(readingsPath(dataFolder))) return createAlarmCounter({ ...given, standing: [], clearedToday: [], lastEventId: 0 })
  const db = openReadingsReader(dataFolder)
  try {
    const reader = createAlarmReader(db)
    return db.transaction(() =>
      createAlarmCounter({
        ...given,
        standing: reader.listStanding(),
        clearedToday: reader.listCleared(given.startOfDay(clock.now())).map(({ alarmId, sensorId, nodeId, times }) => ({
          ...{ alarmId, times },
          place: nodeId === null ? null : { sensorId, nodeId },
        })),
        lastEventId: reader.lastEventId(),
      }),
    )()
  } finally {
    db.close()
  }
}
