// Notices of rules in a window: what was missed is told as one, what comes is told once, and an alarm that the window told is not told again.
import { expect, test } from 'vitest'
import type { Notice } from '../../src/contract/schemas/mail.ts'
import { createNoticeNews, createToldAlarms, isToldAlready, sameForMs } from '../../src/renderer/alarms/rule-notice-news.ts'

const notice = (id: string, at: number, more: Partial<Notice> = {}): Notice => ({
  ...{ id, at, accountId: null, title: id, body: '', subject: 'node/hall-01', eventType: 'node.offline' },
  ...more,
})
const idsOf = (list: readonly Notice[]) => list.map(({ id }) => id)

test('what came while the window was shut is missed, what comes later is fresh, each once', () => {
  const newsOf = createNoticeNews()
  const list = [notice('c', 30), notice('b', 20), notice('a', 10)]
  const first = newsOf(list, 10)
  expect([idsOf(first.missed), first.fresh]).toEqual([['c', 'b'], []])
  expect(newsOf(list, 10)).toEqual({ missed: [], fresh: [] })
  const next = newsOf([notice('e', 30), notice('d', 30), ...list], 30)
  expect([next.missed, idsOf(next.fresh)]).toEqual([[], ['d', 'e']])
})

test('whoever opens a window for the first time is not told of old ones', () => {
  const newsOf = createNoticeNews()
  expect(newsOf([notice('a', 10)], null)).toEqual({ missed: [], fresh: [] })
  expect(idsOf(newsOf([notice('b', 11), notice('a', 10)], 10).fresh)).toEqual(['b'])
})

test('an alarm that the window told is not told again by a rule, unless it is over or the night lies between', () => {
  const told = createToldAlarms()
  told.note('x', 1000)
  const of = (eventType: string | null, subject = 'alarm/x') => notice('n', 1000, { subject, eventType })
  expect(isToldAlready(of('alarm.raised'), told, 1500)).toBe(true)
  expect(isToldAlready(of('alarm.escalated'), told, 1500)).toBe(true)
  expect(isToldAlready(of('alarm.cleared'), told, 1500)).toBe(false)
  expect(isToldAlready(of(null), told, 1500)).toBe(false)
  expect(isToldAlready(of('alarm.raised', 'alarm/y'), told, 1500)).toBe(false)
  expect(isToldAlready(of('alarm.raised'), told, 1000 + sameForMs)).toBe(false)
})
