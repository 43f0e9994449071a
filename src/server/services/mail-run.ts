// The handler of mail jobs: one message to one recipient. Without settings, or while the server can't be reached, the queue waits and says why;
// a message that is refused fails alone. Promise: a committed mail goes out, and a repeat has the same Message-ID.
import type { MailMessage, MailPart } from '../../contract/schemas/mail.ts'
import { emailKeyOf } from '../../domain/email.ts'
import type { SecretBox } from '../caller.ts'
import type { Clock } from '../clock.ts'
import type { Job, JobHandler, JobOutcome, Outbox } from '../outbox-port.ts'
import type { MessageRow } from '../store/mail.ts'
import type { Store } from '../store/open.ts'
import type { MailBatches } from './mail-batch.ts'
import { fileFor, type MailFiles } from './mail-file.ts'
import { hasLink, linkMs, linkName, type MailQueue } from './mail-queue.ts'
import { createMailRate } from './mail-rate.ts'
import { type MailSender, mostConnections, type OpenMailSender, type Sent } from './mail-sender.ts'
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
/** Between the tries of a mail that was refused for now. */
export const mailLadderMs = [minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 8 * hourMs, 24 * hourMs]
const workers = 3
const whySuppressed = { refused: 'its server refused it', unsubscribed: 'it unsubscribed', byHand: 'it was put there by hand' } as const
export function createMailRun(parts: {
  store: Pick<Store, 'mail'>
  secrets: SecretBox
  outbox: Outbox
  clock: Clock
  setup: MailSetup
  queue: Pick<MailQueue, 'continue'>
  batches: Pick<MailBatches, 'isBatch' | 'run' | 'dropped'>
  templates: Pick<MailTemplateService, 'render'>
  files: MailFiles
  openSender: OpenMailSender
  /** For panels; called often. */
  onChange: (what: MailPart) => void
}): MailRun {
  const { store, secrets, outbox, clock, setup, queue, batches, templates, files, openSender, onChange } = parts
  const rate = createMailRate(clock, () => setup.inUse().ratePerMinute)
  let sender: MailSender | null = null
  let fault: string | null = null
  let downUntil = Number.NEGATIVE_INFINITY
  let failures = 0
  let putBack = 0
  let inFlight = 0
  let connections = mostConnections
  /** Counts the wakings: what was about to be put back meanwhile has missed one. */
  let wakings = 0

  const wake = () => {
    wakings += 1
    putBack = 0
    outbox.wake('mail')
  }
  const close = () => {
    sender?.close()
    sender = null
  }
  const recover = () => {
    fault = null
    failures = 0
    connections = mostConnections
    downUntil = Number.NEGATIVE_INFINITY
    onChange('settings')
    wake()
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
  const waits = (row: MessageRow, reason: string, waitMs: number): JobOutcome => {
    const seen = wakings
    const missed = () => {
      if (seen !== wakings) setImmediate(wake)
    }
    return { ...later(reason, waitMs), write: settled(row, null, reason, missed) }
  }
  const dies = (row: MessageRow, reason: string): JobOutcome => ({ kind: 'dead', reason, write: settled(row, 'failed', reason) })

  const outcomeOf = (row: MessageRow, sent: Sent, note: string | null): JobOutcome => {
    if (sent.kind === 'unreachable') {
      fault = sent.reason
      // Those that were on their way together are one failure.
      if (clock.now() >= downUntil) failures += 1
      // Perhaps it takes fewer connections at once than we make.
      if (inFlight > 0) connections = Math.max(1, connections - 1)
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
      setImmediate(wake)
    }
    if (sent.kind === 'sent') return { kind: 'done', write: settled(row, 'sent', note) }
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
    return {
      kind: 'done',
      write: settled(row, 'suppressed', `The address is on the list of those that get nothing: ${whySuppressed[suppressed.why]}`),
    }
  }
  const run = async (job: Job, signal: AbortSignal): Promise<JobOutcome> => {
    if (batches.isBatch(job)) return batches.run(job, signal)
    const row = store.mail.find(job.ref)
    if (row === undefined) return { kind: 'done' }
    // Taken back; and if somebody wants it after all before this job is settled, it needs another.
    if (row.state !== 'waiting') return { kind: 'done', write: () => queue.continue(row.id) }
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
    const data = { ...row.data, ...(link === null ? {} : { link }) }
    const compose = async (refusedBy: string | null) => {
      const withFile = row.file === null ? null : await fileFor(row.file, files, { upToMb: setup.inUse().attachUpToMb, refusedBy })
      const mail = await templates.render(row.kind, data, withFile?.addition).catch(() => null)
      return mail && { mail, withFile }
    }
    const send = async ({ mail, withFile }: NonNullable<Awaited<ReturnType<typeof compose>>>) => {
      const { html, text } = mail
      // Whoever reads it has to know, whatever the template says.
      const subject = row.data.isTest === true ? `Test: ${mail.subject}` : mail.subject
      sender ??= openSender({ ...setup.smtp(), connections })
      const used = sender
      const letter = { to: row.email, subject, html, text, messageId: row.messageId, at: row.createdAt, file: withFile?.attachment ?? null }
      inFlight += 1
      const sent = await used.send({ ...letter, unsubscribe: hasLink(row.kind) ? null : row.id }, signal)
      inFlight -= 1
      // Its connections were ended meanwhile: that says nothing of the account as it is now.
      return sent.kind === 'unreachable' && used !== sender ? null : sent
    }
    const notRendered = 'The mail could not be rendered yet'
    const composed = await compose(null)
    if (composed === null) return waits(row, notRendered, 30_000)
    await rate.turn(signal)
    if (signal.aborted) return { kind: 'retry', reason: 'Stopped' }
    const nowHeld = heldBack(row)
    if (nowHeld !== null) return nowHeld
    const ended = 'The connections to the mail server were ended meanwhile'
    const sent = await send(composed)
    if (sent === null) return waits(row, ended, 0)
    const noteOf = ({ mail, withFile }: typeof composed) => [mail.note, withFile?.why].filter(Boolean).join('. ') || null
    if (sent.kind !== 'refused' || !sent.isTooLarge || composed.withFile?.attachment == null) return outcomeOf(row, sent, noteOf(composed))
    // A server with a smaller limit than ours: the link passes everywhere.
    const lighter = await compose(sent.reason)
    if (lighter === null) return waits(row, notRendered, 30_000)
    const again = await send(lighter)
    return again === null ? waits(row, ended, 0) : outcomeOf(row, again, noteOf(lighter))
  }
  const end = ({ ref }: Pick<Job, 'ref'>, to: 'dropped' | 'waiting' | 'failed', why: string | null = null): void => {
    if (batches.isBatch({ ref }) && to === 'dropped') batches.dropped({ ref })
    const row = store.mail.find(ref)
    if (row === undefined || (row.state !== 'waiting' && row.state !== 'failed')) return
    const now = clock.now()
    onChange('messages')
    const times = to === 'waiting' ? { nextAt: now, endedAt: null } : { nextAt: null, endedAt: now }
    store.mail.settle({ id: row.id, state: to, reason: to === 'waiting' ? null : (why ?? row.reason), attempts: row.attempts, ...times })
    if (to === 'dropped') secrets.remove(linkName(row.id))
  }
  return {
    handler: {
      workers,
      failingWorkers: workers,
      ladderMs: mailLadderMs,
      jitter: 0,
      timeoutMs: 3 * minuteMs,
      order: () => 'free',
      run,
      reopen: (job) => end(job, 'waiting'),
      dropped: (job) => end(job, 'dropped'),
      died: (job, reason) => end(job, 'failed', reason),
    },
    fault: () => fault,
    recover,
    close,
  }
}
