// Accounts through the API: who may make, change and delete whom; invitations, resets, the second factor, sessions.
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import type { AppError } from '../../src/contract/errors.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'
import { refusalOf } from './refusal-of.ts'

const password = 'correct horse battery'
const as = ({ baseUrl }: TestServer, token: string) => createClient({ baseUrl, token: () => token })
const signIn = async (server: TestServer, email: string, code?: string) =>
  server.client.logIn({ body: { email, password, ...(code === undefined ? {} : { code }) } })
const make = (server: TestServer, email: string, role = 'administrator') => server.client.createAccount({ body: { email, role, password } })
const codeOf = async (promise: Promise<unknown>) => (await refusalOf(promise)).code
const json = (body: object) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const tokenOf = (link: string) => new URL(link.replace('/#/', '/')).searchParams.get('token') ?? ''

test('an account signs in, is itself, and signs out', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'Ada@example.com', 'operator')
  const { accessToken, refreshToken, expiresIn } = await signIn(server, 'ada@EXAMPLE.com')
  expect(expiresIn).toBe(900)
  const ada = as(server, accessToken)
  const me = await ada.getMe({})
  expect(me).toMatchObject({ kind: 'account', name: 'ada', account: { email: 'Ada@example.com', role: 'operator' } })
  expect(me.permissions).toContain('alarms:acknowledge')
  expect(await codeOf(ada.createProject({ body: { name: 'Hall' } }))).toBe('forbidden')
  expect((await ada.listOwnSessions({ query: {} })).items).toMatchObject([{ isCurrent: true, way: 'password' }])
  await ada.logOut({ body: {} })
  expect(await codeOf(ada.getMe({}))).toBe('unauthenticated')
  expect(await codeOf(server.client.refreshTokens({ body: { refreshToken } }))).toBe('unauthenticated')
})

test('wrong, unknown, disabled and waiting are answered alike', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'root@example.com')
  const { id } = await make(server, 'off@example.com', 'guest')
  await server.client.changeAccount({ params: { id }, body: { active: false } })
  const answers = await Promise.all(
    [
      { email: 'root@example.com', password: 'not the password' },
      { email: 'nobody@example.com', password },
      { email: 'off@example.com', password },
      { email: 'not an address', password },
    ].map((body) => refusalOf(server.client.logIn({ body }))),
  )
  const plain = ({ code, message, hint }: AppError) => ({ code, message, hint })
  expect(new Set(answers.map((one) => JSON.stringify(plain(one)))).size).toBe(1)
})

test('failures make an account wait, doubling, over a restart too; the last administrator only a little', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'root@example.com')
  const { id } = await make(server, 'ada@example.com', 'guest')
  const fail = (email: string) => codeOf(server.client.logIn({ body: { email, password: 'wrong wrong' } }))
  for (let n = 0; n < 6; n++) {
    await fail('ada@example.com')
    server.clock.advance(60_000)
  }
  await fail('ada@example.com')
  const { lockedUntil } = await server.client.getAccount({ params: { id } })
  expect((lockedUntil ?? 0) - server.clock.now()).toBe(16_000)
  expect(await codeOf(signIn(server, 'ada@example.com'))).toBe('unauthenticated')
  server.clock.advance(16_000)
  expect(await signIn(server, 'ada@example.com')).toMatchObject({ expiresIn: 900 })
  for (let n = 0; n < 20; n++) {
    await fail('root@example.com')
    server.clock.advance(31_000)
  }
  await fail('root@example.com')
  server.clock.advance(30_000)
  expect(await signIn(server, 'root@example.com')).toMatchObject({ expiresIn: 900 })
})

test('the last administrator stays, also against two demotions at once', async (t) => {
  const server = await startTestServer(t)
  const { id: a } = await make(server, 'a@example.com')
  const { id: b } = await make(server, 'b@example.com')
  const demote = (id: string) => server.client.changeAccount({ params: { id }, body: { role: 'guest' } })
  const results = await Promise.allSettled([demote(a), demote(b)])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const [last] = (await server.client.listAccounts({ query: {} })).items.filter(({ role }) => role === 'administrator')
  const params = { id: last?.id ?? '' }
  expect(await codeOf(server.client.changeAccount({ params, body: { active: false } }))).toBe('conflict')
  expect(await codeOf(server.client.deleteAccount({ params, query: {} }))).toBe('conflict')
})

test('nobody gives or takes what they lack', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'root@example.com')
  const role = await server.client.createRole({ body: { name: 'Desk', permissions: ['accounts:read', 'accounts:write', 'projects:read'] } })
  await make(server, 'desk@example.com', role.id)
  const desk = as(server, (await signIn(server, 'desk@example.com')).accessToken)
  expect(await codeOf(desk.inviteAccount({ body: { email: 'x@example.com', role: 'administrator' } }))).toBe('forbidden')
  const { items } = await desk.listAccounts({ query: {} })
  const root = items.find(({ email }) => email === 'root@example.com')
  expect(await codeOf(desk.resetAccount({ params: { id: root?.id ?? '' }, body: {} }))).toBe('forbidden')
  expect(await codeOf(desk.changeAccount({ params: { id: root?.id ?? '' }, body: { active: false } }))).toBe('forbidden')
})

test('an invitation is accepted once, a reset link sets a password once and ends every session', async (t) => {
  const server = await startTestServer(t)
  const { link, account } = await server.client.inviteAccount({ body: { email: 'new@example.com', role: 'engineer' } })
  expect(account.state).toBe('invited')
  const body = { token: tokenOf(link ?? ''), password, name: 'New Person' }
  const { accessToken } = await server.client.acceptInvitation({ body })
  expect(await as(server, accessToken).getMe({})).toMatchObject({ name: 'New Person' })
  expect(await codeOf(server.client.acceptInvitation({ body }))).toBe('unauthenticated')
  const reset = await server.client.resetAccount({ params: { id: account.id }, body: {} })
  expect(await codeOf(as(server, accessToken).getMe({}))).toBe('unauthenticated')
  const changed = { token: tokenOf(reset.link), password: 'another good one' }
  expect(await codeOf(server.client.redeemPasswordReset({ body: { ...changed, password: 'password1' } }))).toBe('invalid')
  await server.client.redeemPasswordReset({ body: changed })
  expect(await codeOf(server.client.redeemPasswordReset({ body: changed }))).toBe('unauthenticated')
  expect(await codeOf(signIn(server, 'new@example.com'))).toBe('unauthenticated')
  const late = await server.client.resetAccount({ params: { id: account.id }, body: {} })
  server.clock.advance(600_000)
  expect(await codeOf(server.client.redeemPasswordReset({ body: { token: tokenOf(late.link), password } }))).toBe('unauthenticated')
})

test('who asks for an account learns nothing, and sets nothing until a link is theirs', async (t) => {
  const server = await startTestServer(t)
  const root = await make(server, 'root@example.com')
  const ask = (email: string) => server.request('/auth/sign-up', json({ email, name: 'Somebody' }))
  expect((await ask('new@example.com')).status).toBe(403)
  const { revision } = await server.client.getSettings({})
  await server.client.changeSettings({ body: { selfSignUp: true, selfSignUpRole: 'operator' }, ifMatch: revision })
  const told = async (reply: Response) => [reply.status, await reply.text(), [...reply.headers.keys()].sort()]
  const fresh = await told(await ask('new@example.com'))
  expect(fresh[0]).toBe(204)
  for (const taken of ['root@example.com', 'ROOT@example.com', 'new@example.com']) expect(await told(await ask(taken))).toEqual(fresh)
  expect((await ask('not an address')).status).toBe(422)
  const { items } = await server.client.listAccounts({ query: {} })
  const made = items.find(({ email }) => email === 'new@example.com')
  expect(items).toHaveLength(2)
  expect(made).toMatchObject({ state: 'waiting', role: 'operator', hasPassword: false, name: 'Somebody' })
  expect(await server.client.getAccount({ params: { id: root.id } })).toMatchObject({ name: 'root', revision: root.revision })
  const { link } = await server.client.resetAccount({ params: { id: made?.id ?? '' }, body: {} })
  expect(await server.client.getAccount({ params: { id: made?.id ?? '' } })).toMatchObject({ state: 'invited' })
  const { accessToken } = await server.client.acceptInvitation({ body: { token: tokenOf(link), password } })
  expect((await as(server, accessToken).getMe({})).account).toMatchObject({ email: 'new@example.com', role: 'operator', state: 'active' })
})

test('a sign-in link to hand over works once, a minute apart, where the settings allow it and not for whom may more', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'root@example.com')
  const { id } = await make(server, 'ada@example.com', 'guest')
  const linkFor = (params: { id: string }, client = server.client) => client.createMagicLink({ params, body: {} })
  expect(await codeOf(linkFor({ id }))).toBe('conflict')
  const { revision } = await server.client.getSettings({})
  await server.client.changeSettings({ body: { magicLinks: true }, ifMatch: revision })
  const { link, expiresAt } = await linkFor({ id })
  expect(expiresAt - server.clock.now()).toBe(600_000)
  expect(await codeOf(linkFor({ id }))).toBe('conflict')
  const body = { token: tokenOf(link) }
  const { accessToken } = await server.client.redeemMagicLink({ body })
  expect((await as(server, accessToken).getMe({})).account?.id).toBe(id)
  expect(await codeOf(server.client.redeemMagicLink({ body }))).toBe('unauthenticated')
  const desk = await server.client.createRole({ body: { name: 'Desk', permissions: ['accounts:read', 'accounts:write', 'projects:read'] } })
  await make(server, 'desk@example.com', desk.id)
  const root = (await server.client.listAccounts({ query: {} })).items.find(({ email }) => email === 'root@example.com')
  const token = (await signIn(server, 'desk@example.com')).accessToken
  expect(await codeOf(linkFor({ id: root?.id ?? '' }, as(server, token)))).toBe('forbidden')
})

test('the set-up link makes the first administrator, once', async (t) => {
  const server = await startTestServer(t)
  const link = server.server.setUpUrl() ?? ''
  expect(await server.client.getSignInWays({})).toMatchObject({ needsSetUp: true })
  const body = { token: tokenOf(link), password, email: 'first@example.com' }
  const { accessToken } = await server.client.acceptInvitation({ body })
  expect((await as(server, accessToken).getMe({})).account?.role).toBe('administrator')
  expect(await codeOf(server.client.acceptInvitation({ body }))).toBe('unauthenticated')
  expect(server.server.setUpUrl()).toBeNull()
  const other = await startTestServer(t)
  const kept = tokenOf(other.server.setUpUrl() ?? '')
  await make(other, 'made@example.com')
  expect(await codeOf(other.client.acceptInvitation({ body: { ...body, token: kept } }))).toBe('unauthenticated')
})

test('a code of the second factor works once; a recovery code too', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'ada@example.com')
  const ada = as(server, (await signIn(server, 'ada@example.com')).accessToken)
  const { secret } = await ada.startTotp({ body: { password } })
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = () => totp.generate({ timestamp: server.clock.now() })
  const { recoveryCodes } = await ada.confirmTotp({ body: { code: code() } })
  expect(recoveryCodes).toHaveLength(10)
  expect(await codeOf(ada.startTotp({ body: { password } }))).toBe('conflict')
  expect(await codeOf(signIn(server, 'ada@example.com'))).toBe('second_factor')
  expect(await codeOf(signIn(server, 'ada@example.com', code()))).toBe('second_factor')
  server.clock.advance(30_000)
  const used = code()
  expect(await signIn(server, 'ada@example.com', used)).toMatchObject({ expiresIn: 900 })
  expect(await codeOf(signIn(server, 'ada@example.com', used))).toBe('second_factor')
  const [first = ''] = recoveryCodes
  expect(await signIn(server, 'ada@example.com', first.toLowerCase())).toMatchObject({ expiresIn: 900 })
  expect(await codeOf(signIn(server, 'ada@example.com', first))).toBe('second_factor')
})

test('an administrator without the required second factor can only add it', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'ada@example.com')
  const { revision } = await server.client.getSettings({})
  await server.client.changeSettings({ body: { secondFactorFor: 'administrators' }, ifMatch: revision })
  const ada = as(server, (await signIn(server, 'ada@example.com')).accessToken)
  expect(await ada.getMe({})).toMatchObject({ mustAddTotp: true, permissions: [] })
  expect(await codeOf(ada.listAccounts({ query: {} }))).toBe('forbidden')
  expect(await ada.startTotp({ body: { password } })).toHaveProperty('uri')
})

test('refresh tokens: the same successor within the grace, then a second use ends the session', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'ada@example.com')
  const first = await signIn(server, 'ada@example.com')
  const refresh = (refreshToken: string) => server.client.refreshTokens({ body: { refreshToken } })
  const second = await refresh(first.refreshToken)
  server.clock.advance(29_000)
  expect((await refresh(first.refreshToken)).refreshToken).toBe(second.refreshToken)
  const third = await refresh(second.refreshToken)
  expect(await codeOf(refresh(first.refreshToken))).toBe('unauthenticated')
  expect(await codeOf(refresh(third.refreshToken))).toBe('unauthenticated')
  expect(await codeOf(as(server, third.accessToken).getMe({}))).toBe('unauthenticated')
})

test('an access token ends after 15 minutes, an idle session after 14 days, any after 90', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'ada@example.com')
  const { accessToken, refreshToken } = await signIn(server, 'ada@example.com')
  server.clock.advance(15 * 60_000)
  expect(await codeOf(as(server, accessToken).getMe({}))).toBe('unauthenticated')
  const next = await server.client.refreshTokens({ body: { refreshToken } })
  server.clock.advance(14 * 86_400_000)
  expect(await codeOf(server.client.refreshTokens({ body: { refreshToken: next.refreshToken } }))).toBe('unauthenticated')
})

test('forged tokens are refused: none, another key, another type, over-long, whitespace, a changed letter', async (t) => {
  const server = await startTestServer(t)
  await make(server, 'ada@example.com')
  const { accessToken } = await signIn(server, 'ada@example.com')
  const [head = '', body = '', signature = ''] = accessToken.split('.')
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const last = signature.at(-1) === 'A' ? 'B' : 'A'
  const forged = [
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
    `${encode({ alg: 'HS256', typ: 'JWT' })}.${body}.${signature}`,
    `${head}.${encode({ sub: 'x', sid: 'y', iss: 'plenum', aud: 'plenum-api', exp: 9e9 })}.${signature}`,
    `${head}.${body}.${signature.slice(0, -1)}${last}`,
    `${head}.${body}.${signature}.x`,
    `${head}.${body}`,
    'a'.repeat(5000),
  ]
  for (const token of forged)
    expect([token.slice(0, 20), await codeOf(as(server, token).getMe({}))]).toEqual([token.slice(0, 20), 'unauthenticated'])
})

test('a deleted account leaves its work and takes its name along when asked; look-alikes and taken addresses are refused', async (t) => {
  const server = await startTestServer(t)
  const { id } = await make(server, 'ada@example.com', 'engineer')
  expect(await codeOf(make(server, 'ADA@example.com'))).toBe('conflict')
  expect(await codeOf(make(server, 'аda@example.com'))).toBe('invalid')
  await server.client.deleteAccount({ params: { id }, query: { anonymise: true } })
  expect(await codeOf(server.client.getAccount({ params: { id } }))).toBe('not_found')
  expect(await make(server, 'ada@example.com', 'guest')).toMatchObject({ email: 'ada@example.com' })
})
