// What happened and what came of it, to read: events by page, the timeline of a subject, jobs that came to nothing; and to try those again.
import { businessEventNames, businessEvents } from '../../contract/business-events.ts'
import { AppError } from '../../contract/errors.ts'
import type { BusinessEventRecord, DeadLetters, EventType, JobRecord, OutboxStates, TimelineItem } from '../../contract/schemas/event.ts'
import { patternFault } from '../../domain/event-pattern.ts'
import type { Caller } from '../caller.ts'
import type { JobKind, Outbox, StoredEvent } from '../outbox-port.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { JobRow } from '../store/job.ts'
import type { Store } from '../store/open.ts'
import { instantFrom } from './instant.ts'
import { createJobWords } from './job-words.ts'
import { invalidField, notFound } from './refusal.ts'

type EventsQuery = PageRequest & { readonly type?: string; readonly subject?: string; readonly from?: string; readonly to?: string }
interface LaneOfJobs {
  readonly kind: JobKind
  readonly lane: string
}

export interface EventLogService {
  types(): { items: EventType[] }
  /** Both cut to the caller's projects: events of others, and of none, are not there. */
  list(query: EventsQuery, caller: Pick<Caller, 'projectIds'>): PageOf<BusinessEventRecord>
  timeline(query: EventsQuery & { readonly id?: string }, caller: Pick<Caller, 'projectIds'>): PageOf<TimelineItem>
  deadLetters(query: PageRequest & Partial<LaneOfJobs>): DeadLetters
  outbox(): OutboxStates
  /** Throws not_found, or conflict for one that isn't dead. */
  retry(id: number): JobRecord
  drop(id: number): void
  retryLane(lane: LaneOfJobs): { count: number }
  dropLane(lane: LaneOfJobs): { count: number }
}

/** Jobs shown of one event; all are counted. */
const mostJobs = 100

export function createEventLogService({
  store,
  outbox,
}: {
  store: Pick<Store, 'event' | 'job'> & Parameters<typeof createJobWords>[0]['store']
  outbox: Outbox
}): EventLogService {
  const words = createJobWords({ store })
  const dead = (id: number): JobRow => {
    const row = store.job.find(id)
    if (row === undefined) throw notFound('dead letter')
    if (row.state === 'dead') return row
    throw new AppError('conflict', `This job is not dead, it is ${row.state}`, { hint: 'List the dead letters again.' })
  }
  const readEvents = (
    { type, subject, from, to, ...request }: EventsQuery,
    { projectIds }: Pick<Caller, 'projectIds'>,
  ): PageOf<StoredEvent> => {
    const fault = type === undefined ? null : patternFault(type, businessEventNames)
    if (fault !== null) throw invalidField('query/type', `type ${fault}.`)
    const isPrefix = type?.endsWith('*') ?? false
    return store.event.list({
      ...request,
      type: isPrefix ? type?.slice(0, -1) : type,
      isPrefix,
      subject,
      projectIds,
      from: from === undefined ? undefined : instantFrom(from, 'query/from'),
      to: to === undefined ? undefined : instantFrom(to, 'query/to'),
    })
  }
  return {
    types: () => ({
      items: businessEventNames.map((type) => {
        const { version, summary, data, sample, ...rest } = businessEvents[type]
        const schema = JSON.parse(JSON.stringify(data)) as Record<string, unknown>
        return { type, version, summary, isLater: 'isLater' in rest, schema, sample: { ...sample } }
      }),
    }),
    list: (query, caller) => {
      const page = readEvents(query, caller)
      return { items: page.items.map(recordFrom), next: page.next }
    },
    timeline: ({ id, ...query }, caller) => {
      const found = id === undefined ? undefined : store.event.find(id)
      const { projectIds } = caller
      const one = projectIds === null || projectIds.has(found?.projectId ?? '') ? found : undefined
      const page = id === undefined ? readEvents({ limit: 20, ...query }, caller) : { items: one === undefined ? [] : [one], next: null }
      const followed = [...Map.groupBy(page.items, ({ subject }) => subject)].flatMap(([subject, events]) =>
        store.job.listOfEvents(
          events.map((event) => event.id),
          subject,
        ),
      )
      const jobs = Map.groupBy(followed, ({ eventId }) => eventId)
      const items = page.items.map((event): TimelineItem => {
        const own = jobs.get(event.id) ?? []
        const counts = [...Map.groupBy(own, ({ kind, state }) => `${kind} ${state}`).values()].flatMap((same) => {
          const [first] = same
          return first === undefined ? [] : [{ kind: first.kind, state: first.state, count: same.length }]
        })
        return { event: recordFrom(event), jobs: own.slice(0, mostJobs).map(words.record), counts }
      })
      return { items, next: page.next }
    },
    deadLetters: (query) => {
      const page = store.job.listDead(query)
      const lanes = store.job.countDead().map(({ n: count, ...lane }) => ({ ...lane, to: words.laneName(lane.kind, lane.lane), count }))
      return { items: page.items.map(words.record), next: page.next, lanes }
    },
    outbox: () => ({ items: outbox.state().map((one) => ({ ...one, oldestDueMs: Math.round(one.oldestDueMs) })) }),
    retry: (id) => {
      dead(id)
      outbox.retry(id)
      return words.record(store.job.find(id) ?? dead(id))
    },
    drop: (id) => {
      dead(id)
      outbox.drop(id)
    },
    retryLane: ({ kind, lane }) => ({ count: outbox.retryLane(kind, lane, 'dead') }),
    dropLane: ({ kind, lane }) => ({ count: outbox.dropLane(kind, lane, 'dead') }),
  }
}

const recordFrom = (event: StoredEvent): BusinessEventRecord => ({ ...event, data: event.data as Record<string, unknown> })
