// Accounts against whoever has a stolen session, a stolen database or a good guess: what is asked again, what ends, what is kept of codes.
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { createPasswords } from '../../src/server/services/password.ts'
import { makeTempFolder } from '../helpers/server-process.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const password = 'correct horse battery'
const email = 'ada@example.com'
const resourcesFolder = join(import.meta.dirname, '..', '..', 'resources')
const as = ({ baseUrl }: TestServer, { accessToken }: { accessToken: string }) => createClient({ baseUrl, token: () => accessToken })
const logIn = (server: TestServer, code?: string, secret = password) =>
  server.client.logIn({ body: { email, password: secret, ...(code === undefined ? {} : { code }) } })
const codeOf = async (promise: Promise<unknown>) => (await refusalOf(promise)).code
const tokenOf = (link: string) => new URL(link.replace('/#/', '/')).searchParams.get('token') ?? ''
const set = async ({ client }: TestServer, body: Parameters<TestServer['client']['changeSettings']>[0]['body']) =>
  client.changeSettings({ body, ifMatch: (await client.getSettings({})).revision })

async function withAccount(server: TestServer, role = 'administrator') {
  const { id } = await server.client.createAccount({ body: { email, role, password } })
  return { id, ada: as(server, await logIn(server)), other: as(server, await logIn(server)) }
}
async function addFactor(server: TestServer, client: ReturnType<typeof as>) {
  const { secret } = await client.startTotp({ body: { password } })
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = () => totp.generate({ timestamp: server.clock.now() })
  const { recoveryCodes } = await client.confirmTotp({ body: { code: code() } })
  return { code, recoveryCodes }
}

test('a new password and a new second factor ask for the current password and end the other sessions', async (t) => {
  const server = await startTestServer(t)
  const { id, ada, other } = await withAccount(server)
  expect((await refusalOf(ada.changeMe({ body: { password: 'quite another phrase' } }))).errors).toMatchObject([
    { pointer: '/currentPassword' },
  ])
  expect(await codeOf(ada.changeMe({ body: { password: 'quite another phrase', currentPassword: 'not that one' } }))).toBe('invalid')
  expect((await refusalOf(ada.startTotp({ body: {} }))).errors).toMatchObject([{ pointer: '/password' }])
  expect(await codeOf(ada.startTotp({ body: { password: 'not that one' } }))).toBe('invalid')
  expect(await other.getMe({})).toMatchObject({ account: { hasTotp: false } })

  await ada.changeMe({ body: { password: 'quite another phrase', currentPassword: password } })
  expect(await codeOf(other.getMe({}))).toBe('unauthenticated')
  expect(await codeOf(logIn(server))).toBe('unauthenticated')
  server.clock.advance(1000)
  await ada.changeMe({ body: { password, currentPassword: 'quite another phrase' } })

  const [third, fourth] = [as(server, await logIn(server)), as(server, await logIn(server))]
  const { code } = await addFactor(server, third)
  expect(await codeOf(ada.getMe({}))).toBe('unauthenticated')
  expect(await codeOf(fourth.getMe({}))).toBe('unauthenticated')
  expect(await third.getMe({})).toMatchObject({ account: { hasTotp: true } })

  // A new password by a link leaves the second factor where it is.
  const { link } = await server.client.resetAccount({ params: { id }, body: {} })
  await server.client.redeemPasswordReset({ body: { token: tokenOf(link), password: 'one more good phrase' } })
  expect(await codeOf(logIn(server, undefined, 'one more good phrase'))).toBe('second_factor')
  server.clock.advance(30_000)
  const fifth = as(server, await logIn(server, code(), 'one more good phrase'))
  server.clock.advance(30_000)
  const sixth = as(server, await logIn(server, code(), 'one more good phrase'))
  server.clock.advance(30_000)
  await fifth.removeTotp({ body: { code: code() } })
  expect(await codeOf(sixth.getMe({}))).toBe('unauthenticated')
})

test('recovery codes are kept salted and stretched, those of an earlier version too, and still work once', async (t) => {
  const dataFolder = await makeTempFolder(t, 'recovery')
  const first = await startTestServer(t, { dataFolder })
  const { id, ada } = await withAccount(first)
  const { recoveryCodes } = await addFactor(first, ada)
  const rows = (work: (db: InstanceType<typeof SqliteDatabase>) => unknown) => {
    const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
    try {
      return work(db) as { hash: Uint8Array }[]
    } finally {
      db.close()
    }
  }
  const lengths = () => [...new Set(rows((db) => db.prepare('SELECT hash FROM recoveryCode').all()).map(({ hash }) => hash.length))]
  expect(lengths()).toEqual([48])
  await first.stop()
  // SHA-256 of OLDCODEOLD, as it was kept before.
  const old = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('OLDCODEOLD')))
  rows((db) => [db.prepare('INSERT INTO recoveryCode (accountId, hash) VALUES (?, ?)').run(id, old)])
  const second = await startTestServer(t, { dataFolder })
  await expect.poll(lengths, { timeout: 5000 }).toEqual([48])
  expect(await logIn(second, 'oldco-deold')).toMatchObject({ expiresIn: 900 })
  expect(await codeOf(logIn(second, 'oldco-deold'))).toBe('second_factor')
  expect(await logIn(second, recoveryCodes[3])).toMatchObject({ expiresIn: 900 })
  expect(await codeOf(logIn(second, recoveryCodes[3]))).toBe('second_factor')
})

test('a wrong code leaves a sign-in link as it is, and a few of them make the account wait', async (t) => {
  const server = await startTestServer(t)
  const { id, ada } = await withAccount(server, 'guest')
  await server.client.createAccount({ body: { email: 'root@example.com', role: 'administrator', password } })
  const { code } = await addFactor(server, ada)
  await set(server, { magicLinks: true })
  server.clock.advance(60_000)
  const { link } = await server.client.createMagicLink({ params: { id }, body: {} })
  const redeem = (sent?: string) =>
    server.client.redeemMagicLink({ body: { token: tokenOf(link), ...(sent === undefined ? {} : { code: sent }) } })
  expect(await codeOf(redeem())).toBe('second_factor')
  expect(await codeOf(redeem('000000'))).toBe('second_factor')
  expect(await redeem(code())).toMatchObject({ expiresIn: 900 })
  expect(await codeOf(redeem(code()))).toBe('unauthenticated')
  server.clock.advance(60_000)
  const next = await server.client.createMagicLink({ params: { id }, body: {} })
  const tryNext = (sent: string) => server.client.redeemMagicLink({ body: { token: tokenOf(next.link), code: sent } })
  for (let n = 0; n < 5; n++) await codeOf(tryNext('000000'))
  expect((await refusalOf(tryNext(code()))).message).toContain('waits')
})

test('a second factor can be demanded of everybody; what an earlier version stored still holds', async (t) => {
  const dataFolder = await makeTempFolder(t, 'demanded')
  const first = await startTestServer(t, { dataFolder })
  const { ada } = await withAccount(first, 'operator')
  await set(first, { secondFactorFor: 'administrators' })
  expect(await ada.getMe({})).toMatchObject({ mustAddTotp: false })
  await set(first, { secondFactorFor: 'everyone' })
  expect(await ada.getMe({})).toMatchObject({ mustAddTotp: true, permissions: [] })
  expect(await codeOf(ada.listProjects({ query: {} }))).toBe('forbidden')
  await first.stop()
  const db = new SqliteDatabase(join(dataFolder, 'plenum.db'))
  // As version 12 wrote it.
  db.exec(`UPDATE setting SET "values" = json_set(json_remove("values", '$.secondFactorFor'), '$.totpForAdministrators', json('true'))`)
  db.close()
  const second = await startTestServer(t, { dataFolder })
  expect((await second.client.getSettings({})).values.secondFactorFor).toBe('administrators')
  expect(second.log.filter(({ level }) => level === 'warn')).toEqual([])
})

test('passwords: common ones and those of this place’s words are refused wherever one is set', async (t) => {
  const server = await startTestServer(t)
  const { ada } = await withAccount(server)
  await server.client.createProject({ body: { name: 'Harbour Tower' } })
  const { link } = await server.client.inviteAccount({ body: { email: 'eve.moneypenny@example.com', role: 'guest' } })
  const { id } = await server.client.createAccount({ body: { email: 'bob@example.com', role: 'guest', password } })
  const forms: ((bad: string) => Promise<unknown>)[] = [
    (bad) => server.client.createAccount({ body: { email: 'new@example.com', role: 'guest', password: bad } }),
    (bad) => ada.changeMe({ body: { password: bad, currentPassword: password } }),
    (bad) => server.client.acceptInvitation({ body: { token: tokenOf(link ?? ''), password: bad } }),
    async (bad) => {
      const reset = await server.client.resetAccount({ params: { id }, body: {} })
      return server.client.redeemPasswordReset({ body: { token: tokenOf(reset.link), password: bad } })
    },
  ]
  for (const [n, form] of forms.entries())
    for (const bad of ['password123', 'Plenum-2026!', 'harbour tower', 'HarbourTower1'])
      expect([n, bad, await codeOf(form(bad))]).toEqual([n, bad, 'invalid'])
  expect(await codeOf(forms[2]?.('Moneypenny 007') ?? Promise.resolve())).toBe('invalid')
  expect(await forms[2]?.('the plenum above the tower')).toMatchObject({ expiresIn: 900 })
})

test('passwords are computed two at a time, twenty wait, and more are told to come again', async () => {
  const passwords = createPasswords({ resourcesFolder, log2N: 12 })
  const answers = await Promise.allSettled(Array.from({ length: 30 }, () => passwords.hash(password)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(22)
  expect(answers.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(
    Array.from({ length: 8 }, () => 'unavailable'),
  )
  const stored = await passwords.hash('Cafe\u0301 cre\u0300me')
  expect(await passwords.verify('Cafe\u0301 cre\u0300me', stored)).toBe(true)
  // Exactly as typed: another spelling, a cut or another case is another password.
  for (const other of ['Caf\u00e9 cr\u00e8me', 'cafe\u0301 cre\u0300me', 'Cafe\u0301 cre\u0300m'])
    expect(await passwords.verify(other, stored)).toBe(false)
})
