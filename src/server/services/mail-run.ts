// The handler of mail jobs: one message to one recipient. Without settings, or while the server can't be reached, the queue waits and says why;
// a message that is refused fails alone. Promise: a committed mail goes out, and a repeat has the same Message-ID.
import type { MailKind, MailMessage, MailPart } from '../../contract/schemas/mail.ts'
import { emailKeyOf } from '../../domain/email.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Job, JobHandler, JobOutcome, Outbox } from '../outbox-port.ts'
import type { MessageRow } from '../store/mail.ts'
import type { Store } from '../store/open.ts'
import { createMailRate } from './mail-rate.ts'
import type { MailSender, OpenMailSender, Sent } from './mail-sender.ts'
import type { MailSetup } from './mail-setup.ts'
import type { MailTemplateService } from './mail-template.ts'

export interface MailRun {
  readonly handler: JobHandler
  /** Why the server can't be reached, or null. */
  fault(): string | null
  /** It can be again: what waits goes out at once. */
  recover(): void
  /** The account changed: its connections end. */
  close(): void
}

const minuteMs = 60_000
const hourMs = 3_600_000
const ladderMs = [minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 8 * hourMs, 24 * hourMs]
const workers = 3
/** So long the link of these is good for: nobody is sent a dead one. */
const linkMs: Partial<Record<MailKind, number>> = { passwordReset: 10 * minuteMs, magicLink: 10 * minuteMs, welcome: 7 * 24 * hourMs }

export const linkName = (id: string) => `mail/link/${id}`
/** Mails an account asked for, with a link that opens a door. */
export const hasLink = (kind: MailKind) => linkMs[kind] !== undefined
export const laneOf = (kind: MailKind) => (kind === 'newsletter' ? 'bulk' : hasLink(kind) ? 'account' : 'event')

export function createMailRun(parts: {
  store: Pick<Store, 'mail'>
  secrets: SecretBox
  outbox: Outbox
  clock: Clock
  setup: MailSetup
  templates: Pick<MailTemplateService, 'render'>
  openSender: OpenMailSender
  /** For panels; called often. */
  onChange: (what: MailPart) => void
}): MailRun {
  const { store, secrets, outbox, clock, setup, templates, openSender, onChange } = parts
  const rate = createMailRate(clock, () => setup.inUse().ratePerMinute)
  let sender: MailSender | null = null
  let fault: string | null = null
  let downUntil = Number.NEGATIVE_INFINITY
  let failures = 0
  let putBack = 0

  const close = () => {
    sender?.close()
    sender = null
  }
  const recover = () => {
    fault = null
    failures = 0
    putBack = 0
    downUntil = Number.NEGATIVE_INFINITY
    onChange('settings')
    outbox.wake('mail')
  }
  const later = (reason: string, waitMs: number) => {
    // Bit by bit, so that ten thousand of them are not put back at once again and again; the first that leaves wakes the rest.
    putBack += 1
    return { kind: 'later', reason, dueAt: Math.max(clock.now() + waitMs, downUntil) + Math.min(putBack * 250, hourMs) } as const
  }
  const settled =
    (
      row: MessageRow,
      end: MailMessage['state'] | null,
      reason: string | null,
      more: () => void = () => {},
    ): NonNullable<JobOutcome['write']> =>
    ({ state, attempts, dueAt }) => {
      const to = end ?? (state === 'dead' ? 'failed' : state === 'dropped' ? 'dropped' : 'waiting')
      const isWaiting = to === 'waiting'
      onChange('messages')
      // Taken back meanwhile: it isn't tried again.
      if (isWaiting && store.mail.find(row.id)?.state === 'dropped') return
      const times = { nextAt: isWaiting ? dueAt : null, endedAt: isWaiting ? null : clock.now() }
      store.mail.settle({ id: row.id, state: to, reason, attempts, ...times })
      if (!isWaiting) secrets.remove(linkName(row.id))
      more()
    }
  const waits = (row: MessageRow, reason: string, waitMs: number): JobOutcome => ({
    ...later(reason, waitMs),
    write: settled(row, null, reason),
  })
  const dies = (row: MessageRow, reason: string): JobOutcome => ({ kind: 'dead', reason, write: settled(row, 'failed', reason) })

  const outcomeOf = (row: MessageRow, sent: Sent): JobOutcome => {
    if (sent.kind === 'unreachable') {
      fault = sent.reason
      failures += 1
      onChange('settings')
      putBack = 0
      downUntil = clock.now() + Math.min(30_000 * 2 ** Math.min(failures - 1, 4), 5 * minuteMs)
      close()
      return waits(row, sent.reason, 0)
    }
    const wasDown = failures > 0 || putBack > 0
    if (fault !== null) onChange('settings')
    fault = null
    failures = 0
    downUntil = Number.NEGATIVE_INFINITY
    if (wasDown) {
      putBack = 0
      setImmediate(() => outbox.wake('mail'))
    }
    if (sent.kind === 'sent') return { kind: 'done', write: settled(row, 'sent', null) }
    const { reason } = sent
    if (!sent.isFinal) return { kind: 'retry', reason, write: settled(row, null, reason) }
    const keepAway = () => {
      onChange('suppressions')
      store.mail.suppress(emailKeyOf(row.email), { email: row.email, why: 'refused', detail: reason, at: clock.now() })
    }
    return { kind: 'dead', reason, write: settled(row, 'failed', reason, sent.isRecipient ? keepAway : undefined) }
  }
  /** Asked again before it leaves: much may have happened while it waited for its turn. */
  const heldBack = (row: MessageRow): JobOutcome | null => {
    const suppressed = store.mail.suppressionOf(emailKeyOf(row.email))
    if (suppressed === undefined || (hasLink(row.kind) && suppressed.why === 'unsubscribed')) return null
    return { kind: 'done', write: settled(row, 'suppressed', `The address is on the suppression list (${suppressed.why})`) }
  }
  const run = async (job: Job, signal: AbortSignal): Promise<JobOutcome> => {
    const row = store.mail.find(job.ref)
    if (row === undefined || row.state !== 'waiting') return { kind: 'done' }
    const held = heldBack(row)
    if (held !== null) return held
    const lacking = setup.missing()
    if (lacking !== null) return waits(row, lacking.reason, hourMs)
    if (clock.now() < downUntil) return waits(row, fault ?? 'The mail server can’t be reached', 0)
    const bytes = secrets.get(linkName(row.id))
    const link = bytes === null ? null : Buffer.from(bytes).toString()
    const goodForMs = linkMs[row.kind]
    if (goodForMs !== undefined && link === null) return dies(row, 'Its link is not readable any more')
    if (goodForMs !== undefined && clock.now() - row.createdAt > goodForMs)
      return dies(row, 'Its link had ended before the mail could be sent')
    const rendered = await templates.render(row.kind, { ...row.data, ...(link === null ? {} : { link }) }).catch(() => null)
    if (rendered === null) return waits(row, 'The mail could not be rendered yet', 30_000)
    await rate.turn(signal)
    if (signal.aborted) return { kind: 'retry', reason: 'Stopped' }
    const nowHeld = heldBack(row)
    if (nowHeld !== null) return nowHeld
    const { html, text } = rendered
    // Whoever reads it has to know, whatever the template says.
    const subject = row.data.isTest === true ? `Test: ${rendered.subject}` : rendered.subject
    const unsubscribe = hasLink(row.kind) ? null : row.id
    sender ??= openSender(setup.smtp())
    const sent = await sender.send({ to: row.email, subject, html, text, messageId: row.messageId, at: row.createdAt, unsubscribe }, signal)
    return outcomeOf(row, sent)
  }
  const end = ({ ref }: Pick<Job, 'ref'>, to: 'dropped' | 'waiting'): void => {
    const row = store.mail.find(ref)
    if (row === undefined || (row.state !== 'waiting' && row.state !== 'failed')) return
    const now = clock.now()
    onChange('messages')
    const times = to === 'waiting' ? { nextAt: now, endedAt: null } : { nextAt: null, endedAt: now }
    store.mail.settle({ id: row.id, state: to, reason: to === 'waiting' ? null : row.reason, attempts: row.attempts, ...times })
    if (to === 'dropped') secrets.remove(linkName(row.id))
  }
  return {
    handler: {
      workers,
      failingWorkers: workers,
      ladderMs,
      jitter: 0,
      timeoutMs: 3 * minuteMs,
      order: () => 'free',
      run,
      reopen: (job) => end(job, 'waiting'),
      dropped: (job) => end(job, 'dropped'),
    },
    fault: () => fault,
    recover,
    close,
  }
}
