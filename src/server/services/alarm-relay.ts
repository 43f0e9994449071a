// Alarms as business events. Their transitions are rows of readings.db, written by the ingest worker; this reads them from there and keeps how
// far it is in plenum.db, in the transaction of the events: a kill at any point loses none and doubles none. In steps, so that a flood of alarms
// doesn't hold the main loop. Attacked by test/store/alarm-relay.test.ts.
import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { alarmPriorityNames, type BusinessEventData } from '../../contract/business-events.ts'
import type { AlarmState } from '../../domain/alarm.ts'
import type { AlarmTransition } from '../../domain/alarm-transition.ts'
import type { Clock } from '../clock.ts'
import type { Ingest } from '../ingest-port.ts'
import type { Log } from '../log.ts'
import type { Events } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import { type AlarmNewsRow, createAlarmNews } from '../store/readings/alarm-news.ts'
import { openReadingsReader, readingsPath } from '../store/readings/open.ts'

interface Parts {
  readonly store: Pick<Store, 'job' | 'design' | 'transaction'>
  readonly events: Pick<Events, 'emit'>
  readonly ingest: Pick<Ingest, 'onCommit'>
  readonly clock: Clock
  readonly log: Log
  readonly dataFolder: string
}

type AlarmEventName = 'alarm.raised' | 'alarm.acknowledged' | 'alarm.escalated' | 'alarm.cleared'

const cursorName = 'alarms'
/** Rows a step: measured under 5 ms. */
const rowsAStep = 50
const pauseMs = 20
const retryMs = 5000

/** Begins with what happened while nothing ran. */
export function startAlarmRelay({ store, events, ingest, clock, log, dataFolder }: Parts): { stop(): void } {
  let db: Database | undefined
  let news: ReturnType<typeof createAlarmNews> | undefined
  let cancel: (() => void) | undefined
  let stopped = false

  const open = () => {
    if (news !== undefined || !existsSync(readingsPath(dataFolder))) return news
    db = openReadingsReader(dataFolder)
    news = createAlarmNews(db)
    return news
  }
  /** Where to go on. A folder without a mark begins now: nobody wants the alarms of last year as news. */
  const readFrom = (reader: NonNullable<typeof news>) => {
    const kept = store.job.readRelay(cursorName)
    const newest = reader.newest()
    if (kept === undefined) return { lastId: newest.id, lastAt: newest.at }
    // The readings were replaced by older or new ones: their numbers say nothing, their instants do.
    if (kept.lastId > newest.id) return { lastId: reader.lastIdBefore(kept.lastAt), lastAt: kept.lastAt }
    return kept
  }
  const step = (): void => {
    cancel = undefined
    if (stopped) return
    try {
      const reader = open()
      if (reader === undefined) return
      const from = readFrom(reader)
      const rows = reader.listAfter(from.lastId, rowsAStep)
      const last = rows.at(-1)
      if (last !== undefined || store.job.readRelay(cursorName)?.lastId !== from.lastId)
        store.transaction(() => {
          for (const row of rows) tell(row)
          store.job.saveRelay(cursorName, last === undefined ? from : { lastId: last.id, lastAt: last.at })
        })
      if (rows.length === rowsAStep) cancel = clock.after(pauseMs, step)
    } catch (err) {
      log.warn({ err }, 'alarms could not be told as events; trying again')
      cancel = clock.after(retryMs, step)
    }
  }
  const tell = (row: AlarmNewsRow): void => {
    const type = eventOf(row.transition as AlarmTransition, row.to)
    if (type === null) return
    const projectId = row.designId === null ? null : (store.design.find(row.designId)?.projectId ?? null)
    const head = { subject: `alarm/${row.alarmId}`, projectId, at: row.at, actor: row.by ?? 'Plenum' }
    const data = dataFrom(row)
    if (type === 'alarm.raised') events.emit({ ...head, type, data })
    else if (type === 'alarm.acknowledged') events.emit({ ...head, type, data: { ...data, by: row.by, comment: row.comment } })
    else if (type === 'alarm.escalated') events.emit({ ...head, type, data: { ...data, step: row.step, comment: row.comment } })
    else events.emit({ ...head, type, data: { ...data, by: row.by } })
  }
  const look = () => {
    cancel ??= clock.after(0, step)
  }
  const unsubscribe = ingest.onCommit(({ alarms }) => {
    if (alarms.length > 0) look()
  })
  step()
  return {
    stop: () => {
      stopped = true
      unsubscribe()
      cancel?.()
      db?.close()
    },
  }
}

/** An alarm that is over is cleared, whatever led there; what people put aside (shelved, out of service) is no news to others. */
function eventOf(transition: AlarmTransition, to: AlarmState): AlarmEventName | null {
  if (transition === 'raised') return 'alarm.raised'
  if (transition === 'escalated') return 'alarm.escalated'
  if (to === 'normal' && ['cleared', 'acknowledged', 'reset', 'ended'].includes(transition)) return 'alarm.cleared'
  return transition === 'acknowledged' ? 'alarm.acknowledged' : null
}

function dataFrom(row: AlarmNewsRow): BusinessEventData<'alarm.raised'> {
  const value: unknown = row.value === null ? null : JSON.parse(row.value)
  const { alarmId, ruleId, sensorId, nodeId, designId, unit, setPoint, advice } = row
  return {
    ...{ alarmId, ruleId, sensorId, nodeId, designId, unit, setPoint, advice },
    title: row.ruleName.includes(sensorId ?? nodeId) ? row.ruleName : `${row.ruleName}: ${sensorId ?? nodeId}`,
    priority: alarmPriorityNames[row.priority - 1] ?? 'low',
    state: row.to,
    value: typeof value === 'number' ? value : null,
  }
}
