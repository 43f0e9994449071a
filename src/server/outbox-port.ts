// What happened, and what has to follow from it: rows of the transaction of their cause, worked off afterwards. Types only;
// services/event-writer.ts and services/outbox.ts hold to them. Webhooks, mail, notices and later uploads stand on these two.
import type { BusinessEventData, BusinessEventName } from '../contract/business-events.ts'

/** A fact the world may hear of, before it has an id. */
export interface EventInput<N extends BusinessEventName = BusinessEventName> {
  readonly type: N
  /** `kind/id` of what it is about, as in the audit: `design/…`, `alarm/…`, `node/…`. */
  readonly subject: string
  /** Whose eyes it is for; null belongs to no project. */
  readonly projectId: string | null
  readonly data: BusinessEventData<N>
  /** Epoch ms; now when left out. */
  readonly at?: number
  /** Who caused it; who is at work right now when left out. */
  readonly actor?: string
}

export interface StoredEvent {
  /** Unguessable, url-safe. */
  readonly id: string
  /** Counts up in the order of the commits. */
  readonly seq: number
  readonly type: BusinessEventName
  /** Of the schema of `data`. */
  readonly version: number
  readonly at: number
  readonly subject: string
  readonly projectId: string | null
  /** Who caused it, as the audit names them. */
  readonly actor: string
  readonly data: unknown
}

export interface Events {
  /**
   * Writes the event and, through the planners, everything that follows from it. Only inside store.transaction (throws elsewhere, and
   * nothing is kept then): what is rolled back sends nothing, what is committed is sent even if the power fails now.
   */
  emit<N extends BusinessEventName>(event: EventInput<N>): StoredEvent
  /**
   * A planner writes the rows that follow from an event (deliveries, messages, jobs) inside the emitting transaction. It has to be quick and
   * must not wait; a throw is a bug: it is logged and undone alone (savepoint), the cause goes on.
   */
  plan(planner: (event: StoredEvent) => void): void
  /** After the commit; for live views. Returns the undo. */
  onStored(listener: (event: StoredEvent) => void): () => void
}

export type JobKind = 'webhook' | 'mail' | 'notice' | 'inbox' | 'digest'

export interface JobInput {
  readonly kind: JobKind
  /** Jobs of one lane (an endpoint, a mail account) wait for each other as the handler says. */
  readonly lane: string
  /** Id of the row the handler works on: a delivery, a message. */
  readonly ref: string
  /** Of the event it follows from. */
  readonly eventId: string | null
  /** Same as the event's; for the timeline. */
  readonly subject: string | null
  /** Epoch ms; at once when left out. */
  readonly dueAt?: number
}

export interface Job extends Required<JobInput> {
  readonly id: number
  /** Tries that ended; 0 at the first. */
  readonly attempts: number
  readonly createdAt: number
  /** Why the last try failed. */
  readonly lastReason: string | null
}

/** What a try left of its job. */
export interface SettledJob {
  /** dropped: somebody ended it while it ran. */
  readonly state: 'done' | 'waiting' | 'dead' | 'dropped'
  /** Tries that ended, this one included. */
  readonly attempts: number
  /** When it is tried again, as things stand; null when it isn't. */
  readonly dueAt: number | null
}

/**
 * `write` runs in the transaction that settles the job: the log of the attempt and the end of the lease are one commit. It has to be quick;
 * a throw undoes it alone, and the try counts as failed.
 */
export type JobOutcome = { readonly write?: (settled: SettledJob) => void } & (
  | { readonly kind: 'done' }
  /** Next step of the ladder, or after `afterMs` when the other side asked for it; dead when the ladder is at its end. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** Not a try: put back until then (no settings, breaker open, paused, quiet hours). */
  | { readonly kind: 'later'; readonly reason: string; readonly dueAt: number }
  | { readonly kind: 'dead'; readonly reason: string }
)

export interface JobHandler {
  /** How many jobs of this kind run at once. */
  readonly workers: number
  /** At most this many of them in lanes whose last try failed, so that dead ones never starve healthy ones. */
  readonly failingWorkers: number
  /**
   * A try that takes longer counts as one in a lane that fails: beyond `failingWorkers` of both, its worker goes to another. `mostAtOnce` tries
   * run at once then, those included. Left out, a try keeps its worker as long as it runs.
   */
  readonly slow?: { readonly afterMs: number; readonly mostAtOnce: number }
  /** Waits between tries, ms, awake time: the first is before the second try. */
  readonly ladderMs: readonly number[]
  /** 0.2 is +/-20 %. */
  readonly jitter: number
  /**
   * A try may be made again, for whoever gets it knows it by its id: then its result is on disk within a second, and not before the next try
   * begins. A kill still takes nothing back, a power cut that second.
   */
  readonly mayRepeat?: boolean
  /** A try that lasts longer is aborted through `signal` and counts as failed. */
  readonly timeoutMs: number
  /**
   * 'firstTries': first tries of a lane leave in order, one at a time, and one that failed holds nothing. 'strict': nothing of the lane
   * overtakes. 'free': no order.
   */
  order(lane: string): 'firstTries' | 'strict' | 'free'
  /** Never throws for the other side's faults: those are outcomes. */
  run(job: Job, signal: AbortSignal): Promise<JobOutcome>
  /** A dead one is tried again: its row waits from the same transaction on. */
  reopen?(job: Pick<Job, 'id' | 'ref'>): void
  /** Somebody ended one that waited or was dead: its row says so from the same transaction on. One that runs says it when its try ends. */
  dropped?(job: Pick<Job, 'id' | 'ref'>): void
  /** The program ended too often while it ran, so it is dead: its row says so from the same transaction on. */
  died?(job: Pick<Job, 'id' | 'ref'>, reason: string): void
}

export interface Outbox {
  /** Only inside store.transaction. */
  add(job: JobInput): number
  /** Once per kind, before start(). */
  handle(kind: JobKind, handler: JobHandler): void
  /** Begins to lease; jobs a dead process left leased are free again. */
  start(): void
  /** What was put back ('later') is due now: settings were entered, a lane was allowed again. All kinds when left out. */
  wake(kind?: JobKind): void
  /** Dead, or waiting for its next try: due now, the ladder from its first step. Inside a transaction or not. */
  retry(id: number): void
  /** Ends it without a try. */
  drop(id: number): void
  /** Makes every waiting (or every dead) job of the lane due now, or drops it. Returns how many. */
  retryLane(kind: JobKind, lane: string, which?: 'waiting' | 'dead'): number
  dropLane(kind: JobKind, lane: string, which?: 'waiting' | 'dead'): number
  /** For health and panels. */
  state(): readonly OutboxState[]
  /** Waits for the tries that run (bounded), leases nothing new. */
  stop(): Promise<void>
}

export interface OutboxState {
  readonly kind: JobKind
  readonly waiting: number
  readonly running: number
  readonly dead: number
  /** Age of the oldest due job, ms; 0 when none is due. */
  readonly oldestDueMs: number
}
