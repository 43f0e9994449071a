// A received mail taken apart: what nodemailer and others write, and what is broken.
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { readMail } from '../../src/renderer/admin/mime.ts'

const written = async (mail: object) => {
  const info = await createTransport({ streamTransport: true, buffer: true }).sendMail({
    from: 'a@example.org',
    to: 'b@example.org',
    ...mail,
  })
  return readMail(String(info.message))
}

test('both halves of a mail, its subject and its attachments are what was written, whatever the signs', async () => {
  const long = `${'Wärme über 30 °C, und noch ein Wort. '.repeat(40)}=3D`
  const mail = await written({
    subject: 'Alarm: Café „Nord“ — Temperatur 🔥 über der Grenze, seit einer Viertelstunde schon',
    text: long,
    html: `<p style="color: red">${long}</p>`,
    attachments: [{ filename: 'Prüfung № 1.pdf', content: Buffer.alloc(1000, 7) }],
  })
  expect(mail.subject).toBe('Alarm: Café „Nord“ — Temperatur 🔥 über der Grenze, seit einer Viertelstunde schon')
  expect(mail.text?.trim()).toBe(long)
  expect(mail.html?.trim()).toBe(`<p style="color: red">${long}</p>`)
  expect(mail.attachments).toEqual([{ name: 'Prüfung № 1.pdf', type: 'application/pdf', bytes: 1000 }])
  expect(mail.headers.map(({ name }) => name)).toEqual(expect.arrayContaining(['From', 'To', 'Subject', 'Message-ID', 'MIME-Version']))
})

test('an old charset, a folded header and a plain mail are read', () => {
  const plain = readMail(
    'Subject: one\r\n two\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nKn=F6pfe =\r\nund=20Knoten',
  )
  expect([plain.subject, plain.text, plain.html]).toEqual(['one two', 'Knöpfe und Knoten', null])
})

test('what is broken is shown as far as it goes and never throws', () => {
  expect(readMail('').text).toBe('')
  expect(readMail('no header at all').headers).toEqual([])
  expect(readMail('Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnever ended').text).toBe('never ended')
  expect(readMail('Content-Transfer-Encoding: base64\n\n*** not base64 ***').text).toBeTypeOf('string')
  expect(readMail('Content-Type: text/plain; charset=klingon\nContent-Transfer-Encoding: base64\n\naGVsbG8=').text).toBe('hello')
  const deep = Array.from({ length: 50 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join('')
  expect(readMail(deep).text).toBeNull()
})
