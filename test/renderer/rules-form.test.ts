// The form of a rule: back and forth without loss, only what fits is sent, and what an address suggests.
import { expect, test } from 'vitest'
import type { MailRule } from '../../src/contract/schemas/mail.ts'
import { bodyOf, emptyForm, fitting, formOf, suggestedForm } from '../../src/renderer/admin/rules-form.ts'
import { rulesOfStep } from '../../src/renderer/alarms/step-rules.ts'

const rule: MailRule = {
  ...{ id: 'r', name: 'Night', active: true, events: ['alarm.*'], mostUrgentOnly: 2, fromStep: 3, projectId: 'p', channel: 'mail' },
  recipients: [{ kind: 'role', role: 'engineer' }],
  ...{ quiet: { from: '22:00', to: '06:00' }, digestMinutes: null, digestAt: '08:15', createdAt: 1, revision: 4 },
}

test('a rule goes through its form unchanged, whatever its digest', () => {
  const { id: _, active: __, createdAt: ___, revision: ____, ...fields } = rule
  for (const digest of [
    { digestMinutes: null, digestAt: '08:15' },
    { digestMinutes: 5, digestAt: null },
    { digestMinutes: 1440, digestAt: null },
    { digestMinutes: null, digestAt: null },
  ])
    expect(bodyOf(formOf({ ...rule, ...digest }))).toEqual({ ...fields, ...digest })
  expect(formOf({ ...rule, digestAt: null, digestMinutes: 1440 }).digest).toBe('other')
})

test('what has no meaning for the chosen events or channel is not sent', () => {
  const form = formOf(rule)
  expect(bodyOf({ ...form, events: ['node.*'] })).toMatchObject({ mostUrgentOnly: null, fromStep: null })
  expect(bodyOf({ ...form, events: ['alarm.raised'] })).toMatchObject({ mostUrgentOnly: 2, fromStep: null })
  expect(bodyOf({ ...form, channel: 'notice' })).toMatchObject({ digestMinutes: null, digestAt: null })
  expect(fitting([{ kind: 'owner' }, { kind: 'address', email: 'a@b.c' }, { kind: 'role', role: 'x' }], 'mail')).toEqual([
    ...[
      { kind: 'address', email: 'a@b.c' },
      { kind: 'role', role: 'x' },
    ],
  ])
})

test('an address fills in a form, and bad ones leave it empty', () => {
  expect(suggestedForm({ suggest: 'urgent' }, 'Urgent')).toMatchObject({
    name: 'Urgent',
    priority: 2,
    events: ['alarm.raised', 'alarm.escalated'],
  })
  expect(suggestedForm({ events: 'alarm.escalated', priority: '1', step: '2' }, '')).toMatchObject({
    ...{ events: ['alarm.escalated'], priority: 1, fromStep: 2 },
  })
  expect(suggestedForm({ priority: '9', step: 'x' }, '')).toEqual(emptyForm)
})

test('a step of an escalation is told by the rules that are about its priority and its number', () => {
  const names = (step: number, priority: number, rules: MailRule[]) => rulesOfStep(rules, { step, priority }).map(({ name }) => name)
  const all = { ...rule, name: 'All', mostUrgentOnly: null, fromStep: null }
  const rules = [rule, all, { ...all, name: 'Off', active: false }, { ...all, name: 'Raised', events: ['alarm.raised'] }]
  expect(names(1, 2, rules)).toEqual(['All'])
  expect(names(3, 2, rules)).toEqual(['Night', 'All'])
  expect(names(3, 3, rules)).toEqual(['All'])
})
