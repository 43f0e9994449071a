// Business events and the outbox, wired. Handlers and planners of other parts are added between this and `start`.
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import { type Awake, createAwake } from './awake.ts'
import { createEventWriter } from './event-writer.ts'
import { createOutbox } from './outbox.ts'

export interface EventParts {
  readonly events: Events
  readonly outbox: Outbox
  /** Milliseconds the machine was awake while this server ran, over all starts: for breakers and what counts hours of effort. */
  readonly awake: Pick<Awake, 'now'>
}

export function createEvents(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly randomId: () => string
  readonly random: () => number
  readonly trail: Pick<AuditTrail, 'actor'>
}): EventParts {
  const { store, clock, log, randomId, random, trail } = parts
  const awake = createAwake({ clock, startAt: store.job.readAwake()?.awakeMs ?? 0 })
  const events = createEventWriter({ store, clock, log, randomId, actor: trail.actor })
  const outbox = createOutbox({ store, clock, awake, log, random })
  return { events, outbox, awake }
}
