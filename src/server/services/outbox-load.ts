// How busy the workers of a kind are. A try that takes long tells too late that nothing answers: so it counts as one in a lane that fails, and the
// two together never hold more than their share of the workers. The rest is always there for tries that end soon.
import type { JobHandler, JobKind } from '../outbox-port.ts'

export interface Load {
  quick: number
  slow: number
  failing: number
  /** Those that lost their worker included. */
  all: number
}

export interface Busy {
  readonly job: { readonly kind: JobKind }
  readonly lane: { readonly isFailing: boolean | null }
  readonly holdsWorker: boolean
  readonly isSlow: boolean
}

export function loadOf(kind: JobKind, running: Iterable<Busy>): Load {
  const load = { quick: 0, slow: 0, failing: 0, all: 0 }
  for (const { job, lane, holdsWorker, isSlow } of running) {
    if (job.kind !== kind) continue
    load.all += 1
    if (!holdsWorker) continue
    load[lane.isFailing === true ? 'failing' : isSlow ? 'slow' : 'quick'] += 1
  }
  return load
}

export function isRoomFor({ quick, slow, failing, all }: Load, { workers, failingWorkers, slow: given }: JobHandler): boolean {
  if (given === undefined) return quick + failing < workers
  return all < given.mostAtOnce && quick + Math.min(failingWorkers, slow + failing) < workers
}
