// Alarms: lists with live counts, what people do to them, the event log and its quality. States are the ingest worker's; they are told from its
// commits, one fact for each transition. In a flood the facts are summed up once a second, so that it does not drown the screens it fills.
import { AppError } from '../../contract/errors.ts'
import type { AlarmCounts, AlarmRecord } from '../../contract/schemas/alarm.ts'
import { type AlarmAction, longestShelfMs } from '../../domain/alarm.ts'
import type { AlarmTransition } from '../../domain/alarm-transition.ts'
import type { Bus } from '../bus.ts'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { CommittedAlarm, Ingest } from '../ingest-port.ts'
import type { PageRequest } from '../store/cursor.ts'
import type { AlarmEventsRequest, AlarmsRequest } from '../store/readings/alarm-reader.ts'
import type { AlarmQualityRequest } from '../workers/history/alarm-quality.ts'
import type { AlarmListRequest } from '../workers/history/alarm-queries.ts'
import type { AlarmCounter, AlarmPlace } from './alarm-count.ts'
import { instantFrom } from './instant.ts'
import { invalidField, notFound } from './refusal.ts'
import { cleanName, cleanNotes } from './text.ts'

/** What the history worker answers; replies as bytes where they may be long. */
export interface AlarmHistory {
  alarms(request: AlarmListRequest): Promise<Uint8Array>
  alarm(request: { id: string; now: number }): Promise<AlarmRecord | null>
  alarmEvents(request: AlarmEventsRequest): Promise<Uint8Array>
  alarmQuality(request: AlarmQualityRequest): Promise<Uint8Array>
}

interface RawJson {
  readonly rawJson: Uint8Array
}
type EventsQuery = PageRequest & { readonly alarmId?: string; readonly from?: string; readonly to?: string }

export interface AlarmService {
  list(query: AlarmsRequest): Promise<RawJson>
  get(id: string): Promise<AlarmRecord>
  counts(): AlarmCounts
  /** Of those whose place passes. */
  countsWhere(isMine: (place: AlarmPlace) => boolean): AlarmCounts
  listEvents(query: EventsQuery): Promise<RawJson>
  quality(query: { readonly from: string; readonly to: string }): Promise<RawJson>
  /** Throws not_found, or conflict with the reason when its state does not allow it. */
  act(request: { id: string; action: Exclude<AlarmAction, 'shelve'>; by: string; comment?: string | undefined }): Promise<AlarmRecord>
  /** Until an instant or for a time; at most 24 h. */
  shelve(request: { id: string; by: string; reason: string; untilMs?: number; forMs?: number }): Promise<AlarmRecord>
  acknowledgeMany(request: {
    ids: readonly string[]
    by: string
    comment?: string | undefined
  }): Promise<{ acknowledged: string[]; refused: { id: string; reason: string }[] }>
  stop(): void
}

interface Parts {
  readonly bus: Bus
  readonly clock: Clock
  readonly ingest: Pick<Ingest, 'request' | 'onCommit'>
  readonly history: AlarmHistory
  readonly counter: AlarmCounter
  /** Alarms are in another database than the audit: what became of them is told to it. */
  readonly describe: AuditTrail['describe']
}

type FactName = Extract<Parameters<Bus['publish']>[0]['name'], `alarm.${string}`>
const factOf: Partial<Record<AlarmTransition, Exclude<FactName, 'alarm.flooded'>>> = {
  raised: 'alarm.raised',
  returned: 'alarm.returned',
  cleared: 'alarm.cleared',
  ended: 'alarm.cleared',
  acknowledged: 'alarm.acknowledged',
  shelved: 'alarm.shelved',
  unshelved: 'alarm.unshelved',
}
/** Transitions told one by one within a second. */
const mostFactsASecond = 200
const secondMs = 1000

/** Listens to commits until it is stopped. */
export function createAlarmService({ bus, clock, ingest, history, counter, describe }: Parts): AlarmService {
  let secondAt = 0
  let toldInSecond = 0
  let untold = 0
  let cancel: (() => void) | undefined

  const tellFlood = () => {
    cancel = undefined
    const transitions = untold
    untold = 0
    bus.publish({ name: 'alarm.flooded', payload: { at: clock.now(), transitions, counts: counter.counts() } })
  }
  const tell = ({ alarm, event }: CommittedAlarm) => {
    counter.take(event, alarm)
    const now = clock.now()
    if (now - secondAt >= secondMs || now < secondAt) {
      secondAt = now
      toldInSecond = 0
    }
    toldInSecond += 1
    if (toldInSecond > mostFactsASecond) {
      untold += 1
      cancel ??= clock.after(secondMs, tellFlood)
      return
    }
    const payload = { alarm, event, counts: counter.counts() }
    const name = factOf[event.transition as AlarmTransition] ?? 'alarm.changed'
    bus.publish({ name, payload })
    // Whatever led there: an alarm that is over is said to be cleared.
    const isOver = event.to === 'normal' && ['acknowledged', 'reset'].includes(event.transition)
    if (isOver) bus.publish({ name: 'alarm.cleared', payload })
  }
  const unsubscribe = ingest.onCommit(({ alarms }) => {
    for (const one of alarms) tell(one)
  })

  const request = async (
    alarmIds: readonly string[],
    said: { action: AlarmAction; by: string; comment: string | null; until: number | null },
  ) => {
    const answer = await ingest.request('alarm.act', { alarmIds, ...said, now: clock.now() })
    if (answer.done.length > 0) describe(changeFrom(answer.done))
    return answer
  }
  const actOnOne = async (id: string, said: Parameters<typeof request>[1]): Promise<AlarmRecord> => {
    const { done, refused } = await request([id], said)
    const record = done.at(-1)?.alarm
    if (record !== undefined) return record
    const reason = refused[0]?.reason
    if (reason === 'There is no such alarm' || reason === undefined) throw notFound('alarm')
    throw new AppError('conflict', reason, { hint: 'Read it again: its state may have changed.' })
  }

  return {
    list: async (query) => ({ rawJson: await history.alarms({ query, now: clock.now(), counts: counter.counts() }) }),
    get: async (id) => {
      const record = await history.alarm({ id, now: clock.now() })
      if (record === null) throw notFound('alarm')
      return record
    },
    counts: () => counter.counts(),
    countsWhere: counter.countsWhere,
    listEvents: async ({ from, to, ...query }) => {
      const range = {
        ...(from === undefined ? {} : { from: instantFrom(from, 'query/from') }),
        ...(to === undefined ? {} : { to: instantFrom(to, 'query/to') }),
      }
      return { rawJson: await history.alarmEvents({ ...query, ...range }) }
    },
    quality: async (query) => {
      const from = instantFrom(query.from, 'query/from')
      const to = instantFrom(query.to, 'query/to')
      if (to <= from) throw invalidField('query/to', 'to must be later than from.')
      return { rawJson: await history.alarmQuality({ from, to, now: clock.now() }) }
    },
    act: ({ id, action, by, comment }) => actOnOne(id, { action, by, comment: commentFrom(comment), until: null }),
    shelve: async ({ id, by, reason, untilMs, forMs }) => {
      const comment = cleanName(reason, '/reason')
      if ((untilMs === undefined) === (forMs === undefined))
        throw invalidField('/untilMs', 'Say until when with untilMs or for how long with forMs, one of them.')
      const now = clock.now()
      const until = untilMs ?? now + (forMs ?? 0)
      if (until <= now) throw invalidField('/untilMs', 'The end of shelving must be in the future.')
      if (until - now > longestShelfMs) throw invalidField('/untilMs', 'Shelving must end within 24 hours.')
      return await actOnOne(id, { action: 'shelve', by, comment, until })
    },
    acknowledgeMany: async ({ ids, by, comment }) => {
      const unique = [...new Set(ids)]
      const { done, refused } = await request(unique, { action: 'acknowledge', by, comment: commentFrom(comment), until: null })
      return { acknowledged: [...new Set(done.map(({ alarm }) => alarm.id))], refused: [...refused] }
    },
    stop: () => {
      unsubscribe()
      cancel?.()
    },
  }
}

/** As the audit has it: one alarm by its fields, several by their ids. */
function changeFrom(done: readonly CommittedAlarm[]): Parameters<AuditTrail['describe']>[0] {
  const first = new Map<string, { before: object; after: object }>()
  for (const { alarm, event } of done) {
    const after = { state: event.to, priority: event.priority, comment: event.comment, until: event.until }
    const before = first.get(alarm.id)?.before ?? { state: event.from }
    first.set(alarm.id, { before, after })
  }
  const [only] = first
  if (only !== undefined && first.size === 1) return { subject: `alarm/${only[0]}`, ...only[1] }
  const side = (which: 'before' | 'after') => Object.fromEntries([...first].map(([id, change]) => [id, change[which]]))
  return { before: side('before'), after: side('after') }
}

function commentFrom(comment: string | undefined): string | null {
  const text = cleanNotes(comment ?? '').trim()
  return text === '' ? null : text
}
