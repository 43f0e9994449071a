// What an answer means, when an endpoint is left alone, and which headers are refused: the pure parts of outgoing webhooks.
import { expect, test } from 'vitest'
import { retryAfterMs, verdictOf } from './webhook-answer.ts'
import { createBreakers } from './webhook-breaker.ts'
import { maskedHeaders, splitHeaders } from './webhook-header.ts'

const now = Date.UTC(2026, 0, 5, 8)

test.for([
  ['120', 120_000],
  [' 0 ', 1000],
  ['999999999', 86_400_000],
  [new Date(now + 90_000).toUTCString(), 90_000],
  [new Date(now - 90_000).toUTCString(), 1000],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['', undefined],
] as const)('Retry-After %s is %s ms', ([text, ms]) => {
  expect(retryAfterMs(text, now)).toBe(ms)
})

test('only 2xx is delivered, 410 is the end, a wait is asked for by 429 and 503 only', () => {
  const of = (status: number, headers = {}) => verdictOf({ status, headers }, now)
  for (const status of [200, 201, 202, 204, 299]) expect(of(status)).toEqual({ kind: 'delivered' })
  expect(of(410).kind).toBe('gone')
  for (const status of [301, 302, 304, 307, 400, 401, 404, 500]) expect(of(status, { 'retry-after': '9' })).not.toHaveProperty('afterMs')
  expect(of(503, { 'retry-after': '9' })).toMatchObject({ kind: 'failed', afterMs: 9000, holdsAll: false })
  expect(of(429, { 'retry-after': '9' })).toMatchObject({ kind: 'failed', afterMs: 9000, holdsAll: true })
})

test('a receiver whose clock is six minutes off is named, one whose clock is right is not', () => {
  const reasonOf = (offMs: number) => {
    const verdict = verdictOf({ status: 400, headers: { date: new Date(now + offMs).toUTCString() } }, now)
    return verdict.kind === 'failed' ? verdict.reason : ''
  }
  expect(reasonOf(360_000)).toContain('6 minutes ahead')
  expect(reasonOf(-360_000)).toContain('6 minutes behind')
  expect(reasonOf(60_000)).toBe('It answered 400')
})

test('seven of ten failures open the breaker for 30 s; then one attempt tries, and its end decides', () => {
  const breakers = createBreakers()
  for (let i = 0; i < 9; i++) breakers.note('a', i < 3, now)
  expect(breakers.heldUntil('a', now)).toBeNull()
  breakers.note('a', false, now)
  expect(breakers.heldUntil('a', now)).toMatchObject({ at: now + 30_000 })
  expect(breakers.heldUntil('b', now)).toBeNull()
  expect(breakers.heldUntil('a', now + 30_000)).toBeNull()
  expect(breakers.heldUntil('a', now + 30_000)).toMatchObject({ at: now + 31_000 })
  breakers.note('a', false, now + 31_000)
  expect(breakers.isOpen('a', now + 60_999)).toBe(true)
  expect(breakers.heldUntil('a', now + 61_000)).toBeNull()
  breakers.note('a', true, now + 61_000)
  for (let i = 0; i < 3; i++) expect(breakers.heldUntil('a', now + 61_000)).toBeNull()
})

test('what failed more than a minute ago opens no breaker', () => {
  const breakers = createBreakers()
  for (let i = 0; i < 20; i++) breakers.note('a', false, now + i * 10_000)
  expect(breakers.isOpen('a', now + 200_000)).toBe(false)
})

test('secret headers are kept apart and masked; a masked one keeps its value, an unknown one is asked for', () => {
  const split = splitHeaders({ 'X-Site': 'n', Authorization: '•••', 'X-Api-Key': 'k' }, { Authorization: 'Bearer 1' })
  expect(split).toEqual({
    shown: { 'X-Site': 'n', Authorization: null, 'X-Api-Key': null },
    secrets: { Authorization: 'Bearer 1', 'X-Api-Key': 'k' },
  })
  expect(maskedHeaders(split.shown)).toEqual({ 'X-Site': 'n', Authorization: '•••', 'X-Api-Key': '•••' })
  expect(() => splitHeaders({ Authorization: '•••' }, {})).toThrow('enter it')
  expect(() => splitHeaders({ 'X-A': '1', 'x-a': '2' }, {})).toThrow('twice')
  for (const name of ['Host', 'content-type', 'Webhook-Signature', 'Connection', 'Transfer-Encoding', 'TE', 'a:b', ''])
    expect(() => splitHeaders({ [name]: 'x' }, {})).toThrow()
})
