// The way into the queue: one row and one job for each recipient, in the transaction of their cause; and once more.
import type { MailKind, MailMessage, MailPart } from '../../contract/schemas/mail.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Outbox } from '../outbox-port.ts'
import type { MailFile } from '../store/mail.ts'
import type { Store } from '../store/open.ts'

export interface NewMail {
  readonly kind: MailKind
  readonly email: string
  readonly data: Readonly<Record<string, unknown>>
  /** Opens a door: kept sealed until the mail has left. */
  readonly link?: string
  readonly file?: MailFile | null
  readonly batchId?: string
  readonly accountId?: string
  readonly ruleId?: string
  readonly eventId?: string
  readonly subject?: string | null
  readonly dueAt?: number
}
export interface MailQueue {
  /** Inside a transaction. */
  add(mail: NewMail): MailMessage
  /** Inside a transaction: one that failed or was taken back waits again. */
  again(id: string): void
  /** Inside the transaction that ends a job: its mail waits all the same, so it gets another one. */
  continue(id: string): void
}

const minuteMs = 60_000
/** So long the link of these is good for. */
export const linkMs: Readonly<Partial<Record<MailKind, number>>> = {
  ...{ passwordReset: 10 * minuteMs, magicLink: 10 * minuteMs, welcome: 7 * 24 * 60 * minuteMs },
}
export const linkName = (id: string) => `mail/link/${id}`
/** Mails an account asked for, with a link that opens a door. */
export const hasLink = (kind: MailKind) => linkMs[kind] !== undefined
/** Lanes take turns: a thousand newsletters don't hold up a password. */
export const laneOf = (kind: MailKind) => (kind === 'newsletter' ? 'bulk' : hasLink(kind) ? 'account' : 'event')

export function createMailQueue(parts: {
  store: Pick<Store, 'mail' | 'job'>
  secrets: SecretBox
  outbox: Outbox
  clock: Clock
  randomId: () => string
  messageId: (id: string) => string
  onChange: (what: MailPart) => void
}): MailQueue {
  const { store, secrets, outbox, clock, randomId, messageId, onChange } = parts
  const addJob = ({ id, kind, eventId, subject }: Pick<MailMessage, 'id' | 'kind' | 'eventId' | 'subject'>, dueAt?: number) =>
    outbox.add({ kind: 'mail', lane: laneOf(kind), ref: id, eventId, subject, ...(dueAt === undefined ? {} : { dueAt }) })
  return {
    add: ({ kind, email, data, link, dueAt, file = null, ...rest }) => {
      const id = randomId()
      const now = clock.now()
      const { batchId = null, accountId = null, ruleId = null, eventId = null, subject = null } = rest
      const message: MailMessage = {
        ...{ id, batchId, kind, email, ruleId, eventId, subject, messageId: messageId(id), state: 'waiting' },
        ...{ reason: null, attempts: 0, createdAt: now, nextAt: dueAt ?? now, endedAt: null },
      }
      store.mail.insert({ ...message, accountId, data, file })
      if (link !== undefined) secrets.put(linkName(id), Buffer.from(link))
      addJob(message, dueAt)
      onChange('messages')
      return message
    },
    again: (id) => {
      const row = store.mail.find(id)
      if (row?.state !== 'failed' && row?.state !== 'dropped') return
      onChange('messages')
      store.mail.settle({ id, state: 'waiting', reason: null, attempts: row.attempts, nextAt: clock.now(), endedAt: null })
      const job = store.job.findOfRef('mail', id)
      // A job that still waits for its turn (its mail was taken back meanwhile) is made due; two at once would send it twice.
      if (job?.state === 'dead' || job?.state === 'waiting') outbox.retry(job.id)
      else if (job?.state !== 'running') addJob(row)
    },
    continue: (id) => {
      const row = store.mail.find(id)
      if (row?.state === 'waiting') addJob(row)
    },
  }
}
