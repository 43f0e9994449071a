// Rules "who gets what": kept, checked, and asked at every event. What they send is mail-rule-send.ts, to whom mail-rule-who.ts. The owner of
// an ending key hears of it without a rule.
import { businessEventNames } from '../../contract/business-events.ts'
import type { CreateMailRule, MailRule, Notice, RuleReach, TestedRule } from '../../contract/schemas/mail.ts'
import { patternFault } from '../../domain/event-pattern.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Events, Outbox } from '../outbox-port.ts'
import type { Store } from '../store/open.ts'
import type { MailService } from './mail.ts'
import { dataOfEvent } from './mail-default.ts'
import { createRuleSender } from './mail-rule-send.ts'
import { createRuleWho } from './mail-rule-who.ts'
import { invalidField, notFound, requireCurrent } from './refusal.ts'
import { cleanName } from './text.ts'

export interface MailRuleService {
  list(): { items: MailRule[] }
  create(body: CreateMailRule): MailRule
  change(id: string, body: Partial<CreateMailRule>, ifMatch: number | null): MailRule
  remove(id: string): void
  reach(rule: Pick<MailRule, 'recipients' | 'channel'>): RuleReach
  /** Throws conflict where nobody is reached. */
  test(id: string): TestedRule
  notices(accountId: string | null): { items: Notice[] }
}

const mostRules = 200
const plainRule: Omit<MailRule, 'id' | 'name' | 'events' | 'recipients' | 'createdAt' | 'revision'> = {
  ...{ active: true, mostUrgentOnly: null, projectId: null, channel: 'mail', quiet: null },
  ...{ digestMinutes: null, digestAt: null, fromStep: null },
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
  // Rows of earlier versions lack what was added since.
  const read = (): readonly MailRule[] => store.mail.rules().map((rule) => ({ ...plainRule, ...rule }))
  let known = read()
  const write = <T>(fn: () => T): T => {
    const result = store.transaction(fn)
    known = read()
    return result
  }
  const who = createRuleWho({ store })
  const sender = createRuleSender({ store, outbox, bus, clock, mail, who, ruleOf: (id) => known.find((rule) => rule.id === id) })
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
    if (rule.digestAt !== null && rule.digestMinutes !== null)
      throw invalidField('/digestAt', 'Either after some minutes or at a time of day: set digestMinutes or digestAt to null.')
    if (rule.channel === 'notice' && (rule.digestAt !== null || rule.digestMinutes !== null))
      throw invalidField(
        rule.digestAt === null ? '/digestMinutes' : '/digestAt',
        'Only mails are put together: set it to null for notices.',
      )
    return rule
  }
  events.plan((event) => {
    for (const rule of known) sender.plan(rule, event)
    if (event.type !== 'key.expiring') return
    // The owner of a key hears of its end without a rule.
    const { ownerId } = event.data as { ownerId: string | null }
    const owner = ownerId === null ? undefined : store.account.find(ownerId)
    if (owner?.active !== true || owner.state !== 'active') return
    const data = dataOfEvent(event.type, event.at, event.data)
    mail.add({ kind: 'keyExpiring', email: owner.email, accountId: owner.id, data, eventId: event.id, subject: event.subject })
  })

  outbox.handle('digest', sender.digest)
  outbox.handle('notice', sender.notice)

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
    reach: who.reach,
    test: (id) => sender.test(required(id)),
    notices: (accountId) => ({ items: store.mail.notices(accountId, 100) }),
  }
}
