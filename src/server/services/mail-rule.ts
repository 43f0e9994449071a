// Rules "who gets what": plans mails, digests and notices in the transaction of the event. Quiet hours wait for their end, priority 1 goes
// through; with a digest many events become one mail. Escalation steps and ending keys write to their own persons.
import { alarmPriorityNames, businessEventNames } from '../../contract/business-events.ts'
import type { CreateMailRule, MailRule, Notice } from '../../contract/schemas/mail.ts'
import { emailKeyOf } from '../../domain/email.ts'
import { matchesAny, patternFault } from '../../domain/event-pattern.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Events, JobHandler, Outbox, StoredEvent } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import type { MailService } from './mail.ts'
import { dataOfEvent, kindOfEvent } from './mail-default.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import { cleanName } from './text.ts'

export interface MailRuleService {
  list(): { items: MailRule[] }
  create(body: CreateMailRule): MailRule
  change(id: string, body: Partial<CreateMailRule>, ifMatch: number | null): MailRule
  remove(id: string): void
  notices(accountId: string | null): { items: Notice[] }
}

const mostRules = 200
const mostLines = 100
const minuteMs = 60_000
const plainRule = { active: true, mostUrgentOnly: null, projectId: null, channel: 'mail', quiet: null, digestMinutes: null } as const

/** End of the quiet hours `at` lies in, by the server's local time; `at` itself outside of them. */
export function endOfQuiet(at: number, quiet: MailRule['quiet']): number {
  if (quiet === null || quiet.from === quiet.to) return at
  const on = (days: number, text: string) => {
    const [hour = 0, minute = 0] = text.split(':').map(Number)
    const then = new Date(at)
    then.setDate(then.getDate() + days)
    return then.setHours(hour, minute, 0, 0)
  }
  const isOverMidnight = quiet.from > quiet.to
  for (const day of [-1, 0]) {
    const [from, to] = [on(day, quiet.from), on(day + (isOverMidnight ? 1 : 0), quiet.to)]
    if (at >= from && at < to) return to
  }
  return at
}

const priorityOf = ({ data }: StoredEvent): number | null => {
  const at = alarmPriorityNames.indexOf((data as { priority?: (typeof alarmPriorityNames)[number] }).priority ?? ('' as 'low'))
  return at === -1 ? null : at + 1
}
const lineOf = ({ type, data, at }: StoredEvent): string => {
  const { title, name, nodeId, reason } = data as Record<string, unknown>
  const what = [title, name, nodeId, reason].find((one) => typeof one === 'string' && one !== '')
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} ${type}: ${what ?? ''}`.slice(0, 300)
}

export function createMailRules(parts: {
  store: Pick<Store, 'mail' | 'job' | 'account' | 'event' | 'transaction'>
  events: Pick<Events, 'plan'>
  outbox: Outbox
  bus: Bus
  clock: Clock
  randomId: () => string
  mail: MailService
}): MailRuleService {
  const { store, events, outbox, bus, clock, randomId, mail } = parts
  let known: readonly MailRule[] = store.mail.rules()
  const write = <T>(fn: () => T): T => {
    const result = store.transaction(fn)
    known = store.mail.rules()
    return result
  }
  const check = (rule: MailRule): MailRule => {
    for (const [i, pattern] of rule.events.entries()) {
      const wrong = patternFault(pattern, businessEventNames)
      if (wrong !== null) throw invalidField(`/events/${i}`, `"${pattern}" ${wrong}.`)
    }
    for (const [i, one] of rule.recipients.entries()) {
      if (one.kind === 'account' && store.account.find(one.accountId) === undefined)
        throw invalidField(`/recipients/${i}/accountId`, 'There is no such account.')
      if (rule.channel === 'mail' && one.kind === 'owner')
        throw invalidField(
          `/recipients/${i}`,
          'The owner of this computer has no address here: name an account or an address, or choose notices.',
        )
      if (rule.channel === 'notice' && one.kind === 'address')
        throw invalidField(`/recipients/${i}`, 'A notice goes to accounts, roles or the owner, not to an address.')
    }
    return rule
  }
  /** Everybody once. */
  const people = ({ recipients }: Pick<MailRule, 'recipients'>): { accountId: string | null; email: string | null }[] => {
    const accounts = store.account.listAll().filter((one) => one.active && one.state === 'active')
    const all = recipients.flatMap((one): { accountId: string | null; email: string | null }[] => {
      if (one.kind === 'address') return [{ accountId: null, email: one.email }]
      if (one.kind === 'owner') return [{ accountId: null, email: null }]
      return accounts
        .filter((row) => (one.kind === 'account' ? row.id === one.accountId : row.role === one.role))
        .map((row) => ({ accountId: row.id, email: row.email }))
    })
    return [...new Map(all.map((one) => [one.email === null ? '' : emailKeyOf(one.email), one])).values()]
  }
  const planRule = (rule: MailRule, event: StoredEvent): void => {
    const priority = priorityOf(event)
    if (!rule.active || !matchesAny(event.type, rule.events)) return
    if (rule.projectId !== null && rule.projectId !== event.projectId) return
    if (rule.mostUrgentOnly !== null && priority !== null && priority > rule.mostUrgentOnly) return
    const now = clock.now()
    const quietUntil = priority === 1 ? now : endOfQuiet(now, rule.quiet)
    const common = { eventId: event.id, subject: event.subject }
    for (const { accountId, email } of people(rule)) {
      if (rule.channel === 'notice') {
        // The handler finds everything again by these two.
        outbox.add({ kind: 'notice', lane: accountId ?? 'owner', ref: `${event.id}/${accountId ?? ''}`, ...common, dueAt: quietUntil })
      } else if (email !== null && rule.digestMinutes !== null) {
        const groupId = `${rule.id}/${email}`
        const last = store.job.findOfRef('digest', groupId)
        const isFirst = last?.state !== 'waiting' && last?.state !== 'running'
        store.mail.addDigestItem({ groupId, eventId: event.id, line: lineOf(event), at: event.at })
        const dueAt = endOfQuiet(now + rule.digestMinutes * minuteMs, rule.quiet)
        if (isFirst) outbox.add({ kind: 'digest', lane: rule.id, ref: groupId, ...common, dueAt })
      } else if (email !== null) {
        const data = dataOfEvent(event.type, event.at, event.data)
        const who = { email, ...(accountId === null ? {} : { accountId }) }
        mail.add({ kind: kindOfEvent(event.type), data, ...who, ruleId: rule.id, ...common, dueAt: quietUntil })
      }
    }
  }
  events.plan((event) => {
    for (const rule of known) planRule(rule, event)
    if (event.type !== 'key.expiring') return
    // The owner of a key hears of its end without a rule.
    const { ownerId } = event.data as { ownerId: string | null }
    const owner = ownerId === null ? undefined : store.account.find(ownerId)
    if (owner?.active !== true || owner.state !== 'active') return
    const data = dataOfEvent(event.type, event.at, event.data)
    mail.add({ kind: 'keyExpiring', email: owner.email, accountId: owner.id, data, eventId: event.id, subject: event.subject })
  })

  const free: Omit<JobHandler, 'run'> = {
    workers: 2,
    failingWorkers: 2,
    ladderMs: [minuteMs],
    jitter: 0,
    timeoutMs: 10_000,
    order: () => 'free',
  }
  outbox.handle('digest', {
    ...free,
    run: async (job) => {
      const slash = job.ref.indexOf('/')
      const [ruleId, email] = [job.ref.slice(0, slash), job.ref.slice(slash + 1)]
      const rule = known.find(({ id }) => id === ruleId)
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
    // Somebody doesn't want it: neither do the next one's readers.
    dropped: ({ ref }) => store.mail.removeDigest(ref, store.mail.countDigest(ref).lastId),
  })
  outbox.handle('notice', {
    ...free,
    run: async (job) => {
      const [eventId = '', accountId = ''] = job.ref.split('/')
      const event = store.event.find(eventId)
      if (event === undefined) return { kind: 'done' }
      const { summary } = dataOfEvent(event.type, event.at, event.data)
      const { title, name, advice, reason } = event.data as Record<string, unknown>
      const notice: Notice = {
        ...{ id: `n${job.id}`, accountId: accountId === '' ? null : accountId, at: clock.now(), subject: event.subject },
        ...{
          title: String(title ?? name ?? summary).slice(0, 200),
          body: [summary, advice ?? reason].filter(Boolean).join('. ').slice(0, 1000),
        },
      }
      const write = () => {
        store.mail.insertNotice(notice)
        setImmediate(() => bus.publish({ name: 'notice.shown', payload: notice }))
      }
      return { kind: 'done', write }
    },
  })

  const required = (id: string): MailRule => {
    const rule = known.find((one) => one.id === id)
    if (rule === undefined) throw notFound('rule')
    return rule
  }
  return {
    list: () => ({ items: [...known] }),
    create: (body) => {
      if (known.length >= mostRules) throw invalidField('', `There are ${mostRules} rules already. Delete one first.`)
      const rule = check({ ...plainRule, ...body, name: cleanName(body.name), id: randomId(), createdAt: clock.now(), revision: 1 })
      return write(() => {
        store.mail.saveRule(rule)
        return rule
      })
    },
    change: (id, body, ifMatch) =>
      write(() => {
        const before = required(id)
        requireCurrent({ noun: 'rule', sent: ifMatch, current: before.revision, at: clock.now() })
        const next = check({
          ...before,
          ...body,
          ...(body.name === undefined ? {} : { name: cleanName(body.name) }),
          revision: before.revision + 1,
        })
        store.mail.saveRule(next)
        return next
      }),
    remove: (id) => write(() => store.mail.removeRule(required(id).id)),
    notices: (accountId) => ({ items: store.mail.notices(accountId, 100) }),
  }
}
