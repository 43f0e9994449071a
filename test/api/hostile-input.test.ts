// Bad input, one table on raw sockets: tokens, replays, hosts, origins, bodies, names, addresses. Each is refused, alike within its kind, leaves
// a line for whoever looks after the house, and changes nothing.
import { SignJWT, UnsecuredJWT } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { createClient } from '../../src/contract/client.ts'
import { sendRaw } from '../helpers/raw-request.ts'
import { startTestServer, type TestServer } from '../helpers/test-server.ts'

const password = 'correct horse battery'
const key = new TextEncoder().encode('somebody else’s key, 32 bytes long')

interface Attack {
  readonly name: string
  readonly head: string
  readonly headers?: readonly string[]
  readonly body?: string | Uint8Array
  readonly status: readonly number[]
  /** Attacks of one kind are answered by the same words. */
  readonly alike?: string
  /** Where it has to be found afterwards. */
  readonly row?: string
  readonly line?: true
}

/** What there is to attack: an account with a second factor, tokens and links that were used. */
async function prepare(server: TestServer) {
  const { client, clock } = server
  const account = await client.createAccount({ body: { email: 'scope@example.com', role: 'administrator', password } })
  await client.createAccount({ body: { email: 'cope@axe.co', role: 'guest', password } })
  await client.changeSettings({ body: { selfSignUp: true }, ifMatch: (await client.getSettings({})).revision })
  const first = await client.logIn({ body: { email: 'scope@example.com', password } })
  const own = createClient({ baseUrl: server.baseUrl, token: () => first.accessToken })
  const { secret } = await own.startTotp({ body: { password } })
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  await own.confirmTotp({ body: { code: totp.generate({ timestamp: clock.now() }) } })
  clock.advance(30_000)
  const usedCode = totp.generate({ timestamp: clock.now() })
  const second = await client.logIn({ body: { email: 'scope@example.com', password, code: usedCode } })
  const third = await client.refreshTokens({ body: { refreshToken: second.refreshToken } })
  const { link } = await client.inviteAccount({ body: { email: 'guest@example.com', role: 'guest' } })
  const usedLink = new URL((link ?? '').replace('/#/', '/')).searchParams.get('token') ?? ''
  await client.acceptInvitation({ body: { token: usedLink, password } })
  // Past the grace in which a lost answer is given again.
  clock.advance(15 * 60_000)
  const { accessToken, refreshToken } = await client.logIn({
    body: { email: 'scope@example.com', password, code: totp.generate({ timestamp: clock.now() }) },
  })
  return { account, accessToken, refreshToken, expired: third.accessToken, replayed: second.refreshToken, usedCode: totp, usedLink }
}

async function tokenAttacks({ accessToken, refreshToken, expired, account }: Awaited<ReturnType<typeof prepare>>): Promise<Attack[]> {
  const [head = '', body = '', signature = ''] = accessToken.split('.')
  const json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
  const signed = (header: { alg: string; typ?: string }, more: object = {}) =>
    new SignJWT({ ...claims, ...more }).setProtectedHeader(header).sign(key)
  const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
  const tokens: [string, string][] = [
    ['expired', expired],
    ['unsigned, alg none', new UnsecuredJWT(claims).encode()],
    ['alg None, signature kept', `${json({ alg: 'None', typ: 'at+jwt' })}.${body}.${signature}`],
    ['without a signature', `${head}.${body}.`],
    ['of two parts', `${head}.${body}`],
    ['of four parts', `${head}.${body}.${signature}.${signature}`],
    ['signed by a foreign key', await signed({ alg: 'HS256', typ: 'at+jwt' })],
    ['of another type', await signed({ alg: 'HS256', typ: 'JWT' })],
    ['by HS512', await signed({ alg: 'HS512', typ: 'at+jwt' })],
    ['of a longer life', `${head}.${json({ ...claims, exp: 9e9 })}.${signature}`],
    ['of somebody else', `${head}.${json({ ...claims, sub: account.id.replace(/^./, 'x') })}.${signature}`],
    [
      'with a key of its own in the header',
      `${json({ alg: 'HS256', typ: 'at+jwt', jwk: { kty: 'oct', k: 'AAAA' } })}.${body}.${signature}`,
    ],
    ['over-long', `${accessToken}${'a'.repeat(4000)}`],
    ['longer than any header here', 'a'.repeat(9000)],
    ['a refresh token', refreshToken],
    ['a made-up key', 'plm_live_ABCDEFGH_0123456789abcdefghijklmnopqrstuvwxyzABCDEF'],
    ['no text at all', '%00'],
    ...[0, Math.floor(signature.length / 2), signature.length - 1].map((at): [string, string] => [
      `with letter ${at} of the signature changed`,
      `${head}.${body}.${flipped(signature, at)}`,
    ]),
    ...[1, Math.floor(body.length / 2)].map((at): [string, string] => [
      `with letter ${at} of the body changed`,
      `${head}.${flipped(body, at)}.${signature}`,
    ]),
  ]
  return tokens.map(([what, token]) => ({
    ...{ name: `a token ${what}`, head: 'GET /api/v1/auth/me HTTP/1.1', headers: [`Authorization: Bearer ${token}`] },
    ...{ status: [401], alike: 'token', row: 'access.refused' },
  }))
}

function replays({ replayed, usedLink, usedCode }: Awaited<ReturnType<typeof prepare>>, now: number): Attack[] {
  const post = (path: string, body: object) => ({ head: `POST /api/v1${path} HTTP/1.1`, body: JSON.stringify(body) })
  const code = usedCode.generate({ timestamp: now })
  return [
    { name: 'a replayed code', ...post('/auth/login', { email: 'scope@example.com', password, code }), status: [401], row: 'signIn.refused' },
    { name: 'a replayed refresh token', ...post('/auth/refresh', { refreshToken: replayed }), status: [401], row: 'session.refused' },
    { name: 'a replayed link', ...post('/auth/invitation', { token: usedLink, password: 'another good phrase' }), status: [401], alike: 'link', row: 'access.refused' },
    { name: 'a link nobody made', ...post('/auth/invitation', { token: 'a'.repeat(32), password: 'another good phrase' }), status: [401], alike: 'link', row: 'access.refused' },
    { name: 'an invitation used as a reset', ...post('/auth/password-reset/redeem', { token: usedLink, password: 'another good phrase' }), status: [401], alike: 'link', row: 'access.refused' },
  ] // biome-ignore format: a table
}

function doors(host: string, ownerToken: string): Attack[] {
  const get = { head: 'GET /api/v1/auth/me HTTP/1.1', headers: [`Authorization: Bearer ${ownerToken}`] }
  const guarded = { row: 'access.refused' }
  return [
    { name: 'two Hosts', ...get, headers: [...get.headers, 'Host: evil.test'], status: [421], ...guarded },
    { name: 'the same Host twice', ...get, headers: [...get.headers, `Host: ${host}`], status: [421], ...guarded },
    { name: 'a null Origin', ...get, headers: [...get.headers, 'Origin: null'], status: [403], alike: 'origin', ...guarded },
    {
      name: 'HTTP/1.0 without a Host',
      head: 'GET /api/v1/auth/me HTTP/1.0',
      headers: [...get.headers, '!Host'],
      status: [421],
      ...guarded,
    },
    { name: 'two Origins', ...get, headers: [...get.headers, 'Origin: null', 'Origin: null'], status: [403], ...guarded },
  ]
}

function bodies(ownerToken: string): Attack[] {
  const headers = [`Authorization: Bearer ${ownerToken}`]
  const post = (path: string, body: string | Uint8Array) => ({ head: `POST /api/v1${path} HTTP/1.1`, headers, body })
  const proto = [
    '{"name":"x","__proto__":{"permissions":["accounts:write"]}}',
    '{"name":"x","constructor":{"prototype":{"role":"administrator"}}}',
  ]
  const addresses = [
    '\ua731cope@example.com',
    's\u0441ope@example.com',
    'sc\u200dope@example.com',
    '\uff53cope@example.com',
    'SCOPE@example.com',
    '\u0441\u043e\u0440\u0435@\u0430\u0445\u0435.\u0441\u043e',
  ]
  return [
    ...proto.map((body): Attack => ({ name: `a body with ${body.slice(12, 25)}`, ...post('/projects', body), status: [422], line: true })),
    { name: 'a name of a megabyte', ...post('/projects', JSON.stringify({ name: 'n'.repeat(1_000_000) })), status: [422], line: true },
    { name: 'a body of two megabytes', ...post('/projects', JSON.stringify({ name: 'n'.repeat(2_000_000) })), status: [413], line: true },
    { name: 'a password of a megabyte', ...post('/auth/login', JSON.stringify({ email: 'a@b.c', password: 'n'.repeat(1_000_000) })), status: [422], line: true },
    { name: 'an address of a megabyte', ...post('/accounts/invite', JSON.stringify({ email: `${'n'.repeat(1_000_000)}@b.c`, role: 'guest' })), status: [422], line: true },
    { name: 'no JSON', ...post('/auth/login', '{"email":'), status: [400], line: true },
    { name: 'bytes that are no UTF-8', ...post('/auth/login', Buffer.from('{"email":"\xff\xfe"}', 'latin1')), status: [400], line: true },
    ...addresses.map((email, i): Attack => ({
      ...{ name: `look-alike ${i}`, ...post('/accounts/invite', JSON.stringify({ email, role: 'guest' })), status: [409, 422] },
      ...([0, 4, 5].includes(i) ? { alike: 'taken' } : { line: true as const }),
    })),
  ] // biome-ignore format: a table
}

test('bad input is refused alike, is noted, and changes nothing', async (t) => {
  const server = await startTestServer(t)
  const { client, baseUrl, clock } = server
  const made = await prepare(server)
  const host = new URL(baseUrl).host
  const attacks = [...(await tokenAttacks(made)), ...replays(made, clock.now()), ...doors(host, server.token), ...bodies(server.token)]
  const state = async () => ({
    accounts: (await client.listAccounts({ query: {} })).items.map(({ email, role, state: now }) => [email, role, now]),
    projects: (await client.listProjects({ query: {} })).items.length,
    settings: await client.getSettings({}),
  })
  const before = await state()
  const alike = new Map<string, Set<string>>()
  const verdicts: unknown[] = []
  for (const { name, head, headers = [], body, status, alike: kind, row, line } of attacks) {
    const [logged, rows] = [server.log.length, (await client.listAudit({ query: {} })).items[0]?.id ?? 0]
    const lines = [...(headers.includes('!Host') ? [] : [`Host: ${host}`]), ...headers.filter((one) => one !== '!Host')]
    const bytes = Buffer.from(body ?? '')
    if (body !== undefined) lines.push('Content-Type: application/json', `Content-Length: ${bytes.length}`)
    const sent = Buffer.concat([Buffer.from(`${[head, ...lines].join('\r\n')}\r\n\r\n`), bytes])
    const reply = await sendRaw(baseUrl, sent)
    const { requestId, ...said } = JSON.parse(reply.body || '{}') as Record<string, unknown>
    if (kind !== undefined) alike.set(kind, (alike.get(kind) ?? new Set()).add(JSON.stringify(said)))
    // The same knock again within a minute is counted, not written: time goes on between two of them.
    const fresh = row === undefined ? [] : (await client.listAudit({ query: { action: row } })).items.filter(({ id }) => id > rows)
    const lined = server.log.slice(logged).some(({ message, facts }) => message === 'input was refused' && facts.requestId === requestId)
    verdicts.push([name, status.includes(reply.status) || reply.status, row === undefined || fresh.length > 0, line === undefined || lined])
    clock.advance(row === undefined ? 1000 : 61_000)
  }
  expect(verdicts).toEqual(attacks.map(({ name }) => [name, true, true, true]))
  expect([...alike].map(([kind, answers]) => [kind, answers.size])).toEqual([...alike.keys()].map((kind) => [kind, 1]))
  expect(await state()).toEqual(before)
  expect(({} as { permissions?: unknown }).permissions).toBeUndefined()
  expect(server.log.filter(({ level }) => level === 'error')).toEqual([])
  // Nothing of what was sent stands in the log: no token, no body.
  const written = JSON.stringify(server.log)
  for (const trace of ['nnnnnnnnnn', server.token, made.accessToken, made.replayed, made.usedLink]) expect(written).not.toContain(trace)
})
