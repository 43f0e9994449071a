// What main tells a page that may not be listening yet.
import { expect, test } from 'vitest'
import { createPageMail } from '../../src/main/page-mail.ts'

test('a message waits until the page listens on its channel, in order, and again after a reload', () => {
  const got: string[] = []
  const mail = createPageMail((name, payload) => got.push(`${name} ${typeof payload === 'string' ? payload : payload.fileName}`))
  mail.send('onCommand', 'app.alarms')
  mail.send('onOpenFile', { fileName: 'a.plenum.json', text: '{}' })
  mail.send('onCommand', 'app.start')
  expect(got).toEqual([])
  mail.listens('onOpenFile')
  expect(got).toEqual(['onOpenFile a.plenum.json'])
  mail.listens('onCommand')
  expect(got.slice(1)).toEqual(['onCommand app.alarms', 'onCommand app.start'])
  mail.listens('onCommand')
  mail.send('onCommand', 'now')
  mail.pageLeft()
  mail.send('onCommand', 'later')
  expect(got.slice(3)).toEqual(['onCommand now'])
  mail.listens('onCommand')
  expect(got.slice(4)).toEqual(['onCommand later'])
})

test('a page that never listens costs at most twenty messages', () => {
  const got: string[] = []
  const mail = createPageMail((_name, payload) => got.push(String(payload)))
  for (let n = 0; n < 50; n++) mail.send('onCommand', `${n}`)
  mail.listens('onCommand')
  expect(got).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 30}`))
})
