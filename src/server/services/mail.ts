// The queue of mails: settings, one row and one job per recipient, the handler of the outbox, suppression. Without settings, or while the
// server can't be reached, the app works on and the queue waits. Promise: a committed mail goes out, a repeat has the same Message-ID.
import { AppError } from '../../contract/errors.ts'
import type {
  ChangeMailSettings,
  MailBatch,
  MailKind,
  MailMessage,
  MailPart,
  MailSettings,
  Suppression,
  TestedMail,
} from '../../contract/schemas/mail.ts'
import { emailFault, emailKeyOf } from '../../domain/email.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { JobHandler, JobOutcome, Outbox } from '../outbox-port.ts'
import type { PageOf, PageRequest } from '../store/cursor.ts'
import type { Store } from '../store/open.ts'
import { beforeLab } from './lab-mail.ts'
import { accountFromUrl, dkimRecord, type MailAccount, mailPresets, noMail, requireMailAccount } from './mail-account.ts'
import { type MailSender, openMailSender, type SmtpAccount } from './mail-sender.ts'
import type { MailTemplateService } from './mail-template.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'

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
  suppressions(): { items: Suppression[] }
  suppress(email: string, why: Suppression['why'], detail?: string | null): Suppression
  unsuppress(email: string): void
  readonly handler: JobHandler
  stop(): void
}

const minuteMs = 60_000
const hourMs = 3_600_000
const ladderMs = [minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 8 * hourMs, 24 * hourMs]
const passwordName = 'mail/password'
const dkimName = 'mail/dkimKey'
const workers = 3
const laneOf = (kind: MailKind) =>
  kind === 'newsletter' ? 'bulk' : ['welcome', 'passwordReset', 'magicLink'].includes(kind) ? 'account' : 'event'

export function createMailService(parts: {
  store: Pick<Store, 'mail' | 'job' | 'transaction'>
  secrets: SecretBox
  outbox: Outbox
  clock: Clock
  randomId: () => string
  templates: MailTemplateService
  smtpUrl: string | null
  onChange: (what: MailPart) => void
}): MailService {
  const { store, secrets, outbox, clock, randomId, templates, smtpUrl, onChange } = parts
  const given = smtpUrl === null ? null : accountFromUrl(smtpUrl)
  let sender: MailSender | null = null
  let fault: string | null = null
  let downUntil = Number.NEGATIVE_INFINITY
  let failures = 0
  let putBack = 0
  let freeAt = 0

  const own = (): { fields: MailAccount; revision: number } => {
    const row = store.mail.settings()
    const { lab: _, ...fields } = (row?.fields ?? {}) as Partial<MailAccount> & { lab?: unknown }
    return { fields: { ...noMail, ...fields }, revision: row?.revision ?? 0 }
  }
  const inUse = (): MailAccount => given?.account ?? own().fields
  const secret = (name: string) => {
    const bytes = secrets.get(name)
    return bytes === null ? null : Buffer.from(bytes).toString()
  }
  const missing = (): string | null => {
    const { host, from } = inUse()
    if (host === null) return 'No mail server is set up'
    return from === null ? 'No sender address is set up' : null
  }
  const smtpAccount = (): SmtpAccount => {
    const { host, from, dkim, ...rest } = inUse()
    const password = given === null ? secret(passwordName) : given.password
    const privateKey = dkim === null ? null : secret(dkimName)
    return {
      ...rest,
      host: host ?? '',
      from: from ?? '',
      password,
      dkim: dkim === null || privateKey === null ? null : { ...dkim, privateKey },
    }
  }
  const closeSender = () => {
    sender?.close()
    sender = null
  }
  const settings = (): MailSettings => {
    const { fields, revision } = own()
    const counted = store.mail.countStates(null)
    const isToLab = given === null && beforeLab(store) !== null
    const reason = missing() ?? fault ?? (isToLab ? 'Mail goes to the sink of the integration lab, not to people' : null)
    const state = missing() !== null ? 'off' : reason === null ? 'ok' : 'degraded'
    const names = new Set([passwordName, dkimName].filter((name) => secrets.get(name) !== null))
    return {
      ...(given === null ? fields : given.account),
      ...{ hasPassword: given === null ? names.has(passwordName) : given.password !== null, hasDkimKey: names.has(dkimName) },
      dkimRecord: fields.dkim === null ? null : dkimRecord(fields.dkim, secret(dkimName)),
      ...{ isFromOptions: given !== null, isToLab, presets: [...mailPresets], revision },
      health: { state, reason, waiting: counted.get('waiting') ?? 0, failed: counted.get('failed') ?? 0 },
    }
  }
  const add: MailService['add'] = ({ kind, email, data, link, dueAt, ...rest }) => {
    const id = randomId()
    const domain = inUse().from?.split('@')[1] ?? 'plenum.invalid'
    const row = {
      ...{ id, batchId: rest.batchId ?? null, kind, email, accountId: rest.accountId ?? null, ruleId: rest.ruleId ?? null },
      ...{ eventId: rest.eventId ?? null, subject: rest.subject ?? null, messageId: `<${id}@${domain}>`, state: 'waiting' as const },
      ...{ reason: null, attempts: 0, createdAt: clock.now(), nextAt: dueAt ?? clock.now(), endedAt: null },
    }
    store.mail.insert({ ...row, data })
    onChange('messages')
    if (link !== undefined) secrets.put(`mail/link/${id}`, Buffer.from(link))
    outbox.add({
      kind: 'mail',
      lane: laneOf(kind),
      ref: id,
      eventId: row.eventId,
      subject: row.subject,
      ...(dueAt === undefined ? {} : { dueAt }),
    })
    const { accountId: _, ...message } = row
    return message
  }
  /** Waits for its turn; a worker does that, so that nothing is put back and forth. */
  const waitForTurn = async (signal: AbortSignal) => {
    const gapMs = minuteMs / inUse().ratePerMinute
    const now = clock.now()
    // A tenth of a minute's share may leave at once.
    const turnAt = Math.max(freeAt, now - (inUse().ratePerMinute / 10) * gapMs)
    freeAt = turnAt + gapMs
    const waitMs = turnAt - now
    if (waitMs > 0)
      await new Promise<void>((resolve) => {
        const cancel = clock.after(waitMs, resolve)
        signal.addEventListener('abort', () => {
          cancel()
          resolve()
        })
      })
  }
  const later = (reason: string, waitMs: number): JobOutcome => {
    // Bit by bit, so that ten thousand of them are not put back at once again and again; the first that leaves wakes the rest.
    putBack += 1
    return { kind: 'later', reason, dueAt: Math.max(clock.now() + waitMs, downUntil) + Math.min(putBack * 250, hourMs) }
  }
  const run: JobHandler['run'] = async (job, signal) => {
    const row = store.mail.find(job.ref)
    if (row === undefined || row.state !== 'waiting') return { kind: 'done' }
    const settled =
      (end: MailMessage['state'] | null, reason: string | null, more: () => void = () => {}): NonNullable<JobOutcome['write']> =>
      ({ state, attempts, dueAt }) => {
        const to = end ?? (state === 'dead' ? 'failed' : state === 'dropped' ? 'dropped' : 'waiting')
        onChange('messages')
        // Taken back meanwhile: it isn't tried again.
        if (to === 'waiting' && store.mail.find(row.id)?.state === 'dropped') return
        store.mail.settle({
          id: row.id,
          state: to,
          reason,
          attempts,
          nextAt: to === 'waiting' ? dueAt : null,
          endedAt: to === 'waiting' ? null : clock.now(),
        })
        if (to !== 'waiting') secrets.remove(`mail/link/${row.id}`)
        more()
      }
    const suppressed = store.mail.suppressionOf(emailKeyOf(row.email))
    const isAsked = laneOf(row.kind) === 'account'
    if (suppressed !== undefined && !(isAsked && suppressed.why === 'unsubscribed'))
      return { kind: 'done', write: settled('suppressed', `The address is on the suppression list (${suppressed.why})`) }
    const lacking = missing()
    if (lacking !== null) return { ...later(lacking, hourMs), write: settled('waiting', lacking) }
    if (clock.now() < downUntil) return later(fault ?? 'The mail server can’t be reached', 0)
    const link = secret(`mail/link/${row.id}`)
    if (isAsked && link === null)
      return { kind: 'dead', reason: 'Its link is not readable any more', write: settled('failed', 'Its link is not readable any more') }
    const rendered = await templates.render(row.kind, { ...row.data, ...(link === null ? {} : { link }) }).catch(() => null)
    if (rendered === null) {
      const reason = 'The mail could not be rendered yet'
      return { ...later(reason, 30_000), write: settled('waiting', reason) }
    }
    const { subject, html, text } = rendered
    await waitForTurn(signal)
    if (signal.aborted) return { kind: 'retry', reason: 'Stopped' }
    sender ??= openMailSender(smtpAccount())
    const unsubscribe = isAsked ? null : row.id
    const sent = await sender.send({ to: row.email, subject, html, text, messageId: row.messageId, at: row.createdAt, unsubscribe })
    if (sent.kind === 'unreachable') {
      fault = sent.reason
      failures += 1
      onChange('settings')
      putBack = 0
      downUntil = clock.now() + Math.min(30_000 * 2 ** Math.min(failures - 1, 4), 5 * minuteMs)
      closeSender()
      return { ...later(sent.reason, 0), write: settled('waiting', sent.reason) }
    }
    const wasDown = failures > 0
    if (wasDown) onChange('settings')
    fault = null
    failures = 0
    downUntil = Number.NEGATIVE_INFINITY
    if (wasDown || putBack > 0) {
      putBack = 0
      setImmediate(() => outbox.wake('mail'))
    }
    if (sent.kind === 'sent') return { kind: 'done', write: settled('sent', null) }
    const { reason } = sent
    if (!sent.isFinal) return { kind: 'retry', reason, write: settled(null, reason) }
    const keepAway = () => {
      onChange('suppressions')
      store.mail.suppress(emailKeyOf(row.email), { email: row.email, why: 'refused', detail: reason, at: clock.now() })
    }
    return { kind: 'dead', reason, write: settled('failed', reason, sent.isRecipient ? keepAway : undefined) }
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
  const reopen: JobHandler['reopen'] = ({ ref: id }) => {
    const row = store.mail.find(id)
    if (row !== undefined)
      store.mail.settle({ id, state: 'waiting', reason: null, attempts: row.attempts, nextAt: clock.now(), endedAt: null })
  }
  const messageFrom = (id: string): MailMessage => {
    const row = store.mail.find(id)
    if (row === undefined) throw notFound('mail', 'Look at the list of mails.')
    const { data: _, accountId: __, ...message } = row
    return message
  }

  return {
    settings,
    change: ({ password, dkimPrivateKey, ...body }, ifMatch) => {
      store.transaction(() => {
        const { fields, revision } = own()
        requireCurrent({ noun: 'setting', sent: ifMatch, current: revision, at: clock.now() })
        const next: MailAccount = { ...fields, ...body }
        const hasPassword = password === undefined ? secrets.get(passwordName) !== null : password !== null
        requireMailAccount(next, { hasPassword, dkimPrivateKey })
        for (const [name, value] of [
          [passwordName, password],
          [dkimName, dkimPrivateKey],
        ] as const) {
          // biome-ignore format: two secrets
          if (value === null) secrets.remove(name)
          else if (value !== undefined) secrets.put(name, Buffer.from(value))
        }
        store.mail.saveSettings({ ...store.mail.settings()?.fields, ...next }, revision + 1)
      })
      onChange('settings')
      closeSender()
      fault = null
      failures = 0
      putBack = 0
      downUntil = Number.NEGATIVE_INFINITY
      outbox.wake('mail')
      return settings()
    },
    test: async (to) => {
      const lacking = missing()
      if (lacking !== null) throw new AppError('conflict', lacking, { hint: 'Save the mail settings first.' })
      const conversation: string[] = []
      const one = openMailSender(smtpAccount(), (line) => void (conversation.length < 500 && conversation.push(line)))
      try {
        const { subject, html, text } = await templates.render('newsletter', { title: 'A test of Plenum’s mail', parts: ['It works.'] })
        const messageId = `<${randomId()}@${inUse().from?.split('@')[1] ?? 'plenum.invalid'}>`
        const sent = await one.send({ to, subject, html, text, messageId, at: clock.now(), unsubscribe: null })
        if (sent.kind !== 'unreachable' && fault !== null) {
          fault = null
          failures = 0
          downUntil = Number.NEGATIVE_INFINITY
          onChange('settings')
          outbox.wake('mail')
        }
        if (sent.kind === 'sent') return { ok: true, reason: null, trouble: null, conversation }
        return { ok: false, reason: sent.reason, trouble: sent.trouble, conversation }
      } finally {
        one.close()
      }
    },
    isSetUp: () => missing() === null,
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
      store.mail.dropBatch(id, { reason: 'Taken back', at: clock.now() })
      onChange('messages')
      outbox.wake('mail')
      return batch(id)
    },
    resend: (id) => {
      if (messageFrom(id).state !== 'failed') throw new AppError('conflict', 'Only a mail that failed can be sent again')
      store.transaction(() => again(id))
      return messageFrom(id)
    },
    list: (query) => store.mail.list(query),
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
    handler: { workers, failingWorkers: workers, ladderMs, jitter: 0, timeoutMs: 3 * minuteMs, order: () => 'free', run, reopen },
    stop: closeSender,
  }
}
