// Batches of mail: one text for many recipients. The batch and one job are written at once; the job adds its mails bit by bit, so that ten
// thousand of them hold up nothing, and goes on where a kill cut it off.
import type { MailBatch, MailMessage, MailPart } from '../../contract/schemas/mail.ts'
import { emailFault, emailKeyOf } from '../../domain/email.ts'
import type { Clock } from '../clock.ts'
import type { Job, JobOutcome, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import type { MailQueue } from './mail-queue.ts'
import { invalidField, notFound } from './refusal.ts'

export interface MailBatches {
  sendAll(body: { title: string; text: string; to: readonly string[] }): MailBatch
  /** Throws not_found. */
  get(id: string): MailBatch
  /** Takes back what waits; what is on its way arrives. */
  cancel(id: string): Promise<MailBatch>
  /** Those that failed, or that were taken back. */
  resend(id: string, which: 'failed' | 'dropped'): Promise<MailBatch>
  /** Jobs whose ref is one of a batch. */
  isBatch(job: Pick<Job, 'ref'>): boolean
  run(job: Pick<Job, 'ref'>, signal: AbortSignal): Promise<JobOutcome>
  dropped(job: Pick<Job, 'ref'>): void
}

const prefix = 'batch/'
/** Mails that one transaction adds: measured at 5 ms at most. */
const step = 50
const droppedAtOnce = 500
const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

export function createMailBatches(parts: {
  store: Pick<Store, 'mail' | 'transaction'>
  outbox: Outbox
  clock: Clock
  randomId: () => string
  onChange: (what: MailPart) => void
  queue: MailQueue
}): MailBatches {
  const { store, outbox, clock, randomId, onChange, queue } = parts
  const addJob = (id: string) => outbox.add({ kind: 'mail', lane: 'bulk', ref: `${prefix}${id}`, eventId: null, subject: null })
  const get = (id: string): MailBatch => {
    const n = store.mail.countStates(id)
    const row = store.mail.countBatch(id)
    if (row === undefined && n.size === 0) throw notFound('batch', 'Look at the list of mails.')
    const of = (state: MailMessage['state']) => n.get(state) ?? 0
    const toAdd = row === undefined ? 0 : row.total - row.added
    const isTakenBack = row?.isTakenBack === 1
    return {
      batchId: id,
      waiting: of('waiting') + (isTakenBack ? 0 : toAdd),
      sent: of('sent'),
      failed: of('failed'),
      suppressed: of('suppressed'),
      dropped: of('dropped') + (isTakenBack ? toAdd : 0),
    }
  }
  const setTakenBack = (id: string, isTakenBack: boolean): void => {
    const row = store.mail.countBatch(id)
    if (row !== undefined) store.mail.changeBatch({ id, added: row.added, isTakenBack })
  }
  return {
    sendAll: ({ title, text, to }) => {
      const unique = new Map(to.map((email, i) => [emailKeyOf(email), { email: email.trim(), i }]))
      for (const { email, i } of unique.values()) {
        const wrong = emailFault(email)
        if (wrong !== null) throw invalidField(`/to/${i}`, `to/${i} ${wrong}. Take it out or type it again.`)
      }
      const id = randomId()
      store.transaction(() => {
        const data = { title, parts: text.split(/\n{2,}/) }
        const recipients = [...unique.values()].map(({ email }) => email)
        store.mail.insertBatch({ id, data, recipients, added: 0, isTakenBack: false, createdAt: clock.now() })
        addJob(id)
      })
      onChange('messages')
      return get(id)
    },
    get,
    cancel: async (id) => {
      get(id)
      store.transaction(() => setTakenBack(id, true))
      // Their jobs find nothing to do any more when their turn comes.
      const drop = () =>
        // Given again meanwhile: the rest stays.
        store.mail.countBatch(id)?.isTakenBack === 0 ? 0 : store.mail.dropBatch(id, { at: clock.now(), limit: droppedAtOnce })
      while (store.transaction(drop) > 0) await pause()
      onChange('messages')
      outbox.wake('mail')
      return get(id)
    },
    resend: async (id, which) => {
      get(id)
      if (which === 'dropped')
        store.transaction(() => {
          const row = store.mail.countBatch(id)
          if (row?.isTakenBack !== 1) return
          setTakenBack(id, false)
          if (row.added < row.total) addJob(id)
        })
      const ids = store.mail.idsOfBatch(id, which)
      for (let i = 0; i < ids.length; i += step) {
        store.transaction(() => {
          for (const one of ids.slice(i, i + step)) queue.again(one)
        })
        await pause()
      }
      return get(id)
    },
    isBatch: ({ ref }) => ref.startsWith(prefix),
    run: async ({ ref }, signal) => {
      const id = ref.slice(prefix.length)
      const { recipients = [] } = store.mail.findBatch(id) ?? {}
      for (;;) {
        if (signal.aborted) return { kind: 'later', reason: 'Stopped', dueAt: clock.now() }
        const isMore = store.transaction(() => {
          const row = store.mail.countBatch(id)
          if (row === undefined || row.isTakenBack === 1) return false
          const some = recipients.slice(row.added, row.added + step)
          for (const email of some) queue.add({ kind: 'newsletter', email, data: {}, batchId: id })
          store.mail.changeBatch({ id, added: row.added + some.length, isTakenBack: false })
          return row.added + some.length < row.total && some.length > 0
        })
        if (!isMore) return { kind: 'done' }
        await pause()
      }
    },
    dropped: ({ ref }) => setTakenBack(ref.slice(prefix.length), true),
  }
}
