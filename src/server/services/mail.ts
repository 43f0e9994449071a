// Mails as people and services see them: how the account is, messages (one per recipient), batches, what is sent again, suppression. What
// sends them is mail-run.ts. A message and its job are rows of the transaction of their cause.
import { AppError } from '../../contract/errors.ts'
import type {
  ChangeMailSettings,
  MailBatch,
  MailKind,
  MailMessage,
  MailMessageDetail,
  MailPart,
  MailSettings,
  Suppression,
  TestedMail,
} from '../../contract/schemas/mail.ts'
import { emailFault, emailKeyOf } from '../../domain/email.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Outbox } from '../outbox-port.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { hasLink, laneOf, linkName, type MailRun } from './mail-run.ts'
import type { OpenMailSender } from './mail-sender.ts'
import type { MailSetup } from './mail-setup.ts'
import type { MailTemplateService } from './mail-template.ts'
import { invalidField, notFound } from './refusal.ts'

export interface NewMail {
  readonly kind: MailKind
  readonly email: string
  readonly data: Readonly<Record<string, unknown>>
  /** Opens a door: kept sealed until the mail has left. */
  readonly link?: string
  readonly batchId?: string
  readonly accountId?: string
  readonly ruleId?: string
  readonly eventId?: string
  readonly subject?: string | null
  readonly dueAt?: number
}
export interface MailService {
  settings(): MailSettings
  change(body: ChangeMailSettings, ifMatch: number | null): MailSettings
  test(to: string): Promise<TestedMail>
  isSetUp(): boolean
  /** Inside a transaction. */
  add(mail: NewMail): MailMessage
  sendAll(body: { title: string; text: string; to: readonly string[] }): MailBatch
  batch(id: string): MailBatch
  /** Those that failed, or that were taken back. */
  resendFailed(batchId: string, which?: 'failed' | 'dropped'): MailBatch
  /** Takes back what waits; what is on its way arrives. */
  cancel(batchId: string): MailBatch
  resend(id: string): MailMessage
  list(query: PageRequest & { state?: string; batchId?: string }): PageOf<MailMessage>
  detail(id: string): Promise<MailMessageDetail>
  suppressions(): { items: Suppression[] }
  suppress(email: string, why: Suppression['why'], detail?: string | null): Suppression
  unsuppress(email: string): void
}

const mostLines = 500

export function createMailService(parts: {
  store: Pick<Store, 'mail' | 'job' | 'transaction'>
  secrets: SecretBox
  outbox: Outbox
  clock: Clock
  randomId: () => string
  setup: MailSetup
  run: MailRun
  templates: Pick<MailTemplateService, 'render'>
  openSender: OpenMailSender
  onChange: (what: MailPart) => void
}): MailService {
  const { store, secrets, outbox, clock, randomId, setup, run, templates, openSender, onChange } = parts

  const settings = (): MailSettings => {
    const counted = store.mail.countStates(null)
    const missing = setup.missing()
    const shown = setup.shown()
    const fault = run.fault() ?? (shown.isToLab ? 'Mail goes to the sink of the integration lab, not to people' : null)
    const state = missing?.state ?? (fault === null ? 'ok' : 'degraded')
    const counts = { waiting: counted.get('waiting') ?? 0, failed: counted.get('failed') ?? 0 }
    return { ...shown, health: { state, reason: missing?.reason ?? fault, ...counts } }
  }
  const add: MailService['add'] = ({ kind, email, data, link, dueAt, ...rest }) => {
    const id = randomId()
    const row = {
      ...{ id, batchId: rest.batchId ?? null, kind, email, accountId: rest.accountId ?? null, ruleId: rest.ruleId ?? null },
      ...{ eventId: rest.eventId ?? null, subject: rest.subject ?? null, messageId: setup.messageId(id), state: 'waiting' as const },
      ...{ reason: null, attempts: 0, createdAt: clock.now(), nextAt: dueAt ?? clock.now(), endedAt: null },
    }
    store.mail.insert({ ...row, data })
    onChange('messages')
    if (link !== undefined) secrets.put(linkName(id), Buffer.from(link))
    const job = { kind: 'mail', lane: laneOf(kind), ref: id, eventId: row.eventId, subject: row.subject } as const
    outbox.add({ ...job, ...(dueAt === undefined ? {} : { dueAt }) })
    const { accountId: _, ...message } = row
    return message
  }
  const batch = (id: string): MailBatch => {
    const n = store.mail.countStates(id)
    if (n.size === 0) throw notFound('batch', 'Look at the list of mails.')
    const of = (state: MailMessage['state']) => n.get(state) ?? 0
    return {
      batchId: id,
      waiting: of('waiting'),
      sent: of('sent'),
      failed: of('failed'),
      suppressed: of('suppressed'),
      dropped: of('dropped'),
    }
  }
  const again = (id: string): void => {
    const row = store.mail.find(id)
    if (row?.state !== 'failed' && row?.state !== 'dropped') return
    onChange('messages')
    store.mail.settle({ id, state: 'waiting', reason: null, attempts: row.attempts, nextAt: clock.now(), endedAt: null })
    const job = store.job.findOfRef('mail', id)
    // A job that still waits for its turn (its mail was taken back meanwhile) is made due; two at once would send it twice.
    if (job?.state === 'dead' || job?.state === 'waiting') outbox.retry(job.id)
    else if (job?.state !== 'running')
      outbox.add({ kind: 'mail', lane: laneOf(row.kind), ref: id, eventId: row.eventId, subject: row.subject })
  }
  const messageFrom = (id: string): MailMessage => {
    const row = store.mail.find(id)
    if (row === undefined) throw notFound('mail', 'Look at the list of mails.')
    const { data: _, accountId: __, ...message } = row
    return message
  }

  return {
    settings,
    change: (body, ifMatch) => {
      setup.change(body, ifMatch)
      run.close()
      run.recover()
      return settings()
    },
    test: async (to) => {
      const lacking = setup.missing()
      if (lacking !== null) throw new AppError('conflict', lacking.reason, { hint: 'Save the mail settings first.' })
      const conversation: string[] = []
      const one = openSender(setup.smtp(), (line) => void (conversation.length < mostLines && conversation.push(line)))
      try {
        const { subject, html, text } = await templates.render('newsletter', { title: 'A test of Plenum’s mail', parts: ['It works.'] })
        const letter = { to, subject, html, text, messageId: setup.messageId(randomId()), at: clock.now(), unsubscribe: null }
        const sent = await one.send(letter)
        if (sent.kind !== 'unreachable' && run.fault() !== null) run.recover()
        if (sent.kind === 'sent') return { ok: true, reason: null, trouble: null, conversation }
        return { ok: false, reason: sent.reason, trouble: sent.trouble, conversation }
      } finally {
        one.close()
      }
    },
    isSetUp: () => setup.missing() === null,
    add,
    sendAll: ({ title, text, to }) => {
      const unique = new Map(to.map((email, i) => [emailKeyOf(email), { email, i }]))
      for (const { email, i } of unique.values()) {
        const wrong = emailFault(email)
        if (wrong !== null) throw invalidField(`/to/${i}`, `to/${i} ${wrong}. Take it out or type it again.`)
      }
      const batchId = randomId()
      store.transaction(() => {
        const data = { title, parts: text.split(/\n{2,}/) }
        for (const { email } of unique.values()) add({ kind: 'newsletter', email, data, batchId })
      })
      return batch(batchId)
    },
    batch,
    resendFailed: (id, which = 'failed') => {
      batch(id)
      store.transaction(() => {
        for (const one of store.mail.idsOfBatch(id, which)) again(one)
      })
      return batch(id)
    },
    cancel: (id) => {
      batch(id)
      // Their jobs find nothing to do any more when their turn comes.
      store.mail.dropBatch(id, clock.now())
      onChange('messages')
      outbox.wake('mail')
      return batch(id)
    },
    resend: (id) => {
      const { kind, state } = messageFrom(id)
      if (state !== 'failed') throw new AppError('conflict', 'Only a mail that failed can be sent again')
      if (hasLink(kind))
        throw new AppError('conflict', 'Its link has ended with it', {
          hint: 'Ask for a new one: invite again, or ask for the link again.',
        })
      store.transaction(() => again(id))
      return messageFrom(id)
    },
    list: (query) => store.mail.list(query),
    detail: async (id) => {
      const message = messageFrom(id)
      const { data = {} } = store.mail.find(id) ?? {}
      // Whoever looks at a mail must not come in by its link.
      const shown = laneOf(message.kind) === 'account' ? { ...data, link: '(the link stands in the mail alone)' } : data
      const rendered = await templates.render(message.kind, shown).catch(() => null)
      return { message, mail: rendered && { subject: rendered.subject, html: rendered.html, text: rendered.text } }
    },
    suppressions: () => ({ items: store.mail.suppressions() }),
    suppress: (email, why, detail) => {
      const row = { email: email.trim(), why, detail: detail ?? null, at: clock.now() }
      store.mail.suppress(emailKeyOf(email), row)
      onChange('suppressions')
      return row
    },
    unsuppress: (email) => {
      if (store.mail.suppressionOf(emailKeyOf(email)) === undefined) throw notFound('suppression')
      store.mail.unsuppress(emailKeyOf(email))
      onChange('suppressions')
    },
  }
}
