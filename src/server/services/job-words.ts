// A job as people read it: whom it goes to, and what the delivery or message it works on came to. Reads only.
import type { JobRecord } from '../../contract/schemas/event.ts'
import type { JobRow } from '../store/job.ts'
import type { Store } from '../store/open.ts'

export interface JobWords {
  /** The white list of a job's reply. */
  record(row: JobRow): JobRecord
  /** Of a lane as a whole; null where it has no name of its own, or what it was is gone. */
  laneName(kind: JobRow['kind'], lane: string): string | null
}

export function createJobWords({
  store,
}: {
  store: Pick<Store, 'delivery' | 'webhook' | 'mail' | 'account' | 'inbox' | 'hookSource'>
}): JobWords {
  const ruleName = (id: string) => store.mail.rules().find((rule) => rule.id === id)?.name ?? null
  const accountName = (id: string) => store.account.find(id)?.name ?? null
  const endpointName = (lane: string) => store.webhook.find(lane.split('/')[0] ?? '')?.name ?? null
  const laneName: JobWords['laneName'] = (kind, lane) => {
    if (kind === 'webhook') return endpointName(lane)
    if (kind === 'inbox') return store.hookSource.find(lane)?.name ?? null
    if (kind === 'digest') return ruleName(lane)
    return kind === 'notice' && lane !== 'owner' ? accountName(lane) : null
  }
  const about = ({ kind, lane, ref }: JobRow): Pick<JobRecord, 'to' | 'result'> => {
    switch (kind) {
      case 'webhook':
        return { to: endpointName(lane), result: store.delivery.find(ref)?.state ?? null }
      case 'mail': {
        const mail = store.mail.find(ref)
        return { to: mail?.email ?? null, result: mail?.state ?? null }
      }
      case 'inbox':
        return { to: laneName(kind, lane), result: store.inbox.find(ref)?.state ?? null }
      case 'digest':
        return { to: ref.slice(ref.indexOf('/') + 1), result: null }
      case 'notice':
        return { to: laneName(kind, lane), result: null }
    }
  }
  return {
    laneName,
    record: (row) => {
      const { id, kind, lane, ref, eventId, subject, state, attempts, createdAt, endedAt, lastReason } = row
      const dueAt = state === 'waiting' ? row.dueAt : null
      return { id, kind, lane, ref, ...about(row), eventId, subject, state, attempts, createdAt, endedAt, lastReason, dueAt }
    },
  }
}
