// Mails as people and services see them: how the account is, messages (one per recipient), batches, what is sent again, suppression. What
// sends them is mail-run.ts. A message and its job are rows of the transaction of their cause.
import { AppError } from '../../contract/errors.ts'
import type {
  ChangeMailSettings,
  ListedMail,
  MailBatch,
  MailMessage,
  MailMessageDetail,
  MailPart,
  MailSettings,
  Suppression,
  TestedMail,
} from '../../contract/schemas/mail.ts'
import { emailKeyOf } from '../../domain/email.ts'
import type { Clock } from '../clock.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import type { MailBatches } from './mail-batch.ts'
import { hasLink, type MailQueue, type NewMail } from './mail-queue.ts'
import type { MailRun } from './mail-run.ts'
import type { OpenMailSender } from './mail-sender.ts'
import type { MailSetup } from './mail-setup.ts'
import type { MailTemplateService } from './mail-template.ts'
import { notFound } from './refusal.ts'

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
  resendFailed(batchId: string, which?: 'failed' | 'dropped'): Promise<MailBatch>
  /** Takes back what waits; what is on its way arrives. */
  cancel(batchId: string): Promise<MailBatch>
  resend(id: string): MailMessage
  list(query: PageRequest & { state?: string; batchId?: string }): PageOf<ListedMail>
  detail(id: string): Promise<MailMessageDetail>
  suppressions(): { items: Suppression[] }
  suppress(email: string, why: Suppression['why'], detail?: string | null): Suppression
  unsuppress(email: string): void
}

const mostLines = 500

export function createMailService(parts: {
  store: Pick<Store, 'mail' | 'transaction'>
  clock: Clock
  randomId: () => string
  setup: MailSetup
  queue: MailQueue
  batches: MailBatches
  run: MailRun
  templates: Pick<MailTemplateService, 'render'>
  openSender: OpenMailSender
  onChange: (what: MailPart) => void
}): MailService {
  const { store, clock, randomId, setup, queue, batches, run, templates, openSender, onChange } = parts

  const settings = (): MailSettings => {
    const missing = setup.missing()
    const shown = setup.shown()
    const fault = run.fault() ?? (shown.isToLab ? 'Mail goes to the sink of the integration lab, not to people' : null)
    const state = missing?.state ?? (fault === null ? 'ok' : 'degraded')
    const counts = { waiting: store.mail.countState('waiting'), failed: store.mail.countState('failed') }
    return { ...shown, health: { state, reason: missing?.reason ?? fault, ...counts } }
  }
  const messageFrom = (id: string): MailMessage => {
    const row = store.mail.find(id)
    if (row === undefined) throw notFound('mail', 'Look at the list of mails.')
    const { data: _, accountId: __, file: ___, ...message } = row
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
    add: queue.add,
    sendAll: batches.sendAll,
    batch: batches.get,
    resendFailed: (id, which = 'failed') => batches.resend(id, which),
    cancel: batches.cancel,
    resend: (id) => {
      const { kind, state } = messageFrom(id)
      if (state !== 'failed') throw new AppError('conflict', 'Only a mail that failed can be sent again')
      if (hasLink(kind))
        throw new AppError('conflict', 'Its link has ended with it', {
          hint: 'Ask for a new one: invite again, or ask for the link again.',
        })
      store.transaction(() => queue.again(id))
      return messageFrom(id)
    },
    list: (query) => store.mail.list(query),
    detail: async (id) => {
      const message = messageFrom(id)
      const { data = {} } = store.mail.find(id) ?? {}
      // Whoever looks at a mail must not come in by its link.
      const shown = hasLink(message.kind) ? { ...data, link: '(the link stands in the mail alone)' } : data
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
