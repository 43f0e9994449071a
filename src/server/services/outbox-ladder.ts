// What a try leaves of its job: done, dead, put back, or waiting for the next step of the ladder. Pure.
import type { JobHandler, JobOutcome } from '../outbox-port.ts'
import type { JobRow } from '../store/job.ts'

interface Given {
  readonly row: JobRow
  readonly handler: Pick<JobHandler, 'ladderMs' | 'jitter'>
  readonly outcome: JobOutcome
  /** 0 to 1. */
  readonly random: () => number
  readonly now: number
  /** Whole awake ms, rounded up. */
  readonly awakeNow: number
}

/** The row as it is stored. Waits between tries count awake time; what is put back waits for an instant. */
export function rowAfter({ row, handler, outcome, random, now, awakeNow }: Given): JobRow {
  const attempts = row.attempts + (outcome.kind === 'later' ? 0 : 1)
  const lastReason = outcome.kind === 'done' ? null : outcome.reason
  const base = { ...row, attempts, lastReason, isPutBack: 0 as const, endedAt: null }
  if (outcome.kind === 'done') return { ...base, state: 'done', endedAt: now }
  if (outcome.kind === 'dead') return { ...base, state: 'dead', endedAt: now }
  if (outcome.kind === 'later') {
    const dueAt = Math.max(now, Math.round(outcome.dueAt))
    return { ...base, state: 'waiting', track: row.track === 0 ? 0 : 2, dueKey: dueAt, dueAt, isPutBack: 1 }
  }
  const stepMs = handler.ladderMs[row.step]
  if (stepMs === undefined) return { ...base, state: 'dead', endedAt: now }
  const waitMs = Math.max(0, Math.round(outcome.afterMs ?? stepMs * (1 + handler.jitter * (2 * random() - 1))))
  return { ...base, state: 'waiting', step: row.step + 1, track: 1, dueKey: awakeNow + waitMs, dueAt: now + waitMs }
}
