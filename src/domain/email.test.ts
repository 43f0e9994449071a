// Addresses that are the same, and addresses that only look the same.
import { expect, test } from 'vitest'
import { emailFault, emailKeyOf } from './email.ts'

test('case does not tell addresses apart', () => {
  expect(emailKeyOf(' Ada@Example.COM ')).toBe('ada@example.com')
  expect(emailFault('ada.lovelace+plenum@example.com')).toBeNull()
  expect(emailFault('мария@почта.рф')).toBeNull()
})

test('look-alikes are refused', () => {
  // Cyrillic a, full-width letters, a ligature, a zero-width joiner, Greek omicron.
  for (const email of [
    'аda@example.com',
    'ａda@example.com',
    'ﬁ@example.com',
    'a\u200dda@example.com',
    'adaο@example.com',
    'a b@example.com',
  ])
    expect([email, emailFault(email)]).toEqual([email, expect.any(String)])
})
