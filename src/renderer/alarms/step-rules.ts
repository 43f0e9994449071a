// Which rules "who gets what" are about a step of an escalation. Pure; what is sent, the server decides by the same facts.
import type { MailRule } from '../../contract/schemas/mail.ts'
import { matchesAny } from '../../domain/event-pattern.ts'

export function rulesOfStep(rules: readonly MailRule[], { step, priority }: { step: number; priority: number }): MailRule[] {
  return rules.filter(
    ({ active, events, mostUrgentOnly, fromStep, recipients }) =>
      active &&
      recipients.length > 0 &&
      matchesAny('alarm.escalated', events) &&
      (mostUrgentOnly === null || priority <= mostUrgentOnly) &&
      (fromStep === null || step >= fromStep),
  )
}
