// What a rule sends of an event: mails, lines of a digest, notices; planned in the transaction of the event. Quiet hours wait for their end,
// priority 1 goes through. A test goes the same way, at once, and says that it is one.
import { alarmPriorityNames, type BusinessEventName, businessEventNames, businessEvents } from '../../contract/business-events.ts'
import { AppError } from '../../contract/errors.ts'
import type { MailRule, Notice, TestedRule } from '../../contract/schemas/mail.ts'
import { matchesAny } from '../../domain/event-pattern.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { JobHandler, Outbox, StoredEvent } from '../outbox-port.ts'
import type { MailFile } from '../store/mail.ts'
import type { Store } from '../store/open.ts'
import type { MailService } from './mail.ts'
import { dataOfEvent, kindOfEvent } from './mail-default.ts'
import { digestDue, endOfQuiet } from './mail-rule-time.ts'
import type { RuleWho } from './mail-rule-who.ts'

/** What a rule looks at; a sample has no place among the events. */
type Told = Pick<StoredEvent, 'type' | 'at' | 'data' | 'projectId'> & { readonly id: string | null; readonly subject: string | null }

export interface RuleSender {
  /** Inside the transaction of the event. */
  plan(rule: MailRule, event: StoredEvent): void
  test(rule: MailRule): TestedRule
  readonly digest: JobHandler
  readonly notice: JobHandler
}

const mostLines = 100
/** Looked at for a test. */
const mostLooked = 100
/** Before the event's id or type in the ref of a notice that is a test. */
const testMark = 'test:'

const priorityOf = ({ data }: Pick<Told, 'data'>): number | null => {
  const at = (alarmPriorityNames as readonly unknown[]).indexOf((data as { priority?: unknown }).priority)
  return at === -1 ? null : at + 1
}
/** What an event made. */
const fileOf = ({ type, data }: Told): MailFile | null => {
  const { status, exportId } = data as { status?: unknown; exportId?: unknown }
  return type === 'design.exported' && status === 'done' && typeof exportId === 'string' ? { kind: 'export', id: exportId } : null
}
const lineOf = ({ type, data, at }: Told): string => {
  const { title, name, nodeId, reason } = data as Record<string, unknown>
  const what = [title, name, nodeId, reason].find((one) => typeof one === 'string' && one !== '')
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} ${type}: ${what ?? ''}`.slice(0, 300)
}

/** Whether a rule is about an event; a rule that is off is about none, unless it is being tested. */
export function isAbout(rule: MailRule, event: Told): boolean {
  if (!matchesAny(event.type, rule.events)) return false
  if (rule.projectId !== null && rule.projectId !== event.projectId) return false
  const priority = priorityOf(event)
  if (rule.mostUrgentOnly !== null && priority !== null && priority > rule.mostUrgentOnly) return false
  const { step = 1 } = event.data as { step?: number }
  return event.type !== 'alarm.escalated' || rule.fromStep === null || step >= rule.fromStep
}

const sampleOfType = (type: BusinessEventName, at: number): Told => ({
  ...{ id: null, type, at, subject: null, projectId: null, data: businessEvents[type].sample },
})

export function createRuleSender(parts: {
  store: Pick<Store, 'mail' | 'job' | 'event' | 'transaction'>
  outbox: Outbox
  bus: Bus
  clock: Clock
  mail: Pick<MailService, 'add'>
  who: RuleWho
  ruleOf: (id: string) => MailRule | undefined
}): RuleSender {
  const { store, outbox, bus, clock, mail, who, ruleOf } = parts
  const addMail = (rule: MailRule, event: Told, { email, accountId }: { email: string; accountId: string | null }, dueAt?: number) =>
    mail.add({
      ...{
        kind: kindOfEvent(event.type),
        data: dataOfEvent(event.type, event.at, event.data),
        file: fileOf(event),
        email,
        ruleId: rule.id,
      },
      ...{ subject: event.subject, ...(accountId === null ? {} : { accountId }), ...(event.id === null ? {} : { eventId: event.id }) },
      ...(dueAt === undefined ? {} : { dueAt }),
    })

  const plan: RuleSender['plan'] = (rule, event) => {
    if (!rule.active || !isAbout(rule, event)) return
    const now = clock.now()
    const isUrgent = priorityOf(event) === 1
    const quietUntil = isUrgent ? now : endOfQuiet(now, rule.quiet)
    // An urgent one in the night takes what was gathered along.
    const gatheredUntil = digestDue(now, isUrgent ? { ...rule, quiet: null } : rule)
    const common = { eventId: event.id, subject: event.subject }
    for (const { accountId, email } of who.people(rule)) {
      if (rule.channel === 'notice') {
        // The handler finds everything again by these two.
        outbox.add({ kind: 'notice', lane: accountId ?? 'owner', ref: `${event.id}/${accountId ?? ''}`, ...common, dueAt: quietUntil })
      } else if (email !== null && gatheredUntil !== null) {
        // A job of each event, so that its timeline says where it is; the first one that runs takes every line along.
        const groupId = `${rule.id}/${email}`
        const last = store.job.findOfRef('digest', groupId)
        const dueAt = last?.state === 'waiting' ? Math.min(last.dueAt, gatheredUntil) : gatheredUntil
        store.mail.addDigestItem({ groupId, eventId: event.id, line: lineOf(event), at: event.at })
        outbox.add({ kind: 'digest', lane: rule.id, ref: groupId, ...common, dueAt })
      } else if (email !== null) addMail(rule, event, { email, accountId }, quietUntil)
    }
  }

  /** The newest event that is kept and that the rule is about, else the sample of a type it names. */
  const toldForTest = (rule: MailRule): Told => {
    const kept = store.event.list({ limit: mostLooked }).items.find((event) => isAbout(rule, event))
    if (kept !== undefined) return kept
    const samples = businessEventNames.map((type) => sampleOfType(type, clock.now())).filter(({ type }) => matchesAny(type, rule.events))
    const [first] = samples
    if (first === undefined) throw new AppError('conflict', 'This rule names no event there is')
    return samples.find((one) => isAbout({ ...rule, projectId: null }, one)) ?? first
  }

  return {
    plan,
    test: (rule) => {
      const told = toldForTest(rule)
      const people = who.people(rule).filter(({ email }) => rule.channel === 'notice' || email !== null)
      if (people.length === 0)
        throw new AppError('conflict', 'This rule reaches nobody, so there is nothing to test', { hint: 'Name somebody who gets it.' })
      const isGathered = rule.digestAt !== null || rule.digestMinutes !== null
      return store.transaction(() => {
        const mails: TestedRule['mails'] = []
        for (const { accountId, email } of people) {
          if (rule.channel === 'notice') {
            const ref = `${testMark}${told.id ?? told.type}/${accountId ?? ''}`
            outbox.add({ kind: 'notice', lane: accountId ?? 'owner', ref, eventId: null, subject: told.subject })
          } else if (email !== null) {
            const event = dataOfEvent(told.type, told.at, told.data)
            const lines = { count: 1, rule: rule.name, lines: [lineOf(told)], more: 0 }
            const one = isGathered ? { kind: 'digest' as const, data: lines } : { kind: kindOfEvent(told.type), data: event }
            const added = mail.add({ ...one, data: { ...one.data, isTest: true }, email, ruleId: rule.id, subject: told.subject })
            mails.push({ id: added.id, email })
          }
        }
        return { eventType: told.type, isSample: told.id === null, mails, notices: people.length - mails.length }
      })
    },
    digest: {
      ...free,
      run: async (job) => {
        const slash = job.ref.indexOf('/')
        const [ruleId, email] = [job.ref.slice(0, slash), job.ref.slice(slash + 1)]
        const rule = ruleOf(ruleId)
        // In the transaction that ends the job: what came up to now is in this mail or in the next one.
        const write = () => {
          const { n: count, lastId } = store.mail.countDigest(job.ref)
          const lines = store.mail.digestItems(job.ref, mostLines).map(({ line }) => line)
          store.mail.removeDigest(job.ref, lastId)
          if (rule === undefined || count === 0) return
          const data = { count, rule: rule.name, lines, more: count - lines.length }
          mail.add({ kind: 'digest', email, data, ruleId, ...(job.eventId === null ? {} : { eventId: job.eventId }), subject: job.subject })
        }
        return { kind: 'done', write }
      },
      // Its own line only: the others wait with jobs of their own.
      dropped: ({ id, ref }) => {
        const eventId = store.job.find(id)?.eventId
        if (typeof eventId === 'string') store.mail.removeDigestOf(ref, eventId)
      },
    },
    notice: {
      ...free,
      run: async (job) => {
        const [named = '', accountId = ''] = job.ref.split('/')
        const isTest = named.startsWith(testMark)
        const wanted = isTest ? named.slice(testMark.length) : named
        const isType = (businessEventNames as readonly string[]).includes(wanted)
        const event = isType ? sampleOfType(wanted as BusinessEventName, job.createdAt) : store.event.find(wanted)
        if (event === undefined) return { kind: 'done' }
        const who = accountId === '' ? null : accountId
        // Two rules may tell one person of one event: the first notice stays.
        const id = isTest ? `t${job.id}` : `${event.id}-${who ?? 'owner'}`
        const notice = noticeFrom(event, { id, accountId: who, at: clock.now(), isTest })
        const write = () => {
          if (!store.mail.insertNotice(notice)) return
          setImmediate(() => bus.publish({ name: 'notice.shown', payload: notice }))
        }
        return { kind: 'done', write }
      },
    },
  }
}

const free: Omit<JobHandler, 'run'> = {
  workers: 2,
  failingWorkers: 2,
  ladderMs: [60_000],
  jitter: 0,
  timeoutMs: 10_000,
  order: () => 'free',
}

interface NoticeHead {
  readonly id: string
  readonly accountId: string | null
  readonly at: number
  readonly isTest: boolean
}

function noticeFrom(event: Told, { isTest, ...head }: NoticeHead): Notice {
  const { summary } = dataOfEvent(event.type, event.at, event.data)
  const { title, name, advice, comment, reason } = event.data as Record<string, unknown>
  const said = String(title ?? name ?? summary)
  const why = typeof reason === 'string' && reason !== '' ? `${summary}: ${reason}` : summary
  const body = [why, comment, advice].filter(Boolean).join('. ')
  return {
    ...{ ...head, subject: event.subject, eventType: isTest ? null : event.type },
    ...{ title: `${isTest ? 'Test: ' : ''}${said}`.slice(0, 200), body: body.slice(0, 1000) },
  }
}
