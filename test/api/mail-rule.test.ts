// Rules "who gets what": when they send (quiet hours, a time of day, digests), whom they reach, what a test of one sends, and that an
// escalation reaches those who want its step.
import { describe, expect, test } from 'vitest'
import type { MailRule } from '../../src/contract/schemas/mail.ts'
import { isAbout } from '../../src/server/services/mail-rule-send.ts'
import { digestDue, endOfQuiet, nextTimeOfDay } from '../../src/server/services/mail-rule-time.ts'
import { openStore } from '../../src/server/store/open.ts'
import { createFakeClock } from '../helpers/fake-clock.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { makeDataFolder, silentLog } from '../store/open-database.ts'
import { refusalOf } from './refusal-of.ts'

/** In local time. */
const at = (hour: number, minute = 0, day = 24) => new Date(2026, 10, day, hour, minute).getTime()
const address = (email: string) => ({ kind: 'address' as const, email })

async function until<T>(server: TestServer, read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  let value = await read()
  for (let i = 0; i < 300 && !isThere(value); i++) {
    server.clock.advance(20)
    await new Promise((resolve) => setTimeout(resolve, 5))
    value = await read()
  }
  expect(isThere(value), JSON.stringify(value).slice(0, 2000)).toBe(true)
  return value
}

describe('when', () => {
  test('quiet hours end in the morning, also those over midnight; the others are not quiet', () => {
    const night = { from: '20:00', to: '07:00' }
    expect(endOfQuiet(at(21), night)).toBe(at(7, 0, 25))
    expect(endOfQuiet(at(3), night)).toBe(at(7))
    expect(endOfQuiet(at(12), night)).toBe(at(12))
    expect(endOfQuiet(at(12, 30), { from: '12:00', to: '13:00' })).toBe(at(13))
    expect(endOfQuiet(at(12), { from: '12:00', to: '12:00' })).toBe(at(12))
  })

  test('a daily digest leaves at its time of day, today or tomorrow, and waits for the end of quiet hours', () => {
    expect(nextTimeOfDay(at(6), '07:30')).toBe(at(7, 30))
    expect(nextTimeOfDay(at(7, 30), '07:30')).toBe(at(7, 30, 25))
    expect(digestDue(at(12), { digestMinutes: null, digestAt: '06:00', quiet: { from: '20:00', to: '07:00' } })).toBe(at(7, 0, 25))
    expect(digestDue(at(12), { digestMinutes: 15, digestAt: null, quiet: null })).toBe(at(12, 15))
    expect(digestDue(at(12), { digestMinutes: null, digestAt: null, quiet: null })).toBeNull()
  })
})

test('a rule of alarms looks at their priority, one of escalations at their step too; other events have neither', () => {
  const rule = { events: ['alarm.*', 'node.*'], projectId: null, mostUrgentOnly: 2, fromStep: 2 } as unknown as MailRule
  const told = (type: 'alarm.raised' | 'alarm.escalated' | 'node.offline', data: object) =>
    isAbout(rule, { id: 'e', type, at: 1, data, subject: 's', projectId: null })
  expect([told('alarm.raised', { priority: 'high' }), told('alarm.raised', { priority: 'medium' })]).toEqual([true, false])
  expect([1, 2, 3].map((step) => told('alarm.escalated', { priority: 'urgent', step }))).toEqual([false, true, true])
  expect(told('alarm.escalated', { priority: 'medium', step: 2 })).toBe(false)
  expect(told('node.offline', { name: 'Hall' })).toBe(true)
})

test('a rule is kept with a time of day; two kinds of digest, or one of notices, are refused by field', async (t) => {
  const { client, clock } = await startTestServer(t)
  const body = { name: 'Daily', events: ['node.*'], recipients: [address('a@example.org')], digestAt: '07:30' }
  const rule = await client.createMailRule({ body })
  expect(rule).toMatchObject({ digestAt: '07:30', digestMinutes: null, fromStep: null })
  const refused = async (change: object) => (await refusalOf(client.changeMailRule({ params: { id: rule.id }, body: change }))).errors
  expect(await refused({ digestMinutes: 5 })).toMatchObject([{ pointer: '/digestAt' }])
  expect(await refused({ digestAt: '25:00' })).toMatchObject([{ pointer: '/digestAt' }])
  expect(await refused({ channel: 'notice', recipients: [{ kind: 'owner' }] })).toMatchObject([{ pointer: '/digestAt' }])
  // Two events, one mail at the same time of day; each says in its timeline that it waits for it.
  for (const nodeId of ['a', 'b']) await client.createNode({ body: { nodeId, sensors: ['temperature'] } })
  const { items } = await client.getTimeline({ query: { type: 'node.*' } })
  const dues = items.flatMap(({ jobs }) => jobs.map(({ kind, to, dueAt }) => [kind, to, dueAt]))
  expect(dues).toEqual([0, 1].map(() => ['digest', 'a@example.org', nextTimeOfDay(clock.now(), '07:30')]))
})

test('every line of a digest is in one mail, and each event says that it was put together', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  await client.createMailRule({ body: { name: 'Together', events: ['node.*'], recipients: [address('a@example.org')], digestMinutes: 1 } })
  for (const nodeId of ['a', 'b', 'c']) await client.createNode({ body: { nodeId, sensors: ['temperature'] } })
  server.clock.advance(60_000)
  await until(
    server,
    () => client.getTimeline({ query: { type: 'node.registered' } }),
    ({ items }) => items.every(({ jobs }) => jobs.some(({ kind, state }) => kind === 'digest' && state === 'done')),
  )
  const { items } = await client.listMailMessages({ query: {} })
  expect(items.map(({ kind, email }) => [kind, email])).toEqual([['digest', 'a@example.org']])
})

test('whom a rule reaches is told person by person, with why somebody is not', async (t) => {
  const { client } = await startTestServer(t)
  const account = (name: string, role: string) =>
    client.createAccount({ body: { name, email: `${name.toLowerCase()}@example.org`, role, password: 'correct horse battery' } })
  const ada = await account('Ada', 'engineer')
  const off = await account('Otto', 'engineer')
  await client.changeAccount({ params: { id: off.id }, ifMatch: off.revision, body: { active: false } })
  await client.addSuppression({ body: { email: 'kept@example.org' } })
  const recipients = [
    { kind: 'role' as const, role: 'engineer' },
    { kind: 'role' as const, role: 'approver' },
    { kind: 'account' as const, accountId: ada.id },
    ...[address('ADA@example.org'), address('kept@example.org'), address('new@example.org')],
  ]
  const reach = await client.reachOfMailRule({ body: { recipients, channel: 'mail' } })
  expect(reach.count).toBe(2)
  expect(reach.people.map(({ name, says }) => `${name} ${says}`).sort()).toEqual([
    ...['ADA@example.org reached', 'Otto off', 'approver nobody', 'kept@example.org suppressed', 'new@example.org reached'],
  ])
  const notices = await client.reachOfMailRule({ body: { recipients: [{ kind: 'owner' }], channel: 'notice' } })
  expect(notices).toEqual({ count: 1, people: [{ name: '', email: null, says: 'reached' }] })
})

test('a test sends the newest event a rule is about, else a sample, marked as a test, and nothing of it stands in the timeline', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const night = { from: '00:00', to: '23:59' }
  const owner = [{ kind: 'owner' as const }]
  const mail = await client.createMailRule({
    body: { name: 'Nodes', events: ['node.registered'], recipients: [address('a@example.org')], quiet: night },
  })
  const notice = await client.createMailRule({ body: { name: 'Here', events: ['alarm.*'], recipients: owner, channel: 'notice' } })
  expect(await client.testMailRule({ params: { id: notice.id }, body: {} })).toEqual({
    ...{ eventType: 'alarm.raised', isSample: true, mails: [], notices: 1 },
  })
  const { items: notices } = await until(
    server,
    () => client.listNotices({}),
    ({ items }) => items.length === 1,
  )
  expect(notices[0]).toMatchObject({ title: 'Test: Too warm: hall-01_temperature', eventType: null, subject: null })
  await client.createNode({ body: { nodeId: 'hall-01', sensors: ['temperature'] } })
  const tested = await client.testMailRule({ params: { id: mail.id }, body: {} })
  expect(tested).toMatchObject({ eventType: 'node.registered', isSample: false, mails: [{ email: 'a@example.org' }], notices: 0 })
  const { items } = await client.listMailMessages({ query: {} })
  expect(items.find(({ id }) => id === tested.mails[0]?.id)).toMatchObject({ eventId: null, ruleId: mail.id, kind: 'event' })
  const [told] = (await client.getTimeline({ query: { type: 'node.*' } })).items
  expect(told?.jobs.map(({ ref }) => ref)).not.toContain(tested.mails[0]?.id)
  const nobody = await client.createMailRule({ body: { name: 'None', events: ['*'], recipients: [{ kind: 'role', role: 'approver' }] } })
  expect(await refusalOf(client.testMailRule({ params: { id: nobody.id }, body: {} }))).toMatchObject({ code: 'conflict' })
})

test('two rules that tell one person of one event make one notice', async (t) => {
  const server = await startTestServer(t)
  const { client } = server
  const body = { events: ['node.*'], recipients: [{ kind: 'owner' as const }], channel: 'notice' as const }
  await client.createMailRule({ body: { ...body, name: 'One' } })
  await client.createMailRule({ body: { ...body, name: 'Two' } })
  await client.createNode({ body: { nodeId: 'hall-01', sensors: ['temperature'] } })
  await until(
    server,
    () => client.getTimeline({ query: { type: 'node.*' } }),
    ({ items: [told] }) => told?.jobs.every(({ state }) => state === 'done') ?? false,
  )
  expect((await client.listNotices({})).items.map(({ eventType }) => eventType)).toEqual(['node.registered'])
  expect((await server.events()).filter(({ name }) => name === 'notice.shown').length).toBe(1)
})

test('a rule of an earlier version is read with what was added since', async (t) => {
  const dataFolder = makeDataFolder(t)
  const store = openStore({ dataFolder, clock: createFakeClock(), log: silentLog })
  const old = { name: 'Old', active: true, events: ['*'], recipients: [address('a@example.org')], channel: 'mail' as const }
  store.transaction(() =>
    store.mail.saveRule({
      ...{ ...old, id: 'old', mostUrgentOnly: null, projectId: null, quiet: null, digestMinutes: 1440, createdAt: 1, revision: 1 },
    } as Parameters<typeof store.mail.saveRule>[0]),
  )
  store.close()
  const { client } = await startTestServer(t, { dataFolder })
  expect((await client.listMailRules({})).items).toMatchObject([{ digestMinutes: 1440, digestAt: null, fromStep: null }])
})
