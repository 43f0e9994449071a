// Business events and the outbox, wired. Handlers and planners of other parts are added between this and `start`.
import type { Bus } from '../bus.ts'
import type { AuditTrail } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Events, JobKind, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import { type Awake, createAwake } from './awake.ts'
import { createEventLogService, type EventLogService } from './event-log.ts'
import { startEventPurge } from './event-purge.ts'
import { createEventWriter } from './event-writer.ts'
import { createOrderedId } from './ordered-id.ts'
import { createOutbox } from './outbox.ts'

export interface EventParts {
  readonly events: Events
  readonly outbox: Outbox
  readonly eventLog: EventLogService
  /** Milliseconds the machine was awake while this server ran, over all starts: for breakers and what counts hours of effort. */
  readonly awake: Pick<Awake, 'now'>
}

/** Panels hear of the outbox so often at most. */
const tellMs = 1000

export function createEvents(parts: {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly randomId: () => string
  readonly random: () => number
  readonly trail: Pick<AuditTrail, 'actor'>
}): EventParts & { stopEvents(): void } {
  const { store, bus, clock, log, randomId, random, trail } = parts
  const awake = createAwake({ clock, startAt: store.job.readAwake()?.awakeMs ?? 0 })
  const events = createEventWriter({ store, clock, log, randomId: createOrderedId({ clock, randomId }), actor: trail.actor })
  const changed = new Set<JobKind>()
  let stopTelling: (() => void) | undefined
  const outbox = createOutbox({
    ...{ store, clock, awake, log, random },
    onChange: (kind) => {
      changed.add(kind)
      stopTelling ??= clock.after(tellMs, () => {
        stopTelling = undefined
        const at = clock.now()
        bus.publish({ name: 'outbox.changed', payload: { at, kinds: [...changed] } })
        if (changed.has('webhook')) bus.publish({ name: 'delivery.changed', payload: { at } })
        changed.clear()
      })
    },
  })
  const stopPurge = startEventPurge({ store, clock, log })
  return {
    ...{ events, outbox, awake },
    eventLog: createEventLogService({ store, outbox }),
    stopEvents: () => {
      stopPurge()
      stopTelling?.()
    },
  }
}
