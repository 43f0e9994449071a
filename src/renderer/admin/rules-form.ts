// What of a rule stands in its form, and back; a rule that is suggested. Pure. What is right, the server decides.
import type { CreateMailRule, MailRule } from '../../contract/schemas/mail.ts'
import { matchesAny } from '../../domain/event-pattern.ts'
import type { AdminSearch } from './admin-search.ts'

export type RuleRecipient = MailRule['recipients'][number]
export const digestChoices = ['none', 'm5', 'm15', 'm60', 'daily', 'other'] as const
export type Digest = (typeof digestChoices)[number]

export interface RuleForm {
  readonly name: string
  readonly events: readonly string[]
  /** 0 is any. */
  readonly priority: number
  /** 1 is every step. */
  readonly fromStep: number
  readonly projectId: string
  readonly recipients: readonly RuleRecipient[]
  readonly channel: MailRule['channel']
  readonly isQuiet: boolean
  readonly quietFrom: string
  readonly quietTo: string
  readonly digest: Digest
  /** Of `other`: a span that isn't offered. */
  readonly digestMinutes: number
  readonly digestAt: string
}

export const emptyForm: RuleForm = {
  ...{ name: '', events: [], priority: 0, fromStep: 1, projectId: '', recipients: [], channel: 'mail' },
  ...{ isQuiet: false, quietFrom: '20:00', quietTo: '07:00', digest: 'none', digestMinutes: 0, digestAt: '07:30' },
}

const minutesOf = { m5: 5, m15: 15, m60: 60 } as const

export function formOf(rule: MailRule): RuleForm {
  const { name, events, mostUrgentOnly, fromStep, projectId, recipients, channel, quiet, digestMinutes, digestAt } = rule
  const known = (['m5', 'm15', 'm60'] as const).find((one) => minutesOf[one] === digestMinutes)
  return {
    ...{ name, events, recipients, channel, priority: mostUrgentOnly ?? 0, fromStep: fromStep ?? 1, projectId: projectId ?? '' },
    ...{ isQuiet: quiet !== null, quietFrom: quiet?.from ?? emptyForm.quietFrom, quietTo: quiet?.to ?? emptyForm.quietTo },
    digest: digestAt !== null ? 'daily' : digestMinutes === null ? 'none' : (known ?? 'other'),
    ...{ digestMinutes: digestMinutes ?? 0, digestAt: digestAt ?? emptyForm.digestAt },
  }
}

/** Whether an alarm, an escalation is among what is chosen. */
export const hasAlarms = (events: readonly string[]): boolean => events.some((one) => one === '*' || one.startsWith('alarm.'))
export const hasEscalations = (events: readonly string[]): boolean => matchesAny('alarm.escalated', events)

function digestOf({ channel, digest, digestMinutes, digestAt }: RuleForm): Pick<MailRule, 'digestMinutes' | 'digestAt'> {
  if (channel === 'notice' || digest === 'none') return { digestMinutes: null, digestAt: null }
  if (digest === 'daily') return { digestMinutes: null, digestAt }
  return { digestMinutes: digest === 'other' ? digestMinutes : minutesOf[digest], digestAt: null }
}

/** As it is sent. */
export function bodyOf(form: RuleForm): CreateMailRule {
  const { name, events, priority, fromStep, projectId, recipients, channel, isQuiet, quietFrom, quietTo } = form
  return {
    ...{ name: name.trim(), events: [...events], recipients: [...recipients], channel, ...digestOf(form) },
    mostUrgentOnly: priority === 0 || !hasAlarms(events) ? null : priority,
    fromStep: fromStep === 1 || !hasEscalations(events) ? null : fromStep,
    projectId: projectId === '' ? null : projectId,
    quiet: isQuiet ? { from: quietFrom, to: quietTo } : null,
  }
}

/** What an address asks for: /admin/rules?id=new&suggest=urgent, or &events=alarm.escalated&priority=2&step=3. */
export function suggestedForm({ suggest, events, priority, step }: AdminSearch, name: string): RuleForm {
  if (suggest === 'urgent')
    return {
      ...{ ...emptyForm, name, events: ['alarm.raised', 'alarm.escalated'], priority: 2 },
      recipients: [{ kind: 'role', role: 'engineer' }],
    }
  const within = (text: string | undefined, least: number, most: number) => {
    const n = Number(text)
    return Number.isInteger(n) && n >= least && n <= most ? n : least
  }
  return {
    ...emptyForm,
    events: events === undefined ? [] : events.split(',').slice(0, 50),
    ...{ priority: within(priority, 0, 4), fromStep: within(step, 1, 5) },
  }
}

export const keyOfRecipient = (one: RuleRecipient): string =>
  one.kind === 'account'
    ? `account ${one.accountId}`
    : one.kind === 'role'
      ? `role ${one.role}`
      : one.kind === 'owner'
        ? 'owner'
        : one.email

/** Who can't get a channel is taken out when it is chosen: a notice has no address, a mail no owner. */
export const fitting = (recipients: readonly RuleRecipient[], channel: MailRule['channel']): RuleRecipient[] =>
  recipients.filter(({ kind }) => kind !== (channel === 'mail' ? 'owner' : 'address'))
