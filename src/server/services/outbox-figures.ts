// How much waits, runs and is dead, for health and panels.
import type { Clock } from '../clock.ts'
import type { JobKind, OutboxState } from '../outbox-port.ts'
import type { JobRow } from '../store/job.ts'
import type { Store } from '../store/open.ts'
import type { Awake } from './awake.ts'
import type { Lanes } from './outbox-lanes.ts'

interface Parts {
  readonly store: Pick<Store, 'job'>
  readonly clock: Clock
  readonly awake: Pick<Awake, 'now'>
  readonly lanes: Pick<Lanes, 'all'>
  readonly kinds: () => Iterable<JobKind>
  readonly running: () => Iterable<{ readonly job: { readonly kind: JobKind } }>
}

export function createOutboxFigures({ store, clock, awake, lanes, kinds, running }: Parts): () => readonly OutboxState[] {
  /** Counting a long queue takes a moment: then the figures may be a little old. Real time, for it spares the real loop. */
  let counts = { of: store.job.count(), freshUntil: Number.NEGATIVE_INFINITY }
  const countJobs = () => {
    const startMs = performance.now()
    if (startMs < counts.freshUntil) return counts.of
    const found = store.job.count()
    const tookMs = performance.now() - startMs
    counts = { of: found, freshUntil: tookMs < 5 ? Number.NEGATIVE_INFINITY : performance.now() + 100 * tookMs }
    return found
  }
  return () => {
    const at = { now: clock.now(), awake: Math.floor(awake.now()) }
    const counted = countJobs()
    const of = (kind: JobKind, state: JobRow['state']) => counted.find((one) => one.kind === kind && one.state === state)?.n ?? 0
    return [...new Set<JobKind>([...kinds(), ...counted.map(({ kind }) => kind)])].map((kind): OutboxState => {
      const due = [...lanes.all()].filter((lane) => lane.kind === kind).map((lane) => store.job.oldestDue(kind, lane.name, at) ?? at.now)
      const oldestDueMs = Math.max(0, at.now - Math.min(at.now, ...due))
      const runs = [...running()].filter(({ job }) => job.kind === kind).length
      return { kind, waiting: of(kind, 'waiting'), running: runs, dead: of(kind, 'dead'), oldestDueMs }
    })
  }
}
