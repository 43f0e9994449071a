// What people and other parts change of jobs that wait, are dead, or were left leased: due now, tried again, dropped. The rows of what a job
// is about are told in the same transaction, by the hooks of its handler. Many at once go in steps, so that others get a turn.
import type { Clock } from '../clock.ts'
import type { Job, JobHandler, JobKind, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import type { Awake } from './awake.ts'

type Changes = Pick<Outbox, 'wake' | 'retry' | 'drop' | 'retryLane' | 'dropLane'>

interface Parts {
  readonly store: Pick<Store, 'job' | 'recorder' | 'transaction'>
  readonly clock: Clock
  readonly awake: Pick<Awake, 'now'>
  readonly handlerOf: (kind: JobKind) => JobHandler | undefined
  readonly touch: (kind: JobKind, lane: string) => void
  /** Tells a try that runs to end. */
  readonly abort: (id: number, reason: string) => void
}

/** Jobs that one transaction changes. */
const bulkStep = 500
/** Begun so often without an end: it is what ends the program. */
const mostLeases = 20

export function createOutboxChanges({ store, clock, awake, handlerOf, touch, abort }: Parts): Changes & {
  /** At the start, inside a transaction: what a dead process had leased is free again. */
  freeLeased(): void
} {
  const inTransaction = <T>(fn: () => T): T => (store.recorder.isInside() ? fn() : store.transaction(fn))
  const bulk = (ids: readonly number[], change: (id: number) => boolean): number => {
    let changed = 0
    for (let i = 0; i < ids.length; i += bulkStep)
      inTransaction(() => {
        for (const id of ids.slice(i, i + bulkStep)) if (change(id)) changed += 1
      })
    return changed
  }
  const retryNow = (id: number): boolean => {
    const job = store.job.find(id)
    if (!store.job.retry(id, { now: clock.now(), awake: Math.floor(awake.now()) })) return false
    if (job?.state === 'dead') handlerOf(job.kind)?.reopen?.(job)
    return true
  }
  const dropNow = (id: number): boolean => {
    const job = store.job.find(id)
    const isDropped = store.job.drop(id, clock.now())
    if (isDropped && job !== undefined && job.state !== 'running') handlerOf(job.kind)?.dropped?.(job)
    return isDropped
  }
  const changeLane =
    (change: (id: number) => boolean) =>
    (kind: JobKind, lane: string, which: 'waiting' | 'dead' = 'waiting'): number => {
      const changed = bulk(store.job.idsOfLane(kind, lane, which), change)
      touch(kind, lane)
      return changed
    }
  return {
    wake: (kind) => {
      const some = store.job.idsPutBack(kind ?? null)
      const now = clock.now()
      bulk(
        some.map(({ id }) => id),
        (id) => {
          store.job.makeDue(id, now)
          return true
        },
      )
      for (const one of new Set(some.map((job) => JSON.stringify([job.kind, job.lane])))) touch(...(JSON.parse(one) as [JobKind, string]))
    },
    retry: (id) => {
      const job = store.job.find(id)
      if (job !== undefined && inTransaction(() => retryNow(id))) touch(job.kind, job.lane)
    },
    drop: (id) => {
      const job = store.job.find(id)
      if (job === undefined || !inTransaction(() => dropNow(id))) return
      abort(id, 'Dropped')
      touch(job.kind, job.lane)
    },
    retryLane: changeLane(retryNow),
    dropLane: changeLane(dropNow),
    freeLeased: () => {
      const reason = `Plenum ended ${mostLeases} times while this was being worked on`
      const died: Pick<Job, 'id' | 'kind' | 'ref'>[] = store.job.freeAll({ mostLeases, now: clock.now(), reason })
      for (const job of died) handlerOf(job.kind)?.died?.(job, reason)
    },
  }
}
