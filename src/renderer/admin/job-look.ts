// What became of a job, told by what its delivery or message came to: one look for each ending. Pure.
import type { JobRecord } from '../../contract/schemas/event.ts'
import type { IconName } from '../ui/icons.ts'
import type { Place } from '../ui/subject-place.ts'

export const jobIcons: Readonly<Record<JobRecord['kind'], IconName>> = {
  ...{ webhook: 'webhook', mail: 'mail', notice: 'bell', digest: 'stack2', inbox: 'archive' },
}

type End = 'delivered' | 'sent' | 'shown' | 'gathered' | 'taken' | 'ignored' | 'suppressed' | 'failed' | 'dropped'
export type Look = 'waiting' | 'again' | 'running' | End

export const looks: Readonly<Record<Look, { readonly icon: IconName; readonly tone: 'ok' | 'warn' | 'alarm' | 'idle' }>> = {
  waiting: { icon: 'clock', tone: 'idle' },
  again: { icon: 'refresh', tone: 'warn' },
  running: { icon: 'activity', tone: 'idle' },
  delivered: { icon: 'circleCheck', tone: 'ok' },
  sent: { icon: 'circleCheck', tone: 'ok' },
  shown: { icon: 'circleCheck', tone: 'ok' },
  gathered: { icon: 'circleCheck', tone: 'ok' },
  taken: { icon: 'circleCheck', tone: 'ok' },
  ignored: { icon: 'circleMinus', tone: 'idle' },
  suppressed: { icon: 'ban', tone: 'warn' },
  failed: { icon: 'circleX', tone: 'alarm' },
  dropped: { icon: 'circleMinus', tone: 'idle' },
}

const endOfKind: Readonly<Record<JobRecord['kind'], End>> = {
  ...{ webhook: 'delivered', mail: 'sent', notice: 'shown', digest: 'gathered', inbox: 'taken' },
}

type Ended = Pick<JobRecord, 'kind' | 'state' | 'result' | 'attempts'>

/** A job that is done has ended well only if its message says so. */
export function lookOf({ kind, state, result, attempts }: Ended): Look {
  if (state === 'waiting') return attempts > 0 ? 'again' : 'waiting'
  if (state === 'running') return 'running'
  if (state === 'dead') return 'failed'
  if (state === 'dropped') return 'dropped'
  switch (result) {
    case 'suppressed':
    case 'failed':
    case 'dropped':
    case 'ignored':
      return result
    // Another job took it over: a replay, a resend.
    case 'waiting':
      return 'waiting'
    default:
      return endOfKind[kind]
  }
}

/** A delivery that was replayed has several jobs: the newest tells. */
export function newestOfEach<J extends Pick<JobRecord, 'id' | 'kind' | 'ref'>>(jobs: readonly J[]): J[] {
  const newest = new Map<string, J>()
  for (const job of [...jobs].sort((a, b) => a.id - b.id)) newest.set(`${job.kind} ${job.ref}`, job)
  return [...newest.values()]
}

export interface JobGroup<J> {
  readonly kind: JobRecord['kind']
  readonly look: Look
  readonly jobs: readonly J[]
}

/** "3 mails sent, 1 delivery tries again": what is alike is one. */
export function groupsOf<J extends Ended & Pick<JobRecord, 'id' | 'ref'>>(jobs: readonly J[]): JobGroup<J>[] {
  const grouped = Map.groupBy(newestOfEach(jobs), (job) => `${job.kind} ${lookOf(job)}`)
  return [...grouped.values()].flatMap((alike) => {
    const [first] = alike
    return first === undefined ? [] : [{ kind: first.kind, look: lookOf(first), jobs: alike }]
  })
}

/** Where the delivery or message is shown; null where it has no page of its own. */
export function placeOfJob({ kind, ref }: Pick<JobRecord, 'kind' | 'ref'>): Place | null {
  const section = { webhook: 'deliveries', mail: 'messages', inbox: 'inbox' } as const
  if (kind === 'notice' || kind === 'digest') return null
  return { to: '/admin/$section', params: { section: section[kind] }, search: { id: ref } }
}
