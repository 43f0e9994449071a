// What the panels of mail work out by themselves: the form of the account, pasted recipients, the remaining time.
import { describe, expect, test } from 'vitest'
import { type MailSettings, mailKinds } from '../../src/contract/schemas/mail.ts'
import { mailFormOf, presetOf, readMailForm, rebasedForm, withPreset } from '../../src/renderer/admin/mail-form.ts'
import { readRecipients, remainingMs, type Sample, withSample } from '../../src/renderer/admin/mail-newsletter.ts'
import { aboutOf } from '../../src/renderer/admin/messages-words.ts'
import { insertionOf, lineOf, rangeOfLine, unknownNames } from '../../src/renderer/admin/templates-insert.ts'
import { defaultTexts, offeredBy, sampleOf, variablesOf } from '../../src/server/services/mail-default.ts'

describe('pasted recipients', () => {
  test('come one a line or parted by commas, with names before them, each once', () => {
    const text =
      'ada@example.org, bob@example.org\r\n"Example, Carl" <carl@example.org>\n\nADA@example.org; Dora Example <dora@example.org>,\n'
    expect(readRecipients(text)).toEqual({
      emails: ['ada@example.org', 'bob@example.org', 'carl@example.org', 'dora@example.org'],
      repeated: 1,
      invalid: [],
    })
  })

  test('that are no addresses are named by their line, and nothing else is lost', () => {
    const { emails, invalid } = readRecipients(
      'ada@example.org\nbob at example.org, carl@example.org\n\n@x\n\u0430d\u0430@example.org\u200b',
    )
    expect(emails).toEqual(['ada@example.org', 'carl@example.org'])
    expect(invalid.map(({ line }) => line)).toEqual([2, 4, 5])
    expect(invalid[0]?.text).toBe('bob at example.org')
  })

  test('ten thousand of them are read in a moment', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `person-${i}@example.org`).join('\n')
    const before = performance.now()
    expect(readRecipients(text).emails.length).toBe(10_000)
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})

describe('the remaining time', () => {
  const of = (...samples: Sample[]) => samples.reduce<readonly Sample[]>(withSample, [])

  test('follows the rate that was measured', () => {
    expect(remainingMs(of({ at: 0, left: 100 }, { at: 5_000, left: 90 }, { at: 10_000, left: 80 }))).toBe(40_000)
  })

  test('is not told before three seconds, nor while nothing leaves', () => {
    expect(remainingMs([])).toBeNull()
    expect(remainingMs(of({ at: 0, left: 100 }, { at: 2_000, left: 90 }))).toBeNull()
    expect(remainingMs(of({ at: 0, left: 100 }, { at: 30_000, left: 100 }))).toBeNull()
  })

  test('forgets what is older than a minute, and begins anew when failed ones are sent again', () => {
    const slow = of({ at: 0, left: 100 }, { at: 60_000, left: 90 }, { at: 90_000, left: 60 })
    expect(remainingMs(slow)).toBe(60_000)
    expect(remainingMs(withSample(slow, { at: 91_000, left: 70 }))).toBeNull()
  })
})

describe('the form of the account', () => {
  const presets: MailSettings['presets'] = [
    { id: 'gmail', name: 'Gmail', host: 'smtp.gmail.com', port: 465, tls: 'implicit' },
    { id: 'own', name: 'Own server', host: '', port: 587, tls: 'required' },
    { id: 'lan', name: 'Relay', host: '', port: 25, tls: 'none' },
  ]
  const settings: MailSettings = {
    ...{ host: 'mail.example.org', port: 587, user: 'ada', tls: 'required', ca: 'PEM\n', from: null, fromName: 'Plenum', replyTo: null },
    ...{ ratePerMinute: 300, attachUpToMb: 10, keepDays: 90, dkim: null },
    ...{ hasPassword: true, hasDkimKey: false, dkimRecord: null, isFromOptions: false, isToLab: false },
    ...{ health: { state: 'ok', reason: null, waiting: 0, failed: 0 }, presets, revision: 3 },
  }
  const form = mailFormOf(settings)

  test('sends what differs, and secrets only when they are typed or forgotten', () => {
    expect(readMailForm(form, settings).body).toEqual({})
    expect(readMailForm({ ...form, password: { text: '' } }, settings).body).toEqual({})
    const typed = { ...form, user: ' ', port: '465', password: { text: ' p ' }, dkimPrivateKey: 'forget' as const }
    expect(readMailForm(typed, settings).body).toEqual({ user: null, port: 465, password: ' p ', dkimPrivateKey: null })
    const signed = { ...form, dkimDomain: 'example.org', dkimSelector: 'one' }
    expect(readMailForm(signed, settings).body).toEqual({ dkim: { domain: 'example.org', selector: 'one' } })
  })

  test('says which field can’t be right', () => {
    const wrong = { ...form, port: '70000', ratePerMinute: 'ten', dkimDomain: 'example.org' }
    expect(Object.fromEntries(readMailForm(wrong, settings).faults)).toEqual({
      '/port': 'port',
      '/ratePerMinute': 'rate',
      '/dkimSelector': 'dkimSelector',
    })
  })

  test('what was typed stands on settings that were changed elsewhere, and the rest follows', () => {
    const typed = { ...form, port: '2525', password: { text: 'new' } }
    const now = { ...settings, host: 'other.example.org', port: 465, revision: 4 }
    const { body } = readMailForm(rebasedForm(typed, settings, now), now)
    expect(body).toEqual({ port: 2525, password: 'new' })
  })

  test('a provider fills host, port and encryption; an own host stays', () => {
    const gmail = withPreset(form, 'gmail', presets)
    expect([gmail.host, gmail.port, gmail.tls, presetOf(gmail, presets)]).toEqual(['smtp.gmail.com', '465', 'implicit', 'gmail'])
    expect(withPreset(gmail, 'own', presets).host).toBe('')
    const lan = withPreset(form, 'lan', presets)
    expect([lan.host, lan.port, presetOf(lan, presets)]).toEqual(['mail.example.org', '25', 'lan'])
  })
})

describe('a template', () => {
  test('gets a value or a list where it is put', () => {
    expect(insertionOf({ name: 'event.title', isList: false }, 'html')).toBe('{{ event.title }}')
    expect(insertionOf({ name: 'lines', isList: true }, 'subject')).toBe('{{ lines | join: ", " }}')
    expect(insertionOf({ name: 'lines', isList: true }, 'html')).toContain('<p>{{ one }}</p>')
  })

  test('is refused by a line that can be gone to', () => {
    expect([lineOf('Line 12: tag not closed'), lineOf('too long')]).toEqual([12, null])
    expect([rangeOfLine('ab\ncde\nf', 2), rangeOfLine('ab', 2)]).toEqual([[3, 6], null])
  })

  test('names what it fills in although nothing of it is offered', () => {
    const offered = [{ name: 'event.title' }, { name: 'lines' }]
    const source =
      '{{ event.titel }}{{ event.title | upcase }}{% for one in lines %}{{ one.x }}{{forloop.index}}{% endfor %}{{- nobody -}}{{ "x" }}'
    expect(unknownNames(source, offered)).toEqual(['event.titel', 'nobody'])
    expect(unknownNames('{{ anything }}', [])).toEqual([])
  })

  test('that is built in fills in nothing that its kind does not offer', () => {
    for (const kind of mailKinds) {
      const offered = [...variablesOf(offeredBy(kind, sampleOf(kind))), { name: 'app' }]
      const { subject, html, text } = defaultTexts[kind]
      expect([kind, ...unknownNames(subject + html + text, offered)]).toEqual([kind])
    }
  })

  test('and a mail are about something that has a word', () => {
    expect([aboutOf('alarm/a1'), aboutOf('node/hall-01').name, aboutOf('odd').kind]).toEqual([
      { kind: 'alarm', name: 'a1' },
      'hall-01',
      'other',
    ])
  })
})
