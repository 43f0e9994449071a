// Which job is next. Kept in memory is one small record for each lane and what runs; the jobs themselves stay in the database, so that a hundred
// thousand of them weigh nothing here. Lanes take turns, healthy ones first; failing ones never take more than their share of the workers.
import type { JobHandler, JobKind } from '../outbox-port.ts'
import type { JobRow, JobStore } from '../store/job.ts'

export interface Lane {
  readonly kind: JobKind
  readonly name: string
  running: number
  firstTriesRunning: number
  /** null: nobody knows yet. */
  isFailing: boolean | null
  /** UTC and awake ms before which looking is useless. */
  wallFrom: number
  awakeFrom: number
  /** Turn of its last lease. */
  servedAt: number
  /** After sleep: awake ms before which it is left alone. */
  heldUntil: number
  takesRetryNext: boolean
}

export interface Lanes {
  get(kind: JobKind, name: string): Lane
  /** Something changed in it: look again. */
  touch(kind: JobKind, name: string): void
  all(): Iterable<Lane>
  /** The next job of this kind that may be leased, and its lane; null when none is due. */
  choose(
    kind: JobKind,
    handler: JobHandler,
    at: { readonly now: number; readonly awake: number },
    mayTakeFailing: boolean,
  ): { lane: Lane; id: number; isFirst: boolean } | null
  /** Forgets lanes that nothing waits or runs in. */
  tidy(): void
}

interface Found {
  readonly id: number
  readonly isFirst: boolean
}
const soon = Number.NEGATIVE_INFINITY
const never = Number.POSITIVE_INFINITY

export function createLanes(store: Pick<JobStore, 'first' | 'listLanes' | 'listFailing'>): Lanes {
  const kinds = new Map<JobKind, Map<string, Lane>>()
  const failing = new Map(store.listFailing().map((row) => [`${row.kind} ${row.lane}`, row.isFailing === 1]))
  let turn = 0

  const get = (kind: JobKind, name: string): Lane => {
    const lanes = kinds.get(kind) ?? new Map<string, Lane>()
    kinds.set(kind, lanes)
    const known = lanes.get(name)
    if (known !== undefined) return known
    const lane: Lane = {
      ...{ kind, name, running: 0, firstTriesRunning: 0, isFailing: failing.get(`${kind} ${name}`) ?? null },
      ...{ wallFrom: soon, awakeFrom: soon, servedAt: 0, heldUntil: soon, takesRetryNext: false },
    }
    lanes.set(name, lane)
    return lane
  }
  for (const { kind, lane } of store.listLanes()) get(kind, lane)

  /** Looks into the database, and notes from when on looking again is worth it. */
  const findDue = (lane: Lane, order: ReturnType<JobHandler['order']>, { now, awake }: { now: number; awake: number }): Found | null => {
    lane.wallFrom = never
    lane.awakeFrom = never
    const { kind, name } = lane
    const isDue = (row: Pick<JobRow, 'dueKey'> | undefined, clock: 'wall' | 'awake') => {
      if (row === undefined) return false
      if (row.dueKey <= (clock === 'wall' ? now : awake)) return true
      if (clock === 'wall') lane.wallFrom = Math.min(lane.wallFrom, row.dueKey)
      else lane.awakeFrom = Math.min(lane.awakeFrom, row.dueKey)
      return false
    }
    const found = (row: Pick<JobRow, 'id'> | undefined, isFirst: boolean): Found | null => {
      if (row === undefined) return null
      lane.wallFrom = soon
      lane.awakeFrom = soon
      return { id: row.id, isFirst }
    }
    if (order === 'strict') {
      if (lane.running > 0) return null
      const heads = ([0, 1, 2] as const).map((track) => ({ track, row: store.first(kind, name, track, 'id') }))
      const head = heads.reduce((a, b) => ((b.row?.id ?? never) < (a.row?.id ?? never) ? b : a))
      return isDue(head.row, head.track === 1 ? 'awake' : 'wall') ? found(head.row, head.track === 0) : null
    }
    const takeFirst = () => {
      if (order === 'firstTries' && lane.firstTriesRunning > 0) return null
      const row = store.first(kind, name, 0, order === 'free' ? 'due' : 'id')
      return isDue(row, 'wall') ? found(row, true) : null
    }
    const takeRetry = () => {
      const row = store.first(kind, name, 1, 'due')
      if (isDue(row, 'awake')) return found(row, false)
      const putBack = store.first(kind, name, 2, 'due')
      return isDue(putBack, 'wall') ? found(putBack, false) : null
    }
    return lane.takesRetryNext ? (takeRetry() ?? takeFirst()) : (takeFirst() ?? takeRetry())
  }

  /** Those nobody knows yet before those that failed; the longest unserved first. Where failing lanes may take every worker all are alike. */
  const rank = (lane: Lane, { workers, failingWorkers }: JobHandler) =>
    failingWorkers >= workers ? 0 : lane.isFailing === null ? 1 : lane.isFailing ? 2 : 0
  const isBetter = (a: Lane, b: Lane | null, handler: JobHandler) => {
    if (b === null) return true
    const by = rank(a, handler) - rank(b, handler)
    return by < 0 || (by === 0 && a.servedAt < b.servedAt)
  }

  return {
    get,
    touch: (kind, name) => {
      const lane = get(kind, name)
      lane.wallFrom = soon
      lane.awakeFrom = soon
    },
    all: function* () {
      for (const lanes of kinds.values()) yield* lanes.values()
    },
    choose: (kind, handler, at, mayTakeFailing) => {
      const lanes = kinds.get(kind)
      if (lanes === undefined) return null
      const refused = new Set<Lane>()
      for (;;) {
        let best: Lane | null = null
        for (const lane of lanes.values()) {
          if (refused.has(lane) || (lane.wallFrom > at.now && lane.awakeFrom > at.awake) || lane.heldUntil > at.awake) continue
          if (lane.isFailing === true && !mayTakeFailing) continue
          if (isBetter(lane, best, handler)) best = lane
        }
        if (best === null) return null
        const found = findDue(best, handler.order(best.name), at)
        if (found === null) {
          refused.add(best)
          continue
        }
        turn += 1
        best.servedAt = turn
        best.takesRetryNext = found.isFirst
        return { lane: best, ...found }
      }
    },
    tidy: () => {
      for (const lanes of kinds.values())
        for (const lane of lanes.values())
          if (lane.running === 0 && lane.wallFrom === never && lane.awakeFrom === never) {
            failing.set(`${lane.kind} ${lane.name}`, lane.isFailing ?? false)
            if (lane.isFailing === null) failing.delete(`${lane.kind} ${lane.name}`)
            lanes.delete(lane.name)
          }
    },
  }
}
