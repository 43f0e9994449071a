// Business events: each a row in the transaction of its cause, with everything that follows from it.
// Promise: what is rolled back tells nobody, what is committed is told; attacked by test/store/kill-outbox.test.ts and event.test.ts.
import { AsyncResource } from 'node:async_hooks'
import { businessEvents } from '../../contract/business-events.ts'
import { AppError } from '../../contract/errors.ts'
import type { Clock } from '../clock.ts'
import { invariant } from '../invariant.ts'
import type { Log } from '../log.ts'
import type { Events, StoredEvent } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'

interface Parts {
  readonly store: Pick<Store, 'event' | 'recorder' | 'transaction'>
  readonly clock: Clock
  readonly log: Log
  readonly randomId: () => string
  /** Who is at work, as the audit names them. */
  readonly actor: () => string
}

/** Planners and listeners are added by the parts that stand on it. */
export function createEventWriter({ store, clock, log, randomId, actor }: Parts): Events {
  const planners: ((event: StoredEvent) => void)[] = []
  const listeners = new Set<(event: StoredEvent) => void>()
  let written: StoredEvent[] = []
  // Whoever listens works in nobody's name.
  const outside = new AsyncResource('Events')

  const planOne = (planner: (event: StoredEvent) => void, event: StoredEvent) => {
    try {
      store.transaction(() => planner(event))
    } catch (error) {
      // A full disk is no bug of a planner: the cause is refused as a whole. So it is when SQLite has ended the transaction by itself.
      if ((error instanceof AppError && error.code === 'disk_full') || !store.recorder.isInside()) throw error
      log.error({ err: error, type: event.type, eventId: event.id }, 'what follows from an event could not be planned')
    }
  }
  /** Right after the transaction: it has no way to wait, so that it is over by then. What it rolled back isn't there. */
  const tell = () => {
    const events = written
    written = []
    for (const event of events) {
      if (listeners.size === 0 || store.event.find(event.id) === undefined) continue
      for (const listener of [...listeners]) {
        try {
          listener(event)
        } catch (err) {
          log.error({ err, type: event.type }, 'a listener to business events failed')
        }
      }
    }
  }

  return {
    emit: (input) => {
      invariant(store.recorder.isInside(), `${input.type} was emitted outside of a transaction`)
      const fields = {
        ...{ id: randomId(), type: input.type, version: businessEvents[input.type].version, at: input.at ?? clock.now() },
        ...{ subject: input.subject, projectId: input.projectId, actor: input.actor ?? actor(), data: input.data },
      }
      const event: StoredEvent = { ...fields, seq: store.event.insert(fields) }
      for (const planner of planners) planOne(planner, event)
      written.push(event)
      if (written.length === 1) outside.runInAsyncScope(() => queueMicrotask(tell))
      return event
    },
    plan: (planner) => void planners.push(planner),
    onStored: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
